"""The sites over loopback: formats, validators, the clock, robots."""

import json
from calendar import timegm
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest
from protego import Protego

from demo.newsroom import Newsroom, load_world
from tests.demo.conftest import END, fetch

WORLD = load_world()
FEEDS = [(site.id, feed.path, feed.format) for site in WORLD.sites.values() for feed in site.feeds]
SITEMAPS = [
    (site.id, path)
    for site in WORLD.sites.values()
    for path in (site.sitemaps.index, site.sitemaps.articles, site.sitemaps.news)
    if path
]
BEFORE_EVENT = datetime(2023, 12, 4, 0, 30, tzinfo=UTC)
PLUGGED_STORY = "pluggedin/nio-wins-manufacturing-license"


@pytest.mark.parametrize("site_id", list(WORLD.sites))
def test_every_site_answers_at_its_own_address(room: Newsroom, site_id: str) -> None:
    reply = fetch(room, site_id, "/", {"Host": "127.0.0.2:1"})
    site = WORLD.sites[site_id]
    assert reply.status == 200
    assert site.name in reply.body.decode(site.charset)


@pytest.mark.parametrize("site_id", list(WORLD.sites))
def test_lists_lead_to_every_published_article(room: Newsroom, site_id: str) -> None:
    site = WORLD.sites[site_id]
    for section in site.sections:
        wanted = {one.path for one in WORLD.articles[site_id] if one.section == section.id}
        pages = []
        for number in range(1, -(-len(wanted) // site.page_size) + 1):
            path = section.path + (site.paging.format(n=number) if number > 1 else "")
            reply = fetch(room, site_id, path)
            assert reply.status == 200
            pages.append(reply.body.decode(site.charset))
        assert all(any(path in page for page in pages) for path in wanted)
        past_the_end = section.path + site.paging.format(n=99)
        assert fetch(room, site_id, past_the_end).status == 404


@pytest.mark.parametrize(("site_id", "path", "kind"), FEEDS)
def test_a_feed_parses_and_holds_only_what_is_out(room: Newsroom, site_id: str, path: str, kind: str) -> None:
    room.set_clock(BEFORE_EVENT)
    body = fetch(room, site_id, path).body
    if kind == "json":
        items = json.loads(body)["items"]
        titles = [item["title"] for item in items]
        times = [datetime.fromisoformat(item["date_published"]) for item in items]
    else:
        parsed = feedparser.parse(body)
        assert not parsed.bozo, parsed.get("bozo_exception")
        titles = [entry.title for entry in parsed.entries]
        times = [datetime.fromtimestamp(timegm(entry.published_parsed), UTC) for entry in parsed.entries]
    assert times == sorted(times, reverse=True)
    assert all(moment <= BEFORE_EVENT for moment in times)
    out = {article.versions[0].title for article in WORLD.published(site_id, BEFORE_EVENT)}
    assert set(titles) <= out


def test_all_three_feed_formats_are_served() -> None:
    assert {kind for _, _, kind in FEEDS} == {"rss", "atom", "json"}


def test_a_feed_ends_at_its_window(room: Newsroom) -> None:
    feed = WORLD.sites["harbourpost"].feeds[1]
    business = [one for one in WORLD.articles["harbourpost"] if one.section == feed.section]
    entries = feedparser.parse(fetch(room, "harbourpost", feed.path).body).entries
    assert len(entries) == feed.window < len(business)


def test_a_tracking_parameter_leads_to_the_same_article(room: Newsroom) -> None:
    link = feedparser.parse(fetch(room, "evstandard", "/feed/").body).entries[0].link
    assert "?feed_id=" in link
    path = link.removeprefix(room.url("evstandard", ""))
    plain = fetch(room, "evstandard", path.partition("?")[0])
    assert fetch(room, "evstandard", path).body == plain.body


def test_a_wordpress_guid_redirects_to_its_article(room: Newsroom) -> None:
    entry = feedparser.parse(fetch(room, "pluggedin", "/feed/").body).entries[0]
    reply = fetch(room, "pluggedin", entry.id.removeprefix(room.url("pluggedin", "")))
    assert (reply.status, reply.headers["location"]) == (301, entry.link)


@pytest.mark.parametrize(("site_id", "path"), SITEMAPS)
def test_a_sitemap_is_well_formed_and_lists_addresses_that_answer(
    room: Newsroom, site_id: str, path: str
) -> None:
    root = ET.fromstring(fetch(room, site_id, path).body)
    addresses = [node.text or "" for node in root.iter() if node.tag.endswith("}loc")]
    assert addresses
    for address in addresses[:3]:
        assert fetch(room, site_id, address.removeprefix(room.url(site_id, ""))).status == 200


def test_the_gbk_site_really_sends_gbk_and_says_so_only_inside(room: Newsroom) -> None:
    reply = fetch(room, "dianchi", "/")
    assert reply.headers["content-type"] == "text/html"
    assert "电驰网" in reply.body.decode("gbk")
    assert b'<meta charset="gbk"' in reply.body
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")


def test_amp_points_back_to_the_canonical_page(room: Newsroom) -> None:
    path = WORLD.articles["motorvolt"][0].path
    assert room.url("motorvolt", path + "amp/").encode() in fetch(room, "motorvolt", path).body
    canonical = f'<link rel="canonical" href="{room.url("motorvolt", path)}">'
    assert canonical.encode() in fetch(room, "motorvolt", path + "amp/").body


def test_the_claimed_author_differs_from_the_byline(room: Newsroom) -> None:
    article = WORLD.by_id["motorvolt/xiaomi-waits-for-permit"]
    body = fetch(room, "motorvolt", article.path).body.decode()
    assert '"author": {"@type": "Person", "name": "Lucas Ferrand"}' in body
    assert '<span class="author" data-href="/info/team/">Imogen Hartley</span>' in body


@pytest.mark.parametrize("site_id", [site.id for site in WORLD.sites.values() if site.trap])
def test_the_trap_is_linked_and_forbidden(room: Newsroom, site_id: str) -> None:
    site = WORLD.sites[site_id]
    assert f'href="{site.trap}'.encode() in fetch(room, site_id, "/").body
    robots = Protego.parse(fetch(room, site_id, "/robots.txt").body.decode())
    assert not robots.can_fetch(room.url(site_id, site.trap + "anything"), "evwatch")
    assert robots.can_fetch(room.url(site_id, WORLD.articles[site_id][0].path), "evwatch")
    assert fetch(room, site_id, site.trap + "anything").status == 200
    assert room.counts()[site_id]["trap"] == 1


def test_robots_come_with_and_without_delay_and_sitemaps_and_not_at_all(room: Newsroom) -> None:
    def robots(site_id: str) -> str:
        return fetch(room, site_id, "/robots.txt").body.decode()

    assert "Crawl-delay: 0.5" in robots("harbourpost")
    assert "Crawl-delay" not in robots("pluggedin")
    assert f"Sitemap: {room.url('pluggedin', '/sitemap_index.xml')}" in robots("pluggedin")
    assert "Sitemap" not in robots("gridnotes")
    assert fetch(room, "ministry", "/robots.txt").status == 404


@pytest.mark.parametrize(
    ("site_id", "path"),
    [
        pytest.param("pluggedin", "/feed/", id="feed"),
        pytest.param("stromblick", "/feed.json", id="json feed"),
        pytest.param("pluggedin", WORLD.articles["pluggedin"][0].path, id="article"),
        pytest.param("pluggedin", "/news-sitemap.xml", id="sitemap"),
    ],
)
def test_a_current_copy_is_answered_with_304(room: Newsroom, site_id: str, path: str) -> None:
    first = fetch(room, site_id, path)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    assert fetch(room, site_id, path, {"If-None-Match": etag}).status == 304
    assert fetch(room, site_id, path, {"If-None-Match": f'"x", W/{etag}'}).status == 304
    again = fetch(room, site_id, path, {"If-Modified-Since": modified})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)


def test_if_none_match_has_precedence_over_the_date(room: Newsroom) -> None:
    modified = fetch(room, "pluggedin", "/feed/").headers["last-modified"]
    both = {"If-None-Match": '"other"', "If-Modified-Since": modified}
    assert fetch(room, "pluggedin", "/feed/", both).status == 200


def test_a_broken_date_is_no_condition(room: Newsroom) -> None:
    assert fetch(room, "pluggedin", "/feed/", {"If-Modified-Since": "yesterday"}).status == 200


def test_gzip_is_sent_to_those_who_take_it(room: Newsroom) -> None:
    plain = fetch(room, "pluggedin", "/feed/")
    packed = fetch(room, "pluggedin", "/feed/", {"Accept-Encoding": "gzip, br"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.plain == plain.body
    assert len(packed.body) < len(plain.body)
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    refused = fetch(room, "pluggedin", "/feed/", {"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_head_has_the_headers_and_no_body(room: Newsroom) -> None:
    whole = fetch(room, "pluggedin", "/feed/")
    head = fetch(room, "pluggedin", "/feed/", method="HEAD")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(whole.body)))
    assert fetch(room, "pluggedin", "/feed/", method="POST").status == 405


def test_the_clock_publishes(room: Newsroom) -> None:
    article = WORLD.by_id["ministry/zhunru-qiye-gonggao-202312"]
    room.set_clock(article.published - timedelta(minutes=30))
    assert fetch(room, "ministry", article.path).status == 404
    assert article.path.encode() not in fetch(room, "ministry", "/zwgk/wjgs/").body
    assert room.advance(hours=1) == article.published + timedelta(minutes=30)
    assert fetch(room, "ministry", article.path).status == 200
    assert article.path.encode() in fetch(room, "ministry", "/zwgk/wjgs/").body


def test_gold_follows_the_clock(room: Newsroom) -> None:
    room.set_clock(BEFORE_EVENT)
    before = {one["id"] for one in room.gold()}
    assert before == {article.id for article in WORLD if article.published <= BEFORE_EVENT}
    room.set_clock(END)
    assert len(room.gold()) == len(list(WORLD)) > len(before)


def test_a_retitled_article_changes_everywhere_and_keeps_its_guid(room: Newsroom) -> None:
    article = WORLD.by_id[PLUGGED_STORY]
    first, second = article.versions
    room.set_clock(second.at - timedelta(seconds=1))
    old_page, old_feed = fetch(room, "pluggedin", article.path), fetch(room, "pluggedin", "/feed/")
    old_entry = next(one for one in feedparser.parse(old_feed.body).entries if one.title == first.title)
    room.advance(seconds=1)
    page = fetch(room, "pluggedin", article.path, {"If-None-Match": old_page.headers["etag"]})
    feed = fetch(room, "pluggedin", "/feed/", {"If-None-Match": old_feed.headers["etag"]})
    assert (page.status, feed.status) == (200, 200)
    assert page.headers["last-modified"] != old_page.headers["last-modified"]
    assert second.title in page.body.decode()
    entry = next(one for one in feedparser.parse(feed.body).entries if one.title == second.title)
    assert (entry.id, entry.published) == (old_entry.id, old_entry.published)
    gold = next(one for one in room.gold() if one["id"] == article.id)
    assert (gold["title"], gold["revision"]) == (second.title, 1)


def test_an_unknown_path_is_404_and_a_missing_slash_is_added(room: Newsroom) -> None:
    assert fetch(room, "pluggedin", "/no-such-thing/").status == 404
    reply = fetch(room, "pluggedin", "/feed")
    assert (reply.status, reply.headers["location"]) == (301, room.url("pluggedin", "/feed/"))
