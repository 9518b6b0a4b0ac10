"""A real web server on this machine, whose pages a test lays out: good ones, slow ones, broken ones."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What a path answers; `statuses` are given first, one a request.

    `drip` seconds pass between two bytes, of the headers, too, with `slow_headers`; `promised` bytes are announced.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    statuses: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    drip: float = 0.0
    slow_headers: bool = False
    promised: int | None = None
    always_304: bool = False


class Web:
    """Pages by path, and the requests that came, as (path, headers)."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.stopping = threading.Event()
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                web.requests.append((self.path, dict(self.headers)))
                try:
                    web.answer(self, web.pages.get(self.path.partition("?")[0], Page(status=404)))
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def answer(self, handler: BaseHTTPRequestHandler, page: Page) -> None:
        status, headers = page.statuses.pop(0) if page.statuses else (page.status, page.headers)
        body = page.body if status == 200 else b""
        is_known = page.etag is not None and handler.headers.get("If-None-Match") == page.etag
        if status == 200 and (page.always_304 or is_known):
            status, body = 304, b""
        if page.slow_headers:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            self._drip(handler, b"X-Slow: " + b"a" * 10_000, page.drip)
            return
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        if page.etag:
            handler.send_header("ETag", page.etag)
        if status != 304:
            handler.send_header("Content-Length", str(len(body) if page.promised is None else page.promised))
        handler.end_headers()
        if page.drip:
            self._drip(handler, body, page.drip)
        else:
            handler.wfile.write(body)
        if page.promised is not None:
            handler.close_connection = True

    def _drip(self, handler: BaseHTTPRequestHandler, content: bytes, seconds: float) -> None:
        for at in range(len(content)):
            if self.stopping.is_set():
                return
            handler.wfile.write(content[at : at + 1])
            handler.wfile.flush()
            self.stopping.wait(seconds)

    def close(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serving() -> Iterator[Web]:
    web = Web()
    try:
        yield web
    finally:
        web.close()
