"""What commands print: tables for people, JSON for programs."""

from __future__ import annotations

import json

import pytest

from ops.commands.tables import show

COLUMNS = ("Id", "Said at", "Verdict", "Status", "About", "What")
IDS = ["m1" + "a1b2c3d4" * 3, "m1" + "0f9e8d7c" * 3]
ROWS = [(each, "2026-11-22 10:00", "bad", "acknowledged", "larkfield", "broken " * 20) for each in IDS]


def test_tables_show_what_sources_say_without_obeying_it(capsys: pytest.CaptureFixture[str]) -> None:
    show(("Id", "What"), [("m1", "[bold]\x1b]0;owned\x07\x1b[2J lamp")], as_json=False, nothing="")

    out = capsys.readouterr().out
    assert "\x1b]" not in out
    assert "\x1b[2J" not in out
    assert "[bold]" in out


def test_tables_are_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    show(("Said at", "What"), [("now", "lamp")], as_json=True, nothing="")

    assert json.loads(capsys.readouterr().out) == [{"said_at": "now", "what": "lamp"}]


def test_empty_tables_say_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    show(("Id",), [], as_json=False, nothing="Nothing yet. Add one with: earshot watches add --help")

    assert "earshot watches add" in capsys.readouterr().out


@pytest.mark.parametrize("width", ["10", "40", "80", "200"])
def test_ids_are_whole_on_a_terminal_of_any_width(
    width: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """People copy them from here into the next command."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", width)

    show(COLUMNS, ROWS, as_json=False, nothing="")

    starts = [line.split(" ")[0] for line in capsys.readouterr().out.splitlines()]
    assert [start for start in starts if start in IDS] == IDS


def test_table_fits_a_usual_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")

    show(COLUMNS, ROWS, as_json=False, nothing="")

    assert max(map(len, capsys.readouterr().out.splitlines()[1:])) <= 80


def test_a_row_is_one_line_in_a_pipe(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that grep and its like see it whole."""
    monkeypatch.setenv("COLUMNS", "40")

    show(COLUMNS, ROWS, as_json=False, nothing="")

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(ROWS)
    assert all("broken " * 19 in line for line in lines[1:])
