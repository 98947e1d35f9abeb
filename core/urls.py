"""Identity of web addresses: when are two of them the same article, and whose are they."""

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from w3lib.url import canonicalize_url

if TYPE_CHECKING:
    from tldextract import TLDExtract

# Parameters that say how a reader arrived, never what the page shows.
TRACKING_PREFIXES = ("utm_", "mc_", "pk_", "ga_", "hsa_")
TRACKING_NAMES = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid igshid twclid ttclid mkt_tok cmpid icid ncid ref ref_src "
    "feed_id _ga spm pvareaid from_source cmp s_cid smid sr_share wt_mc xtor at_medium at_campaign".split()
)
INDEX_FILES = ("index.html", "index.htm", "index.php", "default.aspx")


def absolute(url: str, *, base: str) -> str | None:
    """``url`` resolved against ``base`` without its fragment; None when it is not an http(s) address."""
    try:
        joined = urljoin(base, url.strip())
        parts = urlsplit(joined)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts._replace(fragment="").geturl() if usable else None


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """What makes an address the same article: no scheme, fragment, tracking parameter, index file or
    trailing slash; host in lower case, ``www.`` dropped, percent-encoding and query order normalised."""
    parts = urlsplit(canonicalize_url(url, keep_fragments=False))
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = parts.path
    for index in INDEX_FILES:
        path = path.removesuffix("/" + index)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(k)])
    return f"{host}{port}{path.rstrip('/') or '/'}{'?' + query if query else ''}"


def article_key(url: str, canonical_url: str) -> str:
    """The identity of the article at ``url``, which may declare a canonical address or none.

    One of another site does not count: it would let any page overwrite that site's article.
    """
    return url_key(canonical_url if canonical_url and same_site(canonical_url, url) else url)


def clean_url(url: str) -> str:
    """``url`` as it is requested and shown: without fragment and tracking parameters."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(k, v) for k, v in pairs if not _tracks(k)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return parts._replace(query=query, fragment="").geturl()


def host_of(url: str) -> str:
    """Host and, where it is not the usual one, port: what politeness and back-off are counted by."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return f"{(parts.hostname or '').lower()}{port}"


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """``example.co.uk`` for ``news.example.co.uk``; an IP address or a bare name is its own domain."""
    return _suffixes()(host).top_domain_under_public_suffix or host.lower()


def same_site(one: str, other: str) -> bool:
    """True when both addresses belong to one registrable domain (an IP address counts with its port)."""
    first, second = host_of(one), host_of(other)
    if first == second:
        return True
    a, b = urlsplit(one).hostname or "", urlsplit(other).hostname or ""
    return bool(a) and not _is_address(a) and registrable_domain(a) == registrable_domain(b)


@lru_cache(maxsize=1)
def _suffixes() -> "TLDExtract":
    # Loaded on first use: most commands never ask, and it brings an HTTP client along.
    from tldextract import TLDExtract

    # The suffix list that comes with the package: nothing is fetched, nothing is cached on disk.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _is_address(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _tracks(name: str) -> bool:
    lowered = name.lower()
    return lowered in TRACKING_NAMES or lowered.startswith(TRACKING_PREFIXES)
