"""Identity of web addresses: when are two of them the same article, and whose are they."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from w3lib.url import canonicalize_url

if TYPE_CHECKING:
    from tldextract import TLDExtract

# Parameters that say how a reader arrived, never what the page shows.
TRACKING_PREFIXES = ("utm_", "mc_", "pk_", "mtm_", "ga_", "hsa_", "__hs", "guce_", "at_custom")
TRACKING_NAMES = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid igshid igsh twclid ttclid li_fat_id epik srsltid mkt_tok "
    "cmpid icid ncid ref ref_src feed_id _ga _gl spm pvareaid from_source cmp s_cid smid sr_share wt_mc xtor "
    "at_medium at_campaign _hsenc _hsmi hsctatracking oly_enc_id oly_anon_id vero_id _openstat mibextid "
    "guccounter soc_src soc_trk tpcc isappinstalled __twitter_impression dm_i elqtrackid mkcid "
    # Sessions: as many of them as readers.
    "phpsessid jsessionid sessionid session_id sessid cfid cftoken zenid oscsid".split()
)
_SESSION_VALUE = re.compile(r"[0-9A-Za-z_-]{20,}")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;]*", re.I)
_TWIN_LABELS = frozenset(("www", "m", "mobile", "wap", "3g", "amp"))
_AMP_PATH = re.compile(r"(?<=.)/amp(?:\.html?)?/?$|\.amp(?=\.html?$|$)|^/amp(?=/.)", re.I)
_INDEX_FILES = ("index.", "default.", "Default.")
# An address in which nothing is to be made uniform: nearly all, and a tenth of the time.
_PLAIN = re.compile(r"https?://([a-z0-9.-]+)(?::([0-9]{1,5}))?((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*|/)*)")
_USUAL_PORTS = ("80", "443", None)


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
    """What makes an address the same article: no scheme, fragment, index file or trailing slash, nothing of
    tracking, session, AMP or a mobile host; host in lower case and Punycode, percent-encoding and query order
    normalised."""
    bare, _, query = url.partition("#")[0].partition("?")
    pairs = _telling(query, bare) if query else []
    plain = None if pairs else _PLAIN.fullmatch(bare)
    if plain is not None:
        host, port, path, query = plain[1], plain[2], plain[3], ""
    else:
        parts = urlsplit(canonicalize_url(f"{bare}?{urlencode(pairs)}" if pairs else bare))
        host, port = parts.hostname or "", str(parts.port) if parts.port else None
        path, query = parts.path, f"?{parts.query}" if parts.query else ""
    host = _host_of_twins(host.rstrip("."))
    return f"{host}{'' if port in _USUAL_PORTS else f':{port}'}{_telling_path(path) or '/'}{query}"


def _means_twin(name: str, value: str, bare: str) -> bool:
    """True for a parameter that asks for the same article made for a telephone."""
    if name in ("amp", "_amp") or (name, value) == ("outputtype", "amp"):
        return True
    return name == "m" and value in ("0", "1") and bare.endswith(".html")  # Blogger's


def _host_of_twins(host: str) -> str:
    label, _, rest = host.partition(".")
    return rest if label in _TWIN_LABELS and "." in rest else host


def _telling_path(path: str) -> str:
    if ";" in path:
        path = _PATH_SESSION.sub("", path)
    if "amp" in path or "AMP" in path:
        path = _AMP_PATH.sub("", path)
    path = path.rstrip("/")
    folder, _, name = path.rpartition("/")
    return folder.rstrip("/") if name.startswith(_INDEX_FILES) and name.count(".") == 1 else path


def _telling(query: str, bare: str) -> list[tuple[str, str]]:
    """The parameters that decide which article is meant."""
    pairs = ((name.removeprefix("amp;"), value) for name, value in parse_qsl(query, keep_blank_values=True))
    return [
        (name, value)
        for name, value in pairs
        if not _tracks(name, value) and not _means_twin(name.lower(), value, bare)
    ]


def article_key(url: str, canonical_url: str) -> str:
    """The identity of the article at ``url``, which may declare a canonical address or none.

    One of another site does not count: it would let any page overwrite that site's article. Nor does the
    site's front page, which some templates declare on every page: all articles would be one.
    """
    if not canonical_url or not same_site(canonical_url, url):
        return url_key(url)
    key = url_key(canonical_url)
    return url_key(url) if key.endswith("/") else key


def clean_url(url: str) -> str:
    """``url`` as it is requested and shown: without fragment, tracking and session parameters."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(k, v) for k, v in pairs if not _tracks(k.removeprefix("amp;"), v)]
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


def _tracks(name: str, value: str) -> bool:
    lowered = name.lower()
    if lowered == "sid":  # an article's number at some, a session at others
        return bool(_SESSION_VALUE.fullmatch(value))
    return lowered in TRACKING_NAMES or lowered.startswith(TRACKING_PREFIXES)
