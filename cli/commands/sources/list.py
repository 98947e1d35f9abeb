"""`evwatch sources list`: every source by region and subject, how its last polls went, why it is off."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from cli.context import opened
from cli.output import minute, say, table
from core import clock
from core.errors import ConfigError
from core.health import State
from core.regions import REGIONS, region_of
from core.settings import load_settings
from core.source import Focus, place_in_list
from crawler.catalog import catalog_of
from storage import health
from storage import sources as store
from storage.schema import SourceOrigin, SourceStateRow
from storage.sources import Watched

app = typer.Typer()

# Sources of the user's own that say no country come last.
NOWHERE = "elsewhere"
COLUMNS = ("source", "name", "lang", "focus", "trust", "paywall", "watched by", "last poll (UTC)")


@app.command()
def list_sources(
    *,
    region: Annotated[str, typer.Option(help=f"Only of this part of the world: {', '.join(REGIONS)}.")] = "",
    focus: Annotated[str, typer.Option(help=f"Only on this subject: {', '.join(Focus)}.")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, with all addresses.")
    ] = False,
    with_health: Annotated[bool, typer.Option("--health", help="With the state of each source.")] = False,
) -> None:
    """Every source by region and subject: what its last polls said, or why it is off."""
    if region and region not in (*REGIONS, NOWHERE):
        raise ConfigError(f"no region {region!r}: there are {', '.join((*REGIONS, NOWHERE))}")
    if focus and focus not in tuple(Focus):
        raise ConfigError(f"no subject {focus!r}: there are {', '.join(Focus)}")
    settings = load_settings()
    with opened(settings) as database:
        with database.writing() as session:
            store.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
        with database.reading() as session:
            found = [
                one
                for one in store.watched(session)
                if region in ("", _region(one)) and (not focus or focus in one.source.focus)
            ]
            states = health.states(session) if with_health else None
    found.sort(key=lambda one: place_in_list(one.source.country, one.source.focus))
    if as_json:
        for one in found:
            say(json.dumps(_as_dict(one), ensure_ascii=False))
    else:
        _show(found, states)


def _region(one: Watched) -> str:
    return region_of(one.source.country) or NOWHERE


def _show(found: Sequence[Watched], states: Mapping[str, SourceStateRow] | None) -> None:
    for region in dict.fromkeys(map(_region, found)):
        rows = [(_row(one), one.source.id) for one in found if _region(one) == region]
        if states is None:
            table(COLUMNS, [row for row, _ in rows], title=region)
        else:
            table((*COLUMNS, "state"), [(*row, _state(states.get(name))) for row, name in rows], title=region)
        say()
    off = sum(not one.source.enabled for one in found)
    say(f"{len(found)} sources, {off} of them off")


def _state(row: SourceStateRow | None) -> str:
    """The state, and since when and why where something is wrong."""
    if row is None or row.why is None:
        return row.state if row is not None else State.NEW
    return f"{row.state} since {minute(row.since)}: {row.detail or row.why}"


def _row(one: Watched) -> tuple[str, ...]:
    source = one.source
    paywall = "" if source.paywall == "no" else source.paywall
    kinds = Counter(endpoint.kind for endpoint in one.endpoints)
    by = ", ".join(kind if count == 1 else f"{count} {kind}s" for kind, count in kinds.items())
    about = ", ".join(source.focus)
    return (source.id, source.name, source.language, about, str(source.trust), paywall, by, _last_poll(one))


def _last_poll(one: Watched) -> str:
    if not one.source.enabled:
        return f"off: {one.source.off}"
    errors = [endpoint.error for endpoint in one.endpoints if endpoint.error]
    polled = [endpoint.polled_at for endpoint in one.endpoints if endpoint.polled_at]
    return "; ".join(errors) or (minute(max(polled)) if polled else "never")


def _as_dict(one: Watched) -> dict[str, Any]:
    source = one.source
    said = {name: getattr(source, name) for name in ("id", "name", "home", "language", "zone", "country")}
    return said | {
        "region": region_of(source.country),
        "focus": source.focus,
        "trust": source.trust,
        "paywall": source.paywall,
        "origin": source.origin,
        "off": source.off,
        "endpoints": [
            {
                "kind": endpoint.kind,
                "url": endpoint.url,
                "polled": endpoint.polled_at.isoformat() if endpoint.polled_at else None,
                "status": endpoint.status,
                "error": endpoint.error,
            }
            for endpoint in one.endpoints
        ],
    }
