# SPDX-License-Identifier: Apache-2.0
"""Pictures with matplotlib: pipes and points coloured by any column, with a legend and a scale bar.

`network.plot()`, `state.plot()` and the like call this; matplotlib is loaded when the first picture is drawn.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .frames import MISSING_INTEGER, Table, _error, id_texts, meant, needs
from .viewer.themes import CLASS_COLOURS, GRADES, GREY, MATERIAL_COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .closure import ClosurePlan
    from .network import Network
    from .result import Result
    from .simulate import TimeSeries

Array = np.ndarray[Any, Any]
_DRAWN = ("pipe", "node", "valve", "regulator", "source", "customer", "riser", "building")
MOST_CLASSES = 12  # with a colour of their own; the others share one
_CLOSURE = (("isolated", "isolated", "隔离"), ("cut_off", "cut off behind it", "被切断"))
_SHUT = {"isolated": "#d7301f", "cut_off": "#f28c28"}
_KNOWN_COLOURS = CLASS_COLOURS | MATERIAL_COLOURS | _SHUT | {grade: colour for grade, (colour, _) in GRADES.items()}
_FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "Microsoft YaHei", "SimHei", "PingFang SC")
_TEXTS = {"others": ("others", "其他"), "unknown": ("not known", "不明"), "pipes": ("other pipes", "其他管线")}
_WIDTH, _THIN, _DOT = 1.6, 0.7, 9.0
_ABOUT = {  # what the rows of result tables are about
    "result_node": "node",
    "result_pipe": "pipe",
    "result_regulator": "regulator",
    "result_customer": "customer",
    "result_node_range": "node",
    "result_pipe_range": "pipe",
    "result_risk": "pipe",
    "result_score": "pipe",
    "plan_pipe": "pipe",
}


@dataclass
class Layer:
    """What to colour: one value per row of the table `of`. names: (code, English, Chinese) of codes. rest: what rows
    without a value are called."""

    of: str
    values: Array
    label: str
    names: Sequence[tuple[str, str, str]] = field(default=())
    rest: str = "unknown"


def _label(column: str, unit: str) -> str:
    """gauge_pressure_pa in Pa(g): "gauge pressure, Pa(g)"."""
    ending = "_" + re.sub(r"\W", "_", unit.removesuffix("(g)")).lower()
    stem = column.removesuffix(ending) if unit else column
    return stem.replace("_", " ") + (f", {unit}" if unit else "")


def column_layer(network: Network, table: Table, column: str, of: str) -> Layer:
    """A column as a layer; `table` is about rows of the table `of`, by their ids, and may leave some out."""
    values, schema, target = table.ids(column), table.schema.get(column, {}), network.table(of)
    label, names = _label(column, schema.get("unit", "")), schema.get("names", ())
    if table.name == of or np.array_equal(table.ids(), target.ids()):
        return Layer(of, values, label, names)
    row = {str(name): i for i, name in enumerate(target.ids())}
    rows = np.array([row.get(str(name), -1) for name in table.ids()], dtype=int)
    if "table_name" in table.columns:  # pipes and risers may have the same id
        rows = np.where(table["table_name"] == of, rows, -1)
    kept = rows >= 0
    if values.dtype == object:
        spread = np.full(len(target), "", dtype=object)
        spread[rows[kept]] = values[kept]
    else:
        spread = np.full(len(target), np.nan)
        spread[rows[kept]] = _numbers(values[kept]).filled(np.nan)
        if table.name == "plan_pipe" and schema["kind"] == "integer":  # years are classes
            spread = np.array(["" if np.isnan(v) else f"{v:.0f}" for v in spread], dtype=object)
    return Layer(of, spread, label, names, "pipes" if table.name == "plan_pipe" else "unknown")


def network_layer(network: Network, by: Any, of: str | None, label: str) -> Layer | None:
    """A column of the network's tables, the first that has it unless `of` says which; or values of one's own.

    Raises `Error`: no such column or table, too few or too many values."""
    if by is None:
        return None
    if not isinstance(by, str):
        return given_layer(network, by, of or "pipe", label)
    for name in _DRAWN if of is None else (of,):
        if by in network.table(name).columns:
            return column_layer(network, network.table(name), by, name)
    known = sorted({c for name in _DRAWN for c in network.table(name).columns})
    raise _error("usage", column="by", value=by, detail=f"no column of {of or 'the network'}{meant(by, known)}")


def result_layer(result: Result, by: str) -> Layer:
    """A column of the result's tables, the first that has it. Raises `Error`: none has, or it is about no place."""
    tables = [result.table(name) for name in result.tables]
    tables = [table for table in tables if table.name in _ABOUT]
    for table in tables:
        if by in table.columns:
            return column_layer(result.network, table, by, _ABOUT[table.name])
    known = [column for table in tables for column in table.columns]
    what = type(result).__name__
    raise _error("usage", column="by", value=by, detail=f"no column of {what} that can be drawn{meant(by, known)}")


