"""The whole road, on real parts, driven from outside: what is said on the town square arrives as a mail."""

from __future__ import annotations

import json
import re
import subprocess
import time
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.history import Deed
from chalicelib.domain.links import LIFETIME, Link
from chalicelib.notifiers.wording import URGENT
from chalicelib.signing import SealedLinks
from ops import mailbox
from ops.bundle import Bundle
from ops.home import Home
from ops.local import Local
from ops.mailbox import Mail
from tests.road import (
    CLOUD_VENV,
    EARSHOT,
    System,
    ask,
    earshot,
    environment_of,
    heard_at,
    on_the_road,
    tell,
    wait_for,
)
from tests.sources.kinds.scenes import bluesky_search, google_play
from tests.sources.kinds.services import SECRET, Scene, Service, served
from tests.websub import HubServer, Said, listening

UNANSWERED = "My Larkfield Lantern is broken and nobody at support answers the phone."
OTHER_WORD = "The fence around the larkfields broke, and nobody at the council ever answers."
OF_COMPETITOR = "My Brightmoor Glow leaks rust all over the wall. Awful, never again."

pytestmark = on_the_road


@pytest.fixture(scope="module")
def topic(system: System) -> Callable[[str], Any]:
    """Listens at the SNS topic; answers with the message that holds these words, once it has come."""
    return heard_at(system, system.status["topic_arn"], "listener")


def test_status_says_where_everything_is(system: System) -> None:
    assert {"api", "token", "mail_dir", "mail_page", "town_square"} <= set(system.status)
    assert ask(system.api + "/").json["name"] == "Earshot"
    assert ask(system.status["mail_page"]).status == 200
    assert ask(system.status["town_square"]).status == 200


def test_complaints_arrive_soon_after_the_start(system: System) -> None:
    """Within a minute of "ready" a person sees negative mentions arrive."""
    mail = wait_for("mail", lambda: next(iter(mailbox.mails(system.local.home.mail)), None), 60)

    assert mail.to == ("ann@larkfield.example",)
    assert "Larkfield" in mail.subject


def test_complaint_travels_the_whole_road(system: System, topic: Callable[[str], Any]) -> None:
    """Schedule, fetch, store, queue, mail and topic; GET changes nothing, POST acknowledges, all agree."""
    words = f"The Larkfield Lantern broke and support never answered, order {time.time_ns()}."
    system.say("A fence", OTHER_WORD)
    system.say("Rusty", OF_COMPETITOR)
    url = system.say("Left in the dark", words)
    system.say("Nobody there", UNANSWERED)

    mail = wait_for("mail", lambda: system.mail_about(words))
    notice = wait_for("message on the topic", lambda: topic("Left in the dark"))
    link = _acknowledge_link(system, mail)
    mention = system.mention_titled("Left in the dark")
    dossier = system.mention(mention["id"])

    assert url in mail.text
    assert "Joan" in mail.text
    assert link not in notice["Message"], "a topic goes to nobody in particular"
    assert mention["status"] == "notified"
    assert [line["deed"] for line in dossier["history"]] == ["found", "escalated", "notified", "notified"]
    assert {each["status"] for each in dossier["deliveries"]} == {"sent"}

    for _ in range(3):
        page = ask(link)
        assert page.status == 200
        assert page.body.count("<button") == 1
    assert system.mention(mention["id"]) == dossier, "GET changed something"

    pressed = ask(link, "POST")
    assert pressed.status == 200
    after = system.mention(mention["id"])
    assert after["status"] == "acknowledged"
    assert [line["deed"] for line in after["history"]][-1] == "acknowledged"
    assert after["escalation"]["status"] == "held"

    ask(link, "POST")
    assert system.mention(mention["id"]) == after, "the second press changed something"
    _second_person_sees_who_was_first(system, mention["id"])
    _api_resolves_what_is_answered(system, mention["id"])


def test_unacknowledged_complaint_goes_on_to_the_next_person(system: System) -> None:
    mail = wait_for("mail to Ben", lambda: system.mail_about(UNANSWERED, to="ben@larkfield.example"))
    dossier = system.mention(system.mention_titled("Nobody there")["id"])

    assert "Step 2 of 2" in mail.text
    assert [line["deed"] for line in dossier["history"]][2:] == ["notified"] * 3
    assert dossier["escalation"]["status"] == "exhausted"


