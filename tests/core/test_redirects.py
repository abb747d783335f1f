"""Patterns without regular expressions, targets that stay where they are, tables without loops or chains."""
from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.redirects import (
    Asked,
    MalformedRedirect,
    Problem,
    Rule,
    Source,
    Target,
    conflicts,
    first_match,
    read_csv,
    write_csv,
)

LOCALES = ("en", "fr")


def rule(source: str, target: str, line: int = 0, face: str = "nantes", to: str | None = "nantes") -> Rule:
    read = Target.parse(target, LOCALES)
    return Rule(face, Source.parse(source, LOCALES), read, to, read, line)


def led(source: str, target: str, path: str, query: str = "") -> str | None:
    asked = Asked.of(path, query)
    found = first_match([rule(source, target)], asked) if asked else None
    return found[0].target.path(found[1], query) if found else None


@pytest.mark.parametrize(
    ("source", "target", "path", "query", "expected"),
    [
        ("/explore/dataset/ecoles/", "ecoles-publiques", "/explore/dataset/ecoles", "", "/dataset/ecoles-publiques"),
        ("/explore/dataset/ecoles", "ecoles", "/explore/dataset/ecoles/", "", "/dataset/ecoles"),
        ("/explore/dataset/ecoles", "ecoles", "/explore/dataset/ecoles/table", "", None),
        ("/explore/dataset/*", "/dataset/*", "/explore/dataset/x", "", "/dataset/x"),
        ("/explore/dataset/*", "/dataset/*", "/explore/dataset/", "", "/dataset"),
        ("/explore/dataset/*", "/dataset/*", "/explore/dataset/x/y", "", "/dataset/x/y"),
        ("/explore/dataset/:name/*", "/dataset/:name", "/explore/dataset/x/table/", "a=1", "/dataset/x"),
        ("/explore/dataset/:name", "/dataset/:name", "/explore/dataset/x/table", "", None),
        ("/explore/:a/:b", "/:b/:a", "/explore/x/y", "", "/y/x"),
        ("/explore", "/dataset", "/explore", "q=arbre", "/dataset"),
        ("/explore", "/dataset?*", "/explore", "q=arbre&q=b%20c", "/dataset?q=arbre&q=b%20c"),
        ("/explore?q=:text", "/dataset?q=:text", "/explore", "page=2&q=l%27eau", "/dataset?q=l'eau"),
        ("/page?id=3", "/about", "/page", "id=3&utm=x", "/about"),
        ("/page?id=3", "/about", "/page", "id=4", None),
        ("/page?id=3", "/about", "/page", "", None),
        ("/%C3%A9coles", "/dataset?q=%C3%A9cole", "/écoles", "", "/dataset?q=%C3%A9cole"),
        ("/fr/explore", "/dataset", "/explore", "", "/dataset"),
    ],
)
def test_an_address_of_the_former_site_leads_to_the_page_that_its_rule_says(source, target, path, query, expected):
    assert led(source, target, path, query) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/x/evil.example", "/evil.example"),
        ("/x//evil.example", "/evil.example"),
        ("/x/\\evil.example", "/%5Cevil.example"),
        ("/x/a?b#c", "/a%3Fb%23c"),
        ("/x/a\r\nSet-Cookie: b", "/a%0D%0ASet-Cookie%3A%20b"),
        ("/x/..", None),
        ("/x/../../y", None),
        ("/x/" + "a" * 3000, None),
    ],
)
def test_nothing_captured_ends_its_segment_or_leaves_the_site(path, expected):
    assert led("/x/*", "/*", path) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("explore", "path"),
        ("", "path"),
        ("//evil.example/x", "path"),
        ("/a/../b", "path"),
        ("/a\\b", "characters"),
        ("/a b", "characters"),
        ("/a%2Fb", "characters"),
        ("/a%0d%0ab", "characters"),
        ("/%ff", "characters"),
        ("/a#b", "characters"),
        ("/*/b", "star"),
        ("/a*", "star"),
        ("/(a+)+", None),
        ("/:Name", "capture"),
        ("/:", "capture"),
        ("/:a/:a", "captured_twice"),
        ("/" + "a" * 2001, "characters"),
    ],
)
def test_a_source_is_a_path_and_nothing_cleverer(text, fault):
    if fault is None:
        assert str(Source.parse(text)) == text
    else:
        with pytest.raises(MalformedRedirect) as refused:
            Source.parse(text)
        assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("javascript:alert(1)", "path"), ("ftp://a.fr/x", "scheme"), ("//evil.example", "path"), ("https://", "host"),
        ("https://user@nantes.fr/", "host"), ("/\\evil.example", "characters"), ("Écoles", "path"), ("/:n:", "capture"),
    ],
)
def test_a_target_is_a_dataset_a_path_or_an_address_by_https(text, fault):
    with pytest.raises(MalformedRedirect) as refused:
        Target.parse(text)
    assert refused.value.fault == fault


def test_a_target_uses_only_what_its_source_captures():
    with pytest.raises(MalformedRedirect) as refused:
        rule("/explore/:name", "/dataset/:other")
    assert (refused.value.fault, refused.value.text) == ("not_captured", "other")


@pytest.mark.parametrize(
    "text", ["/", "/a/:b/*", "/a?b=c&d=:e", "/%3Ab/x:y", "/écoles/été", "/a?q=%26&r=%3D"],
)
def test_a_source_is_written_in_one_form_that_reads_back(text):
    source = Source.parse(text)
    assert Source.parse(str(source)) == source


