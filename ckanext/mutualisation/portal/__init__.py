"""The portals: a member's own face on the shared CKAN."""
