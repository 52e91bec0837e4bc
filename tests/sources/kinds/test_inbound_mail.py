"""A mail becomes an entry, whatever its mail program or its sender's malice made of it."""

from __future__ import annotations

import random
import time
from base64 import b64encode
from datetime import UTC, datetime

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.sources.kinds.inbound_mail import read_mail

HEAD = """From: Ann Other <ann@mail.example>
To: voice@acme.example
Subject: Your lamp
Date: Mon, 2 Mar 2026 10:00:00 +0100
Message-ID: <1@mail.example>
MIME-Version: 1.0
"""
READ = Entry(
    id="<1@mail.example>",
    title="Your lamp",
    text="It broke, for 5 €.",
    author="Ann Other",
    published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
)
PLAIN = """Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

It broke, for 5 =E2=82=AC.
"""
HTML = """Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PHA+SXQgYnJva2UsIDxiPmZvcjwvYj4gNSAmZXVybzsuPC9wPg==
"""
CALENDAR = "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n"
ATTACHED = (
    'Content-Type: text/plain; name="a.txt"\nContent-Disposition: attachment; filename="a.txt"\n\nA log.\n'
)
EMPTY = "Content-Type: text/plain\n\n \n"


def multipart(kind: str, *parts: str) -> str:
    boundary = f"=_{kind}"
    inside = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind};\n\tboundary="{boundary}"\n\nUnseen.\n{inside}--{boundary}--\n'


BODIES = {
    "text": PLAIN,
    "HTML": HTML,
    "both": multipart("alternative", PLAIN, HTML),
    "HTML, as its text is empty": multipart("alternative", EMPTY, HTML),
    "with an attachment": multipart("mixed", ATTACHED, multipart("alternative", PLAIN, HTML), CALENDAR),
    "with pictures": multipart("mixed", multipart("related", HTML, "Content-Type: image/png\n\nxx\n")),
    "with a mail attached": multipart(
        "mixed", PLAIN, f"Content-Type: message/rfc822\n\n{HEAD}\nOther words.\n"
    ),
    "nothing but a mail attached": multipart("mixed", f"Content-Type: message/rfc822\n\nSubject: x\n{PLAIN}"),
    "in two pieces": multipart("mixed", "\nIt broke,", PLAIN.replace("It broke, ", "")),
    "cut off": multipart("mixed", PLAIN).partition("--=_mixed--")[0],
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_mail_of_every_structure_is_the_same_entry(body: str) -> None:
    assert read_mail(f"{HEAD}{body}".encode()) == READ


def test_lines_may_end_in_two_characters() -> None:
    raw = f"{HEAD}{multipart('alternative', PLAIN, HTML)}".replace("\n", "\r\n")

    assert read_mail(raw.encode()) == READ


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('"Other, Ann" <ann@mail.example>', "Other, Ann"),
        ("ann@mail.example (Ann Other)", "Ann Other"),
        ("<ann@mail.example>", "ann@mail.example"),
        ("ann@mail.example", "ann@mail.example"),
        ("=?utf-8?q?J=C3=B6rg?= =?utf-8?b?IE3DvGxsZXI=?= <j@mail.example>", "Jörg Müller"),
        ('"=?iso-8859-1?q?J=F6rg?=" <j@mail.example>', "Jörg"),
        ('"Ann \\"Bee\\" Other" <ann@mail.example>', 'Ann "Bee" Other'),
        ("", None),
    ],
)
def test_author_is_the_name_or_else_the_address(header: str, name: str | None) -> None:
    assert read_mail(f"From: {header}\n\nHello.".encode()).author == name


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (b"=?utf-8?q?Caf=C3=A9?=\n =?utf-8?q?_closed?=", "Café closed"),
        (b"=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"),
        (b"Caf\xe9 closed", "Café closed"),
        ("Café closed".encode(), "Café closed"),
        (b"=?utf-8?b?a?=", "=?utf-8?b?a?="),
        (b"=?nonsense?q?Cafe?=", "Cafe"),
        (b"a\n\tlong one", "a long one"),
        (b"=?utf-8?q?x?= \\u12", "x \N{REPLACEMENT CHARACTER}"),
    ],
)
def test_subject_is_read_however_it_is_encoded(subject: bytes, title: str) -> None:
    assert read_mail(b"Subject: " + subject + b"\n\nHello.").title == title


