"""Buttons in Slack: only Slack presses them, for somebody we know, and everybody sees who has it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib import wiring
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import MentionStatus
from chalicelib.errors import TemporaryError
from chalicelib.notifiers.slack import message
from tests.fakes import FakeKeyRing
from tests.notifiers.examples import a_notice

from .conftest import ANN, BOB, COMPLAINT, NOW, Answer, Caller, World
from .conftest import BOBS as BOBS_TOKEN
from .test_actions import do

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
OTHERS = "another-secret-of-another-app"
ANNS, BOBS, STRANGER = "U0000ANN", "U0000BOB", "U0STRANGER"
BLOCKS = [
    {"type": "header", "text": {"type": "plain_text", "text": "Acme: bad"}},
    {"type": "actions", "elements": []},
]


@dataclass
class Slack:
    """Slack's side: it signs what it sends, and takes answers."""

    caller: Caller
    keys: FakeKeyRing
    replies: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    failure: Exception | None = None

    def reply(self, url: str, reply: Mapping[str, Any]) -> None:
        if self.failure:
            raise self.failure
        self.replies.append((url, reply))

    def press(self, user: str = ANNS, action: str = "have_it", value: str = "m1aa.0") -> Answer:
        return self.send(pressing(user, action, value))

    def send(self, payload: object, secret: str = SECRET, age_s: int = 0) -> Answer:
        body = urlencode({"payload": json.dumps(payload)})
        return self.sends(body, signature(body, secret, age_s), age_s)

    def sends(self, body: str, signed: str, age_s: int = 0) -> Answer:
        return self.caller.ask(
            "POST",
            "/slack/actions",
            body=body,
            Content_Type="application/x-www-form-urlencoded",
            X_Slack_Request_Timestamp=str(int(NOW.timestamp()) - age_s),
            X_Slack_Signature=signed,
        )


def signature(body: str, secret: str = SECRET, age_s: int = 0) -> str:
    signed = f"v0:{int(NOW.timestamp()) - age_s}:{body}"
    return "v0=" + hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()


def pressing(user: str, action: str, value: str) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": user, "username": "x", "team_id": "T0"},
        "actions": [{"action_id": action, "type": "button", "value": value}],
        "response_url": "https://hooks.slack.com/actions/T0/1/x",
        "message": {"text": "Acme: bad", "blocks": BLOCKS},
    }


