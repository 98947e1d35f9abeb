"""A site that makes the address of the title: with another title the article stands elsewhere."""

from pathlib import Path

from storage.schema import ArticleRow, RevisionRow
from tests.support.bench import bench_of
from tests.support.pages import Page, Pages, serving

GUID = "/?p=71"


def tell(site: Pages, path: str, title: str) -> None:
    """The feed's one entry, and its page."""
    entry = (
        f"<item><title>{title}</title><link>{path}</link><pubDate>Mon, 04 Dec 2023 09:00:00 GMT</pubDate>"
        f'<guid isPermaLink="false">{site.url(GUID)}</guid></item>'
    )
    rss = f'<rss version="2.0"><channel><title>f</title>{entry}</channel></rss>'
    site.pages["/feed"] = Page(rss.encode(), "application/rss+xml")
    site.article(path, title, body="Nio may build its own cars. " * 40)


def test_a_retitled_article_is_a_revision_also_where_its_address_changes(tmp_path: Path) -> None:
    with serving() as site, bench_of(tmp_path) as on:
        site.pages["/robots.txt"] = Page(b"", "text/plain")
        site.write_source(on.folder / "catalog")
        tell(site, "/nio-may-build-cars", "Nio may build cars")
        assert on.crawl().out.startswith("1 new articles, 0 revised, ")
        tell(site, "/nio-may-build-its-own-cars", "Nio may build its own cars")
        site.pages["/nio-may-build-cars"] = Page(location="/nio-may-build-its-own-cars")
        assert on.crawl().out.startswith("0 new articles, 1 revised, ")
        (article,) = on.rows(ArticleRow)
        assert (article.url, article.title) == (
            site.url("/nio-may-build-its-own-cars"),
            "Nio may build its own cars",
        )
        assert [revision.title for revision in on.rows(RevisionRow)] == ["Nio may build cars"]
        assert on.crawl().out.startswith("0 new articles, 0 revised, ")
