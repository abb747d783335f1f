"""Tags and vocabularies on a portal: those of its datasets."""
from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search.query import solr_literal
from ckan.types import Context, DataDict

from ckanext.mutualisation.core.address import OnPortal
from ckanext.mutualisation.portal.scope.chain import Original, asked_by_name, chained, fresh
from ckanext.mutualisation.portal.scope.rows import narrowed, public_datasets

__all__ = ["ACTIONS", "tag_autocomplete", "tag_list", "tag_search", "tag_show", "vocabulary_list", "vocabulary_show"]

ACTIONS = tuple(name for name in __all__ if name != "ACTIONS")


def _its_tags(found: OnPortal) -> AbstractContextManager[None]:
    used = public_datasets(found, model.PackageTag.tag_id).join(
        model.PackageTag, model.PackageTag.package_id == model.Package.id
    )
    return narrowed(model.Tag, model.Tag.id.in_(used.where(model.PackageTag.state == "active")))


@chained
def tag_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    with _its_tags(found):
        return original(context, data_dict)


@chained
def tag_search(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    with _its_tags(found):
        return original(context, data_dict)


@chained
def tag_autocomplete(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[str]:
    with _its_tags(found):
        return original(context, data_dict)


@asked_by_name
def tag_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    # With its datasets, core asks Solr past every plugin, for what the whole platform has.
    with _its_tags(found):
        tag = original(context, {**data_dict, "include_datasets": False})
    if tk.asbool(data_dict.get("include_datasets", False)):
        vocabulary = model.Vocabulary.get(tag["vocabulary_id"]) if tag.get("vocabulary_id") else None
        field = f"vocab_{vocabulary.name}" if vocabulary else "tags"
        query = {"fq": f"{field}:{solr_literal(tag['name'])}", "rows": 1000}
        tag["packages"] = tk.get_action("package_search")(fresh(context), query)["results"]
    return tag


@chained
def vocabulary_list(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> list[Any]:
    with _its_tags(found):
        return original(context, data_dict)


@asked_by_name
def vocabulary_show(original: Original, found: OnPortal, context: Context, data_dict: DataDict) -> dict[str, Any]:
    with _its_tags(found):
        return original(context, data_dict)
