"""In which language, and for readers in which countries, a search of the news is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...domain.manners import Option
from ...domain.sources import FailureKind
from ..asking import Asking
from .answers import refused

OPTIONS = {
    "language": Option("a language, as in `de`; without it the watch's own, or else `en`"),
    "countries": Option("the countries whose readers it is for, as in `DE,AT`", "US"),
}

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,4})?")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Edition:
    """A language, as in `en` or `es-419`, and a country, as in `GB`."""

    language: str
    country: str

    @property
    def locale(self) -> str:
        """Both in one, as in `en-GB`."""
        return self.language if "-" in self.language else f"{self.language}-{self.country}"


def editions(asking: Asking) -> tuple[Edition, ...]:
    """One for each country. Raises SourceRefused for what is no language or country."""
    language = asking.option("language") or asking.subject.language or "en"
    countries = dict.fromkeys(country.upper() for country in asking.options("countries"))
    if not _LANGUAGE.fullmatch(language):
        raise refused(FailureKind.NOT_CONFIGURED, "option language must be a code such as `de` or `pt-BR`")
    if not all(map(_COUNTRY.fullmatch, countries)):
        raise refused(FailureKind.NOT_CONFIGURED, "option countries must be codes such as `DE,AT`")
    return tuple(Edition(language, country) for country in countries)
