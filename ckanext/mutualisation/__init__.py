"""One CKAN shared by many public bodies, each with its own address and look."""
