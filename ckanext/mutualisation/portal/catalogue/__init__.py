"""The DCAT-AP catalogue of each portal and of the common site, built on ckanext-dcat.

A dataset has the same URI, and the same description, from whichever face it is read; only the catalogue that lists it
differs. Nothing here runs unless the plugin ``dcat`` is loaded.
"""
from __future__ import annotations

__all__: list[str] = []
