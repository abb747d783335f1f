"""Plug the ledger into CKAN."""

from __future__ import annotations

from pathlib import Path

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.mutualisation import theme
from ckanext.mutualisation.ledger import action, auth, helpers, validators, views


@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.blueprints(views)
@tk.blanket.helpers(helpers)
@tk.blanket.validators(validators)
class LedgerPlugin(p.SingletonPlugin):
    """The shared costs: agreements, their keys, the books, and what each member owes."""

    p.implements(p.IConfigurer)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        theme.install(config, "ledger")
        tk.add_resource(str(Path(theme.__file__).with_name("assets") / "ledger"), "mutualisation_ledger")
