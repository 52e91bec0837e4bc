"""We are a conforming WebSub subscriber: the W3C's cases, over real connections, with a hub that is strict.

The numbers are those of https://websub.rocks/subscriber. 101, discovery in web pages, is not among them: what
we listen to are feeds. We never unsubscribe: a callback that nobody wants any more answers 410, and leases
end.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import web, wiring
from chalicelib.domain.polling import FetchOrder, minute_of
from chalicelib.domain.sources import Source, SourceStatus, source_id
from chalicelib.domain.subscriptions import LEASE, Subscription, SubscriptionState
from chalicelib.network.guard import AddressGuard
from chalicelib.queues import SqsFetchQueue, parse_order
from chalicelib.services.receive import MOST_QUEUED, Receive
from chalicelib.sources.fetching import Fetcher
from chalicelib.sources.hubs import WebSubHubs
from chalicelib.sources.reader import SourceReader
from tests.domain.examples import MINUTE, NOW
from tests.fakes import FakeSourceStore
from tests.services.world import World
from tests.sources.feed_examples import atom, json_feed, rss
from tests.sources.kinds.services import Purse, Ring
from tests.websub import ATOM, JSON, RSS, Gateway, HubServer, Said, listening

DAY = timedelta(days=1)
IN_RSS = 'xmlns:atom="http://www.w3.org/2005/Atom"'
LINKS = '<link rel="hub" href="{base}/hub"/><link rel="self" href="{base}/feed"/>'
IN_HEADERS = {"Link": '<{base}/hub>; rel="hub", <{base}/feed>; rel="self"'}


class Wire:
    """SQS: what is sent is what arrives."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        self.bodies += [entry["MessageBody"] for entry in Entries]
        return {}

    def change_message_visibility(self, **_: object) -> None: ...


class Listener:
    """Earshot with one source: fetches when told, and takes from the queue what the API has put there."""

    def __init__(self) -> None:
        self.now = NOW
        self.wire = Wire()
        self.world = World()
        guard = AddressGuard(allow_private=True)
        self._fetcher = Fetcher(guard=guard, contact="https://larkfield.example/about")
        self._reader = SourceReader(self._fetcher, Ring(), Purse(), lambda: self.now)
        self.world.hubs = WebSubHubs(self._fetcher)

    def receive(self) -> Receive:
        return Receive(self.world.sources, SqsFetchQueue("fetch.fifo", self.wire))

    def listen_to(self, url: str) -> None:
        source = Source(source_id("feed", url), "feed", url, self.now)
        self.world.sources = FakeSourceStore(source)

    def poll(self, after: timedelta = timedelta(0)) -> None:
        """The wheel comes round."""
        self.now += after
        self._run([FetchOrder(self.source.host, (self.source.id,), minute_of(self.now))])

    def work_off(self) -> None:
        """Carry out what lies in the queue."""
        bodies, self.wire.bodies = self.wire.bodies, []
        self._run([parse_order(body) for body in bodies])

    def _run(self, orders: Sequence[FetchOrder]) -> None:
        async def run() -> None:
            try:
                assert not await self.world.worker(self._reader)(orders, self.now)
            finally:
                await self._reader.close()

        asyncio.run(run())

    @property
    def source(self) -> Source:
        return self.world.source

    @property
    def subscription(self) -> Subscription:
        assert self.source.subscription is not None
        return self.source.subscription

    @property
    def heard(self) -> list[str]:
        return sorted(mention.title for mention in self.world.mentions.mentions.values())


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    listener = Listener()
    monkeypatch.setattr(wiring, "now", lambda: listener.now)
    monkeypatch.setattr(wiring, "receive", listener.receive)
    app = web.Application("earshot", configure_logs=False)
    with listening(Gateway(app)) as api:
        listener.world.api_url = f"{api}/api"
        yield listener


@pytest.fixture
def hub(listener: Listener) -> Iterator[HubServer]:
    hub = HubServer(lambda: listener.now)
    with listening(hub) as base:
        hub.base = base
        listener.listen_to(f"{base}/feed")
        hub.pages["/feed"] = a_feed()
        yield hub


