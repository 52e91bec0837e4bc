from __future__ import annotations

import pytest

from chalicelib.sources.kinds.podcast import read
from tests.sources.feed_examples import at, rss

FEED = "https://cast.example/feed.xml"
NAMESPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


def episode(more: str = "", link: str = "<link>https://cast.example/7</link>") -> bytes:
    return rss(
        f"<item><title>7: It hums</title>{link}<guid isPermaLink='false'>ep7</guid>"
        "<itunes:author>Ann</itunes:author><itunes:duration>37:07</itunes:duration>"
        "<enclosure url='https://cast.example/7.mp3' length='1' type='audio/mpeg'/>"
        f"<pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate>{more}</item>",
        "<itunes:author>Lamp Radio</itunes:author>",
        NAMESPACES,
    ).encode()


def test_episode_is_read() -> None:
    (entry,) = read(episode("<itunes:summary>All night.</itunes:summary>"), None, FEED).entries

    assert (entry.id, entry.url) == ("ep7", "https://cast.example/7")
    assert (entry.title, entry.text, entry.author) == ("7: It hums", "All night.", "Ann")
    assert entry.published_at == at("2026-03-02T09:00")


def test_fullest_show_notes_are_the_text() -> None:
    notes = (
        "<itunes:subtitle>Hum</itunes:subtitle><description>All night.</description>"
        "<content:encoded>&lt;ul&gt;&lt;li&gt;All night&lt;/li&gt;&lt;li&gt;Every night&lt;/li&gt;&lt;/ul&gt;"
        "</content:encoded><itunes:summary>All.</itunes:summary>"
    )

    assert read(episode(notes), None, FEED).entries[0].text == "All night Every night"


def test_episode_without_page_has_no_address() -> None:
    assert read(episode(link=""), None, FEED).entries[0].url is None


def transcript(url: str, kind: str) -> str:
    return f"<podcast:transcript url='{url}' type='{kind}'/>"


@pytest.mark.parametrize(
    ("offered", "text"),
    [
        (transcript("https://cast.example/7.vtt", "text/vtt"), "Transcript: https://cast.example/7.vtt"),
        (
            transcript("https://cast.example/7.srt", "application/x-subrip")
            + transcript("/7.html", "text/html")
            + transcript("/8.html", "text/html"),
            "Transcript: https://cast.example/7.html",
        ),
        (transcript("https://cast.example/7.json", "application/json"), ""),
        (transcript("javascript:alert(1)", "text/html"), ""),
        ("<podcast:transcript/>", ""),
    ],
)
def test_best_transcript_for_people_is_linked(offered: str, text: str) -> None:
    assert read(episode(offered), None, FEED).entries[0].text == text


def test_transcript_stands_after_the_show_notes() -> None:
    notes = f"<description>All night.</description>{transcript('https://cast.example/7.txt', 'text/plain')}"

    (entry,) = read(episode(notes), None, FEED).entries

    assert entry.text == "All night. Transcript: https://cast.example/7.txt"
