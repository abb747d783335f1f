"""Benchmarks beside stock CKAN on the same data: `make bench`. What each figure means stands in README.md."""
