# SPDX-License-Identifier: Apache-2.0
"""Numbers as options of the command line take them: within bounds that can be asked for."""

from __future__ import annotations

import argparse
from dataclasses import dataclass


@dataclass(frozen=True)
class Bounded:
    """Reads an option as a number within these bounds, both included; of whole numbers 2e4 is one."""

    low: float
    high: float
    whole: bool = False

    def __call__(self, text: str) -> float:
        try:
            value = self._read(text)
        except (ValueError, OverflowError):
            value = float("nan")
        if not self.low <= value <= self.high:
            kind, low, high = (
                ("a whole number", f"{self.low}", f"{self.high}")
                if self.whole
                else ("a number", f"{self.low:g}", f"{self.high:g}")
            )
            raise argparse.ArgumentTypeError(f"{kind} from {low} to {high} is needed, not {text!r}")
        return value

    def _read(self, text: str) -> float:
        if not self.whole:
            return float(text)
        try:
            return int(text)
        except ValueError:
            if not float(text).is_integer():
                raise
            return int(float(text))


def number(low: float, high: float) -> Bounded:
    """Reads an option as a number within these bounds."""
    return Bounded(low, high)


def whole(low: int, high: int) -> Bounded:
    """The same for whole numbers."""
    return Bounded(low, high, whole=True)
