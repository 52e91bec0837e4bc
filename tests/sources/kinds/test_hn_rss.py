from __future__ import annotations

from html import escape

from chalicelib.sources.kinds.hn_rss import read
from tests.sources.feed_examples import at, atom, rss

FEED = "https://news.ycombinator.com/rss"
ITEM = "https://news.ycombinator.com/item?id=4711"


def hnrss(description: str) -> bytes:
    return rss(
        f"<item><title>A lamp that hums</title><link>https://shop.example/</link><dc:creator>ann</dc:creator>"
        f"<guid isPermaLink='false'>{ITEM}</guid><comments>{ITEM}</comments>"
        f"<description><![CDATA[{description}]]></description></item>",
        attributes='xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ).encode()


def counts(points: int, comments: int) -> str:
    return (
        f'<p>Comments URL: <a href="{ITEM}">{ITEM}</a></p>\n<p>Points: {points:,}</p>\n'
        f"<p># Comments: {comments:,}</p>"
    )


def test_story_without_id_is_known_by_its_discussion() -> None:
    item = (
        f"<item><title>A lamp that hums</title><link>https://shop.example/</link><comments>{ITEM}</comments>"
        f'<description>\n<![CDATA[<a href="{ITEM}">Comments</a>]]>\n</description>'
        "<pubDate>Mon, 02 Mar 2026 09:00:00 +0000</pubDate></item>"
    )

    (entry,) = read(rss(item).encode(), None, FEED).entries

    assert (entry.id, entry.url) == (ITEM, "https://shop.example/")
    assert (entry.title, entry.text, entry.author) == ("A lamp that hums", "", None)
    assert entry.published_at == at("2026-03-02T09:00")


def test_story_stays_the_same_while_its_counts_change() -> None:
    article = '<p>Article URL: <a href="https://shop.example/">https://shop.example/</a></p>\n'

    earlier, later = (
        read(hnrss(article + counts(points, comments)), None, FEED).entries[0]
        for points, comments in ((3, 0), (1_234, 567))
    )

    assert earlier == later
    assert (earlier.id, earlier.author, earlier.text) == (ITEM, "ann", "")


def test_words_of_a_story_stay_when_its_counts_go() -> None:
    (entry,) = read(hnrss(f"<p>Does yours hum?</p>\n<hr>\n{counts(3, 0)}"), None, FEED).entries

    assert entry.text == "Does yours hum?"


def scored(title: str, content: str) -> bytes:
    return atom(
        f"<entry><title type='html'>{title}</title><id>{ITEM}</id><link href='https://shop.example/'/>"
        f"<author><name>ann</name></author><content type='html'>{escape(content)}</content>"
        "<published>2026-03-02T09:00:00Z</published><updated>2026-03-02T09:00:00Z</updated></entry>"
    ).encode()


def test_score_leaves_the_title() -> None:
    content = f'<p>37 points, <a href="{ITEM}">1 comment</a></p>'

    (entry,) = read(scored("37 &amp;#8211; A lamp that hums", content), None, FEED).entries

    assert (entry.title, entry.text) == ("A lamp that hums", "")


def test_number_that_is_no_score_stays_in_the_title() -> None:
    (entry,) = read(scored("1984 &amp;#8211; a review", "<p>37 points, 1 comment</p>"), None, FEED).entries

    assert entry.title == "1984 – a review"
