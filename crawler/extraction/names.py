"""From the text of a byline to names: persons, and the organisations that sign instead of one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.extraction.wording import any_of, folded, is_cjk, squeezed

# Words that introduce a byline, in the languages of the catalogue and their neighbours.
_KINDS_OF_TEXT = "article|story|post|text|words?|report|reporting|analysis|opinion|essay|review|photos?"
_PARTICIPLES = (
    "(?:re)?written|posted|published|reported|submitted|created|added|authored|compiled|edited|geschrieben"
    "|publié|escrito|scritto|veröffentlicht|publicado"
)
_BY = "by|von|par|por|di|door|av|af|przez|od|oleh|tarafından|napsal"
_LABELS = (
    "authors?|autor(?:en|in|es|a|i)?|auteurs?|autore|verfasser(?:in)?|writer|text|texte|texto|byline"
    "|story|words|contributors?"
)
_LEAD = re.compile(
    rf"^\W*(?:(?:{_KINDS_OF_TEXT})\s+)?(?:{_PARTICIPLES})?\s*(?:{_BY})\b\s*[:：]?\s*"
    rf"|^\W*(?:{_LABELS})\s*[:：]\s*"
    r"|^\W*(?:[Aa]uthors?|[Aa]utor(?:en|in)?|[Aa]uteurs?)\s+(?=[A-ZÀ-Þ])",
    re.I,
)
_CJK_SIGNED = (
    r"(?:本报|本网|本刊|特约|实习|通讯|见习|驻?\w{0,6})?记者"
    "|作者|编译|撰文|撰稿|采写|文字?|著者|筆者|执笔|取材・文|文・写真|通讯员|文稿"
)
_CJK_LEAD = re.compile(rf"^[\s【\[（(]*(?:{_CJK_SIGNED})\s*(?:[:：/|｜丨●＝=]|\s)\s*")
# What follows a name: a sentence about the person, a place, a date, a link to more.
_DATE_WORDS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?"
    "|dec(?:ember)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?"
    "|sat(?:urday)?|sun(?:day)?"
    "|today|yesterday|januar|februar|märz|mai|juni|juli|oktober|dezember"
)
_SENTENCE = r"is|was|has\sbeen|have\sbeen|covers|writes|reports|joined"
_AFTER = (
    "updated|published|posted|last|modified|aktualisiert|veröffentlicht|follow|for|via|in|from|aus"
    r"|photograph\w*|view|more|read|see"
)
_TAIL = re.compile(
    rf"\s*(?:\b(?:{_DATE_WORDS})\b\.?,?\s*\d.*|\b(?:{_SENTENCE})\b.*|\b(?:{_AFTER})\b.*"
    r"|\s[|•·–—>»]\s.*|\s-\s.*|\(.*|（.*|<.*|[@#].*|https?:.*|(?<=[\s,])\d.*"
    r"|\b(?:on|am|le|el|il|um|at|den)\b\s+\w{0,12}\.?,?\s*\d.*)$",
    re.I | re.S,
)
_SEPARATOR = re.compile(
    r"\s*[;；、|/•·∙●\n]\s*|(?<=[a-zß-ÿ]),(?=[A-ZÀ-Þ])|\s*,\s*(?:and|und|et|y|&)\s+|\s*[,，]\s+"
    r"|\s+(?:and|und|et|y|och|og|with|mit|&|\+)\s+|\s*&\s*",
    re.I,
)
_CJK_SEPARATOR = re.compile(r"[\s;；、,，|/•&]+")
_ROLE = any_of(r"""
    editors? reporters? correspondents? writers? journalists? contributors? contributing columnists? staff
    producers? redakteur(?:in)? reporterin author autor ceo cto cmo (?:co-)?founder analyst director
    manager senior junior chief associate assistant freelance president professor prof guest bureau desk
    specialist expert consultant strategist head lead member fellow chair officer korrespondent(?:in)?
    volontär(?:in)? ressort\w* leiter(?:in)? chef\w* redaktor rédact\w* journaliste giornalista periodista
    intern blogger marketing content commentator
""")
_CREDENTIAL = re.compile(
    r"^(?:ph\.?\s?d|m\.?d|jr|sr|ii|iii|iv|j\.?d|esq|mba|rdn?|rn|ms|msc|mph|cpa|cfa|cfp|pe|dds|dvm|ma|bsc"
    r"|llm|pmp|lcsw"
    r"|facp|do)\.?$",
    re.I,
)
_ORGANISATION = any_of(r"""
    staff teams? agencies editors? editorial team newsroom desk redaktion redacci[oó]n rédaction redazione
    redakce redaktionen press news
    agency agentur agence nachrichten\w* media magazine times post journal network
    group company institute university inc llc gmbh ltd corp co society association foundation center
    centre council department office services? board submissions online report tv radio dpa afp reuters
    bloomberg ap epa sid efe ansa cnn bbc usa blog
    official bank store shop academy college school hospital clinic labs? studios? solutions systems
    partners consulting insurance museum library ministry committee union \w+\.(?:com|de|org|net|co|is|io|cn)