def an_item(number: int, ago: timedelta = MINUTE, now_is: timedelta = timedelta(0)) -> str:
    at = f"{NOW + now_is - ago:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f"<entry><id>{number}</id><title>Larkfield {number}</title><link href='https://news.example/{number}'/>"
        f"<published>{at}</published><updated>{at}</updated></entry>"
    )


def a_feed(*items: str, links: str = LINKS, headers: Mapping[str, str] | None = None) -> Said:
    items = items or (an_item(1),)
    return Said(200, atom("".join(items), links).encode(), {"Content-Type": ATOM, **(headers or {})})


def pushed(*items: str) -> bytes:
    return atom("".join(items)).encode()


def subscribed(listener: Listener, hub: HubServer) -> None:
    listener.poll()
    assert listener.subscription.state is SubscriptionState.VERIFIED
    assert len(hub.granted) == 1


# Discovery


def test_100_hub_and_topic_are_discovered_in_the_headers(listener: Listener, hub: HubServer) -> None:
    hub.pages["/feed"] = a_feed(links="", headers=IN_HEADERS)

    subscribed(listener, hub)

    assert hub.asked[0]["hub.topic"] == f"{hub.base}/feed"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (atom(an_item(1), LINKS), ATOM),
        (rss("<item><title>Larkfield</title></item>", LINKS.replace("<link", "<atom:link"), IN_RSS), RSS),
        (
            json_feed({"id": "1"}, feed_url="{base}/feed", hubs=[{"type": "WebSub", "url": "{base}/hub"}]),
            JSON,
        ),
    ],
    ids=["102 Atom", "103 RSS", "JSON Feed"],
)
def test_hub_and_topic_are_discovered_in_feeds(
    listener: Listener, hub: HubServer, body: str, content_type: str
) -> None:
    hub.pages["/feed"] = Said(200, body.encode(), {"Content-Type": content_type})

    subscribed(listener, hub)

    assert hub.asked[0]["hub.topic"] == f"{hub.base}/feed"


def test_104_headers_come_before_the_feed(listener: Listener, hub: HubServer) -> None:
    wrong = LINKS.replace("/hub", "/wrong-hub").replace("/feed", "/wrong-topic")
    hub.pages["/feed"] = a_feed(links=wrong, headers=IN_HEADERS)

    subscribed(listener, hub)

    assert (hub.asked[0]["path"], hub.asked[0]["hub.topic"]) == ("/hub", f"{hub.base}/feed")


def test_one_of_several_hubs_is_asked(listener: Listener, hub: HubServer) -> None:
    hub.pages["/feed"] = a_feed(links=LINKS + '<link rel="hub" href="{base}/second"/>')

    subscribed(listener, hub)

    assert [asked["path"] for asked in hub.asked] == ["/hub"]


@pytest.mark.parametrize("links", ["", LINKS.partition("/>")[0] + "/>"], ids=["neither", "no topic"])
def test_feed_that_names_no_hub_is_polled_as_ever(listener: Listener, hub: HubServer, links: str) -> None:
    hub.pages["/feed"] = a_feed(links=links)

    listener.poll()

    assert hub.asked == []
    assert listener.source.interval <= 60


# Subscribing


def test_200_topic_is_what_the_feed_calls_itself(listener: Listener, hub: HubServer) -> None:
    hub.pages["/feed"] = a_feed(links=LINKS.replace("{base}/feed", "{base}/canonical?a=1&amp;b=2"))

    subscribed(listener, hub)

    assert hub.asked[0]["hub.topic"] == f"{hub.base}/canonical?a=1&b=2"


@pytest.mark.parametrize("status", [302, 301], ids=["201 temporary", "202 permanent"])
def test_hub_is_discovered_where_the_feed_has_moved(listener: Listener, hub: HubServer, status: int) -> None:
    hub.pages["/moved"] = Said(status, headers={"Location": "{base}/feed"})
    listener.listen_to(f"{hub.base}/moved")

    subscribed(listener, hub)

    assert hub.asked[0]["hub.topic"] == f"{hub.base}/feed"


