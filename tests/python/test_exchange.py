# SPDX-License-Identifier: Apache-2.0
"""Networks of other programs: pandapipes, EPANET, GasLib."""

import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

Run = Callable[..., tuple[int, dict[str, Any], str]]

INP = """
[TITLE]
小区
[JUNCTIONS]
;ID  Elev  Demand  Pattern
J1   10    3600    ;
J2   10    0
J3   5     1800    P1
J4   5     60
[RESERVOIRS]
R1   20
[PIPES]
P1   R1  J1  1000  100  0.1  2.0  Open
P2   J1  J2  500   80   0.1  0    CV
P3   J2  J3  500   80   0.1  0    Closed
P4   J1  J3  700   80   0.1
[VALVES]
V1   J3  J4  80  PRV  0.5  0
V2   J2  J4  80  TCV  0    0
[STATUS]
V2   Closed
[PATTERNS]
P1   0.5  1.5
P1   1.0  1.0
[OPTIONS]
Units      CMH
Headloss   D-W
[COORDINATES]
J1   100  200
R1   0    200
[END]
"""


@pytest.fixture
def inp(tmp_path: Path) -> Path:
    path = tmp_path / "小区.inp"
    path.write_text(INP, "utf-8")
    return path


def pandapipes_net(law: str, heights: tuple[float, ...] = (0.0,) * 6) -> Any:
    """A tree with a valve of each kind, draw-offs and an injection; solved."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pp = pytest.importorskip("pandapipes")
        net = pp.create_empty_network(fluid="lgas")
        j = [pp.create_junction(net, 1.0, 283.15, height_m=h, geodata=(100.0 * i, 7.0)) for i, h in enumerate(heights)]
        pp.create_ext_grid(net, j[0], p_bar=1.1, t_k=283.15)
        for a, b, km, mm, zeta in ((0, 1, 0.5, 100, 2.0), (2, 1, 0.5, 80, 0), (1, 3, 0.4, 80, 0), (3, 4, 0.3, 50, 1.5)):
            pp.create_pipe_from_parameters(net, j[a], j[b], km, mm, k_mm=0.1, loss_coefficient=zeta)
        out = pp.create_pipe_from_parameters(net, j[4], j[5], 0.2, 50, k_mm=0.1)
        pp.create_pipe_from_parameters(net, j[0], j[5], 0.2, 50, k_mm=0.1, in_service=False)
        pp.create_valve(net, j[2], j[3], "ju", 80, opened=True)
        pp.create_valve(net, j[1], j[4], "ju", 80, opened=False)
        pp.create_valve(net, j[4], out, "pi", 50, opened=True)
        pp.create_sink(net, j[4], 0.03)
        pp.create_sink(net, j[5], 0.02, scaling=0.5)
        pp.create_source(net, j[2], 0.004)
        tight = {"tol_p": 1e-10, "tol_m": 1e-10, "tol_res": 1e-9, "max_iter_hyd": 200, "use_numba": False}
        pp.pipeflow(net, friction_model=law, **tight)
    return net


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("nikuradse", "nikuradse"), ("swamee-jain", "swamee_jain_pandapipes"), ("colebrook", "colebrook_stanet")],
)
def test_pandapipes_json_solves_to_the_same_pressures(theirs: str, ours: str, tmp_path: Path) -> None:
    net = pandapipes_net(theirs)
    import pandapipes as pp

    pp.to_json(net, str(tmp_path / "net.json"))
    read = gt.read_network(tmp_path / "net.json")
    state = gt.solve(read, friction=ours, tolerance=1e-12)
    assert state.status == "converged"
    expected = net.res_junction.p_bar.to_numpy() * 1e5
    np.testing.assert_allclose(state.node.gauge_pressure_pa, expected, rtol=0, atol=0.1)  # 1e-6 bar
    assert (len(read.pipe), len(read.valve), len(read.customer)) == (5, 3, 3)


def test_pandapipes_heights_count(tmp_path: Path) -> None:
    heights = (0.0, 0.0, 5.0, 20.0, 20.0, 0.0)
    net = pandapipes_net("nikuradse", heights)
    import pandapipes as pp

    pp.to_json(net, str(tmp_path / "net.json"))
    read = gt.read_network(tmp_path / "net.json")
    assert read.node.elevation_m.tolist() == list(heights)
    gauge = gt.solve(read, friction="nikuradse", tolerance=1e-12).node.gauge_pressure_pa
    # pandapipes has 9.81 m/s², gastwin 9.80665: 3.4e-4 of the weight of 20 m of gas, 330 Pa, and what follows from it.
    np.testing.assert_allclose(gauge, net.res_junction.p_bar.to_numpy() * 1e5, rtol=0, atol=2.0)
    level = pandapipes_net("nikuradse").res_junction.p_bar.to_numpy() * 1e5
    assert np.abs(gauge - level).max() > 50.0


def test_pandapipes_elements_without_a_like_are_refused(tmp_path: Path) -> None:
    net = pandapipes_net("nikuradse")
    import pandapipes as pp

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pp.create_mass_storage(net, 1, 0.1)
    pp.to_json(net, str(tmp_path / "net.json"))
    with pytest.raises(gt.Error, match="mass_storage") as refused:
        gt.read_network(tmp_path / "net.json")
    assert refused.value.kind == "unreadable_file"


def test_the_command_line_imports_a_pandapipes_net(gastwin: Run, tmp_path: Path) -> None:
    net = pandapipes_net("nikuradse")
    import pandapipes as pp

    pp.to_json(net, str(tmp_path / "net.json"))
    status, summary, error = gastwin("import", tmp_path / "net.json", "-o", tmp_path / "t.gpkg")
    assert (status, error) == (0, "") and summary["pipes"] == 5
    status, summary, _ = gastwin("solve", tmp_path / "t.gpkg", "--friction", "nikuradse", "--load", "fixed")
    assert status == 0 and summary["min_gauge_pressure_pa"] == pytest.approx(net.res_junction.p_bar.min() * 1e5, abs=1)


def test_epanet_topology_valves_and_demands(inp: Path) -> None:
    net = gt.read_network(inp)
    assert net.node.id.tolist() == ["J1", "J2", "J3", "J4", "R1", "P2 check valve"]
    pipe = net.pipe.to_dict()
    assert pipe["id"].tolist() == ["P1", "P2", "P3", "P4"]
    assert pipe["from_node"].tolist() == ["R1", "P2 check valve", "J2", "J1"]
    assert pipe["inner_diameter_m"].tolist() == [0.1, 0.08, 0.08, 0.08]
    assert pipe["roughness_m"].tolist() == pytest.approx([1e-4] * 4)
    assert pipe["loss_coefficient"].tolist() == [2.0, 0.0, 0.0, 0.0]
    density = net.gas.reference_density_kg_m3
    assert dict(zip(net.customer.id, net.customer.demand_kg_s / density, strict=True)) == pytest.approx(
        {"J1": 1.0, "J3": 0.5, "J4": 1 / 60}
    )
    assert dict(zip(net.valve.id, net.valve.open, strict=True)) == {"P3": 0, "V2": 0}
    control = dict(zip(net.regulator.id, net.regulator.control, strict=True))
    assert control == {"P2 check valve": "check_valve", "V1": "regulator"}
    assert net.regulator.set_gauge_pressure_pa[1] == pytest.approx(0.5 * 9806.65)
    assert net.source.gauge_pressure_pa.tolist() == pytest.approx([20 * 9806.65])
    assert net.node.x_m[0] == 100.0 and np.isnan(net.node.x_m[1])


def test_epanet_solves(gastwin: Run, inp: Path, tmp_path: Path) -> None:
    inp.write_text(INP.replace("3600", "36").replace("1800", "18").replace("60\n", "6\n"), "utf-8")
    assert gastwin("import", inp, "-o", tmp_path / "t.gpkg")[0] == 0
    status, summary, _ = gastwin("solve", tmp_path / "t.gpkg", "--load", "fixed")
    assert status == 0 and summary["status"] == "converged"
    expected = 60 / 3600 * gt.Gas().reference_density_kg_m3
    assert summary["demand_kg_s"] == pytest.approx(expected)


def test_epanet_in_us_units_and_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "us.inp"
    text = INP.replace("CMH", "GPM").replace("J1 ", "北 ")
    path.write_bytes(text.encode("gb18030"))
    net = gt.read_network(path)
    assert net.node.id[0] == "北"
    assert net.pipe.length_m[0] == pytest.approx(304.8)
    assert net.pipe.inner_diameter_m[0] == pytest.approx(2.54)
    assert net.regulator.set_gauge_pressure_pa[1] == pytest.approx(0.5 * 6894.757)
    assert net.customer.demand_kg_s[0] == pytest.approx(3600 * 6.30901964e-5 * net.gas.reference_density_kg_m3)


@pytest.mark.parametrize(("name", "nodes", "pipes", "stations", "valves"), [("11", 11, 8, 2, 1), ("40", 40, 39, 6, 0)])
def test_gaslib_loads_and_solves(
    shared_data: Path, name: str, nodes: int, pipes: int, stations: int, valves: int
) -> None:
    path = shared_data / f"hydraulics/import_samples/gaslib_xml/GasLib-{name}/GasLib-{name}.net"
    net = gt.read_network(path)
    counts = (len(net.node), len(net.pipe), len(net.regulator), len(net.valve), len(net.source))
    assert counts == (nodes, pipes, stations, valves, 3)
    assert net.pipe.length_m.min() > 500 and net.pipe.length_m.max() < 2e5
    state = gt.solve(net)
    assert state.status == "converged" and state.node.supplied.all()
    assert state.demand_kg_s == pytest.approx(net.customer.demand_kg_s.sum()) and state.demand_kg_s > 0


def test_gaslib_11_in_figures(shared_data: Path) -> None:
    net = gt.read_network(shared_data / "hydraulics/import_samples/gaslib_xml/GasLib-11/GasLib-11.net")
    assert net.pipe.length_m[0] == 55e3 and net.pipe.inner_diameter_m[0] == 0.5 and net.pipe.roughness_m[0] == 1e-4
    assert net.gas.molar_mass_kg_mol == pytest.approx(0.0185674) and net.gas.temperature_k == pytest.approx(283.15)
    assert net.source.gauge_pressure_pa.tolist() == pytest.approx([70e5 - 101325] * 3)
    nominated = {"exit01": 100.0, "exit02": 120.0, "exit03": 80.0}
    demand = dict(zip(net.customer.id, net.customer.demand_kg_s * 3.6 / 0.785, strict=True))
    assert demand == pytest.approx(nominated)


def test_the_command_line_imports_gaslib_with_its_scenario(gastwin: Run, shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "hydraulics/import_samples/gaslib_xml/GasLib-11"
    status, summary, error = gastwin(
        "import", folder / "GasLib-11.net", folder / "GasLib-11.scn", "-o", tmp_path / "t.gpkg"
    )
    assert (status, error) == (0, "") and (summary["pipes"], summary["nodes"]) == (8, 11)
    shutil.copy(folder / "GasLib-11.net", tmp_path / "alone.net")
    net = gt.read_network(tmp_path / "alone.net")
    assert len(net.customer) == 0 and len(net.source) == 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "{"),
        ("b.json", "[]"),
        ("c.json", json.dumps({"_class": "pandapipesNet", "_object": {}})),
        ("d.inp", ""),
        ("e.inp", "[JUNCTIONS]\nJ1 x\n[PIPES]\nP1 J1 J1 a b c\n"),
        ("f.net", "<network>"),
        ("g.net", "<network/>"),
        ("h.net", "% P,1,2\n"),
        ("i.inp", "[JUNCTIONS]\nJ1 0\n[PIPES]\nP1 J1 J9 10 100 100\n[OPTIONS]\nUnits LPS\n"),
    ],
)
def test_damaged_files_are_one_line(gastwin: Run, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    status, _, error = gastwin("import", tmp_path / name, "-o", tmp_path / "t.gpkg")
    assert status == 2 and error.startswith("GT-") and "Traceback" not in error and name in error
    assert not (tmp_path / "t.gpkg").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.inp", "[JUNCTIONS]\nJ1 10 5 P1\n[PIPES]\nP1 J1 J1 1 1 1\n[PATTERNS]\nP1\n"),  # a pattern without factors
        ("a.inp", "[JUNCTIONS]\nJ1 10\n[PIPES]\nP1 J1\n"),
        ("a.inp", "\xff[JUNCTIONS]"),
        ("a.net", '<?xml version="1.0" encoding="UTF-8UTF-8"?><network/>'),
        ("a.net", '<?xml version="1.0" encoding="UTF-7"?><network/>'),
        (
            "a.net",
            '<!DOCTYPE x [<!ENTITY a "aaaa">'
            + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
            + "]><network>&k;</network>",
        ),
        ("a.net", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><network>&a;</network>'),
        ("a.json", "[" * 100_000),
        ("a.json", '{"_class": "pandapipesNet", "_object": {"fluid": ' + "[" * 500 + "]" * 500 + "}}"),
        ("a.json", '{"_class": "pandapipesNet", "_module": "os", "_object": "system"}'),
        ("a.json", ""),
        ("a.net", ""),
        ("a.inp", ""),
    ],
)
def test_damaged_and_hostile_networks_are_refused(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, "latin-1")
    with pytest.raises(gt.Error) as caught:
        gt.read_network(path)
    assert caught.value.kind == "unreadable_file" and name in str(caught.value)


def test_numbers_that_no_float_holds_are_refused(tmp_path: Path) -> None:
    net = pandapipes_net("nikuradse")
    import pandapipes as pp

    pp.to_json(net, str(tmp_path / "net.json"))
    text = (tmp_path / "net.json").read_text("utf-8")
    huge = text.replace("0.03", "9" * 400)
    assert huge != text
    (tmp_path / "net.json").write_text(huge, "utf-8")
    with pytest.raises(gt.Error) as caught:
        gt.read_network(tmp_path / "net.json")
    assert caught.value.kind == "unreadable_file"


def test_random_damage_is_read_or_refused(tmp_path: Path) -> None:
    """A short run of tests/fuzz/exchange_fuzz.py, which may run for as long as one likes."""
    script = Path(__file__).parents[1] / "fuzz" / "exchange_fuzz.py"
    done = subprocess.run(
        [sys.executable, str(script), "2"], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0 and done.stdout.startswith("runs"), done.stderr
