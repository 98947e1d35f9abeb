"""Where the article stands on a page, and what is left of the page around it."""

from crawler.extraction import extract
from crawler.extraction.box import Box, alone, article_box, coverage
from crawler.extraction.reader import agreement, read
from crawler.extraction.tree import parse

SENTENCES = [
    f"The {place} gets a battery as large as a barn, and the wires to the harbour are laid in spring."
    for place in (
        "lock",
        "lighthouse",
        "ferry slip",
        "boat yard",
        "fish market",
        "customs house",
        "rope walk",
    )
]
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def box_of(body: str) -> Box:
    tree = parse(f"<html><head><title>Harbour</title></head><body>{body}</body></html>")
    assert tree is not None
    box = article_box(tree)
    assert box is not None
    return box


def test_the_box_is_the_innermost_element_with_nearly_all_prose() -> None:
    box = box_of(
        "<main><div class='wrap'><p>One line of lede that is just long enough to be prose, so it is.</p>"
        f"<div class='text'>{PROSE}</div></div></main><footer><p>{SENTENCES[0]}</p></footer>"
    )
    assert box.element.get("class") == "text"
    assert box.density > 0.9


def test_comments_longer_than_the_article_are_not_its_box() -> None:
    box = box_of(f"<div class='story'>{PROSE}</div><div class='comments'>{PROSE * 3}</div>")
    assert box.element.get("class") == "story"


def test_text_between_line_breaks_has_a_box_too() -> None:
    box = box_of(f"<div id='menu'>Home</div><div id='old'>{'<br>'.join(SENTENCES)}</div>")
    assert box.element.get("id") == "old"


def test_a_page_of_links_has_none() -> None:
    tree = parse(f"<html><body><p><a href='/a'>{SENTENCES[0]}</a></p></body></html>")
    assert tree is not None
    assert article_box(tree) is None


def test_the_copy_keeps_headline_and_lede_and_nothing_behind_the_box() -> None:
    lede = "The harbour council has voted for batteries in seven places, the first of them before Easter."
    box = box_of(
        "<header><a href='/'>Harbour Post</a></header>"
        f"<article><h1>Batteries for the harbour</h1><ul><li>Share</li></ul><p>{lede}</p>"
        f"<div class='text'>{PROSE * 3}</div><section><p>More of the harbour that nobody asked for, at"
        " length.</p></section></article><footer>Imprint</footer>"
    )
    said = alone(box).text_content()
    assert "Batteries for the harbour" in said
    assert lede in said
    for gone in ("Harbour Post", "Share", "nobody asked for", "Imprint"):
        assert gone not in said
    assert "Imprint" in box.element.getroottree().getroot().text_content(), "the page itself stays whole"


def test_coverage_is_the_share_of_prose_that_a_text_has() -> None:
    box = box_of(f"<div class='text'>{PROSE}</div>")
    assert coverage(box, "\n".join(SENTENCES)) == 1
    assert coverage(box, "Cookies make this site work.") == 0


def test_the_signature_is_that_of_the_template_not_of_the_article() -> None:
    one, other = (
        box_of(f"<div class='post post-{number}' id='p{number}'><div class='text'>{PROSE}</div></div>")
        for number in (17, 18)
    )
    assert one.signature == other.signature == "div.post>div.text"


def test_a_plain_reading_leaves_out_captions_and_lists_of_links() -> None:
    box = box_of(
        f"<div class='text'><h2>Where they stand</h2>{PROSE}<figure><figcaption>A barn.</figcaption></figure>"
        "<ul><li><a href='/1'>Ferry plugs in at the northern pier</a></li><li><a href='/2'>Tram wires come "
        "down in autumn</a></li></ul><ol><li>Seven places</li><li>Two summers</li></ol><h3>Read on</h3></div>"
    )
    lines = read(box.element)
    assert lines[0] == "Where they stand"
    assert lines[-2:] == ["- Seven places", "- Two summers"]
    assert not [line for line in lines if "barn." in line or "Ferry plugs" in line or line == "Read on"]


def test_agreement_goes_by_characters() -> None:
    assert agreement(["- one", "two"], ["one", "two"]) == 1
    assert agreement(["one"], ["two"]) == 0
    assert agreement(["a" * 90, "b" * 10], ["a" * 90]) > 0.9


def test_a_dense_box_that_trafilatura_halves_is_read_plainly() -> None:
    told = [
        f"Day {day} on the harbour line: the boat left on time with {day + 40} people, came back with a third"
        " of its battery, and the crew noted what the wind had cost them between the piers of the old town."
        for day in range(1, 25)
    ]
    boxes = (
        f"<p>{text}</p>" if day % 3 == 0 else f"<div class=embed><p>{text}</p></div>"
        for day, text in enumerate(told)
    )
    page = f"<title>A log</title><body><h1>A log</h1><div class=story>{''.join(boxes)}</div>"
    body = extract(page.encode(), "https://voltharbour.example/log/").body
    assert [text for text in told if text not in body] == []
