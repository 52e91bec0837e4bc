"""A watch is saved only if it does with its examples what they say, and there are the policies it names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.readings import nobody_knows
from chalicelib.domain.seen import Seen
from chalicelib.domain.watches import Watch
from chalicelib.errors import InvalidInput, Outdated
from chalicelib.services.save_watch import SaveWatch
from tests.domain.examples import OWN, POLICY
from tests.fakes import FakePolicyStore, FakeWatchStore

NIGHT = replace(POLICY, id="night")


def test_watch_that_keeps_its_word_is_stored() -> None:
    store, watch = (
        FakeWatchStore(),
        replace(OWN, must_match=("a Larkfield lamp",), must_not_match=("a lamp",)),
    )

    SaveWatch(store, FakePolicyStore(), nobody_knows)(watch)

    assert store.all() == (watch,)


def test_watch_that_breaks_its_examples_is_refused_with_all_of_them() -> None:
    store, watch = FakeWatchStore(), replace(OWN, must_match=("lamp", "desk"))

    with pytest.raises(InvalidInput, match=r"'lamp', which it must; .*'desk'"):
        SaveWatch(store, FakePolicyStore(), nobody_knows)(watch)

    assert store.all() == ()


def test_watch_may_go_by_policies_that_there_are_and_by_the_built_in_one() -> None:
    store, watch = FakeWatchStore(), replace(OWN, policy_id="default", praise_policy_id="night")

    SaveWatch(store, FakePolicyStore(NIGHT), nobody_knows)(watch)

    assert store.all() == (watch,)


@pytest.mark.parametrize(
    ("watch", "field"),
    [
        (replace(OWN, policy_id="nihgt"), "policy_id"),
        (replace(OWN, praise_policy_id="nihgt"), "praise_policy_id"),
    ],
)
def test_policy_that_there_is_not_is_refused_with_those_that_there_are(watch: Watch, field: str) -> None:
    store = FakeWatchStore()

    with pytest.raises(InvalidInput) as refused:
        SaveWatch(store, FakePolicyStore(NIGHT), nobody_knows)(watch)

    assert (refused.value.field, refused.value.reason) == (
        field,
        "there is no policy 'nihgt'; there are 'default', 'night'",
    )
    assert store.all() == ()


def test_watch_is_removed_as_it_was_seen_or_not_at_all() -> None:
    store = FakeWatchStore(OWN)
    save = SaveWatch(store, FakePolicyStore(), nobody_knows)

    with pytest.raises(Outdated):
        save.remove(OWN.id, Seen(replace(OWN, name="Larkfield Ltd")))
    assert store.all() == (OWN,)

    save.remove(OWN.id, Seen(OWN))
    assert store.all() == ()
