from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator

import pytest

from ops import pids
from ops.errors import PortInUse, ServiceFailed
from ops.home import Home
from ops.ports import HOST, Port, a_free_port
from ops.processes import Program, Service, clean_environment

_SERVER = """
    import os, signal, socket, sys
    server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    print("listening; secret:", os.environ.get("AWS_SECRET_ACCESS_KEY"), flush=True)
    while True:
        server.accept()
"""

Start = Callable[..., Service]


@pytest.fixture
def service(home: Home) -> Iterator[Start]:
    """Makes services of a Python script, which gets the port as its argument; ends what is left of them."""
    made: list[Service] = []

    def make(script: str = _SERVER, port: int | None = None) -> Service:
        number = port or a_free_port()
        argv = (sys.executable, "-c", textwrap.dedent(script), str(number))
        ports = (Port(number, "DEMO_PORT"),)
        program = Program("demo", "the demonstration", argv, clean_environment(home), ports)
        made.append(Service(program, home))
        return made[-1]

    yield make
    for each in made:
        if process := each.process():
            process.signal(signal.SIGKILL)
        each.stop()


def test_a_service_starts_becomes_ready_and_stops(service: Start) -> None:
    demo = service()

    started = demo.start()
    demo.wait_ready()
    was_running = demo.is_running()
    stopped = demo.stop()

    assert (started, was_running, stopped, demo.is_running()) == (True, True, True, False)
    assert not demo.pid_file.exists()


def test_another_command_finds_the_running_service_and_leaves_it_alone(service: Start) -> None:
    demo = service()
    demo.start()
    demo.wait_ready()
    same = service(port=demo.program.ports[0].number)

    started_again = same.start()

    assert not started_again
    assert same.process() == demo.process()


def test_stopping_what_does_not_run_is_harmless(service: Start) -> None:
    assert service().stop() is False


def test_it_runs_in_a_session_of_its_own_so_that_closing_the_terminal_does_not_end_it(service: Start) -> None:
    demo = service()
    demo.start()
    process = demo.process()

    assert process is not None
    assert os.getsid(process.pid) == process.pid


def test_nothing_of_the_users_shell_reaches_it(service: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    demo = service()

    demo.start()
    demo.wait_ready()

    assert demo.tail() == "listening; secret: None"


def test_a_port_in_use_is_said_before_anything_starts(service: Start) -> None:
    with socket.create_server((HOST, 0)) as other:
        demo = service(port=other.getsockname()[1])

        with pytest.raises(PortInUse, match="which the demonstration needs"):
            demo.start()

    assert not demo.is_running()


def test_what_dies_before_it_is_ready_shows_the_end_of_its_log(service: Start) -> None:
    demo = service("import sys; sys.exit('no such configuration')")
    demo.start()

    with pytest.raises(ServiceFailed) as failed:
        demo.wait_ready()

    assert "ended before it was ready" in failed.value.reason
    assert "no such configuration" in failed.value.reason
    assert "make up" in failed.value.advice


def test_what_never_becomes_ready_is_given_up(service: Start) -> None:
    demo = service("import time; time.sleep(60)")
    demo.start()

    with pytest.raises(ServiceFailed, match="was not ready after 0 s"):
        demo.wait_ready(timeout_s=0.2)


def test_a_crash_is_told_from_a_stop(service: Start) -> None:
    demo = service()
    demo.start()
    demo.wait_ready()
    process = demo.process()
    assert process is not None
    process.signal(signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

    with pytest.raises(ServiceFailed, match="ended by itself") as failed:
        demo.demand_running()
    demo.stop()
    with pytest.raises(ServiceFailed, match="is not running"):
        demo.demand_running()

    assert "listening" in failed.value.reason


def test_a_program_that_is_not_installed_says_how_to_install_it(home: Home) -> None:
    demo = Service(Program("demo", "the demonstration", ("/no/such/program",), {}, ()), home)

    with pytest.raises(ServiceFailed, match="not installed") as failed:
        demo.start()

    assert failed.value.advice == "install it with: make setup"


def test_a_stale_pid_file_does_not_make_stop_hit_a_stranger(service: Start) -> None:
    demo = service()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        demo.pid_file.write_text(f"{stranger.pid}\nstarted-before-our-time\n")

        stopped = demo.stop()
        still_there = stranger.poll() is None
        stranger.kill()

    assert (stopped, still_there) == (False, True)


def test_what_will_not_end_is_reported_with_its_pid(service: Start) -> None:
    demo = service(
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + textwrap.dedent(_SERVER)
    )
    demo.start()
    demo.wait_ready()
    process = demo.process()
    assert process is not None

    with pytest.raises(ServiceFailed, match=f"pid {process.pid}"):
        demo.stop(timeout_s=0.3)

    assert pids.recall(demo.pid_file) == process


def test_two_homes_do_not_see_each_other(service: Start, home: Home) -> None:
    demo = service()
    demo.start()
    other = Home(home.path.parent / "other").make()

    assert not Service(demo.program, other).is_running()


def test_a_log_that_has_grown_large_is_put_aside(service: Start) -> None:
    demo = service()
    demo.log_file.write_bytes(b"old\n" * 3_000_000)

    demo.start()
    demo.wait_ready()

    assert demo.tail() == "listening; secret: None"
    assert demo.log_file.with_suffix(".old.log").exists()
