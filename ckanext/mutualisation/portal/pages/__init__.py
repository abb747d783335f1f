"""What a portal shows of its own: its home page made of blocks, its free pages, its notices."""
