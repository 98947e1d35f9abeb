"""Requests that never leave: why our own middlewares hold one back."""

from datetime import datetime

from scrapy.exceptions import IgnoreRequest

from core.health import Kind


class AddressRefused(Exception):
    """A connection to an address that may not be opened."""


class HostPaused(IgnoreRequest):
    """The host asked to be left alone ``until`` then."""

    def __init__(self, message: str, *, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class RobotsRefused(IgnoreRequest):
    """The site asks not to be read at this address."""


class RobotsUnreachable(IgnoreRequest):
    """The site's rules cannot be read now, which forbids everything until they can. ``kind`` is why: a host
    that answers with an error is not one that cannot be reached."""

    def __init__(self, message: str, *, kind: Kind) -> None:
        super().__init__(message)
        self.kind = kind
