"""How Chinese pages sign, and what only looks like a signature."""

import pytest

from core.context import Context
from crawler.extraction import extract

URL = "https://chechao.example/p/88123"
TEXT = "".join(
    f"<p>第{n}段：一条固态电池中试线在杭州湾投产，机器人昼夜不停地组装，工程师在一旁记录每一个数据。</p>"
    for n in "一二三四五六"
)


def signed(under_headline: str, at_end: str = "") -> tuple[str, ...]:
    """The authors of a page with this markup between headline and text, and behind the text."""
    page = (
        "<html lang=zh><meta charset=utf-8><title>固态电池中试线投产_车潮网</title><body><article>"
        f"<h1>固态电池中试线投产</h1><div>{under_headline}</div><div class=content>{TEXT}{at_end}</div>"
        "</article></body></html>"
    )
    return extract(page.encode(), URL, Context(zone="Asia/Shanghai")).authors


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        pytest.param(
            "<p>执笔/林知远、周望舒&amp;沈一舟</p>",
            ("林知远", "周望舒", "沈一舟"),
            id="written by, three names",
        ),
        pytest.param("<p>林知远/杭州湾晚报</p>", ("林知远",), id="name and paper"),
        pytest.param("<p>车潮网记者林知远/文 受访者供图</p>", ("林知远",), id="name glued to its label"),
        pytest.param(
            "<span>3 条评论</span>| \n 作者<span class=x>林知远</span>",
            ("林知远",),
            id="label before the box",
        ),
        pytest.param(
            "<p>来源：本站 作者：动力电池研究室 浏览：33</p>", ("动力电池研究室",), id="a body that signs"
        ),
        pytest.param("<a class=user-card-name>夜航车评 关注</a>", ("夜航车评",), id="an account"),
        pytest.param(
            "<strong class=profile_nickname>Voltgirl</strong>", ("Voltgirl",), id="an account in Latin"
        ),
        pytest.param("<p>资料图：中试线外景。车潮网记者 沈一舟 摄</p>", (), id="who took the picture"),
        pytest.param("<p>来源：车潮网 2024-02-06 10:35</p>", (), id="only a source"),
    ],
)
def test_a_chinese_byline_is_read(markup: str, names: tuple[str, ...]) -> None:
    assert signed(markup) == names


def test_a_label_at_the_end_outweighs_an_organisation_at_the_head() -> None:
    assert signed("<span class=author>车潮通讯社</span>", "<p>作者：林知远 周望舒</p>")[0] == "林知远"


def test_accounts_of_readers_sign_nothing() -> None:
    assert signed("", "<div class=comments><span class=user-name>路人甲</span>写得好</div>") == ()
