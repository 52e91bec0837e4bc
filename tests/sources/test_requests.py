"""Requests with keys, bodies and explanations: what goes where, and what comes back."""

from __future__ import annotations

import asyncio

import pytest

from chalicelib.domain.sources import FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.network.guard import AddressGuard
from chalicelib.sources.fetching import Fetcher, Request, Response

from .loopback import opened, page, redirect

KEY = {"Authorization": "Bearer not-to-be-told"}


async def _ask(request: Request) -> Response:
    fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact="ops@earshot.example")
    try:
        return await fetcher.get(request)
    finally:
        await fetcher.close()


def test_key_goes_with_the_request_and_to_where_its_host_redirects() -> None:
    async def scene() -> list[str]:
        async with opened({"/a": redirect(302, "/b"), "/b": page(200, b"{}")}) as site:
            await _ask(Request(f"{site.base}/a", headers=KEY))
            return site.heads

    heads = asyncio.run(scene())

    assert len(heads) == 2
    assert all("authorization: bearer not-to-be-told" in head.lower() for head in heads)


def test_key_never_goes_to_another_host() -> None:
    async def scene() -> list[str]:
        async with (
            opened({"/b": page(200)}) as other,
            opened({"/a": redirect(302, f"{other.base}/b")}) as site,
        ):
            with pytest.raises(SourceRefused, match="our key must not go") as refusal:
                await _ask(Request(f"{site.base}/a", headers=KEY))
            assert refusal.value.failure.kind is FailureKind.REDIRECTS
            return other.heads

    assert asyncio.run(scene()) == []


def test_post_is_sent_whole_and_again_where_it_is_redirected_as_it_is() -> None:
    async def scene() -> list[str]:
        async with opened({"/a": redirect(307, "/b"), "/b": page(200, b"{}")}) as site:
            await _ask(Request(f"{site.base}/a", content=b""))
            return site.heads

    heads = asyncio.run(scene())

    assert [head.split()[:2] for head in heads] == [["POST", "/a"], ["POST", "/b"]]


@pytest.mark.parametrize("status", [301, 302, 303])
def test_post_that_would_become_another_request_is_refused(status: int) -> None:
    async def scene() -> None:
        async with opened({"/a": redirect(status, "/b"), "/b": page(200)}) as site:
            with pytest.raises(SourceRefused, match="redirects what was sent"):
                await _ask(Request(f"{site.base}/a", content=b""))
            assert site.paths == ["/a"]

    asyncio.run(scene())


def test_explained_failure_comes_with_its_body() -> None:
    async def scene() -> Response:
        async with opened({"/": page(403, b'{"message": "slow down"}', Retry_After="7")}) as site:
            return await _ask(Request(f"{site.base}/", explains_failures=True))

    response = asyncio.run(scene())

    assert (response.status, response.body) == (403, b'{"message": "slow down"}')
    assert response.failure is not None
    assert response.failure.failure.kind is FailureKind.FORBIDDEN


def test_wall_explains_nothing() -> None:
    async def scene() -> None:
        async with opened({"/": page(403, b"<html>", cf_mitigated="challenge")}) as site:
            await _ask(Request(f"{site.base}/", explains_failures=True))

    with pytest.raises(SourceRefused) as refusal:
        asyncio.run(scene())
    assert refusal.value.failure.kind is FailureKind.BOT_WALL


def test_host_is_asked_one_thing_at_a_time_whoever_leads_there() -> None:
    """Feeds of many hosts may redirect to the same one, which did not ask for a crowd."""
    at_once, most = 0, 0

    async def slow(writer: asyncio.StreamWriter) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        writer.write(page(200, b"x"))
        await writer.drain()

    async def scene() -> None:
        async with (
            opened({"/": slow}) as third,
            opened({"/": redirect(302, f"{third.base}/")}) as one,
            opened({"/": redirect(302, f"{third.base}/")}) as two,
        ):
            fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact="ops@earshot.example")
            await asyncio.gather(*(fetcher.get(Request(f"{site.base}/")) for site in (one, two, one, two)))
            await fetcher.close()

    asyncio.run(scene())

    assert most == 1


def test_slow_answer_of_one_host_makes_no_other_wait() -> None:
    async def hangs(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    async def scene() -> Response:
        async with opened({"/": hangs}) as slow, opened({"/": page(200, b"quick")}) as quick:
            fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact="ops@earshot.example")
            waiting = asyncio.create_task(fetcher.get(Request(f"{slow.base}/")))
            answer = await fetcher.get(Request(f"{quick.base}/"))
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            await fetcher.close()
            return answer

    assert asyncio.run(scene()).body == b"quick"


def test_secrets_do_not_show_in_representations() -> None:
    request = Request("https://api.example/?key=not-to-be-told", headers=KEY, content=b"not-to-be-told")

    assert "not-to-be-told" not in repr(request)


def test_trouble_with_the_server_can_pass() -> None:
    async def scene() -> Response:
        async with opened({"/": page(503, b"busy", Retry_After="9")}) as site:
            return await _ask(Request(f"{site.base}/", explains_failures=True))

    failure = asyncio.run(scene()).failure

    assert isinstance(failure, SourceUnavailable)
    assert failure.failure.retry_after is not None
