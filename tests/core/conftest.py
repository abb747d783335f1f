"""How long the properties of the core are searched: a moment at every run, longer with ``EXAMPLES=2000``."""
from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("core", max_examples=int(os.environ.get("EXAMPLES", "10")), deadline=None, database=None)
settings.load_profile("core")
