"""The benchmark of queries about companies runs and meets its goal, also on few articles."""

import re
import subprocess
import sys


def test_a_short_run_compares_the_terms_with_the_names() -> None:
    command = [sys.executable, "-m", "benchmarks.entities", "--articles", "1000"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    for label in ("@nio", "names of @nio", "@maker", "names of @maker"):
        assert re.search(rf"^{label} +newest 20 in +[\d.]+ ms, +[\d,]+ counted in", done.stdout, re.MULTILINE)
