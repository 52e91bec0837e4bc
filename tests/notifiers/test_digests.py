"""A digest is a mail that is read in some minutes and left with one press, whatever strangers wrote."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.digests import Edition, digest_of
from chalicelib.domain.mentions import Mention, MentionStatus, Sighting
from chalicelib.domain.people import Person
from chalicelib.domain.verdicts import Verdict
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.notifiers.digest_wording import SUBJECT_CHARS, worded
from chalicelib.notifiers.digests import DigestMailer, as_text, mail
from tests.domain.examples import NOW, WATCHES, a_judgement, a_mention

from .examples import ANN, HOSTILE, FakeClient, refusal
from .test_email import HARMLESS, Page, page_of, text_of

SENDER = Address("Earshot", "earshot", "larkfield.example")
API = "https://api.example/api"
LEAVE = f"{API}/digest/{'W' * 40}.{'s' * 43}"
DAY = timedelta(days=1)
MOST_BYTES = 100_000  # what Gmail shows without a further press is a little more


def said(verdict: Verdict = Verdict.GOOD, **changes: Any) -> Mention:
    return a_mention(escalates=False, **{"judgement": a_judgement(verdict), **changes})


def several(count: int, verdict: Verdict = Verdict.GOOD, **changes: Any) -> list[Mention]:
    return [said(verdict, **{"id": f"{verdict}{n:04}", **changes}) for n in range(count)]


def an_edition(*found: Mention, watches: dict[str, Watch] | None = None, **changes: Any) -> Edition:
    """Ann is told of these, one of which she may take."""
    digest = digest_of(found or (said(),), (), {**WATCHES, **(watches or {})}, NOW - DAY, NOW)
    edition = Edition(digest, ANN, {"blog": "Joan's blog"}, API, {"m1": f"{API}/a/m1"}, LEAVE)
    return replace(edition, **changes)


def received(edition: Edition, sender: Address = SENDER) -> EmailMessage:
    """The mail as the other end reads it."""
    message = message_from_bytes(mail(edition, sender).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


# --- headers ---


def test_headers_name_sender_receiver_and_what_is_told() -> None:
    message = received(an_edition(*several(3), *several(2, Verdict.UNSURE)))

    assert message["From"] == "Earshot <earshot@larkfield.example>"
    assert message["To"] == "ann@larkfield.example"
    assert message["Subject"] == "Digest: 3 good, 2 unsure about Larkfield"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "Earshot digest <digest.larkfield.example>"
    assert message.get_content_type() == "multipart/alternative"


def test_mail_programs_can_unsubscribe_with_one_click() -> None:
    """https://www.rfc-editor.org/rfc/rfc8058#section-3.1: one https address, and exactly this."""
    message = received(an_edition())

    assert message.get_all("List-Unsubscribe") == [f"<{LEAVE}>"]
    assert message.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]


def test_address_to_leave_stands_whole_on_one_line() -> None:
    """Mail software has been seen to take a folded or encoded one for none."""
    raw = mail(an_edition(leave_url=f"{API}/digest/{'x' * 400}"), SENDER).as_bytes()

    assert re.search(rb"\r\nList-Unsubscribe: <https://api\.example/api/digest/x{400}>\r\n", raw)


def test_without_tls_nothing_promises_one_click() -> None:
    """The standard wants https; on one's own machine there is none."""
    message = received(an_edition(leave_url="http://127.0.0.1:4566/digest/x"))

    assert message["List-Unsubscribe"] == "<http://127.0.0.1:4566/digest/x>"
    assert message["List-Unsubscribe-Post"] is None


def test_digest_tried_again_says_so_to_machines() -> None:
    first, again = received(an_edition()), received(an_edition())
    bens = received(an_edition(person=replace(ANN, id="ben")))

    assert first["X-Earshot-Digest"] == again["X-Earshot-Digest"]
    assert first["Message-ID"] == again["Message-ID"]
    assert first["X-Earshot-Digest"] != bens["X-Earshot-Digest"]


def test_person_without_a_usable_address_is_a_permanent_failure() -> None:
    with pytest.raises(PermanentError, match="no usable e-mail address"):
        mail(an_edition(person=Person("ann", "Ann", "nowhere")), SENDER)


