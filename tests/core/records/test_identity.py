from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.records import identity, text


def test_two_sources_that_announce_the_same_id_give_two_datasets():
    assert identity.dataset_id("source-a", "1") != identity.dataset_id("source-b", "1")
    assert identity.resource_id("source-a", "1", "r") != identity.resource_id("source-b", "1", "r")


def test_ids_are_the_same_from_run_to_run():
    assert identity.dataset_id("s", "g") == "c3de8d33-e2c6-5556-83b7-48b59de1626e"
    assert identity.resource_id("s", "g", "k") == "a36c79ff-d6b1-5570-962a-24eda23dd318"


def test_a_taken_name_gets_a_suffix_that_does_not_change():
    local = identity.dataset_id("s", "g")
    assert identity.dataset_name("Écoles", local, {"autre"}) == "ecoles"
    assert identity.dataset_name("Écoles", local, {"ecoles"}) == identity.dataset_name("Écoles", local, {"ecoles"})
    assert identity.dataset_name("Écoles", local, {"ecoles"}).startswith("ecoles-")


@given(st.text(max_size=150), st.booleans())
def test_a_name_is_always_one_that_ckan_accepts(wished: str, taken: bool):
    local = identity.dataset_id("s", wished)
    name = identity.dataset_name(wished, local, {text.slug(wished)} if taken else set())
    assert re.fullmatch(r"[a-z0-9_-]{2,100}", name)


@given(st.lists(st.text(max_size=120), max_size=5))
def test_cleaned_tags_are_ones_that_ckan_accepts(tags: list[str]):
    for tag in text.clean_tags(tags):
        assert re.fullmatch(r"[\w \-.]{2,100}", tag)