def given_layer(network: Network, values: Any, of: str, label: str) -> Layer:
    """Values of one's own, one for each row of the table `of`. Raises `Error`: too few or too many."""
    array = np.asarray(values)
    rows = len(network.table(of))
    if array.shape != (rows,):
        detail = f"one value for each of the {rows} rows of {of} is needed"
        raise _error("usage", column="by", value=f"shape {array.shape}", detail=detail)
    return Layer(of, array, label)


class _Picture:
    """Axes with the colours and words of one language."""

    def __init__(self, ax: Axes | None, lang: str) -> None:
        needs("matplotlib", "plot()")
        import matplotlib.pyplot as plt
        from matplotlib import font_manager

        self.own = ax is None  # then the legend has a place beside the picture
        if ax is None:
            _, ax = plt.subplots(figsize=(9, 7), layout="constrained")
        known = {font.name for font in font_manager.fontManager.ttflist}
        self.font = next((font for font in _FONTS if font in known), None)
        self.zh = lang == "zh" and self.font is not None  # without a font for it, boxes would stand there
        self.ax = ax
        ax.set_aspect("equal")
        ax.set_axis_off()

    def text(self, key: str) -> str:
        return _TEXTS[key][self.zh]

    def classes(self, layer: Layer) -> tuple[Array, list[tuple[str, str]]]:
        """Class of each row, and colour and label of each class, the last for rows that are not known."""
        words = np.array(["" if value is None else str(value) for value in layer.values], dtype=object)
        found, counts = np.unique(words[words != ""], return_counts=True)
        order = [code for code, *_ in layer.names]
        by_count = sorted(zip(-counts, found, strict=True))[:MOST_CLASSES]
        kept = sorted((str(c) for _, c in by_count), key=lambda c: (order.index(c) if c in order else len(order), c))
        labels = {code: (english, chinese) for code, english, chinese in layer.names}
        import matplotlib as mpl

        spare = iter(mpl.color_sequences["tab10"] + mpl.color_sequences["Dark2"])
        shown = [
            (_KNOWN_COLOURS.get(c) or mpl.colors.to_hex(next(spare)), labels.get(c, (c, c))[self.zh]) for c in kept
        ]
        if len(found) > len(kept):
            shown.append(("#5c6570", self.text("others")))
        shown.append((GREY, self.text(layer.rest)))
        index = {code: i for i, code in enumerate(kept)}
        return np.array([index.get(w, len(kept) if w else len(shown) - 1) for w in words], dtype=int), shown

    def legend(self, of: Array, shown: list[tuple[str, str]], title: str, *, lines: bool) -> None:
        """Classes that occur, with how many rows each has."""
        from matplotlib.lines import Line2D

        style: dict[str, Any] = {"linewidth": 3} if lines else {"marker": "o", "linestyle": ""}
        counts = np.bincount(of, minlength=len(shown))
        handles = [
            Line2D([], [], color=colour, label=f"{label}  ({count:,})", **style)
            for (colour, label), count in zip(shown, counts, strict=True)
            if count
        ]
        figure = self.ax.get_figure()
        if self.own and figure is not None:
            box = figure.legend(handles=handles, title=title, loc="outside right center", frameon=False)
        else:
            box = self.ax.legend(handles=handles, title=title, frameon=False)
        if self.zh and self.font:
            for text in (*box.get_texts(), box.get_title()):
                text.set_fontfamily(self.font)

    def scale_bar(self, xy: Array) -> None:
        """A round length in the lower left corner."""
        low, high = xy.min(axis=0), xy.max(axis=0)
        fifth = max(float(high[0] - low[0]), float(high[1] - low[1]), 1.0) / 5.0
        step = 10.0 ** math.floor(math.log10(fifth))
        length = step * max(m for m in (1, 2, 5) if m * step <= fifth * 1.0001)
        y = low[1] - 0.04 * max(float(high[1] - low[1]), fifth)
        self.ax.plot([low[0], low[0] + length], [y, y], color="black", linewidth=2, solid_capstyle="butt")
        shown = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
        self.ax.annotate(shown, (low[0] + length / 2, y), xytext=(0, 3), textcoords="offset points", ha="center")


