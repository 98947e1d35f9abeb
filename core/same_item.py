"""When an entry with a new address is an old one: the same guid, and nothing that speaks against it.

Sites that make the address of the title change it with the title, and keep the guid. Others number the
entries of each list anew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import blake2b

from core.link import Link
from core.urls import url_key

# A guid is the entry's own for good, a number in a list is not: what has it next is published later.
LARGEST_SHIFT = timedelta(days=1)
# Of entries without dates only a guid that is no mere count is believed.
SHORTEST_GUID = 12


def guid_key(source_id: str, link: Link) -> str | None:
    """The identity that the guid gives an entry among all of its source; None where it says no more than the
    address."""
    guid = link.guid.strip()
    if not guid or guid == link.url or (guid.startswith("http") and url_key(guid) == url_key(link.url)):
        return None
    return blake2b(f"{source_id}\n{guid}".encode("utf-8", "replace"), digest_size=12).hexdigest()


def guid_keys(source_id: str, wanted: Mapping[str, Link], listed: Iterable[Link]) -> dict[str, str]:
    """The ``guid_key`` of each of ``wanted``, by the key of its address; none for a guid that several entries
    of the list have."""
    counts = Counter(link.guid for link in listed)
    keys = {key: guid_key(source_id, link) for key, link in wanted.items() if counts[link.guid] == 1}
    return {address: key for address, key in keys.items() if key is not None}


def is_same_item(before: Link, now: Link) -> bool:
    """True when two entries with one guid are one: they are published at about one time. Without dates the
    guid has to be long enough to be no count."""
    if before.published is not None and now.published is not None:
        return abs(before.published - now.published) <= LARGEST_SHIFT
    return len(now.guid.strip()) >= SHORTEST_GUID
