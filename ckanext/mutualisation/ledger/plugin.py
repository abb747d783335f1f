"""Plug the ledger into CKAN."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.ledger import action, auth, validators


@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.validators(validators)
class LedgerPlugin(p.SingletonPlugin):
    """The shared costs: agreements, their keys, the books, and what each member owes."""
