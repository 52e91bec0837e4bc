from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from ops.mailbox import Mail, keep, mail, mails

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def message(subject: str = "A complaint", text: str = "Look: https://a.example/x.", html: str = "") -> bytes:
    made = EmailMessage()
    made["Subject"] = subject
    made["To"] = "somebody@else.example"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    return made.as_bytes()


def kept(directory: Path, content: bytes, to: tuple[str, ...] = ("ann@example.com",)) -> Mail:
    path = keep(directory, content, list(to), NOW)
    found = mail(directory, path.stem)
    assert found is not None
    return found


def test_a_mail_is_read_back_as_it_was_kept(tmp_path: Path) -> None:
    found = kept(tmp_path, message(html="<p>Look</p>"), to=("ann@example.com", "ben@example.com"))

    assert found.sent_at == NOW
    assert found.to == ("ann@example.com", "ben@example.com")
    assert found.subject == "A complaint"
    assert found.text.strip() == "Look: https://a.example/x."
    assert found.html.strip() == "<p>Look</p>"
    assert found.path.read_bytes().startswith(b"X-Envelope-To: ann@example.com, ben@example.com\r\n")


def test_mails_are_listed_newest_first_whoever_they_are_for(tmp_path: Path) -> None:
    for minute, to in enumerate(["zoe@example.com", "ann@example.com", "mia@example.com"]):
        keep(tmp_path, message(), [to], NOW + timedelta(minutes=minute))

    assert [each.to[0][0] for each in mails(tmp_path)] == ["m", "a", "z"]


def test_two_mails_of_the_same_moment_are_two(tmp_path: Path) -> None:
    keep(tmp_path, message(), ["ann@example.com"], NOW)
    keep(tmp_path, message(), ["ann@example.com"], NOW)

    assert len(mails(tmp_path)) == 2


@pytest.mark.parametrize("to", ["../../etc/passwd@x", "a/b@x", ".hidden@x", "💥@x", "", "x" * 300 + "@x"])
def test_no_recipient_can_choose_where_the_file_lies(tmp_path: Path, to: str) -> None:
    path = keep(tmp_path, message(), [to], NOW)

    assert path.parent == tmp_path
    assert len(path.name) < 100
    assert len(mails(tmp_path)) == 1


def test_a_recipient_cannot_add_headers(tmp_path: Path) -> None:
    found = kept(tmp_path, message(), to=("ann@example.com\r\nSubject: another",))

    assert found.subject == "A complaint"


def test_nobody_sees_half_a_mail_or_a_strangers_file(tmp_path: Path) -> None:
    (tmp_path / "20260301T093000.000000Z-ann-0000.draft").write_bytes(b"Subject: half")
    (tmp_path / "notes.eml").write_bytes(b"Subject: not ours")

    assert mails(tmp_path) == []


def test_links_are_found_once_in_text_and_html_without_what_ends_the_sentence(tmp_path: Path) -> None:
    html = "<a href=\"https://a.example/x\">one</a> <A HREF='https://b.example/?p=1&amp;q=2'>two</A>"
    html += '<a href="javascript:alert(1)">three</a>'

    found = kept(tmp_path, message(text="See https://a.example/x, or (http://c.example/y).", html=html))

    assert found.links == ("https://a.example/x", "http://c.example/y", "https://b.example/?p=1&q=2")


@pytest.mark.parametrize(
    ("raw", "subject", "text"),
    [
        (b"", "", ""),
        (b"\xff\xfe not a mail at all", "", "�� not a mail at all"),
        (b"Subject: =?no-such-charset?b?4pi5?=\r\n\r\nhi", "=?no-such-charset?b?4pi5?=", "hi"),
        (b"Subject: =?utf-8?b?4pi5?=\r\n\r\nhi", "☹", "hi"),
        (b"Subject: =?utf-8?b?x?=\r\n\r\nhi", "=?utf-8?b?x?=", "hi"),
        (b"Subject: a\r\n b\r\n\r\nhi", "a b", "hi"),
        (b"Content-Type: text/plain; charset=no-such\r\n\r\nhi \xe2\x98\xb9", "", "hi ☹"),
        (b"Content-Type: text/plain; charset=latin-1\r\n\r\nna\xefve", "", "naïve"),
        (b"Content-Type: multipart/mixed; boundary=x\r\n\r\nno such boundary", "", ""),
    ],
)
def test_a_broken_mail_is_read_as_far_as_it_can_be(
    tmp_path: Path, raw: bytes, subject: str, text: str
) -> None:
    found = kept(tmp_path, raw)

    assert (found.subject, found.text) == (subject, text)


def test_an_attachment_is_not_taken_for_the_text(tmp_path: Path) -> None:
    made = EmailMessage()
    made.set_content("the text")
    made.add_attachment("the log", filename="log.txt")

    assert kept(tmp_path, made.as_bytes()).text.strip() == "the text"


def test_an_id_cannot_lead_outside(tmp_path: Path) -> None:
    keep(tmp_path, message(), ["ann@example.com"], NOW)

    assert mail(tmp_path, "../secret") is None
