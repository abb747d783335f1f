from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.mutualisation.core.address import (
    AddressTaken,
    CommonAddress,
    CommonSite,
    Moved,
    NotPublished,
    OnPortal,
    Portal,
    Registry,
    Unknown,
    address,
    in_language,
    resolve,
)
from ckanext.mutualisation.core.host import Host, MalformedHost, Origin, normalise_host, parse_host

HOSTS = json.loads(Path(__file__).with_name("hosts.json").read_text(encoding="utf-8"))
COMMON = CommonAddress(Origin("http", "common.example", 5000), frozenset({"127.0.0.1"}), ("en", "fr", "pt_BR"))
NANTES = Portal("nantes", {"fr": "Nantes"}, (Host("nantes.example"), Host("old-nantes.example")), ("o1", "o2"))
LOIRE = Portal("loire", {"fr": "Loire"}, (), ("o3",))
DRAFT = Portal("draft", {"fr": "Brouillon"}, (Host("draft.example"),), ("o4",), "draft")
REGISTRY = Registry.of([NANTES, LOIRE, DRAFT])


@pytest.mark.parametrize("case", HOSTS, ids=lambda case: repr(case["text"][:30]))
def test_a_host_has_one_form_or_is_refused(case):
    if case.get("refused"):
        with pytest.raises(MalformedHost):
            normalise_host(case["text"])
    else:
        assert normalise_host(case["text"]) == case["host"]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Nantes.localhost", Host("nantes.localhost")),
        ("nantes.localhost:8443", Host("nantes.localhost", None, 8443)),
        ("https://data.nantes.fr", Host("data.nantes.fr", "https")),
        ("HTTPS://data.nantes.fr:443/", Host("data.nantes.fr", "https")),
        ("http://data.nantes.fr:8080", Host("data.nantes.fr", "http", 8080)),
    ],
)
def test_a_host_is_read_with_its_scheme_and_port_and_written_back(text, host):
    assert parse_host(text) == host
    assert parse_host(str(host)) == host


@pytest.mark.parametrize(("text", "code", "named"), [
    ("ftp://nantes.fr", "not_web", "ftp://nantes.fr"), ("https://nantes.fr/a", "not_host", "nantes.fr/a"),
    ("https://u@nantes.fr", "not_host", "u@nantes.fr"), ("//nantes.fr", "not_host", "//nantes.fr"),
    ("", "not_host", ""), ("nantes.fr:70000", "not_port", "70000"),
])
def test_what_is_more_than_a_host_is_refused_and_the_reason_named(text, code, named):
    with pytest.raises(MalformedHost) as refused:
        parse_host(text)
    assert (refused.value.code, refused.value.details) == (code, {"text": named})
    assert f"“{named}”" in str(refused.value)


def test_without_a_portal_every_request_is_for_ckan_as_it_stands():
    for host in (None, "common.example", "whatever", "bad host"):
        assert resolve(Registry(), COMMON, host, "/p/nantes/") == CommonSite()


@pytest.mark.parametrize("host", ["common.example", "COMMON.example:1", "common.example.", None])
def test_the_common_host_is_trusted_from_the_setting_never_from_the_request(host):
    assert resolve(REGISTRY, COMMON, host, "/dataset") == CommonSite("common.example:5000")


def test_an_extra_host_of_the_common_site_is_left_as_it_came():
    assert resolve(REGISTRY, COMMON, "127.0.0.1:8000", "/") == CommonSite(None)


@pytest.mark.parametrize(("host", "malformed"), [("evil.example", False), ("nantes.example,evil.example", True)])
def test_another_host_is_unknown(host, malformed):
    assert resolve(REGISTRY, COMMON, host, "/p/nantes/") == Unknown(malformed)


@pytest.mark.parametrize(
    ("host", "path", "mount", "page"),
    [
        ("nantes.example", "/", "", "/"),
        ("nantes.example", "", "", "/"),
        ("Nantes.Example:1234", "/dataset/x", "", "/dataset/x"),
        ("nantes.example", "/fr", "/fr", "/"),
        ("nantes.example", "/fr/dataset/", "/fr", "/dataset/"),
        ("nantes.example", "/pt_BR/dataset/", "/pt_BR", "/dataset/"),
        ("nantes.example", "/french/", "", "/french/"),
        ("nantes.example", "/p/loire/", "", "/p/loire/"),
        ("common.example", "/p/loire/", "/p/loire", "/"),
        ("common.example", "/p/loire/fr/dataset/", "/p/loire/fr", "/dataset/"),
        ("common.example", "/p/nantes/fr/", "/p/nantes/fr", "/"),
        ("127.0.0.1", "/p/loire/dataset", "/p/loire", "/dataset"),
    ],
)
def test_a_page_is_found_by_host_and_by_path_with_and_without_a_language(host, path, mount, page):
    found = resolve(REGISTRY, COMMON, host, path)
    assert isinstance(found, OnPortal)
    assert (found.mount, found.path) == (mount, page)


