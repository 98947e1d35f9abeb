"""A news source: what evwatch watches, as the catalogue or the user declares it."""

import re
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error
    return name


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http(s) address: {url!r}")
    return url


def _source_id(value: str) -> str:
    if not SOURCE_ID.fullmatch(value):
        raise ValueError(f"a source's id is lower-case letters, digits and hyphens, not {value!r}")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Source(BaseModel):
    """One site of the catalogue.

    ``zone`` is the IANA zone in which the site prints times without an offset; ``language`` is the ISO
    639-1 code of its articles, a hint for extraction.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, AfterValidator(_source_id)]
    name: str = Field(min_length=1)
    home: WebAddress
    language: str = Field(default="", pattern=r"^([a-z]{2})?$")
    zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    focus: tuple[str, ...] = ()
    trust: int = Field(default=3, ge=1, le=5)
    feeds: tuple[WebAddress, ...] = ()
    section_pages: tuple[WebAddress, ...] = ()
    sitemaps: tuple[WebAddress, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _has_an_entrance(self) -> Self:
        if not (self.feeds or self.section_pages or self.sitemaps):
            raise ValueError("needs at least one of feeds, section_pages, sitemaps")
        return self
