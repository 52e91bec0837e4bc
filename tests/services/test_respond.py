"""People respond: the first one has it, everybody else is told who."""

import pytest

from chalicelib.domain.escalations import EscalationStatus
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import MentionFilter, MentionStatus
from chalicelib.errors import NotFound, TemporaryError
from chalicelib.services.admit import Admit
from chalicelib.services.look import Look
from tests.domain.examples import MINUTE, NOW, a_mention, an_escalation
from tests.domain.test_people import SECRET, a_token
from tests.fakes import FakeMentionStore, FakeTokenStore

from .world import World

MENTION = a_mention()


def a_world() -> World:
    world = World(mentions=FakeMentionStore(MENTION))
    world.mentions.escalations[MENTION.id] = an_escalation()
    return world


def test_acknowledgement_closes_the_escalation_and_is_written_down() -> None:
    world = a_world()

    taken = world.respond().acknowledge(MENTION.id, "ann", Via.LINK, NOW)

    assert taken.is_first
    assert taken.mention.owner == "ann"
    assert world.mentions.escalations[MENTION.id].status is EscalationStatus.CLOSED
    (line,) = world.mentions.history(MENTION.id)
    assert (line.deed, line.by, line.via, line.at) == (Deed.ACKNOWLEDGED, "ann", Via.LINK, NOW)


def test_second_person_is_told_who_was_first() -> None:
    world = a_world()
    world.respond().acknowledge(MENTION.id, "ann", Via.LINK, NOW)

    taken = world.respond().acknowledge(MENTION.id, "ben", Via.API, NOW)

    assert not taken.is_first
    assert taken.mention.owner == "ann"
    assert len(world.mentions.history(MENTION.id)) == 1


def test_resolve_after_acknowledgement_keeps_both_lines() -> None:
    world = a_world()
    world.respond().acknowledge(MENTION.id, "ann", Via.LINK, NOW)

    taken = world.respond().resolve(MENTION.id, "ben", Via.API, NOW)

    assert taken.is_first
    assert taken.mention.status is MentionStatus.RESOLVED
    assert {line.deed for line in world.mentions.history(MENTION.id)} == {Deed.ACKNOWLEDGED, Deed.RESOLVED}


def test_of_two_at_the_same_time_one_is_first() -> None:
    """Ben commits between Ann's reading and her writing; she reads again and is told."""
    world = a_world()
    ben, get = world.respond(), world.mentions.get
    raced: list[bool] = []

    def racing_get(mention_id: str) -> object:
        mention = get(mention_id)
        if not raced:
            raced.append(True)
            ben.acknowledge(mention_id, "ben", Via.API, NOW)
        return mention

    world.mentions.get = racing_get  # type: ignore[assignment,method-assign]

    taken = world.respond().acknowledge(MENTION.id, "ann", Via.LINK, NOW)

    assert not taken.is_first
    assert taken.mention.owner == "ben"


def test_response_to_nothing_is_refused() -> None:
    with pytest.raises(NotFound, match="no mention 'unknown'"):
        a_world().respond().acknowledge("unknown", "ann", Via.API, NOW)


def test_mention_that_changes_all_the_time_is_a_temporary_trouble() -> None:
    world = a_world()
    world.mentions.commit = lambda change: False  # type: ignore[method-assign]

    with pytest.raises(TemporaryError, match="try again"):
        world.respond().acknowledge(MENTION.id, "ann", Via.API, NOW)


def test_list_shows_what_was_asked_for() -> None:
    wanted = MentionFilter(since=NOW - MINUTE, until=NOW + MINUTE)

    assert Look(a_world().mentions).page(wanted, None, 10).mentions == (MENTION,)


def test_dossier_holds_everything_known() -> None:
    world = a_world()
    world.respond().acknowledge(MENTION.id, "ann", Via.LINK, NOW)

    dossier = Look(world.mentions).dossier(MENTION.id)

    assert dossier.mention.owner == "ann"
    assert dossier.escalation is not None
    assert len(dossier.history) == 1
    with pytest.raises(NotFound):
        Look(world.mentions).dossier("unknown")


@pytest.mark.parametrize(
    "text", ["", "nonsense", "esh_0123456789ab_" + "x" * 43, "esh_ffffffffffff_" + SECRET]
)
def test_nobody_is_admitted_without_the_secret(text: str) -> None:
    assert Admit(FakeTokenStore(a_token()))(text, NOW) is None


def test_holder_of_a_token_is_admitted() -> None:
    token = Admit(FakeTokenStore(a_token()))(f"esh_0123456789ab_{SECRET}", NOW)

    assert token == a_token()
