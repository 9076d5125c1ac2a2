# SPDX-License-Identifier: Apache-2.0
"""The looks of cells, by name, as the style sheet of a workbook (ISO/IEC 29500-1, 18.8)."""

from __future__ import annotations

from dataclasses import dataclass

from .grades import GRADE_FILL

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_INK, _DARK, _GREY, _RED = "FF1D2733", "FF1D3557", "FF5B6673", "FFB00020"


@dataclass(frozen=True)
class _Look:
    size: int = 10
    bold: bool = False
    ink: str = ""
    fill: str = ""
    boxed: bool = False
    number: str = ""
    right: bool = False
    wrap: bool = False
    middle: bool = False


_MONEY, _WHOLE, _METRES, _KM, _SHARE, _REAL = (
    "#,##0.00",
    "#,##0",
    "#,##0.00",
    "#,##0.000",
    "0.0%",
    "[&gt;=1000]#,##0;[&gt;=1]0.0;0.0#####",
)
_BY_KIND = {"whole": _WHOLE, "money": _MONEY, "metres": _METRES, "km": _KM, "share": _SHARE, "real": _REAL}
_LOOKS: dict[str, _Look] = {
    "": _Look(size=10),
    "header": _Look(size=10, bold=True, ink="FFFFFFFF", fill=_DARK),
    "tablemoney": _Look(size=10, number=_MONEY),
    "title": _Look(size=18, bold=True, ink=_DARK),
    "section": _Look(size=14, bold=True, ink=_DARK),
    "heading": _Look(size=11, bold=True, ink=_DARK),
    "plain": _Look(size=10, wrap=True),
    "note": _Look(size=9, ink=_GREY, wrap=True),
    "warning": _Look(size=11, bold=True, ink=_RED, boxed=True, wrap=True),
    "name": _Look(size=9, ink=_GREY, wrap=True),
    "known": _Look(size=9, bold=True, wrap=True),
    "head": _Look(size=9, bold=True, fill="FFEEF1F4", boxed=True, wrap=True, middle=True),
    "blank": _Look(size=9, ink=_GREY, boxed=True, wrap=True),
    "text": _Look(size=9, boxed=True, wrap=True),
    "total-text": _Look(size=9, bold=True, fill="FFF6F7F9", boxed=True, wrap=True),
    **{kind: _Look(size=9, boxed=True, number=code, right=True) for kind, code in _BY_KIND.items()},
    **{
        f"total-{kind}": _Look(size=9, bold=True, fill="FFF6F7F9", boxed=True, number=code, right=True)
        for kind, code in _BY_KIND.items()
    },
}
GRADE_FILLS = tuple(f"FF{colour.lstrip('#').upper()}" for colour in GRADE_FILL.values())
_LOOKS |= {f"fill-{fill[2:].lower()}": _Look(size=9, fill=fill, boxed=True, wrap=True) for fill in GRADE_FILLS}
_NUMBER = {name: n for n, name in enumerate(_LOOKS)}


def style(name: str) -> int:
    """Number of a look in the style sheet."""
    return _NUMBER[name]


def _parts() -> tuple[list[str], list[str], list[str], list[str]]:
    """Fonts, fills, number formats and cells, each listed once."""
    fonts: list[str] = []
    fills = ['<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>']
    formats: list[str] = []
    cells: list[str] = []

    def at(listed: list[str], part: str) -> int:
        if part not in listed:
            listed.append(part)
        return listed.index(part)

    for look in _LOOKS.values():
        ink = f'<color rgb="{look.ink}"/>' if look.ink else ""
        font = f'<font>{"<b/>" if look.bold else ""}<sz val="{look.size}"/>{ink}<name val="Arial"/></font>'
        solid = f'<fill><patternFill patternType="solid"><fgColor rgb="{look.fill}"/></patternFill></fill>'
        fill = at(fills, solid) if look.fill else 0
        code = {"": 0, "General": 0}.get(look.number)
        if code is None:
            code = 164 + at(formats, look.number)
        place = ' vertical="center"' if look.middle else ' vertical="top"' if look.boxed or look.wrap else ""
        place += (' wrapText="1"' if look.wrap else "") + (' horizontal="right"' if look.right else "")
        align = f"<alignment{place}/>" if place else ""
        cells.append(
            f'<xf numFmtId="{code}" fontId="{at(fonts, font)}" fillId="{fill}" borderId="{int(look.boxed)}" '
            f'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{align}</xf>'
        )
    return fonts, fills, formats, cells


def style_sheet() -> str:
    """The part xl/styles.xml."""
    fonts, fills, formats, cells = _parts()
    codes = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for n, code in enumerate(formats)
    )
    side = "".join(f'<{s} style="thin"><color rgb="FFB8BEC6"/></{s}>' for s in ("left", "right", "top", "bottom"))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
        f'<numFmts count="{len(formats)}">{codes}</numFmts><fonts count="{len(fonts)}">{"".join(fonts)}</fonts>'
        f'<fills count="{len(fills)}">{"".join(fills)}</fills><borders count="2"><border/><border>{side}<diagonal/>'
        '</border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{len(cells)}">{"".join(cells)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
