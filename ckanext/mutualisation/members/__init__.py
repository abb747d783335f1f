"""The organisations that take part: who they are, what their datasets say, and whom they trust with what."""
