"""What a visitor may ask a portal to get at others' data, and how it must answer."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from ckanext.mutualisation.core.audit.document import Document
from ckanext.mutualisation.core.audit.finding import Finding, Kind
from ckanext.mutualisation.core.audit.holdings import Holdings, Thing
from ckanext.mutualisation.core.audit.leading import Visited

__all__ = ["Answered", "Question", "judge_answer", "questions_about_all", "questions_for", "strangers"]

_API = "/api/3/action"
_ROWS = 20
"""Results asked for at a time: what a search finds in all, it counts."""
Expected = Literal["own data", "nothing", "no page", "the owner's address"]


@dataclass(frozen=True)
class Question:
    """An address inside a portal, and what it must answer.

    ``about`` is what it asks for, which a refusal may repeat; ``owner`` the page of that at its owner's.
    """

    path: str
    expected: Expected
    about: tuple[Thing, ...] = ()
    owner: str = ""


@dataclass(frozen=True)
class Answered:
    """What a portal answered to a question."""

    question: Question
    page: Visited
    document: Document


def strangers(holdings: Holdings, visible_ids: frozenset[str], count: int = 2) -> list[Thing]:
    """Return public datasets that a portal does not show, each of another organisation."""
    found: dict[str, Thing] = {}
    for thing in sorted(holdings.datasets.values(), key=lambda each: each.name):
        if thing.public and thing.listed and thing.owner not in visible_ids:
            found.setdefault(thing.owner, thing)
    return list(found.values())[:count]


def _action(name: str, **parameters: object) -> str:
    return f"{_API}/{name}?{urlencode(parameters)}" if parameters else f"{_API}/{name}"


def questions_about_all(others: Sequence[Thing], hidden: Thing | None) -> Iterator[Question]:
    """Yield what lists, counts and completes: only the portal's own data may come.

    :param others: organisations that the portal does not show.
    :param hidden: a dataset that is not public, if there is one.
    """
    every = {"q": "*:*", "rows": _ROWS}
    facets = {"facet.field": '["organization", "tags", "groups", "res_format"]', "facet.limit": -1}
    searches: list[dict[str, object]] = [
        every, {"rows": 0, **facets}, {"rows": 0, "facet.mincount": 0, **facets},
        {**every, "include_private": "true"}, {**every, "include_drafts": "true"}, {**every, "include_deleted": "true"},
        {**every, "fq": "state:(active OR deleted OR draft)"}, {**every, "fq": "capacity:(public OR private)"},
        {**every, "fq": "-owner_org:none"}, {**every, "start": 1, "sort": "name asc"}, {"q": "", "rows": _ROWS},
        {**every, "q.op": "OR"}, {**every, "use_default_schema": "true"},
    ]  # fmt: skip
    for parameters in searches:
        yield Question(_action("package_search", **parameters), "own data")
    for name, parameters in (
        ("package_list", {}), ("package_list", {"limit": 1000, "offset": 0}),
        ("current_package_list_with_resources", {"limit": 100}), ("resource_search", {"query": "name:"}),
        ("organization_list", {}), ("organization_list", {"all_fields": "true", "include_extras": "true", "limit": 25}),
        ("group_list", {"all_fields": "true"}), ("tag_list", {}), ("tag_list", {"all_fields": "true"}),
        ("status_show", {}), ("recently_changed_packages_activity_list", {}), ("format_autocomplete", {"q": "c"}),
    ):  # fmt: skip
        yield Question(_action(name, **parameters), "own data")
    if hidden is not None:
        yield Question(_action("package_show", id=hidden.id), "no page", (hidden,))
        yield Question(f"/dataset/{hidden.name}", "no page", (hidden,))
    names = [each.name for each in others]
    if names:
        either = " OR ".join(names)
        yield Question(_action("organization_list", organizations=",".join(names)), "nothing")
        yield Question(_action("package_search", q="*:*", rows=_ROWS, fq=f"organization:({either} OR x)"), "nothing")


def questions_for(thing: Thing, owner: Thing, resource_id: str | None, page: str) -> Iterator[Question]:
    """Yield what asks for one dataset of another member, or for all of that member's.

    :param thing: the dataset; ``owner`` its organisation; ``resource_id`` one of its files.
    :param page: the dataset's page at its owner's, which a refusal must give.
    """
    both, organization = (thing, owner), page[: page.rindex("/dataset/")] + f"/organization/{owner.name}"
    for parameters in (
        {"fq": f"organization:{owner.name}"}, {"fq": f"owner_org:{owner.id}"}, {"q": f"owner_org:{owner.id}"},
        {"fq_list": f"organization:{owner.name}"}, {"fq": f"name:{thing.name}"}, {"q": f"id:{thing.id}"},
        {"fq": f"+organization:{owner.name} +state:active"}, {"fq": f"{{!lucene}}organization:{owner.name}"},
    ):  # fmt: skip
        yield Question(_action("package_search", rows=_ROWS, **parameters), "nothing", both)
    yield Question(_action("package_search", q=f"*:* OR organization:{owner.name}", rows=_ROWS), "own data", both)
    yield Question(_action("package_search", fq=f"*:* OR organization:{owner.name}", rows=_ROWS), "own data", both)
    yield Question(_action("package_autocomplete", q=thing.name), "own data", both)
    yield Question(_action("organization_autocomplete", q=owner.name), "own data", both)
    for given in (thing.name, thing.id):
        yield Question(_action("package_show", id=given), "the owner's address", both, page)
        yield Question(f"/dataset/{given}", "the owner's address", both, page)
        yield Question(f"/embed/dataset/{given}", "no page", both)
    for given in (owner.name, owner.id):
        yield Question(_action("organization_show", id=given), "the owner's address", both, organization)
    yield Question(f"/organization/{owner.name}", "the owner's address", both, organization)
    yield Question(f"/feeds/organization/{owner.name}.atom", "no page", both)
    if resource_id:
        yield Question(_action("resource_show", id=resource_id), "the owner's address", both, page)
        yield Question(_action("resource_view_list", id=resource_id), "the owner's address", both, page)
        yield Question(f"/dataset/{quote(thing.name)}/resource/{resource_id}", "no page", both)


def judge_answer(answered: Answered, most: int) -> Iterator[Finding]:
    """Yield what is wrong with an answer, besides the data that it shows; ``most`` is how many the portal has."""
    question, status = answered.question, answered.page.status
    if status >= 500:
        yield _finding(answered, "dead link", f"fails with {status} at a question that anybody may ask")
    elif question.expected in ("no page", "the owner's address"):
        yield from _judge_refusal(answered)
    elif status == 200 and answered.document.count is not None:
        if question.expected == "nothing" and answered.document.count:
            yield _finding(answered, "foreign dataset", f"answers {answered.document.count} results in place of none")
        elif "/package_search?" in question.path and answered.document.count > most:
            said = f"counts {answered.document.count} datasets, and the portal shows {most}"
            yield _finding(answered, "foreign dataset", said)


def _judge_refusal(answered: Answered) -> Iterator[Finding]:
    question, status = answered.question, answered.page.status
    if status != 404:
        yield _finding(answered, "foreign dataset", f"answers {status} in place of 404 for what it does not show")
    elif question.owner and not _gives(answered.document.text, question.owner):
        what = f"answers 404 without the address at its owner's, {question.owner}"
        yield _finding(answered, "owner's address", what)


def _gives(text: str, address: str) -> bool:
    return any(written in text for written in (f'"{address}"', f"{address}<", f"{address}\"", f"{address} "))


def _finding(answered: Answered, kind: Kind, what: str) -> Finding:
    about = answered.question.about
    return Finding(kind, answered.page.way.slug, answered.page.address, what, "", about[0].name if about else "")
