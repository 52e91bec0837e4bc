from __future__ import annotations

import pytest

from chalicelib.sources.kinds.youtube_feed import read
from tests.sources.feed_examples import at, atom

FEED = "https://www.youtube.com/feeds/videos.xml?channel_id=UC1"
NAMESPACES = 'xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"'


def video(more: str = "", updated: str = "2026-03-03T09:00:00+00:00") -> str:
    return (
        "<entry><id>yt:video:abc-_1</id><yt:videoId>abc-_1</yt:videoId><yt:channelId>UC1</yt:channelId>"
        "<title>It hums</title><link rel='alternate' href='https://www.youtube.com/watch?v=abc-_1'/>"
        "<author><name>Lamp TV</name><uri>https://www.youtube.com/channel/UC1</uri></author>"
        f"<published>2026-03-02T09:00:00+00:00</published><updated>{updated}</updated>{more}</entry>"
    )


def test_video_is_read_with_its_description() -> None:
    group = (
        "<media:group><media:title>Another title</media:title>"
        "<media:thumbnail url='https://i.example/1.jpg' width='480' height='360'/>"
        "<media:description>All night.\n\n  Really.</media:description>"
        "<media:community><media:statistics views='3'/></media:community></media:group>"
    )

    (entry,) = read(b"\n" + atom(video(group), attributes=NAMESPACES).encode(), None, FEED).entries

    assert (entry.id, entry.url) == ("yt:video:abc-_1", "https://www.youtube.com/watch?v=abc-_1")
    assert (entry.title, entry.text, entry.author) == ("It hums", "All night. Really.", "Lamp TV")
    assert (entry.published_at, entry.updated_at) == (at("2026-03-02T09:00"), at("2026-03-03T09:00"))


def test_push_with_nine_fractional_digits_is_read() -> None:
    body = atom(video(updated="2026-03-03T09:00:07.123456789+00:00"), attributes=NAMESPACES).encode()

    assert read(body, None, FEED).entries[0].updated_at == at("2026-03-03T09:00:07")


@pytest.mark.parametrize("link", ["<link href='https://www.youtube.com/watch?v=abc-_1'/>", ""])
def test_push_of_a_deletion_has_the_address_that_the_video_had(link: str) -> None:
    tombstone = (
        f"<at:deleted-entry ref='yt:video:abc-_1' when='2026-03-04T09:00:00+00:00'>{link}</at:deleted-entry>"
    )
    body = atom(tombstone, attributes='xmlns:at="http://purl.org/atompub/tombstones/1.0"').encode()
    (living,) = read(atom(video(), attributes=NAMESPACES).encode(), None, FEED).entries

    (entry,) = read(body, None, FEED).entries

    assert entry.is_deleted
    assert (entry.id, entry.url) == (living.id, living.url)
    assert entry.updated_at == at("2026-03-04T09:00")
