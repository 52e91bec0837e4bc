"""Keys are set, named and forgotten, and never shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib.domain.manners import Kind
from chalicelib.sources import kinds
from ops.cli import earshot
from tests.ops.commands.conftest import World

SECRET = "tell-nobody"


@pytest.fixture(autouse=True)
def postbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that takes a key, whatever the others do."""
    declared = {
        "postbox": Kind(hears="letters", limits="none", key=("name", "token"), may_have=("most",)),
        "feed": kinds.declared("feed"),
    }
    monkeypatch.setattr(kinds, "LISTENED", tuple(declared))
    monkeypatch.setattr(kinds, "declared", declared.__getitem__)


def _type(world: World, words: list[str], answers: str) -> Result:
    return CliRunner().invoke(earshot, words, obj=world._reach, input=answers)


def test_fields_are_asked_for_and_not_shown(world: World) -> None:
    answer = _type(world, ["keys", "set", "postbox"], f"ann\n{SECRET}\n\n")

    assert answer.exit_code == 0, answer.output
    assert world.keys.get("postbox") == {"name": "ann", "token": SECRET}
    assert SECRET not in answer.output
    assert "earshot sources check postbox" in answer.output


def test_fields_can_come_from_a_file(world: World, tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text(json.dumps({"name": "ann", "token": {"a": 1}}))

    answer = world.type("keys", "set", "postbox", "--from", str(file))

    assert answer.exit_code == 0, answer.output
    assert world.keys.get("postbox") == {"name": "ann", "token": '{"a": 1}'}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"name": "ann", "tokn": "x"}', "token is missing, tokn is unknown"),
        ("[1]", "must hold a JSON object"),
        ("ann", "is no JSON"),
    ],
)
def test_file_that_does_not_fit_is_refused_in_words(
    world: World, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "key.json"
    file.write_text(content)

    answer = world.type("keys", "set", "postbox", "--from", str(file))

    assert answer.exit_code != 0
    assert said in f"{' '.join(answer.output.split())} {answer.exception}"
    assert world.keys.names() == ()


def test_kind_that_takes_no_key_is_refused(world: World) -> None:
    answer = world.type("keys", "set", "feed")

    assert answer.exit_code == 2
    assert "these do: postbox" in answer.output


WHSEC = "whsec_" + "k" * 32


def test_key_of_a_destination_is_asked_for_and_named_in_policies_next(world: World) -> None:
    answer = _type(world, ["keys", "set", "webhook:crm"], f"https://crm.example/in\n{WHSEC}\n\n")

    assert answer.exit_code == 0, answer.output
    assert world.keys.get("webhook:crm") == {"url": "https://crm.example/in", "secret": WHSEC}
    assert WHSEC not in answer.output
    assert "earshot policies set default --step 0=webhook:crm" in answer.output


def test_whoever_has_one_of_several_things_is_asked_for_that_only(world: World) -> None:
    answer = _type(
        world,
        ["keys", "set", "slack:support"],
        f"token and channel\nxoxb-{SECRET}\nC012AB3CD\n\n\n",
    )

    assert answer.exit_code == 0, answer.output
    assert world.keys.get("slack:support") == {"token": f"xoxb-{SECRET}", "channel": "C012AB3CD"}


def test_people_of_slack_can_come_as_an_object_from_a_file(world: World, tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    people = {"U012AB3CD": "ann"}
    file.write_text(json.dumps({"url": "https://hooks.slack.com/services/x", "people": people}))

    answer = world.type("keys", "set", "slack:support", "--from", str(file))

    assert answer.exit_code == 0, answer.output
    assert json.loads(world.keys.get("slack:support")["people"]) == people


def test_key_that_cannot_work_is_refused_and_not_repeated(world: World) -> None:
    answer = _type(world, ["keys", "set", "webhook:crm"], f"http://crm.example/{SECRET}\nabc\n\n")

    assert answer.exit_code == 2
    assert "url must be an https address" in answer.output
    assert "secret must be whsec_" in answer.output
    assert SECRET not in answer.output
    assert world.keys.names() == ()


@pytest.mark.parametrize(
    "name", ["pigeon:x", "email:ann", "sns:x", "slack:", "slack:Support", "slack:a,b", ":x"]
)
def test_what_is_no_destination_with_a_key_is_refused(world: World, name: str) -> None:
    answer = world.type("keys", "set", name)

    assert answer.exit_code == 2
    assert "slack:NAME" in answer.output
    assert world.keys.names() == ()


def test_policy_may_name_a_destination_once_it_has_a_key(world: World) -> None:
    without = world.type("policies", "set", "default", "--step", "0=slack:support")
    world.keys.replace("slack:support", {"url": "https://hooks.slack.com/x"})
    answer = world.type("policies", "set", "default", "--step", "0=slack:support")
    nameless = world.type("policies", "set", "default", "--step", "0=slack")

    assert without.exit_code == 2
    assert "earshot keys set slack:support" in without.output
    assert answer.exit_code == 0, answer.output
    assert "slack:support" in nameless.output


def test_list_names_keys_and_fields_and_no_secret(world: World) -> None:
    world.keys.replace("postbox", {"name": "ann", "token": SECRET})
    world.keys.replace("source:abc", {"address": SECRET})

    answer = world.type("keys", "list", "--json")

    assert json.loads(answer.output) == [{"key": "postbox", "fields": "name, token"}]


@pytest.mark.parametrize("kind", ["postbox", "source:abc"])
def test_what_is_no_key_cannot_be_removed(world: World, kind: str) -> None:
    world.keys.replace("source:abc", {"address": SECRET})

    answer = world.type("keys", "remove", kind)

    assert answer.exit_code == 2
    assert "earshot keys list" in answer.output
    assert world.keys.names() == ("source:abc",)


def test_removed_key_is_gone(world: World) -> None:
    world.keys.replace("postbox", {"name": "ann", "token": SECRET})

    answer = world.type("keys", "remove", "postbox")

    assert answer.exit_code == 0
    assert "revoke it there" in answer.output
    assert world.keys.names() == ()
