"""What a list said of an article, as a column keeps it."""

from dataclasses import fields
from datetime import datetime
from hashlib import blake2b
from typing import Any

from core.link import Link

_DATES = ("published", "updated")
_CLAIMS = [field.name for field in fields(Link)]


def digest(link: Link) -> str:
    """Changes with what makes an article worth a second look: its title, the time of its last change."""
    said = f"{link.title}\n{link.updated.isoformat() if link.updated else ''}"
    return blake2b(said.encode("utf-8", "replace"), digest_size=8).hexdigest()


def packed(link: Link) -> dict[str, Any]:
    """Only what is said."""
    said = {name: value for name in _CLAIMS if (value := getattr(link, name))}
    return said | {name: said[name].isoformat() for name in _DATES if name in said}


def unpacked(kept: dict[str, Any]) -> Link:
    """What ``packed`` gave."""
    dates = {name: datetime.fromisoformat(kept[name]) for name in _DATES if name in kept}
    return Link(**(kept | dates | {"authors": tuple(kept.get("authors", ()))}))
