"""What is on the desk of somebody who edits a portal: the portal, the document, and what it was opened from."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from werkzeug.datastructures import FileStorage

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.logo import MAX_BYTES
from ckanext.mutualisation.portal.brand.document import PICTURES
from ckanext.mutualisation.portal.brand.record import keep_picture, kept_picture
from ckanext.mutualisation.portal.editor.form import document_of, filled, opened
from ckanext.mutualisation.portal.editor.sheet import Trouble, troubles_of
from ckanext.mutualisation.portal.validators import mutualisation_portal_logo_file

__all__ = ["Desk", "Typed", "act", "open_desk", "read_form", "save"]


def act(action: str, **data: Any) -> Any:
    """Call an action of the portals as the reader of the page."""
    context: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    return tk.get_action(f"mutualisation_{action}")(context, data)


@dataclass(frozen=True)
class Desk:
    """A portal and the brand to edit: the draft, else what visitors see.

    ``number`` is the publication that visitors see, ``modified`` when the draft was saved, empty when there is none:
    together they tell whether somebody else wrote since.
    """

    portal: Mapping[str, Any]
    brand: Mapping[str, Any]
    number: int
    modified: str
    author: str

    @property
    def document(self) -> dict[str, Any]:
        """Return the brand as the form shows it."""
        return opened(self.brand)


def open_desk(slug: str) -> Desk:
    """Return the desk of a portal that the reader may edit; stop here if there is none such, or the reader may not."""
    context: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        portal = act("portal_show", id=slug)
        tk.check_access("mutualisation_brand_update", context, {"id": slug})
        shown = act("brand_show", id=slug, draft=True)
    except tk.ObjectNotFound:
        _stop(404, tk._("Portal not found"))
    except tk.NotAuthorized:
        _stop(403, tk._("Only those who may edit this portal may do this."))
    modified = shown["modified"] if shown["draft"] else ""
    return Desk(portal, shown["brand"], shown["number"], modified, shown["author_name"])


def _stop(code: int, message: str) -> NoReturn:
    tk.abort(code, message)
    raise AssertionError("abort does not return")


@dataclass(frozen=True)
class Typed:
    """What was sent: the document as it was typed, and the pictures that were refused, with the reason."""

    document: dict[str, Any]
    refused: tuple[Trouble, ...] = ()

    def troubles(self) -> tuple[Trouble, ...]:
        """Return everything that keeps it from being saved."""
        return (*self.refused, *troubles_of(filled(self.document)))


def read_form(form: Any, files: Mapping[str, FileStorage]) -> Typed:
    """Return what was typed. An accepted picture is kept at once, under its content: a form cannot give it twice."""
    document = document_of(form.items())
    refused = []
    for name in PICTURES:
        named = document.pop(name, None)
        kept = kept_picture(str(named.get("sha256"))) if isinstance(named, dict) else None
        if kept:
            document[name] = kept
        upload = files.get(f"{name}_upload")
        if upload is None or not upload.filename:
            continue
        try:
            document[name] = keep_picture(mutualisation_portal_logo_file(upload.read(MAX_BYTES + 1)))
        except tk.Invalid as error:
            refused.append(Trouble(name, error.error))
    model.repo.commit()
    return Typed(document, tuple(refused))


def save(slug: str, document: Mapping[str, Any], modified: str, number: int) -> dict[str, Any]:
    """Save the draft, unless somebody wrote since the page was opened.

    :raises tk.ValidationError: what is wrong, field by field; ``modified`` names who wrote.
    """
    return act("brand_update", id=slug, brand=filled(document), modified=modified, number=number)
