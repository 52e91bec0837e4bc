"""A digest is mailed once a time, whatever runs twice, late or at once, and nothing that it says is lost."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain import subscribers
from chalicelib.domain.digests import Edition
from chalicelib.domain.history import Deed
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.people import Person
from chalicelib.domain.subscribers import Subscriber
from chalicelib.domain.timetables import Rhythm, Timetable
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import NotFound, PermanentError, TemporaryError
from chalicelib.services.send_digest import SendDigest
from tests import fakes
from tests.domain.examples import COMPETITOR, MINUTE, NOW, OWN, a_judgement, a_mention, a_source
from tests.fakes import Killed, fail_at

from .world import ANN, World

DAY = timedelta(days=1)
DUE = NOW.replace(hour=8, minute=0) + DAY
PRAISE = a_mention(
    escalates=False, id="m1", judgement=a_judgement(Verdict.GOOD), found_at=NOW + timedelta(hours=1)
)


@dataclass
class Post:
    """Ann joined now, and praise was found an hour later."""

    subscribers: fakes.FakeSubscriberStore = field(
        default_factory=lambda: fakes.FakeSubscriberStore(subscribers.joined("ann", "k", Timetable(), NOW))
    )
    people: fakes.FakePersonStore = field(default_factory=lambda: fakes.FakePersonStore(ANN))
    mentions: fakes.FakeMentionStore = field(default_factory=lambda: fakes.FakeMentionStore(PRAISE))
    mailer: fakes.FakeDigestMailer = field(default_factory=fakes.FakeDigestMailer)
    sources: fakes.FakeSourceStore = field(default_factory=lambda: fakes.FakeSourceStore(a_source(title="B")))
    signer: fakes.FakeSigner = field(default_factory=fakes.FakeSigner)

    def worker(self) -> SendDigest:
        watches = fakes.FakeWatchStore(OWN, COMPETITOR)
        stores = (self.subscribers, self.people, self.mentions, watches, self.sources)
        return SendDigest(*stores, self.signer, lambda: self.mailer, "https://api.example")

    def send(self, now: datetime = DUE) -> None:
        self.worker()("ann", now)

    @property
    def ann(self) -> Subscriber:
        found = self.subscribers.get("ann")
        assert found is not None
        return found

    @property
    def told(self) -> list[list[str]]:
        """The ids that each digest showed."""
        return [[mention.id for mention in each.digest.shown] for each in self.mailer.editions]

    @property
    def only(self) -> Edition:
        [edition] = self.mailer.editions
        return edition


@pytest.fixture
def post() -> Post:
    return Post()


def find(post: Post, **changes: object) -> None:
    mention = replace(PRAISE, **changes)  # type: ignore[arg-type]
    post.mentions.mentions[mention.id] = mention


# --- once ---


def test_digest_is_mailed_when_it_is_due(post: Post) -> None:
    post.send(DUE - MINUTE)
    assert post.told == []

    post.send()

    assert post.told == [["m1"]]
    assert post.ann.sent_at == DUE
    assert post.ann.due_at == DUE + DAY


def test_asked_twice_it_is_mailed_once(post: Post) -> None:
    post.send()
    post.send()
    post.send(DUE + MINUTE)

    assert len(post.mailer.editions) == 1


def test_of_two_workers_at_once_one_mails_it(post: Post) -> None:
    """The second has read the same, and comes between the first one's reading and its claim."""
    first, second = post.worker(), post.worker()
    save = post.subscribers.save

    def overtaken(subscriber: Subscriber) -> bool:
        post.subscribers.save = save  # type: ignore[method-assign]
        second("ann", DUE)
        return save(subscriber)

    post.subscribers.save = overtaken  # type: ignore[method-assign]
    first("ann", DUE)

    assert post.told == [["m1"]]
    assert post.ann.sent_at == DUE


def test_after_an_outage_one_digest_tells_all_that_was_missed(post: Post) -> None:
    for number in range(5):
        find(post, id=f"m{number}", found_at=NOW + number * DAY + MINUTE)
    late = DUE + 4 * DAY + MINUTE

    post.send(late)
    post.send(late + MINUTE)

    assert [set(ids) for ids in post.told] == [{"m0", "m1", "m2", "m3", "m4"}]
    assert post.ann.due_at == DUE + 5 * DAY


def test_each_thing_is_told_once(post: Post) -> None:
    post.send()
    find(post, id="m2", found_at=DUE + MINUTE)
    find(post, id="m3", found_at=DUE - MINUTE)

    post.send(DUE + DAY)
    post.send(DUE + 2 * DAY)

    assert post.told == [["m1"], ["m2", "m3"]], "what was just being found is told the next time"


