from __future__ import annotations

import pytest

from chalicelib.sources.kinds.producthunt import read
from tests.sources.feed_examples import at, atom

FEED = "https://www.producthunt.com/feed"


def launch(published: str, updated: str = "<updated>2026-03-02T07:00:00-08:00</updated>") -> bytes:
    return atom(
        f"<entry><id>tag:www.producthunt.com,2005:Post/9</id>{published}{updated}"
        "<link rel='alternate' type='text/html' href='https://www.producthunt.com/products/hum'/>"
        "<title>Hum</title><content type='html'>&lt;p&gt; A lamp &lt;/p&gt; &lt;p&gt;"
        "&lt;a href='https://x.example'&gt;Discussion&lt;/a&gt; | &lt;a href='https://y.example'&gt;Link&lt;/a&gt;"
        "&lt;/p&gt;</content><author><name>Ann</name></author></entry>"
    ).encode()


def test_launch_is_read() -> None:
    (entry,) = read(launch("<published>2026-02-26T10:00:00-08:00</published>"), None, FEED).entries

    assert (entry.id, entry.url) == (
        "tag:www.producthunt.com,2005:Post/9",
        "https://www.producthunt.com/products/hum",
    )
    assert (entry.title, entry.text, entry.author) == ("Hum", "A lamp", "Ann")
    assert (entry.published_at, entry.updated_at) == (at("2026-02-26T18:00"), at("2026-03-02T15:00"))


@pytest.mark.parametrize(
    ("published", "believed"),
    [
        ("<published>2025-11-30T10:00:00-08:00</published>", "2026-03-02T15:00"),
        ("<published>2026-02-01T10:00:00-08:00</published>", "2026-02-01T18:00"),
    ],
)
def test_date_from_months_before_the_launch_is_not_believed(published: str, believed: str) -> None:
    assert read(launch(published), None, FEED).entries[0].published_at == at(believed)


def test_launch_without_dates_has_none() -> None:
    (entry,) = read(launch("", ""), None, FEED).entries

    assert (entry.published_at, entry.updated_at) == (None, None)
