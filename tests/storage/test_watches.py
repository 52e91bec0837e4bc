"""The contract of WatchStore."""

from dataclasses import replace
from enum import StrEnum

import pytest

from chalicelib.domain.noises import Noise
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.errors import PermanentError
from chalicelib.parsing.queries import parse
from chalicelib.services.ports import WatchStore
from chalicelib.storage.watches import DynamoWatchStore, WatchItem
from tests.domain.examples import COMPETITOR, OWN, THEME


class NewerKind(StrEnum):
    ALLY = "ally"


def test_before_the_first_there_is_none(watches: WatchStore) -> None:
    assert watches.all() == ()


def test_what_was_put_comes_back_whole(watches: WatchStore) -> None:
    nameless = Watch("x", "", WatchKind.THEME, ("ÄÖ 日本", "b"), ("a", "a b"), policy_id="night")
    asked = replace(
        OWN,
        id="y",
        query=parse('acme near/5 (lamp* OR case:"Red Widget") -title:pie'),
        without=(Noise.COUPONS, Noise.JOB_ADS),
        must_match=("acme lamps",),
        must_not_match=("acme", "lamps"),
        description="A maker of lamps: those for gardens",
    )
    for watch in (OWN, COMPETITOR, THEME, nameless, asked):
        watches.put(watch)

    assert set(watches.all()) == {OWN, COMPETITOR, THEME, nameless, asked}


def test_one_is_found_by_its_id_and_nothing_where_there_is_none(watches: WatchStore) -> None:
    watches.put(OWN)

    assert watches.get(OWN.id) == OWN
    assert watches.get("unknown") is None


def test_order_is_the_same_every_time(watches: WatchStore) -> None:
    for name in ("c", "a", "d", "b"):
        watches.put(replace(OWN, id=name))

    assert [watch.id for watch in watches.all()] == ["a", "b", "c", "d"]


def test_putting_again_replaces(watches: WatchStore) -> None:
    watches.put(OWN)
    changed = replace(OWN, name="Larkfield Ltd", terms=())

    watches.put(changed)

    assert watches.all() == (changed,)


def test_what_is_removed_is_gone_and_nothing_else(watches: WatchStore) -> None:
    watches.put(OWN)
    watches.put(COMPETITOR)

    assert watches.remove(OWN.id)
    assert watches.all() == (COMPETITOR,)


@pytest.mark.parametrize("watch_id", ["nobody", "", "x" * 3000])
def test_removing_what_is_not_there_says_so(watches: WatchStore, watch_id: str) -> None:
    watches.put(OWN)

    assert not watches.remove(watch_id)
    assert watches.all() == (OWN,)


@pytest.mark.usefixtures("tables")
def test_kind_that_a_newer_version_wrote_is_named() -> None:
    """Nothing that we do not understand is read as something else."""
    WatchItem(id="x", name="X", kind=NewerKind.ALLY, names=("X",), policy_id="default").save()

    with pytest.raises(PermanentError, match="stored WatchKind 'ally' is unknown"):
        DynamoWatchStore().all()
