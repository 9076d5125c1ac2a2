# SPDX-License-Identifier: Apache-2.0
"""Pictures with matplotlib, the map page as a one-liner, reports: what is drawn is what the tables say."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

Line = Callable[..., gt.Network]
mpl = pytest.importorskip("matplotlib", reason="matplotlib is not installed")


@pytest.fixture(autouse=True)
def no_window() -> Iterator[None]:
    import matplotlib.pyplot as plt

    plt.switch_backend("Agg")
    yield
    plt.close("all")


def lines_of(ax: Any) -> Any:
    return next(c for c in ax.collections if type(c).__name__ == "LineCollection" and len(c.get_segments()) > 0)


def legend_of(ax: Any) -> list[str]:
    box = ax.get_legend() or ax.get_figure().legends[0]
    return [text.get_text() for text in box.get_texts()]


def test_pipes_are_drawn_where_they_are_and_coloured_by_class(line: Line) -> None:
    pipe = {
        "id": [10, 11, 12],
        "from_node": [0, 1, 2],
        "to_node": [1, 2, 3],
        "length_m": [500.0] * 3,
        "inner_diameter_m": [0.1] * 3,
        "material": ["pe100", "steel", "pe100"],
    }
    ax = line(4, pipe=pipe).plot("material")
    drawn = lines_of(ax)
    ends = sorted((a[0], b[0]) for a, b in drawn.get_segments())
    assert ends == [(0.0, 500.0), (500.0, 1000.0), (1000.0, 1500.0)]
    colours = [mpl.colors.to_hex(c) for c in drawn.get_colors()]
    assert colours[0] == colours[2] != colours[1]
    assert legend_of(ax) == ["steel  (1)", "PE100  (2)"]
    assert legend_of(line(4, pipe=pipe).plot("material", lang="zh"))[0] in ("钢  (1)", "steel  (1)")


def test_numbers_have_a_colour_bar_and_missing_ones_are_grey(line: Line) -> None:
    net = line(4)
    years = net.pipe.to_pandas(copy=True).assign(install_year=[1990, None, 2010])
    dated = line(4, pipe=years)
    drawn = lines_of(dated.plot("install_year"))
    assert drawn.get_array().tolist() == [1990.0, None, 2010.0]
    own = lines_of(net.plot([3.0, 1.0, 2.0], label="mine", cmap="magma"))
    assert own.get_array().tolist() == [3.0, 1.0, 2.0] and own.get_cmap().name == "magma"
    assert net.plot([3.0, 1.0, 2.0], label="mine").get_figure().axes[1].get_ylabel() == "mine"


def test_results_are_drawn_where_they_belong(line: Line) -> None:
    net = line(4)
    state = gt.solve(net)
    ax = state.plot()
    dots = next(c for c in ax.collections if type(c).__name__ == "PathCollection")
    assert dots.get_offsets()[:, 0].tolist() == [0.0, 500.0, 1000.0, 1500.0]
    np.testing.assert_array_equal(dots.get_array(), state.node.gauge_pressure_pa)
    assert ax.get_figure().axes[1].get_ylabel() == "gauge pressure, Pa(g)"
    np.testing.assert_array_equal(lines_of(state.plot("velocity_m_s")).get_array(), state.pipe.velocity_m_s)
    lossy = lines_of(gt.solve_cases(net, [[0.01], [0.02]]).plot("max_velocity_m_s")).get_array()
    assert (lossy > state.pipe.velocity_m_s * 1.9).all()


def test_risk_is_of_the_pipes_even_where_a_riser_has_the_same_id(city: gt.Network) -> None:
    risks = gt.risk(city, samples=0)
    assets = risks.assets
    wanted = {
        i: f for i, t, f in zip(assets.id, assets.table_name, assets.frequency_per_year, strict=True) if t == "pipe"
    }
    drawn = lines_of(risks.plot("frequency_per_year", log=True)).get_array()
    np.testing.assert_array_equal(drawn, [wanted[i] for i in city.pipe.id])
    plan = gt.plan(city, risks, budget_per_year=3e6, years=3)
    shown = dict(text.rsplit("  ", 1) for text in legend_of(plan.plot()))
    by_year = dict(zip(*np.unique(plan.pipes.year, return_counts=True), strict=True))
    assert shown == {
        **{str(y): f"({n})" for y, n in by_year.items()},
        "other pipes": f"({len(city.pipe) - len(plan.pipes)})",
    }


def test_closures_and_incidents_show_what_is_shut(city: gt.Network) -> None:
    pipe = city.pipe.id[20]
    found = gt.incident(city, pipe, kind="rupture", samples=5)
    ax = found.plot()
    shown = dict(text.rsplit("  ", 1) for text in legend_of(ax))
    assert shown["isolated"] == f"({len(found.plan.pipes)})"
    told = {text.get_text() for text in ax.texts}
    assert {f"{n}. {valve}" for n, valve in enumerate(found.plan.steps.id, 1)} <= told and str(pipe) in told
    assert ax.patches[0].get_radius() == found.footprint["reach_m"]


def test_series_are_lines_over_the_hours(line: Line) -> None:
    series = gt.simulate(line(3), to_s=7200.0, step_s=1800.0)
    (drawn,) = series.plot("linepack_kg").get_lines()
    np.testing.assert_allclose(drawn.get_xdata(), [0.0, 0.5, 1.0, 1.5, 2.0])
    np.testing.assert_array_equal(drawn.get_ydata(), series.system.linepack_kg)
    nodes = series.plot("gauge_pressure_pa", ids=[0, 2]).get_lines()
    assert [n.get_label() for n in nodes] == ["0", "2"]
    with pytest.raises(gt.Error, match="not recorded"):
        series.plot("gauge_pressure_pa", ids=[99])


def test_places_of_what_stands_on_pipes(line: Line) -> None:
    valve = {"id": [1, 2], "pipe": [11, 10], "position": [0.25, 1.0]}
    net = line(
        3,
        valve=valve,
        customer={
            "id": [1, 2],
            "pipe": [10, ""],
            "position": [0.1, np.nan],
            "node": ["", 2],
            "demand_kg_s": [0.0, 0.1],
        },
    )
    assert net.places("valve").tolist() == [[625.0, 0.0], [500.0, 0.0]]
    assert net.places("customer").tolist() == [[50.0, 0.0], [1000.0, 0.0]]
    assert net.valve.to_geopandas().geometry.x.tolist() == [625.0, 500.0]


def test_what_cannot_be_drawn_is_said(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    net = line(3)
    for wrong, words in (("materal", "did you mean material"), ([1.0], "one value for each of the 2 rows of pipe")):
        with pytest.raises(gt.Error, match=words) as caught:
            net.plot(wrong)
        assert caught.value.code == "GT-0901"
    with pytest.raises(gt.Error, match="did you mean velocity_m_s"):
        gt.solve(net).plot("velocity")
    nowhere = line(3, node={"id": [0, 1, 2]})
    with pytest.raises(gt.Error, match="nothing has a place"):
        nowhere.plot()
    with pytest.raises(gt.Error, match="no column of numbers"):
        gt.simulate(net, to_s=3600.0).plot("lowest_node")
    monkeypatch.setattr("importlib.util.find_spec", lambda module: None)
    with pytest.raises(gt.Error, match=r"pip install 'gastwin\[plot\]'"):
        net.plot()


def test_matplotlib_and_the_web_library_load_when_they_are_needed() -> None:
    code = (
        "import sys, gastwin as gt; late = ('matplotlib', 'uvicorn', 'starlette', 'pandas', 'pyarrow', 'geopandas')\n"
        "print([m for m in late if m in sys.modules]); gt.serve; print('uvicorn' in sys.modules, 'serve' in gt.__all__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True True"]


def test_the_map_page_is_a_one_liner(city: gt.Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state, risks = gt.solve(city, "peak"), gt.risk(city, samples=10)
    page = gt.Twin.from_network(city).explore(state, risks, gt.criticality(city), lang="zh")
    assert '<html lang="zh' in page.page
    shown = page._repr_html_()
    assert shown.startswith("<iframe srcdoc=") and "<script" not in shown
    page.save(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text("utf-8") == page.page
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    file = page.open()
    assert opened == [file.as_uri()] and file.read_text("utf-8") == page.page
    assert len(risks.explore().page) > 100_000
    with pytest.raises(gt.Error, match="can be kept and shown"):
        city.explore(gt.simulate(city, "average", to_s=3600.0))  # type: ignore[arg-type] # what a user may try


def test_results_are_kept_with_the_twin_and_reported(city: gt.Network, tmp_path: Path) -> None:
    twin, state = gt.Twin.from_network(city), gt.solve(city, "peak")
    risks = gt.risk(city, samples=10)
    stages: list[str] = []
    twin.save(
        tmp_path / "t.gpkg", state, risks, gt.criticality(city), progress=lambda stage, done: stages.append(stage)
    )
    kept = gt.read_results(tmp_path / "t.gpkg")
    assert {"result_node", "result_risk", "result_criticality", "result_rule"} <= set(kept) and stages
    np.testing.assert_array_equal(kept["result_node"]["pressure_pa"], state.node.pressure_pa)
    for name in ("r.html", "r.xlsx"):
        written = gt.report(tmp_path / "t.gpkg", tmp_path / name, lang="en")
        assert written == os.fspath(tmp_path / name) and (tmp_path / name).stat().st_size > 10_000
    gt.report(city, tmp_path / "n.html", state, risks)
    with pytest.raises(gt.Error, match=r"\.html or \.xlsx"):
        gt.report(twin, tmp_path / "r.pdf")
    assert gt.Twin.open(tmp_path / "t.gpkg").network.check().columns


def test_quality_and_safe_fixes(survey: Path) -> None:
    twin = gt.import_survey([survey / "survey", survey / "registers"])
    quality = gt.check(twin)
    assert quality.grade in "ABCDE" and 0.9 < quality.supplied_length_share <= 1.0 and len(quality.broken) == 0
    mended, fixes = gt.fix_safely(twin)
    made = {fix.kind: fix.repairs for fix in fixes if fix.repairs}
    kinds, counts = np.unique(mended.repair.kind, return_counts=True)
    before = dict(zip(*np.unique(twin.repair.kind, return_counts=True), strict=True))
    assert sum(made.values()) == len(mended.repair) - len(twin.repair)
    assert all(made.get(k, 0) == n - before.get(k, 0) for k, n in zip(kinds, counts, strict=True))
