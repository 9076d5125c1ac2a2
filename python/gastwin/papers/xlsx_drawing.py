# SPDX-License-Identifier: Apache-2.0
"""A drawing as shapes of a workbook (DrawingML, ISO/IEC 29500-1, 20.1 and 20.5): lines stay lines at any size."""

from __future__ import annotations

from xml.sax.saxutils import escape

from .drawing import Circle, Drawing, Label, Lines, Shape, text_width

EMU_PER_PX = 9525  # at 96 px per inch
_UNITS = 100  # of a path, per px
_SHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ILLEGAL = {code: None for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}


def _emu(px: float) -> int:
    return round(px * EMU_PER_PX)


def _colour(code: str) -> str:
    """Six hexadecimal digits of #rgb or #rrggbb."""
    digits = code.lstrip("#")
    return (digits if len(digits) == 6 else "".join(2 * d for d in digits)).upper()


def _fill(code: str, opacity: float = 1.0) -> str:
    if not code:
        return "<a:noFill/>"
    alpha = f'<a:alpha val="{round(1e5 * opacity)}"/>' if opacity < 1.0 else ""
    return f'<a:solidFill><a:srgbClr val="{_colour(code)}">{alpha}</a:srgbClr></a:solidFill>'


def _pen(code: str, width: float, dashed: bool) -> str:
    if not code:
        return "<a:ln><a:noFill/></a:ln>"
    dash = '<a:prstDash val="dash"/>' if dashed else ""
    return f'<a:ln w="{_emu(width)}" cap="rnd">{_fill(code)}{dash}<a:round/></a:ln>'


def _shape(number: int, frame: str, geometry: str, look: str, text: str = "") -> str:
    box = ' txBox="1"' if text else ""
    return (
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="{number}" name="s{number}"/><xdr:cNvSpPr{box}/>'
        f"</xdr:nvSpPr><xdr:spPr>{frame}{geometry}{look}</xdr:spPr>{text}</xdr:sp>"
    )


def _frame(x: float, y: float, wide: float, high: float, angle: float = 0.0) -> str:
    turn = f' rot="{round(angle * 60000) % 21600000}"' if angle else ""
    return f'<a:xfrm{turn}><a:off x="{_emu(x)}" y="{_emu(y)}"/><a:ext cx="{_emu(wide)}" cy="{_emu(high)}"/></a:xfrm>'


def _preset(name: str) -> str:
    return f'<a:prstGeom prst="{name}"><a:avLst/></a:prstGeom>'


def _path(shape: Lines, width: float, height: float) -> str:
    """Custom geometry over the whole drawing, so that no extent has to be worked out."""
    steps = []
    for line in shape.lines:
        if len(line) < 2:
            continue
        for n, (x, y) in enumerate(line):
            kind = "lnTo" if n else "moveTo"
            steps.append(f'<a:{kind}><a:pt x="{round(x * _UNITS)}" y="{round(y * _UNITS)}"/></a:{kind}>')
        if shape.fill:
            steps.append("<a:close/>")
    fill = "" if shape.fill else ' fill="none"'
    size = f'w="{round(width * _UNITS)}" h="{round(height * _UNITS)}"'
    return (
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path {size}{fill}>{"".join(steps)}</a:path></a:pathLst>'
        "</a:custGeom>"
    )


def _label(number: int, shape: Label) -> str:
    wide, high = text_width(shape.text, shape.size) + 6.0, 1.5 * shape.size
    left = {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor] * wide
    x, y = shape.x - left, shape.y - 0.35 * shape.size - 0.5 * high
    bold = ' b="1"' if shape.bold else ""
    align = {"start": "l", "middle": "ctr", "end": "r"}[shape.anchor]
    shown = escape(shape.text.translate(_ILLEGAL))
    text = (
        '<xdr:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
        f'<a:p><a:pPr algn="{align}"/><a:r><a:rPr lang="zh-CN" sz="{round(shape.size * 75)}"{bold}>'
        f'{_fill(shape.colour)}<a:latin typeface="Arial"/></a:rPr><a:t>'
        f"{shown}</a:t></a:r></a:p></xdr:txBody>"
    )
    return _shape(
        number, _frame(x, y, wide, high, shape.angle), _preset("rect"), "<a:noFill/>" + _pen("", 0, False), text
    )


def _shown(number: int, shape: Shape, drawing: Drawing) -> str:
    if isinstance(shape, Label):
        return _label(number, shape)
    if isinstance(shape, Lines):
        frame, geometry = _frame(0, 0, drawing.width, drawing.height), _path(shape, drawing.width, drawing.height)
        return _shape(number, frame, geometry, _fill(shape.fill) + _pen(shape.stroke, shape.width, shape.dashed))
    if isinstance(shape, Circle):
        frame = _frame(shape.x - shape.r, shape.y - shape.r, 2 * shape.r, 2 * shape.r)
        return _shape(number, frame, _preset("ellipse"), _fill(shape.fill) + _pen(shape.stroke, 1.0, shape.dashed))
    frame = _frame(shape.x, shape.y, shape.wide, shape.high)
    return _shape(number, frame, _preset("rect"), _fill(shape.fill, shape.opacity) + _pen(shape.stroke, 1.0, False))


def _is_drawn(shape: Shape, drawing: Drawing) -> bool:
    """A sheet has no clip: what lies outside is left away."""
    if isinstance(shape, Lines):
        return any(len(line) > 1 for line in shape.lines)
    return -1.0 <= shape.x <= drawing.width + 1.0 and -1.0 <= shape.y <= drawing.height + 1.0


def _group(first: int, row: int, drawing: Drawing, wide_px: float) -> str:
    """One drawing as a group that hangs on the first cell of a row."""
    wide, high = _emu(wide_px), _emu(wide_px * drawing.height / drawing.width)
    inside = f'<a:chOff x="0" y="0"/><a:chExt cx="{_emu(drawing.width)}" cy="{_emu(drawing.height)}"/>'
    frame = f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/>{inside}</a:xfrm>'
    drawn = [shape for shape in drawing.shapes if _is_drawn(shape, drawing)]
    shapes = "".join(_shown(first + 1 + n, shape, drawing) for n, shape in enumerate(drawn))
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f'<xdr:rowOff>{_emu(2)}</xdr:rowOff></xdr:from><xdr:ext cx="{wide}" cy="{high}"/><xdr:grpSp><xdr:nvGrpSpPr>'
        f'<xdr:cNvPr id="{first}" name="map{first}"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr>{frame}'
        f"</xdr:grpSpPr>{shapes}</xdr:grpSp><xdr:clientData/></xdr:oneCellAnchor>"
    )


def drawing_part(drawings: list[tuple[int, Drawing, float]]) -> str:
    """The part of a package with the drawings of one sheet: row it starts at (from 0), drawing, width in px."""
    anchors, number = [], 2
    for row, drawing, wide_px in drawings:
        anchors.append(_group(number, row, drawing, wide_px))
        number += len(drawing.shapes) + 1
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<xdr:wsDr xmlns:xdr="{_SHEET}" xmlns:a="{_MAIN}">{"".join(anchors)}</xdr:wsDr>'
    )
