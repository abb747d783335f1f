"""`python -m demo.accounts INI users|roles`: the demo's accounts, with passwords generated once and kept.

Users are made before the scenario is applied, because its duties name them; roles after, because members must exist.
"""
from __future__ import annotations

import argparse
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from demo.catalogue.publishers import PUBLISHERS

__all__ = ["ACCOUNTS", "Account", "make_users", "give_roles"]


@dataclass(frozen=True)
class Account:
    """Somebody who logs in to the demo."""

    name: str
    title: str
    member: str | None = None
    role: Literal["admin", "editor"] | None = None
    sysadmin: bool = False


ACCOUNTS = (
    Account("admin", "Administratrice de la plateforme", sysadmin=True),
    *(Account(f"admin-{name}", f"Administration ({publisher.title})", name, "admin")
      for name, publisher in PUBLISHERS.items()),
    *(Account(f"edition-{name}", f"Édition des données ({publisher.title})", name, "editor")
      for name, publisher in PUBLISHERS.items()),
    Account("tresoriere", "Trésorière de Nantes Métropole"),
    Account("communication", "Chargé de communication de Loire-Atlantique"),
)


def make_users(file: Path) -> str:
    """Make the accounts that are missing, and write their passwords to a file that only its owner reads."""
    import ckan.model as model

    passwords: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    made = 0
    for account in ACCOUNTS:
        user = model.User.by_name(account.name)
        if user is None or account.name not in passwords:
            passwords[account.name] = secrets.token_urlsafe(9)
            _save_user(account, passwords[account.name], user)
            made += 1
    if made:
        _write(file, passwords)
    return f"{made} accounts made, {len(ACCOUNTS) - made} unchanged"


def give_roles() -> str:
    """Make each account the administrator or the editor that it is of its member."""
    import ckan.authz as authz

    given = 0
    for account in ACCOUNTS:
        if account.member and authz.users_role_for_group_or_org(account.member, account.name) != account.role:
            _act("organization_member_create", id=account.member, username=account.name, role=account.role)
            given += 1
    return f"{given} roles given"


def _save_user(account: Account, password: str, user: Any) -> None:
    import ckan.model as model

    address = f"{account.name}@demo.example.org"
    if user is None:
        _act("user_create", name=account.name, fullname=account.title, email=address, password=password)
    else:
        _act("user_patch", id=account.name, password=password)
    if account.sysadmin:
        made = model.User.by_name(account.name)
        if made is not None:
            made.sysadmin = True
            model.repo.commit()


def _act(action: str, **data: Any) -> None:
    import ckan.plugins.toolkit as tk

    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    tk.get_action(action)({"ignore_auth": True, "user": site_user}, data)


def _write(file: Path, passwords: dict[str, str]) -> None:
    draft = file.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(passwords, out, indent=2)
    draft.replace(file)


def main() -> None:
    """Make users or give roles on the CKAN whose configuration is given."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    parser = argparse.ArgumentParser(prog="python -m demo.accounts", description=__doc__)
    parser.add_argument("ini", type=Path, help="the shared CKAN's configuration")
    parser.add_argument("step", choices=["users", "roles"])
    options = parser.parse_args()
    app = make_app(CKANConfigLoader(str(options.ini)).get_config())
    with app._wsgi_app.test_request_context():  # pyright: ignore[reportAttributeAccessIssue]
        print(make_users(options.ini.with_name("accounts.json")) if options.step == "users" else give_roles())


if __name__ == "__main__":
    main()
