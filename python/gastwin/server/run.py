# SPDX-License-Identifier: Apache-2.0
"""Opens the twin, listens, and ends cleanly."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from .._needs import gis
from ..frames import _error
from ..network import Progress, Twin
from ..tables import table_of
from .app import Desk, application
from .district import District
from .gate import SHORTEST_TOKEN, Keys, Names, is_loopback
from .limits import Limits

GRACE_S = 3


@dataclass(frozen=True)
class Opened:
    """A server that listens: where, and by which link its page opens (once, where there is a token)."""

    url: str
    link: str


def check_token(host: str, token: str | None) -> None:
    """Refuses to listen where others can reach it without a token, and tokens that can be guessed."""
    if token is None and not is_loopback(host):
        detail = f"{host} can be reached from other machines: give a token with --token or GASTWIN_TOKEN"
        raise _error("usage", column="--token", detail=detail)
    if token is not None and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable()):
        detail = f"a token has {SHORTEST_TOKEN} or more printable ASCII characters"
        raise _error("usage", column="--token", detail=detail)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
        listener.setblocking(False)
    except OSError as error:
        raise _error("usage", column="--host", value=f"{host}:{port}", detail=error.strerror or str(error)) from None
    return listener


def _shown_host(host: str) -> str:
    """The host as it stands in an address."""
    if host in ("0.0.0.0", "::", ""):
        return socket.gethostname()
    try:
        return f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError:
        return host


def serve(
    twin: str | os.PathLike[str],
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    token: str | None = None,
    names: tuple[str, ...] = (),
    scheme: str | None = None,
    limits: Limits | None = None,
    lang: str = "",
    opened: Callable[[Opened], None] | None = None,
    progress: Progress | None = None,
) -> Opened:
    """Serves the map page of a twin file with the engine behind it until Ctrl-C; returns where it was.

    host: loopback by default; any other needs a `token`. port: 0 takes a free one. names: by which a proxy in front is
    asked. scheme: of the risk. limits: `gastwin.server.Limits` on what a client may ask. opened: called once it
    listens. Raises `Error`: the twin cannot be read, no token where one is needed, the port is taken.
    """
    check_token(host, token)
    limits = limits or Limits()
    read = Twin.open(twin)
    results = {name: table_of(core) for name, core in gis.read_results(os.fspath(twin)).items()}
    listener = _listening(host, port)
    try:
        district = District(read, results, limits, scheme, progress)
        own_port = int(listener.getsockname()[1])
        keys = Keys(token, own_port, limits)
        desk = Desk(district, keys, lang)
        url = f"http://{_shown_host(host)}:{own_port}/"
        where = Opened(url, f"{url}open?once={keys.once}" if keys.once else url)
        _run(desk, Names(host, own_port, names), listener, lambda: opened(where) if opened else None)
    finally:
        listener.close()
    return where


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config, opened: Callable[[], None]) -> None:
        super().__init__(config)
        self._opened = opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._opened()


def _run(desk: Desk, names: Names, listener: socket.socket, opened: Callable[[], None]) -> None:
    config = uvicorn.Config(
        application(desk, names),
        lifespan="off",
        log_config=None,
        log_level="error",  # requests that are not HTTP are no news
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_keep_alive=5,
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=desk.limits.connections,
    )
    try:
        _Server(config, opened).run(sockets=[listener])
    except KeyboardInterrupt:  # how it is meant to end
        print(file=sys.stderr)
    finally:
        desk.close()
