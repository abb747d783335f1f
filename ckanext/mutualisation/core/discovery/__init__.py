"""What lets others find a portal: which face a page belongs to, sitemaps, feeds, embeds, as plain values."""
