"""A group of commands lists what there is, where nothing else is asked of it."""

from __future__ import annotations

import json

import pytest

from tests.ops.commands.conftest import World

GROUPS = ("mentions", "watches", "sources", "keys", "people", "policies", "rotas", "tokens", "dead-letters")


@pytest.mark.parametrize("group", GROUPS)
def test_group_alone_lists(world: World, group: str) -> None:
    alone, listed = world.type(group), world.type(group, "list")

    assert alone.exit_code == 0, alone.output
    assert alone.output == listed.output


@pytest.mark.parametrize("group", GROUPS)
def test_every_list_is_json_for_programs(world: World, group: str) -> None:
    assert isinstance(json.loads(world.type(group, "--json").output), list)


@pytest.mark.parametrize("group", GROUPS)
def test_group_explains_itself_and_knows_no_other_words(world: World, group: str) -> None:
    assert "Commands:" in world.type(group, "--help").output
    assert "No such command 'lst'" in world.type(group, "lst").output
