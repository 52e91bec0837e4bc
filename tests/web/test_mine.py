"""The page of who has a mention: each form works through a sealed link of its own, once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.history import Deed, Via
from chalicelib.domain.links import Link
from chalicelib.domain.mentions import Answer as Said
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.watches import WatchKind

from .conftest import ANN, BOB, FORM, KETTLES, NOW, Answer, Caller, World
from .test_links import heading

PLACE = "https://www.forum.example/t/17#2"


def forms_of(world: World, page: Answer) -> dict[Deed, str]:
    """The path behind each form of the page, by what its link allows."""
    tokens = re.findall(r'<form method="post" action="([^"]+)">', page.text)
    assert len(tokens) == page.text.count("<form")
    return {world.opened(token).deed: f"/a/{token}" for token in tokens}


@pytest.fixture
def mine(world: World, caller: Caller) -> Answer:
    """Ann's page, after she has taken the complaint."""
    world.add()
    return caller.press(world.link())


def test_owner_is_offered_what_can_be_done_now_each_by_a_link_of_its_own(world: World, mine: Answer) -> None:
    forms = forms_of(world, mine)

    assert list(forms) == [Deed.ANSWERED, Deed.PROMISED, Deed.ASSIGNED, Deed.RESOLVED, Deed.RELEASED]
    assert len(set(forms.values())) == len(forms)
    for deed, path in forms.items():
        assert world.opened(path) == Link("m1aa", "ann", deed, 1, NOW + timedelta(days=7))


@pytest.mark.parametrize(
    ("deed", "fields", "leads_to", "told", "note"),
    [
        (
            Deed.ANSWERED,
            {"text": "So sorry.", "url": PLACE, "note": ""},
            (MentionStatus.ANSWERED, "ann", None),
            "You have it",
            f"at {PLACE}: So sorry.",
        ),
        (
            Deed.PROMISED,
            {"days": "7", "note": "A new lid"},
            (MentionStatus.PROMISED, "ann", NOW + timedelta(days=7)),
            "You have it",
            "until 2026-03-21 09:14 UTC: A new lid",
        ),
        (
            Deed.ASSIGNED,
            {"to": "bob", "note": "Knows the lids"},
            (MentionStatus.ACKNOWLEDGED, "bob", NOW + timedelta(hours=4)),
            "Bob Ray has it",
            "to bob: Knows the lids",
        ),
        (Deed.RESOLVED, {"note": "Fine"}, (MentionStatus.RESOLVED, "ann", None), "It is resolved", "Fine"),
        (
            Deed.RELEASED,
            {"note": "Lunch"},
            (MentionStatus.NOTIFIED, None, None),
            "Somebody seems unhappy with Acme Kettles",
            "Lunch",
        ),
    ],
)
def test_form_does_its_deed_and_leads_on_to_a_fresh_link(
    world: World,
    caller: Caller,
    mine: Answer,
    deed: Deed,
    fields: dict[str, str],
    leads_to: object,
    told: str,
    note: str,
) -> None:
    path = forms_of(world, mine)[deed]

    page = caller.press(path, **fields)

    mention = world.mentions.mentions["m1aa"]
    assert (mention.status, mention.owner, mention.until) == leads_to
    (line,) = (each for each in world.mentions.history("m1aa") if each.deed is deed)
    assert (line.by, line.via, line.note) == ("ann", Via.LINK, note)
    assert (page.status, heading(page)) == (200, told)


def test_form_answers_with_a_redirect_that_nothing_keeps(world: World, caller: Caller, mine: Answer) -> None:
    """Whoever reloads what they come to does not send the form again."""
    path = forms_of(world, mine)[Deed.ANSWERED]

    answer = caller.post(path, body="text=Sorry", **FORM)

    assert (answer.status, answer.text) == (303, "")
    assert answer.headers["Cache-Control"] == "no-store"
    assert world.opened(answer.headers["Location"]).turn == world.mentions.mentions["m1aa"].turn == 2


def test_who_gives_it_back_may_take_it_again(world: World, caller: Caller, mine: Answer) -> None:
    page = caller.post(forms_of(world, mine)[Deed.RELEASED], **FORM)

    again = caller.press(f"/a/{page.headers['Location']}")

    assert heading(again) == "You have it"
    assert world.mentions.mentions["m1aa"].owner == "ann"


def test_whole_life_can_be_walked_from_page_to_page(world: World, caller: Caller, mine: Answer) -> None:
    page = mine
    for deed, fields in (
        (Deed.PROMISED, {"days": "2", "note": "Ask the workshop"}),
        (Deed.ANSWERED, {"text": "The workshop has it."}),
        (Deed.ANSWERED, {"text": "A new lid is on its way."}),
        (Deed.RESOLVED, {"note": ""}),
    ):
        world.now += timedelta(minutes=1)
        page = caller.press(forms_of(world, page)[deed], **fields)

    assert heading(page) == "It is resolved"
    mention = world.mentions.mentions["m1aa"]
    assert mention.answer == Said("A new lid is on its way.", None, "ann", NOW + timedelta(minutes=3))
    deeds = [line.deed for line in world.mentions.history("m1aa")]
    assert deeds == [Deed.ACKNOWLEDGED, Deed.PROMISED, Deed.ANSWERED, Deed.ANSWERED, Deed.RESOLVED]


