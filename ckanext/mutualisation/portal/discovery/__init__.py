"""What search engines, readers of feeds, social networks and other sites are told of each face."""
