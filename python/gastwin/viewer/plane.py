# SPDX-License-Identifier: Apache-2.0
"""The plane of the map: the survey's own projected metres, as whole steps from a corner.

The page never turns them into longitude and latitude: it draws the survey's plane as it is (src/plane.ts), so lengths,
angles and the scale bar are those of the utility's drawings, in whatever system the survey is, or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_STEP_M = 0.01
_MOST_STEPS = 1e9  # sums and differences of two still fit an int32


def placed(xy: Array) -> Array:
    """Which of the points have a place."""
    return np.asarray(np.isfinite(xy).all(axis=1))


@dataclass(frozen=True)
class Plane:
    """Corner in metres, and the step."""

    x_m: float
    y_m: float
    step_m: float

    @classmethod
    def around(cls, *groups: Array) -> Plane:
        """The plane whose corner is left of and below all finite points; its step is a centimetre for any city."""
        xy = np.concatenate([*groups, np.empty((0, 2))])
        xy = xy[placed(xy)]
        if not len(xy):
            return cls(0.0, 0.0, _STEP_M)
        low, extent = np.floor(xy.min(axis=0)), float(np.ptp(xy, axis=0).max(initial=0.0))
        return cls(float(low[0]), float(low[1]), max(_STEP_M, extent / _MOST_STEPS))

    def points(self, xy: Array) -> Array:
        """Steps from the corner, x and y by turns, each pair less the one before: small numbers pack well. What has no
        place stands at the corner."""
        if not len(xy):
            return np.empty(0, dtype=np.int32)
        known = np.where(placed(xy)[:, None], xy, (self.x_m, self.y_m))
        steps = np.rint((known - (self.x_m, self.y_m)) / self.step_m)
        # What lies left of or below the corner has steps below 0.
        whole = np.clip(steps, -_MOST_STEPS, _MOST_STEPS).astype(np.int64)
        return np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).astype(np.int32).ravel()
