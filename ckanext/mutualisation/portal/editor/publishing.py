"""The pages where a draft is published or thrown away, and where former versions are seen, compared and restored."""
from __future__ import annotations

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal.editor.changes import compare
from ckanext.mutualisation.portal.editor.desk import Desk, act, open_desk
from ckanext.mutualisation.portal.editor.form import opened
from ckanext.mutualisation.portal.editor.sheet import Sheet, troubles_of

__all__ = ["mutualisation_publishing"]

mutualisation_publishing = Blueprint("mutualisation_publishing", __name__, url_prefix="/portal")


@mutualisation_publishing.get("/publish/<slug>")
def confirm(slug: str) -> str | Response:
    """Show what publishing the draft changes."""
    desk = open_desk(slug)
    if not desk.modified:
        tk.h.flash_notice(tk._("There is no draft to publish."))
        return tk.redirect_to("mutualisation_editor.edit", slug=slug)
    return _confirmation(desk)


def _confirmation(desk: Desk, overtaken: str = "") -> str:
    live = act("brand_show", id=desk.portal["slug"])
    troubles = troubles_of(desk.brand)
    return tk.render(
        "mutualisation/portal/editor/publish.html",
        {
            "desk": desk,
            "live": live,
            "sheet": Sheet(desk.document, tuple(troubles)),
            "changes": compare(opened(live["brand"]), desk.document),
            "overtaken": overtaken,
            "note": tk.request.form.get("note", ""),
        },
    )


@mutualisation_publishing.post("/publish/<slug>")
def publish(slug: str) -> str | Response:
    """Publish the draft that was shown, unless it has changed since."""
    flask.current_app.extensions["csrf"].protect()
    desk = open_desk(slug)
    form = tk.request.form
    basis = {name: form.get(name, "") for name in ("modified", "number")}
    try:
        done = act("brand_publish", id=slug, note=form.get("note", "").strip()[:500], **basis)
    except tk.ValidationError as error:
        if "modified" in error.error_dict and desk.modified:
            return _confirmation(desk, str(error.error_dict["modified"][0]))  # type: ignore[index]
        tk.h.flash_error(tk._("The draft was not published. Correct it, then publish it again."))
        return tk.redirect_to("mutualisation_editor.edit", slug=slug)
    tk.h.flash_success(tk._("Version {number} is published.").format(number=done["number"]))
    return tk.redirect_to("mutualisation_publishing.history", slug=slug)


@mutualisation_publishing.post("/discard/<slug>")
def discard(slug: str) -> Response:
    """Throw the draft away."""
    flask.current_app.extensions["csrf"].protect()
    open_desk(slug)
    act("brand_discard", id=slug)
    tk.h.flash_success(tk._("The draft was thrown away."))
    return tk.redirect_to("mutualisation_editor.edit", slug=slug)


@mutualisation_publishing.get("/history/<slug>")
def history(slug: str) -> str:
    """List the publications."""
    desk = open_desk(slug)
    versions = act("brand_version_list", id=slug)
    return tk.render("mutualisation/portal/editor/history.html", {"desk": desk, "versions": versions})


@mutualisation_publishing.get("/version/<slug>/<int:number>")
def version(slug: str, number: int) -> str:
    """Show a publication, and what restoring it would change."""
    desk = open_desk(slug)
    shown = _publication(slug, number)
    changes = compare(opened(act("brand_show", id=slug)["brand"]), opened(shown["brand"]))
    page = {"desk": desk, "version": shown, "changes": changes, "sheet": Sheet(opened(shown["brand"]))}
    return tk.render("mutualisation/portal/editor/version.html", page)


@mutualisation_publishing.post("/version/<slug>/<int:number>")
def restore(slug: str, number: int) -> Response:
    """Publish a former version again."""
    flask.current_app.extensions["csrf"].protect()
    open_desk(slug)
    _publication(slug, number)
    note = tk.request.form.get("note", "").strip()[:500]
    try:
        done = act("brand_restore", id=slug, number=number, note=note)
    except tk.ValidationError:
        tk.h.flash_error(tk._("Today’s rules refuse this version: something in it must be corrected first."))
        return tk.redirect_to("mutualisation_publishing.version", slug=slug, number=number)
    said = tk._("Version {former} is restored: it is now version {number}.")
    tk.h.flash_success(said.format(former=number, number=done["number"]))
    return tk.redirect_to("mutualisation_publishing.history", slug=slug)


def _publication(slug: str, number: int) -> dict:
    try:
        return act("brand_show", id=slug, number=number)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("This portal has no publication of this number"))