@given(st.lists(st.text(min_size=1, max_size=6), max_size=4))
def test_any_page_of_the_former_site_can_be_a_source(segments):
    kept = [text for text in segments if text not in (".", "..") and not set("/\\") & set(text) and text.isprintable()]
    path = "/" + "/".join(quote(text, safe="") for text in kept)
    source = Source.parse(path)
    asked = Asked.of("/" + "/".join(kept))
    assert asked
    assert source.match(asked) == {}
    assert str(source) == asked.key


def test_an_exact_address_comes_before_a_pattern_and_a_query_before_none():
    rules = [rule("/a/*", "/pattern"), rule("/a/b", "/exact"), rule("/a/b?id=1", "/query"), rule("/a/:x", "/late")]
    for query, expected in (("", "/exact"), ("id=1", "/query"), ("id=2", "/exact")):
        asked = Asked.of("/a/b", query)
        assert asked
        found = first_match(rules, asked)
        assert found
        assert str(found[0].target) == expected
    asked = Asked.of("/a/c")
    assert asked
    found = first_match(rules, asked)
    assert found
    assert str(found[0].target) == "/pattern"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([rule("/a", "/a", 2)], [Problem(2, "target", "loop", "/a", 2)]),
        ([rule("/a", "/b", 2), rule("/b", "/a", 3)],
         [Problem(2, "target", "chain", "/b", 3), Problem(3, "target", "chain", "/a", 2)]),
        ([rule("/a", "/b", 2), rule("/b", "/c", 3)], [Problem(2, "target", "chain", "/b", 3)]),
        ([rule("/a/*", "/a/old/*", 2)], [Problem(2, "target", "loop", "/a/*", 2)]),
        ([rule("/*", "/", 2)], [Problem(2, "target", "loop", "/*", 2)]),
        ([rule("/x/:n", "/y/:n", 2), rule("/y/b", "/c", 3)], [Problem(2, "target", "chain", "/y/b", 3)]),
        ([rule("/x/:n", "/:n", 2), rule("/y", "/c", 3)], [Problem(2, "target", "chain", "/y", 3)]),
        ([rule("/old", "ecoles", 2), rule("/dataset/:n", "/dataset", 3)],
         [Problem(2, "target", "chain", "/dataset/:n", 3)]),
        ([rule("/a", "/dataset", 2), rule("/a", "/group", 3)], [Problem(3, "source", "twice", "/a", 2)]),
        ([rule("/a", "/b?id=1", 2), rule("/b?id=2", "/c", 3)], []),
        ([rule("/a", "/b?*", 2), rule("/b?id=2", "/c", 3)], [Problem(2, "target", "chain", "/b?id=2", 3)]),
        ([rule("/x/:n", "/y/:n", 2), rule("/y", "/c", 3)], []),
        ([rule("/fr/a", "/a", 2)], [Problem(2, "target", "loop", "/a", 2)]),
        ([rule("/a", "/a", 2, to=None)], []),
        ([rule("/a", "/b", 2, "nantes", "region"), rule("/b", "/a", 3, "region", "nantes")],
         [Problem(2, "target", "chain", "/b", 3), Problem(3, "target", "chain", "/a", 2)]),
    ],
)
def test_a_visitor_is_redirected_once_and_never_in_a_circle(rules, expected):
    assert list(conflicts(rules)) == expected


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_of_any_office_suite_is_read(separator):
    lines = ["source,target,note", "/a,b,c", "", ',,', '"/x,y",/z']
    text = "\ufeff" + "\r\n".join(lines).replace(",", separator)
    rows, problems = read_csv(text)
    assert problems == []
    assert [(row.line, row.source, row.target) for row in rows] == [(2, "/a", "b"), (5, f"/x{separator}y", "/z")]


def test_a_file_without_its_columns_says_which_is_missing():
    assert read_csv("from,to\n/a,/b") == ([], [Problem(1, "source", "column", "source")])
    assert read_csv("") == ([], [Problem(1, "source", "column", "source")])


def test_a_table_that_is_written_is_read_back():
    rows = [("/a,b", '/x"y'), ("/ligne", "/é")]
    assert [(row.source, row.target) for row in read_csv(write_csv(rows))[0]] == rows


def test_a_table_is_checked_by_comparing_only_what_begins_alike(monkeypatch):
    compared, answers_for = [], Source.answers_for
    monkeypatch.setattr(Source, "answers_for", lambda *pair: compared.append(pair) or answers_for(*pair))
    rules = [rule(f"/explore/dataset/d{number}", f"dataset-{number}", number) for number in range(1_000)]
    rules += [rule(f"/old{number}/:name", "/dataset/:name", number) for number in range(100)]
    rules += [rule("/:type/:name/*", "/other/:name", 2_000)]
    faults = list(conflicts(rules))
    assert len(compared) == len(rules)  # each with the one pattern that begins with anything
    assert {fault.fault for fault in faults} == {"chain", "loop"}


class Compared(str):
    """A text that counts how often it is compared."""

    times = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Compared.times += 1
        return str.__eq__(self, other)


def test_a_hostile_address_costs_one_comparison_a_segment():
    source = Source.parse("/" + "a/:x/".replace(":x", ":x0") + "a/" * 300 + "b/*")
    segments = tuple(Compared("a") for _ in range(900))
    assert source.match(Asked(segments)) is None
    assert Compared.times <= len(source.segments)
