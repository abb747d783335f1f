"""The addresses of a member's former site: its portal answers them with the page that took their place."""