# --- what it says ---


def test_text_and_html_say_the_same() -> None:
    praise = said(id="m1", author="Joan", title="My lamp", text="I love it")

    message = received(an_edition(praise, *several(2, Verdict.BAD, about="brightmoor")))
    text, page = text_of(message), page_of(message)

    for words in ("Joan", "blog.example", "My lamp: I love it", "Say thank you.", "Brightmoor", "Ann Miller"):
        assert words in text
        assert words in page.text
    for link in (f"{API}/a/m1", "https://blog.example/posts/1", LEAVE):
        assert link in text
        assert link in page.links


def test_others_stand_apart_below() -> None:
    text = as_text(
        worded(an_edition(said(Verdict.INDIFFERENT), *several(2, Verdict.BAD, about="brightmoor")))
    )

    ours, _, others = text.partition("OTHERS")
    assert "Larkfield" in ours
    assert "Brightmoor (a competitor): 2 bad" in others
    assert "never open with a sales pitch" in others
    assert "Apologise" not in text, "their complaints are not ours to answer"


def test_complaints_that_wait_are_counted() -> None:
    waiting = [
        *several(2, Verdict.BAD),
        said(Verdict.BAD, id="had", status=MentionStatus.ACKNOWLEDGED, owner="ben"),
        said(Verdict.BAD, id="promised", status=MentionStatus.PROMISED, owner="ben"),
    ]

    text = as_text(worded(an_edition(said(), *waiting)))

    assert (
        "2 complaints that nobody has, 1 complaint that somebody has, "
        "1 complaint with a second word promised\n" in text
    )


def test_what_is_not_shown_is_counted_with_where_to_find_it() -> None:
    edition = an_edition(*several(130))
    words = worded(edition)
    [heap] = words.ours[0].heaps

    assert heap.more == "and 120 more"
    assert heap.command == (
        "earshot mentions --watch larkfield --verdict good --since 2026-11-21T09:30Z --limit 130"
    )
    assert heap.list is not None
    parts = urlsplit(heap.list.url)
    assert parts.path == "/api/mentions"
    assert parse_qs(parts.query) == {
        "watch": ["larkfield"],
        "verdict": ["good"],
        "since": ["2026-11-21T09:30:00+00:00"],
        "until": ["2026-11-22T09:30:00+00:00"],
    }
    assert "and 120 more" in page_of(received(edition)).text


def test_copies_and_who_has_it_are_told() -> None:
    copies = tuple(Sighting(f"s{n}", None, NOW, f"c{n}") for n in range(2))
    first = said(sightings=(Sighting("blog", None, NOW), *copies), status=MentionStatus.ANSWERED, owner="ben")

    text = as_text(worded(an_edition(first)))

    assert ", seen 2 more times. ben has answered" in text
    assert "I'll answer" not in text


def test_what_was_said_to_us_or_at_no_address_names_its_place() -> None:
    by_phone = said(id="m1", url=None, sightings=(Sighting("hosted:phone", None, NOW),))
    nowhere = said(id="m2", url=None, sightings=(Sighting("blog", None, NOW),), author=None)
    unknown = said(id="m3", url=None, title="", text="", sightings=(Sighting("gone", None, NOW),))

    text = as_text(worded(an_edition(by_phone, nowhere, unknown)))

    assert "Joan by phone" in text
    assert "Somebody on Joan's blog" in text
    assert "Joan on gone" in text
    assert "(The words are no longer kept here.)" in text


def test_what_is_missing_is_told() -> None:
    digest = replace(an_edition().digest, left_out=7, is_complete=False)

    text = as_text(worded(an_edition(digest=digest)))

    assert "And 7 mentions of further watches." in text
    assert "what is oldest is not counted here" in text


