"""Tell whether a dataset changed at its source, from the hash of what it means rather than from dates."""
from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from ckanext.mutualisation.core.records.dataset import Dataset

__all__ = ["canonical", "fingerprint"]


def canonical(dataset: Dataset) -> str:
    """Return the dataset as JSON with sorted keys and no blanks: two equal datasets give the same text."""
    return json.dumps(asdict(dataset), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(dataset: Dataset, mapping_version: int) -> str:
    """Return the hexadecimal SHA-256 of the canonical dataset and of the version of the rules that read it.

    A new mapping version changes every fingerprint, so that the next run writes what the new rules say.
    """
    return hashlib.sha256(f"{mapping_version}\n{canonical(dataset)}".encode()).hexdigest()
