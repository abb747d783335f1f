"""Install a room's templates and the shared assets into CKAN."""
from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

__all__ = ["install"]


def install(config: CKANConfig, room: str) -> None:
    """Add ``templates/<room>`` to CKAN's template folders, once, whatever the order of the plugins."""
    tk.add_template_directory(config, f"templates/{room}")
