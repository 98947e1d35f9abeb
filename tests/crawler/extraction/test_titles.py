"""Which words are the headline when headings, the document's title and metadata differ."""

from crawler.extraction import extract

TEXT = "<p>The yard has built ferries for a century and now fits them with batteries from the north.</p>" * 20


def title(document: str, body: str, head: str = "", host: str = "harbour") -> str:
    """The title of a page with this document title and body."""
    page = f"<html lang=en><head><title>{document}</title>{head}</head><body>{body}{TEXT}</body></html>"
    return extract(page.encode(), f"https://{host}.example/news/ferries").title


def test_a_heading_of_lower_rank_is_the_headline_where_h1_is_the_sites_name() -> None:
    body = "<h1>Notes from the quay</h1><h2>Latest</h2><h2>Ferries leave diesel behind</h2>"
    assert title("Ferries leave diesel behind | Notes from the quay", body) == "Ferries leave diesel behind"


def test_a_heading_of_lower_rank_cuts_a_long_site_name_off() -> None:
    document = "Ferries go electric - The long name of a magazine about the harbour"
    assert title(document, "<h2>Ferries go electric</h2>") == "Ferries go electric"


def test_an_h1_of_its_own_outweighs_a_subheading_that_the_document_repeats() -> None:
    body = "<h1>How the yard left diesel behind</h1><h2>Five facts on ferries</h2>"
    assert title("Five facts on ferries and batteries", body) == "How the yard left diesel behind"


def test_a_publisher_called_like_the_article_is_no_site_name() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferries ‘leave’ diesel",'
        '"publisher":{"name":"Ferries \'leave\' diesel"}}</script>'
    )
    assert title("Ferries ‘leave’ diesel | Harbour", "<h1>Ferries ‘leave’ diesel</h1>", head) == (
        "Ferries ‘leave’ diesel"
    )


def test_a_kicker_goes_and_a_subtitle_stays() -> None:
    told = "<meta property=og:title content='Ferries leave diesel behind'>"
    kicker = "<h1><span>Harbour life</span> Ferries leave diesel behind</h1>"
    subtitle = "<h1>Ferries leave diesel behind: ten yards compared</h1>"
    assert title("Ferries leave diesel behind", kicker, told) == "Ferries leave diesel behind"
    assert title("Ferries leave diesel behind", subtitle, told) == (
        "Ferries leave diesel behind: ten yards compared"
    )


def test_the_sites_name_is_cut_off_a_heading_too() -> None:
    assert title("Ferries leave diesel behind", "<h1>Ferries leave diesel behind – Harbour</h1>") == (
        "Ferries leave diesel behind"
    )
