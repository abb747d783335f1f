"""The people whose rights are tested, the portals that they meet, and the proof that a database did not change."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories as ckan_factories
from ckan.tests import helpers
from ckan.tests.helpers import call_action

from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import bump_version, metadata, registry
from tests.portal import factories

__all__ = ["CLOSED", "OPEN", "PEOPLE", "People", "gather", "read_table"]

OPEN, CLOSED = "paire", "chantier"
"""A published portal and a draft, each of the two organisations ``nantes-metropole`` and ``nantes``."""

PEOPLE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "anonymous": (),
    "user": (),
    "editor": (("nantes-metropole", "editor"),),
    "admin": (("nantes-metropole", "admin"),),
    "duty": (("nantes-metropole", "duty portal"),),
    "treasurer": (("nantes-metropole", "duty ledger"),),
    "second": (("nantes", "admin"),),
    "other": (("loire-atlantique", "admin"), ("loire-atlantique", "duty portal")),
    "sysadmin": (),
}
"""The columns of the tables: who, and what each has, in which organisation."""


def read_table(text: str) -> dict[str, dict[str, bool]]:
    """Read a table of rights: what is done, to each person, to whether they may. Columns are two spaces apart."""
    head, *lines = [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]
    assert head == list(PEOPLE), "the columns are the people"
    words = {"yes": True, "no": False}
    return {what: dict(zip(head, (words[cell] for cell in cells), strict=True)) for what, *cells in lines}


@cache
def _digest_query() -> sa.TextClause:
    """Return the query of a digest of each table's rows; the time that a user or token was last seen left out."""
    seen = "'{last_active,last_access}'::text[]"
    return sa.text(" UNION ALL ".join(
        f"SELECT '{name}', md5(string_agg(row, '' ORDER BY row)) FROM "
        f"(SELECT (to_jsonb(held) - {seen})::text AS row FROM \"{name}\" AS held) AS rows"
        for name in sa.inspect(_engine()).get_table_names()
    ))  # fmt: skip


def _engine() -> sa.Engine:
    assert model.meta.engine
    return model.meta.engine


def _digest() -> Mapping[str, str]:
    with _engine().connect() as connection:
        return dict(connection.execute(_digest_query()).tuples().all())


@dataclass
class People:
    """Everybody of the tables, by their column; and what the database holds when nobody has done anything."""

    platform: helpers.CKANTestApp
    tokens: Mapping[str, str]
    rows: Mapping[sa.Table, list[dict[str, Any]]]
    untouched: Mapping[str, str]

    def may(self, who: str, action: str, data: Mapping[str, Any]) -> bool:
        """Tell what ``tk.check_access`` says."""
        context: Any = {"user": "" if who == "anonymous" else who, "ignore_auth": False}
        try:
            return bool(tk.check_access(action, context, dict(data)))
        except tk.NotAuthorized:
            return False

    def call(self, who: str, action: str, data: Mapping[str, Any]) -> Any:
        """Call an action over HTTP with this person's API token; return the answer."""
        headers = {"Authorization": self.tokens[who]} if who in self.tokens else {}
        return self.platform.test_client().post(f"/api/3/action/{action}", json=data, headers=headers)

    def changed(self) -> set[str]:
        """Return the tables of the whole database that somebody has written into."""
        now = _digest()
        return {name for name in now.keys() | self.untouched.keys() if now.get(name) != self.untouched.get(name)}

    def browser(self, who: str) -> Any:
        """Return a client that is logged in as this person by its session, as a browser is."""
        user = model.User.get(who) if who in self.tokens else None
        return self.platform.test_client(user=user)

    def restore(self) -> None:
        """Put the portals back as they were, here and for whoever reads their tables."""
        model.Session.rollback()
        for table in reversed(metadata.sorted_tables):
            if table is not registry:
                model.Session.execute(table.delete())
        for table in metadata.sorted_tables:
            if self.rows.get(table):
                model.Session.execute(table.insert(), self.rows[table])
        bump_version(model.Session)
        model.repo.commit()
        live.refresh()
        self.untouched = _digest()


def gather(platform: helpers.CKANTestApp) -> People:
    """Make everybody, three organisations and two portals: two publications, a draft and a redirection on the open one.

    Whoever calls this empties CKAN's tables and the portals' after.
    """
    helpers.reset_db()
    factories.remove_portals()
    factories.make_members()
    tokens = {}
    for who, rights in PEOPLE.items():
        if who == "anonymous":
            continue
        made = ckan_factories.SysadminWithToken if who == "sysadmin" else ckan_factories.UserWithToken
        tokens[who] = made(name=who, fullname=f"Full name of {who}")["token"]
        for organization, right in rights:
            _give(who, organization, right)
    both = {"organizations": ["nantes-metropole", "nantes"], "title": "As it was"}
    factories.make_portal(slug=OPEN, hosts=["paire.localhost"], **both)
    factories.make_portal(slug=CLOSED, state="draft", **both)
    call_action("mutualisation_portal_update", id=OPEN, title="As it is")
    call_action("mutualisation_brand_update", id=OPEN, brand={"title": {"en": "As it will be"}})
    call_action("mutualisation_redirect_create", id=OPEN, source="/ancien", target="/about")
    model.Session.rollback()
    rows = {
        table: [dict(row) for row in model.Session.execute(sa.select(table)).mappings()]
        for table in metadata.sorted_tables
        if table is not registry
    }
    model.Session.rollback()
    return People(platform, tokens, rows, _digest())


def _give(who: str, organization: str, right: str) -> None:
    if right.startswith("duty "):
        duty = {"user": who, "organization_id": organization, "room": right.removeprefix("duty ")}
        call_action("mutualisation_duty_create", **duty)
    else:
        call_action("organization_member_create", id=organization, username=who, role=right)
