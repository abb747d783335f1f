"""The actions on brands: a draft is edited, published as a version, and any version can be restored."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.portal import record as portals
from ckanext.mutualisation.portal import schema
from ckanext.mutualisation.portal.brand import document, record
from ckanext.mutualisation.portal.brand.authors import author
from ckanext.mutualisation.portal.live import publish_registry

__all__ = [
    "mutualisation_brand_discard",
    "mutualisation_brand_publish",
    "mutualisation_brand_restore",
    "mutualisation_brand_show",
    "mutualisation_brand_update",
    "mutualisation_brand_version_list",
]


@tk.side_effect_free
def mutualisation_brand_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Show a portal's brand: the one that visitors see, a former one, or the draft.

    Everybody may see the published brand of a published portal; the rest is for those who may change the portal.

    :param id: the id or slug of the portal
    :type id: string
    :param number: the number of a publication (optional)
    :type number: integer
    :param draft: show the draft; what visitors see when there is none (optional)
    :type draft: boolean

    :returns: ``portal`` (slug), ``number`` (of the publication; of the live one for a draft), ``draft`` (whether it
        is one), ``brand`` (the document: what is not in it has its default), ``author_name``, ``note``, and
        ``modified`` (ISO 8601, UTC)
    :rtype: dictionary
    """
    row = _found(data_dict)
    tk.check_access("mutualisation_brand_show", context, data_dict)
    data = _validated(data_dict, schema.brand_show(), context)
    if data.get("draft"):
        kept = record.find_draft(row.id)
        if kept is not None:
            return _described(row, row.version, kept, draft=True)
    version = record.find_version(row.id, data.get("number") or row.version)
    if version is None:
        raise tk.ObjectNotFound(tk._("This portal has no publication of this number"))
    return _described(row, version.number, version, draft=False)


def mutualisation_brand_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Save a draft of a portal's brand; visitors see it once it is published.

    Administrators of one of the portal's organisations, users who hold the duty ``portal`` for one, and sysadmins.

    :param id: the id or slug of the portal
    :type id: string
    :param brand: the whole document, as ``mutualisation_brand_show`` gives it
    :type brand: dictionary
    :param logo_upload: PNG, JPEG, WebP or SVG without script or outside reference, 512 kB at most (optional); so are
        ``favicon_upload`` and ``image_upload``
    :type logo_upload: file
    :param modified: the draft's ``modified`` as it was read, empty if there was no draft: if somebody saved another
        since, this one is refused (optional)
    :type modified: string
    :param number: the publication that visitors saw then: if there is another since, this is refused (optional)
    :type number: integer

    :returns: the draft, as ``mutualisation_brand_show`` gives it
    :rtype: dictionary
    """
    row = _found(data_dict)
    tk.check_access("mutualisation_brand_update", context, data_dict)
    data = _validated(data_dict, schema.brand_update(), context)
    _refuse_if_overtaken(row, data_dict)
    brand = document.checked(document.changed({}, data))
    record.save_draft(row.id, brand, record.Author.of(context.get("user")))
    if not context.get("defer_commit"):
        model.repo.commit()
    return _described(row, row.version, record.find_draft(row.id), draft=True)


def mutualisation_brand_publish(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Publish the draft of a portal's brand: a new version, which every visitor sees within seconds.

    :param id: the id or slug of the portal
    :type id: string
    :param note: what changed, for the history (optional)
    :type note: string
    :param modified: the draft's ``modified`` as it was read; another draft is not published (optional)
    :type modified: string
    :param number: the publication that visitors saw then: if there is another since, this is refused (optional)
    :type number: integer

    :returns: the publication, as ``mutualisation_brand_show`` gives it
    :rtype: dictionary
    """
    row = _found(data_dict)
    tk.check_access("mutualisation_brand_publish", context, data_dict)
    data = _validated(data_dict, schema.brand_publish(), context)
    _refuse_if_overtaken(row, data_dict)
    kept = record.find_draft(row.id)
    if kept is None:
        raise tk.ValidationError({"id": [tk._("There is no draft to publish")]})
    # Rules may have become stricter since the draft was saved.
    brand = document.checked(kept.brand)
    record.discard(row.id)
    return _published(context, row, brand, data.get("note") or "")


