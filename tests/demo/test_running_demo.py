"""The demo as a whole: made from nothing, made again, and after the members' former catalogue has changed."""
from __future__ import annotations

import re

from tests.demo_site import DemoSite

SOURCES = ("pays-de-la-loire", "loire-atlantique", "nantes-metropole", "nantes")


def test_it_ends_with_every_address_and_every_account(demo_site: DemoSite) -> None:
    for address in (
        f"{demo_site.common}/",
        *(f"{demo_site.portal(slug)}/" for slug in ("nantes", "loire-atlantique", "pays-de-la-loire")),
        f"{demo_site.by_path('nantes')}/",
        f"{demo_site.common}/organization/nantes-metropole/ledger",
    ):
        assert address in demo_site.printed, address
    for name, password in demo_site.accounts.items():
        assert re.search(rf"{re.escape(name)}\s+{re.escape(password)}", demo_site.printed), name


def test_the_350_datasets_are_in_the_organisations_of_their_members(demo_site: DemoSite) -> None:
    facets = demo_site.api('package_search?rows=0&facet.field=["organization"]')["search_facets"]
    counts = {item["name"]: item["count"] for item in facets["organization"]["items"]}
    assert set(counts) == set(SOURCES)
    assert sum(counts.values()) == 350


def test_a_second_time_changes_nothing(demo_site: DemoSite) -> None:
    before = demo_site.state()
    printed = demo_site.load()
    assert demo_site.state() == before
    assert len(re.findall(r"\b0 added, 0 changed, \d+ unchanged", printed)) == len(SOURCES)
    assert "Nothing to change" in printed or "nothing to change" in printed


def test_the_file_applied_again_has_no_difference(demo_site: DemoSite) -> None:
    exported = demo_site.stack.folder / "exported.yaml"
    demo_site.ckan("mutualisation", "export", "-o", str(exported))
    said = demo_site.ckan("mutualisation", "apply", str(exported), "--dry-run")
    assert "othing to change" in said


def test_the_books_are_proved(demo_site: DemoSite) -> None:
    assert demo_site.ckan("mutualisation", "ledger", "verify")


def test_changes_of_the_former_catalogue_are_followed_by_every_way_and_nothing_else_is_touched(
    demo_site: DemoSite,
) -> None:
    before = demo_site.state()
    demo_site.evolve_peer()
    by_run_test, by_queue, *by_command = (f"catalogue-{name}" for name in SOURCES)
    last = {name: demo_site.harvested(name) for name in (by_run_test, by_queue)}
    # Stock's run-test also puts its job on the queue of the consumers, which run here: either may do the work.
    demo_site.ckan("harvester", "run-test", by_run_test)
    demo_site.ckan("harvester", "job", by_queue)
    for name in by_command:
        demo_site.ckan("mutualisation", "harvest", "run", name)
    for name in (by_run_test, by_queue):
        demo_site.wait_for_harvest(name, last[name]["job_id"])
    demo_site.ckan("harvester", "run")
    runs = [demo_site.harvested(f"catalogue-{name}") for name in SOURCES]
    assert [run["driver"] for run in runs] == ["queue", "queue", "command", "command"]
    words = ("added", "changed", "removed", "unchanged", "failed", "refused")
    assert {word: sum(run[word] for run in runs) for word in words} == {
        "added": 5, "changed": 10, "removed": 3, "unchanged": 337, "failed": 0, "refused": 0,
    }  # fmt: skip
    after = demo_site.state()
    assert len(after) == 352
    assert sum(after.get(name) == modified for name, modified in before.items()) == 337
