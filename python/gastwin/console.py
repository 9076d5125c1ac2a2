# SPDX-License-Identifier: Apache-2.0
"""Progress and summaries on a terminal."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from .messages import figure, label


class ProgressLine:
    """Shows `stage … 37 %` on one line of stderr; a new line per finished stage. Silent when stderr is no terminal,
    apart from the name of each stage."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._stage = ""
        self._shown = 0.0
        self._started = time.perf_counter()

    def __call__(self, stage: str, done: float) -> None:
        now = time.perf_counter()
        if stage != self._stage:
            self.close()
            self._stage, self._started = stage, now
            if not self._stream.isatty():
                self._stream.write(f"{stage} …\n")
        if self._stream.isatty() and (now - self._shown > 0.1 or done >= 1.0):
            self._shown = now
            self._stream.write(f"\r{stage} … {done:4.0%}")
            self._stream.flush()

    def close(self) -> None:
        """Ends the line of the current stage."""
        if self._stage and self._stream.isatty():
            self._stream.write(f"\r{self._stage} … {time.perf_counter() - self._started:.1f} s\n")
        self._stage = ""


def summary_lines(summary: dict[str, object], lang: str) -> list[str]:
    """A summary for people: one line per figure, counts by kind indented, largest first."""
    lines: list[str] = []
    causes = summary.get("top_causes_zh" if lang == "zh" else "top_causes")
    for key, value in summary.items():
        if key in ("verb", "version", "top_causes", "top_causes_zh") or value is None:
            continue
        name = label(key, lang, listed=isinstance(value, (list, tuple)))
        if key == "top" and isinstance(value, list) and isinstance(causes, list):
            value = [f"{asset}: {why}" for asset, why in zip(value, causes, strict=True)]
        if isinstance(value, dict):
            lines.append(f"{name}:")
            lines += [f"  {v:>8}  {k}" for k, v in sorted(value.items(), key=lambda item: -float(item[1]))]
        elif isinstance(value, (list, tuple)) and key.removeprefix("pipe_").removeprefix("riser_") in (
            "top",
            "reasons",
            "broken",
            "caught",
        ):
            if value:
                lines += [f"{name}:", *(f"  {v}" for v in value)]
        elif isinstance(value, (list, tuple)):
            shown = ", ".join(str(v) for v in value[:12])
            lines.append(f"{name}: {shown}{' …' if len(value) > 12 else ''}" if value else f"{name}: -")
        elif isinstance(value, float):
            lines.append(f"{name}: {figure(value)}")
        else:
            lines.append(f"{name}: {value}")
    return lines
