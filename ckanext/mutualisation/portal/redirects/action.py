"""The actions on a portal's redirections."""
from __future__ import annotations

from collections.abc import Collection
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.mutualisation.core.redirects import MalformedRedirect, Problem, Row, Rule, Source, read_csv
from ckanext.mutualisation.portal import config, record
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.redirects import table
from ckanext.mutualisation.portal.redirects.words import listed, said

__all__ = [
    "mutualisation_redirect_create",
    "mutualisation_redirect_delete",
    "mutualisation_redirect_import",
    "mutualisation_redirect_list",
]

_LARGEST = 4_000_000
"""Characters of an imported file: 20,000 rows of long addresses."""


@tk.side_effect_free
def mutualisation_redirect_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """List the redirections of a portal. You must be allowed to change the portal.

    :param id: the id or slug of the portal
    :type id: string

    :returns: in their order, each with ``source``, ``target``, ``hits``, ``last_hit`` (None before the first) and
        ``created``
    :rtype: list of dictionaries
    """
    portal = _authorised(context, data_dict, "mutualisation_redirect_list")
    return [
        {
            "source": row.source,
            "target": row.target,
            "hits": row.hits,
            "last_hit": row.last_hit.isoformat() if row.last_hit else None,
            "created": row.created.isoformat(),
        }
        for row in table.rows_of(portal.id)
    ]


def mutualisation_redirect_create(context: Context, data_dict: DataDict) -> dict[str, str]:
    """Add one redirection to a portal. You must be allowed to change the portal.

    :param id: the id or slug of the portal
    :type id: string
    :param source: a path of the former site: ``/explore/dataset/name``; ``:name`` stands for one segment, ``*``, last,
        for all that remains; a query that it names must be there
    :type source: string
    :param target: the name of a dataset that the portal shows, a path of the portal, which may use what the source
        captured (``/dataset/:name``, ``/dataset/*``), or the https address of a page of the platform. Its query is its
        own; ``?*`` keeps the visitor's
    :type target: string

    :returns: ``source`` and ``target`` as they are stored
    :rtype: dictionary
    """
    portal = _authorised(context, data_dict, "mutualisation_redirect_create")
    try:
        rule = table.parsed(portal.slug, Row(1, str(data_dict.get("source", "")), str(data_dict.get("target", ""))))
    except MalformedRedirect as error:
        raise tk.ValidationError({error.field: [said(error.fault, error.text)]}) from None
    rows = table.rows_of(portal.id)
    # What stands in the table comes first: it is the new row that stands twice.
    problems = table.checked(portal.slug, portal.id, [*_standing(portal.slug, rows), rule])
    if problems:
        raise tk.ValidationError(
            {problem.field if problem.line else "source": [said(problem.fault, problem.text)] for problem in problems}
        )
    table.write(portal.id, [rule], len(rows))
    _commit(context)
    return {"source": str(rule.source), "target": str(rule.target)}


