"""One mail that a person can read on a phone and answer with one press, whatever strangers wrote into it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import boto3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from moto import mock_aws
from moto.ses.models import ses_backends

from chalicelib.domain.feedback import labels_of
from chalicelib.domain.notices import Notice
from chalicelib.domain.people import Person
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.signals import Signal
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.notifiers.email import SUBJECT_CHARS, EmailNotifier, mail, subject
from chalicelib.notifiers.wording import worded
from tests.domain.examples import NOW, a_mention

from .examples import (
    ACKNOWLEDGE,
    ANN,
    RTL_OVERRIDE,
    FakeClient,
    a_hostile_notice,
    a_notice,
    refusal,
)

MOTO_ACCOUNT = "123456789012"
SENDER = Address("Earshot", "earshot", "larkfield.example")
# Words of several scripts, and such as mail software takes for something else.
PITFALLS = ["ferry", "é", "日本語", "العبّارة", "👩\u200d💻", "a" * 70, "=?utf-8?q?x?=", ",", '"', "<a@b>"]
TITLES = st.text(max_size=300) | st.lists(st.sampled_from(PITFALLS), max_size=20).map(" ".join)
# What a mail may be made of; nothing here loads, runs or sends anything.
HARMLESS = set(
    "html head meta title body div p bdi br span blockquote a h2 ul li".split(),
)


class Page(HTMLParser):
    """The tags of a page with their attributes, and its visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def links(self) -> list[str | None]:
        return [attrs.get("href") for tag, attrs in self.tags if tag == "a"]


