"""What goes into a digest: the praise, indifferent and unsure of ours, and others apart; never a troll."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import canary
from chalicelib.domain.digests import Digest, Waiting, digest_of
from chalicelib.domain.mentions import Mention, MentionStatus, Sighting
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict
from chalicelib.domain.watches import Watch, WatchKind

from .examples import MINUTE, NOW, WATCHES, a_judgement, a_mention

DAY = timedelta(days=1)


def said(verdict: Verdict = Verdict.GOOD, about: str = "larkfield", **changes: Any) -> Mention:
    """Something judged so. Each has an id of its own."""
    number = next(_NUMBERS)
    given = {"id": f"m{number:04}", "found_at": NOW - number * MINUTE, "judgement": a_judgement(verdict)}
    return a_mention(escalates=False, about=about, **{**given, **changes})


_NUMBERS = iter(range(10_000))


def a_digest(*found: Mention, reached: tuple[Mention, ...] = (), watches: Iterable[Watch] = ()) -> Digest:
    known = {**WATCHES, **{watch.id: watch for watch in watches}}
    return digest_of(found, reached, known, NOW - DAY, NOW)


def watches_of_ours(count: int) -> list[Watch]:
    return [Watch(f"w{n:02}", f"W{n}", WatchKind.OWN, (f"W{n}",)) for n in range(count)]


def piles(digest: Digest) -> dict[str, dict[str, int]]:
    return {
        chapter.watch.id: {str(pile.verdict): pile.total for pile in chapter.piles}
        for chapter in digest.chapters
    }


def test_of_our_own_it_tells_the_good_the_indifferent_and_the_unsure() -> None:
    digest = a_digest(*map(said, Verdict))

    assert piles(digest) == {"larkfield": {"good": 1, "indifferent": 1, "unsure": 1}}
    assert digest.others == ()
    assert [each.verdict for each in digest.shown] == ["good", "indifferent", "unsure"]


def test_others_stand_apart_with_what_makes_their_customers_unhappy() -> None:
    digest = a_digest(
        *(said(verdict, "brightmoor") for verdict in Verdict), said(Verdict.INDIFFERENT, "lighting"), said()
    )

    assert [chapter.watch.id for chapter in digest.ours] == ["larkfield"]
    assert [chapter.watch.id for chapter in digest.others] == ["brightmoor", "lighting"]
    assert piles(digest)["brightmoor"] == {"good": 1, "bad": 1, "indifferent": 1}
    assert digest.others[0].waiting == Waiting(), "a competitor's customers do not wait for us"


def test_ruling_of_a_person_decides() -> None:
    praised = said(Verdict.UNSURE, ruling=Ruling(Verdict.GOOD, "ann", NOW))
    trolled = said(Verdict.GOOD, ruling=Ruling(Verdict.TROLL, "ann", NOW))

    assert piles(a_digest(praised, trolled)) == {"larkfield": {"good": 1}}


@pytest.mark.parametrize("status", [MentionStatus.IGNORED, MentionStatus.DELETED])
def test_what_was_left_be_or_taken_back_is_passed_over(status: MentionStatus) -> None:
    assert a_digest(said(status=status)).is_empty


def test_our_own_test_and_what_is_listened_for_no_longer_are_passed_over() -> None:
    digest = a_digest(said(about=canary.NAME), said(about="gone"), watches=[canary.WATCH])

    assert digest.is_empty
    assert digest.chapters == ()


def test_complaints_that_wait_are_counted_once_by_who_has_them() -> None:
    new = said(Verdict.BAD)
    older = [said(Verdict.BAD, status=status, found_at=NOW - 9 * DAY) for status in MentionStatus]

    digest = a_digest(said(), new, reached=(new, *older))

    assert digest.ours[0].waiting == Waiting(open=3, had=1, promised=1)


def test_with_nothing_new_it_is_empty_though_complaints_wait() -> None:
    digest = a_digest(said(Verdict.BAD))

    assert digest.is_empty
    assert digest.ours[0].waiting == Waiting(open=1)


def test_watch_with_nothing_but_complaints_stands_beside_the_others() -> None:
    works = Watch("works", "Works", WatchKind.OWN, ("Works",))

    digest = a_digest(said(), said(Verdict.BAD, "works"), watches=[works])

    assert [(each.watch.id, each.total) for each in digest.ours] == [("larkfield", 1), ("works", 0)]


def test_most_seen_and_then_the_newest_stand_first() -> None:
    quiet, older, copied = said(), said(), said()
    sightings = copied.sightings * 3
    copied = replace(copied, sightings=(*sightings, Sighting("paper", None, NOW, "copy")))

    digest = a_digest(older, copied, quiet)

    assert digest.shown == (copied, quiet, older)


def test_ten_of_a_kind_are_shown_and_all_are_counted() -> None:
    digest = a_digest(*(said() for _ in range(130)))

    assert len(digest.shown) == 10
    assert piles(digest) == {"larkfield": {"good": 130}}


def test_however_much_was_said_about_however_much_it_is_never_long() -> None:
    many = watches_of_ours(30)
    verdicts = (Verdict.GOOD, Verdict.INDIFFERENT, Verdict.UNSURE)
    found = [said(verdict, watch.id) for watch in many for verdict in verdicts for _ in range(5)]

    digest = a_digest(*found, said(Verdict.GOOD, "brightmoor"), watches=many)

    assert len(digest.chapters) == 12
    assert len(digest.shown) == 36
    assert digest.left_out == 18 * 15 + 1
    assert not digest.is_empty


def test_what_is_left_out_alone_is_told_of_too() -> None:
    """A dozen watches of our own have nothing but complaints, and others were spoken of."""
    many = watches_of_ours(12)

    digest = a_digest(
        *(said(Verdict.BAD, watch.id) for watch in many), said(about="brightmoor"), watches=many
    )

    assert digest.left_out == 1
    assert not digest.is_empty


def test_quiet_time_has_an_empty_digest() -> None:
    digest = a_digest()

    assert digest.is_empty
    assert digest.chapters == ()
