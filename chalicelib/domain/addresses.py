"""When are two web addresses the same place? The key that says so carries a version, so the rule can change.

Only what is safe to say of any site: scheme and `www.` do not matter, the parameters below exist to count
visitors, and a fragment is a place on a page, unless it is the number of one comment on it: then it is what
was said. Redirect wrappers, AMP and mobile hosts are another matter.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

# Parameters that identify a campaign, click or reader, never a page. Sources: the public lists of
# ClearURLs, Firefox's query stripping and Brave's, cut down to those that several of them name.
_TRACKING = frozenset(
    "_ga _gl _hsenc _hsmi dclid epik fb_action_ids fb_action_types fb_source fbclid gbraid gclid gclsrc "
    "igshid li_fat_id mc_cid mc_eid mkt_tok msclkid oly_anon_id oly_enc_id rb_clickid s_cid spm srsltid "
    "ttclid twclid vero_conv vero_id wbraid wickedid yclid ysclid".split()
)
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "matomo_", "hsa_")
# As blogs, forums and trackers write it: #comment-12, #c12, #issuecomment-12, #p12, #post12, #discussion_r12;
# and pages that live in their fragment: #/topic/12, #!topic/12.
_ONE_OF_MANY = re.compile(
    r"[/!].+|(?:\w*(?:comment|reply|post|message|msg|answer|note|discussion)\w*?|[cp]|pid)[-_:]?\d+", re.I
)
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
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return host if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"


def canonical(url: str) -> str:
    """One spelling for all addresses of a place: no scheme, `www.`, tracking or trailing slash.

    The answer is for comparing, not for opening.
    """
    parts = urlsplit(url.strip())
    host = _in_ascii(host_of(url)).removeprefix("www.")
    path = quote(_ESCAPE.sub(lambda found: found[0].upper(), parts.path), safe=_WRITTEN).rstrip("/")
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k)]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    fragment = f"#{parts.fragment}" if _ONE_OF_MANY.fullmatch(parts.fragment) else ""
    return f"{host}{path}{query}{fragment}"


def _in_ascii(host: str) -> str:
    """An international name in the one spelling that the network knows."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def _is_tracking(name: str) -> bool:
    folded = name.lower()
    return folded in _TRACKING or folded.startswith(_TRACKING_PREFIXES)
