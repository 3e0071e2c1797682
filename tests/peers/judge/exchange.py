"""One request and its answer, and the place where both pass."""

import http.client
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass
class Exchange:
    """A request, and the answer that goes back."""

    method: str
    target: str
    request_headers: http.client.HTTPMessage
    form: bytes
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def path(self):
        return urlsplit(self.target).path

    @property
    def parameters(self):
        """The names of all parameters sent, in the query or in the body."""
        query = urlsplit(self.target).query
        return {name for text in (query, self.form.decode()) for name, _ in parse_qsl(text, keep_blank_values=True)}


@contextmanager
def between(upstream, court):
    """Passes requests on to `upstream(path)`, shows each exchange to `court`, and gives the URL to send them to."""

    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body go out apart; the second would wait for an acknowledgement.
        disable_nagle_algorithm = True

        def handle_any(self):
            form = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            connection = http.client.HTTPConnection(urlsplit(upstream(self.path)).netloc, timeout=30)
            try:
                # The Host stays: absolute links in the answer then lead back here.
                headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
                connection.request(self.command, self.path, form or None, headers)
                answer = connection.getresponse()
                body = answer.read()
            finally:
                connection.close()
            seen = Exchange(self.command, self.path, self.headers, form, answer.status, answer.headers, body)
            with one_at_a_time:
                court(seen)
            self.send_response_only(seen.status)
            for name, value in answer.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            if seen.status != 204:
                self.send_header("Content-Length", str(len(seen.body)))
            self.end_headers()
            self.wfile.write(seen.body)

        do_GET = do_POST = do_DELETE = handle_any

        def log_message(self, *_):
            """Says nothing: standard output is for verdicts."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
