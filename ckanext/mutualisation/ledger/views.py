"""The page where a member reads its part of the shared costs, and the lead everyone's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.ledger import sight
from ckanext.mutualisation.ledger.agreements import Agreement

__all__ = ["blueprint"]

blueprint = Blueprint("mutualisation_ledger", __name__)


@blueprint.get("/organization/<id>/ledger")
def organization(id: str) -> str:
    """Show a member's balance, the agreements, how each expense was split, and its account."""
    group = _organization(id)
    seen = sight.of_member(tk.current_user.name if tk.current_user.is_authenticated else None, group["id"])
    if seen is None:
        tk.abort(403, tk._("Only those in charge of this organization's accounts see this page"))
    return tk.render(
        "mutualisation/ledger/organization.html",
        {
            "group_dict": group,
            "group_type": group["type"],
            "balance": seen.balance,
            "sheets": [_sheet(agreement, group["id"]) for agreement in seen.agreements],
        },
    )


def _organization(reference: str) -> dict[str, Any]:
    try:
        return tk.get_action("organization_show")(_context(), {"id": reference, "include_datasets": False})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, tk._("Organization not found"))


def _sheet(agreement: Agreement, organization_id: str) -> dict[str, Any]:
    """Return what the page shows of one agreement; the lead's page has every member."""
    slug = {"agreement": agreement.slug}
    own = _call("balance_show", **slug, organization_id=organization_id)
    leads = agreement.lead_id == organization_id
    members = _call("balance_list", **slug) if leads else []
    return {
        "agreement": _call("agreement_show", **slug),
        "leads": leads,
        "own": own,
        "members": members,
        "totals": {
            name: sum(member[name] for member in members) for name in ("share_cents", "advanced_cents", "balance_cents")
        },
        "expenses": [_expense(each, organization_id) for each in _call("expense_list", **slug)],
    }


def _expense(expense: dict[str, Any], organization_id: str) -> dict[str, Any]:
    """Add to each share its depth in the tree, and whether it is this member's or holds it."""
    shares = expense["allocation"]["shares"] if expense["allocation"] else []
    depths: dict[int | None, int] = {None: -1}
    for share in shares:
        depths[share["position"]] = depths[share["parent_position"]] + 1
    rows = [
        {**share, "depth": depths[share["position"]], "is_own": share["organization_id"] == organization_id}
        for share in shares
    ]
    return {**expense, "rows": rows}


def _call(name: str, **values: Any) -> Any:
    return tk.get_action(f"mutualisation_{name}")(_context(), values)


def _context() -> Any:
    user = tk.current_user
    return {"user": user.name if user.is_authenticated else "", "auth_user_obj": user}
