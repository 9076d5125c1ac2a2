# SPDX-License-Identifier: Apache-2.0
"""Answers and errors as JSON. An error says its GT code, what is wrong and what to do; never how the program got there,
nor where any file lies."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .. import _core
from ..console import json_ready
from ..messages import LANGUAGES, default_language

_STATUS = {
    "usage": 400,
    "not_a_number": 400,
    "not_allowed": 403,
    "no_such_page": 404,
    "request_limit": 413,
    "internal": 500,
    "busy": 503,
    "interrupted": 503,
    "time_limit": 504,
}
_SEE_DESCRIPTION = {"en": "see the description at /openapi.json", "zh": "请参见 /openapi.json 中的接口说明"}
RETRY_AFTER_S = "2"


def status_of(error: _core.Error) -> int:
    """HTTP status of an Error; 422 where what is asked for cannot be, such as an unknown pipe."""
    return _STATUS.get(error.kind, 422)


def error_table(error: _core.Error, lang: str) -> dict[str, Any]:
    """The body of an error."""
    fix = _SEE_DESCRIPTION[lang] if error.kind == "usage" else error.fixes[lang]
    return {"error": {"code": error.code, "kind": error.kind, "message": error.messages[lang], "fix": fix}}


def json_text(value: Any) -> bytes:
    """UTF-8 JSON; what is not a finite number is null."""
    try:
        return _dumped(value)
    except (TypeError, ValueError):  # something in it is not finite, or NumPy's: then each value is looked at
        return _dumped(json_ready(value))


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def json_reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer."""
    return Response(json_text(value), status, headers, "application/json")


def error_reply(error: _core.Error, lang: str, status: int | None = None) -> Response:
    """An error as an answer."""
    code = status or status_of(error)
    headers = {"retry-after": RETRY_AFTER_S} if code == 503 else {}
    if code == 401:
        headers["www-authenticate"] = "Bearer"
    return json_reply(error_table(error, lang), code, headers)


def language_of(request: Request, default: str = "") -> str:
    """The language asked for by `lang=`, else by the browser, else the server's own."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    accepted = request.headers.get("accept-language", "").lower()
    first = accepted.split(",")[0].strip()[:2]
    return first if first in LANGUAGES else default or default_language()
