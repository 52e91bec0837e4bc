"""When are two web addresses the same place? The key that says so carries a version, so the rule can change.

Only what is safe to say of any site: scheme and `www.` do not matter, the parameters below exist to count
visitors, and a fragment is a place on a page, unless it is the number of one comment on it: then it is what
was said. An address that only leads to another stands for that one, and a page made for telephones (AMP,
mobile hosts) for the page itself.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from .wrappers import target_of

# Parameters that identify a campaign, click or reader, never a page. Sources: the public lists of
# ClearURLs, Firefox's query stripping and Brave's, cut down to those that several of them name.
_TRACKING = frozenset(
    "_ga _gl _hsenc _hsmi dclid epik fb_action_ids fb_action_types fb_source fbclid gbraid gclid gclsrc "
    "igshid li_fat_id mc_cid mc_eid mkt_tok msclkid oly_anon_id oly_enc_id rb_clickid s_cid spm srsltid "
    "ttclid twclid vero_conv vero_id wbraid wickedid yclid ysclid".split()
)
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "matomo_", "hsa_")
# As blogs, forums and trackers write it: #comment-12, #c12, #issuecomment-12, #p12, #post12, #discussion_r12;
# and pages that live in their fragment: #/topic/12, #!topic/12. Strangers write them: what repeats is
# possessive, so that the time grows with the length alone.
_ONE_OF_MANY = re.compile(
    r"[/!].+|(?:[cp]|pid)[-_:]?\d++"
    r"|(?=\w*?(?:comment|reply|post|message|msg|answer|note|discussion))\w++(?:[-:]\d++|(?<=\d))",
    re.I,
)
# AMP as publishers serve it: amp.paper.example, /story/amp, /story.amp, ?amp=1, ?outputType=amp.
_AMP_PATH = re.compile(r"(?<=[^/])(?:/amp|\.amp)$|\.amp(?=\.html?$)", re.I)
_AMP_PARAMETERS = {("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"), ("output", "amp")}
# Hosts for telephones, also within a name, as in en.m.wikipedia.org. What is left must still be a name with a
# dot: mobile.de is a site.
_FOR_TELEPHONES = re.compile(r"^(?:amp|m|mobile)\.(?=[^.]+\.)|(?<=^[a-z]{2})\.m(?=\.[^.]+\.)")
# Hosts of one site that show the same under the same path, and what they count visitors with.
_SAME_SITE = {
    **dict.fromkeys("i.reddit.com np.reddit.com old.reddit.com new.reddit.com".split(), "reddit.com"),
    "twitter.com": "x.com",
}
_TRACKING_AT = {
    "x.com": {"s", "t", "ref_src"},
    "youtube.com": {"ab_channel", "feature", "pp", "si", "t"},
}
_MOST_LAYERS = 3  # a wrapper in a wrapper is seen; a fourth one is somebody's joke
_ESCAPE = re.compile("%[0-9a-f]{2}", re.I)
_WRITTEN = "%/:@!$&'()*+,;=~-._"
_LONGEST = 2048
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_web_address(url: str | None) -> bool:
    """True for an absolute http or https address with a host, of a length that browsers and we can carry."""
    if not url or len(url) > _LONGEST:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def site_of(url: str) -> str:
    """The address's site alone: scheme and host, without what may be secret. `url` is a web address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"


def host_of(url: str) -> str:
    """The host, in lower case, with its port when it is not the scheme's own: what politeness is owed to."""
    return _host_in(urlsplit(url))


def _host_in(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return host if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"


def unwrapped(url: str) -> str:
    """Where this web address leads, if it says so itself as redirects do that count clicks; else itself."""
    for _ in range(_MOST_LAYERS):
        target = target_of(url)
        if not is_web_address(target):
            return url
        assert target is not None
        url = target
    return url


def canonical(url: str) -> str:
    """One spelling for all addresses of a place: unwrapped, with no scheme, `www.`, tracking, trailing slash,
    nor anything that only says that it is shown on a telephone.

    The answer is for comparing, not for opening.
    """
    parts = urlsplit(unwrapped(url.strip()))
    host = _FOR_TELEPHONES.sub("", _host(parts))
    host = _SAME_SITE.get(host, host)
    path = _AMP_PATH.sub("", _path(parts))
    parameters = [(k, v) for k, v in _parameters(parts) if (k.lower(), v.lower()) not in _AMP_PARAMETERS]
    if host == "youtu.be" and path:
        host, path, parameters = "youtube.com", "/watch", [("v", path[1:]), *parameters]
    noise = _TRACKING_AT.get(host, set())
    return _spelled(host, path, [(k, v) for k, v in parameters if k not in noise], parts.fragment)


def canonical_before(url: str) -> str:
    """What `canonical` answered until it unwrapped: what was kept under that is still found by it."""
    parts = urlsplit(url.strip())
    return _spelled(_host(parts), _path(parts), _parameters(parts), parts.fragment)


def _spelled(host: str, path: str, parameters: list[tuple[str, str]], fragment: str) -> str:
    query = f"?{urlencode(sorted(parameters))}" if parameters else ""
    place = f"#{fragment}" if _ONE_OF_MANY.fullmatch(fragment) else ""
    return f"{host}{path}{query}{place}"


def _host(parts: SplitResult) -> str:
    return _in_ascii(_host_in(parts)).removeprefix("www.")


def _path(parts: SplitResult) -> str:
    return quote(_ESCAPE.sub(lambda found: found[0].upper(), parts.path), safe=_WRITTEN).rstrip("/")


def _parameters(parts: SplitResult) -> list[tuple[str, str]]:
    return [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k)]


def _in_ascii(host: str) -> str:
    """An international name in the one spelling that the network knows."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def _is_tracking(name: str) -> bool:
    folded = name.lower()
    return folded in _TRACKING or folded.startswith(_TRACKING_PREFIXES)
