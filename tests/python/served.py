# SPDX-License-Identifier: Apache-2.0
"""A running `gastwin serve`, and what it takes to ask it: over a socket, or without one."""

import asyncio
import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

JSON = {"content-type": "application/json"}


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Served:
    """A server in a process of its own."""

    port: int
    link: str
    stderr: Path
    child: subprocess.Popen[bytes]

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, timeout: float = 60
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            sent = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
            connection.request(method, path, sent, {**(JSON if body is not None else {}), **(headers or {})})
            got = connection.getresponse()
            return Reply(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())

    def post(self, path: str, body: Any, **headers: str) -> Any:
        reply = self.ask("POST", path, body, headers)
        assert reply.status == 200, reply.body[:500]
        return reply.json

    def get(self, path: str) -> Any:
        reply = self.ask("GET", path)
        assert reply.status == 200, reply.body[:500]
        return reply.json


@contextlib.contextmanager
def serving(twin: Path, folder: Path, *args: str, **environment: str) -> Iterator[Served]:
    """Runs `gastwin serve` on a free port; Ctrl-C must end it with exit status 0 and nothing bad on stderr."""
    said = folder / "stderr"
    command = [sys.executable, "-m", "gastwin", "serve", str(twin), "--port", "0", "--json", "--lang", "en", *args]
    with said.open("wb") as stderr:
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=stderr, env={**os.environ, **environment}, start_new_session=True
        )
    try:
        end = time.monotonic() + 60
        while not (found := re.search(r"(http://[^/]*:(\d+)/\S*)", said.read_text("utf-8"))):
            assert child.poll() is None and time.monotonic() < end, said.read_text("utf-8")
            time.sleep(0.05)
        yield Served(int(found[2]), found[1], said, child)
        assert child.poll() is None
        child.send_signal(signal.SIGINT)
        stdout, _ = child.communicate(timeout=60)
        assert child.returncode == 0, said.read_text("utf-8")
        summary = json.loads(stdout)
        assert summary["verb"] == "serve" and summary["status"] == "done" and summary["seconds"] > 0
        assert str(found[2]) in summary["outputs"][0]
        assert "Traceback" not in said.read_text("utf-8"), said.read_text("utf-8")
    finally:
        child.kill()
        child.wait()


@dataclass
class Call:
    """One request to an ASGI application, without a socket; `leave` closes the client's end."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._left = asyncio.Event()
        self._sent: list[dict[str, Any]] = []
        self._body_given = False

    def leave(self) -> None:
        self._left.set()

    async def _receive(self) -> dict[str, Any]:
        if not self._body_given:
            self._body_given = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self._sent.append(message)

    async def run(self, app: Any) -> Reply:
        path, _, query = self.path.partition("?")
        given = {"host": "127.0.0.1", **(JSON if self.method == "POST" else {}), **self.headers}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.encode(), v.encode()) for k, v in given.items()],
            "client": ("127.0.0.1", 5),
            "server": ("127.0.0.1", 80),
        }
        await app(scope, self._receive, self._send)
        start = next(m for m in self._sent if m["type"] == "http.response.start")
        body = b"".join(m.get("body", b"") for m in self._sent if m["type"] == "http.response.body")
        return Reply(start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body)


def events(body: bytes) -> list[tuple[str, Any]]:
    """Server-sent events: name and data."""
    listed = []
    for block in body.decode().strip().split("\n\n"):
        name, data = block.split("\n", 1)
        listed.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return listed