@pytest.mark.parametrize(
    ("host", "path", "location"),
    [
        ("old-nantes.example", "/fr/dataset/x", "http://nantes.example:5000/fr/dataset/x"),
        ("common.example", "/p/loire", "http://common.example:5000/p/loire/"),
        ("common.example", "/fr/p/loire/en/dataset/", "http://common.example:5000/p/loire/fr/dataset/"),
        ("common.example", "/fr/p/loire", "http://common.example:5000/p/loire/fr/"),
    ],
)
def test_another_address_of_the_same_page_leads_to_the_one_that_counts(host, path, location):
    assert resolve(REGISTRY, COMMON, host, path) == Moved(location)


@pytest.mark.parametrize(("host", "path"), [("draft.example", "/"), ("common.example", "/p/draft/dataset")])
def test_a_draft_has_no_page(host, path):
    assert resolve(REGISTRY, COMMON, host, path) == NotPublished(DRAFT)


@pytest.mark.parametrize("path", ["/p/", "/p/unknown/", "/p", "/parking", "/fr/p/unknown/"])
def test_a_path_that_is_no_portal_is_left_to_ckan(path):
    assert resolve(REGISTRY, COMMON, "common.example", path) == CommonSite("common.example:5000")


def test_one_address_has_one_portal():
    with pytest.raises(AddressTaken, match=r"nantes\.example belongs to the portal “nantes”"):
        Registry.of([NANTES, Portal("other", {}, (Host("nantes.example"),))])
    with pytest.raises(AddressTaken, match="slug"):
        Registry.of([NANTES, Portal("nantes", {})])
    with pytest.raises(AddressTaken, match="common site"):
        Registry.of([NANTES], frozenset({"nantes.example"}))


def test_a_dataset_belongs_to_the_published_portal_that_puts_its_organisation_first():
    shared = Portal("shared", {}, (), ("o9", "o1", "o4"))
    own = Portal("own", {}, (), ("o1",))
    registry = Registry.of([shared, own, DRAFT])
    assert registry.by_organization["o1"] is own
    assert registry.by_organization["o4"] is shared
    assert "o2" not in registry.by_organization


def test_scheme_and_port_come_from_the_common_site_unless_the_record_says_otherwise():
    assert address(NANTES, COMMON, "/") == "http://nantes.example:5000/"
    own = Portal("x", {}, (Host("x.fr", "https"),))
    assert address(own, COMMON, "/dataset", "fr") == "https://x.fr/fr/dataset"
    assert address(Portal("x", {}, (Host("x.fr", None, 81),)), COMMON, "/") == "http://x.fr:81/"
    assert address(LOIRE, COMMON, "/") == "http://common.example:5000/p/loire/"
    rooted = CommonAddress(Origin("https", "c.fr"), frozenset(), ("fr",), "/data")
    assert address(LOIRE, rooted, "/dataset", "fr") == "https://c.fr/data/p/loire/fr/dataset"


def test_a_title_falls_back_on_another_language():
    assert in_language({"fr": "Ville", "en": "City"}, "en", "fr") == "City"
    assert in_language({"fr": "Ville"}, "en", "fr") == "Ville"
    assert in_language({"pt": "Cidade"}, "pt_BR") == "Cidade"
    assert in_language({"de": "Stadt"}, "fr") == "Stadt"
    assert in_language({}, "fr") == ""


segments = st.lists(st.text("abcz0-_.", min_size=1, max_size=8), max_size=3)


@given(portal=st.sampled_from([NANTES, LOIRE]), parts=segments, locale=st.sampled_from([None, "en", "fr"]))
def test_the_address_of_a_page_resolves_to_that_page(portal, parts, locale):
    path = "/" + "/".join(parts)
    built = urlsplit(address(portal, COMMON, path, locale))
    found = resolve(REGISTRY, COMMON, built.netloc, built.path)
    assert isinstance(found, OnPortal)
    assert (found.portal, found.path, found.locale) == (portal, path, locale)
    assert str(found.origin) == f"{built.scheme}://{built.netloc}"


@given(host=st.text(max_size=30), path=st.text(max_size=20).map(lambda text: f"/{text}"))
def test_whatever_the_request_the_host_header_is_never_handed_back(host, path):
    found = resolve(REGISTRY, COMMON, host, path)
    if isinstance(found, CommonSite):
        assert found.host in (None, "common.example:5000")
    elif isinstance(found, OnPortal):
        assert found.origin.host in ("nantes.example", "common.example")
