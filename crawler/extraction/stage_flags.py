"""What a reader should know before trusting the text: told by declarations and by notices, never guessed."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from core.article import Field, Flag
from crawler.extraction.page import Candidate, Page
from crawler.extraction.survey import elsewhere
from crawler.extraction.wording import any_of, plain, squeezed, text_of

DECLARED = 0.95
NAMED = 0.8
# A wall's notice may also invite those who are inside: it counts where the text is short.
NOTICED = 0.6
LONGEST_NOTICE = 200
LONGEST_LABEL = 60
_NOTICE_TAGS = ("p", "div", "span", "a", "h2", "h3", "h4", "h5", "strong", "button")
_TYPES = (
    (re.compile(r"LiveBlogPosting"), Flag.LIVE_BLOG),
    (re.compile(r"OpinionNewsArticle"), Flag.OPINION),
    (re.compile(r"AdvertiserContentArticle"), Flag.SPONSORED),
)
_OPINIONS = any_of(r"""
    opinions? op-?eds? editorials? commentary comment(?:isfree)? kommentare? meinung leitartikel opini[oó]n
    tribunes? letters(?:-to-the-editor)? leserbriefe? 评论 观点 社论 时评 读者来信
""")
_SPONSORED = any_of(r"""
    sponsored(?:[\s_-](?:content|posts?|stor(?:y|ies)|articles?))? advertorials?
    (?:partner|paid|brand(?:ed)?)[\s_-]content paid[\s_-]posts?
""")
_SECTIONS = ((_OPINIONS, Flag.OPINION), (_SPONSORED, Flag.SPONSORED))
_LIVE = any_of(r"live-?blogs? live-?ticker live-updates")
_TITLES = (
    (
        re.compile(
            r"\blive-?\s?(?:blog|ticker|updates)\b|\bas it happened\b|^\W?live\s?[:：|]|(?:图文|文字)直播",
            re.I,
        ),
        Flag.LIVE_BLOG,
    ),
    (
        re.compile(
            r"\b(?:weekly|daily|news|morning|evening|monthly|market|earnings|weekend)\s(?:news\s)?round-?up\b"
            r"|\b(?:the\s)?week\sin\sreview\b|^\W?(?:the|this|our)\sweek\sin\b|\b(?:weekly|daily|news)\sdigest\b"
            r"|\b(?:morning|evening|daily|weekly|weekend|news|market)\s(?:news\s)?(?:briefing|newsletter)\b"
            r"|^newsletter\b|\bnews\sin\sbrief\b|\bpresseschau\b|\bnachrichtenüberblick\b"
            r"|\bwochen(?:rückblick|schau)\b|^die\swoche\s(?:im|in|unter)\b|^am\s(?:morgen|abend)\b(?!\s\w)"
            r"|^(?:[^\s:：]{0,6}[\s·]?)(?:早报|午报|晚报|早知道|周报)(?:$|\W)"
            r"|一周(?:要闻|回顾|汇总)|(?:每日|要闻|资讯|新闻)(?:汇总|速览)",
            re.I,
        ),
        Flag.ROUND_UP,
    ),
    (
        re.compile(
            r"\W?(?:opinion|op-ed|editorial|letters?(?: to the editor)?|kommentar|leitartikel|leserbriefe?"
            r"|opinión|[^\s:：]{0,4}(?:评论|观点|社论|时评|杂谈|来信))\s?[\]】:：|｜丨]",
            re.I,
        ),
        Flag.OPINION,
    ),
    (re.compile(r"\W?(?:sponsored|advertorial|paid post|partner content)\s?[\]:|]", re.I), Flag.SPONSORED),
)
_LABEL = re.compile(
    r"(?:sponsored (?:content|post|article|story)|paid (?:content|post|partnership)|partner content"
    r"|advertorial|branded content|sponsored by\b.{1,40}|in partnership with\b.{1,40})",
    re.I,
)
_WALL = re.compile(
    r"\W{0,3}(?:(?:please\s)?(?:subscribe|sign in|log in|register)(?:\s(?:now|today|or \w+(?: \w+)?))?"
    r" to (?:read|continue|keep|unlock)\b"
    r"|to (?:continue|keep) reading\b.{0,40}\b(?:subscribe|sign|register|log)"
    r"|this (?:article|story|content|post) is (?:only |exclusively )?(?:for|available to|reserved for) "
    r"(?:our )?(?:paid |paying )?(?:subscribers|members)"
    r"|(?:jetzt )?weiterlesen mit\b|dieser (?:artikel|inhalt|text) ist (?:nur |exklusiv )?für .{0,20}abonnent"
    r"|(?:cet )?article (?:est )?réservé (?:aux|à nos) abonnés|il vous reste .{0,12}% de cet article"
    r"|(?:contenido|artículo) exclusivo para suscriptores"
    r"|(?:登录|订阅|付费|开通会员|购买)后?.{0,4}(?:阅读|查看)(?:全文|余下)|本文为付费(?:内容|文章))",
    re.I,
)
_TIERS = ("locked", "premium", "paid", "subscriber")


def stage(page: Page) -> Iterator[Candidate]:
    """Declared types, sections and walls; the words of title, address and labels; a wall's notice."""
    yield from _declared(page)
    yield from _named(page)
    for element in _beside_headline(page):
        label = text_of(element, LONGEST_LABEL + 1)
        if _LABEL.fullmatch(label):
            yield _flag(Flag.SPONSORED, NAMED, label)
    for element in page.tree.iter(*_NOTICE_TAGS):
        text = element.text
        if text and len(text) < LONGEST_NOTICE and _WALL.match(text.lstrip()) and not elsewhere(element):
            yield _flag(Flag.TEASER, NOTICED, squeezed(text))
            return


