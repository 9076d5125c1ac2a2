# SPDX-License-Identifier: Apache-2.0
"""Who may ask at all. Everything passes here first.

- `Host` must be a name of this server, also on loopback: a page elsewhere whose name is made to point here (DNS
  rebinding) is refused.
- `Origin`, where there is one, must be this server, and browsers that say `Sec-Fetch-Site: cross-site` are refused but
  for opening the page itself: no other page asks in the reader's name.
- With a token, everything but the page that asks for it needs `Authorization: Bearer TOKEN` or the session of a page
  that has given it. Both are compared in constant time.
"""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import secrets
import socket
import threading
from collections import OrderedDict
from urllib.parse import urlsplit

from h11 import LocalProtocolError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..frames import _error
from .limits import Limits
from .replies import error_reply, language_of

SHORTEST_TOKEN = 16
OPEN_TO_ALL = ("/", "/session", "/open")
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}
NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'"


def is_loopback(host: str) -> bool:
    """Can only this machine reach it?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Names:
    """The names by which this server is asked: HOST:PORT."""

    def __init__(self, host: str, port: int, more: tuple[str, ...] = ()) -> None:
        self._port = port
        self._everywhere = not host or host in ("0.0.0.0", "::")
        own = {"localhost", "127.0.0.1", "::1"} if self._everywhere or is_loopback(host) else set()
        if self._everywhere:
            own |= {socket.gethostname().lower(), socket.getfqdn().lower()}
        self._names = own | {host.lower()}
        self._elsewhere = {name.lower() for name in more}  # behind a proxy: its port is not ours

    def known(self, given: str) -> bool:
        """Is `given`, as in `Host:`, one of them? Where the server listens everywhere, any bare address is: a page that
        rebinds names cannot make one up."""
        try:
            parts = urlsplit(f"//{given}")
            name, port = (parts.hostname or ""), parts.port
        except ValueError:
            return False
        if parts.netloc != given or parts.username is not None or not name:
            return False
        if name in self._elsewhere:
            return True
        return (port or 80) == self._port and (name in self._names or (self._everywhere and _is_address(name)))

    def origin(self, given: str) -> bool:
        """The same for `Origin:`."""
        scheme, _, rest = given.partition("://")
        return scheme in ("http", "https") and self.known(rest)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Keys:
    """The token and what stands for it: a link that opens the page once, and the sessions of pages."""

    def __init__(self, token: str | None, port: int, limits: Limits) -> None:
        self.token, self.cookie, self._most = token, f"gastwin_{port}", limits.sessions
        self.once = secrets.token_urlsafe(24) if token else ""
        self._sessions: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def right_token(self, given: str) -> bool:
        """Is this the token?"""
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())

    def use_link(self, given: str) -> bool:
        """True for the link's secret, the first time."""
        with self._lock:
            right = bool(self.once) and hmac.compare_digest(given.encode(), self.once.encode())
            if right:
                self.once = ""
        return right

    def new_session(self) -> str:
        """The `Set-Cookie` of a page that has given the token."""
        session = secrets.token_urlsafe(24)
        with self._lock:
            self._sessions[session] = None
            while len(self._sessions) > self._most:
                self._sessions.popitem(last=False)
        return f"{self.cookie}={session}; Path=/; HttpOnly; SameSite=Strict"

    def allowed(self, request: Request) -> bool:
        """Does the request carry the token or a session? Without a token everybody is allowed."""
        if self.token is None:
            return True
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.right_token(given.strip()):
            return True
        offered = request.cookies.get(self.cookie, "").encode()
        with self._lock:
            return any([hmac.compare_digest(offered, known.encode()) for known in self._sessions])


class Gate:
    """The ASGI application that everything passes."""

    def __init__(self, app: ASGIApp, names: Names, keys: Keys, limits: Limits, lang: str) -> None:
        self._app, self._names, self._keys, self._limits, self._lang = app, names, keys, limits, lang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", NO_CONTENT_POLICY)
            with contextlib.suppress(LocalProtocolError):  # the request broke off half way: nobody can be answered
                await send(message)

        refused = self._refused(scope)
        if refused is None:
            await self._app(scope, receive, guarded)
            return
        kind, detail, status = refused
        error = _error(kind, detail=detail)
        lang = language_of(Request({**scope, "query_string": scope["query_string"][:200]}), self._lang)
        await error_reply(error, lang, status)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> tuple[str, str, int] | None:
        """Why this request goes no further: kind of error, detail, status."""
        headers = Headers(scope=scope)
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > self._limits.target_bytes:
            return "request_limit", "path and query are too long", 414
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._names.known(hosts[0]):
            return "not_allowed", "the Host header names another server", 421
        if any(not self._names.origin(origin) for origin in headers.getlist("origin")):
            return "not_allowed", "the request comes from a page of another server", 403
        opening = scope["method"] == "GET" and scope["path"] in OPEN_TO_ALL
        if headers.get("sec-fetch-site") == "cross-site" and not opening:
            return "not_allowed", "the request comes from a page of another server", 403
        if scope["path"] not in OPEN_TO_ALL and not self._keys.allowed(Request(scope)):
            return "not_allowed", "the token is missing or wrong", 401
        return None
