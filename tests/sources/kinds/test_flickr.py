from __future__ import annotations

import json
from dataclasses import replace
from html import escape

import pytest

from chalicelib.domain.addresses import canonical
from chalicelib.domain.sources import Failure, FailureKind
from chalicelib.errors import SourceRefused
from chalicelib.sources.kinds.flickr import read
from tests.sources.feed_examples import at, atom, rss

from .scenes import flickr_search
from .scenes.flickr import SCENE
from .services import WATCH, played, sentence

FEED = "https://www.flickr.com/services/feeds/photos_public.gne?tags=lamp"
PHOTO = "https://www.flickr.com/photos/ann/123/"


def described(deed: str, words: str = "") -> str:
    return escape(
        f'<p><a href="https://www.flickr.com/people/ann/">Ann L</a> {deed}:</p>'
        f'<p><a href="{PHOTO}" title="Lamp"><img src="https://i.example/1.jpg" alt="Lamp"/></a></p>{words}'
    )


def in_rss(description: str, tags: str = "") -> bytes:
    return rss(
        f"<item><title>Lamp</title><link>{PHOTO}</link><description>{description}</description>"
        "<pubDate>Mon, 2 Mar 2026 01:00:00 -0800</pubDate><author>nobody@flickr.com (Ann L)</author>"
        f"<guid isPermaLink='false'>tag:flickr.com,2004:/photo/123</guid>{tags}</item>",
        attributes='xmlns:media="http://search.yahoo.com/mrss"',
    ).encode()


def test_photo_is_read_with_its_tags_and_without_who_posted_it() -> None:
    tags = "<media:category scheme='urn:flickr:tags'>acme lamp geo:lat=1</media:category>"

    (entry,) = read(in_rss(described("posted a photo", "<p>It hums.</p>"), tags), None, FEED).entries

    assert (entry.id, entry.url, entry.title) == ("tag:flickr.com,2004:/photo/123", PHOTO, "Lamp")
    assert entry.text == "It hums. #acme #lamp"
    assert entry.author == "nobody@flickr.com (Ann L)"
    assert entry.published_at == at("2026-03-02T09:00")


@pytest.mark.parametrize("deed", ["posted a photo", "posted a video", "has added a photo to the pool"])
def test_photo_without_words_says_nothing(deed: str) -> None:
    assert read(in_rss(described(deed)), None, FEED).entries[0].text == ""


def test_words_of_others_stay() -> None:
    (entry,) = read(in_rss(escape("<p>Bo posted a photo: see there.</p>")), None, FEED).entries

    assert entry.text == "Bo posted a photo: see there."


def test_atom_feed_is_read_the_same() -> None:
    document = atom(
        f"<entry><title>Lamp</title><link rel='alternate' type='text/html' href='{PHOTO}'/>"
        "<id>tag:flickr.com,2005:/photo/123</id><published>2026-03-02T09:00:00Z</published>"
        f"<content type='html'>{described('posted a photo')}</content><author><name>Ann L</name></author>"
        "<category term='acme' scheme='https://www.flickr.com/photos/tags/'/></entry>"
    )

    (entry,) = read(document.encode(), None, FEED).entries

    assert (entry.author, entry.text) == ("Ann L", "#acme")


def test_json_goes_to_its_own_reader() -> None:
    body = f"jsonFlickrFeed({json.dumps({'title': 'Lamps', 'items': []})})".encode()

    assert read(body, None, FEED).entries == ()


def test_web_page_instead_of_the_feed_is_taken_for_a_bot_wall() -> None:
    with pytest.raises(SourceRefused) as refusal:
        read(b"<!doctype html><title>Please wait</title>", "text/html", FEED)

    assert refusal.value.failure.kind is FailureKind.BOT_WALL


def test_all_tags_of_the_watch_are_asked_for_at_once() -> None:
    watch = replace(WATCH, names=("Larkfield, Inc.",), terms=("red widget", "#larks"))
    with played(SCENE) as listener:
        listener.watch = watch
        listener.fetch()

        [asked] = listener.service.asked

    assert asked.query["tags"] == "larks,larkfieldinc.,redwidget"


def test_watch_that_makes_no_tag_is_told_so_and_nobody_is_asked() -> None:
    with played(SCENE) as listener:
        listener.watch = replace(WATCH, names=(), terms=())

        failure = listener.fetch()

        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.NOT_CONFIGURED
        assert not listener.service.asked


def test_photo_has_the_id_and_the_address_that_a_search_gives_it() -> None:
    with played(SCENE) as listener:
        listener.service.say(sentence(0), sentence(1))
        listener.fetch()
        by_tag = {entry.id: canonical(entry.url or "") for entry in listener.heard}
    with played(flickr_search.SCENE) as listener:
        listener.service.say(sentence(0), sentence(1))
        listener.fetch()
        by_words = {entry.id: canonical(entry.url or "") for entry in listener.heard}

    assert by_tag.keys() == by_words.keys()
    assert by_tag["1001"] == by_words["1001"] == "flickr.com/photos/joan/1001"
