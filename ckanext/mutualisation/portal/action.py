"""The actions on portals."""
from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation import rights
from ckanext.mutualisation.core.host import Host
from ckanext.mutualisation.portal import record, schema
from ckanext.mutualisation.portal.brand import document
from ckanext.mutualisation.portal.brand import record as brands
from ckanext.mutualisation.portal.live import publish_registry
from ckanext.mutualisation.portal.model import portal

__all__ = [
    "mutualisation_portal_create",
    "mutualisation_portal_delete",
    "mutualisation_portal_list",
    "mutualisation_portal_show",
    "mutualisation_portal_update",
]


def mutualisation_portal_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Create a portal. You must be a sysadmin.

    :param slug: 1 to 60 small letters, digits and hyphens; the portal's path is ``/p/<slug>/``
    :type slug: string
    :param title: the name shown, one text or ``{"fr": …, "en": …}``
    :type title: string or dictionary
    :param organizations: names or ids of the organisations whose data it shows, in the order shown
    :type organizations: list of strings
    :param hosts: hosts where it answers, the first is the canonical one, the others redirect to it;
        ``https://data.nantes.fr:8443`` also fixes scheme and port, which are else those of ``ckan.site_url`` (optional)
    :type hosts: list of strings
    :param state: ``draft``, ``published`` or ``closed`` (optional, default: ``draft``)
    :type state: string
    :param primary_colour: #rrggbb, readable on white: contrast 4.5 at least (optional)
    :type primary_colour: string
    :param secondary_colour: #rrggbb, an accent (optional)
    :type secondary_colour: string
    :param tagline: one text or one per language (optional)
    :type tagline: string or dictionary
    :param logo_upload: PNG, JPEG, WebP or SVG without script or outside reference, 512 kB at most (optional)
    :type logo_upload: file
    :param brand: the rest of its brand, as ``mutualisation_brand_show`` gives it; what is left out is as it was
        (optional)
    :type brand: dictionary
    :param include: ``below`` to show also the data of the organisations under its own, ``above`` for those over them
        (optional)
    :type include: list of strings

    :returns: the portal, as ``mutualisation_portal_show`` gives it
    :rtype: dictionary
    """
    tk.check_access("mutualisation_portal_create", context, data_dict)
    data = _validated(data_dict, schema.portal_create(), context)
    if record.find(data["slug"]) is not None:
        raise tk.ValidationError({"slug": [tk._("Another portal has this slug")]})
    _refuse_taken(data["hosts"], None)
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    portal_id = str(uuid.uuid4())
    brand = _brand({}, data)
    values = {"slug": data["slug"], "state": data["state"], "include": data["include"], "version": 1}
    model.Session.execute(portal.insert().values(id=portal_id, created=now, modified=now, **values))
    record.write_links(portal_id, data["hosts"], data["organizations"])
    brands.publish(portal_id, brand, brands.Author.of(context.get("user")))
    publish_registry(context)
    return record.describe(record.find(portal_id))


def mutualisation_portal_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Change a portal; the fields that are not given keep their values.

    Sysadmins change everything. Administrators of one of its organisations, and users whom one of them gave the duty
    ``portal``, change its brand.

    :param id: the id or slug of the portal; the slug itself never changes
    :type id: string
    What changes the brand is published at once, as a new version; ``mutualisation_brand_update`` saves a draft.

    :param logo_clear: remove the logo (optional)
    :type logo_clear: boolean

    The other parameters are those of ``mutualisation_portal_create``.

    :returns: the portal, as ``mutualisation_portal_show`` gives it
    :rtype: dictionary
    """
    row = _found(data_dict)
    tk.check_access("mutualisation_portal_update", context, data_dict)
    data = _validated(data_dict, schema.portal_update(), context)
    hosts = data.get("hosts")
    _refuse_taken(hosts or [], row.id)
    values = {name: data[name] for name in ("state", "include") if name in data}
    values["modified"] = datetime.now(timezone.utc).replace(tzinfo=None)
    live = brands.live_document(row.id)
    brand = _brand(live, data)
    model.Session.execute(portal.update().where(portal.c.id == row.id).values(**values))
    if brand != live:
        brands.publish(row.id, brand, brands.Author.of(context.get("user")))
    record.write_links(row.id, hosts, data.get("organizations"))
    publish_registry(context)
    return record.describe(record.find(row.id))


def mutualisation_portal_delete(context: Context, data_dict: DataDict) -> None:
    """Delete a portal and free its hosts; the data it shows stay. You must be a sysadmin.

    :param id: the id or slug of the portal
    :type id: string
    """
    row = _found(data_dict)
    tk.check_access("mutualisation_portal_delete", context, data_dict)
    model.Session.execute(portal.delete().where(portal.c.id == row.id))
    publish_registry(context)


@tk.side_effect_free
def mutualisation_portal_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Show a portal. Everybody may see a published one; a draft or a closed one only those who may change it.

    :param id: the id or slug of the portal
    :type id: string

    :returns: ``id, slug, title, state, hosts, url, path_url, organizations`` (each with ``id, name, title``),
        ``include, primary_colour, secondary_colour, tagline, logo`` (None or ``sha256, media_type, url``),
        ``version`` (the number of the publication that visitors see), ``created, modified``
    :rtype: dictionary
    """
    row = _found(data_dict)
    tk.check_access("mutualisation_portal_show", context, data_dict)
    return record.describe(row)


@tk.side_effect_free
def mutualisation_portal_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """List the portals that you may see, the oldest first.

    :param organization: the name or id of an organisation, to list only its portals (optional)
    :type organization: string

    :returns: portals, each as ``mutualisation_portal_show`` gives it
    :rtype: list of dictionaries
    """
    tk.check_access("mutualisation_portal_list", context, data_dict)
    wanted = data_dict.get("organization")
    organization = model.Group.get(str(wanted)) if wanted else None
    if wanted and organization is None:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    found = record.find_all()
    owners = record.organizations_of([row.id for row in found])
    rows = []
    for row in found:
        ids = owners[row.id]
        if organization is not None and organization.id not in ids:
            continue
        if row.state == "published" or context.get("ignore_auth") or _may_act(context, ids):
            rows.append(row)
    return record.describe_all(rows)


def _may_act(context: Context, ids: list[str]) -> bool:
    return any(rights.may_act(context.get("user"), each, "portal") for each in ids)


def _found(data_dict: DataDict) -> Any:
    row = record.find(str(tk.get_or_bust(data_dict, "id")))
    if row is None:
        raise tk.ObjectNotFound(tk._("Portal not found"))
    return row


def _validated(data_dict: DataDict, rules: dict[str, Any], context: Context) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules, context)
    if errors:
        model.Session.rollback()
        raise tk.ValidationError(errors)
    return data


def _refuse_taken(hosts: list[Host], portal_id: str | None) -> None:
    for name, slug in record.hosts_taken(hosts, portal_id).items():
        reason = tk._("{host} is the portal {slug}'s") if slug else tk._("{host} is the common site's")
        raise tk.ValidationError({"hosts": [reason.format(host=name, slug=slug)]})


def _brand(live: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Return the document of the brand with what was given put in, faults under the fields of the portal's actions."""
    try:
        return document.checked(document.changed(live, data))
    except tk.ValidationError as error:
        names = {"colours.primary": "primary_colour", "colours.secondary": "secondary_colour"}
        raise tk.ValidationError({
            names.get(field, field if field in ("title", "tagline") else f"brand.{field}"): messages
            for field, messages in error.error_dict.items()
        }) from None
