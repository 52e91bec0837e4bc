from __future__ import annotations

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document
from chalicelib.sources.kinds import plain_feed
from chalicelib.sources.kinds.tombstones import with_deletions
from tests.sources.feed_examples import at, atom

AT = 'xmlns:at="http://purl.org/atompub/tombstones/1.0"'
NOTHING = Document()


def deleted(tombstones: str, document: Document = NOTHING) -> Document:
    return with_deletions(document, atom(tombstones, attributes=AT).encode(), None)


def test_tombstone_has_the_id_and_address_that_the_entry_had() -> None:
    document = deleted(
        "<at:deleted-entry ref='yt:video:one' when='2026-03-02T09:00:00.1+00:00'><at:by/>"
        "<link href='https://v.example/one'/></at:deleted-entry><at:deleted-entry ref=' yt:video:three '/>",
        Document((Entry(id="yt:video:two"),), notes=("odd",)),
    )

    assert document.entries == (
        Entry(id="yt:video:two"),
        Entry("yt:video:one", "https://v.example/one", updated_at=at("2026-03-02T09:00"), is_deleted=True),
        Entry("yt:video:three", is_deleted=True),
    )
    assert document.notes == ("odd", "deleted at the source: 2")


def test_address_that_cannot_be_opened_is_none() -> None:
    (entry,) = deleted("<at:deleted-entry ref='1'><link href='javascript:x'/></at:deleted-entry>").entries

    assert entry.url is None


def test_entry_that_was_updated_after_it_was_deleted_is_back() -> None:
    tombstone = "<at:deleted-entry ref='1' when='2026-03-02T09:00:00Z'/>"
    back = Document((Entry(id="1", updated_at=at("2026-03-02T10:00")),))
    gone = Document((Entry(id="1", updated_at=at("2026-03-02T08:00")),))

    assert deleted(tombstone, back) == back
    assert [entry.is_deleted for entry in deleted(tombstone, gone).entries] == [False, True]


def test_feed_without_tombstones_stays_as_it_is() -> None:
    assert deleted("<entry><id>1</id></entry>") == Document()


def test_tombstone_without_reference_and_broken_feed_are_passed_over() -> None:
    assert deleted("<at:deleted-entry/>") == Document()
    assert with_deletions(Document(), b"<feed><at:deleted-entry ref='1'>", None) == Document()
    assert with_deletions(Document(), b"deleted-entry", None) == Document()


def test_any_atom_feed_may_tell_of_deletions() -> None:
    body = atom("<at:deleted-entry ref='1'/>", attributes=AT).encode()

    assert plain_feed.read(body, None, "https://blog.example/").entries == (Entry("1", is_deleted=True),)
