# SPDX-License-Identifier: Apache-2.0
"""The pages, made from what the package holds and kept in memory; no part of a request ever names a file."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from starlette.responses import Response

from ..report_html import page_shell
from ..viewer.data import page_data
from .district import District
from .kept import Kept
from .texts import token_page_texts

_SCRIPT = re.compile(rb"<script(?: [^>]*)?>(.*?)</script>", re.DOTALL)


def content_policy(page: bytes) -> str:
    """A content policy for one page: its own inline scripts by their hash, this server, and nothing else."""
    digests = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _SCRIPT.findall(page))
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "worker-src blob:; child-src blob:; connect-src 'self' blob: data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def html_reply(body: bytes, policy: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A page."""
    own = {"content-security-policy": policy or content_policy(body)}
    return Response(body, status, {**own, **(headers or {})}, "text/html")


@dataclass(frozen=True)
class Page:
    """A page ready to be sent."""

    body: bytes
    packed: bytes
    policy: str

    def reply(self, gzipped: bool) -> Response:
        """As it is, or packed for browsers that take it so."""
        if not gzipped:
            return html_reply(self.body, self.policy)
        return html_reply(self.packed, self.policy, 200, {"content-encoding": "gzip", "vary": "accept-encoding"})


def _resource(name: str) -> str:
    return (resources.files(__package__) / name).read_text("utf-8")


class Pages:
    """The map page in each language, made when it is first asked for."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._made: Kept[str, Page] = Kept(2)
        self._data: Kept[str, bytes] = Kept(2)

    def map_page(self, lang: str) -> Page:
        """The map."""
        return self._made.get(lang, lambda: self._make(lang))

    def _make(self, lang: str) -> Page:
        body = page_shell(lang, source=f"/map-data?lang={lang}").encode()
        return Page(body, gzip.compress(body, 6), content_policy(body))

    def map_data(self, lang: str) -> bytes:
        """What the map shows, packed as in the offline page."""
        district = self._district
        summary = {k: v for k, v in district.summary.items() if k not in ("peak", "risk")}
        return self._data.get(lang, lambda: page_data(district.twin, district.results, summary, lang))

    def token_page(self, lang: str) -> Response:
        """Asks for the token; holds nothing of the twin."""
        page = _resource("token.html").replace("__LANG__", lang)
        for key, text in token_page_texts(lang).items():
            page = page.replace(f"__{key.upper()}__", html.escape(text))
        return html_reply(page.encode(), "", 401)

    def page_data(self) -> dict[str, Any]:
        """Where pipes, valves and regulators lie, for whoever draws a map of their own."""
        network = self._district.network
        lines = network.pipe_lines()
        start = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(int)
        xy = np.nan_to_num(np.concatenate(lines)) if lines else np.empty((0, 2))
        valve, where = network.valve, self._district.valves
        return {
            "crs": network.crs,
            "pipes": {
                "id": [str(i) for i in network.pipe.id],
                "start": start.tolist(),
                "x_m": np.round(xy[:, 0], 2).tolist(),
                "y_m": np.round(xy[:, 1], 2).tolist(),
            },
            "valves": [
                {"id": i, "x_m": where[i][0], "y_m": where[i][1], "open": bool(o), "operable": bool(p)}
                for i, o, p in zip(map(str, valve.id), valve.open, valve.operable, strict=True)
                if i in where
            ],
            "regulators": [{"id": i, "x_m": x, "y_m": y} for i, (x, y) in self._district.regulators.items()],
        }
