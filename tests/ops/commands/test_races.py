"""Of two people who change the same thing at the same moment, neither overwrites the other unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import click
import pytest

from chalicelib.domain.policies import Policy
from chalicelib.domain.rotas import Cover, Rota
from chalicelib.domain.watches import Watch
from chalicelib.errors import Outdated
from ops.cli import run
from tests.domain.examples import NOW, OWN, POLICY
from tests.ops.commands.conftest import World
from tests.services.test_save_policy import ROTA

COVERED = replace(ROTA, covers=(Cover("ann", NOW, NOW + timedelta(hours=8)),))


class Store(Protocol):
    def get(self, which: str, /) -> object: ...
    def put(self, thing: object, /) -> None: ...


@pytest.mark.parametrize(
    ("store", "theirs", "words"),
    [
        ("rotas", COVERED, ("rotas", "cover", ROTA.id, "ben", "--until", "1d")),
        ("rotas", COVERED, ("rotas", "set", ROTA.id, "--name", "Care")),
        ("policies", replace(POLICY, repeat=3), ("policies", "set", POLICY.id, "--hold", "2h")),
        ("watches", replace(OWN, terms=("lamp",)), ("watches", "set", OWN.id, "--policy", "default")),
        ("watches", replace(OWN, terms=("lamp",)), ("watches", "add", OWN.id, "--kind=own", "--names=Lark")),
    ],
    ids=["rotas cover", "rotas set", "policies set", "watches set", "watches add"],
)
def test_what_somebody_else_saved_meanwhile_stays(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    store: str,
    theirs: Rota | Policy | Watch,
    words: tuple[str, ...],
) -> None:
    world.rotas.put(ROTA)
    kept: Store = getattr(world, store)
    read = kept.get

    def read_just_before_them(which: str) -> object:
        found = read(which)
        kept.put(theirs)
        return found

    monkeypatch.setattr(kept, "get", read_just_before_them)

    answer = world.type(*words)

    assert isinstance(answer.exception, Outdated), answer.output
    assert read(theirs.id) == theirs


def test_whoever_came_second_is_told_to_look_and_type_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def late() -> None:
        raise Outdated("rota", "support")

    monkeypatch.setattr("sys.argv", ["late"])

    with pytest.raises(SystemExit) as ended:
        run(late)

    assert ended.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        "rota 'support' has changed since it was read",
        "somebody else was faster: look at it, then type it again",
    ]
