"""Where an article goes on, and where it does not: a wrong join is worse than a missed one."""

import pytest
from lxml.html import document_fromstring

from crawler.extraction.pagination import Neighbours, neighbours

SITE = "https://voltharbour.example"


def found(url: str, links: str, *, canonical: str = "") -> Neighbours:
    head, _, body = links.rpartition("</head>")
    page = f"<html><head>{head}</head><body><article><p>Text.</p>{body}</article></body></html>"
    return neighbours(document_fromstring(page), SITE + url, canonical and SITE + canonical)


PAGER = '<div class="page-links">Pages: <span>1</span> <a href="{}">2</a> <a href="{}">3</a></div>'


@pytest.mark.parametrize(
    ("url", "links", "expected"),
    [
        pytest.param("/test/", PAGER.format("/test/2/", "/test/3/"), "/test/2/", id="a number in a pager"),
        pytest.param(
            "/test/2/",
            '<a href="/test/">1</a> <a href="/test/3/">3</a>',
            "/test/3/",
            id="the number after ours",
        ),
        pytest.param("/test", '<a href="?page=2">Next page</a>', "/test?page=2", id="next page"),
        pytest.param(
            "/test", '<a href="?page=2">Next</a>', "/test?page=2", id="next, under a page's address"
        ),
        pytest.param(
            "/test?page=2", '<a href="/test?page=3">next ›</a>', "/test?page=3", id="from two to three"
        ),
        pytest.param(
            "/test?page=1", '<a href="/test?page=2">2</a>', "/test?page=2", id="page one by its number"
        ),
        pytest.param(
            "/test", '<a href="/test?seite=2">Nächste Seite</a>', "/test?seite=2", id="nächste Seite"
        ),
        pytest.param("/test", '<a href="/test/seite-2">weiter »</a>', "/test/seite-2", id="weiter"),
        pytest.param("/test", '<a href="/test?p=2">Page suivante</a>', "/test?p=2", id="page suivante"),
        pytest.param(
            "/test", '<a href="/test/page/2/">Página siguiente →</a>', "/test/page/2/", id="siguiente"
        ),
        pytest.param("/a/t12.html", '<a href="t12_2.html">下一页</a>', "/a/t12_2.html", id="下一页"),
        pytest.param(
            "/a/t12_2.html",
            '<a href="t12.html">上一页</a> <a href="t12_3.html">下一页</a>',
            "/a/t12_3.html",
            id="下一页 once more",
        ),
        pytest.param(
            "/test.html", '<a href="/test-2.html">2</a>', "/test-2.html", id="a number, in a file's name"
        ),
        pytest.param(
            "/test.html", '<a href="/test-seite-2.html">weiter</a>', "/test-seite-2.html", id="a named file"
        ),
        pytest.param(
            "/test", '<link rel="next" href="/test?page=2"></head>', "/test?page=2", id="rel=next, declared"
        ),
        pytest.param(
            "/test", '<a rel="next" href="/test/2">On the road</a>', "/test/2", id="rel=next with a title"
        ),
        pytest.param("/test", '<a class="next" href="/test/2">›</a>', "/test/2", id="an arrow of that name"),
        pytest.param(
            "/test", '<a aria-label="Next page" href="/test/2">→</a>', "/test/2", id="an arrow explained"
        ),
        pytest.param(
            "/test?utm_source=x", '<a href="/test/2/">2</a>', "/test/2/", id="tracking does not disturb"
        ),
        pytest.param(
            "/test",
            '<nav><a href="http://www.voltharbour.example/test/2/">2</a></nav>',
            "http://www.voltharbour.example/test/2/",
            id="www and http are the same site",
        ),
    ],
)
def test_an_article_goes_on(url: str, links: str, expected: str) -> None:
    wanted = expected if expected.startswith("http") else SITE + expected
    assert found(url, links).next_url == wanted


