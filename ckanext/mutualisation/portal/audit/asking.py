"""Put the questions to a portal that could make it show others' data."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from ckanext.mutualisation.core.address import address
from ckanext.mutualisation.core.audit.document import Role
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.frontier import Entry
from ckanext.mutualisation.core.audit.holdings import Thing
from ckanext.mutualisation.core.audit.questions import (
    Answered,
    Question,
    judge_answer,
    questions_about_all,
    questions_for,
    strangers,
)
from ckanext.mutualisation.core.audit.sites import Way
from ckanext.mutualisation.portal.audit.portals import Subject
from ckanext.mutualisation.portal.audit.visiting import Visitor

__all__ = ["ask_all", "questions"]

_AT_ONCE = 16


def questions(subject: Subject, way: Way) -> list[Question]:
    """Return the questions for a portal by one of its ways; its canonical one gets the most."""
    holdings = subject.holdings
    others = strangers(holdings, subject.scope.visible_ids, 2 if way.canonical else 1)
    hidden = next((each for each in holdings.datasets.values() if not each.public and each.listed), None)
    organizations = [holdings.by_id[thing.owner] for thing in others if thing.owner in holdings.by_id]
    asked = list(questions_about_all(organizations, hidden)) if way.locale is None else []
    for thing in others:
        owner = holdings.by_id.get(thing.owner)
        if owner is not None:
            files = (file for file, dataset in holdings.resources.items() if dataset == thing.id)
            asked += questions_for(thing, owner, next(files, None), _page_at_owners(subject, way, thing))
    # What a language changes is the address that a refusal gives.
    return asked if way.locale is None else [each for each in asked if each.owner]


def _page_at_owners(subject: Subject, way: Way, thing: Thing) -> str:
    sites, path = subject.sites, f"/dataset/{thing.name}"
    owner = sites.registry.by_organization.get(thing.owner)
    if owner is not None:
        return address(owner, sites.common, path, way.locale)
    return f"{sites.common_base}{f'/{way.locale}' if way.locale else ''}{path}"


def ask_all(visitor: Visitor, way: Way, asked: list[Question], workers: int) -> list[Finding]:
    """Put the questions, and return what is wrong with the answers; stop where the server no longer answers."""
    most = visitor.subject.holdings.public_datasets(visitor.subject.scope.visible_ids)
    findings: list[Finding] = []
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            answers = list(pool.map(lambda question: _ask(visitor, way, question, most), some))
            findings += (finding for _, found in answers for finding in found)
            if not any(answered for answered, _ in answers):
                break
    return findings


def _ask(visitor: Visitor, way: Way, question: Question, most: int) -> tuple[bool, list[Finding]]:
    target = way.address(question.path)
    place = visitor.subject.sites.place(target)
    if place is None:
        raise ValueError(f"{target} is no address of the platform")
    outcome = visitor.visit(Entry(target, place, way, Role.LINK, "", ""), question)
    if outcome.page is None:  # It led away.
        return outcome.answered, outcome.findings
    return True, [*outcome.findings, *judge_answer(Answered(question, outcome.page, outcome.document), most)]