@pytest.mark.parametrize("status", [307, 308], ids=["203 temporary", "204 permanent"])
def test_hub_that_has_moved_is_asked_where_it_is(listener: Listener, hub: HubServer, status: int) -> None:
    hub.pages["/hub"] = Said(status, headers={"Location": "{base}/new-hub"})

    subscribed(listener, hub)

    there, here = hub.asked
    assert (there.pop("path"), here.pop("path")) == ("/hub", "/new-hub")
    assert there == here


@pytest.mark.parametrize("status", [301, 302])
def test_redirect_that_would_drop_the_request_is_not_followed(
    listener: Listener, hub: HubServer, status: int
) -> None:
    hub.pages["/hub"] = Said(status, headers={"Location": "{base}/new-hub"})

    listener.poll()

    assert [asked["path"] for asked in hub.asked] == ["/hub"]
    assert listener.subscription.state is SubscriptionState.DENIED
    assert listener.source.trouble is None


@pytest.mark.parametrize("challenge", ["abc", "ä ö+%20&=?#/\\\"'<script>", "x" * 2000, " spaces "])
def test_challenge_comes_back_to_the_letter(listener: Listener, hub: HubServer, challenge: str) -> None:
    hub.verifies = False
    listener.poll()

    answer = hub.verify(challenge=challenge)

    assert (answer.status_code, answer.content) == (200, challenge.encode())
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert listener.subscription.state is SubscriptionState.VERIFIED


@pytest.mark.parametrize(
    "changes",
    [
        {"topic": "https://elsewhere.example/feed"},
        {"topic": None},
        {"mode": "unsubscribe"},
        {"mode": "publish"},
        {"mode": None},
        {"challenge": None},
        {"challenge": "x" * 5000},
    ],
    ids=[
        "205 another topic",
        "no topic",
        "unsubscribe",
        "unknown mode",
        "no mode",
        "no challenge",
        "endless",
    ],
)
def test_what_we_did_not_ask_for_is_not_verified(
    listener: Listener, hub: HubServer, changes: dict[str, str | None]
) -> None:
    hub.verifies = False
    listener.poll()

    answer = hub.verify(**changes)

    assert answer.status_code == 404
    assert hub.granted == {}
    assert listener.subscription.state is SubscriptionState.ASKED


def test_unsubscription_by_somebody_else_does_not_end_ours(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)

    assert hub.verify(mode="unsubscribe").status_code == 404
    assert listener.subscription.state is SubscriptionState.VERIFIED


def test_callback_cannot_be_guessed_from_another(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)
    callback, _, key = hub.asked[0]["hub.callback"].rpartition("/")

    for wrong in (key[:-1], key[::-1], "0" * len(key)):
        answer = hub.call_back(f"{callback}/{wrong}", {"hub.mode": "subscribe", "hub.challenge": "x"})
        assert answer.status_code == 404
    other = hub.call_back(callback.replace(listener.source.id, "0" * 16) + f"/{key}", {"hub.mode": "denied"})
    assert other.status_code == 404


def test_verification_may_come_later(listener: Listener, hub: HubServer) -> None:
    hub.verifies = False
    listener.poll()
    listener.now += 60 * MINUTE

    hub.verify()

    assert len(hub.granted) == 1


def test_verification_may_come_twice(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)

    assert hub.verify().is_success
    assert listener.subscription.state is SubscriptionState.VERIFIED


def test_denial_is_believed_and_the_hub_left_in_peace(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)

    answer = hub.deny("not any more")

    assert answer.is_success
    assert listener.subscription.reason == "not any more"
    assert listener.source.interval <= 60
    listener.poll(6 * DAY)
    assert len(hub.asked) == 1
    listener.poll(DAY)
    assert len(hub.asked) == 2


@pytest.mark.parametrize(
    ("status", "peace"), [(400, 7 * DAY), (403, 7 * DAY), (404, 7 * DAY), (500, DAY), (503, DAY)]
)
def test_hub_that_fails_is_asked_again_after_a_while(
    listener: Listener, hub: HubServer, status: int, peace: timedelta
) -> None:
    hub.answers = Said(status, b"go away")

    listener.poll()
    listener.poll(peace - MINUTE)
    asked_in_the_meantime = len(hub.asked)
    hub.answers = None
    listener.poll(MINUTE)

    assert asked_in_the_meantime == 1
    assert len(hub.granted) == 1


