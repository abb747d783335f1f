"""Plug the members into CKAN."""
from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.mutualisation import theme
from ckanext.mutualisation.members import action, auth, helpers, subscriptions, validators, views

__all__ = ["MembersPlugin"]


@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.helpers(helpers)
@tk.blanket.validators(validators)
@tk.blanket.blueprints(views)
class MembersPlugin(p.SingletonPlugin):
    p.implements(p.IConfigurer)
    p.implements(p.ISignal)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        theme.install(config, "members")

    # ISignal
    def get_signal_subscriptions(self) -> dict[Any, list[Any]]:
        return {
            tk.signals.action_succeeded: [
                {"sender": name, "receiver": subscriptions.forget_lost_duties} for name in subscriptions.DEPARTURES
            ]
        }
