# SPDX-License-Identifier: Apache-2.0
"""The four colours of risk grades on paper: pale enough to print black text on, strong enough for a line on a map."""

from __future__ import annotations

from ..viewer.themes import GRADES

GRADE_LINE = {grade: colour for grade, (colour, _) in GRADES.items()}
GRADE_FILL = {"red": "#f4b6b6", "orange": "#fad2a8", "yellow": "#f7e79a", "blue": "#c9ddf3"}
GRADE_ORDER = tuple(GRADE_FILL)
