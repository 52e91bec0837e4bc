"""A watch is tried on its examples and on what was heard, before it is saved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.laboratory import TermTally, broken_examples, trial
from chalicelib.domain.mentions import Mention, MentionStatus
from chalicelib.domain.noises import Noise
from chalicelib.domain.queries import Matcher
from chalicelib.domain.readings import nobody_knows
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.parsing.queries import parse
from tests.domain.examples import OWN, a_mention

_TIRED = replace(OWN, query=parse("larkfield lamp"))


def _said(text: str, answered: bool = False) -> tuple[Mention, str]:
    status = MentionStatus.RESOLVED if answered else MentionStatus.NEW
    return replace(a_mention(), title="", text=text, status=status), "feed"


def test_example_that_breaks_is_named_with_what_broke_it() -> None:
    watch = replace(
        _TIRED, must_match=("a lamp", "Larkfield lamp"), must_not_match=("larkfield lamp", "lamp")
    )

    assert list(broken_examples(watch, nobody_knows)) == [
        "it does not match 'a lamp', which it must",
        "it matches 'larkfield lamp', which it must not, because of 'larkfield'",
    ]


def test_trial_tells_what_is_caught_and_lost_beside_the_saved_watch() -> None:
    mentions = [_said("larkfield lamp", answered=True), _said("larkfield"), _said("lamp"), _said("desk")]

    tried = trial(OWN, replace(OWN, query=parse("lamp")), mentions, nobody_knows)

    assert (tried.tried, len(tried.matched), tried.answered) == (4, 2, 1)
    assert [mention.text for mention in tried.caught] == ["lamp"]
    assert [mention.text for mention in tried.lost] == ["larkfield"]
    assert tried.terms == (TermTally("lamp", 2, 1),)


def test_new_watch_catches_all_that_it_matches() -> None:
    tried = trial(None, OWN, [_said("larkfield")], nobody_knows)

    assert tried.caught == tried.matched


def test_noisiest_term_comes_first() -> None:
    mentions = [*[_said("red widget", answered=True)] * 3, *[_said("Larkfield")] * 2]

    tried = trial(None, OWN, mentions, nobody_knows)

    assert [tally.phrase for tally in tried.terms] == ["Larkfield", "red widget"]


def test_words_that_only_the_unanswered_hold_are_suggested() -> None:
    answered = [_said(f"my Larkfield lamp broke {day}", answered=True) for day in range(3)]
    ignored = [_said("Larkfield Road 2026: lamp shops") for _ in range(3)]

    suggested = trial(None, OWN, [*answered, *ignored], nobody_knows).suggestions
    too_early = trial(None, OWN, [*answered[:2], *ignored], nobody_knows).suggestions

    assert suggested == ("road", "shops")
    assert too_early == ()


@pytest.mark.parametrize(
    ("noise", "text"),
    [
        (Noise.JOB_ADS, "We're hiring a lamp designer, full-time, at Larkfield"),
        (Noise.JOB_ADS, "Larkfield: Designer (m/w/d) in Vollzeit"),
        (Noise.COUPONS, "Larkfield promo code: 20 % off, save up to 50 dollars"),
        (Noise.SHARE_PRICES, "Shares of Larkfield traded up 3 % after analysts raised the price target"),
        (Noise.PRESS_RELEASES, "PRESS RELEASE Larkfield today announced a lamp"),
    ],
)
def test_noise_is_told_from_what_people_say(noise: Noise, text: str) -> None:
    without = Matcher([replace(OWN, without=(noise,))])

    assert Matcher([OWN]).matches(text)
    assert not without.matches(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your Larkfield coupon code does not work",
        "I applied for a job at Larkfield and never heard back",
        "Larkfield shares my data with advertisers",
        "I saw the Larkfield press release and laughed: my lamp broke",
        "Larkfield will not take the lamp back, full stop",
    ],
)
def test_complaint_is_no_noise(text: str) -> None:
    quiet = Watch("w", "W", WatchKind.OWN, ("Larkfield",), without=tuple(Noise))

    assert Matcher([quiet]).matches(text)
