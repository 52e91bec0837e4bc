"""What somebody wrote is told from what they answered and how they sign; what is not certain stays."""

from __future__ import annotations

import pytest

from chalicelib.sources.kinds.mail_quotes import own_visible_text, own_words

ANSWERS = {
    "above a marked quote": "It broke.\n\nOn Mon, 2 Mar 2026, 09:00, Bob <b@x.example> wrote:\n\n> Does it?",
    "above, two lines long": "It broke.\n\nOn Mon, 2 Mar 2026, 09:00, Bob\n<b@x.example> wrote:\n> Does it?",
    "above, in German": "It broke.\n\nAm 02.03.2026 um 09:00 schrieb Bob <bob@x.example>:\n> Geht es?",
    "above, in Chinese": "It broke.\n\nBob <bob@x.example> 于2026年3月2日写道：\n> ok?",
    "above, unmarked": "It broke.\n\nLe 2 mars 2026 à 09:00, Bob <b@x.example> a écrit :\n\nMarche-t-il ?",
    "above, wrapped, unmarked": "It broke.\n\nOn Mon, 2 Mar 2026 Bob\n<b@x.example> wrote:\n\nDoes it?",
    "below": "On 2 March 2026 Bob wrote:\n> Does it?\n\nIt broke.",
    "between": "> Hello.\n\nIt\n\n> Does it?\n\nbroke.",
    "in Outlook": "It broke.\n\n___________\nFrom: Bob\nSent: Monday\nTo: Ann\n\nDoes it?",
    "in German Outlook": "It broke.\r\n\r\nVon: Bob\r\nGesendet: Montag\r\nAn: Ann\r\n\r\nGeht es?",
    "in old Outlook": "It broke.\n\n-----Original Message-----\nFrom: Bob\nSent: Monday\n\nDoes it?",
    "signed": "It broke.\n-- \nAnn Other\nAcme Inc., 1 Road",
    "signed, then quoted": "It broke.\n--\nAnn\n\nOn 2 March 2026 Bob wrote:\n> Does it?",
    "from a telephone": "It broke.\n\nSent from my telephone\n",
}
PLAIN = {
    "a list": "It broke:\n- the lamp\n- the shade",
    "a form": "Name: Ann\nFrom: Town\nMessage: It broke.",
    "a dated form": "Name: Ann\nFrom: Town\nDate: Monday\nMessage: It broke.",
    "a heading": "----- Acme -----\nIt broke.",
    "a colon": "On Monday it broke:\nthe lamp.",
    "dashes first": "--\nIt broke.",
    "only quoted": "> It broke.",
    "only about a telephone": "Sent from my telephone",
}
HTML_ANSWERS = {
    "above, Gmail": "<div>It broke.</div><div class='gmail_quote'><p>On … wrote:</p>Does it?</div>",
    "above, Apple": "<p>It broke.</p><blockquote type='cite'><p>Does it?</p></blockquote>",
    "above, Outlook": '<p>It broke.</p><hr><div id="divRplyFwdMsg"><b>From:</b> Bob</div>Does it?',
    "above, Thunderbird": '<p>It broke.</p><div class="moz-cite-prefix">On …:</div>Does it?',
    "signed": '<p>It broke.</p><div class="gmail_signature">Ann, Acme Inc.</div>',
    "below": "<blockquote><p>Does <blockquote>Hm?</blockquote> it?</p></blockquote><p>It broke.</p>",
    "alone": "<p>It broke.</p>",
    "nothing but a quote": "<blockquote>It broke.</blockquote>",
}


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_answer_is_told_from_what_it_answers(text: str) -> None:
    assert own_words(text) == "It broke."


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_what_only_looks_like_a_quote_stays(text: str) -> None:
    assert own_words(text) == " ".join(text.split())


@pytest.mark.parametrize("html", HTML_ANSWERS.values(), ids=HTML_ANSWERS)
def test_answer_in_html_is_told_from_what_it_answers(html: str) -> None:
    assert own_visible_text(html) == "It broke."
