# SPDX-License-Identifier: Apache-2.0
"""Drawings as shapes in pixels, y downwards: shown as SVG on a page, as shapes of the same places in a workbook."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

Xy = tuple[float, float]


@dataclass(frozen=True)
class Lines:
    """Polylines of one pen; closed and filled where `fill` is given."""

    lines: tuple[tuple[Xy, ...], ...]
    stroke: str = ""
    width: float = 1.0
    fill: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class Circle:
    """A circle about (x, y)."""

    x: float
    y: float
    r: float
    fill: str = ""
    stroke: str = ""
    dashed: bool = False
    name: str = ""  # class of the SVG element


@dataclass(frozen=True)
class Box:
    """A rectangle with its upper left corner at (x, y)."""

    x: float
    y: float
    wide: float
    high: float
    fill: str = ""
    stroke: str = ""
    opacity: float = 1.0  # of the fill


@dataclass(frozen=True)
class Label:
    """Text on one line; anchor: start, middle or end; angle in degrees, clockwise."""

    x: float
    y: float  # of the base line
    text: str
    size: float = 11.0
    anchor: str = "start"
    colour: str = "#1d2733"
    bold: bool = False
    angle: float = 0.0
    halo: bool = False


Shape = Lines | Circle | Box | Label


@dataclass
class Drawing:
    """Shapes in the order they are drawn."""

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)
    name: str = ""  # class of the SVG element

    def add(self, *shapes: Shape) -> None:
        """Draws these on top."""
        self.shapes += shapes


def text_width(text: str, size: float) -> float:
    """Width of a text in pixels, about: Chinese characters are square, others half as wide."""
    return size * sum(1.0 if ord(c) > 0x2E80 else 0.56 for c in text)


def clipped(line: Iterable[Xy], width: float, height: float, margin: float = 0.0) -> list[list[Xy]]:
    """The parts of a polyline inside the drawing (Liang and Barsky's test, segment by segment)."""
    parts: list[list[Xy]] = []
    before: Xy | None = None
    for point in line:
        if before is not None and (piece := _clipped_segment(before, point, width, height, margin)) is not None:
            if parts and parts[-1][-1] == piece[0]:
                parts[-1].append(piece[1])
            else:
                parts.append([piece[0], piece[1]])
        before = point
    return parts


def _clipped_segment(a: Xy, b: Xy, width: float, height: float, margin: float) -> tuple[Xy, Xy] | None:
    (x0, y0), (x1, y1) = a, b
    dx, dy = x1 - x0, y1 - y0
    if not math.isfinite(dx + dy):
        return None
    first, last = 0.0, 1.0
    for p, q in ((-dx, x0 - margin), (dx, width - margin - x0), (-dy, y0 - margin), (dy, height - margin - y0)):
        if p == 0.0:
            if q < 0.0:
                return None
        elif p < 0.0:
            first = max(first, q / p)
        else:
            last = min(last, q / p)
    if first > last:
        return None
    start = a if first == 0.0 else (x0 + first * dx, y0 + first * dy)
    end = b if last == 1.0 else (x0 + last * dx, y0 + last * dy)
    return start, end


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _pen(stroke: str, width: float, dashed: bool) -> str:
    if not stroke:
        return ""
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f' stroke="{stroke}" stroke-width="{width:g}"{dash}'


def _svg_lines(shape: Lines) -> str:
    end = " Z" if shape.fill else ""
    steps = " ".join(
        "M" + " L".join(f"{_number(x)},{_number(y)}" for x, y in line) + end for line in shape.lines if len(line) > 1
    )
    if not steps:
        return ""
    round_ends = ' stroke-linecap="round" stroke-linejoin="round"' if shape.width >= 2.0 and not shape.dashed else ""
    pen = _pen(shape.stroke, shape.width, shape.dashed)
    return f'<path d="{steps}" fill="{shape.fill or "none"}"{pen}{round_ends}/>'


def _svg_label(shape: Label) -> str:
    x, y = _number(shape.x), _number(shape.y)
    turn = f' transform="rotate({shape.angle:.0f} {x} {y})"' if shape.angle else ""
    weight = ' font-weight="700"' if shape.bold else ""
    halo = ' paint-order="stroke" stroke="#fff" stroke-width="3" stroke-linejoin="round"' if shape.halo else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{shape.size:g}" text-anchor="{shape.anchor}" fill="{shape.colour}"'
        f"{weight}{halo}{turn}>{html.escape(shape.text)}</text>"
    )


def _svg(shape: Shape) -> str:
    if isinstance(shape, Lines):
        return _svg_lines(shape)
    if isinstance(shape, Label):
        return _svg_label(shape)
    fill = f' fill="{shape.fill or "none"}"'
    if isinstance(shape, Circle):
        name = f' class="{shape.name}"' if shape.name else ""
        where = f'cx="{_number(shape.x)}" cy="{_number(shape.y)}" r="{_number(shape.r)}"'
        return f"<circle {where}{fill}{_pen(shape.stroke, 1.0, shape.dashed)}{name}/>"
    opacity = f' fill-opacity="{shape.opacity:g}"' if shape.opacity < 1.0 else ""
    where = (
        f'x="{_number(shape.x)}" y="{_number(shape.y)}" width="{_number(shape.wide)}" height="{_number(shape.high)}"'
    )
    return f"<rect {where}{fill}{opacity}{_pen(shape.stroke, 1.0, False)}/>"


def svg(drawing: Drawing) -> str:
    """The drawing as an SVG element."""
    name = f' class="{drawing.name}"' if drawing.name else ""
    body = "".join(_svg(shape) for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img"{name}>'
        f"{body}</svg>"
    )


def arrow_angle(a: Xy, b: Xy) -> float:
    """Direction from a to b for a label along it, turned so that it reads from left to right."""
    angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
    return angle - 180.0 if angle > 90.0 else angle + 180.0 if angle < -90.0 else angle