def test_digest_of_nobody_we_know_is_no_digest(post: Post) -> None:
    post.worker()("zoe", DUE)

    assert post.told == []


# --- whoever dies ---


def test_worker_that_dies_while_reading_is_made_up_for(post: Post) -> None:
    fail_at(post.mentions, "page")
    with pytest.raises(Killed):
        post.send()

    assert post.subscribers.due(DUE + MINUTE) == ("ann",)
    post.send(DUE + MINUTE)

    assert post.told == [["m1"]]


@pytest.mark.parametrize("after", [False, True])
def test_worker_that_dies_while_mailing_mails_nobody_twice_and_its_words_come_with_the_next(
    post: Post, after: bool
) -> None:
    fail_at(post.mailer, "send", after=after)
    with pytest.raises(Killed):
        post.send()
    before = len(post.told)

    post.send(DUE + MINUTE)
    assert len(post.told) == before

    post.send(DUE + DAY)
    assert post.told[-1] == ["m1"]


def test_record_is_kept_though_the_reader_changes_the_hour_meanwhile(post: Post) -> None:
    send = post.mailer.send

    def meanwhile(edition: Edition) -> None:
        send(edition)
        post.subscribers.save(subscribers.changed(post.ann, Timetable(hour=17), DUE))

    post.mailer.send = meanwhile  # type: ignore[method-assign]
    post.send()

    assert post.ann.timetable == Timetable(hour=17)
    assert post.ann.sent_at == DUE
    assert post.ann.since == DUE - 10 * MINUTE


def test_reader_who_leaves_meanwhile_stays_away(post: Post) -> None:
    def meanwhile(edition: Edition) -> None:
        post.subscribers.remove("ann")

    post.mailer.send = meanwhile  # type: ignore[method-assign]
    post.send()

    assert post.subscribers.all() == ()


def test_subscriber_that_never_stands_still_is_asked_for_again(post: Post) -> None:
    mailed = post.mailer.send

    def meanwhile(edition: Edition) -> None:
        mailed(edition)
        post.subscribers.save = lambda subscriber: False  # type: ignore[method-assign]

    post.mailer.send = meanwhile  # type: ignore[method-assign]

    with pytest.raises(TemporaryError, match="changing too fast"):
        post.send()


# --- when it cannot be mailed ---


