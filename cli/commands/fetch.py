"""`evwatch fetch`: one page, and what extraction makes of it."""

import json
import sys
from typing import Annotated, Any

import typer

from cli.looking import look
from cli.output import complain, say, table
from core.errors import ConfigError
from core.settings import load_settings
from crawler.catalog import catalog_of
from crawler.sites import Sites

app = typer.Typer()


@app.command()
def fetch(
    url: Annotated[str, typer.Argument(help="Address of an article.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also every stage's opinion on every field, the winner marked.")
    ] = False,
    zone: Annotated[
        str, typer.Option(help="IANA zone of times the page prints without one; by default its source's.")
    ] = "",
    source: Annotated[
        str, typer.Option(help="Read it by the rules of this source; by default of the one whose site it is.")
    ] = "",
) -> None:
    """Fetch one page politely and print what was extracted, each field with the stage that supplied it.

    Nothing is stored. Exit status 1 when the page cannot be read or holds no article."""
    settings = load_settings()
    sites = Sites(catalog_of(settings))
    if source and sites.named(source) is None:
        raise ConfigError(f"the catalogue has no source {source!r}")
    more = ({"explain": "1"} if explain else {}) | ({"source": source} if source else {})
    shown = look("page", url, settings, zone=zone, more=more)
    if as_json:
        say(json.dumps(shown, ensure_ascii=False, indent=2))
    elif "error" in shown:
        complain(f"{url}: {shown['error']}")
        _explain(shown)
    elif explain:
        _explain(shown)
    else:
        _show(shown)
    sys.exit(1 if "error" in shown else 0)


def _show(shown: dict[str, Any]) -> None:
    stages = shown["stages"]
    body, fields = shown["body"], ("title", "authors", "published", "modified", "language", "flags")
    rows = [(name, _text(shown[name]), stages.get(name, "")) for name in fields]
    rows.append(("canonical", shown["canonical_url"], stages.get("canonical", "")))
    if shown["first_url"]:
        rows.append(("a later page", f"of {shown['first_url']}", ""))
    pages = f" on {len(shown['pages'])} pages" if shown["pages"] else ""
    rows.append(("body", f"{len(body.split())} words{pages}", stages.get("body", "")))
    table(("field", "value", "stage"), rows)
    say()
    say(body)


def _explain(shown: dict[str, Any]) -> None:
    """The stages' opinions, the chosen ones with a star; then what the flags rest on."""
    rows = [
        ("*" if one["chosen"] else "", one["field"], one["value"], f"{one['confidence']:.2f}", one["stage"],
         "" if one["claim"] == one["value"] else one["claim"])
        for one in shown.get("opinions", ())
    ]  # fmt: skip
    rows += [("*", "flag", flag, "", "", said) for flag, said in shown.get("evidence", {}).items()]
    if rows:
        table(("", "field", "value", "trust", "stage", "claim"), rows)


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")
