"""A small server of a test, answering from a thread for the time of a ``with``."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from socketserver import ThreadingTCPServer


@contextmanager
def answering(server: ThreadingHTTPServer | ThreadingTCPServer) -> Iterator[int]:
    """Yields the port. Requests that still run at the end are not waited for."""
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