def received(notice: Notice, sender: Address = SENDER) -> EmailMessage:
    """The mail as the other end reads it."""
    message = message_from_bytes(mail(notice, sender).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def page_of(message: EmailMessage) -> Page:
    part = message.get_body(("html",))
    assert part is not None
    return Page(part.get_content())


# --- headers ---


def test_headers_name_sender_receiver_and_what_was_said() -> None:
    message = received(a_notice())

    assert message["From"] == "Earshot <earshot@larkfield.example>"
    assert message["To"] == "ann@larkfield.example"
    assert message["Subject"] == 'Larkfield: "My lamp" on blog.example'
    assert message.get_content_type() == "multipart/alternative"


def test_machines_are_told_not_to_answer() -> None:
    message = received(a_notice())

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Reply-To"] is None


def test_same_notice_is_the_same_mail_to_the_byte() -> None:
    assert mail(a_notice(), SENDER).as_bytes() == mail(a_notice(), SENDER).as_bytes()


def test_mails_of_other_deliveries_and_people_have_ids_of_their_own() -> None:
    """Also where step and person are the same: in another round, or for another cause."""
    deliveries = ["000002.step", "000004.step", "000002.assigned", "000002.reminder", "000002.storm"]
    notices = [
        *(a_notice(delivery_id=f"m1.{each}.email:ann") for each in deliveries),
        a_notice(person=replace(ANN, id="ben")),
    ]

    assert len({received(notice)["Message-ID"] for notice in notices}) == len(notices)
    assert len({received(notice)["X-Earshot-Notice"] for notice in notices}) == len(notices)


def test_all_steps_of_a_mention_stand_in_one_thread() -> None:
    first, second = received(a_notice()), received(a_notice(step=2))

    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert first["Subject"] == second["Subject"]
    assert first["References"] != received(a_notice(mention={"id": "m1other"}))["References"]
    assert first["References"].endswith("@larkfield.example>")


def test_subject_says_nothing_where_nothing_was_said() -> None:
    message = received(a_notice(mention={"title": "", "text": "", "url": None}))

    assert message["Subject"] == 'Larkfield: "…" on Joan\'s blog'
    for part in message.iter_parts():
        assert "(The words are no longer kept here.)" in part.get_content(), "others may still say it"


@given(title=TITLES, place=st.text(max_size=100), name=st.text(max_size=100))
@example(title="00¡¡¡𐀀𐀀𐀀𐀀𐀀", place="¡ ¡", name="")
def test_subject_arrives_as_written_in_any_script(title: str, place: str, name: str) -> None:
    notice = a_notice(
        mention={"title": title, "url": None}, person=replace(ANN, name=name), sources={"blog": place}
    )
    written = subject(worded(notice))

    message = received(notice)

    assert message["Subject"] == written
    assert len(written) <= SUBJECT_CHARS
    assert message["To"] == ANN.email


def test_encoded_words_in_a_title_are_not_decoded_into_what_was_kept_out() -> None:
    message = received(a_notice(mention={"title": "=?utf-8?b?4oCu?= fdp.exe"}))

    assert message["Subject"] == 'Larkfield: "=?utf-8?b?4oCu?= fdp.exe" on blog.example'


def test_subject_folds_into_short_lines_of_whole_encoded_words() -> None:
    head = mail(a_notice(mention={"title": "日本語の感想 " * 9}), SENDER).as_bytes().split(b"\r\n\r\n")[0]

    lines = head.split(b"Subject: ")[1].split(b"\r\nMessage-ID")[0].split(b"\r\n ")
    assert len(lines) > 1
    assert all(re.fullmatch(rb"=\?utf-8\?[bq]\?[^?\s]+\?=", line) and len(line) <= 75 for line in lines)


def test_no_line_is_longer_than_mail_allows() -> None:
    lines = mail(a_hostile_notice(), SENDER).as_bytes().split(b"\r\n")

    assert max(map(len, lines)) <= 998
    assert all(line.isascii() for line in lines)
    assert not any(b"\n" in line for line in lines)


# --- content ---


@pytest.mark.parametrize("read", [text_of, lambda message: page_of(message).text], ids=["text", "html"])
def test_both_parts_tell_the_whole_story(read: Any) -> None:
    content = read(received(a_notice()))

    for told in (
        "Larkfield",
        "Joan on blog.example",
        "22 November 2026, 09:20 UTC, found 10 minutes later",
        "My lamp",
        "The Larkfield lamp broke after a day.",
        "Bad, fairly sure",
        "Because of “broke”",
        "Apologise, and ask permission to join the conversation.",
        "Never be defensive",
        "Seen in 1 place: Joan's blog",
        "Step 1 of 2. If nobody acknowledges it, the next step follows.",
        "Ann Miller",
    ):
        assert told in content


def test_text_part_reads_as_a_letter_does() -> None:
    text = text_of(received(a_notice(mention={"edited_at": NOW})))

    assert text.startswith("Larkfield: bad\nAnswer it soon\n\nJoan on blog.example\n")
    assert "\nEdited since: 22 November 2026, 09:30 UTC\n\n> My lamp\n>\n> The Larkfield lamp" in text
    assert "(blog.example):\nhttps://blog.example/posts/1\n\n" in text
    assert f"\n{ACKNOWLEDGE}\n\nStep 1 of 2" in text
    assert "<" not in text
    assert "\n\n\n" not in text


def test_mail_of_what_is_urgent_says_so_first() -> None:
    message = received(a_notice(mention={"signals": (Signal.LEAVING, Signal.HELP)}))

    assert message["Subject"].startswith("[Urgent] Larkfield: ")
    heard = "Urgent; heard in it: an intent to leave, a request for help"
    assert f"\n{heard}\n" in text_of(message)
    assert heard in page_of(message).text


def test_mail_says_when_a_person_judged() -> None:
    message = received(a_notice(mention={"ruling": Ruling(Verdict.BAD, "ben", NOW)}))

    assert "Bad, says ben\nThe machine had said: Bad, fairly sure\nA person judged this." in text_of(message)


def test_page_has_one_button_and_the_original() -> None:
    page = page_of(received(a_notice()))

    assert page.links == ["https://blog.example/posts/1", ACKNOWLEDGE]
    assert "(blog.example)" in page.text
    assert "I have it" in page.text


def test_without_a_link_to_acknowledge_there_is_no_button() -> None:
    message = received(a_notice(acknowledge_url=None))

    assert page_of(message).links == ["https://blog.example/posts/1"]
    assert "I HAVE IT" not in text_of(message)


def test_without_an_original_to_open_none_is_offered() -> None:
    message = received(a_notice(mention={"url": None}))

    assert page_of(message).links == [ACKNOWLEDGE]
    assert "Read it where" not in text_of(message)


def test_link_to_the_original_names_the_host_it_truly_leads_to() -> None:
    message = received(a_notice(mention={"url": "https://bank.example@evil.example/"}))

    assert page_of(message).links[0] == "https://evil.example/"
    assert "(evil.example)" in page_of(message).text
    assert "bank.example" not in text_of(message)


# --- strangers with bad intent ---


def test_hostile_title_cannot_add_a_header() -> None:
    message = received(a_hostile_notice())

    assert message["Bcc"] is None
    assert message["Cc"] is None
    assert len(message["Subject"]) <= SUBJECT_CHARS
    assert message["To"] == "ann@larkfield.example"


def test_hostile_words_stay_words() -> None:
    page = page_of(received(a_hostile_notice()))

    assert {tag for tag, _ in page.tags} <= HARMLESS
    assert page.links == [ACKNOWLEDGE]
    assert "<script>alert(1)</script>" in page.text


def test_nothing_is_loaded_from_anywhere() -> None:
    page = page_of(received(a_hostile_notice()))

    attributes = {name for _, attrs in page.tags for name in attrs}
    assert not attributes & {"src", "srcset", "background", "onload", "onerror", "action", "ping"}
    assert not any("url(" in (attrs.get("style") or "") for _, attrs in page.tags)


@pytest.mark.parametrize("notice", [a_notice(), a_hostile_notice()], ids=["honest", "hostile"])
def test_no_part_hides_or_turns_text(notice: Notice) -> None:
    message = received(notice)

    for content in (text_of(message), page_of(message).text):
        assert RTL_OVERRIDE not in content
        assert "\x1b" not in content
        assert len(content) < 4000


def test_hostile_words_cannot_leave_their_quotation() -> None:
    quoted = [line for line in text_of(received(a_hostile_notice())).splitlines() if "script" in line]

    assert quoted
    assert all(line.startswith("> ") for line in quoted)


def test_emoji_stay_whole() -> None:
    assert "👩\u200d💻" in text_of(received(a_hostile_notice()))


# --- addresses ---


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@",
        "@larkfield.example",
        "ann@larkfield.example, ben@larkfield.example",
        "ann@larkfield.example\r\nBcc: ben@larkfield.example",
        "Ann <ann@larkfield.example>",
        "jörg@larkfield.example",
        "ann@lark field.example",
        "ann@a..b",
    ],
)
def test_person_without_a_usable_address_is_a_permanent_failure(address: str) -> None:
    client = FakeClient()
    notice = a_notice(person=Person("ann", "Ann", address))

    with pytest.raises(PermanentError, match="person 'ann' has no usable e-mail address") as caught:
        EmailNotifier(client, "earshot@larkfield.example").send(notice)

    assert "larkfield" not in str(caught.value)
    assert client.calls == []


