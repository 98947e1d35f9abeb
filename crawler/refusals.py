"""Requests that never leave: why our own middlewares hold one back."""

from scrapy.exceptions import IgnoreRequest


class AddressRefused(Exception):
    """A connection to an address that may not be opened."""


class RobotsRefused(IgnoreRequest):
    """The site asks not to be read at this address."""


class RobotsUnreachable(IgnoreRequest):
    """The site's rules cannot be read now, which forbids everything until they can."""
