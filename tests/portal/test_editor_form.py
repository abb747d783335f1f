"""The editor's form, without a page: what is typed becomes a document, and the buttons change its lists."""
from __future__ import annotations

import pytest

from ckanext.mutualisation.core.brand import read_brand
from ckanext.mutualisation.portal.editor.changes import Change, compare, line_changes
from ckanext.mutualisation.portal.editor.form import document_of, edited, filled, opened
from ckanext.mutualisation.portal.editor.layout import SECTIONS, Items


def test_what_is_typed_is_the_document_whatever_the_order_of_its_fields():
    document = document_of([
        ("pages.10.slug", "z"), ("pages.2.slug", "a"), ("pages.2.title.fr", "A"), ("pages.10.title.fr", "Z"),
        ("title.fr", "Nantes"), ("title.en", ""),
        ("home.0.block", "featured"), ("home.0.datasets", "un,deux  trois"), ("search_engines", "no"),
    ])
    assert document["title"] == {"fr": "Nantes"}
    assert document["pages"] == [{"slug": "a", "title": {"fr": "A"}}, {"slug": "z", "title": {"fr": "Z"}}]
    assert document["home"] == [{"block": "featured", "datasets": ["un", "deux", "trois"]}]
    assert document["search_engines"] is False
    assert read_brand(filled(document)).pages[1].slug == "z"


def test_lines_are_kept_as_the_server_stores_them():
    assert document_of([("privacy.text.fr", "un\r\ndeux")])["privacy"] == {"text": {"fr": "un\ndeux"}}


@pytest.mark.parametrize(
    "name", ["_csrf_token", "modified", "title.fr.deep.er.still", "title..fr", "__class__", "home"]
)
def test_what_is_no_field_of_a_brand_is_left_out(name):
    document = document_of([(name, "x"), ("title.fr", "Nantes")])
    assert document == {**{each: [] for each in ("header_links", "footer_links", "home", "pages", "social", "reuses")},
                        "title": {"fr": "Nantes"}}


def test_a_section_left_empty_is_absent_and_an_item_left_empty_is_forgotten_when_saved():
    document = document_of([("legal.publisher", ""), ("legal.text.fr", ""), ("social.0.network", ""),
                            ("social.0.url", "")])
    assert "legal" not in document
    assert document["social"] == [{}]
    assert filled(document)["social"] == []


def test_what_is_stored_opens_and_comes_back_the_same():
    stored = {
        "title": {"fr": "Nantes"},
        "home": [{"block": "featured", "datasets": ["a", "b"]}, {"block": "text", "text": {"fr": "# T"}}],
        "legal": {"publisher": "Ville", "address": "ici", "director": "M. X", "host": "Hébergeur"},
        "accessibility": {"level": "partial", "stated": "2026-01-01", "contact": "a@b.fr", "rate": 71},
        "search_engines": False,
    }
    fields = list(_fields(opened(stored)))
    assert read_brand(filled(document_of(fields))) == read_brand(stored)


def _fields(value, path=()):
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _fields(item, (*path, name))
    elif isinstance(value, list) and value and isinstance(value[0], str):
        yield ".".join(path), ",".join(value)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _fields(item, (*path, str(number)))
    else:
        yield ".".join(path), {"False": "no", "True": "yes"}.get(str(value), str(value))


LINKS = {"header_links": [{"url": "/a"}, {"url": "/b"}, {"url": "/c"}]}


@pytest.mark.parametrize(("do", "order", "focus"), [
    ("up:header_links.2", "acb", "up:header_links.1"),
    ("up:header_links.1", "bac", "down:header_links.0"),
    ("down:header_links.0", "bac", "down:header_links.1"),
    ("down:header_links.1", "acb", "up:header_links.2"),
    ("remove:header_links.1", "ac", "remove:header_links.1"),
    ("remove:header_links.2", "ab", "remove:header_links.1"),
    ("up:header_links.0", "abc", ""),
    ("down:header_links.2", "abc", ""),
    ("remove:header_links.9", "abc", ""),
    ("remove:header_links.-1", "abc", ""),
    ("remove:legal.0", "abc", ""),
    ("explode:header_links.0", "abc", ""),
])
def test_a_button_changes_a_list_and_keeps_the_focus_where_the_hand_is(do, order, focus):
    after = edited(LINKS, do)
    assert "".join(link["url"][1:] for link in after.document["header_links"]) == order
    assert after.focus == focus
    assert len(LINKS["header_links"]) == 3


