"""Local identifiers, derived from (source, guid): a remote id is never used as a local one.

So two sources that announce the same id give two datasets, and the same dataset keeps its id from run to run.
"""
from __future__ import annotations

import uuid
from collections.abc import Collection

from ckanext.mutualisation.core.records.text import slug

__all__ = ["dataset_id", "dataset_name", "resource_id"]

# Drawn once; changing it would orphan every harvested dataset.
_NAMESPACE = uuid.UUID("8f0c1f0e-6a55-5d57-9e0c-0d6a3f2b7c11")


def dataset_id(source_id: str, guid: str) -> str:
    """Return the local id of the dataset that this source calls ``guid``."""
    return str(uuid.uuid5(_NAMESPACE, f"dataset\n{source_id}\n{guid}"))


def resource_id(source_id: str, guid: str, key: str) -> str:
    """Return the local id of a resource of that dataset; ``key`` identifies it within the dataset."""
    return str(uuid.uuid5(_NAMESPACE, f"resource\n{source_id}\n{guid}\n{key}"))


def dataset_name(wished: str, local_id: str, taken: Collection[str]) -> str:
    """Return the wished name as a slug, followed by a part of the local id when it is taken or unusable.

    The suffix comes from the id, so no search for a free number is needed and the name is the same at each attempt.
    """
    name = slug(wished)
    if name and name not in taken:
        return name
    suffix = local_id.replace("-", "")[:12]
    return f"{name[:87]}-{suffix}" if name else f"dataset-{suffix}"
