"""People may say, change and take back something: this machine only, checked and escaped."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from ops.town_square.messages import Request
from ops.town_square.routes import Town
from ops.town_square.square import TownSquare

from .conftest import Clock

WORDS = {"site": "forum", "title": "Hello", "text": "Larkfield, are you there?"}


def forum(client: httpx.Client) -> str:
    return client.get("/forum/index.rdf").text


def test_what_is_published_is_in_the_feed_and_on_its_page_at_once(client: httpx.Client) -> None:
    answer = client.post("/_publish", json=WORDS | {"author": "Nele"})

    assert answer.status_code == 201
    address = answer.json()["address"]
    assert answer.headers["location"] == address
    assert address in forum(client)
    page = client.get(address).text
    assert "Larkfield, are you there?" in page
    assert "Nele" in page


@pytest.mark.parametrize("site", ["blog", "comments", "wire", "gazette", "herald", "photos", "reviews"])
def test_one_can_speak_on_every_site(site: str, client: httpx.Client) -> None:
    address = client.post("/_publish", json=WORDS | {"site": site}).json()["address"]

    assert "Larkfield, are you there?" in client.get(address).text


def test_a_post_may_claim_an_address_elsewhere(client: httpx.Client) -> None:
    url = "https://elsewhere.example/story?id=1&utm_source=x"

    answer = client.post("/_publish", json=WORDS | {"url": url})

    assert answer.json()["address"] == url
    assert "https://elsewhere.example/story?id=1&amp;utm_source=x" in forum(client)


def test_a_post_may_choose_its_own_path(client: httpx.Client) -> None:
    answer = client.post("/_publish", json=WORDS | {"url": "/forum/t/mein gärtchen"})

    page = client.get(answer.json()["address"])
    assert page.status_code == 200
    assert "are you there" in page.text


def test_edit_changes_page_and_feed(client: httpx.Client, clock: Clock) -> None:
    address = client.post("/_publish", json=WORDS).json()["address"]
    clock.advance(seconds=30)

    answer = client.post("/_edit", json={"url": address, "text": "Found you, <thanks>."})

    assert answer.status_code == 200
    assert "Found you, &lt;thanks&gt;." in client.get(address).text
    assert "are you there" not in forum(client)


def test_posts_of_the_programme_can_be_edited_and_deleted_too(client: httpx.Client) -> None:
    path = "/forum/t/path-lights-solar-or-cable-"
    address = next(line for line in forum(client).split('"') if path in line)

    assert client.post("/_edit", json={"url": address, "text": "Cable it is."}).status_code == 200
    assert "Cable it is." in client.get(address).text
    assert client.post("/_delete", json={"url": address}).status_code == 200
    assert client.get(address).status_code == 410


def test_deletion_empties_feed_and_page(client: httpx.Client) -> None:
    address = client.post("/_publish", json=WORDS).json()["address"]

    assert client.post("/_delete", json={"url": address}).status_code == 200

    assert "are you there" not in forum(client)
    assert client.get(address).status_code == 410
    assert client.post("/_delete", json={"url": address}).status_code == 410
    assert client.post("/_edit", json={"url": address, "text": "x"}).status_code == 410


def test_nothing_can_be_changed_that_was_never_said(client: httpx.Client) -> None:
    answer = client.post("/_delete", json={"url": "/forum/t/never-1"})

    assert answer.status_code == 404
    assert "nothing was said" in answer.json()["error"]


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"site": "forum", "title": "x"}, "missing or empty: text"),
        ({"site": "forum", "title": " ", "text": "x"}, "missing or empty: title"),
        (WORDS | {"site": "pub"}, "no site 'pub'"),
        (WORDS | {"titel": "x"}, "unknown fields: titel"),
        (WORDS | {"title": 7}, "title must be a string"),
        (WORDS | {"title": "x" * 301}, "longer than 300"),
        (WORDS | {"url": "javascript:alert(1)"}, "not a web address"),
        (WORDS | {"url": "http://[::bad"}, "not an address"),
        (["forum"], "must be a JSON object"),
    ],
)
def test_what_is_wrong_is_said_clearly(sent: Any, complaint: str, client: httpx.Client) -> None:
    answer = client.post("/_publish", json=sent)

    assert answer.status_code == 400
    assert complaint in answer.json()["error"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000])
def test_what_is_no_json_is_refused(body: bytes, client: httpx.Client) -> None:
    answer = client.post("/_publish", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 400


def test_other_media_types_are_refused(client: httpx.Client) -> None:
    answer = client.post("/_publish", content=b"hello", headers={"content-type": "text/plain"})

    assert answer.status_code == 415


def test_more_than_64_kilobytes_are_refused(client: httpx.Client) -> None:
    answer = client.post("/_publish", json=WORDS | {"text": "x" * 65_536})

    assert answer.status_code == 413
    assert "65536" in answer.json()["error"]


def test_body_without_length_is_refused(client: httpx.Client) -> None:
    assert client.post("/_publish", content=iter([b"{}"])).status_code == 411


def test_unwritable_characters_do_not_break_the_feed(client: httpx.Client) -> None:
    words = json.dumps(WORDS | {"text": "a\x00b\x1bc\ud800d"})

    answer = client.post("/_publish", content=words, headers={"content-type": "application/json"})

    assert answer.status_code == 201
    assert "abcd" in forum(client)


def test_form_on_the_front_page_leads_to_the_new_post(client: httpx.Client) -> None:
    form = client.get("/").text
    assert 'action="/_publish"' in form

    answer = client.post("/_publish", data=WORDS | {"author": ""}, follow_redirects=True)

    assert answer.history[0].status_code == 303
    assert "Larkfield, are you there?" in answer.text


def test_a_page_from_elsewhere_may_not_speak_for_a_visitor(client: httpx.Client) -> None:
    for origin in ("https://evil.example", "null"):
        answer = client.post("/_publish", data=WORDS, headers={"origin": origin})
        assert answer.status_code == 403

    own = client.post("/_publish", data=WORDS, headers={"origin": str(client.base_url)})
    assert own.status_code == 303


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/_publish"), ("POST", "/_edit"), ("POST", "/_delete"), ("DELETE", "/_requests.json")],
)
def test_other_machines_may_only_listen(method: str, path: str, square: TownSquare) -> None:
    town = Town(square, "http://square.example", pause=lambda _: True, drip_s=1)

    answer = town.answer(Request(method, path, from_here=False))

    assert answer.status == 403
    assert town.answer(Request("GET", "/", from_here=False)).status == 200
