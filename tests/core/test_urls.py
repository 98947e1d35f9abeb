"""When two addresses are one article, and whose they are."""

import pytest

from core.urls import absolute, clean_url, host_of, same_site, url_key


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
        pytest.param(
            "https://a.example/蔚来", "https://a.example/%E8%94%9A%E6%9D%A5", id="written out or not"
        ),
    ],
)
def test_one_article(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


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
    ],
)
def test_two_articles(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


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
