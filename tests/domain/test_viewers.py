"""Who is looking at a mention: everybody who was seen there within the last minute."""

from datetime import timedelta

from chalicelib.domain.viewers import PACE, STAYS, Viewer, is_here, is_worth_writing, others

from .examples import NOW

SECOND = timedelta(seconds=1)


def seen(person_id: str, ago: timedelta) -> Viewer:
    return Viewer("m1", person_id, NOW - ago)


def test_who_was_seen_within_the_last_minute_is_here() -> None:
    assert is_here(seen("ann", STAYS - SECOND), NOW)
    assert not is_here(seen("ann", STAYS), NOW)


def test_that_somebody_is_here_is_written_down_every_half_minute_at_most() -> None:
    assert is_worth_writing(None, NOW)
    assert is_worth_writing(seen("ann", PACE), NOW)
    assert not is_worth_writing(seen("ann", PACE - SECOND), NOW)


def test_others_are_those_who_are_here_whoever_came_last_first() -> None:
    viewers = (seen("ann", SECOND), seen("ben", 9 * SECOND), seen("cem", STAYS), seen("dot", 2 * SECOND))

    assert [each.person_id for each in others(viewers, "ann", NOW)] == ["dot", "ben"]
