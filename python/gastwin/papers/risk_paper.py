# SPDX-License-Identifier: Apache-2.0
"""The risk list: the assets that risk most per km, on a map, with causes, interval and what the rules conclude."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _core
from ..files import has_suffix
from ..network import Network, Twin
from ..risk import Risk
from .areas import Area, Areas
from .drawing import Circle, Drawing, Label, Lines, Xy
from .grades import GRADE_FILL, GRADE_LINE, GRADE_ORDER
from .maps import Places, Room, Window, along, pipes, scale_and_north, sheet
from .page import write_page
from .paper import Blanks, Block, Column, Grid, Paper, Picture, Section, Value, Words, cm, shown, total_of
from .plan_facts import AssetReader, code_names
from .plan_texts import APPROVAL, Speaker
from .risk_texts import TEXTS
from .wanted import paper_language, paper_place
from .xlsx_layout import write_workbook_paper

TOP = 50  # assets listed, unless more are asked for
_WIDTH, _HEIGHT = 720.0, 620.0
_INK = "#1d2733"


def _place(places: Places, table: str, row: int) -> Xy | None:
    if table == "riser":
        return places.of_row("riser", row)
    return along(places.lines[row], 0.5) if places.drawn(row) else None


def _numbered(window: Window, room: Room, number: int, at: Xy, colour: str) -> list[Lines | Circle | Label]:
    """A disc with the number, as near as there is room, with a line to its place."""
    x, y = window(at)
    r = 7.5 if number < 100 else 9.0
    for away in (0.0, 18.0, 34.0, 52.0, 76.0):
        for turn in range(1 if away == 0.0 else 12):
            angle = math.tau * turn / 12.0
            cx, cy = x + away * math.cos(angle), y + away * math.sin(angle)
            if room.take(cx, cy, 2 * r + 1.0, 2 * r + 1.0):
                lead = [Lines((((x, y), (cx, cy)),), _INK, 0.8)] if away else []
                size = 9.0 if number < 100 else 8.0
                label = Label(cx, cy + 3.2, str(number), size, "middle", _INK, bold=True)
                return [*lead, Circle(cx, cy, r, colour, _INK), label]
    return []


def risk_map(network: Network, risk: Risk, order: Sequence[int], lang: str) -> Drawing | None:
    """All pipes in the colours of their grades, those listed by number; None for a network without coordinates."""
    places, assets = Places(network), risk.assets
    drawn = [r for r in range(len(places.lines)) if places.drawn(r)]
    if not drawn:
        return None
    whole = np.concatenate([places.lines[r] for r in drawn])
    size = np.maximum(whole.max(axis=0) - whole.min(axis=0), 1.0)
    height = min(_HEIGHT, max(280.0, _WIDTH * float(size[1] / size[0])))
    window = Window(whole, _WIDTH, height, around=1.08)
    drawing, room = sheet(window), Room(_WIDTH, height)
    room.take(75.0, height - 55.0, 140.0, 104.0)  # legend and scale
    room.take(_WIDTH - 22.0, 32.0, 38.0, 56.0)  # the arrow
    graded = {
        str(i): grade for i, grade, t in zip(assets.id, assets.grade, assets.table_name, strict=True) if t == "pipe"
    }
    ids = [str(i) for i in network.pipe.id]
    for grade, width in (("blue", 0.7), ("yellow", 0.9), ("orange", 1.3), ("red", 1.9)):
        rows = [r for r in drawn if graded.get(ids[r]) == grade]
        drawing.add(pipes(places, window, rows, GRADE_LINE[grade], width))
    for number, n in enumerate(order, start=1):
        table = str(assets.table_name[n])
        row = places.row(table, assets.id[n])
        if table == "pipe":
            drawing.add(pipes(places, window, [row], _INK, 3.0))
        if (at := _place(places, table, row)) is not None:
            drawing.add(*_numbered(window, room, number, at, GRADE_FILL[str(assets.grade[n])]))
    names = code_names(assets, "grade", lang)
    for n, grade in enumerate(GRADE_ORDER):
        y = height - 92.0 + 15.0 * n
        drawing.add(Lines((((14.0, y), (32.0, y)),), GRADE_LINE[grade], 4.0))
        drawing.add(Label(37.0, y + 4.0, names[grade], 11.0, halo=True))
    drawing.add(*scale_and_north(window))
    return drawing


def _grades(say: Speaker, risk: Risk) -> Grid:
    assets, names = risk.assets, code_names(risk.assets, "grade", say.lang)
    pipe = assets.table_name == "pipe"
    metres = np.array([cm(1000.0 * km) for km in assets.length_km])
    whole = float(np.nansum(assets.risk_cny_per_year))
    columns = (
        Column(say("grade"), "text", 20),
        Column(say("pipes"), "whole", 10),
        Column(say("pipe_m"), "metres", 14),
        Column(say("risers"), "whole", 10),
        Column(say("risk"), "real", 14),
        Column(say("share"), "share", 12),
    )
    rows: list[list[Value]] = []
    for grade in GRADE_ORDER:
        here = assets.grade == grade
        sum_cny = float(np.nansum(assets.risk_cny_per_year[here]))
        length = round(float(metres[here & pipe].sum()), 2)
        share = sum_cny / whole if whole > 0 else 0.0
        rows.append([names[grade], int((here & pipe).sum()), length, int((here & ~pipe).sum()), sum_cny, share])
    total = total_of(rows, columns, say("total"))
    total[4], total[5] = whole, 1.0 if whole > 0 else 0.0
    return Grid(columns, rows, total, 0, [GRADE_FILL[grade] for grade in GRADE_ORDER])


def _conclusions(say: Speaker, risk: Risk) -> Grid:
    assets, names = risk.assets, code_names(risk.assets, "conclusion", say.lang)
    pipe = assets.table_name == "pipe"
    metres = np.array([cm(1000.0 * km) for km in assets.length_km])
    columns = (
        Column(say("conclusion"), "text", 20),
        Column(say("pipes"), "whole", 10),
        Column(say("pipe_m"), "metres", 14),
        Column(say("risers"), "whole", 10),
    )
    rows: list[list[Value]] = []
    for code in ("renew_now", "renew_by", "control", "none"):
        here = assets.conclusion == code
        length = round(float(metres[here & pipe].sum()), 2)
        rows.append([names[code], int((here & pipe).sum()), length, int((here & ~pipe).sum())])
    return Grid(columns, rows, total_of(rows, columns, say("total")))


def _conclusion(say: Speaker, row: Any, names: dict[str, str]) -> str:
    """The conclusion, with its date where it asks for one."""
    if row.conclusion == "renew_by" and row.deadline:
        return say("until", conclusion=names[row.conclusion], deadline=row.deadline)
    return names[row.conclusion]


def _list(say: Speaker, network: Network, risk: Risk, order: Sequence[int]) -> Grid:
    """One row per asset, by risk per km."""
    reader, places, areas = AssetReader(network, risk, say.lang), Places(network), Areas(network)
    grades, concluded = (code_names(risk.assets, c, say.lang) for c in ("grade", "conclusion"))
    columns = (
        Column(say("number"), "whole", 4),
        Column(say("asset"), "text", 15),
        Column(say("where"), "text", 11),
        Column(say("length"), "metres", 8),
        Column(say("grade"), "text", 8),
        Column(say("risk_interval"), "text", 13),
        Column(say("rank_interval"), "text", 9),
        Column(say("conclusion"), "text", 12),
        Column(say("causes"), "text", 30),
        Column(say("responsible"), "blank", 10),
    )
    rows: list[list[Value]] = []
    for number, n in enumerate(order, start=1):
        asset = reader.assessed(str(risk.assets.table_name[n]), str(risk.assets.id[n]))
        told = asset.risk
        area = _area_of(network, areas, places, asset.table, asset.row)
        street = str(network.pipe.street[asset.row]) if asset.table == "pipe" else ""
        laid = say("laid_in", year=asset.year) if asset.year is not None else say("unknown_year")
        rows.append(
            [
                number,
                " ".join(part for part in (asset.id, asset.material, asset.size, laid) if part),
                " ".join(part for part in (street, area.estate, area.building, area.district) if part) or "–",
                asset.length_m,
                grades[told.grade],
                _interval(told.risk_cny_per_year, told.risk_cny_p10, told.risk_cny_p90),
                f"{told.rank_p10:,}–{told.rank_p90:,}" if told.rank_p10 > 0 else "–",
                _conclusion(say, told, concluded),
                str(told.causes_zh if say.zh else told.causes),
                None,
            ]
        )
    return Grid(columns, rows, None, 4, [GRADE_FILL[str(risk.assets.grade[n])] for n in order])


def _area_of(network: Network, areas: Areas, places: Places, table: str, row: int) -> Area:
    if table == "riser" and network.riser.building[row] >= 0:
        return areas.of(int(network.riser.building[row]))
    return areas.near(_place(places, table, row))


def _interval(mean: float, low: float, high: float) -> str:
    between = f"\n({shown(float(low), 'real')}–{shown(float(high), 'real')})" if math.isfinite(low + high) else ""
    return shown(float(mean), "real") + between


def risk_paper(twin: Network | Twin, risk: Risk, lang: str, top: int = TOP) -> Paper:
    """The list as a paper; arguments as of `write_risk_list`."""
    say = Speaker(lang, TEXTS)
    network = twin.network if isinstance(twin, Twin) else twin
    assets = risk.assets
    order = [int(n) for n in np.argsort(assets["rank"], kind="stable")[:top]]
    year = int(assets.year[0]) if len(assets) else None
    told = say(
        "what",
        assets=f"{len(assets):,}",
        leaks=shown(float(np.nansum(assets.frequency_per_year)), "real"),
        serious=shown(float(np.nansum(assets.serious_per_year)), "real"),
        deaths=shown(float(np.nansum(assets.risk_fatalities_per_year)), "real"),
    )
    blocks: list[Block] = [Words(told), _grades(say, risk), _conclusions(say, risk), Words(say("note"), "note")]
    drawing = risk_map(network, risk, order, lang)
    blocks.append(Words(say("no_map"), "note") if drawing is None else Picture(drawing, say("map_caption")))
    listed: list[Block] = [Words(say("list_note"), "note"), _list(say, network, risk, order)]
    return Paper(
        say("title", year="–" if year is None else year, top=len(order)),
        lang,
        [say("basis")],
        [
            Section("summary", say("summary"), blocks),
            Section("list", say("list", top=len(order)), listed, new_page=True, dense=True),
            Section("signed", say("signed"), [Blanks([pair[say.zh] for pair in APPROVAL], high=True)]),
        ],
        say("foot", version=_core.version),
    )


def write_risk_list(
    twin: Network | Twin, risk: Risk, path: str | os.PathLike[str], lang: str | None = None, *, top: int = TOP
) -> None:
    """Writes the risk list: .html, one offline page for print on A4; .xlsx, a workbook with the map as shapes.

    Grades in four colours by number, length and share of the risk, conclusions of the rules, a map of all pipes by
    grade, and the `top` assets by risk per km with place, interval of risk and rank, conclusion with its date, causes
    and room for who is responsible. lang: "zh" or "en", default the environment's. An existing file survives unless the
    new one is complete.

    Raises `Error`: another ending, another language, no place to write.
    """
    paper_place(path)
    paper = risk_paper(twin, risk, paper_language(lang), top)
    (write_page if has_suffix(path, (".html",)) else write_workbook_paper)(paper, path)
