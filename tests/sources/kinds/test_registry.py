"""Every kind that is listed can be read, and no other."""

from __future__ import annotations

import pytest

from chalicelib.domain.sources import FailureKind
from chalicelib.errors import EarshotError, SourceRefused
from chalicelib.sources import kinds


@pytest.mark.parametrize("kind", kinds.NAMES)
@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<!doctype html><html><body>Hello</body></html>", b"{"])
def test_kind_refuses_in_words_what_it_cannot_read(kind: str, body: bytes) -> None:
    with pytest.raises(EarshotError) as refusal:
        kinds.read(kind, body, None, "https://blog.example/")

    assert 5 < len(str(refusal.value)) < 300
    assert "\n" not in str(refusal.value)


def test_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SourceRefused, match="no kind of source called 'pigeon'") as refusal:
        kinds.read("pigeon", b"", None, "")

    assert refusal.value.failure.kind is FailureKind.NOT_CONFIGURED
