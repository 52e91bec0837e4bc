"""A rehearsal says who would hear when."""

from dataclasses import replace
from datetime import date, time, timedelta

from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.domain.rehearsals import Planned, rehearsed
from chalicelib.domain.rotas import Rota

from .examples import MINUTE, NOW, POLICY, a_mention

ANN, BEN, TOPIC = Destination("email", "ann"), Destination("email", "ben"), Destination("sns")


def test_everybody_is_named_with_their_time() -> None:
    assert list(rehearsed(POLICY, a_mention(), {}, NOW)) == [
        Planned(NOW, 1, 1, ANN, None),
        Planned(NOW, 1, 1, TOPIC, None),
        Planned(NOW + 30 * MINUTE, 1, 2, BEN, None),
    ]


def test_rounds_follow_each_other() -> None:
    planned = list(rehearsed(replace(POLICY, repeat=1), a_mention(), {}, NOW))

    assert [(each.round, each.step) for each in planned] == [(1, 1), (1, 1), (1, 2), (2, 1), (2, 1), (2, 2)]


def test_whoever_is_on_duty_then_is_named() -> None:
    rota = Rota("support", "Support", "UTC", ("ann", "ben"), date(2026, 11, 16), time(9))
    on_duty = Destination("email", "@support")
    policy = Policy("p", (Step(timedelta(0), (on_duty,)), Step(timedelta(days=1), (on_duty,))))

    known, unknown = (list(rehearsed(policy, a_mention(), rotas, NOW)) for rotas in ({"support": rota}, {}))

    assert [each.person_id for each in known] == ["ann", "ben"]
    assert [each.person_id for each in unknown] == [None, None]
