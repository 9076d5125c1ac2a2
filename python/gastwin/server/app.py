# SPDX-License-Identifier: Apache-2.0
"""Requests to answers. Each request has its own values and its own computation; what they share never changes."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .. import _core
from ..frames import _error
from ..messages import default_language
from .description import description, description_page
from .district import District
from .gate import Gate, Keys, Names
from .limits import Limits
from .page import Page, Pages, html_reply
from .planning import curve_answer, is_kept, plan_answer, score_answer
from .reading import only, read_query, read_table
from .replies import error_reply, error_table, json_reply, json_text, language_of, status_of
from .scenarios import closure_answer, comparison, incident_answer
from .work import LONG, QUICK, ClientLeftError, Job, Workroom

Answer = Callable[[Request], Awaitable[Response]]
WRONG_TOKEN_S = 0.5  # before a wrong token is answered


async def _left(receive: Receive) -> None:
    """Returns when the client has closed its end."""
    while (await receive())["type"] != "http.disconnect":
        pass


def internal_error() -> _core.Error:
    """What is said of a mistake of ours."""
    return _error("internal")


async def read_body(request: Request, limits: Limits) -> dict[str, Any]:
    """The JSON object sent. Raises `Error` (usage, request_limit)."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise _error("usage", column="content-type", detail="application/json is needed")
    parts, size = [], 0
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for part in request.stream():
                size += len(part)
                if size > limits.body_bytes:
                    raise _error("request_limit", column="body", detail=f"at most {limits.body_bytes} bytes")
                parts.append(part)
    except TimeoutError:
        detail = f"the body took longer than {limits.body_seconds:g} s"
        raise _error("request_limit", column="body", detail=detail) from None
    return read_table(b"".join(parts), limits)