def test_acknowledged_complaint_reached_nobody_else(system: System) -> None:
    told = [mail for mail in mailbox.mails(system.local.home.mail) if "Left in the dark" in mail.text]

    assert [mail.to for mail in told] == [("ann@larkfield.example",)]


def _acknowledge_link(system: System, mail: Mail) -> str:
    found = re.search(re.escape(system.api) + r"/a/\S+", mail.text)
    assert found, mail.text
    return found[0]


def _second_person_sees_who_was_first(system: System, mention_id: str) -> None:
    secret = system.client("secretsmanager").get_secret_value(SecretId=system.physical("LinkSecret"))
    signer = SealedLinks(lambda: [secret["SecretString"]])
    from chalicelib import wiring

    token = signer.seal(Link(mention_id, "ben", Deed.ACKNOWLEDGED, 0, wiring.now() + LIFETIME))

    late = ask(f"{system.api}/a/{token}", "POST")

    assert late.status == 409
    assert "Ann Archer" in late.body
    assert system.mention(mention_id)["owner"] == "ann"


def _api_resolves_what_is_answered(system: System, mention_id: str) -> None:
    resolved = ask(f"{system.api}/mentions/{mention_id}/resolve", "POST", system.token)
    again = ask(f"{system.api}/mentions/{mention_id}/acknowledge", "POST", system.token)

    assert resolved.status == 200
    assert resolved.json["mention"]["status"] == "resolved"
    assert system.mention(mention_id)["status"] == "resolved", "a late acknowledgement changed it"
    assert again.status == 409


def test_call_that_is_written_down_arrives_like_everything_else(system: System) -> None:
    """The conversation we host: same verdict, same clock, same escalation."""
    words = f"The lantern broke and nobody ever calls back, call {time.time_ns()}."
    said = {"channel": "phone", "author": "Joan", "text": words}

    noted = tell(system, "/mentions", said)
    again = tell(system, "/mentions", said)
    mail = wait_for("mail", lambda: system.mail_about(words))
    dossier = system.mention(noted.json["mention"]["id"])

    assert (noted.status, again.status) == (201, 200)
    assert "by phone" in mail.text
    assert dossier["channel"] == "phone"
    assert [line["deed"] for line in dossier["history"]][:2] == ["found", "noted"]
    assert dossier["history"][1]["by"] == "ann"


def test_mail_to_us_arrives_like_everything_else(system: System) -> None:
    """From the bucket on: what puts mails into it, SES, is not part of the embedded cloud."""
    words = f"My Larkfield lantern is broken and support ignores me, order {time.time_ns()}."
    raw = f"From: Joan Lee <joan@mail.example>\nSubject: Broken\nMessage-ID: <7@mail.example>\n\n{words}\n"
    automatic = (
        "From: robot@mail.example\nSubject: Away\nAuto-Submitted: auto-replied\n\nLarkfield is broken.\n"
    )
    bucket, s3 = system.physical("InboundBucket"), system.client("s3")

    s3.put_object(Bucket=bucket, Key="robot", Body=automatic.encode())
    s3.put_object(Bucket=bucket, Key="a mail+1", Body=raw.encode())
    mail = wait_for("mail", lambda: system.mail_about(words))

    assert "by e-mail" in mail.text
    mention = system.mention_titled("Broken")
    assert (mention["channel"], mention["author"]) == ("email", "Joan Lee <joan@mail.example>")
    assert system.mention_titled("Away") is None


def _with_key(system: System, scene: Scene, service: Service, file: Path) -> None:
    """Listen at the service with the scene's key, as a person does it, for the watch that scenes know."""
    more = ("--handles", "@larkfield", "--domains", "larkfield.example", "--language", "en")
    named = ("--names", "Larkfield", "--terms", "red widget", *more, "--place", "52.2,0.12,2")
    earshot(system.local, "watches", "add", "larkfield", "--kind", "own", *named)
    key = {name: text.replace("{base}", service.base) for name, text in scene.key.items()}
    file.write_text(json.dumps(key))
    earshot(system.local, "keys", "set", scene.kind, "--from", str(file))
    options = [word for name, text in scene.options.items() for word in ("--option", f"{name}={text}")]
    earshot(system.local, "sources", "add", scene.kind, "--at", f"{service.base}/", *options)


