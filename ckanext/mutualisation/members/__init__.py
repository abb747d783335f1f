"""The members: organisations that take part, who they are and who may act for them."""
