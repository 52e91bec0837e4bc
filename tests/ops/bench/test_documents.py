from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.domain.queries import Matcher
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.sources.feeds import read_feed
from ops.bench.documents import WATCHED, Outline, made_up, recorded

WATCHES = Matcher(Watch(name, name, WatchKind.OWN, (name,)) for name in WATCHED)
OUTLINES = made_up(9)


@pytest.mark.parametrize("number", range(len(OUTLINES)))
def test_made_up_feeds_hold_what_they_are_said_to(number: int) -> None:
    outline = OUTLINES[number]

    entries = read_feed(outline.feed(number, is_changed=False), None, "http://127.0.0.1/").entries

    assert len(entries) == outline.entries == len({entry.key for entry in entries})
    assert sum(bool(WATCHES.matches(entry)) for entry in entries) == outline.mentions


@pytest.mark.parametrize("outline", OUTLINES[:3])
def test_changed_feed_has_one_entry_more(outline: Outline) -> None:
    before, after = (
        read_feed(outline.feed(7, is_changed), None, "http://127.0.0.1/").entries
        for is_changed in (False, True)
    )

    assert len(after) == outline.entries + 1
    assert after[1:] == before


def test_one_entry_in_a_hundred_speaks_of_the_watched() -> None:
    outlines = made_up()

    entries, mentions = (sum(getattr(each, name) for each in outlines) for name in ("entries", "mentions"))

    assert mentions == pytest.approx(entries / 100, abs=1)


def test_feeds_made_from_one_outline_share_no_address() -> None:
    one, other = (OUTLINES[0].feed(number, is_changed=False) for number in (1, 2))

    assert one != other
    assert len(one) == len(other)


def test_recorded_documents_that_can_be_read_whole_are_served(tmp_path: Path) -> None:
    whole = OUTLINES[0].feed(3, is_changed=False)
    (tmp_path / "whole.xml").write_bytes(whole)
    (tmp_path / "cut.xml").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "page.xml").write_bytes(b"<html/>")

    (outline,) = recorded(tmp_path)

    assert outline.feed(0, is_changed=False) == whole
    assert outline.entries == OUTLINES[0].entries
    assert (
        len(read_feed(outline.feed(0, is_changed=True), None, "http://a.example/").entries)
        == 1 + outline.entries
    )
