"""The page where a portal is edited, on the common site: its form, and the draft as visitors would see it."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.editor import preview
from ckanext.mutualisation.portal.editor.changes import Change, compare
from ckanext.mutualisation.portal.editor.desk import Desk, act, open_desk, read_form, save
from ckanext.mutualisation.portal.editor.form import edited, opened
from ckanext.mutualisation.portal.editor.sheet import Sheet, Trouble, languages, verdicts
from ckanext.mutualisation.portal.editor.words import BLOCK_NAMES

__all__ = ["mutualisation_editor"]

mutualisation_editor = Blueprint("mutualisation_editor", __name__, url_prefix="/portal")

_SAVES = ("save", "publish", "overwrite")
# Fifty pages in two languages, each of 20,000 characters, and every list full: what a brand may hold.
_FORM_BYTES, _FORM_PARTS = 8_000_000, 4_000


@mutualisation_editor.url_value_preprocessor
def allow_whole_brands(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Let a form be as large as a brand may be, before anything reads it."""
    flask.request.max_form_memory_size = _FORM_BYTES
    flask.request.max_form_parts = _FORM_PARTS


@mutualisation_editor.get("/edit/<slug>")
def edit(slug: str) -> str:
    """Show the form, with the draft or what visitors see in it."""
    desk = open_desk(slug)
    return _page(desk, Sheet(desk.document), desk.modified, desk.number)


@mutualisation_editor.post("/edit/<slug>")
def change(slug: str) -> str | Response:
    """Do what the pressed button asks: save the draft, go on to publish it, or show the form with a list changed."""
    flask.current_app.extensions["csrf"].protect()
    desk = open_desk(slug)
    form = tk.request.form
    if form.get("whole") != "yes":
        return tk.abort(400, tk._("The form did not arrive whole: nothing was saved."))
    typed, do = read_form(form, tk.request.files), form.get("do", "save")
    if do not in _SAVES:
        after = edited(typed.document, do, form.get("block", ""))
        return _page(desk, Sheet(after.document, typed.refused, after.focus), *_basis())
    if typed.refused:
        return _page(desk, Sheet(typed.document, typed.troubles(), "troubles"), *_basis())
    basis = (desk.modified, desk.number) if do == "overwrite" else _basis()
    try:
        save(slug, typed.document, *basis)
    except tk.ValidationError as error:
        return _refused(desk, typed.document, typed.troubles(), error)
    if do == "publish":
        return _see_other("mutualisation_publishing.confirm", slug)
    tk.h.flash_success(tk._("The draft is saved. Visitors see it once it is published."))
    return _see_other("mutualisation_editor.edit", slug)


def _basis() -> tuple[str, int]:
    """Return what the form says that its document was opened from."""
    number = tk.request.form.get("number", "")
    return tk.request.form.get("modified", ""), int(number) if number.isascii() and number.isdigit() else -1


def _see_other(endpoint: str, slug: str) -> Response:
    response = tk.redirect_to(endpoint, slug=slug)
    response.status_code = 303
    return response


def _refused(
    desk: Desk, document: Mapping[str, Any], troubles: tuple[Trouble, ...], error: tk.ValidationError
) -> str:
    errors: dict[str, Any] = dict(error.error_dict)
    overtaken = errors.pop("modified", None)
    if overtaken and not errors:
        differences = compare(opened(document), desk.document)
        return _page(desk, Sheet(document, (), "overtaken"), *_basis(), overtaken=overtaken[0], differences=differences)
    known = {trouble.field for trouble in troubles}
    more = [Trouble(name, str(words)) for name, said in errors.items() if name not in known for words in said]
    return _page(desk, Sheet(document, (*troubles, *more), "troubles"), *_basis())


def _page(
    desk: Desk,
    sheet: Sheet,
    modified: str,
    number: int,
    overtaken: str = "",
    differences: list[Change] | None = None,
) -> str:
    portal = preview.draft_portal(desk.portal["slug"], sheet.document)
    return tk.render(
        "mutualisation/portal/editor/edit.html",
        {
            "desk": desk,
            "sheet": sheet,
            "modified": modified,
            "number": number,
            "overtaken": overtaken,
            "differences": differences or [],
            "verdicts": verdicts(sheet.document),
            "block_names": BLOCK_NAMES,
            "pages": preview.choices(portal),
        },
    )


@mutualisation_editor.get("/preview/<slug>")
def saved(slug: str) -> Response:
    """Show a page of the portal as the draft makes it, or as a publication made it (``number``)."""
    desk = open_desk(slug)
    number = tk.request.args.get("number", "")
    try:
        brand = act("brand_show", id=slug, number=number)["brand"] if number else desk.brand
    except (tk.ObjectNotFound, tk.ValidationError):
        return tk.abort(404, tk._("This portal has no publication of this number"))
    return preview.response_of(_looked_at(slug, brand, tk.request.args))


@mutualisation_editor.post("/preview/<slug>")
def typed(slug: str) -> Response:
    """Show a page of the portal as what is in the form makes it, which is not saved.

    To a script: ``page`` (the page's text), ``pages`` (those there are), ``troubles`` and ``verdicts``.
    """
    flask.current_app.extensions["csrf"].protect()
    desk = open_desk(slug)
    read = read_form(tk.request.form, tk.request.files)
    # Before the page is made, whose request ends with the database's session.
    if tk.request.accept_mimetypes.best_match(["text/html", "application/json"]) != "application/json":
        return preview.response_of(_looked_at(desk.portal["slug"], read.document, tk.request.form))
    portal = preview.draft_portal(slug, read.document)
    said = {
        "pages": preview.choices(portal),
        "verdicts": verdicts(read.document),
        "troubles": [
            {"anchor": each.anchor, "field": each.field, "message": each.message, "nearest": each.nearest}
            for each in read.troubles()
        ],
    }
    flask.request.environ["__no_cache__"] = True
    page = _looked_at(slug, read.document, tk.request.form)
    response = flask.jsonify({**said, "page": page})
    response.headers["Cache-Control"] = "no-store"
    return response


def _looked_at(slug: str, document: Mapping[str, Any], asked: Mapping[str, str]) -> str:
    portal = preview.draft_portal(slug, document)
    paths = preview.paths(portal)
    wanted = asked.get("language", "")
    offered = [language["code"] for language in languages()]
    language = wanted if wanted in offered and wanted != config.default_locale() else None
    return preview.page_of(portal, paths.get(asked.get("page", ""), "/"), language)
