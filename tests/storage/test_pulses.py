"""The contract of PulseStore."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from chalicelib.domain.storms import Pulse, beat
from chalicelib.errors import PermanentError
from chalicelib.services.ports import PulseStore
from chalicelib.storage.pulses import DynamoPulseStore, PulseItem
from tests.domain.examples import MINUTE, NOW


def a_storm(watch_id: str = "larkfield") -> Pulse:
    pulse = Pulse(watch_id, hour=int(NOW.timestamp() // 3600) - 1, counts=(0,) * 25)
    for number in range(40):
        pulse, _ = beat(pulse, f"m{number}", f"förum{number % 12}.example", NOW + number * MINUTE)
    assert pulse.storm is not None
    return replace(pulse, version=1)


def test_unknown_pulse_is_none(pulses: PulseStore) -> None:
    assert pulses.get("larkfield") is None


def test_pulse_comes_back_whole(pulses: PulseStore) -> None:
    assert pulses.save(a_storm(), NOW)

    assert pulses.get("larkfield") == a_storm()


def test_only_the_next_version_is_written(pulses: PulseStore) -> None:
    pulses.save(a_storm(), NOW)

    assert not pulses.save(a_storm(), NOW)
    assert not pulses.save(replace(a_storm(), version=3), NOW)
    assert pulses.save(replace(a_storm(), version=2), NOW)


def test_storm_is_due_to_be_looked_at_until_it_is_over(pulses: PulseStore) -> None:
    pulses.save(a_storm(), NOW)
    pulses.save(Pulse("calm"), NOW)

    assert pulses.stormy(NOW + 9 * MINUTE) == ()
    assert pulses.stormy(NOW + 10 * MINUTE) == ("larkfield",)
    pulses.save(replace(a_storm(), storm=None, version=2), NOW)
    assert pulses.stormy(NOW + timedelta(days=1)) == ()


def test_pulse_fits_into_one_unit_of_reading(tables: None) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html"""
    pulse = replace(a_storm(), counts=(999,) * 338)

    DynamoPulseStore().save(pulse, NOW)

    item = PulseItem.get("larkfield")
    assert len(item.pulse) < 4096 - 200


def test_pulse_of_another_version_is_refused(tables: None) -> None:
    PulseItem(id="larkfield", pulse=msgspec.msgpack.encode({"hour": "noon"}), version=1).save()

    with pytest.raises(PermanentError, match="another shape"):
        DynamoPulseStore().get("larkfield")
