"""The page where a member edits its portal: the form, its preview, its publications."""
