"""Parsing is measured on the same documents by all readers, and what they find is compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ops.bench import parsing
from ops.errors import ServiceFailed

ITEM = "<item><guid>{number}</guid><title>{title}</title></item>"


def feed(title: str) -> str:
    items = "".join(ITEM.format(number=number, title=title) for number in range(10))
    return f"<rss><channel>{items}</channel></rss>"


def test_all_readers_read_the_same_documents_and_find_the_same() -> None:
    findings = parsing.measure(None, repeats=1, made_up_feeds=12)

    assert [row[1] for row in findings.rows[:3]] == ["feedparser", "feedparser, nothing cleaned", "Earshot"]
    assert findings.rows[0][0] == "all 12"
    assert findings.aims[1].measured == "100.0 %"
    assert [aim.is_reached for aim in findings.aims] == [None, None]
    assert "Left to feedparser: 0 of 12." in findings.notes


def test_recorded_documents_are_named_where_readers_differ(tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    folder.mkdir()
    (folder / "one.xml").write_text(feed("One"), "utf-8")
    (folder / "two.atom").write_text(feed("A &lt;i&gt;lamp&lt;/i&gt;"), "utf-8")
    (folder / "broken.xml").write_text(feed("One <p>") + "<rss", "utf-8")
    (folder / "none.rss").write_text("<rss/>", "utf-8")
    (folder / "notes.txt").write_text("no feed", "utf-8")

    done = CliRunner().invoke(parsing.command, ["--documents", str(tmp_path), "--repeats", "1"])

    assert done.exit_code == 0
    assert "all 3" in done.output
    assert "Left to feedparser: 1 of 3." in done.output


def test_folder_without_feeds_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ServiceFailed, match="no feed of 10 entries or more"):
        parsing.measure(tmp_path, repeats=1)
