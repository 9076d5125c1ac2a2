# SPDX-License-Identifier: Apache-2.0
"""The ledger of hazards: found by rule or on inspection, who is responsible, until when, closed with which evidence.

Nothing is deleted or changed: a ledger is a row of events, its tables follow from them. docs/hazards.md says how it is
used; states.toml which event may follow which.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._core import Error
from ..device_programme import require_pandas
from ..files import sha256_of
from ..network import Network, Twin
from .events import FIELDS, Event, append_events, last_hash, next_state, read_events

if TYPE_CHECKING:
    import pandas as pd

SUFFIX = ".hazards.jsonl"
GROUPS = ("unit", "level", "kind", "rule")
_STATE_FIELDS = ("unit", "due", "level")
_DAYS = ("found", "closed")  # days of a register's row, which is entered later


class HazardLedger:
    """Events of hazards in a file that is only added to; every event is held to the rules before it is taken.

    `HazardLedger.open("twin.gpkg")` is the ledger beside the twin, `twin.hazards.jsonl`; another file by its own name
    (.jsonl). Events are in the file after `save()`: all of them or none.
    """

    def __init__(self, path: Path, events: list[Event], content: bytes) -> None:
        self.path = path
        self._events: list[Event] = []
        self._content = content
        self._now: dict[str, dict[str, Any]] = {}
        for event in events:
            self._take(event)
        self._saved = len(events)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> HazardLedger:
        """Raises `Error`: no ledger, a line that was changed, events that cannot follow each other, no pandas."""
        require_pandas("the ledger of hazards")
        file = Path(path)
        if file.suffix.lower() != ".jsonl":
            file = file.with_name(file.stem + SUFFIX)
        return cls(file, *read_events(file))

    def __len__(self) -> int:
        return len(self._now)

    def __contains__(self, hazard: object) -> bool:
        return hazard in self._now

    def __repr__(self) -> str:
        waiting = len(self._events) - self._saved
        return f"<HazardLedger: {len(self)} hazards, {len(self._events)} events, {waiting} not saved>"

    def _take(self, event: Event) -> None:
        now = self._now.get(event["hazard"])
        state = next_state(event, now)
        row = (
            dict(now)
            if now
            else {
                "hazard": event["hazard"],
                "found": event.get("found") or event["at"],
                "reopened": 0,
                "closed": "",
            }
        )
        row |= {name: event[name] for name in FIELDS if event.get(name) and name != "note"}
        row |= {"state": state, "at": event["at"], "by": event["by"], "events": row.get("events", 0) + 1}
        if event["event"] == "reopen":
            row |= {"reopened": row["reopened"] + 1, "closed": "", "evidence": ""}
        if state == "closed" and row["closed"] == "":
            row |= {"closed": event.get("closed") or event["at"], "evidence": "; ".join(event["evidence"])}
        for name in _STATE_FIELDS:
            row.setdefault(name, "")
        self._now[event["hazard"]] = row
        self._events.append(event)

    def add(self, hazard: str, event: str, *, at: Any, by: str, evidence: Iterable[str] = (), **fields: Any) -> None:
        """One event: found, register, classify, assign, transfer, fix, control, post, stop_gas, recheck, close, reopen
        or note.

        hazard: its id. at: the day. by: who. evidence: numbers of orders or photos, or files, whose SHA-256 is kept;
        recheck and close need some. fields: unit, due (a day), level ("general", "major"), table_name, object_id, kind,
        kind_zh, rule, source, note. Raises `Error`: the event may not follow, or does not say what it needs.
        """
        from ..device_programme.dates import day_argument

        known: Event = {k: str(v) for k, v in fields.items() if k in (*FIELDS, *_DAYS) and v not in (None, "")}
        for name in ("due", *_DAYS):
            if name in known:
                known[name] = str(day_argument(known[name], name))
        self._take(
            {
                **known,
                "hazard": str(hazard),
                "event": event,
                "at": str(day_argument(at, "at")),
                "by": str(by),
                "evidence": [_proof(e) for e in evidence if str(e).strip()],
                "recorded": datetime.now(UTC).isoformat(timespec="seconds"),
            }
        )

    def try_add(self, hazard: str, event: str, **fields: Any) -> str:
        """As `HazardLedger.add()` (hazard, event, fields), but says in words why an event is not taken; "" where it
        is."""
        try:
            self.add(hazard, event, **fields)
        except Error as error:
            return str(error.messages["en"])
        return ""

    def collect(self, findings: pd.DataFrame, at: Any, rules: Iterable[str] | None = None) -> dict[str, list[str]]:
        """Hazards found by rules (columns as of `Programme.findings()`): new ones are entered, closed ones that are
        found again are opened again. Returns ids: new, reopened, and gone: open ones of these rules (default: those in
        the findings) that are found no more; they stay open until somebody closes them with evidence."""
        from .collect import collect

        return collect(self, findings, at, rules)

    def import_records(self, twin: Network | Twin) -> int:
        """Enters hazards of the twin's records that the ledger does not know; returns how many."""
        from .collect import import_records

        return import_records(self, twin)

    def import_register(self, source: Any) -> pd.DataFrame:
        """Enters hazards of a register (source: a file or data frame) with unit, deadline and state; returns what it
        says otherwise than the ledger. Where it says closed, the hazard is closed, with its row as evidence."""
        from .collect import import_register

        return import_register(self, source)

    def apply(self, source: Any) -> pd.DataFrame:
        """Events filled in by people (source: CSV, XLSX, data frame); returns the rows that were not taken, and why."""
        from .collect import apply_events

        return apply_events(self, source)

    def hazards(self, as_of: Any = None) -> pd.DataFrame:
        """One row per hazard: object, kind, level, unit, deadline, state, overdue at the end of the day, evidence.
        as_of: that day; default today."""
        from .tables import hazard_table

        return hazard_table(self._now, as_of)

    def history(self, hazard: str | None = None) -> pd.DataFrame:
        """Every event, of one hazard or of all, in order of entry."""
        from .tables import history_table

        return history_table(e for e in self._events if hazard in (None, e["hazard"]))

    def events(self) -> list[Event]:
        """Every event as the file has it, in order of entry."""
        return list(self._events)

    def score(self, as_of: Any = None, by: str = "unit") -> pd.DataFrame:
        """Open, overdue, closed on time and reopened hazards by "unit", "level", "kind" or "rule". as_of: the day on
        which; default today."""
        from .tables import score_table

        return score_table(self.hazards(as_of), by)

    def open_by_object(self, as_of: Any = None) -> pd.DataFrame:
        """Open, major and overdue hazards by object, for risk and plans. as_of: the day on which; default today."""
        from .tables import by_object

        return by_object(self.hazards(as_of))

    def state_of(self, hazard: str) -> Mapping[str, Any] | None:
        """The present row of a hazard; None where it is not known."""
        return self._now.get(hazard)

    def save(self) -> str:
        """Adds what is new to the file; returns the SHA-256 of its last line. Raises `Error`: somebody else added to it
        since it was opened, or it cannot be written."""
        if len(self._events) > self._saved:
            self._content = append_events(self.path, self._content, self._events[self._saved :])
            self._saved = len(self._events)
        return last_hash(self._content)


def _proof(evidence: Any) -> str:
    """Files with their hash, so that the photo shown later is the photo of then."""
    text = str(evidence).strip()
    try:
        return f"{text} sha256={sha256_of(Path(text))}" if Path(text).is_file() else text
    except OSError:
        return text
