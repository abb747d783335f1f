"""What is said of a host's DNS and certificate, and what its registrar is asked."""
from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from ckanext.mutualisation.core.going_live import Answer, Certificate, Platform, judge_dns, judge_https

HERE = Platform("plateforme.example.org", frozenset({"192.0.2.1", "2001:db8::1"}))
NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("answer", "state", "to_ask", "to_remove"),
    [
        (Answer(("plateforme.example.org",), frozenset({"192.0.2.1", "2001:db8::1"})), "here", (), ()),
        (Answer((), frozenset({"192.0.2.1"})), "here", (), ()),
        (Answer(), "absent", ("data.nantes.fr. CNAME plateforme.example.org.",), ()),
        (Answer((), frozenset({"198.51.100.7"})), "elsewhere",
         ("data.nantes.fr. CNAME plateforme.example.org.",), ("data.nantes.fr. A 198.51.100.7",)),
        (Answer(("old.example",), frozenset({"198.51.100.7"})), "elsewhere",
         ("data.nantes.fr. CNAME plateforme.example.org.",), ()),
        (Answer((), frozenset({"192.0.2.1", "2001:db8::bad"})), "partly",
         ("data.nantes.fr. CNAME plateforme.example.org.",), ("data.nantes.fr. AAAA 2001:db8::bad",)),
        (Answer(failure="timed out"), "unanswered", (), ()),
    ],
)
def test_the_registrar_is_asked_for_the_very_records_that_are_missing(answer, state, to_ask, to_remove):
    verdict = judge_dns("data.nantes.fr", answer, HERE)
    assert (verdict.state, verdict.to_ask, verdict.to_remove) == (state, to_ask, to_remove)
    assert verdict.good is (state == "here")


def test_at_the_top_of_a_zone_where_no_cname_may_stand_addresses_are_asked_for():
    verdict = judge_dns("nantes.fr", Answer(is_apex=True), HERE)
    assert verdict.to_ask == ("nantes.fr. A 192.0.2.1", "nantes.fr. AAAA 2001:db8::1")


@pytest.mark.parametrize("name", ["localhost", "192.0.2.1", "[2001:db8::1]"])
def test_a_platform_without_a_public_name_is_pointed_at_by_its_addresses(name):
    verdict = judge_dns("data.nantes.fr", Answer(), Platform(name, frozenset({"192.0.2.1"})))
    assert verdict.to_ask == ("data.nantes.fr. A 192.0.2.1",)


@pytest.mark.parametrize(
    ("certificate", "state", "good"),
    [
        (Certificate(NOW + timedelta(days=60), 200), "valid", True),
        (Certificate(NOW + timedelta(days=60), 301), "valid", True),
        (Certificate(NOW + timedelta(days=13), 200), "ending", False),
        (Certificate(NOW + timedelta(days=60), 404), "faulty", False),
        (Certificate(NOW + timedelta(days=60), 502), "faulty", False),
        (Certificate(refused="certificate has expired"), "refused", False),
        (Certificate(failure="Connection refused"), "unreachable", False),
    ],
)
def test_https_is_good_only_if_visitors_see_the_site_without_a_warning(certificate, state, good):
    verdict = judge_https(certificate, NOW)
    assert (verdict.state, verdict.good) == (state, good)
