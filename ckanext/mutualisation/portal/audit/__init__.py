"""Visit every portal as the public does, and say what leaks, bleeds or is dead."""
