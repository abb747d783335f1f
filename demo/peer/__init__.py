"""The stock CKAN where the members already publish: its files, its organisations and its datasets."""
