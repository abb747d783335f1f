"""Who wrote a brand, as its readers are told."""
from __future__ import annotations

import ckan.plugins.toolkit as tk

__all__ = ["author", "is_operator"]


def is_operator(name: str) -> bool:
    """Tell whether this is CKAN's own account, in whose name commands and the declarative file write."""
    return name == tk.config["ckan.site_id"]


def author(name: str) -> str:
    """Return what to call an author: nobody knows CKAN's own account by its name."""
    return tk._("The platform’s operator") if is_operator(name) else name
