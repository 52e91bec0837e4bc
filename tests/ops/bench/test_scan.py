from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ops.bench import scan
from ops.bench.peers import EARSHOT, HTTPX, PEERS, READER, Peer
from ops.bench.rounds import Scale

SMALL = Scale(feeds=5, latency_ms=1, changed_percent=50, repeats=1)
ABSENT = Peer("absent", "ops.bench.scanners.absent", Path("/nowhere/python"), how_to_get="buy it")
IMPOSTOR = Peer("impostor", "tests.ops.bench.impostor", Path(sys.executable))


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_everybody_finds_all_there_is_and_asks_only_for_what_changed(peer: Peer) -> None:
    if not peer.is_there:
        pytest.skip(f"{peer.name} is absent ({peer.how_to_get})")

    findings = scan.measure(SMALL, [peer])

    assert not [note for note in findings.notes if "Wrong" in note]
    requests, unchanged, entries = (list(column) for column in list(zip(*findings.rows, strict=True))[7:10])
    assert requests == ["5"] * 3
    if not peer.may_ask_for_all:
        assert unchanged == ["0", "5", "2"]
    if entries[0] != "–":
        assert [int(count) - int(entries[0]) for count in entries] == [0, 0, 3]


def test_those_who_scan_together_are_compared() -> None:
    findings = scan.measure(SMALL, [EARSHOT, HTTPX])

    assert [row[0] for row in findings.rows][::2] == ["first scan", "nothing changed", "50 % changed"]
    assert [row[4] for row in findings.rows if row[1].startswith("Earshot")] == ["1.00"] * 3
    assert [aim.is_reached is None for aim in findings.aims] == [True, True, False]


def test_who_is_absent_is_named_with_how_to_get_it() -> None:
    findings = scan.measure(SMALL, [HTTPX, ABSENT])

    assert "absent is absent (buy it)." in findings.notes
    assert {aim.measured for aim in findings.aims if READER.name in aim.what} == {"reader took no part"}


def test_wrong_counts_are_named_and_have_no_times() -> None:
    findings = scan.measure(SMALL, [IMPOSTOR])

    assert {row[2] for row in findings.rows} == {"wrong"}
    assert "**Wrong**: impostor, first scan: requests: 0 instead of 5." in findings.notes


def test_recorded_documents_are_scanned_as_well(tmp_path: Path) -> None:
    items = "".join(f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(3))
    (tmp_path / "a.rss").write_text(f'<rss version="2.0"><channel><title>A</title>{items}</channel></rss>')

    findings = scan.measure(Scale(5, 1, 0, 1, tmp_path), [EARSHOT])

    assert not [note for note in findings.notes if "Wrong" in note]
    assert [row[9] for row in findings.rows] == ["15"] * 3
