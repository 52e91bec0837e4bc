"""Every sample feed is read by an independent reader and says what the square says."""

from __future__ import annotations

import calendar
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
import httpx
import pytest

from ops.town_square.markup import visible_text
from ops.town_square.server import SquareServer
from ops.town_square.sites import BY_KEY, SITES
from ops.town_square.square import FEED_LENGTH, Draft, TownSquare

from .conftest import Clock

XML_SITES = [site.key for site in SITES if site.kind != "json-feed"]
HOSTILE = """]]></script><script>alert("x")</script> & <b onmouseover='y'>Larkfield</b> &lt; 💡"""


def read(client: httpx.Client, site: str) -> Any:
    answer = client.get(BY_KEY[site].feed)
    return feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})


def moment(parsed: Any) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC)


@pytest.mark.parametrize("site", XML_SITES)
def test_feedparser_reads_the_entries_of_a_feed(
    site: str, client: httpx.Client, square: TownSquare, clock: Clock, server: SquareServer
) -> None:
    clock.advance(hours=2)

    feed = read(client, site)

    said = square.posts(site)
    assert not feed.bozo
    assert feed.feed.title == BY_KEY[site].name
    assert len(feed.entries) == len(said) == FEED_LENGTH
    for entry, post in zip(feed.entries, said, strict=True):
        assert entry.title == post.title
        assert entry.link == urljoin(server.base, post.link)
        assert entry.author == post.author
        assert moment(entry.published_parsed) == post.published_at.replace(microsecond=0)
    assert len({entry.get("id", entry.link) for entry in feed.entries}) == len(said)


@pytest.mark.parametrize("site", [site for site in XML_SITES if site != "gazette"])
def test_entries_carry_the_whole_text(site: str, client: httpx.Client, square: TownSquare) -> None:
    for entry, post in zip(read(client, site).entries, square.posts(site), strict=True):
        html = entry.content[0].value if "content" in entry else entry.summary
        assert visible_text(post.html) in visible_text(html)


def test_the_gazettes_feed_gives_first_paragraphs_only(client: httpx.Client) -> None:
    entry = next(e for e in read(client, "gazette").entries if "I ordered one lamp" in e.title)

    assert "holds up one finger" in entry.summary
    assert "Each morning" not in entry.summary
    assert "Each morning" in client.get(entry.link).text


def test_json_feed_says_what_the_square_says(
    client: httpx.Client, square: TownSquare, server: SquareServer
) -> None:
    feed = json.loads(client.get("/reviews/feed.json").content)

    said = square.posts("reviews")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["content_html"] for item in feed["items"]] == [post.html for post in said]
    assert [item["url"] for item in feed["items"]] == [urljoin(server.base, post.link) for post in said]
    assert {item["id"] for item in feed["items"]} == {f"reviews:{post.number}" for post in said}


def test_photos_have_a_picture_a_caption_tags_and_a_place(client: httpx.Client) -> None:
    entry = next(e for e in read(client, "photos").entries if e.title == "Hotel garden, Hallow Bay")

    assert entry.media_content[0]["medium"] == "image"
    assert entry.where["coordinates"] == (-2.995, 51.207)
    assert {tag.term for tag in entry.tags} == {"hallowbay", "travel"}
    picture = client.get(entry.media_content[0]["url"])
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "<svg" in picture.text


def test_late_edit_is_shown_with_its_date(client: httpx.Client, clock: Clock) -> None:
    clock.advance(minutes=3)

    items = json.loads(client.get("/reviews/feed.json").content)["items"]

    edited = next(item for item in items if item["title"] == "Still unpacking")
    assert "two screws are missing" in edited["content_html"]
    assert edited["date_published"] == "2026-03-02T08:56:00Z"
    assert edited["date_modified"] == "2026-03-02T09:02:00Z"


@pytest.mark.parametrize("site", XML_SITES)
def test_an_edit_is_shown_as_an_update_in_every_format(
    site: str, client: httpx.Client, square: TownSquare, clock: Clock
) -> None:
    post = square.posts(site)[0]
    clock.advance(seconds=5)
    square.edit(post.link, "Changed my mind.")

    entry = next(e for e in read(client, site).entries if e.title == post.title)

    assert "Changed my mind." in entry.summary
    assert moment(entry.updated_parsed) == clock.now
    assert moment(entry.published_parsed) == post.published_at


def test_deleted_post_leaves_the_feed_and_its_page_is_gone(client: httpx.Client, clock: Clock) -> None:
    title = "They told me to buy another one"
    link = next(entry.link for entry in read(client, "forum").entries if entry.title == title)
    assert client.get(link).status_code == 200

    clock.advance(minutes=4)

    assert title not in [entry.title for entry in read(client, "forum").entries]
    page = client.get(link)
    assert page.status_code == 410
    assert "disappointed" not in page.text


@pytest.mark.parametrize("site", [site.key for site in SITES])
def test_hostile_words_stay_words_in_feed_and_page(
    site: str, client: httpx.Client, square: TownSquare
) -> None:
    post = square.publish(Draft(site=site, title=HOSTILE, text=HOSTILE, author=HOSTILE))

    if site == "reviews":
        item = json.loads(client.get("/reviews/feed.json").content)["items"][0]
        title, author, html = item["title"], item["authors"][0]["name"], item["content_html"]
    else:
        feed = read(client, site)
        assert not feed.bozo
        entry = feed.entries[0]
        title, author = entry.title, entry.author
        html = entry.content[0].value if "content" in entry else entry.summary
    page = client.get(post.link).text
    assert HOSTILE in visible_text(html)
    assert "<script" not in html
    assert author == HOSTILE
    assert title
    assert "<script" not in page
    assert "<b onmouseover" not in page
    assert HOSTILE in visible_text(page)


@pytest.mark.parametrize("site", [site.key for site in SITES])
def test_every_entry_has_a_page_with_its_text_that_leads_back_to_the_feed(
    site: str, client: httpx.Client, square: TownSquare, clock: Clock
) -> None:
    clock.advance(minutes=10)

    for post in square.posts(site):
        page = client.get(post.link)
        assert page.status_code == 200
        assert visible_text(post.html) in visible_text(page.text)
        assert 'rel="alternate"' in page.text


def test_page_of_a_copied_story_names_the_original(
    client: httpx.Client, square: TownSquare, clock: Clock, server: SquareServer
) -> None:
    clock.advance(minutes=5)
    copy = next(post for post in square.posts("herald") if post.original)

    page = client.get(copy.link).text

    assert copy.link != copy.original
    assert f'<link rel="canonical" href="{server.base}{copy.original}">' in page
