"""What can be listened to is told by the command itself."""

from __future__ import annotations

import json

import pytest

from chalicelib.sources import kinds
from tests.ops.commands.conftest import World


def test_every_kind_is_told(world: World) -> None:
    told = json.loads(world.type("sources", "kinds", "--json").output)

    assert [row["kind"] for row in told] == list(kinds.LISTENED)


@pytest.mark.parametrize("kind", kinds.LISTENED)
def test_all_that_a_kind_can_be_told_is_shown(world: World, kind: str) -> None:
    declared = kinds.declared(kind)

    told = {
        row["what"]: row["how_it_is"]
        for row in json.loads(world.type("sources", "kinds", kind, "--json").output)
    }

    assert told["hears"] == declared.hears
    assert {f"option {name}" for name in declared.options} <= set(told)
    assert all(name in told["key"] for name in (*declared.key, *declared.may_have))


def test_kind_that_is_none_is_refused_with_those_there_are(world: World) -> None:
    answer = world.type("sources", "kinds", "pigeon")

    assert answer.exit_code == 2
    assert "'pigeon' is no kind; there are feed" in " ".join(answer.output.split())
