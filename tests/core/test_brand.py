from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.brand import (
    AA_TEXT,
    BLOCKS,
    WHITE,
    Brand,
    Colour,
    Colours,
    InvalidBrand,
    MalformedColour,
    contrast,
    read_brand,
    readable_on,
    stored_brand,
    text_on,
    write_brand,
)

colours = st.builds(Colour, *(st.integers(0, 255) for _ in range(3)))


@pytest.mark.parametrize(("text", "written"), [("#FFF", "#ffffff"), ("#0a1B2c", "#0a1b2c"), (" abc ", "#aabbcc")])
def test_a_colour_is_read_from_three_or_six_digits(text, written):
    assert str(Colour.parse(text)) == written


@pytest.mark.parametrize("text", ["", "#", "#ff", "#fffff", "#ggg", "red", "#fff;}", "rgb(0,0,0)", "#fff\n#000"])
def test_another_text_is_no_colour(text):
    with pytest.raises(MalformedColour):
        Colour.parse(text)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21.0), ("#777", "#fff", 4.48), ("#767676", "#fff", 4.54), ("#f00", "#00f", 2.15)],
)
def test_the_contrast_is_the_one_that_wcag_tools_give(one, other, ratio):
    assert contrast(Colour.parse(one), Colour.parse(other)) == pytest.approx(ratio, abs=0.005)
    assert contrast(Colour.parse(other), Colour.parse(one)) == pytest.approx(ratio, abs=0.005)


def faults(document):
    with pytest.raises(InvalidBrand) as refused:
        read_brand({"title": "Nantes", **document})
    return {fault.field: fault for fault in refused.value.faults}


def test_a_primary_colour_under_aa_is_named_with_the_nearest_that_is_accepted():
    fault = faults({"colours": {"primary": "#ff9900", "secondary": "#ffff00"}})["colours.primary"]
    assert fault.code == "contrast"
    assert fault.details["ratio"] == 1.9
    assert read_brand({"title": "T", "colours": {"primary": str(fault.details["nearest"])}})


def test_links_of_their_own_colour_let_the_primary_one_be_judged_on_white_alone():
    primary = "#767676"
    assert set(faults({"colours": {"primary": primary}})) == {"colours.primary"}
    assert read_brand({"title": "T", "colours": {"primary": primary, "link": "#003399"}})
    assert set(faults({"colours": {"primary": primary, "link": "#ffcc00"}})) == {"colours.link"}


def test_the_default_brand_is_accepted():
    assert read_brand({"title": "T"}).colours == Colours()
    assert contrast(Colours().primary, WHITE) > 7


@given(colours, colours)
def test_what_is_proposed_can_be_read_and_what_can_be_read_is_kept(colour, background):
    nearest = readable_on(colour, background)
    assert contrast(nearest, background) >= AA_TEXT
    assert (nearest == colour) == (contrast(colour, background) >= AA_TEXT)


@given(colours)
def test_text_can_be_read_on_any_background(background):
    assert contrast(text_on(background), background) >= AA_TEXT


WHOLE = {
    "title": {"fr": "Nantes", "en": "Nantes"},
    "tagline": {"fr": "Les données"},
    "colours": {
        "primary": "#00695c", "secondary": "#ffc400", "header": "#00695c", "footer": "#111111", "link": "#003399",
    },
    "logo": {"sha256": "a" * 64, "media_type": "image/png"},
    "header_links": [{"label": {"fr": "La ville"}, "url": "https://metropole.nantes.fr/"}],
    "footer_links": [{"label": {"fr": "Écrire"}, "url": "mailto:opendata@nantes.example"}],
    "home": [
        {"block": "search"},
        {"block": "featured", "title": {"fr": "À la une"}, "datasets": ["arbres", "budget-2013"]},
        {"block": "text", "text": {"fr": "Deux\n\nparagraphes"}},
        {"block": "latest", "count": 3},
    ],
    "pages": [{"slug": "demarche", "title": {"fr": "La démarche"}, "text": {"fr": "*Ouvrir*"}, "menu": "header"}],
    "legal": {"publisher": "Ville de Nantes", "address": "2 rue de l’Hôtel-de-Ville", "director": "Mme X", "host": "Y"},
    "privacy": {"text": {"fr": "Aucune donnée"}, "officer": "dpo@nantes.example"},
    "accessibility": {
        "level": "partial", "stated": "2026-11-24", "contact": "a@nantes.example", "rate": 72,
        "not_accessible": {"fr": "Les vidéos"}, "derogations": {"fr": "Les archives"},
        "exemptions": {"fr": "Les cartes"},
        "plan": {"fr": "https://nantes.example/schema"}, "technologies": {"fr": "- HTML\n- CSS"},
        "environment": {"fr": "Firefox et NVDA", "en": "Firefox and NVDA"}, "tools": {"fr": "axe-core"},
        "pages": {"fr": "- [Accueil](/)"},
    },
    "contact": {"email": "opendata@nantes.example", "url": "https://nantes.example/contact"},
    "social": [{"network": "mastodon", "url": "https://social.example/@nantes"}],
    "analytics": {"url": "https://stats.nantes.example", "site_id": 3},
    "reuses": [{"title": {"fr": "Une appli"}, "url": "https://appli.example/"}],
    "search_engines": False,
}