def _declared(page: Page) -> Iterator[Candidate]:
    article = page.linked.article
    kind = f"{article.get('@type') or ''}"
    for pattern, flag in _TYPES:
        if pattern.search(kind):
            yield _flag(flag, DECLARED, f"@type {kind}")
    for node in (article, page.linked.page):
        if f"{node.get('isAccessibleForFree')}".lower() == "false":
            yield _flag(Flag.PAYWALLED, DECLARED, "isAccessibleForFree: false")
            break
    tier = page.survey.meta("article:content_tier", "og:article:content_tier").lower()
    if tier in _TIERS:
        yield _flag(Flag.PAYWALLED, DECLARED, f"article:content_tier: {tier}")
    sections = [page.linked.text("articleSection"), *page.survey.meta_values("article:section")]
    for section in map(plain, sections):
        for pattern, flag in _SECTIONS:
            if pattern.fullmatch(section):
                yield _flag(flag, DECLARED, f"section: {section}")


def _named(page: Page) -> Iterator[Candidate]:
    """What the address and the title call it: whole folders, and words at the title's beginning."""
    folders = unquote(urlsplit(page.url).path).split("/")[1:-1]
    for folder in folders:
        for pattern, flag in (
            (_OPINIONS, Flag.OPINION),
            (_SPONSORED, Flag.SPONSORED),
            (_LIVE, Flag.LIVE_BLOG),
        ):
            if pattern.fullmatch(folder):
                yield _flag(flag, NAMED, f"address: /{folder}/")
    title = page.survey.meta("og:title") or page.survey.title
    for pattern, flag in _TITLES:
        anywhere = flag in (Flag.LIVE_BLOG, Flag.ROUND_UP)
        match = pattern.search(title) if anywhere else pattern.match(title)
        if match:
            yield _flag(flag, NAMED, f"title: {match[0].strip()}")


def _beside_headline(page: Page) -> Iterator[HtmlElement]:
    for placed in page.survey.headings[:2]:
        yield from placed.element.itersiblings(preceding=True)
        yield from placed.element.itersiblings()


def _flag(flag: Flag, confidence: float, evidence: str) -> Candidate:
    return Candidate(Field.FLAGS, flag.value, confidence, evidence)
