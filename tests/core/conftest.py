"""How long properties are searched: a moment here, longer in the whole suite; ``EXAMPLES=2000`` for more."""
from __future__ import annotations

import gc
import os

from hypothesis import settings

settings.register_profile("core", max_examples=int(os.environ.get("EXAMPLES", "3")), deadline=None, database=None)
settings.load_profile("core")
# Looking for garbage would take a quarter of a run of one second.
gc.set_threshold(100_000)
