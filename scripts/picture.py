"""Draw docs/demo.svg: what `evwatch demo` prints, shortened to one screen.

.venv/bin/python scripts/picture.py
"""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 118
ARTICLES = 6
EVENT = (r"China: .*蔚来", r"licence .*Nio")
OUT = Path(__file__).parent.parent / "docs" / "demo.svg"


def main() -> None:
    """Run the demo on a terminal of our own and draw what it shows."""
    lines = shortened(demo_output())
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text("$ make demo", style="bold green"))
    for line in lines:
        console.print(Text.from_ansi(line), soft_wrap=False)
    # The fonts that the drawing would load from elsewhere: the reader's own will do.
    OUT.write_text(re.sub(r"@font-face \{.*?\}", "", console.export_svg(title="evwatch"), flags=re.DOTALL))


def demo_output() -> str:
    """What the demo writes to standard output on a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cli", "demo"]
    env = {**os.environ, "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=env) as process:  # noqa: S603
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed: the demo has ended
                break
            if not part:
                break
            parts.append(part)
        if process.wait() != 0:
            raise SystemExit(f"the demo ended with status {process.returncode}")
    return b"".join(parts).decode().replace("\r\n", "\n")


def shortened(output: str) -> list[str]:
    """The head, a few articles, a few alerts, the commands: with an ellipsis where lines are left out."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output).split("\n")
    lines = output.split("\n")
    table = next(i for i, line in enumerate(plain) if line.startswith("The newest"))
    alerts = next(i for i, line in enumerate(plain) if line.startswith("Alerts"))
    further = next(i for i, line in enumerate(plain) if line.startswith("Look further"))
    starts = [i for i in range(alerts, further) if plain[i].startswith("ALERT")]
    # The event as a ready rule tells it, and as plain words do.
    told = {i: " ".join(plain[i : i + 2]) for i in starts}
    wanted = [next(i for i in starts if re.search(words, told[i])) for words in EVENT]
    shown = [line for i in wanted for line in lines[i : next((s for s in starts if s > i), further - 1)]]
    return [
        *lines[: table + 2 + ARTICLES],
        "…",
        "",
        lines[alerts],
        *(line for line in shown if line.strip()),
        "…",
        *lines[further:],
    ]


if __name__ == "__main__":
    main()
