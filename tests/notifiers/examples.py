"""Notices that tests start from, and a client that answers as AWS does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.domain.deliveries import Cause
from chalicelib.domain.mentions import Sighting
from chalicelib.domain.notices import Notice, Sequel
from chalicelib.domain.people import Person
from chalicelib.domain.playbook import advice_for
from chalicelib.domain.verdicts import Judgement, Verdict
from tests.domain.examples import MINUTE, NOW, OWN, a_mention

ANN = Person("ann", "Ann Miller", "ann@larkfield.example")
ACKNOWLEDGE = "https://api.example/api/a/WyJtMSIsImFubiIsMV0.c2lnbmVk"
LOOK = "https://api.example/api/mentions/m1"
RTL_OVERRIDE = "\u202e"
HOSTILE = {
    "title": f"Hello\r\nBcc: victim@else.example\r\n\r\n<script>alert(1)</script>{RTL_OVERRIDE}\x00\x1b[2J",
    "text": f'</p><img src="https://elsewhere.example/p.gif">\u2028{RTL_OVERRIDE}👩\u200d💻 ' + "x" * 10_000,
    "author": f"gnp.{RTL_OVERRIDE}exe\r\nCc: victim@elsewhere.example" + "y" * 300,
    "url": "javascript:alert(document.cookie)",
    "judgement": Judgement(Verdict.BAD, 0.5, ("<b>\u202e", "z" * 900, "\u200b"), "test-1"),
    "sightings": (Sighting("blog", "javascript:alert(2)", NOW),),
}


def a_notice(mention: Mapping[str, Any] | None = None, **changes: Any) -> Notice:
    """Ann is told, at the first of two steps, of a complaint made ten minutes before it was found."""
    notice = Notice(
        mention=a_mention(**(mention or {})),
        watch=OWN,
        advice=advice_for(Verdict.BAD),
        person=ANN,
        acknowledge_url=ACKNOWLEDGE,
        mention_url=LOOK,
        step=1,
        steps=2,
        sources={"blog": "Joan's blog"},
        to="ann",
        delivery_id="m1.000002.step.email:ann",
    )
    return replace(notice, **changes)


def a_sequel(cause: Cause, mention: Mapping[str, Any] | None = None, **changes: Any) -> Sequel:
    """How it went on, five minutes after it was found."""
    sequel = Sequel(a_mention(**(mention or {})), cause, 0, NOW + 5 * MINUTE, "support", f"m1.000003.{cause}")
    return replace(sequel, **changes)


def a_hostile_notice(**changes: Any) -> Notice:
    """Everything that strangers can write is written with bad intent."""
    sources = {"blog": f"<i>{RTL_OVERRIDE}\r\nBcc: a@b.example" + "w" * 500}
    return a_notice(mention=HOSTILE, **{"sources": sources, **changes})


def seen_in(places: int) -> Notice:
    """The mention was found in so many places, each with a name."""
    sightings = tuple(Sighting(f"s{n}", None, NOW + n * MINUTE) for n in range(places))
    names = {f"s{n}": f"Paper {n}" for n in range(places)}
    return a_notice(mention={"sightings": sightings}, sources=names)


def refusal(code: str, status: int = 400, message: str = "no") -> ClientError:
    """What boto3 raises when AWS answers so."""
    return ClientError(
        {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {
                "HTTPStatusCode": status,
                "RequestId": "r-1",
                "HostId": "",
                "HTTPHeaders": {},
                "RetryAttempts": 0,
            },
        },
        "SendEmail",
    )


class FakeClient:
    """Keeps what it was called with; raises the given failure instead."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.calls: list[dict[str, Any]] = []

    def send_email(self, **call: Any) -> dict[str, str]:
        return self._answer(call)

    def publish(self, **call: Any) -> dict[str, str]:
        return self._answer(call)

    def _answer(self, call: dict[str, Any]) -> dict[str, str]:
        self.calls.append(call)
        if self.failure:
            raise self.failure
        return {"MessageId": "a-1"}
