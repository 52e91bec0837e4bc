"""What people do about a mention, typed: done in their name, once, and never over somebody else's head."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain import canary
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import Answer, Ignored, Mention, MentionStatus, deleted
from chalicelib.domain.people import Person
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import InvalidInput
from ops.errors import CannotContinue
from tests.domain.examples import COMPETITOR, NOW, a_mention
from tests.ops.commands.conftest import World
from tests.services.world import ANN, BEN

HOUR = timedelta(hours=1)


@pytest.fixture
def world(world: World) -> World:
    world.mentions.mentions["m1"] = a_mention(False, id="m1", status=MentionStatus.NOTIFIED)
    return world


def _mention(world: World) -> Mention:
    return world.mentions.mentions["m1"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("ack", "m1"), MentionStatus.ACKNOWLEDGED, "ann has it until "),
        (("ack", "m1", "--until", "2h"), MentionStatus.ACKNOWLEDGED, "ann has it until "),
        (("snooze", "m1", "3d"), MentionStatus.ACKNOWLEDGED, "ann has it until "),
        (("assign", "m1", "ben"), MentionStatus.ACKNOWLEDGED, "ben has it until "),
        (("answer", "m1", "We are sorry"), MentionStatus.ANSWERED, "earshot resolve m1"),
        (
            ("promise", "m1", "2026-12-24 09:00"),
            MentionStatus.PROMISED,
            "ann has promised a second word by 2026-12-24 09:00",
        ),
        (("resolve", "m1"), MentionStatus.RESOLVED, "It is dealt with."),
        (("ignore", "m1", "not-ours"), MentionStatus.IGNORED, "It is left be: not ours."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_person_does_it_and_again_changes_nothing(
    world: World, words: tuple[str, ...], status: MentionStatus, said: str
) -> None:
    first = world.type(*words, "--as", "ann")
    after = _mention(world)
    again = world.type(*words, "--as", "ann")

    assert first.exit_code == 0, first.output
    assert said in first.output
    assert after.status is status
    assert (again.exit_code, _mention(world)) == (0, after)
    assert again.output == f"As before: {first.output}"


def test_history_says_who_typed_it_and_why(world: World) -> None:
    world.type("ack", "m1", "--as", "ann", "--note", "My customer")

    (line,) = world.mentions.history("m1")
    assert (line.deed, line.by, line.via, line.note) == (Deed.ACKNOWLEDGED, "ann", Via.COMMAND, "My customer")


def test_times_are_kept(world: World) -> None:
    world.type("ack", "m1", "--as", "ann", "--until", "2h")
    had = _mention(world).until
    world.type("snooze", "m1", "3d", "--as", "ann")

    assert (had, _mention(world).until) == (NOW + 2 * HOUR, NOW + 72 * HOUR)


def test_what_was_said_is_kept_with_where(world: World) -> None:
    world.type("answer", "m1", "We are sorry", "--url", "https://blog.example/1#c2", "--as", "ann")

    assert _mention(world).answer == Answer("We are sorry", "https://blog.example/1#c2", "ann", NOW)


def test_long_answer_comes_from_standard_input(world: World) -> None:
    world.type("answer", "m1", "-", "--as", "ann", typed="We're sorry.\nA new one is on its way.\n")

    answer = _mention(world).answer
    assert answer
    assert answer.text == "We're sorry.\nA new one is on its way."


def test_troll_is_left_be_and_judged_so(world: World) -> None:
    world.type("ignore", "m1", "troll", "--as", "ann")

    assert (_mention(world).ignored, _mention(world).verdict) == (Ignored.TROLL, Verdict.TROLL)


def test_assigned_person_is_told(world: World) -> None:
    world.type("assign", "m1", "ben", "--as", "ann")

    (delivery,) = world.mentions.deliveries("m1")
    assert str(delivery.destination) == "email:ben"
    assert world.deliveries.keys == [("m1", delivery.id)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ack", "m1"), "Ann had it first"),
        (("snooze", "m1", "3d"), "Ann had it first"),
    ],
)
def test_second_person_hears_who_was_first(world: World, words: tuple[str, ...], said: str) -> None:
    world.type("ack", "m1", "--as", "ann")
    before = _mention(world)

    answer = world.type(*words, "--as", "ben")

    assert isinstance(answer.exception, CannotContinue)
    assert said in answer.exception.reason
    assert "earshot show m1" in answer.exception.advice
    assert _mention(world) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [(("ack", "m1"), "Ann resolved it first"), (("release", "m1"), "What is resolved cannot be released")],
)
def test_what_is_over_is_not_undone(world: World, words: tuple[str, ...], said: str) -> None:
    world.type("resolve", "m1", "--as", "ann")

    answer = world.type(*words, "--as", "ben")

    assert answer.exit_code == 1
    assert isinstance(answer.exception, CannotContinue)
    assert said in answer.exception.reason


def test_what_its_author_took_back_is_nobodys(world: World) -> None:
    world.mentions.mentions["m1"] = deleted(_mention(world))

    answer = world.type("ack", "m1", "--as", "ann")

    assert isinstance(answer.exception, CannotContinue)
    assert "taken this back" in answer.exception.reason


def test_given_back_it_is_nobodys_and_can_be_given_back_twice(world: World) -> None:
    world.type("ack", "m1", "--as", "ann")

    first, again = (world.type("release", "m1", "--as", "ann") for _ in range(2))

    assert (first.output, again.output) == ("Nobody has it.\n", "As before: Nobody has it.\n")
    assert _mention(world).status is MentionStatus.NOTIFIED


def test_what_is_over_is_taken_up_again_and_that_can_be_typed_twice(world: World) -> None:
    world.type("resolve", "m1", "--as", "ann")
    world.now += timedelta(minutes=1)

    first, again = (world.type("reopen", "m1", "--as", "ben") for _ in range(2))

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert _mention(world).owner is None
    assert world.negatives.mention_ids == ["m1"]


def test_competitors_customer_is_answered_only_with_what_happened_to_them(world: World) -> None:
    world.mentions.mentions["m1"] = replace(_mention(world), about=COMPETITOR.id)

    answer = world.type("answer", "m1", "Try ours", "--as", "ann")

    assert isinstance(answer.exception, InvalidInput)
    assert "write down first what happened to them" in answer.exception.reason


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ack", "nobody"), "there is no mention 'nobody'; see: earshot mentions list"),
        (("snooze", "m1", "later"), "'later' is no time like 2h, 3d or '2026-12-24 09:00'"),
        (("promise", "m1"), "Missing argument 'TIME'"),
        (("ignore", "m1", "boring"), "'boring' is not one of"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(world: World, words: tuple[str, ...], said: str) -> None:
    answer = world.type(*words, "--as", "ann")

    assert answer.exit_code == 2
    assert said in " ".join(answer.output.split())
    assert world.mentions.commits == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("snooze", "m1", "2020-01-01 09:00"), "until: has passed already"),
        (("snooze", "m1", "5w"), "until: is more than 30 days away"),
        (("assign", "m1", "zoe"), "to: there is nobody 'zoe'"),
        (("answer", "m1", " "), "text: is needed"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(world: World, words: tuple[str, ...], said: str) -> None:
    answer = world.type(*words, "--as", "ann")

    assert isinstance(answer.exception, InvalidInput)
    assert said in str(answer.exception)
    assert world.mentions.commits == []


def test_who_types_is_told_by_the_environment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_PERSON", "ben")

    world.type("ack", "m1")

    assert _mention(world).owner == "ben"


def test_only_person_there_is_need_not_say_who_they_are(world: World) -> None:
    """The canary is nobody who types."""
    world.people.remove(BEN.id)
    world.people.put(canary.PERSON)

    world.type("ack", "m1")

    assert _mention(world).owner == ANN.id


@pytest.mark.parametrize(
    ("people", "options", "said"),
    [
        ((ANN, BEN), (), "export EARSHOT_PERSON=ann; there are: ann, ben"),
        ((), (), "earshot people add ID NAME EMAIL"),
        ((ANN, BEN), ("--as", "zoe"), "there is no person 'zoe'; see: earshot people list"),
    ],
)
def test_nobody_acts_unknown(
    world: World, people: tuple[Person, ...], options: tuple[str, ...], said: str
) -> None:
    world.people.people = {person.id: person for person in people}

    answer = world.type("ack", "m1", *options)

    assert answer.exit_code == 2
    assert said in " ".join(answer.output.split())
    assert world.mentions.commits == []
