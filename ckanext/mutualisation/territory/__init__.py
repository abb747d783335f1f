"""The territory seen as one: what its members publish, searched in French and looked at on the site."""