@pytest.mark.parametrize(
    ("lease", "pace"),
    [(timedelta(hours=4), 60), (DAY, 240), (LEASE, 1440), (365 * DAY, 1440)],
    ids=["4 hours", "a day", "as asked", "a year"],
)
def test_lease_is_renewed_before_it_ends_however_long_it_is(
    listener: Listener, hub: HubServer, lease: timedelta, pace: int
) -> None:
    """Polled at its pace, the source always has a lease; and no hub's word counts for more than two weeks."""
    hub.lease = lease
    hub.pages["/feed"] = a_feed(headers={"ETag": '"1"'})
    subscribed(listener, hub)
    assert listener.source.interval == pace

    for _ in range(40):
        listener.poll(listener.source.interval * MINUTE)
        assert listener.subscription.lease_until is not None
        assert listener.now < listener.subscription.lease_until <= listener.now + 14 * DAY

    assert len(hub.asked) > 2
    assert len({asked["hub.callback"] for asked in hub.asked}) == 1
    assert len({asked["hub.secret"] for asked in hub.asked}) == 1
    assert len(hub.asked) < 20, "at most at every second poll"


@pytest.mark.parametrize("lease_seconds", [None, "", "soon", "-1"])
def test_lease_that_is_no_number_is_what_we_asked_for(
    listener: Listener, hub: HubServer, lease_seconds: str | None
) -> None:
    hub.verifies = False
    listener.poll()

    assert hub.verify(lease_seconds=lease_seconds).is_success

    assert listener.subscription.lease_until == NOW + LEASE


def test_renewal_that_fails_has_the_source_polled_as_usual_while_the_lease_runs_on(
    listener: Listener, hub: HubServer
) -> None:
    subscribed(listener, hub)
    hub.answers = Said(503)

    listener.poll(7 * DAY)
    hub.publish(pushed(an_item(2, now_is=7 * DAY)))
    listener.work_off()

    assert listener.source.interval <= 60
    assert listener.heard == ["Larkfield 1", "Larkfield 2"]


# Distribution


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_300_push_signed_by_any_method_is_acknowledged_and_heard(
    listener: Listener, hub: HubServer, method: str
) -> None:
    subscribed(listener, hub)
    fetched = len(hub.fetched)

    (answer,) = hub.publish(pushed(an_item(2)), method=method)
    listener.work_off()

    assert answer.is_success
    assert listener.heard == ["Larkfield 1", "Larkfield 2"]
    assert len(hub.fetched) == fetched, "nobody was asked for it"


def test_push_is_acknowledged_before_it_is_looked_at(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)

    (answer,) = hub.publish(pushed(an_item(2)))

    assert answer.status_code == 202
    assert listener.heard == ["Larkfield 1"]


@pytest.mark.parametrize(
    "signature",
    ["sha256=" + "0" * 64, "sha1=" + "f" * 40, "sha256=zz", "md5=" + "0" * 32, "sha512=" + "0" * 64],
)
def test_301_push_with_a_wrong_signature_is_ignored(
    listener: Listener, hub: HubServer, signature: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "chalicelib")
    subscribed(listener, hub)

    (answer,) = hub.publish(pushed(an_item(2)), signature=signature)
    listener.work_off()

    assert answer.is_success
    assert listener.heard == ["Larkfield 1"]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_302_push_without_a_signature_is_ignored(listener: Listener, hub: HubServer) -> None:
    """But a hint all the same: the feed itself is asked."""
    subscribed(listener, hub)
    fetched = len(hub.fetched)

    (answer,) = hub.publish(pushed(an_item(2)), signature="")
    listener.work_off()

    assert answer.is_success
    assert listener.heard == ["Larkfield 1"]
    assert len(hub.fetched) == fetched + 1