def test_answered_mails_and_signatures_are_left_out() -> None:
    raw = "Subject: Re: lamp\n\nIt broke.\n\n-- \nAnn\n\nOn 2 March 2026 Bob wrote:\n> Fine?\n"

    assert read_mail(raw.encode()).text == "It broke."


@pytest.mark.parametrize("subject", ["Fwd: lamp", "FW: lamp", "WG: Lampe", "TR : lampe"])
def test_forwarded_mail_is_kept_whole(subject: str) -> None:
    raw = f"Subject: {subject}\n\nSee this.\n\nFrom: Bob\nSent: Monday\n\nIt broke.\n"

    assert read_mail(raw.encode()).text == "See this. From: Bob Sent: Monday It broke."


@pytest.mark.parametrize("raw", [b"", b"\0", b"\n\n", b"Subject:", b"nothing but a line", b"\xff\xfe\x00"])
def test_what_is_no_mail_has_hardly_anything_to_say(raw: bytes) -> None:
    entry = read_mail(raw)

    assert (entry.id, entry.url, entry.author, entry.published_at) == (None, None, None, None)


MANY = 100_000
NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(29))
HOSTILE = {
    "mails in mails": b"Content-Type: message/rfc822\n\n" * MANY,
    "parts in parts": NESTED.replace(b"b0", b"b99") * 1_000,
    "parts in parts with many lines": NESTED + b"--\n" * 1_000_000,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * MANY,
    "many headers": b"A: b\n" * 600_000 + b"\nx",
    "many parameters": b"Content-Type: text/plain" + b';"' * 1_000_000 + b"\n\nx",
    "parameters in pieces": b"Content-Type: multipart/mixed; boundary*=x; boundary*0=y\n\n--x\n\nx",
    "charset in pieces": b"Content-Type: text/plain; charset*=x; charset*0=y\n\n\xff",
    "charset beyond ASCII": b"Content-Type: text/plain; charset=\xff\0\n\n\xff",
    "slow charset": b"Content-Type: text/plain; charset=punycode\n\n" + b"a-\xff" * 500_000,
    "open comments": b"From: " + b"(" * 1_000_000 + b"\n\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * MANY + b"\n\nx",
    "open tags": b"Content-Type: text/html\n\n" + b"<a " * 500_000,
    "open quotes": b"Content-Type: text/html\n\n" + b"<blockquote>" * MANY,
    "who wrote": b"\nx\n" + (b"On " + b"wrote " * 500 + b"\n") * 600,
    "dividers": b"\nx\n" + (b"--Original " + b"-" * 2_000 + b"x\n") * 1_000,
    "blank lines": b"\n" * 2_000_000,
    "blank lines after words": b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    + b64encode(b"It broke" + b"\n" * 390_000),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_takes_no_time(raw: bytes) -> None:
    started = time.process_time()

    entry = read_mail(raw)

    assert time.process_time() - started < 2
    assert len(entry.text) <= 20_000
    assert len(entry.title) <= 1_000
    assert len(entry.author or "") <= 200


def test_no_damage_makes_it_stumble() -> None:
    whole = f"{HEAD}{multipart('mixed', multipart('alternative', PLAIN, HTML), ATTACHED)}".encode()
    pieces = (b"boundary", b"*0=", b'"', b";", b"=?utf-8?b?", b"?=", b"\n", b":", b"\xff", b"\0", b"(", b"<")
    more = (b"message/rfc822", b"multipart/digest", b"charset=", b"uuencode", b"base64", b"--=_mixed", b"*")
    chance = random.Random(3)
    for _ in range(1_500):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 10)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.choice((0, 0, 1, 8))] = chance.choice(pieces + more)

        assert isinstance(read_mail(bytes(damaged)), Entry)
