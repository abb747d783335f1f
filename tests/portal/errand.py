"""A background job, as a worker of its own process runs it: it knows nothing of the tests."""
from __future__ import annotations

from typing import Any

import ckan.lib.mailer as mailer
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import search

__all__ = ["look_around"]


def look_around(user: str, dataset: str) -> dict[str, str]:
    """Index a dataset again, and return the addresses that the job makes and reads."""
    search.rebuild(dataset)
    context: Any = {"ignore_auth": True}
    found = tk.get_action("package_search")(context, {"q": f"name:{dataset}"})["results"][0]
    owner = model.User.get(user)
    assert owner
    return {
        "page": tk.url_for("dataset.read", id=dataset, _external=True),
        "by helper": tk.h.url_for("organization.read", id="nantes", qualified=True),
        "file": tk.get_action("package_show")(context, {"id": dataset})["resources"][0]["url"],
        "file found": found["resources"][0]["url"],
        "mail": mailer.get_reset_link(owner),
    }
