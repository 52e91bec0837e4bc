from __future__ import annotations

import time

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.reach import Reach
from chalicelib.domain.sources import FailureKind
from chalicelib.sources.kinds.telegram_preview import read

from .answering import at, document, entry, failure

FOOTER = """<div class="tgme_widget_message_footer compact js-message_footer">
  <span class="tgme_widget_message_views">1</span><span class="tgme_widget_message_meta">edited
  <a class="tgme_widget_message_date" href="https://t.me/acme_news/{number}"><time
  datetime="2026-05-30T{number:02}:25:08+02:00" class="time">22:25</time></a></span></div>"""


def said(html: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{html}</div>'


def message(number: int, html: str, classes: str = "", owner: str = "Acme &amp; friends") -> str:
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message
      text_not_supported_wrap {classes} js-widget_message" data-post="acme_news/{number}" data-view="eyJj">
      <div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name"
      href="https://t.me/acme_news"><span dir="auto">{owner}</span></a></div>
      {html}{FOOTER.format(number=number)}</div></div>"""


def page(*messages: str) -> bytes:
    return f"""<!DOCTYPE html><html><head><title>Acme – Telegram</title>
      <meta property="og:title" content="Acme &amp; friends"></head>
      <body><section class="tgme_channel_history">
      {"".join(messages)}</section></body></html>""".encode()


def test_a_message_is_an_entry_whose_first_line_is_its_title() -> None:
    found = document(
        read, page(message(12, said("<b>We moved</b><br/>To a <i>new</i> shop.<br/>Come &amp; see!")))
    )

    assert found.title == "Acme & friends"
    assert found.entries == (
        Entry(
            id="acme_news/12",
            url="https://t.me/acme_news/12",
            title="We moved",
            text="To a new shop. Come & see!",
            author="Acme & friends",
            published_at=at("2026-05-30T10:25:08"),
            reach=Reach(1),
        ),
    )


@pytest.mark.parametrize(
    ("html", "title", "text"),
    [
        ("One line only", "", "One line only"),
        ("One line only<br/>", "", "One line only"),
        ("<br>not the first", "", "not the first"),
        ("words " * 50 + "<br/>more", "", "words " * 50 + "more"),
        ('<i class="emoji"><b>😀</b></i> Hi<br>there', "😀 Hi", "there"),
        ("a &lt;b&gt; c", "", "a <b> c"),
    ],
)
def test_only_a_short_line_above_others_is_a_title(html: str, title: str, text: str) -> None:
    found = entry(read, page(message(1, said(html))))

    assert (found.title, found.text) == (title, text)


def test_messages_keep_their_order_and_what_telegram_says_itself_is_no_entry() -> None:
    messages = (
        message(1, said("Channel created"), "service_message"),
        message(2, said("a")),
        message(4, said("b")),
    )

    found = document(read, page(*messages))

    assert [one.id for one in found.entries] == ["acme_news/2", "acme_news/4"]
    assert found.notes == ()


def test_the_message_answered_to_is_not_what_the_answer_says() -> None:
    answered = """<a class="tgme_widget_message_reply" href="https://t.me/acme_news/1">
      <div class="tgme_widget_message_author"><span class="tgme_widget_message_author_name">Bob</span></div>
      <div class="tgme_widget_message_text js-message_reply_text">where is it?</div></a>"""

    assert entry(read, page(message(3, answered + said("Here")))).text == "Here"
    assert entry(read, page(message(3, answered))).text == ""


def test_text_may_hold_other_elements_and_repeat_itself() -> None:
    nested = said(said("Out <div>in</div> out"))

    assert entry(read, page(message(3, nested + said("later")))).text == "Out in out"


def test_a_video_is_dated_by_when_it_was_shown_and_not_by_how_long_it_takes() -> None:
    video = '<a class="tgme_widget_message_video_player"><time class="message_video_duration">0:31</time></a>'

    found = entry(read, page(message(7, video)))

    assert (found.published_at, found.content) == (at("2026-05-30T05:25:08"), "")


def test_questions_files_and_linked_pages_are_read_after_the_words() -> None:
    extra = """<div class="tgme_widget_message_poll_question">Which?</div>
      <div class="tgme_widget_message_poll_option_text">Acme</div>
      <div class="tgme_widget_message_poll_option_text">Other</div>
      <div class="tgme_widget_message_document_title" dir="auto">prices.pdf</div>
      <div class="link_preview_title" dir="auto">Acme &amp; you</div>
      <div class="link_preview_description">Buy!</div>"""

    found = entry(read, page(message(3, said("Look") + extra)))

    assert found.text == "Look · Which? · Acme · Other · prices.pdf · Acme & you"


def test_what_a_message_lacks_comes_from_the_page() -> None:
    text = '<div class="tgme_widget_message_text">Hi</div>'
    bare = f'<div class="tgme_widget_message" data-post="acme_news/9">{text}</div>'

    assert entry(read, page(bare)) == Entry(
        id="acme_news/9", url="https://t.me/acme_news/9", text="Hi", author="Acme & friends"
    )


def test_addresses_that_lead_elsewhere_are_not_taken() -> None:
    evil = message(3, said("Hi")).replace("https://t.me/acme_news/3", "javascript:alert(1)")

    assert entry(read, page(evil)).url == "https://t.me/acme_news/3"


def test_attributes_are_read_with_their_references_resolved() -> None:
    """One of more digits than any character has stays as it is written."""
    resolved = message(3, said("Hi")).replace("acme_news/3", "acme_news&#47;3")
    absurd = message(4, said("Ho")).replace('data-post="acme_news/4"', f'data-post="a/4&#{"9" * 5000};"')

    first, second = document(read, page(resolved, absurd)).entries

    assert (first.id, first.url) == ("acme_news/3", "https://t.me/acme_news/3")
    assert second.text == "Ho"


def test_a_channel_without_messages_is_an_empty_document() -> None:
    assert document(read, page()).entries == ()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (
            b'<html><div class="tgme_page"><a class="tgme_action_button_new">View</a></div>',
            FailureKind.FORBIDDEN,
        ),
        (b"<html><body>Hello</body></html>", FailureKind.UNREADABLE),
        (b"", FailureKind.UNREADABLE),
        (b'{"ok": false}', FailureKind.UNREADABLE),
        (b"tgme_channel_ " * 400_000, FailureKind.TOO_LARGE),
    ],
)
def test_what_is_no_channel_says_why(body: bytes, kind: FailureKind) -> None:
    assert failure(read, body)[0].kind is kind


def test_a_page_cut_off_in_the_middle_is_read_up_to_there() -> None:
    whole = page(message(1, said("first")), message(2, said("second is longer")))

    found = document(read, whole[: whole.index(b" is longer")])

    assert [one.text for one in found.entries] == ["first", "second"]


@pytest.mark.parametrize(
    "flood",
    [
        b"<a ",
        b"<a href='",
        b'<div class="tgme_widget_message_text js-message_text">',
        b'<div data-post="a/1" class="tgme_widget_message_poll_option_text">',
        b"<br",
        b"</div>",
        b' data-post="a/1"',
        pytest.param(b"<" + b"a" * 999_999, id="endless name"),
    ],
)
def test_the_time_follows_the_length_of_the_page(flood: bytes) -> None:
    body = page(message(1, "@")).replace(b"@", flood * (1_000_000 // len(flood)))
    started = time.process_time()

    document(read, body)

    assert time.process_time() - started < 3
