# SPDX-License-Identifier: Apache-2.0
"""Events of hazards: what may follow what, and the file they are kept in.

The file is JSON Lines, one event a line, each with the SHA-256 of the line before it: a line that is changed, taken out
or put in is noticed when the file is opened. Lines cut off at the end are not; the summary tells the last hash to be
noted elsewhere. The file is only ever added to, and replaced as a whole: it holds all lines of an addition or none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from ..files import replacing
from ..frames import _error

FIELDS = ("unit", "due", "level", "table_name", "object_id", "kind", "kind_zh", "rule", "source", "state", "note")
_HEAD = {"ledger": "gastwin hazards", "version": 1}
Event = dict[str, Any]


@cache
def scheme() -> dict[str, Any]:
    """States, words and events as in states.toml."""
    return tomllib.loads((resources.files(__package__) / "states.toml").read_text("utf-8"))


@cache
def event_words() -> dict[str, str]:
    """Names of events in either language."""
    events = scheme()["event"]
    return {word: name for name, spec in events.items() for word in (name, *spec["words"])}


def _refused(hazard: str, column: str, value: str, detail: str) -> Exception:
    return _error("usage", column=column, value=value, detail=f"hazard {hazard}: {detail}")


def next_state(event: Event, now: Mapping[str, Any] | None) -> str:
    """The state after an event of a hazard whose present row is `now` (None: not known yet).

    Raises `Error`: the event may not follow this state, or does not say what it needs (closing: evidence).
    """
    name, hazard = str(event["event"]), str(event["hazard"])
    spec = scheme()["event"].get(name)
    if spec is None:
        raise _refused(hazard, "event", name, f"events are: {', '.join(scheme()['event'])}")
    state = "" if now is None else str(now["state"])
    level = event.get("level") or ("" if now is None else now["level"])
    allowed = spec.get("from_major", spec["from"]) if level == "major" else spec["from"]
    if (now is None) != (not spec["from"]):
        raise _refused(hazard, "event", name, "it is in the ledger already" if now else "it is not in the ledger")
    if now is not None and state not in allowed:
        raise _refused(hazard, "event", name, f"it is {state}; {name} follows {', '.join(allowed)}")
    for needed in spec["needs"]:
        if not event.get(needed):
            raise _refused(hazard, needed, "", f"{name} needs {needed}")
    if not event.get("by"):
        raise _refused(hazard, "by", "", "who did it is missing")
    if event.get("level") and event["level"] not in scheme()["level"]:
        raise _refused(hazard, "level", str(event["level"]), ", ".join(scheme()["level"]))
    if now is not None and str(event["at"]) < str(now["at"]):
        raise _refused(hazard, "at", str(event["at"]), f"the event before it is of {now['at']}")
    if spec["to"] == "*":
        if event.get("state") not in scheme()["state"]:
            raise _refused(hazard, "state", str(event.get("state")), ", ".join(scheme()["state"]))
        return str(event["state"])
    return spec["to"] or state


def _line(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _broken(path: Path, row: int, detail: str) -> Exception:
    return _error("unreadable_file", file=str(path), row=row, detail=detail)


def read_events(path: Path) -> tuple[list[Event], bytes]:
    """Events of a ledger file and its bytes; none where there is no file.

    Raises `Error`: no ledger, or a line that was changed, taken out or put in.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return [], b""
    except OSError as error:
        raise _error("unreadable_file", file=str(path), detail=error.strerror or str(error)) from None
    lines = content.splitlines(keepends=True)
    if not lines or lines[0] != _line(_HEAD):
        raise _broken(path, 1, "this is no ledger of hazards")
    events, before = [], _digest(lines[0])
    for row, line in enumerate(lines[1:], start=2):
        try:
            event = json.loads(line)
        except ValueError:
            raise _broken(path, row, "the line is no JSON") from None
        if not isinstance(event, dict) or event.get("prev") != before or not line.endswith(b"\n"):
            raise _broken(path, row, "this line or the one before it was changed, taken out or put in")
        before = _digest(line)
        events.append(event)
    return events, content


def _appended(content: bytes, events: list[Event]) -> bytes:
    parts = [content or _line(_HEAD)]
    before = _digest(parts[0].splitlines(keepends=True)[-1])
    for event in events:
        line = _line({**event, "prev": before})
        before = _digest(line)
        parts.append(line)
    return b"".join(parts)


def last_hash(content: bytes) -> str:
    """SHA-256 of the last line."""
    return _digest(content.splitlines(keepends=True)[-1]) if content else ""


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else adds to a ledger of this folder meanwhile, where the system has such locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def append_events(path: Path, known: bytes, events: list[Event]) -> bytes:
    """Adds events to a ledger file that holds `known`; returns what it holds now.

    Raises `Error`: it holds something else by now; it cannot be written.
    """
    try:
        with _alone(path.resolve().parent):
            present = path.read_bytes() if path.exists() else b""
            if present != known:
                raise _error("not_overwritten", file=str(path), detail="the ledger has changed since it was opened")
            content = _appended(known, events)
            with replacing(path) as unfinished:
                unfinished.write_bytes(content)
    except OSError as error:
        raise _error("cannot_write", file=str(path), detail=error.strerror or str(error)) from None
    return content