@pytest.mark.parametrize(
    ("status", "told", "missing"),
    [
        (MentionStatus.ACKNOWLEDGED, "Nobody else will be asked until", None),
        (MentionStatus.ANSWERED, "You have answered it.", Deed.RELEASED),
        (MentionStatus.PROMISED, "You have promised a second word.", None),
    ],
)
def test_page_says_how_it_stands(
    world: World, caller: Caller, status: MentionStatus, told: str, missing: Deed | None
) -> None:
    until = None if status is MentionStatus.ANSWERED else NOW + timedelta(hours=1)
    world.add(status=status, owner="ann", until=until)

    page = caller.get(world.link())

    assert told in page.text
    assert len(forms_of(world, page)) == (4 if missing else 5)
    assert missing not in forms_of(world, page)


def test_page_tells_the_whole_story_so_far(world: World, caller: Caller, mine: Answer) -> None:
    world.now += timedelta(minutes=1)
    caller.press(forms_of(world, mine)[Deed.ASSIGNED], to="bob", note="Knows the lids")

    page = caller.get(world.link(BOB)).text

    assert "14 Mar 2026, 09:14 UTC: acknowledged by <bdi>ann</bdi>" in page
    assert "assigned by <bdi>ann</bdi>: <bdi>to bob: Knows the lids</bdi>" in page


def test_who_was_handed_it_goes_on_from_their_own_link(world: World, caller: Caller, mine: Answer) -> None:
    handed = caller.press(forms_of(world, mine)[Deed.ASSIGNED], to="bob")
    before = world.mentions.mentions["m1aa"]

    stale = caller.press(forms_of(world, mine)[Deed.ANSWERED], text="Me after all")
    theirs = caller.press(forms_of(world, caller.get(world.link(BOB)))[Deed.ANSWERED], text="Sorry!")

    assert "<form" not in handed.text + stale.text
    assert (stale.status, heading(stale)) == (409, "Bob Ray has it")
    assert heading(theirs) == "You have it"
    assert before.owner == world.mentions.mentions["m1aa"].owner == "bob"


def test_only_others_can_be_handed_it_and_where_there_are_none_nobody(
    world: World, caller: Caller, mine: Answer
) -> None:
    world.people.remove("bob")

    alone = caller.get(world.link())

    assert '<option value="bob">Bob Ray</option>' in mine.text
    assert '<option value="ann">' not in mine.text
    assert Deed.ASSIGNED not in forms_of(world, alone)


@pytest.mark.parametrize(
    ("deed", "body", "told"),
    [
        (Deed.ANSWERED, "", "text: is needed"),
        (Deed.ANSWERED, "text=+%0A", "text: is needed"),
        (Deed.ANSWERED, f"text={'x' * 4001}", "text: must be at most 4,000 characters"),
        (Deed.ANSWERED, "text=Sorry&url=javascript:alert(1)", "url: must be a web address"),
        (Deed.ANSWERED, "text=Sorry&until=2026-03-15T09:00:00Z", "until: is unknown"),
        (Deed.PROMISED, "", "until: is needed"),
        (Deed.PROMISED, "days=5", "days: must be one of 1, 2, 3, 7, 14, 30"),
        (Deed.PROMISED, "days=99999999999", "days: must be one of"),
        (Deed.ASSIGNED, "", "to: is needed"),
        (Deed.ASSIGNED, "to=nobody", "to: there is nobody"),
        (Deed.RESOLVED, f"note={'x' * 501}", "note: must be at most 500 characters"),
        (Deed.RESOLVED, "days=1", "until: is unknown"),
        (Deed.RESOLVED, "deed=ignored", "deed: is unknown"),
        (Deed.RESOLVED, "note=x&" * 30, "body: must be a form"),
        (Deed.RESOLVED, f"note={'x' * 70_000}", "body: must be at most 64 KB"),
        (Deed.RELEASED, b"note=\xff", "body: must be a form"),
    ],
)
def test_form_that_cannot_be_used_is_a_page_that_says_why_and_does_nothing(
    world: World, caller: Caller, mine: Answer, deed: Deed, body: str | bytes, told: str
) -> None:
    path = forms_of(world, mine)[deed]
    before = world.everything()

    answer = caller.ask("POST", path, body=body, **FORM)

    assert (answer.status, heading(answer)) == (400, "Something is missing")
    assert told in answer.text
    assert world.everything() == before


def test_competitors_customer_is_answered_from_the_page_with_what_happened_to_them(
    world: World, caller: Caller, mine: Answer
) -> None:
    world.watches.put(replace(KETTLES, kind=WatchKind.COMPETITOR))
    path = forms_of(world, mine)[Deed.ANSWERED]

    refused = caller.press(path, text="Try ours")
    taken = caller.press(path, text="Try ours", note="Their lid broke")

    assert refused.status == 400
    assert "note: is needed" in refused.text
    assert heading(taken) == "You have it"


def test_page_of_one_is_not_the_page_of_another(world: World, caller: Caller, mine: Answer) -> None:
    page = caller.get(world.link(BOB))

    assert heading(page) == "Ann Lee has it"
    assert forms_of(world, page) == {}
    assert {world.opened(path).person_id for path in forms_of(world, mine).values()} == {ANN.id}
