# SPDX-License-Identifier: Apache-2.0
"""Progress and summaries, on a terminal and as JSON."""

from __future__ import annotations

import math
import sys
import time
from typing import Any, TextIO

from .column_labels import code_label, column_label, stage_label
from .messages import figure, label, said

MOST_SCENARIOS = 20  # shown; the file of -o has all


class ProgressLine:
    """Shows `stage … 37 %` on one line of stderr; a new line per finished stage. Silent when stderr is no terminal,
    apart from the name of each stage."""

    def __init__(self, stream: TextIO | None = None, lang: str = "en") -> None:
        self._stream = stream or sys.stderr
        self._lang = lang
        self._stage = ""
        self._shown = 0.0
        self._started = time.perf_counter()

    def __call__(self, stage: str, done: float) -> None:
        now = time.perf_counter()
        if stage != self._stage:
            self.close()
            self._stage, self._started = stage, now
            if not self._stream.isatty():
                self._stream.write(f"{stage_label(stage, self._lang)} …\n")
        if self._stream.isatty() and (now - self._shown > 0.1 or done >= 1.0):
            self._shown = now
            self._stream.write(f"\r{stage_label(stage, self._lang)} … {done:4.0%}")
            self._stream.flush()

    def close(self) -> None:
        """Ends the line of the current stage."""
        if self._stage and self._stream.isatty():
            stage = stage_label(self._stage, self._lang)
            self._stream.write(f"\r{stage} … {time.perf_counter() - self._started:.1f} s\n")
        self._stage = ""


def json_ready(value: Any) -> Any:
    """NaN and infinities are null in JSON; NumPy scalars are plain numbers."""
    if isinstance(value, dict):
        return {str(k): json_ready(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_ready(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _scenario(row: dict[str, Any], lang: str) -> str:
    """A scenario in one line: what it is, how it ended, what people ask first."""
    shown = [f"{row['name']}: {row['kind']} {row['what']}".rstrip(), str(row["status"])]
    for key in ("released_kg", "customers_out"):
        if key in row:
            shown.append(f"{label(key, lang)} {figure(row[key])}")
    return ", ".join([*shown, *([row["explanation"]] if row.get("explanation") else [])])


def _row(row: dict[str, Any], lang: str) -> str:
    """A row of figures in one line: the first as its name, the others with theirs; what is empty is left out."""
    (_, first), *others = row.items()

    def shown(value: Any) -> str:
        if isinstance(value, bool):
            return ("yes", "no")[not value] if lang == "en" else ("是", "否")[not value]
        return figure(value) if isinstance(value, float) else str(value)

    def told(key: str, value: Any) -> str:
        words = label(key, lang)
        unnamed = words in (key, key.replace("_", " "))
        return f"{column_label(key, lang) if unnamed else words} {shown(value)}"

    told_others = [told(k, v) for k, v in others if v is not None and v != "" and not isinstance(v, (list, dict))]
    return f"{shown(first)}: {'; '.join(told_others)}"


def _with_causes(summary: dict[str, object], key: str, lang: str) -> object:
    """A ranking with the cause of each place beside it, where there are any."""
    causes = summary.get(f"{key}_causes_zh" if lang == "zh" else f"{key}_causes")
    value = summary[key]
    if isinstance(value, list) and isinstance(causes, list):
        return [f"{asset}: {why}" for asset, why in zip(value, causes, strict=True)]
    return value


def summary_lines(summary: dict[str, object], lang: str) -> list[str]:
    """A summary for people: one line per figure, counts by kind indented, largest first."""
    lines: list[str] = []
    other = "" if lang == "zh" else "_zh"
    unsaid = ("_causes", "_causes_zh", *(f"{name}{other}" for name in ("notice", "warnings", "first")))
    for key, value in summary.items():
        name = label(key, lang, listed=isinstance(value, (list, tuple)), verb=str(summary.get("verb")))
        told = said(key, value, lang)
        if told is not None:
            lines.append(f"{name}: {told}")
            continue
        if key in ("verb", "version") or key.endswith(unsaid) or value is None:
            continue
        value = _with_causes(summary, key, lang)
        if key == "jobs" and isinstance(value, list):
            lines += [f"{name}:", *job_lines(value)]
        elif isinstance(value, dict):
            lines.append(f"{name}:" if value else f"{name}: -")
            counts = sorted(value.items(), key=lambda item: -float(item[1]))
            lines += [f"  {v:>8}  {code_label(key, k, lang)}" for k, v in counts]
        elif isinstance(value, (list, tuple)) and key.removeprefix("pipe_").removeprefix("riser_") in (
            "score_top",
            "top",
            "first",
            "first_zh",
            "warnings",
            "warnings_zh",
            "plan_warnings",
            "plan_warnings_zh",
            "reasons",
            "broken",
            "caught",
        ):
            if value:
                lines += [f"{name}:", *(f"  {v}" for v in value)]
        elif key == "scenarios" and isinstance(value, list):
            lines += [f"{name}:", *(f"  {_scenario(row, lang)}" for row in value[:MOST_SCENARIOS])]
            lines += [f"  … +{len(value) - MOST_SCENARIOS}"] if len(value) > MOST_SCENARIOS else []
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{name}:", *(f"  {_row(row, lang)}" for row in value[:MOST_SCENARIOS])]
            lines += [f"  … +{len(value) - MOST_SCENARIOS}"] if len(value) > MOST_SCENARIOS else []
        elif isinstance(value, (list, tuple)):
            shown = ", ".join(str(v) for v in value[:12])
            lines.append(f"{name}: {shown}{' …' if len(value) > 12 else ''}" if value else f"{name}: -")
        elif isinstance(value, float):
            lines.append(f"{name}: {figure(value)}")
        else:
            lines.append(f"{name}: {'-' if value == '' else code_label(key, str(value), lang)}")
    return lines


_JOB_FIGURES = ("outcome", "grade", "pipes", "leaks_per_year", "serious_per_year", "projects", "cost_cny", "with_loss")


def job_lines(rows: list[dict[str, Any]]) -> list[str]:
    """A batch for people: one line per job with its status, seconds, and its error or key figures."""

    def told(row: dict[str, Any]) -> str:
        if row["error"]:
            return f"{row['error']} {' '.join(str(row['message']).split())}"
        shown = {key: row[key] for key in _JOB_FIGURES if row.get(key) is not None}
        return ", ".join(f"{k} {figure(v) if isinstance(v, float) else v}" for k, v in shown.items())

    wide = {key: max(len(str(row[key])) for row in rows) for key in ("job", "verb", "status")}
    heads = ("  ".join(f"{row[key]!s:<{width}}" for key, width in wide.items()) for row in rows)
    return [f"  {head}  {row['seconds']:8.1f} s  {told(row)}" for head, row in zip(heads, rows, strict=True)]
