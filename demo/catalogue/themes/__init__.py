"""The recipes of each publisher."""
