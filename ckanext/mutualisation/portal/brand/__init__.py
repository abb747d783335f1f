"""What a portal's member edits: drafts, publications, and their restoration."""