def mutualisation_brand_discard(context: Context, data_dict: DataDict) -> None:
    """Throw a portal's draft away; what visitors see stays.

    :param id: the id or slug of the portal
    :type id: string
    """
    row = _found(data_dict)
    tk.check_access("mutualisation_brand_discard", context, data_dict)
    record.discard(row.id)
    if not context.get("defer_commit"):
        model.repo.commit()


def mutualisation_brand_restore(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Publish a former version again, as a new one; the draft, if there is one, stays.

    :param id: the id or slug of the portal
    :type id: string
    :param number: the number of the publication to restore
    :type number: integer
    :param note: what to say in the history (optional)
    :type note: string

    :returns: the publication, as ``mutualisation_brand_show`` gives it
    :rtype: dictionary
    """
    row = _found(data_dict)
    tk.check_access("mutualisation_brand_restore", context, data_dict)
    data = _validated(data_dict, schema.brand_restore(), context)
    former = record.find_version(row.id, data["number"])
    if former is None:
        raise tk.ObjectNotFound(tk._("This portal has no publication of this number"))
    brand = document.checked(former.brand)
    note = data.get("note") or tk._("Version {number} restored").format(number=former.number)
    return _published(context, row, brand, note)


@tk.side_effect_free
def mutualisation_brand_version_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """List the publications of a portal's brand, the latest first.

    :param id: the id or slug of the portal
    :type id: string

    :returns: ``number``, ``author_name``, ``note``, ``modified`` (when it was published, ISO 8601, UTC), ``live``
    :rtype: list of dictionaries
    """
    row = _found(data_dict)
    tk.check_access("mutualisation_brand_version_list", context, data_dict)
    return [
        {
            "number": each.number,
            "author_name": each.author_name,
            "note": each.note,
            "modified": each.published.isoformat(),
            "live": each.number == row.version,
        }
        for each in record.versions(row.id)
    ]


def _found(data_dict: DataDict) -> Any:
    row = portals.find(str(tk.get_or_bust(data_dict, "id")))
    if row is None:
        raise tk.ObjectNotFound(tk._("Portal not found"))
    return row


def _validated(data_dict: DataDict, rules: dict[str, Any], context: Context) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules, context)
    if errors:
        raise tk.ValidationError(errors)
    return data


def _refuse_if_overtaken(row: Any, data_dict: DataDict) -> None:
    """Refuse what was written from a draft or a publication that another has replaced since."""
    record.hold(row.id)
    live, kept = record.find_live(row.id), record.find_draft(row.id)
    if str(data_dict.get("number") or live.number) != str(live.number):
        said = tk._("{name} has published another version since you opened this one")
        reason = said.format(name=author(live.author_name))
    elif data_dict.get("modified") in (None, kept.modified.isoformat() if kept else ""):
        return
    elif kept:
        said = tk._("{name} has saved a draft since you opened this one")
        reason = said.format(name=author(kept.author_name))
    else:
        reason = tk._("The draft has been published or thrown away since you opened it")
    model.Session.rollback()
    raise tk.ValidationError({"modified": [reason]})


def _published(context: Context, row: Any, brand: Mapping[str, Any], note: str) -> dict[str, Any]:
    number = record.publish(row.id, dict(brand), record.Author.of(context.get("user")), note)
    publish_registry(context)
    return _described(row, number, record.find_version(row.id, number), draft=False)


def _described(row: Any, number: int, kept: Any, *, draft: bool) -> dict[str, Any]:
    return {
        "portal": row.slug,
        "number": number,
        "draft": draft,
        "brand": kept.brand,
        "author_name": kept.author_name,
        "note": "" if draft else kept.note,
        "modified": (kept.modified if draft else kept.published).isoformat(),
    }
