"""The feeds that a page names, from its markup."""

from __future__ import annotations

import time

import pytest

from chalicelib.sources.page_links import FeedLink, feed_links

PAGE = "https://blog.example/a/"
LINK = "<link rel='alternate' type='application/rss+xml' href='{}'>"


@pytest.mark.parametrize(
    "written",
    [
        "<link rel='alternate' type='application/rss+xml' title='Posts > all' href='p.xml?a=1&amp;b=2'>",
        '<LINK HREF = "p.xml?a=1&#38;b=2"\nTITLE="Posts &gt; all" TYPE="Application/RSS+XML; a=b"'
        ' REL="x alternate"/>',
        "<link rel=alternate type=application/rss+xml title='Posts > all' data-href=x href=p.xml?a=1&b=2 />",
        "<link async rel=alternate type=application/rss+xml data-title='a href=x' title='Posts > all'"
        " href='p.xml?a=1&b=2'",
    ],
)
def test_link_is_read_however_it_is_written(written: str) -> None:
    assert list(feed_links(written, PAGE)) == [FeedLink(f"{PAGE}p.xml?a=1&b=2", "Posts > all", False)]


@pytest.mark.parametrize(
    "written",
    [
        f"<!-- {LINK.format('x')} -->",
        f"<!-- {LINK.format('x')}",
        f"<script>document.write({LINK.format('x')!r})</script>",
        f"<style>{LINK.format('x')}",
        LINK.format("x").replace("<link", "<linked"),
        LINK.format("x").replace("alternate", "stylesheet"),
        LINK.format("x").replace("rss+xml", "pdf"),
        LINK.format("javascript:alert(1)"),
        LINK.format("http://["),
        LINK.format(f"&#{'9' * 5_000};"),
        LINK.format(""),
        LINK.format("/oembed?format=json"),
    ],
)
def test_what_is_no_link_to_a_feed_is_passed_over(written: str) -> None:
    assert not list(feed_links(written, PAGE))


@pytest.mark.parametrize(
    ("bases", "url"),
    [
        ("<base href='/b/'>", "https://blog.example/b/x"),
        ("<base target=_blank><base href='/b/'><base href='/c/'>", "https://blog.example/b/x"),
        ("<base href='http://['>", f"{PAGE}x"),
        ("<!-- <base href='/b/'> -->", f"{PAGE}x"),
    ],
)
def test_links_are_relative_to_the_first_base_that_is_an_address(bases: str, url: str) -> None:
    assert [link.url for link in feed_links(bases + LINK.format("x"), PAGE)] == [url]
    assert [link.url for link in feed_links(LINK.format("x") + bases, PAGE)] == [url]


def test_feed_of_answers_is_told_by_how_the_page_writes_it() -> None:
    page = f"{LINK.format('/comments.xml')}{LINK.format('/p.xml')}"

    links = feed_links(page, "https://comment.example/")

    assert [link.is_comments for link in links] == [True, False]


@pytest.mark.parametrize("start", ["", "<link ", "<link a='", "<script>"])
@pytest.mark.parametrize(
    "piece",
    [
        *("<a ", "<link ", "<base/", "<link a=", "<link '", '<link a="', "<link a", "<link a='\""),
        *("<!--", "<script>", "<script ", "</", "'\"", "a='", "a=\"b'", "a ", "a", "=", " ", "&#9"),
    ],
)
def test_hostile_page_takes_no_time(start: str, piece: str) -> None:
    page = f"{start}{piece * (1_000_000 // len(piece))}"
    started = time.process_time()

    links = list(feed_links(page, PAGE))

    assert time.process_time() - started < 2
    assert not links
