from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from ops import ports
from ops.errors import PortInUse
from ops.ports import Port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((ports.HOST, 0)) as server:
        yield server.getsockname()[1]


def test_a_port_in_use_is_named_with_who_needs_it_who_holds_it_and_how_to_choose_another(taken: int) -> None:
    with pytest.raises(PortInUse) as refused:
        ports.demand_free(Port(taken, "EARSHOT_MAIL_PORT"), "the mail catcher")

    assert f"port {taken} on 127.0.0.1" in refused.value.reason
    assert "the mail catcher" in refused.value.reason
    assert f"pid {os.getpid()}" in refused.value.reason or "another program" in refused.value.reason
    assert "EARSHOT_MAIL_PORT=" in refused.value.advice


def test_a_free_port_is_no_obstacle() -> None:
    ports.demand_free(Port(ports.a_free_port(), "EARSHOT_MAIL_PORT"), "the mail catcher")


def test_a_listening_port_answers_and_a_free_one_does_not(taken: int) -> None:
    free = ports.a_free_port()

    assert ports.answers(taken)
    assert not ports.answers(free)


def test_nobody_holds_a_free_port() -> None:
    assert ports.holder_of(ports.a_free_port()) is None