def test_what_cannot_go_now_is_tried_again_after_a_pause(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.mailer = fakes.FakeDigestMailer(TemporaryError("busy"), TemporaryError("busy", retry_after_s=7200))
    with caplog.at_level(logging.WARNING):
        post.send()
    assert "notice not delivered" in caplog.messages
    assert (post.ann.due_at, post.ann.failure) == (DUE + 30 * MINUTE, "busy")

    post.send(DUE + 30 * MINUTE)
    assert post.ann.due_at == DUE + 150 * MINUTE
    post.send(DUE + 150 * MINUTE)

    assert post.told == [["m1"]]
    assert (post.ann.due_at, post.ann.failure) == (DUE + DAY, None)


def test_what_cannot_go_at_all_comes_with_the_next(post: Post) -> None:
    post.mailer = fakes.FakeDigestMailer(PermanentError("no usable address"))

    post.send()
    post.send(DUE + 60 * MINUTE)
    assert (post.ann.due_at, post.ann.failure) == (DUE + DAY, "no usable address")
    post.send(DUE + DAY)

    assert post.told == [["m1"]]


def test_who_unsubscribes_while_a_mail_fails_is_not_mailed_again(post: Post) -> None:
    def meanwhile(edition: Edition) -> None:
        post.subscribers.save(subscribers.changed(post.ann, Timetable(Rhythm.OFF), DUE))
        raise TemporaryError("busy")

    post.mailer.send = meanwhile  # type: ignore[method-assign]
    post.send()

    assert post.ann.due_at is None
    assert post.ann.timetable.rhythm is Rhythm.OFF


# --- nothing, and nobody ---


def test_empty_digest_is_not_mailed(post: Post) -> None:
    post.mentions.mentions.clear()

    post.send()

    assert post.told == []
    assert (post.ann.due_at, post.ann.sent_at) == (DUE + DAY, None)


@pytest.mark.parametrize("people", [(), (replace(ANN, unreachable="mail bounced"),)])
def test_who_is_gone_or_unreachable_is_not_mailed(post: Post, people: tuple[Person, ...]) -> None:
    post.people = fakes.FakePersonStore(*people)

    post.send()

    assert post.told == []
    assert post.ann.due_at == DUE + DAY


def test_who_can_be_mailed_again_is_told_what_was_found_meanwhile(post: Post) -> None:
    post.people = fakes.FakePersonStore(replace(ANN, unreachable="mail bounced"))
    post.send()
    assert (post.ann.since, post.ann.failure) == (NOW, "mail bounced")

    post.people.put(ANN)
    post.send(DUE + DAY)

    assert post.told == [["m1"]]
    assert post.ann.failure is None


# --- what it holds ---


def test_complaints_of_the_last_month_are_counted(post: Post) -> None:
    waits = {"judgement": a_judgement(Verdict.BAD), "status": MentionStatus.NOTIFIED}
    find(post, id="m2", found_at=NOW - 9 * DAY, **waits)
    find(post, id="m3", found_at=NOW - 40 * DAY, **waits)

    post.send()

    assert post.only.digest.ours[0].waiting.open == 1


def test_links_are_the_readers_own_and_only_where_nobody_has_it_and_it_is_ours(post: Post) -> None:
    find(post, id="m2", status=MentionStatus.ACKNOWLEDGED, owner="ben")
    find(post, id="m3", about="brightmoor")

    post.send()

    assert set(post.only.take_urls) == {"m1"}
    link = post.signer.unseal(post.only.take_urls["m1"].removeprefix("https://api.example/a/"))
    assert (link.mention_id, link.person_id, link.deed) == ("m1", "ann", Deed.ACKNOWLEDGED)


def test_link_to_leave_names_the_key_and_not_the_person(post: Post) -> None:
    post.send()

    assert post.only.leave_url is not None
    link = post.signer.unseal_digest(post.only.leave_url.removeprefix("https://api.example/digest/"))
    assert link.key == "k"
    assert link.expires_at >= DUE + 30 * DAY


def test_sources_are_named(post: Post) -> None:
    source = post.sources.all()[0]
    [sighting] = PRAISE.sightings
    find(post, sightings=(replace(sighting, source_id=source.id),))

    post.send()

    assert post.only.sources == {source.id: "B"}


def test_no_more_is_read_than_is_bearable(post: Post) -> None:
    for number in range(2_100):
        find(post, id=f"m{number}", found_at=NOW + timedelta(hours=2) + timedelta(seconds=number))

    post.send()

    assert not post.only.digest.is_complete
    assert post.only.digest.ours[0].total == 2_000


# --- a look at it ---


def test_preview_says_what_would_be_told_now_and_changes_nothing(post: Post) -> None:
    before = dict(post.subscribers.subscribers)

    edition = post.worker().preview("ann", None, NOW + timedelta(hours=2))

    assert edition.digest.shown == (PRAISE,)
    assert edition.leave_url is None
    assert edition.take_urls == {}
    assert post.told == []
    assert post.subscribers.subscribers == before


@pytest.mark.parametrize("gets", [True, False])
def test_preview_of_who_gets_none_is_of_the_last_day(post: Post, gets: bool) -> None:
    off = subscribers.joined("ann", "k", Timetable(Rhythm.OFF), NOW)
    post.subscribers = fakes.FakeSubscriberStore(*([off] if gets else []))

    edition = post.worker().preview("ann", None, NOW + timedelta(hours=2))

    assert edition.digest.since == NOW - timedelta(hours=22)
    assert edition.digest.shown == (PRAISE,)


def test_preview_goes_back_as_far_as_one_likes(post: Post) -> None:
    find(post, id="m0", found_at=NOW - 3 * DAY)

    edition = post.worker().preview("ann", NOW - 4 * DAY, NOW + timedelta(hours=2))

    assert {mention.id for mention in edition.digest.shown} == {"m0", "m1"}


def test_preview_of_nobody_is_refused(post: Post) -> None:
    with pytest.raises(NotFound):
        post.worker().preview("zoe", None, NOW)


# --- the clock ---


def test_follow_up_asks_for_the_digests_that_are_due() -> None:
    world = World()
    world.subscribers.save(subscribers.joined("ann", "k", Timetable(), NOW))
    world.subscribers.save(subscribers.joined("ben", "l", Timetable(Rhythm.OFF), NOW))

    world.follow_up(DUE - MINUTE)
    assert world.deliveries.digests == []

    world.follow_up(DUE)
    assert world.deliveries.digests == ["ann"]
