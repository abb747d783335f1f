"""Somebody at the editor, without a browser: reads its form as a browser would, changes fields, presses a button."""
from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

__all__ = ["Form", "Reader", "form_of"]


class Form(HTMLParser):
    """The fields of one form of a page, by name, as a browser would send them; and the buttons that it offers."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.fields: dict[str, str] = {}
        self.buttons: list[str] = []
        self._text: str | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("action", "").endswith(self.action)
        if not self.inside:
            return
        name = given.get("name", "")
        if tag == "button" and name == "do":
            self.buttons.append(given["value"])
        elif tag == "textarea":
            self._text, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self.fields or "selected" in given):
            self.fields[self._select] = given.get("value", "")
        elif tag == "input" and name and _is_sent(given):
            self.fields[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            # A browser drops the line break that follows the tag.
            self.fields[self._text] = self.fields[self._text].removeprefix("\n")
            self._text = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and self._text is not None:
            self.fields[self._text] += data


def _is_sent(given: dict[str, str]) -> bool:
    kind = given.get("type")
    return kind != "file" and (kind not in ("radio", "checkbox") or "checked" in given)


def form_of(page: str, action: str) -> Form:
    """Return the form of a page that is sent to an address ending so."""
    form = Form(page, action)
    assert form.fields, f"no form for {action} in this page"
    return form


class Reader:
    """A logged-in user and the editor of one portal."""

    def __init__(self, client: Any, slug: str) -> None:
        self.client, self.slug = client, slug
        self.address = f"/portal/edit/{slug}"

    def open(self) -> Form:
        """Open the editor."""
        answer = self.client.get(self.address)
        assert answer.status_code == 200, answer.body[:500]
        return form_of(answer.body, self.address)

    def press(self, do: str, form: Form | None = None, /, **changed: Any) -> Any:
        """Change fields (``title__fr``) and press a button; return the answer, redirections not followed."""
        fields = dict((form or self.open()).fields)
        fields |= {name.replace("__", "."): value for name, value in changed.items()}
        return self.client.post(self.address, data={**fields, "do": do}, follow_redirects=False)

    def confirm(self, note: str = "") -> Any:
        """Publish the draft from the page that shows what it changes."""
        address = f"/portal/publish/{self.slug}"
        form = form_of(self.client.get(address).body, address)
        return self.client.post(address, data={**form.fields, "note": note}, follow_redirects=False)
