"""Tells what somebody wrote in a mail from what mail programs put around it: the mails it answers, and
signatures. Where that is not certain, the words stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..visible_text import single_spaced, visible_text

_LONGEST_ATTRIBUTION = 300
# "On Monday Ann wrote:" in the languages of the mail programs that say it without marking what follows.
_ATTRIBUTION = re.compile(
    r"(?:On|Am|Le|El|Il|Em|Op|Den|Dnia|W dniu)\b.{8,}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|"
    r"schreef|skrev|napisał\w?)\b.{0,80}:$",
    re.IGNORECASE,
)
# The head of a mail as Outlook repeats it, set apart: who, then, within three lines, when.
_FROM = re.compile(r"\W{0,3}(?:From|Von|De|Da|Van|Från|Fra|Od|От|差出人|发件人|보낸 사람)\W{0,3}[:：]")
_SENT = re.compile(
    r"\W{0,3}(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Fecha|Inviato|Data|Verzonden|Skickat|Sendt|Wysłano|"
    r"Отправлено|Дата|送信日時|发送时间|보낸 날짜)\W{0,3}[:：]"
)
_DIVIDER = re.compile(r"\s*(?:_{10,}|-{2,} ?(?:Original\w*|Ursprüngliche) .{3,40}-{2,})\s*")
_SIGNATURE = re.compile(r"-- ?")
_FROM_A_PHONE = re.compile(
    r"(?:Sent from|Sent with|Get Outlook for|Gesendet mit|Von meinem|Envoyé d|Enviado desde|Enviado do|"
    r"Inviato da|Verzonden v|Skickat från)\b.{0,60}"
)

_TAG = re.compile(r"<[a-z][^<>]{0,500}", re.IGNORECASE)
_BLOCKQUOTE = re.compile(r"(</?blockquote\b[^<>]*>?)", re.IGNORECASE)
# How mail programs name the elements around what was not written now.
_MARKS = (
    *("gmail_quote", "gmail_attr", "gmail_signature", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix"),
    *("moz-signature", "divrplyfwdmsg", "appendonsend", "olk_src_body_section", "applemailsignature"),
    *("ms-outlook-mobile-signature", "protonmail_signature_block", 'id="signature"'),
)


def own_words(text: str) -> str:
    """What was written now, of plain text; all of it where nothing else is left."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    kept = _without_signature(_without_quotes(lines[: _history_at(lines)]))
    return single_spaced(" ".join(kept)) or single_spaced(text)


def _history_at(lines: Sequence[str]) -> int:
    """Where the mails begin that this one answers, if there are words before them."""
    has_words = False
    for number, line in enumerate(lines):
        if has_words and _begins_history(lines, number):
            return number
        has_words = has_words or bool(line.strip() and not line.startswith(">"))
    return len(lines)


def _begins_history(lines: Sequence[str], number: int) -> bool:
    line = lines[number].strip()
    if _DIVIDER.fullmatch(line):
        return any(_FROM.match(later) for later in lines[number + 1 : number + 4])
    if _FROM.match(line) and not lines[number - 1].strip():
        return any(_SENT.match(later) for later in lines[number + 1 : number + 4])
    wrapped = f"{line} {lines[number + 1].strip()}" if number + 1 < len(lines) else line
    is_said = any(_ATTRIBUTION.match(said[:_LONGEST_ATTRIBUTION]) for said in (line, wrapped))
    return is_said and not any(later.startswith(">") for later in lines[number + 1 : number + 5])


def _without_quotes(lines: Sequence[str]) -> list[str]:
    """Without quoted lines, and what stands right above them to say whose they are."""
    kept: list[str] = []
    for line in lines:
        if not line.startswith(">"):
            kept.append(line)
            continue
        while kept and not kept[-1].strip():
            kept.pop()
        if kept and _says_whose(kept[-1]):
            kept.pop()
            if kept and re.match(r"\w.*\d{1,2}[:.]\d\d|\w.*\b\d{4}\b", kept[-1][:_LONGEST_ATTRIBUTION]):
                kept.pop()
    return kept


def _says_whose(line: str) -> bool:
    """True for a line that ends in a colon and holds a date, a time or an address."""
    ends = line.rstrip()[-_LONGEST_ATTRIBUTION:]
    return ends.endswith((":", "：")) and bool(re.search(r"\d|@|wrote", ends))


def _without_signature(lines: list[str]) -> list[str]:
    """Without what follows two dashes (RFC 3676, section 4.3), and the advertisement of a telephone."""
    has_words, end = False, len(lines)
    for number, line in enumerate(lines):
        if has_words and _SIGNATURE.fullmatch(line):
            end = number
            break
        has_words = has_words or bool(line.strip())
    while end and (not lines[end - 1].strip() or _FROM_A_PHONE.fullmatch(lines[end - 1].strip())):
        end -= 1
    return lines[:end]


def own_visible_text(html: str) -> str:
    """The same for HTML, of which this is what people see."""
    before = visible_text(html[: _marked_at(html)])
    return before or visible_text(_outside_blockquotes(html)) or visible_text(html)


def _marked_at(html: str) -> int:
    for tag in _TAG.finditer(html):
        folded = tag[0].lower()
        if folded.startswith("<blockquote") or any(mark in folded for mark in _MARKS):
            return tag.start()
    return len(html)


def _outside_blockquotes(html: str) -> str:
    """For those who answer below what they quote."""
    kept, depth = [], 0
    for piece in _BLOCKQUOTE.split(html):
        if _BLOCKQUOTE.match(piece):
            depth = max(0, depth + (-1 if piece[1] == "/" else 1))
        elif not depth:
            kept.append(piece)
    return " ".join(kept)
