"""What a source said before is remembered compactly, and edits are noticed."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.entries import Entry, SeenEntries
from chalicelib.domain.reach import LARGE_AUDIENCE, Reach

from .examples import an_entry


def test_entry_is_new_until_its_document_was_read() -> None:
    entry = an_entry()

    assert not SeenEntries().has(entry)
    assert SeenEntries().after([entry]).has(entry)


def test_edited_entry_is_not_seen() -> None:
    seen = SeenEntries().after([an_entry()])

    assert not seen.has(an_entry(text="The Larkfield lamp broke, and nobody answers."))
    assert not seen.has(an_entry(title="My broken lamp"))


def test_entry_without_id_is_told_by_its_address_and_else_by_its_words() -> None:
    assert an_entry(id=None).key == "https://blog.example/posts/1"
    assert an_entry(id=None, url=None).key == an_entry().content


def test_entries_that_left_the_document_are_remembered_for_a_while() -> None:
    seen = SeenEntries().after([an_entry()]).after([an_entry(id="post-2")])

    assert seen.has(an_entry())


def test_memory_is_bounded() -> None:
    seen = SeenEntries()
    for number in range(500):
        seen = seen.after([an_entry(id=f"post-{number}")])

    assert len(seen) <= 101
    assert seen.has(an_entry(id="post-499"))
    assert seen.has(an_entry(id="post-400"))
    assert not seen.has(an_entry(id="post-0"))


def test_what_was_pushed_is_remembered_beside_what_the_document_shows() -> None:
    shown = [an_entry(id=f"post-{number}") for number in range(1000)]
    seen = SeenEntries().after(shown)

    seen = seen.along_with([an_entry(id="pushed")])

    assert len(seen) == 1001
    assert all(map(seen.has, [*shown, an_entry(id="pushed")]))


def test_memory_of_pushes_is_bounded_too() -> None:
    seen = SeenEntries()
    for number in range(2000):
        seen = seen.along_with([an_entry(id=f"post-{number}")])

    assert len(seen) == 1100
    assert seen.has(an_entry(id="post-1999"))
    assert not seen.has(an_entry(id="post-0"))


def test_edited_entry_is_known_though_not_seen() -> None:
    seen = SeenEntries().after([an_entry()])
    edited = an_entry(text="It broke at once.")

    assert seen.knows(edited)
    assert not seen.has(edited)
    assert not seen.knows(an_entry(id="another"))


def test_entry_is_news_until_it_was_seen_and_when_it_was_edited() -> None:
    seen = SeenEntries().after([an_entry()])

    assert SeenEntries().is_news(an_entry())
    assert not seen.is_news(an_entry())
    assert seen.is_news(an_entry(text="It broke at once."))


def test_entry_is_news_once_more_when_it_reaches_very_many() -> None:
    """Its words were seen: nobody need ask for further pages because of it."""
    near, further, far = (an_entry(reach=Reach(n)) for n in (0, LARGE_AUDIENCE - 1, LARGE_AUDIENCE))
    seen = SeenEntries().after([near])

    assert not seen.is_news(further)
    assert seen.has(far)
    assert seen.is_news(far)
    assert not seen.after([far]).is_news(far)


def test_votes_that_come_and_go_about_the_bound_are_news_only_once() -> None:
    near, far = an_entry(reach=Reach(0)), an_entry(reach=Reach(LARGE_AUDIENCE))
    seen = SeenEntries().after([near]).after([far])

    again = seen.after([near, an_entry(id="post-2")])

    assert seen.has(near)
    assert not seen.is_news(near)
    assert not again.is_news(far)
    assert again.is_news(an_entry(reach=Reach(LARGE_AUDIENCE), text="It broke at once."))


def test_memory_takes_twelve_bytes_an_entry() -> None:
    seen = SeenEntries().after([an_entry(id=f"post-{number}") for number in range(20)])

    assert len(seen.to_bytes()) == 240


def test_what_is_stored_of_old_is_known() -> None:
    """Else all that every source shows would be heard again."""
    stored = bytes.fromhex("f6fc42039fba3776b7fda7781bf41ef6fd6f6f6c613267cd")
    few, many = Entry("1", title="Acme", text="is down"), Entry("2", text="Acme is up", reach=Reach(50_000))

    seen = SeenEntries.from_bytes(stored)

    assert not seen.is_news(few)
    assert not seen.is_news(many)
    assert SeenEntries().after([few, many]).to_bytes() == stored


@given(st.lists(st.builds(Entry, id=st.text(), title=st.text(), text=st.text()), max_size=20))
def test_memory_survives_storage(entries: list[Entry]) -> None:
    last = {entry.key: entry for entry in entries}

    seen = SeenEntries.from_bytes(SeenEntries().after(entries).to_bytes())

    assert all(seen.has(entry) for entry in last.values())


def test_half_a_character_is_remembered_like_any_other() -> None:
    entry = an_entry(id="\ud800", text="\udfff")

    assert SeenEntries().after([entry]).has(entry)
