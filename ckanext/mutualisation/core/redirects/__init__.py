"""The addresses of a member's former site, and where each leads on its portal."""
from __future__ import annotations

from ckanext.mutualisation.core.redirects.pattern import Asked, MalformedRedirect, Source, Target
from ckanext.mutualisation.core.redirects.table import Problem, Row, Rule, conflicts, first_match, read_csv, write_csv

__all__ = [
    "Asked",
    "MalformedRedirect",
    "Problem",
    "Row",
    "Rule",
    "Source",
    "Target",
    "conflicts",
    "first_match",
    "read_csv",
    "write_csv",
]