def test_signature_of_another_subscription_is_wrong(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)
    for granted in hub.granted.values():
        granted.secret = granted.secret[::-1]

    hub.publish(pushed(an_item(2)))
    listener.work_off()

    assert listener.heard == ["Larkfield 1"]


LATIN = '<?xml version="1.0" encoding="iso-8859-1"?>' + atom(
    an_item(2).replace("Larkfield", "Lärm: Larkfield")
)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (LATIN.encode("latin-1"), ATOM),
        (LATIN.encode("latin-1"), f"{ATOM}; charset=iso-8859-1"),
        (LATIN.encode("latin-1"), "text/xml"),
        (LATIN.replace("iso-8859-1", "utf-8").encode(), "application/octet-stream"),
        (LATIN.replace("iso-8859-1", "utf-8").encode(), "text/plain"),
        (LATIN.replace("iso-8859-1", "utf-8").encode(), "text/html; charset=utf-8"),
        (rss("<item><title>Lärm: Larkfield 2</title></item>").encode(), RSS),
        (json_feed({"id": "2", "title": "Lärm: Larkfield 2"}).encode(), JSON),
        (json_feed({"id": "2", "title": "Lärm: Larkfield 2"}).encode(), "application/json"),
    ],
)
def test_push_of_any_type_arrives_byte_for_byte(
    listener: Listener, hub: HubServer, body: bytes, content_type: str
) -> None:
    """The signature would be wrong otherwise."""
    subscribed(listener, hub)

    (answer,) = hub.publish(body, content_type)
    listener.work_off()

    assert answer.is_success
    assert listener.heard == ["Larkfield 1", "Lärm: Larkfield 2"]


@pytest.mark.parametrize(
    "body", [b"", b"something is new", b"hub.mode=publish"], ids=["empty", "text", "form"]
)
def test_push_without_content_has_the_feed_asked(listener: Listener, hub: HubServer, body: bytes) -> None:
    subscribed(listener, hub)
    hub.pages["/feed"] = a_feed(an_item(2), an_item(1))

    (answer,) = hub.publish(body)
    listener.work_off()

    assert answer.is_success
    assert listener.heard == ["Larkfield 1", "Larkfield 2"]


def test_push_too_large_for_the_queue_has_the_feed_asked(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)
    hub.pages["/feed"] = a_feed(an_item(2), an_item(1))

    (answer,) = hub.publish(pushed(an_item(2)) + b" " * MOST_QUEUED)
    listener.work_off()

    assert answer.is_success
    assert listener.heard == ["Larkfield 1", "Larkfield 2"]


def test_push_that_comes_twice_is_heard_once(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)

    for _ in range(3):
        hub.publish(pushed(an_item(2)))
    listener.work_off()
    hub.publish(pushed(an_item(2)))
    listener.work_off()

    assert listener.heard == ["Larkfield 1", "Larkfield 2"]
    assert len(listener.world.mentions.commits) == 2


def test_whole_feed_that_is_pushed_tells_only_what_is_new(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)

    hub.publish(pushed(an_item(2), an_item(1)))
    listener.work_off()

    assert len(listener.world.mentions.commits) == 2


def test_deletion_that_is_pushed_withdraws_what_was_said(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)
    tombstone = (
        '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="1" '
        'when="2026-11-22T09:31:00Z"><link href="https://news.example/1"/></at:deleted-entry>'
    )

    hub.publish(pushed(tombstone))
    listener.work_off()

    assert listener.heard == [""]


@pytest.mark.parametrize("status", [SourceStatus.PAUSED, SourceStatus.GONE])
def test_hub_may_forget_us_once_the_source_is_not_wanted(
    listener: Listener, hub: HubServer, status: SourceStatus
) -> None:
    subscribed(listener, hub)
    listener.world.sources.save(replace(listener.source, status=status))

    (answer,) = hub.publish(pushed(an_item(2)))

    assert answer.status_code == 410
    assert hub.granted == {}
    assert listener.wire.bodies == []


def test_hub_may_forget_us_once_the_source_is_removed(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)
    listener.world.sources.remove(listener.source.id)

    (answer,) = hub.publish(pushed(an_item(2)))

    assert answer.status_code == 410
    assert hub.verify().status_code == 404


