# SPDX-License-Identifier: Apache-2.0
"""Themes: the classes that pipes are coloured by, with colour, width and label of each class."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .packing import smallest
from .wording import Pair, pair

GREY = "#b4bac3"
CLASS_COLOURS = {
    "low": "#2a9d8f",
    "medium_b": "#e9a03b",
    "medium": "#e07a2f",
    "medium_a": "#d1495b",
    "subhigh_b": "#8e3b8c",
    "subhigh_a": "#6a2c91",
    "high_b": "#3d1f7a",
    "high_a": "#20104d",
}
MATERIAL_COLOURS = {
    "grey_iron": "#7f2704",
    "iron": "#a63603",
    "ductile_iron": "#d9741b",
    "galvanised": "#c06fb0",
    "steel": "#4a6fa5",
    "stainless": "#8fa9cc",
    "pe": "#59a14f",
    "pe80": "#86c07c",
    "pe100": "#2f7d34",
}
GRADES = {  # colour and line width: what is risky stands out at a glance
    "red": ("#c81e1e", 4.5),
    "orange": ("#f07f13", 3.6),
    "yellow": ("#e3b800", 2.6),
    "blue": ("#6f9fd8", 1.4),
}
SUPPLY_COLOURS = {"supplied": "#3c8d40", "part": "#f07f13", "none": "#c81e1e", "out_of_use": GREY}
SEVERITIES = ("error", "warning", "note")
SEVERITIES_SHOWN = {
    "error": ("#d7301f", 3.5),
    "warning": ("#f08c2a", 2.6),
    "note": ("#7d8894", 2.0),
    "none": ("#9cc7a4", 1.2),
}
ESTIMATES_SHOWN = {"none": "#3c8d40", "one": "#e3a300", "more": "#c81e1e"}
SEQUENCE = ("#2c7bb6", "#7fbfb5", "#c3d96f", "#fdae61", "#e8603c", "#a50026")  # low to high
WIDTH, THIN = 2.0, 1.2


@dataclass(frozen=True)
class Shade:
    """One class of a theme."""

    label: Pair
    colour: str
    width: float = WIDTH


def theme(key: str, of: np.ndarray[Any, Any], shades: Sequence[Shade]) -> dict[str, Any]:
    """Pipes (`of`: class of each) under the name that texts.json has for theme.KEY. Classes without pipes drop out."""
    counts = np.bincount(of, minlength=len(shades))
    kept = [i for i, count in enumerate(counts) if count]
    place = np.zeros(len(shades), dtype=np.int64)
    place[kept] = np.arange(len(kept))
    return {
        "key": key,
        "label": pair(f"theme.{key}"),
        "of": smallest(place[of]),
        "classes": [
            {
                "label": shades[i].label,
                "color": shades[i].colour,
                "width": shades[i].width,
                "count": int(counts[i]),
            }
            for i in kept
        ],
    }


def coded(key: str, codes: np.ndarray[Any, Any], shades: dict[str, Shade]) -> dict[str, Any]:
    """A theme of a code; `shades` in the order of the legend, with "" for pipes without one where that occurs."""
    index = {code: i for i, code in enumerate(shades)}
    return theme(key, np.array([index[code] for code in codes], dtype=np.int64), list(shades.values()))


def graduated(key: str, values: np.ndarray[Any, Any], breaks: Sequence[float], unit: str) -> dict[str, Any]:
    """A theme of a number in classes [-inf, b0), [b0, b1) ...; missing values are a class of their own."""
    edges = np.asarray(breaks, dtype=float)
    known = np.isfinite(values)
    of = np.where(known, np.searchsorted(edges, np.where(known, values, 0.0), side="right"), len(edges) + 1)
    after = f" {unit}" if unit else ""
    labels = [
        f"< {edges[0]:g}{after}",
        *(f"{a:g} – {b:g}{after}" for a, b in itertools.pairwise(edges)),
        f"≥ {edges[-1]:g}{after}",
    ]
    shades = [
        Shade((text, text), SEQUENCE[round(i * (len(SEQUENCE) - 1) / len(edges))], WIDTH)
        for i, text in enumerate(labels)
    ]
    return theme(key, of, [*shades, Shade(pair("none"), GREY, THIN)])
