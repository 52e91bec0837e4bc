"""The same thing is known again by its address, else its id within the source, else its words."""

from dataclasses import replace

from chalicelib.domain.identities import SharedAddresses, mention_id
from chalicelib.domain.mentions import new_mention

from .examples import a_finding, an_entry


def test_same_address_by_another_road_is_the_same_mention() -> None:
    ours = mention_id(an_entry(), "blog")
    theirs = mention_id(an_entry(id="other", url="http://www.blog.example/posts/1?utm_source=wire"), "wire")

    assert ours == theirs


def test_without_an_address_the_id_counts_within_its_source() -> None:
    entry = an_entry(url=None)

    assert mention_id(entry, "blog") == mention_id(replace(entry, text="changed"), "blog")
    assert mention_id(entry, "blog") != mention_id(entry, "forum")


def test_without_address_and_id_the_words_count() -> None:
    bare = an_entry(url=None, id=None)

    assert mention_id(bare, "blog") == mention_id(replace(bare, text=bare.text.upper()), "forum")
    assert mention_id(bare, "blog") != mention_id(replace(bare, text="Something else"), "blog")


def test_address_that_leads_nowhere_does_not_identify() -> None:
    script = an_entry(url="javascript:void(0)")

    assert mention_id(script, "blog") == mention_id(an_entry(url=None), "blog")
    assert new_mention(a_finding(script), escalates=False).url is None


def test_entries_that_share_an_address_are_told_apart_by_their_ids() -> None:
    """Reviews that all link to the app's page are not one mention."""
    reviews = [an_entry(id=f"review-{n}", url="https://app.example/?utm_source=a") for n in range(3)]

    others = an_entry(id="other", url="https://blog.example/1"), an_entry(id="bare", url=None)

    shared = SharedAddresses([*reviews, *others])
    ids = {mention_id(review, "reviews", review.url in shared) for review in reviews}

    assert not [entry for entry in others if entry.url in shared]
    assert len(ids) == 3


def test_same_entry_twice_in_a_document_shares_no_address_with_itself() -> None:
    assert an_entry().url not in SharedAddresses([an_entry(), an_entry()])