@pytest.mark.parametrize(
    ("url", "links"),
    [
        pytest.param("/test/", '<link rel="next" href="/other-test/"></head>', id="rel=next to another post"),
        pytest.param(
            "/test/", '<a rel="next" href="/test-2/">The test goes on</a>', id="another post's slug"
        ),
        pytest.param(
            "/thread.html", '<a rel="next" href="/thread-2.html">Thread</a>', id="a post of the same title"
        ),
        pytest.param(
            "/thread.html", '<link rel="next" href="/thread-2.html"></head>', id="the same, declared"
        ),
        pytest.param("/week-1.html", '<a href="/week-2.html">Next</a>', id="a series by its files' names"),
        pytest.param("/posts/7", '<a rel="next" href="/posts/8">Range again</a>', id="articles by number"),
        pytest.param("/posts/7", '<a href="/posts/8">Next</a>', id="the next article by number"),
        pytest.param("/model-3/", '<a href="/model-4/">Next</a>', id="another model"),
        pytest.param(
            "/test/", '<a href="/test/comment-page-2/#comments">2</a>', id="WordPress's comment pages"
        ),
        pytest.param("/test/", '<a href="/test/?page=2#comments">2</a>', id="a page's comments"),
        pytest.param(
            "/test/", '<div id="comments"><a href="/test/?page=2">2</a></div>', id="a pager of comments"
        ),
        pytest.param(
            "/test/", '<div class="gallery"><a href="/test/2/">next</a></div>', id="a gallery's pager"
        ),
        pytest.param("/test/", '<a href="/test/?slide=2">Next</a>', id="a gallery's slide"),
        pytest.param(
            "/test/", '<div class="related"><a href="/test/2/">2</a></div>', id="a related list's pager"
        ),
        pytest.param("/test/", '<a href="/test/?page=2">Read what happened next</a>', id="a sentence"),
        pytest.param("/test/", '<a href="/test/3/">3</a>', id="a page that does not follow"),
        pytest.param("/test/2/", '<a href="/test/">1</a> <a href="/test/2/">2</a>', id="the last page"),
        pytest.param("/test/", '<a href="https://elsewhere.example/test/2/">2</a>', id="another site's page"),
        pytest.param(
            "/test/", '<a href="https://m.voltharbour.example/test/2/">2</a>', id="another host's page"
        ),
        pytest.param("/news/", PAGER.format("/news/2/", "/news/57/"), id="a list's pager counts far"),
        pytest.param("/a/index.html", '<a href="index_2.html">下一页</a>', id="a list by its name"),
        pytest.param("/a/t12.html", '<a href="t13.html">下一篇</a>', id="下一篇 is another article"),
        pytest.param("/a/t_10.html", '<a href="t_11.html">下一页</a>', id="the tenth of what has no first"),
        pytest.param("/a/t1.html", '<a href="t2.html">下一篇</a>', id="下一篇 is another article, by number"),
        pytest.param(
            "/test/", '<a href="/test/?page=2">2</a><a href="/test/2/">2</a>', id="two that contradict"
        ),
        pytest.param("/", '<a href="/?page=2">Next page</a>', id="the home page"),
        pytest.param("/2023/11/", '<a rel="next" href="/2023/12/">December</a>', id="an archive by months"),
        pytest.param("/test/", '<a href="/?p=2">Next page</a>', id="a post's short address"),
        pytest.param("/test/", '<a href="/other/?page=2">2</a>', id="another article's page"),
        pytest.param("/test/", "<a href='/test/2/'>2 comments</a>", id="a count"),
        pytest.param(
            "/test/", "<a href='/test/?page=0'>0</a><a href='/test/?page=1'>1</a>", id="no second page"
        ),
    ],
)
def test_an_article_ends_here(url: str, links: str) -> None:
    assert found(url, links).next_url == ""


@pytest.mark.parametrize(
    ("url", "links", "canonical", "expected"),
    [
        pytest.param("/test/2/", '<a href="/test/">1</a>', "", "/test/", id="the number one"),
        pytest.param("/test/3/", '<a href="/test/2/">2</a>', "", "/test/", id="the number before ours"),
        pytest.param("/test?page=2", '<a rel="prev" href="/test">Back</a>', "", "/test", id="rel=prev"),
        pytest.param("/test/2/", "", "/test/", "/test/", id="the canonical address is the first page's"),
        pytest.param("/t12_2.html", '<a href="t12.html">上一页</a>', "", "/t12.html", id="上一页"),
        pytest.param("/test/2/", '<a href="/test/1/">1</a>', "", "/test/1/", id="a numbered page one"),
    ],
)
def test_a_later_page_knows_the_first(url: str, links: str, canonical: str, expected: str) -> None:
    assert found(url, links, canonical=canonical).first_url == SITE + expected


@pytest.mark.parametrize(
    ("url", "links"),
    [
        pytest.param("/test/", '<a href="/test/">1</a> <a href="/test/2/">2</a>', id="the first page"),
        pytest.param("/posts/7", '<a rel="prev" href="/posts/6">Older</a>', id="an article by number"),
        pytest.param("/posts/2", '<a href="/posts/">All posts</a>', id="a list above"),
        pytest.param("/week-2.html", '<a rel="prev" href="/week-1.html">Week one</a>', id="a series"),
        pytest.param("/model-3.html", '<a href="/model.html">The model</a>', id="a model with a number"),
        pytest.param("/test?page=2", "", id="nothing but an address"),
    ],
)
def test_an_article_of_its_own_is_no_later_page(url: str, links: str) -> None:
    assert found(url, links).first_url == ""


def test_the_canonical_address_of_a_page_under_odd_parameters_counts() -> None:
    links = '<a href="/test?page=2">2</a>'
    assert found("/test?from=home", links, canonical="/test").next_url == f"{SITE}/test?page=2"
    assert found("/test?from=home", links).next_url == ""
