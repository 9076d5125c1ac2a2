# SPDX-License-Identifier: Apache-2.0
"""Networks of other programs, damaged at random: each is read or refused with an Error, and never anything else.

    PYTHONPATH=python python tests/fuzz/exchange_fuzz.py SECONDS [SEED]

Without coverage to guide it, the damage follows the formats: words, numbers and pieces are exchanged as often as bytes.
Ends with 1 at the first finding, which it leaves beside itself in the current folder.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
import time
from pathlib import Path

import gastwin as gt

INP = """[JUNCTIONS]
J1 10 3600 ;
J2 5 1800 P1
[RESERVOIRS]
R1 20
[TANKS]
T1 20 3
[PIPES]
P1 R1 J1 1000 100 0.1 2.0 Open
P2 J1 J2 500 80 0.1 0 CV
P3 J2 T1 500 80 0.1 0 Closed
[PUMPS]
U1 R1 J2 HEAD 1
[VALVES]
V1 J1 J2 80 PRV 0.5 0
[STATUS]
V1 Closed
[PATTERNS]
P1 0.5 1.5
[DEMANDS]
J2 7 P1
[OPTIONS]
Units CMH
Headloss D-W
[COORDINATES]
J1 100 200
"""

NET = """<?xml version="1.0" encoding="UTF-8"?>
<network xmlns="http://gaslib.zib.de/Gas" xmlns:framework="http://gaslib.zib.de/Framework"><framework:nodes>
<source id="A" x="0" y="1"><height unit="m" value="5"/><pressureMax unit="bar" value="5"/>
<normDensity unit="kg_per_m_cube" value="0.8"/><molarMass unit="kg_per_kmol" value="18"/>
<gasTemperature unit="Celsius" value="10"/><pseudocriticalPressure unit="bar" value="46"/>
<pseudocriticalTemperature unit="K" value="200"/></source>
<sink id="B" x="1" y="1"><height unit="m" value="5"/></sink></framework:nodes><framework:connections>
<pipe id="P" from="A" to="B"><length unit="km" value="1"/><diameter unit="mm" value="100"/>
<roughness unit="mm" value="0.1"/></pipe><valve id="V" from="A" to="B"/>
<controlValve id="C" from="A" to="B"><pressureOutMax unit="barg" value="3"/></controlValve>
<resistor id="R" from="A" to="B"><diameter unit="mm" value="100"/><dragFactor value="1"/></resistor>
</framework:connections></network>"""

SCN = """<boundaryValue><scenario id="s"><node type="exit" id="B"><flow unit="1000m_cube_per_hour" value="1"/></node>
</scenario></boundaryValue>"""


def _frame(**columns: list[object]) -> dict[str, object]:
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    content = {"columns": list(columns), "index": list(range(len(rows))), "data": rows}
    return {"_module": "pandas.core.frame", "_class": "DataFrame", "_object": json.dumps(content)}


def _pandapipes() -> str:
    fluid = {
        "is_gas": True,
        "all_properties": {
            "density": {"_class": "P", "_object": {"x": [270, 300], "y": [0.8, 0.7]}},
            "viscosity": {"_class": "P", "_object": {"value": 1.1e-5}},
            "compressibility": {"_class": "P", "_object": {"slope": -0.002, "offset": 1.0}},
        },
    }
    ends: dict[str, list[object]] = {"from_junction": [0], "to_junction": [1]}
    control: dict[str, list[object]] = {"controlled_junction": [1], "controlled_p_bar": [0.5]}
    return json.dumps(
        {
            "_class": "pandapipesNet",
            "_object": {
                "fluid": {"_class": "Fluid", "_object": json.dumps(fluid)},
                "junction": _frame(tfluid_k=[283.0, 283.0], height_m=[0.0, 1.0], in_service=[True, True]),
                "junction_geodata": _frame(x=[0, 1], y=[0, 1]),
                "pipe": _frame(**ends, length_km=[0.5], inner_diameter_mm=[80], k_mm=[0.1], loss_coefficient=[0]),
                "valve": _frame(
                    junction=[0], element=[0], et=["pi"], opened=[True], loss_coefficient=[0], inner_diameter_mm=[80]
                ),
                "press_control": _frame(**ends, **control),
                "flow_control": _frame(**ends, controlled_mdot_kg_per_s=[0.1]),
                "ext_grid": _frame(junction=[0], p_bar=[0.2]),
                "sink": _frame(junction=[1], mdot_kg_per_s=[0.01], scaling=[1.0]),
            },
        }
    )


SEEDS = {".inp": INP, ".net": NET, ".json": _pandapipes()}
ODD = [
    "",
    "0",
    "-1",
    "1e999",
    "nan",
    "-inf",
    "9" * 400,
    "null",
    "[]",
    "{}",
    '""',
    "true",
    "A",
    "P1",
    "管",
    "\x00",
    "💥",
]
ODD += ["1e-320", "[" * 30, "{" * 3000, "&x;", '<!DOCTYPE x [<!ENTITY x "y">]>', "UTF-16", "-0", "2147483648", "\ud800"]


def damaged(text: str, chance: random.Random) -> bytes:
    """One to six pieces of the text exchanged, doubled, moved or cut out; now and then single bytes too."""
    for _ in range(chance.randint(1, 6)):
        pieces = list(re.finditer(r"[\w.+-]+|\S", text)) or list(re.finditer(r"^", text))
        piece = chance.choice(pieces)
        other = chance.choice(pieces).group()
        new = chance.choice([chance.choice(ODD), other, piece.group() * 2, ""])
        text = text[: piece.start()] + new + text[piece.end() :]
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(chance.choice([0, 0, 0, 1, 5])):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.05 else data)


def is_answered(path: Path) -> bool:
    """Read (True) or refused with an Error (False); anything else passes through."""
    try:
        gt.read_network(path)
    except gt.Error as error:
        assert error.kind != "internal", error
        return False
    return True


def main() -> int:
    seconds = float(sys.argv[1])
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    runs = dict.fromkeys(SEEDS, 0)
    read = dict.fromkeys(SEEDS, 0)
    slowest = 0.0
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        while time.process_time() - start < seconds:
            for ending, text in SEEDS.items():
                path = Path(folder) / f"network{ending}"
                data = damaged(text, chance)
                path.write_bytes(data)
                if ending == ".net":
                    path.with_suffix(".scn").write_bytes(
                        damaged(SCN, chance) if chance.random() < 0.5 else SCN.encode()
                    )
                began = time.process_time()
                try:
                    read[ending] += is_answered(path)
                except BaseException:
                    Path(f"finding{ending}").write_bytes(data)
                    print(f"after {runs}: finding{ending}", flush=True)
                    raise
                slowest = max(slowest, time.process_time() - began)
                runs[ending] += 1
    print(f"runs {runs}, read {read}, slowest {slowest:.2f} s, CPU {time.process_time() - start:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
