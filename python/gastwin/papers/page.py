# SPDX-License-Identifier: Apache-2.0
"""A paper as one offline page that prints on A4: no script, nothing fetched, the page says so to the browser."""

from __future__ import annotations

import html
import os
from importlib import resources
from pathlib import Path

from .. import _core
from ..files import replacing
from .drawing import svg
from .paper import NUMBERS, Blanks, Block, Facts, Grid, Heading, Paper, Picture, Section, shown

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def _css_text(text: str) -> str:
    """A text inside the quotes of a style sheet."""
    return "".join(c if c.isalnum() or c in " ,.:-()/" else f"\\{ord(c):x} " for c in text)


def _cell(tag: str, text: str, kind: str, style: str = "") -> str:
    name = ' class="n"' if kind in NUMBERS else ""
    colour = f' style="{style}"' if style else ""
    return f"<{tag}{name}{colour}>{text}</{tag}>"


def _row(grid: Grid, n: int) -> str:
    cells = []
    for c, (value, column) in enumerate(zip(grid.rows[n], grid.columns, strict=True)):
        text = html.escape(shown(value, column.kind))
        if c == 0 and grid.links and grid.links[n]:
            text = f'<a href="#{grid.links[n]}">{text}</a>'
        colour = grid.colours[n] if c == grid.coloured else ""
        cells.append(_cell("td", text, column.kind, f"background:{colour}" if colour else ""))
    return f"<tr>{''.join(cells)}</tr>"


def _grid(grid: Grid) -> str:
    head = "".join(_cell("th", html.escape(c.head), c.kind) for c in grid.columns)
    body = "".join(_row(grid, n) for n in range(len(grid.rows)))
    whole = sum(c.wide for c in grid.columns)
    widths = "".join(f'<col style="width:{100.0 * c.wide / whole:.1f}%">' for c in grid.columns)
    if grid.total is not None:
        pairs = zip(grid.total, grid.columns, strict=True)
        last = "".join(_cell("td", html.escape(shown(value, column.kind)), column.kind) for value, column in pairs)
        body += f'<tr class="total">{last}</tr>'
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _facts(facts: Facts) -> str:
    pairs = "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd>" for k, v in facts.pairs)
    columns = "auto 1fr " * facts.columns
    return f'<dl style="grid-template-columns:{columns.strip()}">{pairs}</dl>'


def _blanks(blanks: Blanks) -> str:
    kind = "blanks high" if blanks.high else "blanks"
    boxes = "".join(f"<div>{html.escape(name)}</div>" for name in blanks.names)
    return f'<div class="{kind}" style="grid-template-columns:repeat({blanks.columns},1fr)">{boxes}</div>'


def _block(block: Block) -> str:
    if isinstance(block, Grid):
        return _grid(block)
    if isinstance(block, Facts):
        return _facts(block)
    if isinstance(block, Heading):
        return f"<h3>{html.escape(block.text)}</h3>"
    if isinstance(block, Picture):
        caption = f"<figcaption>{html.escape(block.caption)}</figcaption>" if block.caption else ""
        return f"<figure>{svg(block.drawing)}{caption}</figure>"
    if isinstance(block, Blanks):
        return _blanks(block)
    kind = f' class="{block.kind}"' if block.kind != "plain" else ""
    return f"<p{kind}>{html.escape(block.text)}</p>"


def _section(section: Section) -> str:
    kinds = [kind for kind, on in (("page", section.new_page), ("dense", section.dense)) if on]
    name = f' class="{" ".join(kinds)}"' if kinds else ""
    body = "".join(_block(block) for block in section.blocks)
    return f'<section id="{section.key}"{name}><h2>{html.escape(section.title)}</h2>{body}</section>'


def page_html(paper: Paper) -> str:
    """The whole page as text."""
    assert all(set(section.key) <= _SAFE for section in paper.sections), "keys of sections are plain"
    style = (resources.files(__package__) / "page.css").read_text("utf-8")
    if paper.foot:
        style += f'@page {{ @bottom-left {{ content: "{_css_text(paper.foot)}"; }} }}'
    title = html.escape(paper.title)
    below = "".join(f"<p>{html.escape(line)}</p>" for line in paper.below)
    warnings = "".join(f'<p class="warning">{html.escape(line)}</p>' for line in paper.warnings)
    sections = "\n".join(_section(section) for section in paper.sections)
    return (
        f'<!doctype html>\n<html lang="{paper.lang}" data-version="{html.escape(_core.version)}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n{below}\n{warnings}{sections}\n</body>\n</html>\n"
    )


def write_page(paper: Paper, path: str | os.PathLike[str]) -> None:
    """Writes the page; an existing file survives unless the new one is complete."""
    with replacing(Path(path)) as unfinished:
        unfinished.write_text(page_html(paper), "utf-8")