""")
_AGENCIES = """
    reuters, ap, the associated press, associated press, afp, agence france presse, agence france-presse,
    dpa, deutsche presse-agentur, xinhua, 新华社, sid, apa, epd, kna, tass, efe, ansa, ddp, upi, bloomberg,
    bloomberg news, press association, pa media, dow jones, kyodo, kyodo news, pti, ani, yonhap
"""
_AGENCY_NAMES = frozenset(name.strip() for name in _AGENCIES.split(","))
_FURNITURE = any_of(r"""
    share follow comments? read more view posts? articles? minutes? mins? subscribe contact about profile
    photo image getty login log sign twitter facebook linkedin instagram email mail tweet print save copy
    link click here updated published posted by bio website home page menu search category categories
    tags? advertisement disclosure disclaimer editor.s note source credit all newsletter the\sauthor
    author unknown anonymous none null undefined admin administrator root user guest webmaster default
    test n/a copyright privacy policy terms
""")
_PARTICLES = frozenset(
    "de da do dos das di del della du van von der den ten ter le la les el al bin ibn y e und zu zur af"
    " av st. mc".split()
)
_DATE_WORD = re.compile(rf"(?:{_DATE_WORDS}|ago)\W{{0,2}}", re.I)
# What stands in brackets behind a name, and the number of comments in front of one.
_ASIDE = re.compile(r"\s*[(（][^()（）]{0,80}[)）]")
_COUNT = re.compile(r"^\W*\d+\s+(?=[^\W\d_])")
_LAST_FIRST = re.compile(r"([^\W\d_]+), ([^\W\d_]+(?: [A-Z]\.?)?)")
_OTHER_ROLE = re.compile(
    r"\W{0,3}(?:(?:translated|edited|(?:medically\s)?reviewed|fact[ -]checked|übersetzt|bearbeitet"
    r"|redigiert|traduit|traducid[oa]|tradotto)\s(?:by|von|par|por|da)\s*[:：]?"
    r"|(?:editor|translat(?:or|ion)|reviewer|übersetz(?:er(?:in)?|ung)|redaktion|traduc(?:tion|tor|ción)"
    r"|penyunting"
    r"|(?:责任)?编辑|责编|校对|翻译|译者?)\s{0,2}[:：/])\W*",
    re.I,
)
_NAME_WORD = re.compile(
    r"(?!(?:The|A|An|In|Of|My|Our|One|New|All|Your|We|Al|Der|Die|Das|Le|La|Les|El|Los)$)"
    r"[^\W\d_](?:\.|\S*[a-zß-ÿ]\S*)"
)
_PLACE = re.compile(r"(?:London|Berlin|Paris|Washington|Beijing|Shanghai|New|San|Los|Reuters|AP|AFP|dpa)\b")
_CREDIT = re.compile(
    r"\b(?:images?|getty|istock\w*|shutterstock|courtesy|illustration|photo(?:graph)?s?\s?by)\b"
    r"|(?:\b(?:photo(?:graph)?|foto|bild|image|grafik|quelle|credit)s?\s?:)|©",
    re.I,
)
_CJK_BODY = re.compile(r"(?:网|网络|公司|集团|[日晚早时]报|周刊|编辑部|通讯社|工作室|委员会)$")
_CJK_NAME = re.compile(r"[\w·・.\-]{2,12}|\w{1,3} \w{1,3}")
CJK_BUTTONS = frozenset("关注 已关注 订阅 分享 评论 收藏 举报 原创 私信 登录 注册 编辑 来源 作者".split())
LONGEST_NAME = 60
MOST_NAMES = 15
# "adopting cloud services" is a phrase, "dpa" and "redaktion" are not.
MOST_LOWER_WORDS = 3


@dataclass(frozen=True, slots=True)
class Byline:
    """Who signed, in order. Empty when the text names nobody."""

    persons: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.persons or self.organisations)


def byline(text: str, site_names: frozenset[str], *, lone_words: bool = False) -> Byline:
    """Names in ``text``, which may carry a lead ("By"), roles, places, dates and several authors.

    ``lone_words`` lets single words count as persons where nothing longer does: pen names.
    """
    whole = _bare(_without_lead(squeezed(text[:600])))
    if folded(whole) in site_names:
        return Byline(organisations=(whole,))
    kinds: dict[str, list[str]] = {"person": [], "lone": [], "organisation": []}
    for name in split(text)[:MOST_NAMES]:
        kind = kind_of(name, site_names)
        if kind:
            kinds[kind].append(name)
    # Beside an organisation single words are its place or its departments.
    lone = kinds["lone"] if lone_words and not kinds["organisation"] else []
    persons = kinds["person"] or lone
    return Byline(unique(persons), unique(kinds["organisation"]))


@lru_cache(maxsize=4_000)
def split(text: str) -> tuple[str, ...]:
    """The pieces of a byline, each without lead and tail; roles and credentials are no pieces. Boxes within
    boxes say the same again."""
    text = squeezed(text[:600])
    if _CREDIT.search(text):
        return ()
    text = _ASIDE.sub(" ", _without_lead(text))
    last_first = _LAST_FIRST.fullmatch(text)
    if last_first and not (
        _CREDENTIAL.match(last_first[2]) or _ROLE.search(last_first[2]) or _PLACE.match(last_first[2])
    ):
        return (f"{last_first[2]} {last_first[1]}",)
    separator = _CJK_SEPARATOR if is_cjk(text) and max(map(len, text.split())) > 2 else _SEPARATOR
    pieces = (_without_lead(piece) for piece in separator.split(text) if "@" not in piece)
    cleaned = (_once(_bare(_TAIL.sub("", _COUNT.sub("", piece)))) for piece in pieces)
    return tuple(piece for piece in cleaned if piece and not _CREDENTIAL.match(piece))


def other_role(text: str) -> tuple[str, ...]:
    """Whom ``text`` names as translator, editor or reviewer; empty where it names no such role first."""
    match = _OTHER_ROLE.match(text)
    if not match:
        return ()
    names = split(text[match.end() :])
    return unique([name for name in names if kind_of(name, frozenset()) in ("person", "lone")])


def _bare(piece: str) -> str:
    return squeezed(piece).strip(" ,;:：.·∙●-–—|/\"'“”()（）[]【】<>*")


def _once(name: str) -> str:
    """``Ada Lind`` for ``Ada Lind Ada Lind``: an image's text beside the name."""
    words = name.split()
    for size in range(1, len(words) // 2 + 1):
        if len(words) % size == 0 and words == words[:size] * (len(words) // size):
            return " ".join(words[:size])
    return name


def kind_of(name: str, site_names: frozenset[str]) -> str:
    """``person``, ``lone`` for a single word, ``organisation``, or nothing for what is no name at all."""
    if not 2 <= len(name) <= LONGEST_NAME or any(sign in name for sign in "@{}<>|=©?!"):
        return ""
    if _is_site(name, site_names) or name.lower() in _AGENCY_NAMES:
        return "organisation"
    if is_cjk(name):
        if name in CJK_BUTTONS or not _CJK_NAME.fullmatch(name):
            return ""
        return "organisation" if _CJK_BODY.search(name) else "person"
    words = [word for word in name.split() if any(map(str.isalpha, word))]
    if sum(c.isdigit() for c in name) > 1 or len(words) > 6 or all(map(_DATE_WORD.fullmatch, words)):
        return ""
    if _FURNITURE.search(name):
        return ""
    if _ORGANISATION.search(name):
        return "organisation" if len(words) < MOST_LOWER_WORDS or not name[0].islower() else ""
    if _ROLE.search(name):
        return ""
    if len(words) == 1:
        return "lone"
    named = [word for word in words if word.lower() not in _PARTICLES]
    capital = sum(not word[0].isalpha() or word[0].isupper() or not word[0].islower() for word in named)
    return "person" if named and capital == len(named) else ""


def is_namesake(name: str) -> bool:
    """True for what can be a person although the site is called so too: blogs bear their author's name."""
    words = name.split()
    return (
        2 <= len(words) <= 3
        and all(_NAME_WORD.fullmatch(word) for word in words)
        and kind_of(name, frozenset()) == "person"
    )


def _is_site(name: str, site_names: frozenset[str]) -> bool:
    """True for the site's name, alone or with an edition behind it."""
    said = folded(name)
    return said in site_names or any(len(site) > 5 and said.startswith(site) for site in site_names)


def is_agency(name: str) -> bool:
    """True for the news agencies whose copy other sites carry."""
    return name.lower() in _AGENCY_NAMES


def unique(names: list[str]) -> tuple[str, ...]:
    """``names`` without repetitions, also of those that differ in case or punctuation only."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(folded(name), name)
    return tuple(seen.values())


def _without_lead(text: str) -> str:
    return _CJK_LEAD.sub("", _LEAD.sub("", text, count=1), count=1)
