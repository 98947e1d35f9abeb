"""When two addresses are one article, and whose they are."""

from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.urls import absolute, article_key, clean_url, host_of, same_site, url_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("http://a.example/x", "https://a.example/x", id="scheme"),
        pytest.param("https://www.a.example/x", "https://a.example/x", id="www"),
        pytest.param("https://A.Example/x", "https://a.example/x", id="capitals in the host"),
        pytest.param("https://a.example:443/x", "https://a.example/x", id="the usual port"),
        pytest.param("https://a.example/x/", "https://a.example/x", id="trailing slash"),
        pytest.param("https://a.example", "https://a.example/", id="empty path"),
        pytest.param("https://a.example/x/index.html", "https://a.example/x/", id="index file"),
        pytest.param("https://a.example/x#comments", "https://a.example/x", id="fragment"),
        pytest.param("https://a.example/x?utm_source=rss&fbclid=1", "https://a.example/x", id="tracking"),
        pytest.param("https://a.example/x?feed_id=77", "https://a.example/x", id="number of the feed"),
        pytest.param("https://a.example/?b=2&a=1", "https://a.example/?a=1&b=2", id="order of the query"),
        pytest.param("https://a.example/%7Ex", "https://a.example/~x", id="needless percent-encoding"),
        pytest.param("http://a.example:80/x", "http://a.example/x", id="the usual port of plain HTTP"),
        pytest.param("https://a.example./x", "https://a.example/x", id="a host's full stop"),
        pytest.param("https://me:pw@a.example/x", "https://a.example/x", id="user and password"),
        pytest.param("https://a.example/x//", "https://a.example/x", id="several slashes at the end"),
        pytest.param("https://a.example/index.php?p=7", "https://a.example/?p=7", id="index file and query"),
        pytest.param("https://a.example/x/default.aspx", "https://a.example/x", id="Microsoft's index file"),
        pytest.param("https://a.example/x?a=1&amp;utm_medium=rss", "https://a.example/x?a=1", id="&amp;"),
        pytest.param("https://a.example/x?UTM_Source=rss", "https://a.example/x", id="tracking in capitals"),
        pytest.param("https://a.example/x?_ga=2.1&srsltid=Af", "https://a.example/x", id="more tracking"),
        pytest.param("//a.example/x?pvareaid=3", "https://a.example/x", id="no scheme"),
        pytest.param(
            "https://a.example/x?PHPSESSID=0a1b2c&id=4", "https://a.example/x?id=4", id="session parameter"
        ),
        pytest.param("https://a.example/x;jsessionid=0A?id=4", "https://a.example/x?id=4", id="session path"),
        pytest.param(
            "https://a.example/x?sid=0123456789abcdef0123", "https://a.example/x", id="a sid of many digits"
        ),
        pytest.param("https://a.example/x/amp/", "https://a.example/x/", id="AMP folder"),
        pytest.param("https://a.example/x/amp", "https://a.example/x", id="AMP without slash"),
        pytest.param("https://a.example/x.amp.html", "https://a.example/x.html", id="AMP ending"),
        pytest.param("https://a.example/amp/news/x", "https://a.example/news/x", id="AMP section"),
        pytest.param("https://a.example/x?amp=1", "https://a.example/x", id="AMP parameter"),
        pytest.param("https://a.example/x?outputType=amp", "https://a.example/x", id="AMP output"),
        pytest.param("https://amp.a.example/x", "https://www.a.example/x", id="AMP host"),
        pytest.param("https://m.a.example/x", "https://www.a.example/x", id="mobile host"),
        pytest.param("https://mobile.a.example/x", "https://a.example/x", id="mobile host in full"),
        pytest.param("https://a.example/x.html?m=1", "https://a.example/x.html", id="Blogger's mobile page"),
        pytest.param("https://a.example/%7ex", "https://a.example/~x", id="small percent-encoding"),
        pytest.param(
            "https://a.example/%e8%94%9a", "https://a.example/%E8%94%9A", id="either case of percent-encoding"
        ),
        pytest.param("https://bücher.example/x", "https://xn--bcher-kva.example/x", id="IDN"),
        pytest.param("https://a.example/x?q=a+b", "https://a.example/x?q=a%20b", id="blank in the query"),
        pytest.param(
            "https://a.example/蔚来", "https://a.example/%E8%94%9A%E6%9D%A5", id="written out or not"
        ),
    ],
)
def test_one_article(one: str, other: str) -> None:
    base = "https://a.example/"
    assert url_key(absolute(one, base=base) or "") == url_key(absolute(other, base=base) or "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("https://a.example/x", "https://b.example/x", id="host"),
        pytest.param("https://news.a.example/x", "https://a.example/x", id="subdomain"),
        pytest.param("https://a.example:8080/x", "https://a.example/x", id="port"),
        pytest.param("https://a.example/X", "https://a.example/x", id="capitals in the path"),
        pytest.param("https://a.example/?p=1", "https://a.example/?p=2", id="number in the query"),
        pytest.param("https://a.example/x?page=2", "https://a.example/x", id="page"),
        pytest.param("https://a.example/x?a=", "https://a.example/x", id="empty parameter"),
        pytest.param("https://m.example/x", "https://example/x", id="a short name of its own"),
        pytest.param("https://a.example/x?sid=12", "https://a.example/x?sid=13", id="a sid that is a number"),
        pytest.param("https://a.example/amp-hour", "https://a.example/-hour", id="a word with amp"),
        pytest.param("https://a.example/x/index-2023", "https://a.example/x", id="a word with index"),
        pytest.param("https://a.example/x?m=news", "https://a.example/x", id="a module called m"),
    ],
)
def test_two_articles(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@given(
    path=st.text("abcxyzAMP0189-_.~/", min_size=1, max_size=30),
    host=st.sampled_from(("a.example", "m.a.example", "www.a.co.uk", "127.0.0.1:8080")),
    query=st.sampled_from(("", "?utm_source=x", "?fbclid=1&gclid=2")),
    data=st.data(),
)
def test_a_needless_escape_never_makes_another_article(
    path: str, host: str, query: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(path) - 1))
    escaped = f"{path[:place]}%{ord(path[place]):02x}{path[place + 1 :]}"
    assume(path[place] != "/")  # %2F is no separator
    assert url_key(f"https://{host}/{escaped}{query}") == url_key(f"https://{host}/{path}{query}")