def _numbers(values: Array) -> Any:
    numbers = np.where(values == MISSING_INTEGER, np.nan, values) if values.dtype.kind == "i" else values
    return np.ma.masked_invalid(np.asarray(numbers, dtype=float))


def draw(
    network: Network,
    layer: Layer | None,
    *,
    ax: Axes | None = None,
    cmap: str = "viridis",
    log: bool = False,
    legend: bool = True,
    lang: str = "en",
) -> Axes:
    """The pipes, and the layer's rows in colour: numbers by `cmap` with a colour bar, the rest by class with a legend.

    Raises `Error`: no matplotlib; no row has a place to be drawn at.
    """
    picture = _Picture(ax, lang)
    from matplotlib.collections import LineCollection

    lines = network.pipe_lines()
    placed = np.array([bool(np.isfinite(line).all()) for line in lines], dtype=bool)
    on_pipes = layer is not None and layer.of == "pipe"
    points = np.empty((0, 2)) if layer is None or on_pipes else network.places(layer.of)
    drawn = [line for line, known in zip(lines, placed, strict=True) if known]
    xy = np.concatenate([*drawn, points])
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        raise _error("missing_value", layer="node", column="x_m", detail="nothing has a place to be drawn at")
    if not on_pipes:
        picture.ax.add_collection(LineCollection(drawn, colors="#5c6570" if layer is None else GREY, linewidths=_THIN))
    if layer is not None:
        _colour(picture, layer, drawn, placed, points, (cmap, log, legend))
    picture.scale_bar(xy)
    picture.ax.autoscale()
    return picture.ax


def _colour(
    picture: _Picture, layer: Layer, lines: list[Array], placed: Array, points: Array, how: tuple[str, bool, bool]
) -> None:
    import matplotlib as mpl
    from matplotlib.collections import LineCollection

    cmap, log, legend = how
    on_pipes, ax = layer.of == "pipe", picture.ax
    values = layer.values[placed] if on_pipes else layer.values
    if layer.values.dtype.kind in "iufb":
        numbers, colours = _numbers(values), mpl.colormaps[cmap].with_extremes(bad=GREY)
        norm = mpl.colors.LogNorm() if log else mpl.colors.Normalize()
        shown: Any
        if on_pipes:
            shown = LineCollection(lines, array=numbers, cmap=colours, norm=norm, linewidths=_WIDTH)
            ax.add_collection(shown)
        else:
            shown = ax.scatter(
                points[:, 0], points[:, 1], c=numbers, s=_DOT, cmap=colours, norm=norm, plotnonfinite=True, zorder=3
            )
        if legend and ax.figure is not None:
            ax.figure.colorbar(shown, ax=ax, label=layer.label, shrink=0.7)
        return
    of, classes = picture.classes(replace(layer, values=values))
    colours_of = np.array([colour for colour, _ in classes], dtype=object)[of]
    if on_pipes:
        last = len(classes) - 1  # what is not known lies below
        order = np.argsort(of != last, kind="stable")
        ax.add_collection(LineCollection([lines[i] for i in order], colors=list(colours_of[order]), linewidths=_WIDTH))
    else:
        ax.scatter(points[:, 0], points[:, 1], c=list(colours_of), s=_DOT, zorder=3)
    if legend:
        picture.legend(of, classes, layer.label, lines=on_pipes)


