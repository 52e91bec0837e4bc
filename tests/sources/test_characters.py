"""Documents are read in whatever they are encoded in, whatever they or their servers say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.sources.characters import decoded, undoubled

TEXT = "<rss>„Größe“, ça alors — 漢字</rss>"


def declaring(encoding: str, text: str) -> str:
    return f"<?xml version='1.0' encoding='{encoding}'?>{text}"


@given(st.binary(max_size=200), st.none() | st.text(max_size=40))
def test_no_bytes_make_it_stumble(body: bytes, content_type: str | None) -> None:
    text, _ = decoded(body, content_type)

    text.encode()


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_unicode_needs_no_declaration(codec: str) -> None:
    assert decoded(TEXT.encode(codec), None) == (TEXT, None)


@pytest.mark.parametrize(
    ("encoding", "codec", "text"),
    [
        ("windows-1251", "cp1251", "Жалоба на лампу"),
        ("KOI8-R", "koi8_r", "Жалоба на лампу"),
        ("ISO-8859-1", "cp1252", "“Größe” – 5 €"),
        ("gb2312", "gb18030", "灯坏了，没人回答䶮"),
        ("Shift_JIS", "cp932", "ランプが壊れた①"),
        ("euc-kr", "cp949", "램프가 고장났어요"),
        ("iso-2022-jp", "iso2022_jp", "ランプが壊れた"),
        ("iso-8859-9", "cp1254", "Şikâyet, ğ"),
    ],
)
def test_declared_encoding_is_read_with_what_is_written_in_its_name(
    encoding: str, codec: str, text: str
) -> None:
    document = declaring(encoding, text)

    assert decoded(document.encode(codec), None) == (document, None)
    assert decoded(text.encode(codec), f"text/xml; charset={encoding}")[0] == text


def test_document_is_believed_before_its_server() -> None:
    document = declaring("windows-1251", "Жалоба")

    assert decoded(document.encode("cp1251"), "text/xml; charset=iso-8859-1")[0] == document


@pytest.mark.parametrize("encoding", ["iso-8859-1", "nonsense", "idna", "unicode_escape", "base64"])
def test_utf8_is_recognised_whatever_it_is_declared_to_be(encoding: str) -> None:
    document = declaring(encoding, "Größe")

    text, note = decoded(document.encode(), None)

    assert text == document
    assert note is not None
    assert "utf-8" in note


def test_ascii_declared_to_be_utf_16_is_read_with_a_note() -> None:
    document = declaring("utf-16", "plain")

    assert decoded(document.encode(), None) == (document, "declared to be utf-16, but it is utf-8")


def test_single_western_characters_strewn_into_utf8_are_read_as_meant() -> None:
    body = declaring("iso-8859-1", "søndag, på søen, af").encode() + "besøge".encode("cp1252")

    text, note = decoded(body, None)

    assert text.endswith("søndag, på søen, afbesøge")
    assert note == "some characters are not encoded as utf-8, the others are"


def test_bytes_that_fit_nothing_are_read_as_western() -> None:
    assert decoded(declaring("nonsense", "café").encode("cp1252"), None)[0].endswith("café")


@pytest.mark.parametrize("text", ["Größe", "„Größe“ – 5 €", "лампа", "漢字"])
def test_text_encoded_twice_is_read_as_meant(text: str) -> None:
    bytes_taken_for_cp1252 = text.encode().decode("latin-1")
    as_cp1252 = "".join(
        bytes([ord(char)]).decode("cp1252", "ignore") or char for char in bytes_taken_for_cp1252
    )

    assert undoubled(bytes_taken_for_cp1252) == text
    assert undoubled(as_cp1252) == text
    assert undoubled(text) == text


@given(st.text())
def test_text_encoded_once_is_left_alone(text: str) -> None:
    if undoubled(text) != text:  # then it was indeed UTF-8 in the guise of another encoding
        assert len(undoubled(text)) < len(text)
