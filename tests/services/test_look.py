"""Lists show what others say; what we say ourselves, to try the road, only to who asks for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain import canary
from chalicelib.domain.mentions import MentionFilter
from chalicelib.services.look import Look
from tests.domain.examples import NOW, a_mention
from tests.fakes import FakeMentionStore

OURS = a_mention(id="m2", watch_ids=(canary.NAME,), about=canary.NAME)


@pytest.mark.parametrize(
    ("watch_id", "listed"), [(None, ["m1"]), ("larkfield", ["m1"]), (canary.NAME, ["m2"])]
)
def test_canaries_are_listed_only_where_they_are_asked_for(watch_id: str | None, listed: list[str]) -> None:
    look = Look(FakeMentionStore(a_mention(id="m1"), OURS))
    wanted = MentionFilter(NOW - timedelta(days=1), NOW + timedelta(days=1), watch_id)

    page = look.page(wanted, None, 10)

    assert [mention.id for mention in page.mentions] == listed


def test_canary_is_found_by_its_id() -> None:
    assert Look(FakeMentionStore(OURS)).dossier("m2").mention == OURS
