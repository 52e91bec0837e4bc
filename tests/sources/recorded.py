"""The recorded documents beside the project, where they are, and what their index says of each."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest

from chalicelib.domain.entries import Entry

RECORDED = Path(__file__).parents[2] / ".." / "shared" / "recorded"
NOT_HERE = "the recorded documents (../shared/recorded) are not here"


@dataclass(frozen=True)
class Recording:
    """A recorded document and what the index says of its first entry."""

    name: str
    kind: str
    count: int
    title: str
    url: str
    author: str
    date: str

    @property
    def body(self) -> bytes:
        return (RECORDED / self.name).read_bytes()

    @property
    def published_at(self) -> datetime | None:
        found = re.match(r"[\dTZ:-]+", self.date)
        return datetime.fromisoformat(found[0]).replace(tzinfo=UTC) if found else None

    def agreement(self, first: Entry) -> dict[str, bool]:
        """For each field whether the first entry has it as the index does; relative addresses resolved."""
        return {
            "title": first.title == self.title,
            "url": (first.url or "") == (urljoin(first.url or "", self.url) if self.url else ""),
            "author": (first.author or "") == self.author,
            "date": (first.published_at or first.updated_at) == self.published_at,
            "kind of date": (first.published_at is None) == ("(updated only)" in self.date or not self.date),
        }


def recordings(wanted: Callable[[Recording], bool]) -> list[Recording]:
    """The recordings that are wanted; none where the index is absent."""
    index = RECORDED / "INDEX.tsv"
    if not index.exists():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [recording for recording in map(_recording, rows) if wanted(recording)]


def _recording(row: Mapping[str, str]) -> Recording:
    return Recording(
        row["file"],
        row["source_type"],
        int(row["expected_entries"] or 0),
        row["first_title"].replace("(no title)", ""),
        row["first_url"],
        row["first_author"].removeprefix("(feed) "),
        row["first_published_utc"],
    )


def unexplained(
    agrees: Mapping[str, bool], recording: Recording, otherwise: Mapping[tuple[str, str], str]
) -> list[str]:
    """The fields that differ from the index without a reason, or agree although a reason is given."""
    return [field for field, does in agrees.items() if does == ((recording.name, field) in otherwise)]


def skip_without(found: list[Recording]) -> pytest.MarkDecorator:
    """Skips, saying why, where there is nothing to read."""
    return pytest.mark.skipif(not found, reason=NOT_HERE)


def each(found: list[Recording]) -> pytest.MarkDecorator:
    """Runs a test for each recording, under its name."""
    return pytest.mark.parametrize("recording", found, ids=lambda recording: recording.name)
