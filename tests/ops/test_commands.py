"""The `earshot` command: it explains itself, and says in words what is wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from chalicelib.sources.kinds import NAMES
from ops.cli import earshot
from ops.errors import CannotContinue
from ops.local import Ports, ports_from

EARSHOT = str(Path(sys.executable).with_name("earshot"))
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Blog",
    "items": [
        {
            "id": "1",
            "url": "https://blog.example/1",
            "title": "Lamps &amp; <b>more</b>",
            "content_html": "<p>One</p><p>two</p>",
            "date_published": "2026-11-22T10:00:00+01:00",
        },
        {"id": "2", "content_text": "No date"},
    ],
}


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


@pytest.mark.parametrize("path", list(_commands(earshot)), ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    answer = CliRunner().invoke(earshot, [*path, "--help"])

    assert answer.exit_code == 0, answer.output
    assert len(answer.output.splitlines()) > 4
    assert "..." not in answer.output.replace("[ARGS]...", ""), "a sentence is cut short"
    assert "\nCommands:" in answer.output or re.search(r"\n  Examples?: ?", answer.output)


def test_parse_prints_what_is_read_as_json_lines(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(JSON_FEED))

    done = subprocess.run([EARSHOT, "parse", "feed", str(file)], capture_output=True, text=True, timeout=60)

    first, second = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0
    assert list(first) == ["id", "url", "title", "text", "author", "published_at", "updated_at", "reach"]
    assert (first["text"], first["published_at"]) == ("One two", "2026-11-22T09:00:00Z")
    assert (second["url"], second["published_at"]) == (None, None)


def test_parse_knows_every_kind_of_document_that_can_be_read() -> None:
    shown = CliRunner().invoke(earshot, ["parse", "--help"]).output
    wrong = CliRunner().invoke(earshot, ["parse", "smoke-signals", __file__])

    words = shown.replace(",", " ").replace(".", " ").split()
    assert set(NAMES) <= set(words)
    assert wrong.exit_code == 2
    assert "smoke-signals" in wrong.output


def test_parse_of_an_empty_feed_prints_nothing_and_succeeds(tmp_path: Path) -> None:
    file = tmp_path / "empty.json"
    file.write_text(json.dumps({**JSON_FEED, "items": []}))

    done = subprocess.run([EARSHOT, "parse", "feed", str(file)], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout) == (0, "")


def test_parse_says_in_one_line_what_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<!doctype html><html><body>Hello</body></html>")

    done = subprocess.run([EARSHOT, "parse", "feed", str(file)], capture_output=True, text=True, timeout=60)

    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [["status"], ["logs"], ["mentions"], ["sources", "list"]])
def test_without_a_running_system_people_are_told_how_to_start_one(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_HOME", str(tmp_path))

    answer = CliRunner().invoke(earshot, command)

    assert isinstance(answer.exception, CannotContinue)
    assert "make up" in str(answer.exception)


def test_down_without_a_system_is_harmless(tmp_path: Path) -> None:
    answer = CliRunner().invoke(earshot, ["down", "--home", str(tmp_path)])

    assert answer.exit_code == 0
    assert "was not running" in answer.output


def test_ports_are_chosen_by_the_environment() -> None:
    chosen = ports_from({"EARSHOT_CLOUD_PORT": "5001", "EARSHOT_SMTP_PORT": ""}, Ports())

    assert chosen == Ports(cloud=5001)


@pytest.mark.parametrize("text", ["x", "0", "70000", "-1"])
def test_port_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(CannotContinue, match="EARSHOT_MAIL_PORT must be a port number"):
        ports_from({"EARSHOT_MAIL_PORT": text}, Ports())
