"""The next page of a list."""

import pytest

from crawler.discovery import discover

LIST = "https://a.example/news/"


@pytest.mark.parametrize(
    ("url", "pager", "following"),
    [
        pytest.param(
            LIST, '<a rel="next" href="page/2/">&gt;</a>', "https://a.example/news/page/2/", id="rel=next"
        ),
        pytest.param(
            LIST, '<link rel="next" href="?page=2">', "https://a.example/news/?page=2", id="in the head"
        ),
        pytest.param(
            LIST, '<a href="?p=3">3</a><a href="?p=2">2</a>', "https://a.example/news/?p=2", id="number"
        ),
        pytest.param(
            f"{LIST}?p=2",
            '<a href="?">1</a><a href="?p=3">3</a>',
            "https://a.example/news/?p=3",
            id="number after this",
        ),
        pytest.param(
            f"{LIST}?query-91ad=4",
            '<span class="page-numbers current">4</span><a href="?query-91ad=5">5</a>',
            "https://a.example/news/?query-91ad=5",
            id="the pager says which this is",
        ),
        pytest.param(
            f"{LIST}index_2.html",
            '<a href="index_3.html">3</a>',
            "https://a.example/news/index_3.html",
            id="in a file",
        ),
        pytest.param(
            LIST, '<a href="/news/page/2/">Older posts »</a>', "https://a.example/news/page/2/", id="words"
        ),
        pytest.param(
            LIST, '<a href="index_2.html">下一页</a>', "https://a.example/news/index_2.html", id="Chinese"
        ),
        pytest.param(
            LIST, '<a href="?p=2">Page 2</a>', "https://a.example/news/?p=2", id="number with its word"
        ),
        pytest.param(
            LIST, '<a href="?p=2">More Posts</a>', "https://a.example/news/?p=2", id="more of the list"
        ),
        pytest.param(LIST, '<a href="/2024/story">More</a>', "", id="more of a story"),
        pytest.param(LIST, '<a href="/2024/story">2</a>', "", id="a number that the address lacks"),
        pytest.param(LIST, '<a href="https://b.example/news/?p=2">Next</a>', "", id="another site"),
        pytest.param(f"{LIST}?p=2", '<a href="?p=1">1</a>', "", id="the last page"),
        pytest.param(LIST, '<a href="/next-generation-cells">Next generation cells</a>', "", id="a headline"),
        pytest.param(LIST, "", "", id="no pager"),
    ],
)
def test_a_list_goes_on_where_its_pager_says(url: str, pager: str, following: str) -> None:
    page = f"<html><body><p>News of the day</p>{pager}</body></html>"
    assert discover("section", page.encode(), url).next_page == following
