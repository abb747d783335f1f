"""Install a room's templates and public files into CKAN."""
from __future__ import annotations

from pathlib import Path

import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

__all__ = ["install"]


def install(config: CKANConfig, room: str) -> None:
    """Add ``templates/<room>``, and ``public/<room>`` if there is one, once, whatever the order of the plugins."""
    tk.add_template_directory(config, f"templates/{room}")
    if (Path(__file__).with_name("public") / room).is_dir():
        tk.add_public_directory(config, f"public/{room}")
