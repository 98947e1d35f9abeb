"""What a home page names."""

from crawler.discovery.found import Listing
from crawler.discovery.home import read

PAGE = """<html lang="de-DE"><head><title>Stromblatt</title>
<link rel="alternate" type="application/rss+xml" title="Stromblatt" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Kommentar-Feed" href="/comments/feed/">
<link rel="alternate" hreflang="en" href="/en/">
<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="https://feeds.example/strom">
</head><body><nav><a href="/news/">Nachrichten</a><a href="/kontakt/">Kontakt</a>
<a href="/thema/elektroautos/">Elektroautos</a><a href="https://other.example/news/">News</a>
<a href="http://[bad/">News</a></nav>
<a href="/rss.xml">RSS</a> <a href="/feed">Feed</a>
<a href="/2023/12/04/neues-werk-fuer-batterien">Ein neues Werk für Batterien, das sehr lange Namen trägt</a>
</body></html>"""


def test_a_home_page_names_its_feeds_and_the_pages_that_list_news() -> None:
    found = read(Listing(PAGE.encode(), "https://strom.example/"))
    assert (found.title, found.language) == ("Stromblatt", "de")
    assert found.feeds == (
        "https://strom.example/feed/",
        "https://feeds.example/strom",
        "https://strom.example/rss.xml",
    )
    assert found.sections == ("https://strom.example/news/", "https://strom.example/thema/elektroautos/")


def test_what_is_no_page_names_nothing() -> None:
    found = read(Listing(b"", "https://strom.example/"))
    assert (found.title, found.feeds, found.sections) == ("", (), ())
