"""A believable territory's open data, made from word lists: the same datasets and files at every run, without network.

>>> from demo.catalogue import build
>>> len(build())
350
"""
from __future__ import annotations

from demo.catalogue.compose import build
from demo.catalogue.nouns import Dataset, File

__all__ = ["Dataset", "File", "build"]
