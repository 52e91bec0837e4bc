"""What people write to us is noted, what machines write is left alone, and nothing is swallowed."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.domain.channels import Channel
from chalicelib.domain.entries import Entry
from chalicelib.domain.history import Via
from chalicelib.domain.mails import Arrival, Mail, MailKind
from chalicelib.domain.mentions import Mention
from chalicelib.domain.verdicts import Verdict
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.errors import InvalidInput, TemporaryError
from chalicelib.services.hear import Hear
from chalicelib.services.note import Note
from chalicelib.services.open_mail import OpenMail
from tests.domain.examples import MINUTE, NOW, OWN
from tests.fakes import FakeJudge, FakeMailroom, FakeMentionStore, FakeNegativesQueue, FakeWatchStore

ARRIVAL = Arrival("mails", "abc", NOW)
SAID = Entry(id="<1@mail.example>", title="My lamp", text="It broke.", author="Joan", published_at=NOW)
MAIL = Mail(SAID, "joan@mail.example", MailKind.PERSONAL)
SHOP = Watch("shop", "Our shop", WatchKind.OWN, ("Lantern Lane",))


@dataclass
class Office:
    """A mailroom with these mails in it, and what becomes of them. A mail's bytes are its key."""

    mails: dict[str, Mail] = field(default_factory=lambda: {"abc": MAIL})
    watches: tuple[Watch, ...] = (OWN,)
    mentions: FakeMentionStore = field(default_factory=FakeMentionStore)
    negatives: FakeNegativesQueue = field(default_factory=FakeNegativesQueue)

    def open(self, arrival: Arrival = ARRIVAL, later: int = 0) -> None:
        judge = FakeJudge({"broke": Verdict.BAD})
        watches = FakeWatchStore(*self.watches)
        hear = Hear(watches, self.mentions, self.negatives, judge, timedelta(hours=48))
        mailroom = FakeMailroom({key: key.encode() for key in self.mails})
        note = Note(self.mentions, hear)
        OpenMail(mailroom, lambda raw: self.mails[raw.decode()], note)(arrival, NOW + later * MINUTE)

    @property
    def mention(self) -> Mention:
        (mention,) = self.mentions.mentions.values()
        return mention


def test_complaint_by_mail_travels_the_road_of_all_others() -> None:
    office = Office()

    office.open(later=2)

    mention = office.mention
    assert (mention.channel, mention.about, mention.verdict) == (Channel.EMAIL, "larkfield", Verdict.BAD)
    assert (mention.title, mention.author) == ("My lamp", "Joan <joan@mail.example>")
    assert mention.spoken_at == NOW
    assert office.negatives.mention_ids == [mention.id]
    (line,) = office.mentions.history(mention.id)
    assert (line.by, line.via) == ("earshot", Via.MAIL)


def test_mail_that_arrives_twice_is_one_mention() -> None:
    """SQS may tell of it twice; and it may have been sent to two of our addresses."""
    office = Office({"abc": MAIL, "xyz": MAIL})

    office.open()
    office.open(later=5)
    office.open(replace(ARRIVAL, key="xyz", at=NOW + MINUTE), later=5)

    assert len(office.mentions.mentions) == 1


def test_undated_mail_that_comes_again_from_the_dead_letters_is_still_the_same() -> None:
    office = Office({"abc": replace(MAIL, entry=replace(SAID, published_at=None))})

    office.open()
    office.open(later=60 * 24 * 9)

    assert office.mention.spoken_at == NOW


def test_mails_of_one_program_that_repeats_its_message_id_are_all_heard() -> None:
    other = replace(MAIL, entry=replace(SAID, text="Mine broke, too."))
    office = Office({"abc": MAIL, "xyz": other})

    office.open()
    office.open(replace(ARRIVAL, key="xyz"))

    assert len(office.mentions.mentions) == 2


def test_mail_that_names_none_of_several_watches_is_kept_for_the_first() -> None:
    office = Office(watches=(SHOP, OWN))

    office.open()

    assert office.mention.about == "larkfield"


@pytest.mark.parametrize("kind", sorted(set(MailKind) - {MailKind.PERSONAL}))
def test_what_a_machine_wrote_is_left_alone_and_logged(
    kind: MailKind, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office({"abc": replace(MAIL, kind=kind)})

    with caplog.at_level(logging.INFO):
        office.open()

    assert office.mentions.mentions == {}
    assert [record.message for record in caplog.records] == ["mail ignored"]
    assert "broke" not in caplog.text


def test_what_is_no_mail_fails_so_that_it_ends_in_the_dead_letters() -> None:
    office = Office({"abc": Mail(Entry(), None, MailKind.PERSONAL)})

    with pytest.raises(InvalidInput, match="nothing can be read"):
        office.open()


def test_mail_that_cannot_be_opened_comes_again() -> None:
    with pytest.raises(TemporaryError):
        Office().open(replace(ARRIVAL, key="elsewhere"))


def test_arrival_from_the_future_is_one_of_now() -> None:
    office = Office({"abc": replace(MAIL, entry=replace(SAID, published_at=None))})

    office.open(replace(ARRIVAL, at=NOW + 30 * MINUTE))

    assert office.mention.spoken_at == NOW