def test_hub_may_forget_us_once_the_feed_names_another(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)
    hub.pages["/feed"] = a_feed(an_item(1), links=LINKS.replace("/hub", "/other-hub"))
    listener.poll(2 * DAY)

    answers = hub.publish(pushed(an_item(2, now_is=2 * DAY)))

    assert sorted(answer.status_code for answer in answers) == [202, 410]
    assert [asked["path"] for asked in hub.asked] == ["/hub", "/other-hub"]


def test_hub_that_pushes_long_after_the_lease_is_told_that_it_is_over(
    listener: Listener, hub: HubServer
) -> None:
    subscribed(listener, hub)
    listener.now += LEASE + DAY

    (answer,) = hub.publish(pushed(an_item(2)), heeds_leases=False)

    assert answer.status_code == 410


def test_push_for_nobody_is_refused_without_a_word_of_why(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)
    callback, _, _ = hub.asked[0]["hub.callback"].rpartition("/")
    ((_, topic), granted), *_ = hub.granted.items()
    hub.granted = {(f"{callback}/guessed", topic): granted}

    (answer,) = hub.publish(pushed(an_item(2)))

    assert answer.status_code == 410
    assert listener.source.id not in json.dumps(answer.json())


# A hub that does not keep its promise


def test_poll_goes_on_once_a_day_and_finds_what_the_hub_missed(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)
    missed = an_item(2, ago=timedelta(hours=3), now_is=DAY)
    hub.pages["/feed"] = a_feed(missed, an_item(1))
    assert listener.source.interval == 1440

    listener.poll(DAY)

    assert listener.heard == ["Larkfield 1", "Larkfield 2"]
    assert listener.subscription.state is SubscriptionState.DEAD
    assert listener.source.interval <= 60
    assert len(hub.asked) == 1


def test_dead_hub_is_given_another_chance_after_a_week(listener: Listener, hub: HubServer) -> None:
    test_poll_goes_on_once_a_day_and_finds_what_the_hub_missed(listener, hub)

    listener.poll(6 * DAY)
    asked_in_the_meantime = len(hub.asked)
    listener.poll(DAY)

    assert asked_in_the_meantime == 1
    assert listener.subscription.state is SubscriptionState.VERIFIED


def test_hub_that_pushed_everything_stays(listener: Listener, hub: HubServer) -> None:
    subscribed(listener, hub)
    for number in range(2, 30):
        listener.now += 60 * MINUTE
        item = an_item(number, now_is=listener.now - NOW)
        hub.publish(pushed(item))
        listener.work_off()
        hub.pages["/feed"] = a_feed(item, an_item(1))

    listener.poll()

    assert listener.subscription.state is SubscriptionState.VERIFIED
    assert len(listener.world.mentions.commits) == 29


def test_what_was_published_just_now_is_not_held_against_the_hub(listener: Listener, hub: HubServer) -> None:
    """Its push is on the way."""
    subscribed(listener, hub)
    fresh = an_item(2, ago=5 * MINUTE, now_is=DAY)
    hub.pages["/feed"] = a_feed(fresh, an_item(1))

    listener.poll(DAY)
    hub.publish(pushed(fresh))
    listener.work_off()
    listener.poll(DAY)

    assert listener.subscription.state is SubscriptionState.VERIFIED
    assert len(listener.world.mentions.commits) == 2


# What nobody may learn


def test_neither_callback_nor_secret_is_stored_or_logged(
    listener: Listener, hub: HubServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    subscribed(listener, hub)
    hub.publish(pushed(an_item(2)))
    hub.publish(pushed(an_item(3)), signature="sha1=" + "0" * 40)
    listener.work_off()

    key = hub.asked[0]["hub.callback"].rpartition("/")[2]
    ours = [record for record in caplog.records if record.name.startswith("chalicelib")]
    told = "".join(f"{record.getMessage()} {vars(record)}" for record in ours) + str(listener.source)
    assert ours
    assert key not in told
    assert hub.asked[0]["hub.secret"] not in told
