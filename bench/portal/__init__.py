"""The benches of the portals."""
