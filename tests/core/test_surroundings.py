"""What a portal shows beside its own organisations: those below them, those above them, each once."""
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.surroundings import above, below, surroundings

LINKS = {
    "nantes": "nantes-metropole",
    "reze": "nantes-metropole",
    "nantes-metropole": "loire-atlantique",
    "loire-atlantique": "pays-de-la-loire",
    "vendee": "pays-de-la-loire",
}


def test_below_are_all_whose_chain_of_parents_leads_here_the_nearest_first():
    assert below(["pays-de-la-loire"], LINKS) == [
        "loire-atlantique", "vendee", "nantes-metropole", "nantes", "reze"
    ]


def test_above_is_the_chain_of_parents():
    assert above(["nantes"], LINKS) == ["nantes-metropole", "loire-atlantique", "pays-de-la-loire"]


def test_nothing_is_included_that_was_not_asked_for():
    assert surroundings(["nantes-metropole"], [], LINKS) == ()
    assert surroundings(["nantes-metropole"], ["below"], LINKS) == ("nantes", "reze")
    assert surroundings(["nantes-metropole"], ["above"], LINKS) == ("loire-atlantique", "pays-de-la-loire")


def test_a_portal_of_two_levels_does_not_include_its_own_organisations_again():
    own = ["nantes-metropole", "nantes"]
    assert surroundings(own, ["below", "above"], LINKS) == ("reze", "loire-atlantique", "pays-de-la-loire")


IDS = st.sampled_from("abcdef")


@given(st.lists(IDS, min_size=1, unique=True), st.dictionaries(IDS, IDS))
def test_whatever_the_links_even_in_a_loop_each_is_included_once_and_none_is_its_own_neighbour(own, links):
    found = surroundings(own, ["below", "above"], links)
    assert len(set(found)) == len(found)
    assert not set(found) & set(own)
    for each in below(own, links):
        assert set(above([each], links)) & set(own)
