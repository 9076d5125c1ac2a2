# SPDX-License-Identifier: Apache-2.0
"""What a notebook of an analyst looks like: runs, and passes mypy --strict without a word of its own about types."""

from pathlib import Path
from typing import assert_type

import numpy as np
import numpy.typing as npt
import pandas as pd

import gastwin as gt


def progress(stage: str, done: float) -> bool:
    return done <= 1.0


def by_hand() -> gt.Network:
    return gt.Network.from_frames(
        {
            "node": pd.DataFrame(
                {"id": ["gate", "corner", "house"], "x_m": [0.0, 500.0, 900.0], "y_m": [0.0, 0.0, 50.0]}
            ),
            "pipe": {
                "id": [1, 2],
                "from_node": ["gate", "corner"],
                "to_node": ["corner", "house"],
                "length_m": [500.0, 400.0],
                "inner_diameter_m": [0.1, 0.1],
                "paint": ["yellow", "grey"],
            },
            "source": {"id": [1], "node": ["gate"], "gauge_pressure_pa": [10_000.0]},
            "customer": {"id": [1], "node": ["house"], "demand_kg_s": [0.01]},
        },
        gas=gt.Gas(molar_mass_kg_mol=0.0168, eos="papay"),
    )


def tables(net: gt.Network) -> None:
    assert_type(net.pipe.length_m, npt.NDArray[np.float64])
    assert_type(net.pipe.install_year, npt.NDArray[np.int32])
    assert_type(net.pipe.material, npt.NDArray[np.object_])
    frame = net.pipe.to_pandas()
    longest = frame.sort_values("length_m").tail(3)
    print(longest[["id", "length_m"]], net.pipe["paint"].tolist(), len(net.pipe), net.pipe.columns[:3])


def pressures(net: gt.Network) -> gt.State:
    state = gt.solve(net, load="fixed", friction="colebrook", progress=False)
    assert_type(state.status, str)
    assert_type(state.iterations, int)
    assert_type(state.node.gauge_pressure_pa, npt.NDArray[np.float64])
    lowest = float(np.nanmin(state.node.gauge_pressure_pa))
    print(state.status, state.worst["node"], f"{lowest:.0f} Pa", state.pipe.velocity_m_s.max())
    ready = gt.prepare(net)
    print([ready.solve(load=[demand]).status for demand in (0.01, 0.02)])
    return state


def failures(city: gt.Network, state: gt.State) -> None:
    pipe = city.pipe.id[10]
    closure = gt.shutoff(city, pipe, state=state, inoperable=[])
    assert_type(closure.valves, list[str])
    found = gt.incident(city, pipe, kind="rupture", load="peak", samples=20, state=state)
    print(closure.status, closure.customers_inside, f"{found.released_kg:.0f} kg", found.grade, found.plan.valves)
    rows = gt.incidents(city, [{"kind": "leak", "pipe": pipe}, {"kind": "leak", "pipe": "nowhere"}], samples=20)
    print([row["status"] for row in rows])
    critical = gt.criticality(city)
    valves = gt.criticality(city, what="valves")
    assert_type(critical.customers_out, npt.NDArray[np.int32])
    print(critical.customers_out.max(), valves.customers_increase.max())
    series = gt.simulate(city, "average", to_s=7200.0, events=[(1800.0, "pipe_closed", pipe, 0.0)][:0])
    print(series.status, series.system.linepack_kg[-1] - series.system.linepack_kg[0])


def money(twin: gt.Twin, folder: Path) -> None:
    risks = gt.risk(twin, samples=50, progress=progress)
    worst = risks.assets.to_pandas().nsmallest(5, "rank")
    print(worst[["id", "grade", "causes"]], risks.counterfactuals(most=1).sentence)
    plan = gt.plan(twin, risks, budget_per_year=3e6, years=3)
    assert_type(plan.gap, float)
    print(plan.status, plan.gap, plan.projects.cost_cny.sum())
    scored = gt.score(twin, "points", quantitative=risks)
    print(scored.assets.score.mean(), scored.points.shape)
    twin.save(folder / "twin.gpkg")
    again = gt.Twin.open(folder / "twin.gpkg")
    print(len(again.issue), again.pipe.length_m.sum(), gt.export(again, folder / "twin.xlsx"))


def mistakes(net: gt.Network) -> None:
    try:
        gt.shutoff(net, "nowhere")
    except gt.Error as error:
        assert_type(error.code, str)
        assert_type(error.row, int | None)
        print(error.code, error.kind, error.ids, error.messages["zh"], error.fixes["en"])


def main(folder: Path) -> None:
    net = by_hand()
    tables(net)
    pressures(net)
    mistakes(net)
    city = gt.synthetic_city(households=500, seed=3)
    failures(city, gt.solve(city, "peak"))
    money(gt.Twin.from_network(city), folder)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        main(Path(scratch))