def mutualisation_redirect_delete(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Remove redirections of a portal. You must be allowed to change the portal.

    :param id: the id or slug of the portal
    :type id: string
    :param source: the source of the one to remove (optional; one of the two is needed)
    :type source: string
    :param all: remove all (optional)
    :type all: boolean

    :returns: ``removed``, how many there were
    :rtype: dictionary
    """
    portal = _authorised(context, data_dict, "mutualisation_redirect_delete")
    if tk.asbool(data_dict.get("all") or False):
        removed = table.remove(portal.id, None)
    else:
        try:
            source = Source.parse(str(data_dict.get("source", "")), config.common_address().locales)
        except MalformedRedirect as error:
            raise tk.ValidationError({"source": [said(error.fault, error.text)]}) from None
        removed = table.remove(portal.id, [str(source)])
        if not removed:
            raise tk.ObjectNotFound(tk._("There is no redirection of {source}").format(source=source))
    _commit(context)
    return {"removed": removed}


def mutualisation_redirect_import(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Read the redirections of a portal from a CSV file, all or none. You must be allowed to change the portal.

    :param id: the id or slug of the portal
    :type id: string
    :param csv: the file's text, in UTF-8, with the columns ``source`` and ``target`` (see
        ``mutualisation_redirect_create``), separated by commas, semicolons or tabs
    :type csv: string
    :param upload: the file itself, in place of ``csv`` (optional)
    :type upload: file
    :param mode: ``replace``: the file is the whole table (default); ``add``: it is added to it, and a source that
        stands there takes its new target
    :type mode: string
    :param dry_run: check and count, write nothing (optional)
    :type dry_run: boolean

    :returns: how many are ``added``, ``changed``, ``kept``, ``removed``; ``dry_run``
    :rtype: dictionary
    """
    portal = _authorised(context, data_dict, "mutualisation_redirect_import")
    mode = data_dict.get("mode") or "replace"
    if mode not in ("replace", "add"):
        raise tk.ValidationError({"mode": [tk._("The mode is one of: {modes}").format(modes="replace, add")]})
    rules = _read(portal.slug, _text(data_dict))
    rows = table.rows_of(portal.id)
    before = {row.source: row.target for row in rows}
    after = {str(rule.source): str(rule.target) for rule in rules}
    others = [row for row in rows if row.source not in after] if mode == "add" else []
    problems = table.checked(portal.slug, portal.id, [*_standing(portal.slug, others), *rules])
    if problems:
        raise tk.ValidationError({"csv": listed(problems)})
    gone = set(before) - set(after) if mode == "replace" else set()
    dry_run = tk.asbool(data_dict.get("dry_run") or False)
    if not dry_run:
        table.remove(portal.id, gone)
        table.write(portal.id, rules, len(others))
        _commit(context)
    return {
        "added": len(set(after) - set(before)),
        "changed": sum(before[source] != target for source, target in after.items() if source in before),
        "kept": len(others) + sum(before.get(source) == target for source, target in after.items()),
        "removed": len(gone),
        "dry_run": dry_run,
    }


def _authorised(context: Context, data_dict: DataDict, action: str) -> Any:
    row = record.find(str(tk.get_or_bust(data_dict, "id")))
    if row is None:
        raise tk.ObjectNotFound(tk._("Portal not found"))
    tk.check_access(action, context, data_dict)
    live.refresh()  # The sites of the platform are looked up in memory: as they are now.
    return row


def _text(data_dict: DataDict) -> str:
    upload = data_dict.get("upload")
    content = upload.read(_LARGEST + 1) if upload is not None and hasattr(upload, "read") else data_dict.get("csv")
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise tk.ValidationError({"csv": [tk._("The file is not text in UTF-8")]}) from None
    if not isinstance(content, str) or not content.strip():
        raise tk.ValidationError({"csv": [tk._("Send the redirections as a CSV file")]})
    if len(content) > _LARGEST:
        raise tk.ValidationError({"csv": [tk._("The file is too large")]})
    return content


def _read(slug: str, text: str) -> list[Rule]:
    rows, problems = read_csv(text)
    rules: dict[tuple[str, str], Rule] = {}
    for row in rows:
        try:
            rule = table.parsed(slug, row)
        except MalformedRedirect as error:
            problems.append(Problem(row.line, error.field, error.fault, error.text))
            continue
        # The same page in two languages of the former site is one row here, if both lead to the same place.
        rules.setdefault((str(rule.source), str(rule.target)), rule)
    if problems:
        raise tk.ValidationError({"csv": listed(problems)})
    return list(rules.values())


def _standing(slug: str, rows: Collection[Any]) -> list[Rule]:
    standing = []
    for row in rows:
        try:
            standing.append(table.parsed(slug, Row(0, row.source, row.target)))
        except MalformedRedirect:  # The site it led to has left the platform: it leads nowhere until it comes back.
            continue
    return standing


def _commit(context: Context) -> None:
    if not context.get("defer_commit"):
        model.repo.commit()
