"""A watch is saved only if it does with its examples what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.readings import nobody_knows
from chalicelib.errors import InvalidInput
from chalicelib.services.save_watch import SaveWatch
from tests.domain.examples import OWN
from tests.fakes import FakeWatchStore


def test_watch_that_keeps_its_word_is_stored() -> None:
    store, watch = (
        FakeWatchStore(),
        replace(OWN, must_match=("a Larkfield lamp",), must_not_match=("a lamp",)),
    )

    SaveWatch(store, nobody_knows)(watch)

    assert store.all() == (watch,)


def test_watch_that_breaks_its_examples_is_refused_with_all_of_them() -> None:
    store, watch = FakeWatchStore(), replace(OWN, must_match=("lamp", "desk"))

    with pytest.raises(InvalidInput, match=r"'lamp', which it must; .*'desk'"):
        SaveWatch(store, nobody_knows)(watch)

    assert store.all() == ()
