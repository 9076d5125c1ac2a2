# SPDX-License-Identifier: Apache-2.0
"""A calibration as one offline page, as JSON and as CSV files."""

from __future__ import annotations

import html
import json
import math
import os
import re
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any

import pandas as pd

from ..files import make_folder, replacing
from ..frames import _error
from ..messages import LANGUAGES, default_language
from . import Calibration
from .charts import decile_chart, lift_chart, pit_chart
from .scores import CUTS
from .texts import text

CUT_NAMES = [f"caught_{round(100 * cut)}" for cut in CUTS]
# What a spreadsheet takes for a formula; a number is none.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def _cell(value: Any, digits: int = 3) -> str:
    if isinstance(value, float):
        return "–" if math.isnan(value) else f"{value:.{digits}f}"
    return html.escape(str(value))


def _table(headers: Iterable[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """Cells are HTML already; the first `words` columns hold text."""
    head = "".join(f"<th>{html.escape(h)}</th>" for h in headers)
    body = "".join(
        "<tr>" + "".join(f"<td{' class=words' if at < words else ''}>{c}</td>" for at, c in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _share(row: dict[Any, Any], name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    interval = "" if math.isnan(low) else f" <small>{low:.2f}–{high:.2f}</small>"
    return f"{row[name]:.3f}{interval}"


def _ranking(table: pd.DataFrame, lang: str) -> str:
    rows = [
        [
            html.escape(text(row["ranking"], lang)),
            *(_share(row, name) for name in CUT_NAMES),
            *(_cell(row[c], 1) for c in ("expected", "observed")),
            *(_cell(row[c], 4) for c in ("brier", "log_score")),
        ]
        for row in table.to_dict("records")
    ]
    names = [text(c, lang) for c in ("expected", "observed", "brier", "log_score")]
    return _table([text("rank_by", lang), *(f"{100 * c:g} %" for c in CUTS), *names], rows)


def _rolling(table: pd.DataFrame, lang: str) -> str:
    rows = [
        [
            html.escape(text(row["ranking"], lang)),
            *(_cell(row[name]) for name in CUT_NAMES),
            *(_cell(row[c], 1) for c in ("expected", "observed")),
            _cell(row["splits"]),
        ]
        for row in table.to_dict("records")
    ]
    names = [text(c, lang) for c in ("expected", "observed", "splits")]
    return _table([text("rank_by", lang), *(f"{100 * c:g} %" for c in CUTS), *names], rows)


def _left_out(table: pd.DataFrame, lang: str) -> str:
    rows = [
        [
            html.escape(text(r["what"], lang)),
            html.escape(text(r["reason"], lang)),
            _cell(r["rows"]),
            _cell(r["examples"]),
        ]
        for r in table.to_dict("records")
    ]
    return _table([text(c, lang) for c in ("what", "reason", "rows", "examples")], rows, 2)


def _coefficients(table: pd.DataFrame, lang: str) -> str:
    columns = [c for c in table.columns if c != "table_name"]
    return _table(
        [text(c, lang) for c in columns], [[_cell(v) for v in row] for row in table[columns].to_numpy().tolist()]
    )


def _facts(figures: dict[str, Any], lang: str) -> str:
    cells = [(text(k, lang), f"{v:.2f}" if isinstance(v, float) else str(v)) for k, v in figures.items()]
    return _table([text("facts", lang), ""], [[html.escape(k), html.escape(v)] for k, v in cells])


def _section(tables: dict[str, pd.DataFrame], kind: str, figures: dict[str, Any], lang: str) -> str:
    mine = {n: t[t.table_name == kind] for n, t in tables.items() if (t.table_name == kind).any()}
    charts = {"lift": lift_chart, "decile": decile_chart, "pit": pit_chart}
    drawn = "".join(
        f"<figure><figcaption>{html.escape(text(n, lang))}</figcaption>{draw(mine[n], lang)}</figure>"
        for n, draw in charts.items()
    )
    blocks = {"ranking": _ranking, "rolling_mean": _rolling, "coefficient": _coefficients, "left_out": _left_out}
    written = {
        n: f"<h3>{html.escape(text(n.removesuffix('_mean'), lang))}</h3>{block(mine[n], lang)}"
        for n, block in blocks.items()
        if n in mine
    }
    head = f"<h2>{html.escape(text(kind, lang))}</h2>{written.pop('ranking')}"
    return (
        f'<section>{head}<div class="charts">{drawn}</div>{"".join(written.values())}{_facts(figures, lang)}</section>'
    )


def html_page(found: Calibration, lang: str | None = None) -> str:
    """The whole page."""
    lang = default_language() if lang is None else lang
    if lang not in LANGUAGES:
        raise _error("usage", column="lang", value=str(lang), detail=f"one of {', '.join(LANGUAGES)}")
    css = resources.files(__package__).joinpath("page.css").read_text("utf-8")
    tables, summary = found.tables(), found.summary
    sections = [_section(tables, kind, figures, lang) for kind, figures in summary["assets"].items()]
    failed = "".join(
        f"<p>{html.escape(text('not_scored', lang))}: {html.escape(text(kind, lang))}: {html.escape(why)}</p>"
        for kind, why in summary["not_scored"].items()
    )
    title = html.escape(f"{text('title', lang)} · {text('split', lang)} {summary['split']}")
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{css}</style></head>"
        f"<body><h1>{title}</h1><p>{html.escape(text('protocol', lang))}</p>{''.join(sections)}{failed}</body></html>"
    )


def _guarded(table: pd.DataFrame) -> pd.DataFrame:
    """Texts that a spreadsheet would compute stand behind an apostrophe."""

    def guard(value: Any) -> Any:
        return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value

    return table.assign(**{c: table[c].map(guard) for c in table.columns if table[c].dtype == object})


def _plain(value: Any) -> Any:
    """Numbers and texts that JSON holds; NaN is null."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def as_json(found: Calibration) -> dict[str, Any]:
    """Summary and the short tables, without those that have a row per asset or per step."""
    long = ("lift", "prediction")
    tables = {n: t.to_dict("records") for n, t in found.tables().items() if n not in long}
    plain: dict[str, Any] = _plain({**found.summary, **tables})
    return plain


def write_files(found: Calibration, folder: str | os.PathLike[str], lang: str | None = None) -> list[str]:
    """Page, JSON and one CSV per table; the paths written."""
    page = html_page(found, lang)
    place = make_folder(folder)
    paths = []
    texts = {"calibration.html": page, "calibration.json": json.dumps(as_json(found), ensure_ascii=False, indent=1)}
    for name, content in texts.items():
        with replacing(place / name) as unfinished:
            unfinished.write_text(content, "utf-8")
        paths.append(str(place / name))
    for name, table in found.tables().items():
        with replacing(place / f"{name}.csv") as unfinished:
            _guarded(table).to_csv(unfinished, index=False, encoding="utf-8-sig")
        paths.append(str(place / f"{name}.csv"))
    return paths
