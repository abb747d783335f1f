"""How each row of the tables of rights is tried: what is sent, and how to see that it was done."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from ckan.tests.helpers import call_action

from tests.portal import factories
from tests.portal.rights import CLOSED, OPEN

__all__ = ["CASES", "SENT", "WROTE", "Case"]


def shown(slug: str = OPEN) -> dict[str, Any]:
    return call_action("mutualisation_portal_show", id=slug)


def brand(**which: Any) -> dict[str, Any]:
    return call_action("mutualisation_brand_show", id=OPEN, **which)


def sources() -> list[str]:
    return [row["source"] for row in call_action("mutualisation_redirect_list", id=OPEN)]


def written_by(who: str, *, draft: bool = False) -> bool:
    return brand(draft=draft)["author_name"] == f"Full name of {who}"


@dataclass(frozen=True)
class Case:
    """What is sent, and how to see that it was done: from the answer's result, and who asked.

    ``for_some``: everybody is answered, and those who may not see less.
    """

    done: Callable[[Any, str], bool]
    data: Mapping[str, Any] = field(default_factory=dict)
    for_some: bool = False


ITS = {"id": OPEN}
CASES = {
    "mutualisation_portal_list": Case(lambda found, _: OPEN in [each["slug"] for each in found]),
    "mutualisation_portal_list, drafts too": Case(
        lambda found, _: CLOSED in [each["slug"] for each in found], for_some=True
    ),
    "mutualisation_portal_show, published": Case(lambda found, _: found == shown(), ITS),
    "mutualisation_portal_show, a draft": Case(lambda found, _: found["state"] == "draft", {"id": CLOSED}),
    "mutualisation_portal_create": Case(
        lambda *_: shown("nouveau")["title"] == {"en": "New"},
        {"slug": "nouveau", "title": "New", "organizations": ["nantes-metropole"]},
    ),
    "mutualisation_portal_update, its brand": Case(
        lambda _, who: shown()["title"] == {"en": "New"} and shown()["primary_colour"] == "#123456" and written_by(who),
        {**ITS, "title": "New", "primary_colour": "#123456", "brand": {"contact": {"email": "a@b.example"}}},
    ),
    "mutualisation_portal_update, its hosts": Case(
        lambda *_: shown()["hosts"] == ["neuf.localhost"], {**ITS, "hosts": ["neuf.localhost"]}
    ),
    "mutualisation_portal_update, its organisations": Case(
        lambda *_: [each["name"] for each in shown()["organizations"]] == ["loire-atlantique"],
        {**ITS, "organizations": ["loire-atlantique"]},
    ),
    "mutualisation_portal_update, its state": Case(
        lambda *_: shown()["state"] == "closed", {**ITS, "state": "closed"}
    ),
    "mutualisation_portal_update, what it includes": Case(
        lambda *_: shown()["include"] == ["above"], {**ITS, "include": ["above"]}
    ),
    "mutualisation_portal_update, brand and hosts": Case(
        lambda *_: shown()["hosts"] == [] and shown()["title"] == {"en": "New"}, {**ITS, "title": "New", "hosts": []}
    ),
    "mutualisation_portal_delete": Case(
        lambda *_: OPEN not in [each["slug"] for each in call_action("mutualisation_portal_list")], ITS
    ),
    "mutualisation_brand_show, what visitors see": Case(
        lambda found, _: found["brand"]["title"] == {"en": "As it is"}, ITS
    ),
    "mutualisation_brand_show, a draft portal's": Case(lambda found, _: found["portal"] == CLOSED, {"id": CLOSED}),
    "mutualisation_brand_show, the draft": Case(
        lambda found, _: found["brand"]["title"] == {"en": "As it will be"}, {**ITS, "draft": True}
    ),
    "mutualisation_brand_show, a former version": Case(
        lambda found, _: found["brand"]["title"] == {"en": "As it was"}, {**ITS, "number": 1}
    ),
    "mutualisation_brand_version_list": Case(lambda found, _: [each["number"] for each in found] == [2, 1], ITS),
    "mutualisation_brand_update": Case(
        lambda _, who: brand(draft=True)["brand"]["title"] == {"en": "New"} and written_by(who, draft=True),
        {**ITS, "brand": {"title": {"en": "New"}}},
    ),
    "mutualisation_brand_publish": Case(
        lambda _, who: brand()["brand"]["title"] == {"en": "As it will be"} and written_by(who), ITS
    ),
    "mutualisation_brand_discard": Case(lambda *_: not brand(draft=True)["draft"], ITS),
    "mutualisation_brand_restore": Case(
        lambda _, who: brand()["brand"]["title"] == {"en": "As it was"} and written_by(who), {**ITS, "number": 1}
    ),
    "mutualisation_redirect_list": Case(lambda found, _: [row["source"] for row in found] == ["/ancien"], ITS),
    "mutualisation_redirect_create": Case(
        lambda *_: sources() == ["/ancien", "/autre"], {**ITS, "source": "/autre", "target": "/about"}
    ),
    "mutualisation_redirect_import": Case(
        lambda *_: sources() == ["/fichier"], {**ITS, "csv": "source,target\n/fichier,/about"}
    ),
    "mutualisation_redirect_delete": Case(lambda *_: sources() == [], {**ITS, "all": True}),
}


def typed() -> dict[str, Any]:
    """Return what the form of the editor sends, from somebody who opened it a moment ago; and a picture."""
    draft = brand(draft=True)
    form = {"whole": "yes", "do": "save", "title.en": "New", "modified": draft["modified"], "number": draft["number"]}
    return {**form, "logo_upload": (BytesIO(factories.LOGO), "logo.svg")}


SENT: Mapping[str, Callable[[], dict[str, Any]]] = {
    "/portal/edit/<slug>": typed,
    "/portal/preview/<slug>": typed,
    "/portal/publish/<slug>": lambda: {name: brand(draft=True)[name] for name in ("modified", "number")},
    "/portal/discard/<slug>": dict,
    "/portal/version/<slug>/<int:number>": lambda: {"note": "Back"},
    "/portal/settings/<slug>": lambda: {
        "hosts": "neuf.localhost", "organizations": "nantes", "state": "closed", "include_below": "yes"
    },
}  # fmt: skip
WROTE: Mapping[str, Callable[[Any, str], bool]] = {
    "/portal/edit/<slug>": lambda _, who: (
        brand(draft=True)["brand"]["title"] == {"en": "New"}
        and "logo" in brand(draft=True)["brand"]
        and written_by(who, draft=True)
    ),
    "/portal/preview/<slug>": lambda answer, _: "<h1" in answer.text and "New" in answer.text,
    "/portal/publish/<slug>": CASES["mutualisation_brand_publish"].done,
    "/portal/discard/<slug>": CASES["mutualisation_brand_discard"].done,
    "/portal/version/<slug>/<int:number>": CASES["mutualisation_brand_restore"].done,
    "/portal/settings/<slug>": lambda *_: (
        shown()["hosts"] == ["neuf.localhost"]
        and [each["name"] for each in shown()["organizations"]] == ["nantes"]
        and (shown()["state"], shown()["include"]) == ("closed", ["below"])
    ),
}
