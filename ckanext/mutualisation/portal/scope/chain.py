"""How an action is chained before CKAN's own, and how it says that something is another member's."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal import visit

__all__ = ["AnothersData", "Original", "asked_by_name", "chained", "fresh", "refuse"]

Original = Callable[[Context, DataDict], Any]
Scoped = Callable[[Original, OnPortal, Context, DataDict], Any]


class AnothersData(tk.ObjectNotFound):
    """What is asked for is public, and another member's; the message gives its owner's address."""


def chained(action: Scoped) -> Callable[..., Any]:
    """Chain an action before the one of the same name, during visits only."""

    def before(original: Original, context: Context, data_dict: DataDict) -> Any:
        found = visit.current_visit()
        return original(context, data_dict) if found is None else action(original, found, context, data_dict)

    before.__name__ = action.__name__
    return tk.side_effect_free(tk.chained_action(before))


def asked_by_name(action: Scoped) -> Callable[..., Any]:
    """Chain an action that shows one thing: what the public may not see looks like what does not exist."""

    def without_trace(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> Any:
        try:
            return action(original, found, context, data_dict)
        except AnothersData:
            raise
        except (tk.NotAuthorized, tk.ObjectNotFound):
            raise tk.ObjectNotFound() from None

    without_trace.__name__ = action.__name__
    return chained(without_trace)


def refuse(found: OnPortal, organization_id: str | None, page: str) -> AnothersData:
    """Return the error of what is another member's. ``page`` is what ``url_for`` gives for it during this visit.

    Pages and API answers give the same page's address on its owner's portal.
    """
    path = page.removeprefix(f"{found.root}{found.mount}")
    address = visit.owner_address(organization_id, path)
    flask.g.mutualisation_elsewhere = address
    flask.g.mutualisation_owner = visit.owner_name(organization_id)
    return AnothersData(tk._("This belongs to another member of the platform: {address}").format(address=address))


def fresh(context: Context) -> Context:
    """Return a context for another action of the same reader."""
    return Context(user=context.get("user", ""), auth_user_obj=context.get("auth_user_obj"))
