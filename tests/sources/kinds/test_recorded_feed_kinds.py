"""Real feeds of the kinds that are feeds, read by the kind's own reader, agree with the index beside them."""

from __future__ import annotations

from importlib import import_module

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document
from chalicelib.errors import SourceRefused
from tests.sources.recorded import Recording, each, recordings, skip_without, unexplained

# The module that reads a kind, where it is not called as the kind is. The rest of a kind in JSON is not ours.
MODULES = {
    **dict.fromkeys(
        ("bing_news_rss", "discourse", "flickr", "google_alerts", "google_news_rss", "hn_rss"), ""
    ),
    **dict.fromkeys(("lobsters", "opml", "podcast", "producthunt", "reddit_rss", "tumblr"), ""),
    **dict.fromkeys(("blogger", "medium", "websub", "wordpress", "wordpress_comments", "youtube_feed"), ""),
    **dict.fromkeys(("hostile", "jsonfeed", "mastodon_rss", "news"), "plain_feed"),
    **dict.fromkeys(("press_corporate", "stackexchange_feed"), "plain_feed"),
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


def is_feed(recording: Recording) -> bool:
    is_xml = recording.name.endswith(FORMATS)
    return recording.kind in MODULES and (is_xml or recording.kind == "jsonfeed")


def as_read(recording: Recording) -> Document:
    module = import_module(f"chalicelib.sources.kinds.{MODULES[recording.kind] or recording.kind}")
    try:
        read: Document = module.read(recording.body, None, "")
    except SourceRefused:
        return Document()
    return read


RECORDINGS = recordings(is_feed)

pytestmark = skip_without(RECORDINGS)
each_recording = each(RECORDINGS)


@each_recording
def test_recorded_feed_agrees_with_the_index(recording: Recording) -> None:
    entries = as_read(recording).entries
    first = entries[0] if entries else Entry()

    agrees = {"count": len(entries) == recording.count, **recording.agreement(first)}
    assert unexplained(agrees, recording, OTHERWISE) == []


def test_every_exception_is_about_a_recording() -> None:
    assert {name for name, _ in OTHERWISE} <= {recording.name for recording in RECORDINGS}


@each_recording
def test_entries_of_a_recorded_feed_can_be_told_apart(recording: Recording) -> None:
    """Hubs repeat an entry when it changes, lists name a feed in two folders, and some feeds are just odd."""
    keys = [entry.key for entry in as_read(recording).entries]

    if recording.kind not in ("websub", "opml", "hostile"):
        assert len(set(keys)) == len(keys)
