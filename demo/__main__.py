"""``python -m demo --port N --now ISO``: the newsroom as a process of its own.

Prints one line of JSON when it answers, ``{"port": ..., "control": ..., "now": ...}``, and serves until
SIGTERM or SIGINT.
"""

import argparse
import json
import signal
import sys
from datetime import datetime
from pathlib import Path

from demo.server import DEFAULT_NOW, Server
from demo.world import load_world, write_catalog


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m demo", description="A synthetic newsroom on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 picks one that is free on all addresses")
    parser.add_argument("--now", type=_aware, default=DEFAULT_NOW, help="the newsroom's time, ISO 8601")
    parser.add_argument("--catalog", type=Path, help="folder to write the sites' catalogue files to")
    parser.add_argument("--events", action="store_true", help="also the half year of labelled stories")
    args = parser.parse_args()
    server = Server(load_world(events=args.events), now=args.now, port=args.port)
    if args.catalog:
        write_catalog(server.room.world.sources(server.port), args.catalog)
    line = {"port": server.port, "control": f"http://127.0.0.1:{server.port}", "now": args.now.isoformat()}
    for stop in (signal.SIGTERM, signal.SIGINT):
        # uvicorn takes the signal first, shuts down in order and then raises it again for us.
        signal.signal(stop, lambda *_: sys.exit(0))
    server.run(ready=lambda: print(json.dumps(line), flush=True))


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} needs an offset, such as +00:00")
    return moment


if __name__ == "__main__":
    main()
