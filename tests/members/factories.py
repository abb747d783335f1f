"""What the tests of this room make by hand."""
from __future__ import annotations

from typing import Any

import ckan.model as model

__all__ = ["person"]


def person(name: str, **fields: Any) -> model.User:
    """Make a user without a password: hashing one takes CKAN a quarter of a second."""
    user = model.User(name=name, email=f"{name}@example.org", **fields)
    model.Session.add(user)
    model.Session.commit()
    return user
