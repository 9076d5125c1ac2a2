# SPDX-License-Identifier: Apache-2.0
"""The map page: one offline HTML file with the network, its themes and the explanation of each pipe.

The page asks nothing of any network, and its content security policy has the browser see to that: no connection of any
kind, only the script and the style that stand in it. The page itself is TypeScript (viewer/), bundled when the package
is built; in a source tree by `python tools/build_page.py`.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from importlib import resources

from . import _core
from .frames import Table
from .network import Twin
from .viewer.data import page_data
from .viewer.wording import pair

_BUNDLE = ("page.js", "page.css")


def _bundle() -> tuple[str, str]:
    """Script and style of the page."""
    folder = resources.files(__package__) / "viewer" / "dist"
    try:
        script, style = ((folder / name).read_text("utf-8").strip() for name in _BUNDLE)
    except FileNotFoundError:
        raise RuntimeError("the map page is not built: run `python tools/build_page.py` in the source tree") from None
    return script, style


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def page_shell(lang: str, data: bytes | None = None, *, source: str = "", live: bool = False) -> str:
    """The page around its data: inline where `data` is given, else fetched from the address `source` of its server.
    `live`: the page may ask its server (the policy allows that), and <html> says so in data-live."""
    script, style = _bundle()
    own = " 'self'" if source or live else ""  # blob: is memory of the page itself
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; worker-src blob:; "
        f"img-src data: blob:; connect-src blob:{own}; base-uri 'none'; form-action 'none'"
    )
    parts = {
        "LANG": lang,
        "LIVE": "true" if live else "false",
        "VERSION": html.escape(_core.version),
        "TITLE": html.escape(pair("title")[lang == "zh"]),
        "POLICY": policy,
        "STYLE": style,
        "SOURCE": html.escape(source),
        "DATA": base64.b64encode(data).decode() if data is not None else "",
        "SCRIPT": script,
    }
    template = (resources.files(__package__) / "viewer" / "page.html").read_text("utf-8")
    return re.sub(r"__([A-Z]+)__", lambda mark: parts[mark[1]], template)


def html_page(twin: Twin, results: dict[str, Table], summary: dict[str, object], lang: str) -> str:
    """The page as text. `results` by table name (result_pipe, result_risk, plan_pipe ...); absent ones are left out.
    The same twin and results give the same text."""
    return page_shell(lang, page_data(twin, results, summary, lang))
