"""The local stack: PostgreSQL, Redis, Solr and CKAN, kept in one folder of the project, on ports of its own.

Standard library only: it runs before anything is installed. One stack is one folder, `.dev/<name>/`.
"""
