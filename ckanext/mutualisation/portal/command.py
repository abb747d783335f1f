"""What the commands do, they do through the actions, as the operator."""
from __future__ import annotations

import sys
from typing import Any

import click

import ckan.plugins.toolkit as tk

__all__ = ["call_action"]


def call_action(action: str, data: dict[str, Any]) -> Any:
    """Call an action as the operator; leave with code 1 and every reason when it refuses."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    try:
        return tk.get_action(action)({"ignore_auth": True, "user": user}, data)
    except tk.ValidationError as error:
        for field, reasons in error.error_dict.items():
            for said in map(str, reasons if isinstance(reasons, list) else [reasons]):
                click.secho(f"{field}: {said}", fg="red", err=True)
    except tk.ObjectNotFound as error:
        said = str(error) if data.get("source") else f"There is no portal named {data.get('id')}"
        click.secho(said, fg="red", err=True)
    sys.exit(1)
