"""Tells web pages from data, and among them the pages by which sites let only browsers in."""

from __future__ import annotations

import re

# Nothing here is tried twice: the groups give nothing back, so that no page can keep us busy.
_PAGE = re.compile(
    rb"(?>\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?>\s+|<\?[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
# What they say, in English at least; those of Cloudflare have these titles:
# https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/
_CHALLENGE = re.compile(
    rb"<title[^<>]*>\s*(?:just a moment|attention required)|captcha|checking your browser"
    rb"|verif\w{1,10} (?:that )?you are (?:a )?human|enable javascript and cookies to continue",
    re.IGNORECASE,
)


def is_page(body: bytes) -> bool:
    """True for what begins like HTML, after whatever may stand before it."""
    return _PAGE.match(body[:4_000].replace(b"\0", b"")) is not None


def is_challenge(body: bytes) -> bool:
    """True for a page that asks its reader to prove to be a person. Only a refusal's body can be one."""
    return is_page(body) and _CHALLENGE.search(body[:200_000].replace(b"\0", b"")) is not None
