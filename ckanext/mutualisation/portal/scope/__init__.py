"""What is read during a visit is the portal's own: search, lists, and what is asked for by name.

Scope is visibility, not permission: private data stay behind CKAN's own rights. On a portal every reading action of
CKAN answers for the portal's organisations, says nothing about anybody's data, or is answered on the common site
only; `inventory` holds which, by name. Outside a visit nothing here has an effect.
"""
from __future__ import annotations

from ckanext.mutualisation.portal.scope.files import stay_on_portal
from ckanext.mutualisation.portal.scope.offer import refuse_entry
from ckanext.mutualisation.portal.scope.scoped import actions
from ckanext.mutualisation.portal.scope.search import narrow_search

__all__ = ["actions", "narrow_search", "refuse_entry", "stay_on_portal"]
