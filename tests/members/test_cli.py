from __future__ import annotations

import json

import pytest

from ckan.tests.helpers import call_action

from ckanext.mutualisation.members.cli import member
from tests.members.factories import person


@pytest.fixture
def run(metropolis, cli):
    person("treasurer")

    def run(*words):
        return cli.invoke(member, list(words))

    return run


def test_the_members_are_listed_as_a_table_and_as_json(run):
    call_action("organization_patch", {"user": "admin-nm"}, id="nantes-metropole", siren="244400404")
    table = run("list")
    assert table.exit_code == 0
    assert table.output.splitlines()[1].split() == ["nantes-metropole", "epci", "244400404", "-", "Nantes", "Métropole"]
    (listed,) = json.loads(run("list", "--json").output)
    assert listed["siren"] == "244400404"


def test_a_duty_is_given_listed_and_withdrawn(run):
    given = run("duty-add", "treasurer", "nantes-metropole", "ledger")
    assert (given.exit_code, given.output) == (0, "treasurer holds the duty ledger for nantes-metropole\n")
    assert run("duty-add", "treasurer", "nantes-metropole", "ledger").exit_code == 0
    assert "treasurer" in run("duties", "--member", "nantes-metropole").output
    (duty,) = json.loads(run("duties", "--user", "treasurer", "--json").output)
    assert duty["room"] == "ledger"
    assert run("duty-remove", "treasurer", "nantes-metropole", "ledger").exit_code == 0
    assert json.loads(run("duties", "--json").output) == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["duty-add", "nobody", "nantes-metropole", "ledger"], "There is no user “nobody”"),
        (["duty-add", "treasurer", "nowhere", "ledger"], "There is no organisation “nowhere”"),
        (["duty-add", "treasurer", "nantes-metropole", "kitchen"], "'kitchen' is not one of"),
        (["duty-remove", "treasurer", "nantes-metropole", "ledger"], "does not hold this duty"),
        (["duties", "--member", "nowhere"], "There is no organisation “nowhere”"),
    ],
)
def test_what_cannot_be_done_is_said_with_an_exit_code(run, words, reason):
    result = run(*words)
    assert result.exit_code != 0
    assert reason in result.output + result.stderr


@pytest.mark.parametrize("command", ["list", "duties", "duty-add", "duty-remove", "extras"])
def test_every_command_explains_itself(run, command):
    assert run(command, "--help").exit_code == 0
    assert command in run("--help").output
