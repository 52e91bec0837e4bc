"""Real feeds of the kinds that are feeds, read by the kind's own reader, agree with the index beside them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from urllib.parse import urljoin

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document
from chalicelib.errors import SourceRefused

RECORDED = Path(__file__).parents[3] / ".." / "shared" / "recorded"

# The module that reads a kind, where it is not called as the kind is. The rest of a kind in JSON is not ours.
MODULES = {
    **dict.fromkeys(
        ("bing_news_rss", "discourse", "flickr", "google_alerts", "google_news_rss", "hn_rss"), ""
    ),
    **dict.fromkeys(("lobsters", "opml", "podcast", "producthunt", "reddit_rss", "tumblr"), ""),
    **dict.fromkeys(("websub", "youtube_feed"), ""),
    **dict.fromkeys(("blogger", "hostile", "jsonfeed", "mastodon_rss", "medium", "news"), "plain_feed"),
    **dict.fromkeys(
        ("press_corporate", "stackexchange_feed", "wordpress", "wordpress_comments"), "plain_feed"
    ),
    "appstore_reviews": "appstore_api",
    "github_search": "github_api",
}
FORMATS = (".xml", ".rss", ".atom", ".html", ".opml", ".http", ".txt")

UNWRAPPED = "the redirect is unwrapped, as the issue wants it"
PUBLISHER = "the publisher, whom `source` names, is no part of the title"
DOUBLED = "encoded twice, read as it was meant"
EPISODE = "the episode names its author in `itunes:author`"
# Where we read a document otherwise than the index, and why.
OTHERWISE = {
    ("bing_news_rss/madrid.xml", "url"): UNWRAPPED,
    ("bing_news_rss/python_two_items.xml", "url"): UNWRAPPED,
    ("google_alerts/pkd_2021_one_entry.xml", "url"): UNWRAPPED,
    ("google_alerts/slack_2019.xml", "url"): UNWRAPPED,
    ("google_news_rss/bears_ears_2026.xml", "title"): PUBLISHER,
    ("google_news_rss/site_reuters_2026.xml", "title"): PUBLISHER,
    ("hn_rss/hnapp_atom.xml", "title"): "the score before it is left out, for it changes with every poll",
    ("hostile/two_guids_one_item.xml", "url"): "a guid that does not deny it is a permanent link (RSS 2.0)",
    ("jsonfeed/authors.json", "author"): "version 1.1 put `authors` in the place of `author`",
    ("news/lemonde.xml", "title"): DOUBLED,
    ("news/spiegel.xml", "title"): DOUBLED,
    ("news/yandex_russia.xml", "title"): DOUBLED,
    ("opml/awesome_news.opml", "count"): "the feed after a stray `&`, where the index stops, is one more",
    ("podcast/itunes_single_quotes.xml", "author"): EPISODE,
    ("podcast/npr_podcast_huginn.rss", "author"): EPISODE,
    ("wordpress/brutkasten_de.xml", "title"): DOUBLED,
}


@dataclass(frozen=True)
class Recording:
    """A recorded document and what the index says of it."""

    name: str
    kind: str
    count: int
    title: str
    url: str
    author: str
    date: str

    @property
    def document(self) -> Document:
        module = import_module(f"chalicelib.sources.kinds.{MODULES[self.kind] or self.kind}")
        try:
            read: Document = module.read((RECORDED / self.name).read_bytes(), None, "")
        except SourceRefused:
            return Document()
        return read


def recordings() -> list[Recording]:
    index = RECORDED / "INDEX.tsv"
    if not index.exists():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Recording(
            row["file"],
            row["source_type"],
            int(row["expected_entries"] or 0),
            row["first_title"].replace("(no title)", ""),
            row["first_url"],
            row["first_author"].removeprefix("(feed) "),
            row["first_published_utc"],
        )
        for row in rows
        if row["source_type"] in MODULES
        and (row["file"].endswith(FORMATS) or row["source_type"] == "jsonfeed")
    ]


RECORDINGS = recordings()

pytestmark = pytest.mark.skipif(
    not RECORDINGS, reason="the recorded documents (../shared/recorded) are not here"
)
each_recording = pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.name)


def moment(written: str) -> datetime | None:
    found = re.match(r"[\dTZ:-]+", written)
    return datetime.fromisoformat(found[0]).replace(tzinfo=UTC) if found else None


@each_recording
def test_recorded_feed_agrees_with_the_index(recording: Recording) -> None:
    entries = recording.document.entries
    first = entries[0] if entries else Entry()
    url = urljoin(first.url or "", recording.url) if recording.url else ""

    agrees = {
        "count": len(entries) == recording.count,
        "title": first.title == recording.title,
        "url": (first.url or "") == url,
        "author": (first.author or "") == recording.author,
        "date": (first.published_at or first.updated_at) == moment(recording.date),
        "kind of date": (first.published_at is None)
        == ("(updated only)" in recording.date or not recording.date),
    }

    assert [field for field, does in agrees.items() if does == ((recording.name, field) in OTHERWISE)] == []


def test_every_exception_is_about_a_recording() -> None:
    assert {name for name, _ in OTHERWISE} <= {recording.name for recording in RECORDINGS}


@each_recording
def test_entries_of_a_recorded_feed_can_be_told_apart(recording: Recording) -> None:
    """Hubs repeat an entry when it changes, lists name a feed in two folders, and some feeds are just odd."""
    keys = [entry.key for entry in recording.document.entries]

    if recording.kind not in ("websub", "opml", "hostile"):
        assert len(set(keys)) == len(keys)
