"""`evwatch sources discover`: what a site offers, and the source that would watch it."""

import json
from typing import Annotated, Any

import typer

from cli.output import minute, say, table
from cli.proposal import Found, as_toml, discovered, proposed
from core.offers import Offer, overlap
from core.settings import load_settings

app = typer.Typer()


@app.command()
def discover(
    url: Annotated[str, typer.Argument(help="A site's home page, or a feed.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Find a site's feeds, sitemaps and section pages, try them, and propose a source. Nothing is stored."""
    found = discovered(url, load_settings())
    if as_json:
        say(json.dumps(_summary(found), ensure_ascii=False, indent=2))
        return
    table(
        ("", "kind", "address", "items", "newest (UTC)", "full text", "also in others", "remark"),
        [_row(found, offer) for offer in found.offers],
    )
    source = proposed(found)
    say(f"\n# crawler/catalog/{source.id}.toml")
    say(as_toml(source))


def _row(found: Found, offer: Offer) -> tuple[str, ...]:
    if offer.error:
        return ("", offer.kind, offer.url, "", "", "", "", offer.error)
    return (
        "*" if offer in found.taken else "",
        offer.form or offer.kind,
        offer.url,
        str(len(offer.keys)),
        minute(offer.newest),
        f"{offer.full_text:.0%}" if offer.kind == "feed" else "",
        f"{overlap(offer, found.offers):.0%}",
        f"WebSub hub {offer.hub}" if offer.hub else "",
    )


def _summary(found: Found) -> dict[str, Any]:
    lists = [
        {
            "url": offer.url,
            "kind": offer.kind,
            "form": offer.form,
            "items": len(offer.keys),
            "newest": offer.newest.isoformat() if offer.newest else None,
            "full_text": round(offer.full_text, 3),
            "also_in_others": round(overlap(offer, found.offers), 3),
            "hub": offer.hub or None,
            "error": offer.error or None,
            "proposed": offer in found.taken,
        }
        for offer in found.offers
    ]
    return {"url": found.url, "title": found.title, "language": found.language, "lists": lists}
