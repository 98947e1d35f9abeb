"""A list that came is read in a worker, by what is known of its source."""

from core.link import Known
from crawler.parsing import Listed, read_list
from crawler.run import Run
from storage.library import latest_addresses
from storage.pages import Page

# Known addresses of a source by which its section pages are read.
KNOWN_ARTICLES = 200


async def read(run: Run, kind: str, page: Page, *, zone: str, source_id: str = "") -> Listed:
    """What the list of this ``kind`` holds; ``source_id`` is empty for a site that is no source yet.

    Raises EvwatchError for what is no such list.
    """
    known = await _known(run, source_id) if source_id and kind == "section" else None
    return await run.pool.run(
        read_list,
        kind,
        page.body,
        page.final_url,
        content_type=page.headers.get("content-type", ""),
        zone=zone,
        known=known,
    )


async def _known(run: Run, source_id: str) -> Known:
    source = run.sites.named(source_id)
    known = await run.session.read(lambda session: latest_addresses(session, source_id, limit=KNOWN_ARTICLES))
    return Known(known, source.link_selector if source else "")
