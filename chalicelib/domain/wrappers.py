"""Addresses that only lead to another one, which stands in them: redirects that count clicks, AMP's caches.

What a place is known by must not depend on who passed its address on. Short links (t.co, bit.ly) do not say
where they lead, and stay as they are: nothing is asked of the network here.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

# Host, path and the parameters that hold the target, first one found: what feeds, posts and mails are seen to
# hold of what public lists name, ClearURLs' (https://docs.clearurls.xyz/1.26.1/specs/rules) and Brave's
# (debounce.json in https://github.com/brave/adblock-lists).
_REDIRECTS = tuple(
    (rf"(?:{host})", path, tuple(names.split()))
    for host, path, names in (
        (r"(?:www\.|news\.)?google(?:\.[a-z]{2,3}){1,2}", r"/(?:news/)?url", "q url"),
        (r"(?:l|lm)\.(?:facebook|instagram|messenger|threads)\.com", r"/(?:l\.php)?", "u"),
        (r"(?:www\.)?facebook\.com", r"/l\.php", "u"),
        (r"t\.umblr\.com", r"/redirect", "z"),
        (r"out\.reddit\.com", r"/.*", "url"),
        (r"(?:www\.|m\.)?youtube\.com", r"/redirect", "q"),
        (r"(?:www\.)?bing\.com", r"/news/apiclick\.aspx", "url"),
        (r"(?:www\.)?duckduckgo\.com", r"/l/", "uddg"),
        (r"(?:www\.)?linkedin\.com", r"/(?:redir/redirect|safety/go)/?", "url"),
        (r"(?:m\.)?vk\.com", r"/away(?:\.php)?", "to"),
        (r"steamcommunity\.com", r"/linkfilter/?", "url u"),
        (r"slack-redir\.net", r"/link", "url"),
        (r"[a-z0-9]+\.safelinks\.protection\.outlook\.com", r"/.*", "url"),
        (r"medium\.com", r"/r/?", "url"),
        (r"flipboard\.com", r"/redirect", "url"),
        (r"getpocket\.com", r"/redirect", "url"),
        (r"redirect\.viglink\.com", r"/", "u"),
        (r"go\.skimresources\.com", r"/", "url"),
        (r"click\.linksynergy\.com", r"/.*", "murl"),
        (r"exit\.sc", r"/", "url"),
    )
)
# Any of their hosts: most addresses are on none, and are compared with all of them at once.
_REDIRECTS_ON = re.compile("|".join(hosts for hosts, _, _ in _REDIRECTS), re.I)
# https://developers.google.com/amp/cache/overview#amp-cache-url-format, and Google's viewer before it.
_CACHED = re.compile(
    r"https?://(?:(?:[\w-]+\.)?cdn\.ampproject\.org/[cv]/|(?:www\.)?google(?:\.[a-z]{2,3}){1,2}/amp/)(s/)?(.+)",
    re.I,
)


def target_of(url: str) -> str | None:
    """What this web address leads to, if it says so itself; whether that is an address, the caller looks."""
    if cached := _CACHED.fullmatch(url):
        return f"http{'s' if cached[1] else ''}://{cached[2]}"
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not _REDIRECTS_ON.fullmatch(host):
        return None
    for hosts, path, names in _REDIRECTS:
        if re.fullmatch(hosts, host, re.I) and re.fullmatch(path, parts.path):
            held = parse_qs(parts.query)
            return next((held[name][0] for name in names if name in held), None)
    return None