def test_search_with_a_key_arrives_like_everything_else(system: System, tmp_path: Path) -> None:
    """Its session is kept beside the key, so that the next worker need not sign in anew."""
    with served(bluesky_search.SCENE.service()) as sky:
        sky.now = datetime.now(UTC)
        sky.say("Larkfield sold me a lamp that broke, and support does not answer. Terrible.")
        _with_key(system, bluesky_search.SCENE, sky, tmp_path / "key.json")

        wait_for("mail about a post", lambda: system.mail_about("sold me a lamp that broke"))

    secret = system.client("secretsmanager").get_secret_value(SecretId=system.physical("KeysSecret"))
    kept = json.loads(secret["SecretString"])["bluesky_search"]
    assert kept.keys() > {"handle", "app_password"}
    assert SECRET not in earshot(system.local, "keys", "list")


def test_review_that_names_nobody_arrives_like_everything_else(system: System, tmp_path: Path) -> None:
    """What stands at our own app is about us; and the function can sign what Google wants signed."""
    with served(google_play.SCENE.service()) as shop:
        shop.now = datetime.now(UTC) + timedelta(minutes=1)
        shop.say("It crashes all the time and is the worst app I ever had.", ago=timedelta(minutes=5))
        _with_key(system, google_play.SCENE, shop, tmp_path / "key.json")

        wait_for("mail about a review", lambda: system.mail_about("the worst app I ever had"))


def test_what_a_hub_pushes_arrives_without_a_poll(system: System) -> None:
    hub = HubServer(now=lambda: datetime.now(UTC))
    with listening(hub) as hub.base:
        hub.pages["/feed.xml"] = Said(200, _feed(""), {"Content-Type": "application/atom+xml"})
        earshot(system.local, "sources", "add", f"{hub.base}/feed.xml", "--as-is")
        wait_for("subscription", lambda: hub.granted)
        fetched = len(hub.fetched)

        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        told = "My Larkfield lamp leaks oil on the carpet, and nobody replies. Awful."
        pushed = _feed(
            f"<entry><id>urn:p1</id><title>Leaks</title><content>{told}</content><updated>{at}</updated>"
            f'<published>{at}</published><link href="{{base}}/p1"/></entry>'
        )
        answers = hub.publish(pushed.replace(b"{base}", hub.base.encode()))

        assert [answer.status_code for answer in answers] == [202]
        wait_for("mail about what was pushed", lambda: system.mail_about("leaks oil on the carpet"))
        assert len(hub.fetched) == fetched


def _feed(entries: str) -> bytes:
    links = '<link rel="hub" href="{base}/hub"/><link rel="self" href="{base}/feed.xml"/>'
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>Blog</title>{links}{entries}</feed>'
    ).encode()


def test_ledger_says_how_well_each_place_is_heard(system: System) -> None:
    ledger = ask(f"{system.api}/coverage?limit=100", token=system.token).json["coverage"]

    states = {line["kind"]: line["state"] for line in ledger if line["kind"] != "feed"}
    # Its service is closed by now, which the next poll may find out, a quarter of an hour after the last; and
    # one failure is no certain one.
    assert states["bluesky_search"] in ("well", "waiting")
    assert any(line["state"] == "well" for line in ledger)
    assert not [line for line in ledger if "url" in line]


def test_api_wants_a_token_and_speaks_in_problems(system: System) -> None:
    nobody = ask(f"{system.api}/mentions")
    forged = ask(f"{system.api}/mentions", token="esh_000000000000_" + "x" * 43)
    wrong = ask(f"{system.api}/mentions?verdict=nasty", token=system.token)
    unknown = ask(f"{system.api}/mentions/m1unknown", token=system.token)
    link = ask(f"{system.api}/a/forged.link")

    assert [nobody.status, forged.status, wrong.status, unknown.status] == [401, 401, 400, 404]
    for answer in (nobody, forged, wrong, unknown):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json["status"] == answer.status
    assert link.status == 404