def test_a_whole_brand_is_written_back_as_it_was_read():
    assert write_brand(read_brand(WHOLE)) == WHOLE


def test_a_statement_written_before_it_had_all_of_the_model_is_read_and_written_back_as_it_was():
    former = {"level": "none", "stated": "2026-11-24", "contact": "a@nantes.example", "not_accessible": {"fr": "Tout"}}
    statement = read_brand({"title": "T", "accessibility": former}).accessibility
    assert statement is not None
    assert not any((statement.plan, statement.technologies, statement.environment, statement.tools, statement.pages))
    assert write_brand(read_brand({"title": "T", "accessibility": former}))["accessibility"] == former


def test_only_the_latest_datasets_have_a_number_and_former_documents_that_give_one_to_each_block_are_read():
    blocks = [{"block": "search", "count": 6}, {"block": "latest"}, {"block": "map", "count": "x"}]
    former = {"title": "T", "home": blocks}
    assert [block.count for block in read_brand(former).home] == [None, 6, None]
    assert write_brand(read_brand(former))["home"] == [
        {"block": "search"}, {"block": "latest", "count": 6}, {"block": "map"}
    ]


def test_what_has_its_default_is_not_written():
    assert write_brand(read_brand({"title": "T"})) == {"title": {"fr": "T"}}
    assert [block.kind for block in read_brand({"title": "T"}).home] == ["search", "figures", "latest", "organizations"]
    assert read_brand({"title": "T", "home": []}).home == ()


@pytest.mark.parametrize(
    ("document", "field", "code"),
    [
        ({"title": ""}, "title", "required"),
        ({"title": {"fr": 3}}, "title", "not_texts"),
        ({"tagline": "x" * 301}, "tagline", "too_long"),
        ({"colours": "red"}, "colours", "not_mapping"),
        ({"colours": {"primary": "red"}}, "colours.primary", "not_colour"),
        ({"colours": {"hero": "#fff"}}, "colours.hero", "unknown_field"),
        ({"logo": {"sha256": "../x", "media_type": "image/png"}}, "logo.sha256", "not_picture"),
        ({"header_links": {}}, "header_links", "not_list"),
        ({"header_links": [{"label": "A", "url": "/"}] * 9}, "header_links", "too_many"),
        ({"header_links": [{"label": "A", "url": "javascript:alert(1)"}]}, "header_links.0.url", "not_link"),
        ({"header_links": [{"label": "A", "url": "//evil.example"}]}, "header_links.0.url", "not_link"),
        ({"header_links": [{"label": "A", "url": "/\\evil.example"}]}, "header_links.0.url", "not_link"),
        ({"header_links": [{"label": "A", "url": "https://u:p@evil.example/"}]}, "header_links.0.url", "not_link"),
        ({"header_links": [{"label": "A", "url": 'https://e.example/"onload=x'}]}, "header_links.0.url", "not_link"),
        ({"footer_links": [{"url": "/about"}]}, "footer_links.0.label", "required"),
        ({"home": [{"block": "video"}]}, "home.0.block", "not_one_of"),
        ({"home": [{"block": "latest", "count": 25}]}, "home.0.count", "not_number"),
        ({"home": [{"block": "featured", "datasets": ["a b"]}]}, "home.0.datasets.0", "not_slug"),
        ({"pages": [{"slug": "A", "title": "T"}]}, "pages.0.slug", "not_slug"),
        ({"pages": [{"slug": "a", "title": "T"}, {"slug": "a", "title": "U"}]}, "pages.1.slug", "twice"),
        ({"legal": {"publisher": "P"}}, "legal.address", "required"),
        ({"privacy": {"text": "T", "officer": "nobody"}}, "privacy.officer", "not_email"),
        ({"accessibility": {"level": "full", "contact": "c"}}, "accessibility.stated", "required"),
        ({"accessibility": {"level": "full", "stated": "24/11/2026"}}, "accessibility.stated", "not_date"),
        ({"analytics": {"url": "http://stats.example", "site_id": 1}}, "analytics.url", "not_https"),
        ({"analytics": {"url": "https://stats.example"}}, "analytics.site_id", "required"),
        ({"social": [{"network": "orkut", "url": "https://o.example"}]}, "social.0.network", "not_one_of"),
        ({"search_engines": "no"}, "search_engines", "not_one_of"),
        ({"script": "x"}, "script", "unknown_field"),
    ],
)
def test_a_fault_is_told_where_it_is_with_its_remedy(document, field, code):
    fault = faults(document)[field]
    assert fault.code == code
    assert str(fault)


def test_every_fault_is_told_at_once():
    assert set(faults({"title": "", "home": [{"block": "x"}], "contact": {"email": "x"}})) == {
        "title", "home.0.block", "contact.email",
    }  # fmt: skip


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*WHOLE, "other"]), json_values, max_size=6))
def test_no_document_does_worse_than_be_refused(document):
    assert isinstance(stored_brand(document), Brand)
    try:
        brand = read_brand(document)
    except InvalidBrand:
        return
    assert read_brand(write_brand(brand)) == brand


def test_the_kinds_of_blocks_are_those_of_the_issue():
    assert set(BLOCKS) >= {"search", "figures", "featured", "themes", "latest", "text", "map", "reuses"}
