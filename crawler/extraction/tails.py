"""Lines that sites print below and between an article's paragraphs: told by their words, cut out."""

import re

from crawler.extraction.wording import folded

# Nobody writes such a line into an article: out, wherever it stands.
_NEVER = re.compile(
    r"^\W*(?:ftc\s*:|(?:affiliate\s+)?disclosures?\s*:|advertisements?\b\W*$|advertisement\s*:"
    r"|anzeige\s*[:：]|anzeige\W*$|werbung\W*$|publicité\W*$"
    r"|(?:sign\s+up|subscribe)\s+(?:for|to|now|here|today|below)\b.{0,80}(?:newsletter|briefing|inbox"
    r"|e-?mail|mail|podcast|dollar|month|channel)"
    r"|get\s.{0,60}(?:in|to|into)\s+your\s+inbox|(?:got|have)\s+an?\s+(?:news\s+)?tip\b"
    r"|.{0,60}\bour\s+sister\s+(?:site|publication|title)|click\s+here\s+to|leave\s+a\s+(?:reply"
    r"|comment)\W*$"
    r"|(?:read|see|watch|listen)\s(?:also|more|next)\s?[:：]|also\s(?:read|see)\s?[:：]|don.t\smiss\s?:"
    r"|related\s?:|lesen\ssie\sauch\s?:|auch\slesen\s?:|mehr\sdazu\s?:|(?:à\s)?lire\saussi\s?:"
    r"|le[ae]\stambién\s?:|vea\stambién\s?:|te\spuede\sinteresar\s?:|leggi\sanche\s?:|leia\stambém\s?:"
    r"|lees\sook\s?:|les\s(?:også|mer)\s?:|läs\s(?:också|mer)\s?:|læs\sogså\s?:|czytaj\s(?:też|także)\s?:"
    r"|share\s+this\s+(?:article|story|post)\W*$"
    r"|免责声明|特别声明|声明\s*[:：]|责任编辑|责编\s*[:：]|扫描?二?维?码.{0,30}关注|版权(?:声明|所有"
    r"|归)|本文由.{0,30}(?:转载|授权)"
    r"|未经.{0,12}(?:授权|许可).{0,30}(?:转载|改写|使用))",
    re.I,
)
# Such a line ends an article when nothing but its like follows.
_LAST = re.compile(
    r"^\W*(?:(?:visit|check\s+out|browse|shop)\s+(?:our|the)\b.{0,60}(?:shop|store|deals)|follow\s+(?:us"
    r"|me|him|her)\b|(?:read|see)\s+(?:also|more|next)\b"
    r"|also\s+read|related\s*(?:stories|posts|articles|news|reading)?\s*[:：]|more\s+(?:from|on"
    r"|stories)\b.{0,40}$|you\s+(?:may|might)\s+also\s+like|don.t\s+miss"
    r"|(?:join|download|support)\s+(?:our|us|the\s+app|the\s+conversation)\b|like\s+this\s+(?:article"
    r"|story|post)|tags?\s*[:：]|filed\s+under|posted\s+in|categor(?:y|ies)\s*[:：]"
    r"|(?:copyright|©|\(c\)\s*\d{4})|all\s+rights\s+reserved|this\s+(?:article|post"
    r"|story)\s+(?:was\s+)?(?:originally|first)\s+(?:appeared|published)"
    r"|subscribe\b|newsletter\b|sign\s+up\b|featured\s+image|image\s+credits?\s*[:：]|photos?\s*[:：]"
    r"|(?:we|some\s+links).{0,40}affiliate\b"
    r"|lesen\s+sie\s+auch|mehr\s+(?:zum\s+thema|dazu)|das\s+könnte\s+(?:sie|dich)"
    r"|jetzt\s+(?:kostenlos\s+)?(?:abonnieren|bestellen)|folgen\s+sie"
    r"|lire\s+aussi|à\s+lire\s+aussi|abonnez-vous|lea\s+también|suscríb\w+"
    r"|(?:编辑|来源|作者|校对|审核|原标题|本文来源|文章来源|转载|相关阅读|延伸阅读|推荐阅读"
    r"|更多)\s*[:：]|[(（【](?:编辑|责任|责编|作者|完|来源)|打开.{0,20}(?:客户端|app)|点击.{0,20}(?:阅读"
    r"|关注|查看))",
    re.I,
)
# The last paragraph that says what its subject writes for a living is about the author.
_BIO = re.compile(
    r"(?:[A-Z][\w.'’-]*\s){1,4}(?:is|was)\san?\s.{0,60}\b(?:journalist|reporter|writer|editor|author|columnist"
    r"|contributor|correspondent|blogger|freelancer?)\b"
)
_INITIALS = re.compile(r"^\W*\(\w{2,4}\)\W*$")
# A byline or date in front of the text.
_BYLINE = re.compile(
    r"^\W*(?:(?:written\s+|posted\s+)?[Bb]y:?\s+[A-Z][\w.'-]+\s+[A-Z]|[Vv]on\s+[A-Z]\w+\s+[A-Z]\w+$"
    r"|(?:[Pp]ublished|[Pp]osted|[Uu]pdated)\b.{0,30}\d{4}"
    r"|\D{0,6}(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}.{0,60}$|来源|作者|发布时间)"
)
HEAD_LINES = 4
LONGEST_HEAD_LINE = 100
LONGEST_TAIL_LINE = 320
MOST_TAIL_LINES = 12


def without_head(lines: list[str], titles: frozenset[str]) -> list[str]:
    """``lines`` without the title (folded in ``titles``), byline and date that some sites print inside."""
    kept: list[str] = []
    for position, line in enumerate(lines):
        if position < HEAD_LINES and (folded(line) in titles or _is_dateline(line)):
            continue
        kept.append(line)
    return kept


def _is_dateline(line: str) -> bool:
    return len(line) <= LONGEST_HEAD_LINE and bool(_BYLINE.match(line))


def without_tail(lines: list[str]) -> list[str]:
    """``lines`` without notices in between and without what follows the article's end."""
    lines = [line for line in lines if not (len(line) <= LONGEST_TAIL_LINE and _NEVER.match(line))]
    for _ in range(MOST_TAIL_LINES):
        if len(lines) < 2 or len(lines[-1]) > LONGEST_TAIL_LINE:
            break
        if not any(pattern.match(lines[-1]) for pattern in (_LAST, _INITIALS, _BIO)):
            break
        lines.pop()
    return lines