def _mark(ax: Axes, places: Mapping[str, Sequence[float]], colour: str, marker: str) -> None:
    """Points with a name, above all else; those without a place are left out."""
    known = {name: at for name, at in places.items() if all(map(math.isfinite, at))}
    if known:
        x, y = zip(*known.values(), strict=True)
        ax.scatter(x, y, c=colour, marker=marker, s=70, zorder=5)
        for name, at in known.items():
            ax.annotate(name, (at[0], at[1]), xytext=(6, 6), textcoords="offset points", fontsize=8, zorder=6)


def draw_closure(plan: ClosurePlan, **how: Any) -> Axes:
    """What is shut, what is dead behind it, and the valves in their order; other pipes in grey."""
    network = plan.network
    values = np.full(len(network.pipe), "", dtype=object)
    row = {str(name): i for i, name in enumerate(network.pipe.ids())}
    values[[row[i] for i in plan.pipes_cut_off]] = "cut_off"
    values[[row[i] for i in plan.pipes]] = "isolated"
    ax = draw(network, Layer("pipe", values, "", _CLOSURE, "pipes"), **how)
    at = dict(zip(map(str, network.valve.ids()), network.places("valve").tolist(), strict=True))
    steps = enumerate(map(str, plan.steps.ids()), start=1)
    _mark(ax, {f"{n}. {name}": at[name] for n, name in steps if name in at}, "#1d3557", "s")
    return ax


def draw_damage(ax: Axes, damages: Sequence[Mapping[str, Any]], reach_m: float) -> None:
    """Where it broke, and the circle that the release reaches."""
    from matplotlib.patches import Circle

    places = {str(d["pipe"]): (float(d["x_m"]), float(d["y_m"])) for d in damages}
    _mark(ax, places, "#7f0000", "*")
    for at in places.values():
        if reach_m > 0.0 and all(map(math.isfinite, at)):
            ax.add_patch(Circle(at, reach_m, fill=False, edgecolor="#7f0000", linestyle="--", zorder=4))


def draw_series(series: TimeSeries, by: str, ids: Any, ax: Axes | None) -> Axes:
    """A column over the hours: of the whole system, or of single elements, one line each.

    Raises `Error`: no table of the series has the column; an id was not recorded."""
    needs("matplotlib", "plot()")
    import matplotlib.pyplot as plt

    names = ("system",) if ids is None else ("node", "pipe", "regulator", "customer")
    table = next((t for t in map(series.table, names) if by in t.columns), None)
    if table is None or table.schema[by]["kind"] not in ("real", "integer"):
        known = [column for name in names for column in series.table(name).columns]
        detail = f"no column of numbers of the series{meant(by, known)}"
        raise _error("usage", column="by", value=by, detail=detail)
    ax = plt.subplots(figsize=(8, 4), layout="constrained")[1] if ax is None else ax
    whole = [(np.ones(len(table), dtype=bool), "")]
    lines = whole if ids is None else [(table.ids().astype(str) == i, i) for i in id_texts(ids)]
    if missing := [i for rows, i in lines if not rows.any()]:
        raise _error("dangling_reference", layer=table.name, column="ids", ids=missing, detail="not recorded")
    for rows, i in lines:
        ax.plot(table["time_s"][rows] / 3600.0, table[by][rows], label=i)
    ax.set(xlabel="h", ylabel=_label(by, table.schema[by]["unit"]))
    ax.grid(alpha=0.3)
    if ids is not None:
        ax.legend()
    return ax
