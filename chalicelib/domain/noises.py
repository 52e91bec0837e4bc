"""Noise that many watches share and none wants: named queries that a watch can be without.

Each asks for more than a word in passing: "your coupon code does not work" is a complaint, and must be heard.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from .query_trees import And, Near, Or, Term, Tree


class Noise(StrEnum):
    """What a watch can be without."""

    JOB_ADS = "job-ads"
    COUPONS = "coupons"
    SHARE_PRICES = "share-prices"
    PRESS_RELEASES = "press-releases"


def tree_of(noise: Noise) -> Tree:
    """The query that is true of such noise."""
    return _TREES[noise]


def _any(*phrases: str) -> Or:
    """Of phrases that may end in a wildcard."""
    return Or(tuple(Term(phrase.removesuffix("*"), phrase.endswith("*")) for phrase in phrases))


def _several(least_of: Iterable[Tree]) -> Or:
    """Any two of them."""
    kinds = list(least_of)
    return Or(tuple(And((one, other)) for at, one in enumerate(kinds) for other in kinds[at + 1 :]))


_JOB_ADS = _any(
    "we're hiring", "we are hiring", "is hiring", "job opening*", "job vacanc*", "now hiring", "#hiring",
    "#jobs", "apply now", "join our team", "vacancy", "is looking for a", "wir stellen ein",
    "stellenangebot*", "(m/w/d)", "on recrute", "oferta de empleo",
)  # fmt: skip
_JOB_DETAILS = _any(
    "full-time", "full time", "part-time", "remote", "salary", "years of experience", "apply here",
    "apply now", "requirements", "responsibilities", "job description", "#job", "#jobs", "#hiring",
    "vollzeit", "teilzeit", "bewerben", "cdi", "jornada completa",
)  # fmt: skip
_COUPON = _any("coupon*", "promo code*", "discount code*", "voucher*", "gutschein*", "code promo", "cupón")
_SAVING = _any(
    "% off", "save up to", "% discount", "% rabatt", "use code", "free shipping with", "best deal*"
)
_SHARES = _any("shares", "stock", "nasdaq", "nyse", "aktie*", "acciones", "actions")
_TRADING = _any(
    "price target", "analyst*", "market cap", "moving average", "per share", "eps", "dividend*", "traded",
    "trading", "kursziel", "buy rating", "sell rating", "hold rating", "52-week", "shares of",
)  # fmt: skip
_RELEASE = (
    _any("forward-looking statements", "forward looking statements", "safe harbor"),
    _any(
        "press release", "news release", "pressemitteilung", "communiqué de presse", "for immediate release"
    ),
    _any("pr newswire", "prnewswire", "business wire", "businesswire", "globe newswire", "globenewswire"),
    _any("media contact", "press contact", "investor relations", "pressekontakt"),
    _any("is a leading provider", "a global leader in", "a leading provider of", "today announced"),
)
_TREES: dict[Noise, Tree] = {
    Noise.JOB_ADS: And((_JOB_ADS, _JOB_DETAILS)),
    Noise.COUPONS: Near(_COUPON, _SAVING, 12),
    Noise.SHARE_PRICES: Near(_SHARES, _TRADING, 12),
    Noise.PRESS_RELEASES: _several(_RELEASE),
}