def test_lists_are_filtered_and_paged(system: System) -> None:
    bad = ask(f"{system.api}/mentions?verdict=bad&limit=2", token=system.token).json
    following = urllib.parse.urljoin(f"{system.api}/mentions", bad["next"])
    page = ask(following, token=system.token).json

    assert [mention["verdict"] for mention in bad["mentions"]] == ["bad", "bad"]
    assert page["mentions"]
    assert not {m["id"] for m in bad["mentions"]} & {m["id"] for m in page["mentions"]}


def test_trap_words_and_competitors_wake_nobody(system: System) -> None:
    """Both were said where the complaint was that travelled the whole road, and before it."""
    told = mailbox.mails(system.local.home.mail)
    competitor = system.mention(system.mention_titled("Rusty")["id"])

    assert system.mention_titled("A fence") is None
    assert (competitor["about"], competitor["verdict"]) == ("brightmoor", "bad")
    assert (competitor["escalation"], competitor["deliveries"]) == (None, [])
    assert not [mail.subject for mail in told if mail.subject.removeprefix(URGENT).startswith("Brightmoor:")]


def test_right_taken_away_is_refused_and_given_back_nothing_is_lost(system: System) -> None:
    """Proves that the policies are enforced, and needed; and that the queue keeps what could not be done."""
    iam = system.client("iam")
    role = system.physical("FetchRole")
    name = iam.list_role_policies(RoleName=role)["PolicyNames"][0]
    whole = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    without = {**whole, "Statement": [s for s in whole["Statement"] if s.get("Sid") != "KeepMentions"]}
    words = f"Larkfield refuses my refund and the lamp is broken, case {time.time_ns()}."
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(without))
    try:
        system.say("No refund", words, site="blog")
        refused = wait_for("refusal in the log", lambda: _fetch_was_refused(system))
        assert "PutItem" in refused or "AccessDenied" in refused
        assert system.mail_about(words) is None
        assert system.mention_titled("No refund") is None
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(whole))

    assert wait_for("mail once the right is back", lambda: system.mail_about(words))


def _fetch_was_refused(system: System) -> str | None:
    found = system.client("logs").filter_log_events(
        logGroupName=system.physical("FetchLogs"), filterPattern='"fetch order failed"'
    )
    return next((event["message"] for event in found["events"]), None)


def test_second_up_is_harmless_and_state_survives_a_stop(system: System) -> None:
    before = json.loads(earshot(system.local, "status", "--json"))
    known = system.mention_titled("Left in the dark")

    earshot(system.local, "up")
    assert json.loads(earshot(system.local, "status", "--json")) == before

    earshot(system.local, "down")
    assert not system.local.is_running()
    earshot(system.local, "up")

    assert json.loads(earshot(system.local, "status", "--json")) == before
    assert system.mention(known["id"])["status"] == "resolved"


def test_second_system_cannot_take_the_ports_of_the_first(system: System, tmp_path: Path) -> None:
    other = Local(Home(tmp_path / "other"), CLOUD_VENV, system.local.ports)

    done = subprocess.run(
        [EARSHOT, "up"], env=environment_of(other), capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 1
    assert f"port {system.local.ports.smtp} on 127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_deploy_brings_the_same_template_to_another_stage(system: System, built: Bundle) -> None:
    """What `make deploy` does on AWS, here against the embedded cloud."""
    environment = {**environment_of(system.local), "EARSHOT_BUILD": str(built.zip_path.parent)}
    command = [EARSHOT, "deploy", "--stage", "trial", "--embedded-port", str(system.local.ports.cloud)]
    options = ["--mail-from", "earshot@larkfield.example", "--set", "Protect=no"]

    first = subprocess.run([*command, *options], env=environment, capture_output=True, text=True, timeout=120)
    second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)

    assert first.returncode == 0, first.stderr
    assert "ApiUrl" in first.stdout
    assert second.returncode == 0, second.stderr
    assert "nothing to change" in second.stderr
    assert second.stdout == first.stdout
