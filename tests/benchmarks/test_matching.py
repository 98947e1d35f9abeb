"""The benchmark of matching runs and says what it promises; its figures are for a quiet machine."""

import re
import subprocess
import sys


def test_a_short_run_gives_a_figure_for_ours_and_for_the_percolator() -> None:
    command = [sys.executable, "-m", "benchmarks.matching", "--rules", "50,60", "--articles", "20"]
    done = subprocess.run([*command, "--budget", "0.05"], capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    for rules in (50, 60):
        assert f"{rules} rules, 20 articles of 600 words" in done.stdout
    assert len(re.findall(r"evwatch: [\d,]+ articles/s .* hits an article", done.stdout)) == 2
    assert len(re.findall(r"SQLite FTS5: [\d.,]+ ms an article; ours is [\d,]+ x", done.stdout)) == 2
