"""The benchmarks of search and matching run, on a few articles."""

import subprocess
import sys
from pathlib import Path


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout


def test_every_kind_of_search_is_compared(tmp_path: Path) -> None:
    small = ["--articles", "60", "--words", "30", "--rounds", "1", "--folder", str(tmp_path)]
    printed = run("benchmarks.search", *small)
    assert printed.count("ratio") == 9
    assert "relevance of the newest, OR" in run("benchmarks.search", *small, "--keep")


def test_matching_is_compared() -> None:
    printed = run("benchmarks.matching", "--rules", "20", "--articles", "20", "--budget", "0.1")
    assert "articles/s" in printed
    assert "percolator of SQLite FTS5" in printed
