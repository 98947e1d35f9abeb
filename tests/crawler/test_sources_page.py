"""docs/sources.md."""

import subprocess
import sys
from pathlib import Path

from crawler.catalog import OWN, load_catalog

ROOT = Path(__file__).parents[2]


def test_the_page_of_sources_says_what_the_catalogue_says(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "scripts" / "sources_page.py", tmp_path / "made.md"], check=True)
    made = (tmp_path / "made.md").read_text("utf-8")
    assert (ROOT / "docs" / "sources.md").read_text("utf-8") == made, "run `make docs`"


def test_every_source_is_on_the_page_with_its_addresses_or_its_reason() -> None:
    rows = (ROOT / "docs" / "sources.md").read_text("utf-8").splitlines()
    for source in load_catalog(OWN):
        (row,) = [row for row in rows if row.startswith(f"| `{source.id}` |")]
        assert source.home in row
        assert source.off in row
        assert source.off or all(url in row for url in source.endpoints), source.id