def test_removing_the_last_item_leads_to_the_button_that_adds_one():
    assert edited({"social": [{}]}, "remove:social.0").focus == "add:social"


def test_a_block_is_added_of_the_kind_that_is_asked_and_a_colour_taken():
    assert edited({}, "add:home", "map").document["home"] == [{"block": "map"}]
    assert edited({}, "add:home", "<script>").document["home"] == [{"block": "search"}]
    assert edited({"colours": {"link": "#000000"}}, "take:colours.primary:#aa6600").document["colours"] == {
        "link": "#000000", "primary": "#aa6600"}


def test_every_field_of_a_brand_stands_in_the_form():
    from dataclasses import fields

    from ckanext.mutualisation.core.brand import Brand

    shown = {part.name.partition(".")[0] for section in SECTIONS for part in section.parts}
    assert shown == {field.name for field in fields(Brand)}
    assert all(part.fields for section in SECTIONS for part in section.parts if isinstance(part, Items))


def test_every_field_of_a_notice_stands_in_the_form():
    from dataclasses import fields

    from ckanext.mutualisation.core.brand import Accessibility, Contact, Legal, Matomo, Privacy

    nouns = {"legal": Legal, "privacy": Privacy, "accessibility": Accessibility, "contact": Contact,
             "analytics": Matomo}
    shown = {part.name for section in SECTIONS for part in section.parts}
    assert {f"{name}.{field.name}" for name, noun in nouns.items() for field in fields(noun)} <= shown


def test_changes_are_told_item_by_item():
    one, two = {"slug": "un", "title": {"fr": "Un"}}, {"slug": "deux"}
    before = {"title": {"fr": "A"}, "pages": [one, two, {"slug": "trois"}]}
    after = {"title": {"fr": "B"}, "pages": [two, {**one, "title": {"fr": "1"}}, {"slug": "quatre"}]}
    assert compare(before, after) == [
        Change("changed", ("title", "fr"), "", "A", "B"),
        Change("removed", ("pages", 2), "trois"),
        Change("moved", ("pages", 0), "deux"),
        Change("changed", ("pages", 1, "title", "fr"), "un", "Un", "1"),
        Change("added", ("pages", 2), "quatre"),
    ]


def test_two_blocks_of_one_kind_are_two():
    before = {"home": [{"block": "text", "text": {"fr": "un"}}]}
    after = {"home": [{"block": "text", "text": {"fr": "un"}}, {"block": "text", "text": {"fr": "deux"}}]}
    assert compare(before, after) == [Change("added", ("home", 1), "text")]
    assert compare(after, after) == []


def test_a_number_that_only_the_latest_datasets_have_is_no_change_of_another_block():
    former = {"title": {"fr": "T"}, "home": [{"block": "search", "count": 6}, {"block": "latest"}]}
    now = {"title": {"fr": "T"}, "home": [{"block": "search"}, {"block": "latest", "count": 6}]}
    assert compare(opened(former), opened(now)) == []
    assert compare(opened(now), opened(former)) == []
    usual = {"title": {"fr": "T"}}
    written = [{"block": block, "count": 6} for block in ("search", "figures", "latest", "organizations")]
    assert compare(opened(usual), opened({**usual, "home": written})) == []
    more = {**now, "home": [{"block": "search"}, {"block": "latest", "count": 9}]}
    assert compare(opened(now), opened(more)) == [Change("changed", ("home", 1, "count"), "latest", "6", "9")]


def test_long_texts_are_told_line_by_line_even_those_that_look_like_marks():
    assert line_changes("un\n--\n@@ trois", "un\n++\n@@ trois") == [
        ("", "un"), ("-", "--"), ("+", "++"), ("", "@@ trois")]