@pytest.fixture
def slack(world: World, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> Slack:
    people = json.dumps({ANNS: "ann", BOBS: "bob", "U0000OLD": "left"})
    keys = FakeKeyRing(
        **{
            "slack:other": {"token": "t", "channel": "C", "signing_secret": OTHERS},
            "slack:support": {"token": "t", "channel": "C", "signing_secret": SECRET, "people": people},
            "slack:hook": {"url": "https://hooks.slack.com/x"},
            "webhook:crm": {"signing_secret": "no-secret-of-slack"},
        }
    )
    slack = Slack(caller, keys)
    monkeypatch.setattr(wiring, "keys", lambda: keys)
    monkeypatch.setattr(wiring, "reply_in_slack", lambda: slack.reply)
    world.add()
    return slack


def shown(reply: Mapping[str, Any]) -> str:
    """What the message says at its end."""
    return str(reply["blocks"][-1]["elements"][0]["text"])


def test_who_presses_has_it(slack: Slack, world: World) -> None:
    answer = slack.press(ANNS)

    assert (answer.status, answer.text) == (200, "")
    assert world.mentions.mentions["m1aa"].owner == "ann"
    (line,) = world.mentions.history("m1aa")
    assert (line.deed, line.by, line.via) == (Deed.ACKNOWLEDGED, "ann", Via.SLACK)


def test_message_loses_its_buttons_and_says_who_has_it(slack: Slack) -> None:
    slack.press(ANNS)

    ((url, reply),) = slack.replies
    assert url == "https://hooks.slack.com/actions/T0/1/x"
    assert reply["replace_original"] is True
    assert [block["type"] for block in reply["blocks"]] == ["header", "context"]
    assert shown(reply) == "Ann Lee has it, 14 Mar 2026, 09:14 UTC"


def test_not_ours_ends_it(slack: Slack, world: World) -> None:
    slack.press(ANNS, "not_ours")

    assert world.mentions.mentions["m1aa"].status is MentionStatus.IGNORED
    ((_, reply),) = slack.replies
    assert shown(reply) == "Ann Lee ignored it, 14 Mar 2026, 09:14 UTC"
    assert reply["text"] == "Somebody ignored it.", "what is read where no blocks are shown"


def test_buttons_that_a_notice_has_do_what_they_say(slack: Slack, world: World) -> None:
    """As they leave the notifier."""
    buttons = message(replace(a_notice(), mention=COMPLAINT), has_buttons=True)["blocks"][-1]["elements"]
    pressed = {button["text"]["text"]: (button["action_id"], button["value"]) for button in buttons}

    slack.press(ANNS, *pressed["I have it"])
    held = world.mentions.mentions["m1aa"]
    world.add()
    slack.press(ANNS, *pressed["Not ours"])

    assert (held.status, held.owner) == (MentionStatus.ACKNOWLEDGED, "ann")
    assert world.mentions.mentions["m1aa"].status is MentionStatus.IGNORED


@pytest.mark.parametrize("value", ["m1aa.0", "m1aa"], ids=["with its turn", "as buttons were before"])
@pytest.mark.parametrize("verb", ["acknowledge", "promise"])
def test_not_ours_comes_too_late_once_somebody_has_it(
    slack: Slack, world: World, caller: Caller, verb: str, value: str
) -> None:
    do(caller, verb, BOBS_TOKEN)
    before = world.mentions.mentions["m1aa"]

    slack.press(ANNS, "not_ours", value)

    assert world.mentions.mentions["m1aa"] == before
    assert before.owner == "bob"
    assert shown(slack.replies[0][1]).startswith(BOB.name)


@pytest.mark.parametrize("action", ["have_it", "not_ours"])
def test_what_has_gone_from_hand_to_hand_is_answered_by_its_newest_message(
    slack: Slack, world: World, action: str
) -> None:
    before = world.add(turn=2, status=MentionStatus.NOTIFIED)

    slack.press(ANNS, action, "m1aa.1")

    assert world.mentions.mentions["m1aa"] == before
    ((_, reply),) = slack.replies
    assert reply["response_type"] == "ephemeral"
    assert "newest message" in reply["text"]


def test_button_of_before_turns_works_while_nobody_has_it(slack: Slack, world: World) -> None:
    world.add(turn=2, status=MentionStatus.NOTIFIED)

    slack.press(ANNS, value="m1aa")

    assert world.mentions.mentions["m1aa"].owner == "ann"


def test_pressing_again_changes_nothing(slack: Slack, world: World) -> None:
    slack.press(ANNS)
    slack.press(ANNS)

    assert len(world.mentions.history("m1aa")) == 1
    assert shown(slack.replies[1][1]) == shown(slack.replies[0][1])


def test_who_comes_second_is_told_who_was_first(slack: Slack, world: World) -> None:
    slack.press(BOBS)
    slack.press(ANNS)

    assert world.mentions.mentions["m1aa"].owner == "bob"
    assert shown(slack.replies[1][1]) == f"{BOB.name} has it, 14 Mar 2026, 09:14 UTC"


@pytest.mark.parametrize("user", [STRANGER, "U0000OLD"])
def test_who_is_not_known_is_told_what_to_do_and_nobody_else_is(
    slack: Slack, world: World, user: str
) -> None:
    answer = slack.press(user)

    assert answer.status == 200
    assert world.mentions.history("m1aa") == ()
    ((_, reply),) = slack.replies
    assert (reply["response_type"], reply["replace_original"]) == ("ephemeral", False)
    assert user in reply["text"]
    assert "earshot keys set" in reply["text"]


def test_what_was_taken_back_is_dropped_from_the_channel(slack: Slack, world: World) -> None:
    world.add(status=MentionStatus.DELETED)

    slack.press(ANNS)

    ((_, reply),) = slack.replies
    assert reply == {
        "replace_original": True,
        "text": "Its author has taken back what stood here. There is nothing left to answer.",
    }


def test_what_is_no_longer_kept_is_said_to_whoever_pressed(slack: Slack) -> None:
    slack.press(ANNS, value="m9zz.0")

    ((_, reply),) = slack.replies
    assert reply["response_type"] == "ephemeral"
    assert "no longer kept" in reply["text"]


def test_answer_that_does_not_arrive_undoes_nothing(
    slack: Slack, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    slack.failure = TemporaryError("slack took longer")

    assert slack.press(ANNS).status == 200
    assert world.mentions.mentions["m1aa"].owner == "ann"
    assert "no answer in slack" in caplog.text


def test_what_could_not_be_written_is_to_be_pressed_again(
    slack: Slack, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.mentions, "commit", lambda change: False)

    assert slack.press(ANNS).status == 503
    assert slack.replies == []


@pytest.mark.parametrize(
    ("signed", "age_s"),
    [
        ("", 0),
        ("v0=", 0),
        ("v0=" + "0" * 64, 0),
        ("é", 0),
        (signature("payload=%7B%7D", "wrong"), 0),
        (signature("payload=%7B%7D", "no-secret-of-slack"), 0),
        (signature("payload=%7B%7D").removeprefix("v0="), 0),
        (signature("payload=%7B%7D").upper(), 0),
        (signature("payload=%7B%7D", SECRET, 301), 301),
        (signature("payload=%7B%7D", SECRET, -301), -301),
        (signature("payload=%7B%7D", SECRET, 10), 0),
        (signature("payload=%7B%22a%22%3A1%7D"), 0),
    ],
)
def test_what_slack_did_not_sign_just_now_is_refused(slack: Slack, signed: str, age_s: int) -> None:
    answer = slack.sends("payload=%7B%7D", signed, age_s)

    assert answer.status == 401
    assert "signing_secret" in answer.json["detail"]
    assert slack.replies == []


@pytest.mark.parametrize("at", ["", "now", "-1", "1e9", "9" * 50, "٣"])
def test_time_that_is_none_is_refused(slack: Slack, caller: Caller, at: str) -> None:
    answer = caller.ask(
        "POST",
        "/slack/actions",
        body="payload=1",
        Content_Type="application/x-www-form-urlencoded",
        X_Slack_Request_Timestamp=at,
        X_Slack_Signature="v0=" + "0" * 64,
    )

    assert answer.status == 401


def test_example_that_slack_publishes_is_taken_for_slacks(slack: Slack, world: World) -> None:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack; but it is no press of a button."""
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    published = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    world.now = datetime.fromtimestamp(1531420618, UTC)
    age_s = int((NOW - world.now).total_seconds())

    assert slack.sends(body, published, age_s).status == 400
    assert slack.sends(body + "x", published, age_s).status == 401


def test_each_app_knows_its_own_people(slack: Slack, world: World) -> None:
    """Signed by the other channel's app, for which nobody is named."""
    slack.send(pressing(ANNS, "have_it", "m1aa"), OTHERS)

    assert world.mentions.history("m1aa") == ()
    assert slack.replies[0][1]["response_type"] == "ephemeral"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "view_submission"},
        pressing(ANNS, "open_link", "m1aa"),
        pressing(ANNS, "have_it", "m" * 65),
        pressing(ANNS, "have_it", "m1aa.x"),
        pressing(ANNS, "have_it", ""),
        {**pressing(ANNS, "have_it", "m1aa"), "actions": []},
        {**pressing(ANNS, "have_it", "m1aa"), "actions": [{"action_id": "have_it"}]},
        {**pressing(ANNS, "have_it", "m1aa"), "user": None},
        {**pressing(ANNS, "have_it", "m1aa"), "response_url": 7},
        [1],
        None,
    ],
)
def test_what_is_no_press_of_ours_is_taken_and_changes_nothing(
    slack: Slack, world: World, payload: object
) -> None:
    assert slack.send(payload).status == 200
    assert world.mentions.history("m1aa") == ()
    assert slack.replies == []


@pytest.mark.parametrize(
    "body", ["", "payload=", "payload=%7B", "x=1", "payload=" + "%5B" * 50_000, "&" * 30]
)
def test_body_that_says_nothing_is_refused_in_words(slack: Slack, body: str) -> None:
    answer = slack.sends(body, signature(body))

    assert answer.status == 400
    assert "payload" in answer.json["detail"]


def test_message_without_blocks_gets_an_answer_all_the_same(slack: Slack) -> None:
    slack.send({**pressing(ANNS, "have_it", "m1aa"), "message": {"blocks": "x"}})

    assert shown(slack.replies[0][1]).startswith("Ann Lee has it")


def test_names_are_shown_as_they_are(slack: Slack, world: World) -> None:
    world.people.put(replace(ANN, name="<!channel> *Ann*"))

    slack.press(ANNS)

    (element,) = slack.replies[0][1]["blocks"][-1]["elements"]
    assert element == {
        "type": "plain_text",
        "text": "<!channel> *Ann* has it, 14 Mar 2026, 09:14 UTC",
        "emoji": False,
    }
