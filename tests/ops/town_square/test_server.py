"""The server as a whole: what it counts, what it refuses, how it starts and stops."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops.town_square.__main__ import main
from ops.town_square.server import SquareServer, serving
from ops.town_square.square import TownSquare

from .conftest import Clock

ROOT = Path(__file__).parents[3]


def counts(client: httpx.Client) -> Any:
    return json.loads(client.get("/_requests.json").content)["paths"]


def test_requests_are_counted_by_path_status_and_user_agent(client: httpx.Client) -> None:
    first = client.get("/blog/feed.xml?x=1", headers={"user-agent": "Earshot (+https://earshot.example)"})
    client.get("/blog/feed.xml", headers={"if-none-match": first.headers["etag"], "user-agent": "other"})
    client.get("/odd/gone")

    seen = counts(client)

    assert seen["/blog/feed.xml"]["requests"] == 2
    assert seen["/blog/feed.xml"]["statuses"] == {"200": 1, "304": 1}
    assert seen["/blog/feed.xml"]["user_agents"] == ["Earshot (+https://earshot.example)", "other"]
    assert seen["/odd/gone"]["statuses"] == {"410": 1}
    assert "/_requests.json" not in seen


def test_counts_can_be_forgotten(client: httpx.Client) -> None:
    client.get("/")

    assert client.delete("/_requests.json").status_code == 204

    assert counts(client) == {}


def test_strange_paths_do_not_fill_the_memory(square: TownSquare, server: SquareServer) -> None:
    for number in range(3000):
        server.town.tallies.note(f"/{number}", 404, "x")

    report = server.town.tallies.report()

    assert len(report) == 2001
    assert report["(others)"]["requests"] == 1000


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/blog/feed.xml", "GET"),
        ("DELETE", "/", "GET"),
        ("GET", "/_publish", "POST"),
        ("PUT", "/_edit", "POST"),
    ],
)
def test_methods_that_make_no_sense_are_refused(
    method: str, path: str, allowed: str, client: httpx.Client
) -> None:
    answer = client.request(method, path, headers={"content-length": "0"})

    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


def test_front_page_shows_sites_odd_ones_and_what_was_just_said(client: httpx.Client, clock: Clock) -> None:
    clock.advance(seconds=25)

    page, latest = client.get("/").text, client.get("/latest").text

    assert "/forum/index.rdf" in page
    assert "/odd/gzip-bomb" in page
    assert "label created" in latest


def test_site_without_slash_leads_to_the_site(client: httpx.Client) -> None:
    answer = client.get("/blog", follow_redirects=True)

    assert answer.history[0].status_code == 301
    assert 'href="/blog/comments.xml"' in answer.text


def test_unknown_addresses_are_not_found(client: httpx.Client) -> None:
    assert client.get("/forum/t/nobody-said-this-3").status_code == 404


def test_comments_are_read_below_their_post(client: httpx.Client, square: TownSquare) -> None:
    comment = square.posts("comments")[0]

    page = client.get(comment.parent).text

    assert f'id="comment-{comment.number}"' in page


def test_many_readers_at_once_are_all_answered(server: SquareServer) -> None:
    def ask(_: int) -> int:
        return httpx.get(f"{server.base}/wire/feed.atom", trust_env=False, timeout=5).status_code

    with ThreadPoolExecutor(32) as readers:
        assert set(readers.map(ask, range(64))) == {200}


def test_feeds_name_the_address_that_others_use(square: TownSquare) -> None:
    with serving(square, base="http://square.example:8600/") as server:
        feed = httpx.get(f"http://127.0.0.1:{server.server_port}/wire/feed.atom", trust_env=False).text

    assert "http://square.example:8600/wire/stories/" in feed
    assert "127.0.0.1" not in feed


def test_old_clients_get_a_flood_without_chunks(server: SquareServer) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as line:
        line.sendall(b"GET /odd/huge HTTP/1.0\r\n\r\n")
        start = line.recv(4096)

    assert b"Transfer-Encoding" not in start
    assert b"Connection: close" in start


def test_starts_says_where_and_stops_when_told() -> None:
    command = [sys.executable, "-m", "ops.town_square", "--port", "0", "--pace", "0.01"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT) as town:
        assert town.stdout
        line = town.stdout.readline()
        address = re.search(r"http://\S+/", line)
        assert address
        assert httpx.get(f"{address.group()}wire/feed.atom", trust_env=False).status_code == 200
        town.send_signal(signal.SIGTERM)
        rest, errors = town.communicate(timeout=5)

    assert (town.returncode, rest, errors) == (0, "", "")


def test_help_explains_the_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])

    shown = capsys.readouterr().out
    for word in ("--pace", "--seed", "--backlog", "/odd/", "_publish", "_requests.json"):
        assert word in shown


@pytest.mark.parametrize("wrong", [["--port", "70000"], ["--pace", "0"], ["--pace", "soon"]])
def test_senseless_options_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(wrong)

    assert wrong[0] in capsys.readouterr().err


def test_a_port_in_use_is_reported_in_one_line(
    server: SquareServer, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        assert main(["--port", str(server.server_port)]) == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert "cannot open 127.0.0.1" in capsys.readouterr().err