def test_who_is_unreachable_is_mailed_no_more() -> None:
    client = FakeClient()
    notice = a_notice(person=replace(ANN, unreachable="mail bounced on 2026-03-14 (General)"))

    with pytest.raises(PermanentError, match=r"'ann' is unreachable: mail bounced .*; mend the address"):
        EmailNotifier(client, "earshot@larkfield.example").send(notice)

    assert client.calls == []


def test_what_becomes_of_a_mail_is_told_with_labels_that_lead_to_its_delivery() -> None:
    client = FakeClient()
    notice = a_notice(delivery_id="m1aa.000002.step.email:ann")

    EmailNotifier(client, "earshot@larkfield.example", "feedback-1").send(notice)

    [call] = client.calls
    assert call["ConfigurationSetName"] == "feedback-1"
    tags = {tag["Name"]: tag["Value"] for tag in call["EmailTags"]}
    assert tags == labels_of(notice.mention.id, notice.delivery_id)
    assert all(re.fullmatch("[A-Za-z0-9_-]{1,256}", text) for pair in tags.items() for text in pair)


def test_nothing_is_asked_about_a_mail_where_nobody_could_be_told() -> None:
    client = FakeClient()

    EmailNotifier(client, "earshot@larkfield.example").send(a_notice())

    assert not {"ConfigurationSetName", "EmailTags"} & set(client.calls[0])


