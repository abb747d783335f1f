"""The territory: what all members publish, seen together."""
