"""libcurl's multi interface, fifty at a time, fetch only: the floor of what fetching costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import pycurl

from .measuring import Scanner, serve

_AT_ONCE = 50
_WAIT_S = 1.0


class WithPycurl(Scanner):
    """Fifty handles, used again and again."""

    @property
    def version(self) -> str:
        """See `Scanner`."""
        return f"pycurl {pycurl.version.split()[0].removeprefix('PycURL/')}, fetch only"

    def begin(self, urls: Sequence[str], folder: Path) -> None:
        """See `Scanner`."""
        self._urls = urls
        self._etags: dict[str, str] = {}
        self._multi = pycurl.CurlMulti()
        self._handles = [pycurl.Curl() for _ in range(_AT_ONCE)]

    def scan(self) -> None:
        """See `Scanner`."""
        urls = iter(self._urls)
        open_ = sum(self._ask(handle, urls) for handle in self._handles)
        while open_:
            self._multi.select(_WAIT_S)
            self._multi.perform()
            _, done, failed = self._multi.info_read()
            if failed:
                raise ConnectionError(failed[0][2])
            for handle in done:
                self._multi.remove_handle(handle)
                open_ += self._ask(handle, urls) - 1

    def found(self) -> Mapping[str, int]:
        """See `Scanner`."""
        return {}

    def _ask(self, handle: pycurl.Curl, urls: Iterator[str]) -> bool:
        """Set it off for the next feed; False when there is none left."""
        url = next(urls, None)
        if url is None:
            return False
        etag = self._etags.get(url)
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.HTTPHEADER, [f"If-None-Match: {etag}"] if etag else [])
        handle.setopt(pycurl.WRITEDATA, BytesIO())
        handle.setopt(pycurl.HEADERFUNCTION, lambda line: self._hear(url, line))
        self._multi.add_handle(handle)
        return True

    def _hear(self, url: str, line: bytes) -> None:
        name, _, value = line.decode("latin-1").partition(":")
        if name.lower() == "etag":
            self._etags[url] = value.strip()


if __name__ == "__main__":
    serve(WithPycurl())
