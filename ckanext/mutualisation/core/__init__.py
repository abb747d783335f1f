"""The rules of the platform as plain values and functions, without CKAN."""
