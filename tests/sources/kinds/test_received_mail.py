"""A mail as SES hands it over: who sent it, and whether a person wrote it."""

from __future__ import annotations

import time

import pytest

from chalicelib.domain.mails import MailKind
from chalicelib.sources.kinds.inbound_mail import read_received

# As SES writes it: what it knows stands on top, what the sender wrote below.
HEAD = """\
Return-Path: <joan@mail.example>
Received: from mx.mail.example (mx.mail.example [192.0.2.7]) by inbound-smtp.eu-west-1.amazonaws.com with SMTP
 id 4f1c9s2 for care@in.larkfield.example; Sun, 22 Nov 2026 09:20:08 +0000 (UTC)
X-SES-Spam-Verdict: PASS
X-SES-Virus-Verdict: PASS
From: Joan Lee <joan@mail.example>
To: care@in.larkfield.example
Date: Sun, 22 Nov 2026 10:20:00 +0100
Message-ID: <77@mail.example>
Subject: Re: Your order
MIME-Version: 1.0
"""
TEXT = "It broke on the first evening, and nobody calls back.\n"
ANSWER = f"""\
Content-Type: text/plain; charset=utf-8

{TEXT}
On Fri, 20 Nov 2026 at 12:00, Larkfield <shop@larkfield.example> wrote:
> Thank you for your order. Your lamp is on its way.
"""
MULTIPART = f"""\
Content-Type: multipart/mixed; boundary="=_1"

--=_1
Content-Type: multipart/alternative; boundary="=_2"

--=_2
Content-Type: text/plain; charset=utf-8

{TEXT}
--=_2
Content-Type: text/html; charset=utf-8

<p>It <b>broke</b> on the first evening, and nobody calls back.</p>
--=_2--
--=_1
Content-Type: image/jpeg
Content-Disposition: attachment; filename="lamp.jpg"
Content-Transfer-Encoding: base64

/9j/4AAQSkZJRg==
--=_1--
"""
HTML = """\
Content-Type: text/html; charset=utf-8

<html><body><p>It broke on the first evening,<br>and nobody calls back.</p>
<div class="gmail_quote">Larkfield wrote: thank you for your order</div></body></html>
"""


@pytest.mark.parametrize("body", [ANSWER, MULTIPART, HTML], ids=["answer", "multipart", "html"])
def test_mail_of_a_person_is_read_however_it_is_written(body: str) -> None:
    mail = read_received((HEAD + body).encode())

    assert mail.kind is MailKind.PERSONAL
    assert mail.entry.text == TEXT.strip()
    assert (mail.entry.title, mail.entry.author) == ("Re: Your order", "Joan Lee")
    assert mail.address == "joan@mail.example"
    assert mail.entry.published_at
    assert mail.entry.published_at.isoformat() == "2026-11-22T09:20:00+00:00"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("X-SES-Virus-Verdict: FAIL", MailKind.VIRUS),
        ("X-SES-Spam-Verdict: FAIL", MailKind.SPAM),
        ("X-SES-Spam-Verdict: GRAY", MailKind.PERSONAL),
        ("X-SES-Spam-Verdict: PROCESSING_FAILED", MailKind.PERSONAL),
        ("X-Earshot-Notice: 5d1f", MailKind.OWN_NOTICE),
        ("Return-Path: <>", MailKind.BOUNCE),
        ("return-path:   <>  ", MailKind.BOUNCE),
        ("Auto-Submitted: auto-replied", MailKind.AUTOMATIC),
        ("Auto-Submitted: Auto-Generated; owner-email=x", MailKind.AUTOMATIC),
        ("Auto-Submitted: no", MailKind.PERSONAL),
        ("Auto-Submitted: No (by hand)", MailKind.PERSONAL),
        ("Auto-Submitted:", MailKind.PERSONAL),
        ("Precedence: bulk", MailKind.BULK),
        ("Precedence: LIST", MailKind.BULK),
        ("Precedence: junk", MailKind.BULK),
        ("Precedence: first-class", MailKind.PERSONAL),
    ],
)
def test_what_a_machine_wrote_is_told_from_what_a_person_wrote(header: str, kind: MailKind) -> None:
    assert read_received(f"{header}\n{HEAD}{ANSWER}".encode()).kind is kind


def test_verdict_that_the_sender_wrote_into_the_mail_does_not_count() -> None:
    forged = HEAD.replace("Spam-Verdict: PASS", "Spam-Verdict: FAIL") + "X-SES-Spam-Verdict: PASS\n" + ANSWER

    assert read_received(forged.encode()).kind is MailKind.SPAM


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("joan@mail.example", "joan@mail.example"),
        ("joan@mail.example (Joan Lee)", "joan@mail.example"),
        ('"joan@work.example" <joan@mail.example>', "joan@mail.example"),
        ("=?utf-8?q?J=C3=B8an?= <joan@mail.example>", "joan@mail.example"),
        ("Joan", None),
        ("Joan <@mail.example>", None),
        ("", None),
    ],
)
def test_address_is_the_senders(header: str, address: str | None) -> None:
    assert read_received(f"From: {header}\n\nHello.".encode()).address == address


@pytest.mark.parametrize("raw", [b"", b"\0\xff", b"<html>no mail</html>", b"{}"])
def test_what_is_no_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    mail = read_received(raw)

    assert (mail.kind, mail.address) == (MailKind.PERSONAL, None)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"a@" * 500_000 + b"\n\nx",
        b"From: " + b"a" * 1_000_000 + b"\n\nx",
        b"".join(b"X-%d: y\n" % number for number in range(60_000)) + b"\nx",
    ],
    ids=["addresses", "no address", "headers"],
)
def test_hostile_head_takes_no_time(raw: bytes) -> None:
    started = time.process_time()

    read_received(raw)

    assert time.process_time() - started < 2
