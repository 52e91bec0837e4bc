from __future__ import annotations

from chalicelib.domain.sources import Document
from chalicelib.sources.kinds.tombstones import deleted_ids, with_deletions_noted
from tests.sources.feed_examples import atom

AT = 'xmlns:at="http://purl.org/atompub/tombstones/1.0"'


def test_tombstones_name_what_was_deleted() -> None:
    body = atom(
        "<at:deleted-entry ref='yt:video:one' when='2026-03-02T09:00:00.1+00:00'><link href='https://v.example'/>"
        "</at:deleted-entry><entry><id>yt:video:two</id></entry><at:deleted-entry ref=' yt:video:three '/>",
        attributes=AT,
    ).encode()

    assert deleted_ids(body, None) == ("yt:video:one", "yt:video:three")
    assert with_deletions_noted(Document(notes=("odd",)), body, None).notes == (
        "odd",
        "deleted at the source: 2",
    )


def test_feed_without_tombstones_tells_of_no_deletion() -> None:
    body = atom("<entry><id>1</id></entry>").encode()

    assert deleted_ids(body, None) == ()
    assert with_deletions_noted(Document(), body, None) == Document()


def test_tombstone_without_reference_and_broken_feed_are_passed_over() -> None:
    assert deleted_ids(atom("<at:deleted-entry/>", attributes=AT).encode(), None) == ()
    assert deleted_ids(b"<feed><at:deleted-entry ref='1'>", None) == ()
    assert deleted_ids(b"deleted-entry", None) == ()
