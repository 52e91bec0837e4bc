"""What is said to us directly is known again, dated, and about something of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.channels import Channel, channel_of
from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.identities import mention_id
from chalicelib.domain.mentions import Sighting
from chalicelib.domain.rechecks import is_looked_at
from chalicelib.domain.remarks import Remark, faults, key_faults, meant
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.errors import InvalidInput

from .examples import COMPETITOR, MINUTE, NOW, OWN, THEME, a_mention

REMARK = Remark(Channel.PHONE, "My lamp broke.", title="Lamp", author="Joan", said_at=NOW - 10 * MINUTE)
SHOP = Watch("shop", "Our shop", WatchKind.OWN, ("Lantern Lane",))


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_is_known_by_its_source_id_and_has_words(channel: Channel) -> None:
    assert channel_of(channel.source_id) is channel
    assert channel.words
    assert channel.source_id not in channel.words


@pytest.mark.parametrize("source_id", ["blog", "hosted", "hosted:", "hosted:smoke", "phone"])
def test_other_sources_are_no_channel(source_id: str) -> None:
    assert channel_of(source_id) is None


def test_mention_says_by_which_channel_it_came() -> None:
    told = a_mention(sightings=(Sighting("hosted:phone", None, NOW),))

    assert told.channel is Channel.PHONE
    assert a_mention().channel is None


def test_remark_is_the_same_whichever_channel_has_its_id() -> None:
    """A key must not be good for two remarks because one came by phone and one by letter."""
    entry = REMARK.entry(NOW, "ann\nkey-1")

    assert mention_id(entry, "hosted:phone") == mention_id(entry, "hosted:letter")
    assert mention_id(entry, "hosted:phone") != mention_id(entry, "blog")


def test_address_of_a_ticket_is_not_asked_whether_the_remark_still_stands() -> None:
    ticket = a_mention(url="https://help.example/7", sightings=(Sighting("hosted:phone", None, NOW),))

    assert not is_looked_at(ticket, NOW)
    assert is_looked_at(replace(ticket, sightings=a_mention().sightings), NOW)


def test_history_quotes_what_was_noted() -> None:
    assert HistoryLine("m1", NOW, Deed.NOTED, "ann", Via.API, REMARK.record).quotes


def test_record_holds_all_that_was_given_and_nothing_else() -> None:
    everything = replace(REMARK, watch_id="larkfield", url="https://help.example/7")

    assert everything.record == (
        "by phone; author: Joan; said at: 2026-11-22T09:20:00+00:00; about: larkfield; "
        "see: https://help.example/7; title: Lamp; text: My lamp broke."
    )
    assert Remark(Channel.COUNTER, "Broken.").record == "at the counter; text: Broken."


@pytest.mark.parametrize(
    "other",
    [
        replace(REMARK, channel=Channel.CHAT),
        replace(REMARK, text="My lamp broke again."),
        replace(REMARK, title=""),
        replace(REMARK, author="John"),
        replace(REMARK, said_at=NOW),
        replace(REMARK, watch_id="larkfield"),
    ],
)
def test_whatever_differs_makes_another_remark(other: Remark) -> None:
    assert other.entry(NOW).id != REMARK.entry(NOW).id
    assert REMARK.entry(NOW + timedelta(days=9)).id == REMARK.entry(NOW).id


def test_without_a_time_the_same_words_are_the_same_remark_on_the_same_day() -> None:
    undated = replace(REMARK, said_at=None)

    assert undated.entry(NOW).id == undated.entry(NOW + timedelta(hours=3)).id
    assert undated.entry(NOW).id != undated.entry(NOW + timedelta(days=1)).id


def test_key_alone_says_which_remark_it_is() -> None:
    assert REMARK.entry(NOW, "k").id == replace(REMARK, text="Other").entry(NOW + MINUTE, "k").id
    assert REMARK.entry(NOW, "k").id != REMARK.entry(NOW, "l").id


def test_clock_runs_from_when_it_was_said_or_else_from_now() -> None:
    assert REMARK.entry(NOW).published_at == NOW - 10 * MINUTE
    assert replace(REMARK, said_at=None).entry(NOW).published_at == NOW


def test_good_remark_has_no_faults() -> None:
    assert not list(faults(REMARK, NOW))
    assert not list(faults(replace(REMARK, said_at=NOW + MINUTE, author=None), NOW)), "clocks differ a little"


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        (replace(REMARK, text=" \n"), "text", "must not be empty"),
        (replace(REMARK, text="x" * 5_001), "text", "at most 5,000 characters, not 5,001"),
        (replace(REMARK, text="half \ud83d"), "text", "write it anew"),
        (replace(REMARK, title="x" * 201), "title", "at most 200"),
        (replace(REMARK, author="x" * 101), "author", "at most 100"),
        (replace(REMARK, url="javascript:alert(1)"), "url", "http or https"),
        (replace(REMARK, url="https://help.example/\ud83d"), "url", "http or https"),
        (replace(REMARK, url="https://help.example/7\ntext: forged"), "url", "http or https"),
        (replace(REMARK, said_at=NOW + 6 * MINUTE), "said_at", "leave it out for just now"),
        (replace(REMARK, said_at=NOW.replace(year=1066)), "said_at", "check its year"),
    ],
)
def test_fault_is_told_by_the_name_of_its_field(wrong: Remark, field: str, reason: str) -> None:
    [fault] = faults(wrong, NOW)

    assert fault.field == field
    assert reason in fault.reason


@pytest.mark.parametrize("key", ["", "x" * 201, "näme", "a\nb", "a\x00"])
def test_key_is_short_and_plain(key: str) -> None:
    assert [fault.field for fault in key_faults(key)] == ["Idempotency-Key"]
    assert not list(key_faults("8e03978e-40d5-43e8-bc93-6894a57f9324"))


def test_watch_that_was_given_is_meant_whatever_the_words_say() -> None:
    told = replace(REMARK, text="My Larkfield lamp broke.", watch_id="brightmoor")

    assert meant(told, (OWN, COMPETITOR), can_ask=True) == "brightmoor"


def test_watch_that_is_named_is_left_to_the_words() -> None:
    assert meant(replace(REMARK, text="My Larkfield lamp"), (OWN, SHOP), can_ask=True) is None
    assert meant(replace(REMARK, title="Lantern Lane"), (OWN, SHOP), can_ask=True) is None


@pytest.mark.parametrize("text", ["It broke.", "I go to Brightmoor.", "Garden lighting!"])
def test_what_is_said_to_us_is_about_our_only_own_watch(text: str) -> None:
    """Said to us, a complaint that names a competitor only is still one about us."""
    assert meant(replace(REMARK, text=text), (COMPETITOR, THEME, OWN), can_ask=True) == "larkfield"


@pytest.mark.parametrize(
    ("watches", "told"),
    [
        ((SHOP, OWN, COMPETITOR), "there are 'brightmoor', 'larkfield', 'shop'"),
        ((COMPETITOR,), "there are 'brightmoor'"),
        ((), "there are none yet"),
    ],
)
def test_where_nobody_can_tell_the_watches_are_listed(watches: tuple[Watch, ...], told: str) -> None:
    with pytest.raises(InvalidInput, match="which one is meant") as raised:
        meant(REMARK, watches, can_ask=True)

    assert raised.value.field == "watch"
    assert told in raised.value.reason


def test_watch_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidInput, match="there is no 'lark'; there are 'larkfield'"):
        meant(replace(REMARK, watch_id="lark"), (OWN,), can_ask=True)


@pytest.mark.parametrize(
    ("watches", "first"), [((SHOP, COMPETITOR, OWN), "larkfield"), ((THEME, COMPETITOR), "brightmoor")]
)
def test_who_cannot_be_asked_is_heard_for_the_first_watch_of_ours(
    watches: tuple[Watch, ...], first: str
) -> None:
    assert meant(REMARK, watches, can_ask=False) == first


def test_without_any_watch_a_mail_is_not_swallowed_either() -> None:
    with pytest.raises(InvalidInput):
        meant(REMARK, (), can_ask=False)
