from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.sources.kinds.producthunt import read
from tests.sources.feed_examples import at, atom

from .answering import entry, failure
from .scenes.producthunt import SCENE
from .services import Answer, played, sentence

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


def nodes(*posts: object) -> dict[str, object]:
    return {"data": {"posts": {"nodes": list(posts), "pageInfo": {"hasNextPage": False}}}}


def test_launch_is_read_from_the_api_and_nobody_is_redacted() -> None:
    post = {
        "id": "9",
        "name": "Hum",
        "tagline": "A lamp",
        "description": "It hums & glows.",
        "url": "https://hunt.example/posts/hum",
        "createdAt": "2026-03-02T15:00:00Z",
        "user": {"username": "[REDACTED]"},
    }

    assert entry(read, nodes(post)) == Entry(
        id="9",
        url="https://hunt.example/posts/hum",
        title="Hum",
        text="A lamp · It hums & glows.",
        published_at=at("2026-03-02T15:00"),
    )
    assert entry(read, nodes({**post, "user": {"username": "ann"}})).author == "ann"


@pytest.mark.parametrize(
    ("error", "kind", "wait"),
    [
        (
            {"error": "rate_limit_reached", "error_description": "Sorry.", "details": {"reset_in": 102}},
            FailureKind.RATE_LIMITED,
            timedelta(seconds=102),
        ),
        ({"error": "invalid_oauth_token", "error_description": "Please."}, FailureKind.FORBIDDEN, None),
        ({"message": "Field 'nonsense' doesn't exist on type 'Post'"}, FailureKind.UNREADABLE, None),
        ({}, FailureKind.UNREADABLE, None),
    ],
)
def test_error_is_told_in_its_words(error: object, kind: FailureKind, wait: timedelta | None) -> None:
    for answer in ({"data": None, "errors": [error]}, error):
        found, _ = failure(read, answer)

        assert (found.kind, found.retry_after) == (kind, wait)
        assert found.detail.startswith("Product Hunt says: ")


def test_launches_since_the_last_are_asked_for_twenty_at_a_time() -> None:
    with played(SCENE) as listener:
        listener.service.say(*map(sentence, range(45)))

        listener.fetch()

        variables = [asked.document["variables"] for asked in listener.service.asked]

    since = "2026-11-15T10:15:00+00:00"
    assert variables == [{"since": since, "until": None, "after": after} for after in (None, "20", "40")]


def test_points_that_are_spent_are_waited_for() -> None:
    with played(SCENE) as listener:
        nothing = Answer.of(nodes(), X_Rate_Limit_Remaining="-50", X_Rate_Limit_Reset="359")
        listener.service.trouble = lambda _: nothing

        document = listener.fetch()

    assert isinstance(document, Document)
    assert document.rest == timedelta(seconds=359)