@given(path=st.text(max_size=30), query=st.text(max_size=30))
def test_a_key_is_its_own_key(path: str, query: str) -> None:
    key = url_key(f"https://a.example/{quote(path)}?q={quote(query)}")
    assert url_key(f"https://{key}") == key


@pytest.mark.parametrize(
    ("canonical", "key"),
    [
        pytest.param("https://a.example/y", "a.example/y", id="the page's own word counts"),
        pytest.param("", "a.example/x", id="nothing said"),
        pytest.param("https://b.example/y", "a.example/x", id="another site"),
        pytest.param("https://a.example/", "a.example/x", id="the front page is no article"),
        pytest.param("https://a.example/?p=7", "a.example/?p=7", id="a number is"),
    ],
)
def test_a_declared_address_counts_within_its_site(canonical: str, key: str) -> None:
    assert article_key("https://a.example/x", canonical) == key


@pytest.mark.parametrize(
    ("url", "resolved"),
    [
        pytest.param("/x", "https://a.example/x", id="path"),
        pytest.param("x", "https://a.example/news/x", id="relative"),
        pytest.param("//b.example/x#top", "https://b.example/x", id="without scheme"),
        pytest.param(" https://b.example/x\n", "https://b.example/x", id="blanks around"),
        pytest.param("mailto:me@a.example", None, id="mail"),
        pytest.param("javascript:void(0)", None, id="script"),
        pytest.param("file:///etc/hostname", None, id="file"),
        pytest.param("http://[::1", None, id="broken brackets"),
        pytest.param("https://a.example:99999/x", None, id="no such port"),
    ],
)
def test_links_are_resolved_or_are_none(url: str, resolved: str | None) -> None:
    assert absolute(url, base="https://a.example/news/") == resolved


def test_what_is_requested_keeps_its_own_query_untouched() -> None:
    assert clean_url("https://a.example/?q=a%20b&c") == "https://a.example/?q=a%20b&c"
    assert clean_url("https://a.example/x?id=1&utm_medium=rss#top") == "https://a.example/x?id=1"
    assert clean_url("https://a.example/x?id=1&PHPSESSID=0a1b") == "https://a.example/x?id=1"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://news.a.co.uk/x", "https://www.a.co.uk/y", True),
        ("https://a.co.uk/x", "https://b.co.uk/x", False),
        ("https://a.github.io/x", "https://b.github.io/x", False),
        ("http://127.0.0.2:80/x", "http://127.0.0.3/x", False),
        ("http://127.0.0.2:8080/x", "http://127.0.0.2:8081/x", False),
    ],
)
def test_a_site_is_a_registrable_domain_or_an_address_with_its_port(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


def test_politeness_is_counted_by_host_and_unusual_port() -> None:
    assert host_of("https://A.example:443/x") == "a.example"
    assert host_of("http://a.example:8080/x") == "a.example:8080"
