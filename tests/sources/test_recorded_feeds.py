"""Real feeds, recorded in the wild, are read as a careful reader reads them. The index says how that is."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document
from chalicelib.errors import SourceRefused
from chalicelib.sources.feeds import read_feed
from tests.sources.recorded import RECORDED, Recording, each, recordings, skip_without, unexplained

FORMATS = (".xml", ".rss", ".atom", ".html")
OTHER_KINDS = ("opml/", "telegram_preview/", "webhook_docs/")

# Posts that show people how HTML is written.
SPEAKS_OF_HTML = "hostile/huge_jekyll_2mb_2026.xml"
MARKUP = re.compile(r"</?(?:p|div|span|br|img|a)(?: [a-z]+=[^>]*)?/?>", re.IGNORECASE)

# Where we read a document otherwise than the index, and why.
OTHERWISE = {
    ("hn_rss/hnapp_atom.xml", "title"): "the index adds a remark to the title",
    ("hostile/two_guids_one_item.xml", "url"): "a guid that does not deny it is a permanent link (RSS 2.0)",
    ("jsonfeed/authors.json", "author"): "version 1.1 put `authors` in the place of `author`",
    ("news/lemonde.xml", "title"): "encoded twice, read as it was meant",
    ("news/spiegel.xml", "title"): "encoded twice, read as it was meant",
    ("news/yandex_russia.xml", "title"): "encoded twice, read as it was meant",
    ("wordpress/brutkasten_de.xml", "title"): "encoded twice, read as it was meant",
    ("podcast/itunes_single_quotes.xml", "author"): "the episode names its author in `itunes:author`",
    ("podcast/npr_podcast_huginn.rss", "author"): "the episode names its author in `itunes:author`",
}


def is_feed(recording: Recording) -> bool:
    is_other = recording.name.startswith(OTHER_KINDS)
    return recording.kind == "jsonfeed" or (recording.name.endswith(FORMATS) and not is_other)


RECORDINGS = recordings(is_feed)
EVERYTHING = sorted(path for path in RECORDED.glob("*/*") if path.is_file())

pytestmark = skip_without(RECORDINGS)
each_recording = each(RECORDINGS)


def as_read(recording: Recording) -> Document:
    try:
        return read_feed(recording.body, None, "")
    except SourceRefused:
        return Document()


@each_recording
def test_recorded_document_is_read_or_refused_and_nothing_else(recording: Recording) -> None:
    assert len(as_read(recording).entries) == recording.count


@each_recording
def test_first_entry_agrees_with_the_index(recording: Recording) -> None:
    entries = as_read(recording).entries
    first = entries[0] if entries else Entry()

    assert unexplained(recording.agreement(first), recording, OTHERWISE) == []


@each_recording
def test_entries_hold_only_what_people_see(recording: Recording) -> None:
    for entry in as_read(recording).entries:
        for text in (entry.title, entry.text, entry.author or ""):
            assert text == " ".join(text.split())
            assert recording.name == SPEAKS_OF_HTML or not MARKUP.search(text)


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_ever_recorded_makes_it_stumble(path: Path) -> None:
    with contextlib.suppress(SourceRefused):
        read_feed(path.read_bytes(), None, "https://news.example/feed")