def test_mail_to_nobody_in_particular_is_a_permanent_failure() -> None:
    with pytest.raises(PermanentError, match="mail goes to a person"):
        EmailNotifier(FakeClient(), "earshot@larkfield.example").send(a_notice(person=None))


def test_domain_in_another_script_is_written_for_mail() -> None:
    message = received(a_notice(person=replace(ANN, email="ann@räksmörgås.example")))

    assert message["To"].addresses[0].addr_spec == "ann@xn--rksmrgs-5wao1o.example"


@pytest.mark.parametrize(
    ("mail_from", "shown_as"),
    [
        ("earshot@larkfield.example", "Earshot <earshot@larkfield.example>"),
        ("Ears <earshot@larkfield.example>", "Ears <earshot@larkfield.example>"),
        ('"Lark, field" <earshot@larkfield.example>', '"Lark, field" <earshot@larkfield.example>'),
    ],
)
def test_sender_may_have_a_name(mail_from: str, shown_as: str) -> None:
    client = FakeClient()

    EmailNotifier(client, mail_from).send(a_notice())

    call = client.calls[0]
    assert call["FromEmailAddress"] == "earshot@larkfield.example"
    message = message_from_bytes(call["Content"]["Raw"]["Data"], policy=policy.default)
    assert message["From"] == shown_as


# --- Amazon SES ---


@pytest.fixture
def ses() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("sesv2", region_name="eu-west-1")
        client.create_email_identity(EmailIdentity="larkfield.example")
        yield client


def test_ses_takes_the_mail_for_its_one_receiver(ses: Any) -> None:
    EmailNotifier(ses, "earshot@larkfield.example").send(a_notice())

    [sent] = ses_backends[MOTO_ACCOUNT]["eu-west-1"].sent_messages
    message = message_from_bytes(sent.raw_data.encode(), policy=policy.default)
    assert sent.source == "earshot@larkfield.example"
    assert {address.rpartition("<")[2].strip(">") for address in sent.destinations} == {ANN.email}
    assert message["Subject"] == 'Larkfield: "My lamp" on blog.example'


def test_sender_that_ses_does_not_know_is_a_permanent_failure_that_says_what_to_do(ses: Any) -> None:
    notifier = EmailNotifier(ses, "earshot@elsewhere.example")

    with pytest.raises(PermanentError, match="verify the sender's address in SES") as caught:
        notifier.send(a_notice())

    assert "elsewhere" not in str(caught.value)


def test_ses_that_is_busy_is_a_temporary_failure() -> None:
    notifier = EmailNotifier(
        FakeClient(refusal("TooManyRequestsException", 429)), "earshot@larkfield.example"
    )

    with pytest.raises(TemporaryError):
        notifier.send(a_notice())


def test_log_names_ids_and_no_address_or_word(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        EmailNotifier(FakeClient(), "earshot@larkfield.example").send(a_notice())

    [line] = caplog.records
    fields = vars(line)
    assert (fields["mention"], fields["person"], fields["ses_message"]) == (a_mention().id, "ann", "a-1")
    everything = repr(fields)
    assert "@" not in everything
    assert "lamp" not in everything
    assert base64.b64encode(b"ann").decode() not in everything
