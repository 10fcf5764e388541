"""A model server on loopback that speaks the protocol of every agent.

It gets the list of the model's turns. Each request of the agent's main conversation takes the next turn; such a
request is recognised by the tools that it offers. When no turn is left, the model says "done". Other requests
(titles, classifiers, token counts) get a harmless answer and take no turn.

A turn is {"tool": "shell", "command": "touch x"}, {"call": NAME, "args": {...}} or {"text": "..."}. Every request is
stored in `Mock.requests`.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .protocols import Anthropic, Chat, Gemini, Responses

DONE = {"text": "done"}


class Mock:
    def __init__(self, turns):
        self.turns = list(turns)
        self.requests = []
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_HEAD(self):
                self.plain(200, {})

            def do_GET(self):
                self.read()
                outer.note(self, None, False)
                if self.path.startswith("/v1/models") or self.path.startswith("/models"):
                    self.plain(200, {"object": "list", "data": [{"id": "mock-model", "object": "model"}], "models": []})
                else:
                    self.plain(404, {"error": {"message": "not mocked", "type": "not_found"}})

            def do_POST(self):
                body = self.read()
                try:
                    body = json.loads(body)
                except ValueError:
                    body = {"raw": repr(body[:200])}
                path = self.path.split("?")[0]
                if path.endswith("/responses"):
                    Responses(outer, self, body).answer()
                elif path.endswith("/chat/completions"):
                    Chat(outer, self, body).answer()
                elif path.endswith("/messages"):
                    Anthropic(outer, self, body).answer()
                elif path.endswith("/count_tokens"):
                    self.plain(200, {"input_tokens": 10})
                elif path.endswith(":countTokens"):
                    self.plain(200, {"totalTokens": 10})
                elif path.endswith(":streamGenerateContent") or path.endswith(":generateContent"):
                    Gemini(outer, self, body).answer()
                else:
                    outer.note(self, body, False)
                    self.plain(404, {"error": {"message": "not mocked", "type": "not_found"}})

            def read(self):
                if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
                    out = b""
                    while True:
                        size = int(self.rfile.readline().split(b";")[0], 16)
                        out += self.rfile.read(size)
                        self.rfile.readline()
                        if size == 0:
                            return out
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))

            def plain(self, code, value):
                data = json.dumps(value).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            def stream(self, events):
                """Sends server-sent events: a list of (event name or None, value or literal text)."""
                out = b""
                for name, value in events:
                    if name:
                        out += f"event: {name}\n".encode()
                    text = value if isinstance(value, str) else json.dumps(value)
                    out += f"data: {text}\n\n".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)
                self.wfile.flush()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path=""):
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def note(self, handler, body, main):
        with self.lock:
            self.requests.append(
                {"time": time.time(), "path": handler.path, "headers": dict(handler.headers), "body": body, "main": main}
            )

    def take(self, handler, body, main):
        self.note(handler, body, main)
        if not main:
            return {"text": "ok"}
        with self.lock:
            return self.turns.pop(0) if self.turns else DONE

    def main_bodies(self):
        return [r["body"] for r in self.requests if r["main"]]