def test_subject_names_who_is_meant_and_how_many_more() -> None:
    works = Watch("works", "Works", WatchKind.OWN, ("Works",))

    both = an_edition(said(), said(id="m2", about="works"), watches={"works": works})
    others = an_edition(said(about="brightmoor"))
    waiting = an_edition(said(Verdict.BAD))

    assert worded(both).subject == "Digest: 2 good about Larkfield and 1 more"
    assert worded(others).subject == "Digest: 1 good about Brightmoor"
    assert worded(waiting).subject == "Digest: nothing new about Larkfield"
    nothing = replace(an_edition(), digest=digest_of((), (), {}, NOW - DAY, NOW))
    assert worded(nothing).subject == "Digest: nothing new"


def test_for_whoever_looks_there_are_no_links_of_the_person() -> None:
    message = received(an_edition(said(id="m1"), take_urls={}, leave_url=None))

    assert message["List-Unsubscribe"] is None
    assert f"{API}/a/" not in text_of(message)
    assert "No more digests" not in page_of(message).text


# --- strangers' words ---


def test_whatever_strangers_write_is_only_shown() -> None:
    hostile = said(Verdict.GOOD, **{**HOSTILE, "id": "m1", "judgement": a_judgement(Verdict.GOOD)})
    watch = Watch("larkfield", "L<b>\r\nBcc: x@y.example</b>", WatchKind.OWN, ("Larkfield",))
    person = replace(ANN, name='</bdi><script>alert("x")</script>')

    message = received(an_edition(hostile, watches={"larkfield": watch}, person=person))
    page, text = page_of(message), text_of(message)

    assert {tag for tag, _ in page.tags} <= HARMLESS
    assert set(message.keys()) & {"Bcc", "Cc"} == set()
    assert "javascript:" not in str(page.links)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e\u2028]", text.replace("\r", ""))


@given(st.text(max_size=300), st.text(max_size=100), st.text(max_size=300))
def test_any_words_in_any_script_arrive_in_one_piece(name: str, author: str, text: str) -> None:
    watch = Watch("larkfield", name, WatchKind.OWN, ("Larkfield",))
    edition = an_edition(said(author=author, text=text), watches={"larkfield": watch})

    message = received(edition)

    assert message["Subject"] == worded(edition).subject
    assert len(message["Subject"]) <= SUBJECT_CHARS
    assert {tag for tag, _ in page_of(message).tags} <= HARMLESS


def test_longest_digest_is_shown_whole_by_mail_programs() -> None:
    """Everything as long as it may be, in a script of three bytes a letter."""
    many = {f"w{n:02}": Watch(f"w{n:02}", "名" * 80, WatchKind.OWN, (f"W{n}",)) for n in range(25)}
    found = [
        said(verdict, id=f"{about}{verdict}{n}", about=about, author="名" * 100, text="言" * 500)
        for about in many
        for verdict in (Verdict.GOOD, Verdict.INDIFFERENT, Verdict.UNSURE)
        for n in range(15)
    ]
    edition = an_edition(*found, watches=many)
    urls = {each.id: f"{API}/a/{'x' * 200}" for each in found}

    page = received(replace(edition, take_urls=urls)).get_body(("html",))

    assert page is not None
    assert len(page.get_content().encode()) < MOST_BYTES
    assert Page(page.get_content()).text.count("Say thank you.") == 12


# --- sending ---


def test_ses_takes_the_mail_for_its_one_receiver() -> None:
    client = FakeClient()

    DigestMailer(client, "Earshot <earshot@larkfield.example>").send(an_edition())

    [call] = client.calls
    assert call["Destination"] == {"ToAddresses": ["ann@larkfield.example"]}
    assert call["FromEmailAddress"] == "earshot@larkfield.example"
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in call["Content"]["Raw"]["Data"]


@pytest.mark.parametrize(
    ("code", "error"), [("TooManyRequestsException", TemporaryError), ("MessageRejected", PermanentError)]
)
def test_refusal_of_ses_says_whether_to_try_again(code: str, error: type[Exception]) -> None:
    mailer = DigestMailer(FakeClient(refusal(code)), "earshot@larkfield.example")

    with pytest.raises(error):
        mailer.send(an_edition())


def test_log_names_ids_and_no_address_or_word(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        DigestMailer(FakeClient(), "earshot@larkfield.example").send(an_edition())

    assert "larkfield.example" not in str([vars(record) for record in caplog.records])
    assert [record.__dict__["person"] for record in caplog.records] == ["ann"]