class Stream(Response):
    """Progress and then the answer as server-sent events; a client that leaves ends its computation."""

    def __init__(self, workroom: Workroom, job: Job, lang: str) -> None:
        super().__init__(media_type="text/event-stream", headers={"x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._workroom, self._job, self._lang = workroom, job, lang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def event(name: str, data: bytes) -> None:
            text = b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
            await send({"type": "http.response.body", "body": text, "more_body": True})

        async def progress(stage: str, share: float) -> None:
            await event("progress", json_text({"stage": stage, "share": share}))

        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await progress(*self._job.told)
        with contextlib.suppress(ClientLeftError):
            try:
                await event("answer", await self._workroom.result(self._job, _left(receive), progress))
            except _core.Error as error:
                await event("error", json_text({"status": status_of(error), **error_table(error, self._lang)}))
            except ClientLeftError:
                raise
            except Exception:
                complain()
                await event("error", json_text({"status": 500, **error_table(internal_error(), self._lang)}))
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def complain() -> None:
    """Tells the operator, on stderr, what no client is told."""
    traceback.print_exc(file=sys.stderr)


class Desk:
    """The requests that are known, and what they need."""

    def __init__(self, district: District, keys: Keys, lang: str = "") -> None:
        self.district, self.limits, self.keys = district, district.limits, keys
        self.lang = lang or default_language()
        self.workroom = Workroom(self.limits)
        self.pages = Pages(district)
        self._document = json_text(description(self.limits, keys.token is not None))
        self._page_data = json_text(self.pages.page_data())

    def routes(self) -> list[Route]:
        """Paths and what answers them."""
        gets: dict[str, Answer] = {
            "/": self.page,
            "/open": self.open,
            "/twin": self.twin,
            "/map-data": self.map_data,
            "/page-data": functools.partial(self.known, self._page_data),
            "/openapi.json": functools.partial(self.known, self._document),
            "/docs": self.docs,
            "/score": self.asked(QUICK, score_answer),
            "/plan": self.plan,
            "/plan/curve": self.asked(LONG, lambda d, v, lang, tell: curve_answer(d, v, tell), ("years",)),
        }
        posts: dict[str, Answer] = {
            "/session": self.session,
            "/plan": self.plan,
            "/what-if/closure": self.asked(QUICK, closure_answer),
            "/what-if/incident": self.asked(LONG, incident_answer),
            "/what-if/compare": self.asked(LONG, comparison),
        }
        listed = [(path, "GET", answer) for path, answer in gets.items()]
        listed += [(path, "POST", answer) for path, answer in posts.items()]
        return [Route(path, self._safely(answer), methods=[method]) for path, method, answer in listed]

    def _safely(self, answer: Answer) -> Answer:
        """Errors become answers, of ours nobody is told more than that it is ours."""

        async def safe(request: Request) -> Response:
            lang = language_of(request, self.lang)
            try:
                return await answer(request)
            except _core.Error as error:
                return error_reply(error, lang)
            except (ClientLeftError, ClientDisconnect):
                return Response(status_code=499)
            except Exception:
                complain()
                return error_reply(internal_error(), lang)

        return safe

    async def values(self, request: Request, numbers: tuple[str, ...]) -> dict[str, Any]:
        """What a request asks for."""
        if request.method == "POST":
            return await read_body(request, self.limits)
        return read_query(request.query_params.multi_items(), self.limits, numbers)

    async def work(self, request: Request, kind: str, make: Callable[..., Any], values: Mapping[str, Any]) -> Response:
        """Computes beside the event loop; the client that leaves stops it."""
        lang = language_of(request, self.lang)
        job = self.workroom.start(kind, lambda tell: json_text(make(self.district, values, lang, tell)))
        if "text/event-stream" in request.headers.get("accept", ""):
            return Stream(self.workroom, job, lang)
        body = await self.workroom.result(job, _left(request.receive))
        return Response(body, media_type="application/json")

    def asked(self, kind: str, make: Callable[..., Any], numbers: tuple[str, ...] = ()) -> Answer:
        """A request whose values go to `make(district, values, lang, tell)`."""

        async def answer(request: Request) -> Response:
            return await self.work(request, kind, make, await self.values(request, numbers))

        return answer

    async def plan(self, request: Request) -> Response:
        """Known plans need no place in the queue of long computations."""
        values = await self.values(request, ("budget_per_year", "years"))
        kind = QUICK if is_kept(self.district, values) else LONG
        return await self.work(request, kind, plan_answer, values)

    async def known(self, body: bytes, request: Request) -> Response:
        """What was written down at the start."""
        del request
        return Response(body, media_type="application/json")

    async def twin(self, request: Request) -> Response:
        """What the twin holds."""
        only(read_query(request.query_params.multi_items(), self.limits, ()), ())
        return json_reply({"status": "done", "version": _core.version, **self.district.summary})

    async def docs(self, request: Request) -> Response:
        """The description for people."""
        del request
        return html_reply(description_page(description(self.limits, self.keys.token is not None)).encode(), "")

    async def page(self, request: Request) -> Response:
        """The map page, or the one that asks for the token."""
        lang = language_of(request, self.lang)
        if not self.keys.allowed(request):
            return self.pages.token_page(lang)
        job = self.workroom.start(LONG, lambda tell: self.pages.map_page(lang))
        page: Page = await self.workroom.result(job, _left(request.receive))
        return page.reply(gzipped="gzip" in request.headers.get("accept-encoding", ""))

    async def map_data(self, request: Request) -> Response:
        """What the map page shows, packed."""
        lang = language_of(request, self.lang)
        job = self.workroom.start(LONG, lambda tell: self.pages.map_data(lang))
        data: bytes = await self.workroom.result(job, _left(request.receive))
        return Response(data, media_type="application/octet-stream")

    async def open(self, request: Request) -> Response:
        """The link printed at the start: good once."""
        given = request.query_params.get("once", "")
        headers = {"set-cookie": self.keys.new_session()} if self.keys.use_link(given) else {}
        # Not a redirect: the browser would keep the new cookie back where another program opened the link.
        return html_reply(b'<!doctype html><meta http-equiv="refresh" content="0;url=/">', "", 200, headers)

    async def session(self, request: Request) -> Response:
        """The token for a session of this page."""
        values = await read_body(request, self.limits)
        only(values, ("token",))
        given = values.get("token")
        if not isinstance(given, str) or not self.keys.right_token(given):
            await asyncio.sleep(WRONG_TOKEN_S)
            error = _error("not_allowed", detail="the token is missing or wrong")
            return error_reply(error, language_of(request, self.lang), 401)
        return Response(status_code=204, headers={"set-cookie": self.keys.new_session()})

    async def no_such_page(self, request: Request, reason: Exception) -> Response:
        """Paths and methods that are not known."""
        status = reason.status_code if isinstance(reason, HTTPException) else 404
        return error_reply(_error("no_such_page"), language_of(request, self.lang), status)

    def close(self) -> None:
        """Stops what runs and waits for it."""
        self.district.closing.set()
        self.workroom.close()


def application(desk: Desk, names: Names) -> Gate:
    """The ASGI application."""
    app = Starlette(routes=desk.routes(), exception_handlers={HTTPException: desk.no_such_page})
    app.router.redirect_slashes = False
    return Gate(app, names, desk.keys, desk.limits, desk.lang)
