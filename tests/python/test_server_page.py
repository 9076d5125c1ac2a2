# SPDX-License-Identifier: Apache-2.0
"""The served page in a real browser: click a pipe, mark a valve, break, compare, drag the budget; each client alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from page_browser import PATIENCE_MS, Seen, browser
from served import Served, serving

import gastwin as gt

TOKEN = "the token of this very test"
FIGURES = {"live-inside": "customers_inside", "live-cut-off": "customers_cut_off", "live-low": "customers_low_pressure"}
# Where the numbered operations are drawn, metres along the first pipe, which is so long.
OPERATIONS_X_M = """length_m => {
    const { map, data: { pipes: { xy } } } = gastwin;
    const [a, b] = [0, 1].map(p => map.plane.place(xy[2 * p], xy[2 * p + 1])[0]);
    const { features } = map.library.getSource("live").serialize().data;
    return Object.fromEntries(features.filter(({ properties: { what } }) => what === "operation").map(each =>
        [each.properties.label, length_m * (each.geometry.coordinates[0] - a) / (b - a)]));
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def twin(city: gt.Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "city.gpkg"
    gt.Twin.from_network(city).save(path)
    return path


@pytest.fixture(scope="module")
def served(twin: Path) -> Iterator[Served]:
    with serving(twin, twin.parent) as server:
        yield server


@contextmanager
def visiting(started: Any, url: str) -> Iterator[Seen]:
    """A client of its own, with the page ready."""
    context = started.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB")
    try:
        page = context.new_page()
        seen = Seen(page, context.new_page())
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda said: said.type == "error" and seen.complaints.append(said.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.goto(url, timeout=PATIENCE_MS)
        page.wait_for_selector("body[data-ready]", timeout=PATIENCE_MS, state="attached")
        yield seen
    finally:
        context.close()


@pytest.fixture(scope="module")
def client(chromium: Any, served: Served) -> Iterator[Seen]:
    with visiting(chromium, served.link) as seen:
        yield seen


def appears(page: Any, selector: str) -> None:
    page.wait_for_selector(selector, timeout=PATIENCE_MS, state="attached")


def answered(seen: Seen, act: Callable[[], Any]) -> None:
    """Does something that asks the server, and waits for the answer to be shown."""
    before = seen.page.evaluate("document.body.dataset.live ?? ''")
    act()
    appears(seen.page, f"body[data-live]:not([data-live='{before}'])")


def shown(seen: Seen) -> dict[str, Any]:
    """What the panel says."""
    told: dict[str, Any] = {
        key: int(seen.page.text_content(f"#{row} td").replace(",", "")) for row, key in FIGURES.items()
    }
    steps = seen.page.locator("#live-steps li b").all_text_contents()
    assert [each.partition(". ")[0] for each in steps] == [str(n) for n in range(1, len(steps) + 1)]
    return {**told, "steps": [each.partition(". ")[2] for each in steps]}


def operations(plan: gt.ClosurePlan) -> list[str]:
    """What is to be done, of valves and stations, in the order of the engine's two tables."""
    both = [(step, i) for table in (plan.steps, plan.stations) for step, i in zip(table.step, table.id, strict=True)]
    return [str(i) for _, i in sorted(both)]


def of(plan: gt.ClosurePlan) -> dict[str, Any]:
    return {**{key: getattr(plan, key) for key in FIGURES.values()}, "steps": operations(plan)}


@pytest.fixture(scope="module")
def question(twin: Path) -> tuple[gt.Twin, gt.State, int, str, list[str]]:
    """A pipe that valves isolate: its row, its id, these valves."""
    opened = gt.Twin.open(twin)
    state = gt.solve(opened, "peak")
    lines = opened.network.pipe_lines()
    first = [float(np.hypot(*(line[1] - line[0]))) if len(line) > 1 else 0.0 for line in lines]
    for row in np.argsort(first)[::-1]:  # a click in the middle of a long stretch hits no valve and no other pipe
        pipe = str(opened.pipe.id[row])
        plan = gt.shutoff(opened, pipe, state=state)
        if plan.status == "isolated" and len(plan.valves) > 1 and plan.customers_inside:
            return opened, state, int(row), pipe, plan.valves
    raise AssertionError("no such pipe")


def test_the_page_asks_nothing_of_others_and_draws(client: Seen, served: Served) -> None:
    assert client.page.get_attribute("body", "data-ready") == "true" and client.complaints == []
    own = f"http://127.0.0.1:{served.port}/"
    assert all(url.startswith((own, "blob:", "data:")) for url in client.requests), client.requests
    assert any("/map-data" in url for url in client.requests)


def test_a_click_shows_the_valves_and_one_marked_changes_them(
    client: Seen, chromium: Any, served: Served, question: tuple[gt.Twin, gt.State, int, str, list[str]]
) -> None:
    twin, state, row, pipe, valves = question
    client.page.evaluate(f"gastwin.map.fitPipes([{row}])")
    client.settle()
    answered(client, lambda: client.click_pipe(row))
    assert client.page.input_value("#live-pipe") == pipe
    assert shown(client) == of(gt.shutoff(twin, pipe, state=state))
    assert client.pixels("#c1121f")[0] > 50  # isolated pipes on the map
    answered(client, lambda: client.page.click(f"#live-steps input[data-valve='{valves[0]}']"))
    with_stuck = of(gt.shutoff(twin, pipe, state=state, inoperable=valves[:1]))
    assert shown(client) == with_stuck and valves[0] not in with_stuck["steps"]
    with visiting(chromium, served.link) as other:
        answered(other, lambda: other.page.evaluate(f"gastwin.select({{ kind: 'pipe', row: {row} }}, true)"))
        assert shown(other) == of(gt.shutoff(twin, pipe, state=state))
        answered(client, lambda: client.page.click("#live-ask"))
        assert shown(client) == with_stuck  # and the other did not disturb this one
    answered(client, lambda: client.page.click("#live-stuck button"))
    assert shown(client) == of(gt.shutoff(twin, pipe, state=state))


def test_a_leak_says_what_escapes_and_is_compared(
    client: Seen, question: tuple[gt.Twin, gt.State, int, str, list[str]]
) -> None:
    twin, state, row, pipe, _ = question
    answered(client, lambda: client.page.evaluate(f"gastwin.select({{ kind: 'pipe', row: {row} }}, true)"))
    client.page.click("#live-keep")
    answered(client, lambda: client.page.select_option("#live-kind", "rupture"))
    found = gt.incident(twin, pipe, kind="rupture", state=state, samples=200)
    said = client.page.text_content("#live-released td")
    assert float(said.split()[0].replace(",", "")) == pytest.approx(found.released_kg, rel=6e-3)
    assert int(client.page.text_content("#live-out td").replace(",", "")) == found.customers_out
    assert client.page.locator("#live-timeline tr").count() > 2
    client.page.click("#live-compare")
    appears(client.page, "#live-comparison")
    assert client.page.locator("#live-comparison tr").count() > 1
    assert client.complaints == []


def test_the_budget_is_dragged_and_the_plan_follows(client: Seen, twin: Path) -> None:
    client.page.click("#panel-budget > summary")
    appears(client.page, "body[data-budget]")
    opened = gt.Twin.open(twin)
    risk = gt.risk(opened)
    costs = []
    for at in ("2", "9"):
        client.page.evaluate("delete document.body.dataset.budget")
        client.page.locator("#budget").fill(at)
        appears(client.page, "body[data-budget]")
        budget = float(client.page.evaluate("document.body.dataset.budget"))
        plan = gt.plan(opened, risk, budget_per_year=budget, years=5)
        assert client.page.locator("#budget-figures tr.planned").count() == len(set(plan.projects.year))
        costs.append(float(client.page.text_content("#budget-figures td").split()[0]))
        assert costs[-1] == pytest.approx(plan.cost_cny / 1e6, rel=6e-3)
    assert costs[1] > costs[0]


def test_the_language_changes_and_answers_stay(client: Seen) -> None:
    client.page.click("#language")
    assert "隔离区内用户" in client.page.text_content("#live-figures")
    answered(client, lambda: client.page.click("#live-ask"))
    assert "关闭" in client.page.text_content("#live-steps")
    client.page.click("#language")
    assert client.complaints == []


def test_stations_to_shut_are_among_the_operations(chromium: Any, two_stations: gt.Network, tmp_path: Path) -> None:
    twin = gt.Twin.from_network(two_stations)
    twin.save(tmp_path / "stations.gpkg")
    plan = gt.shutoff(twin, "P2", state=gt.solve(twin, "peak"))
    assert sorted(operations(plan)) == ["R1", "V1"] and list(plan.stations.id) == ["R1"]
    with serving(tmp_path / "stations.gpkg", tmp_path) as server, visiting(chromium, server.link) as seen:
        page = seen.page
        for kind in ("closure", "rupture"):
            page.select_option("#live-kind", kind)
            answered(seen, lambda: page.evaluate("gastwin.select({ kind: 'pipe', row: 1 }, true)"))
            assert shown(seen) == of(plan)
            number = {name: str(n) for n, name in enumerate(operations(plan), 1)}
            x_m = page.evaluate(OPERATIONS_X_M, 200.0)  # R1 stands where its inlet is, V1 in the middle of P3
            assert x_m == pytest.approx({number["R1"]: 200.0, number["V1"]: 700.0}, abs=0.5)
        page.evaluate("gastwin.map.fitAll()")
        assert seen.pixels("#003049")[0] > 100
        assert "Pressure regulator" in page.text_content("#live-steps")
        assert page.locator("#live-steps input").count() == 1  # a station is not a valve to be marked as stuck
        page.click("#language")
        answered(seen, lambda: page.click("#live-ask"))
        assert shown(seen)["steps"] == operations(plan) and "调压设施 · 关闭" in page.text_content("#live-steps")
        assert seen.complaints == []


def test_a_pipe_that_is_not_there_is_told_and_the_old_answer_goes(
    client: Seen, question: tuple[gt.Twin, gt.State, int, str, list[str]]
) -> None:
    page = client.page
    answered(client, lambda: page.evaluate(f"gastwin.select({{ kind: 'pipe', row: {question[2]} }}, true)"))
    assert client.pixels("#c1121f")[0] > 50
    for lang, words in (("en", "XYZ"), ("zh", "XYZ")):
        page.fill("#live-pipe", "XYZ")
        page.press("#live-pipe", "Enter")
        appears(page, "#live-problem")
        said = page.text_content("#live-problem")
        assert said.startswith("GT-") and words in said, lang
        assert page.locator("#live-steps, #live-figures").count() == 0
        assert client.pixels("#c1121f") == [0]
        page.click("#language")
    answered(client, lambda: page.evaluate(f"gastwin.select({{ kind: 'pipe', row: {question[2]} }}, true)"))
    assert page.locator("#live-problem").count() == 0 and page.locator("#live-steps li").count() > 0


def test_the_page_asks_for_the_token(chromium: Any, twin: Path, tmp_path: Path) -> None:
    with serving(twin, tmp_path, GASTWIN_TOKEN=TOKEN) as locked:
        context = chromium.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{locked.port}/", timeout=PATIENCE_MS)
        page.fill("#token", "wrong")
        page.click("button")
        appears(page, "#said:not(:empty)")
        page.fill("#token", TOKEN)
        page.click("button")
        appears(page, "body[data-ready='true']")
        context.close()
        context = chromium.new_context()
        page = context.new_page()
        page.goto(locked.link, timeout=PATIENCE_MS)
        appears(page, "body[data-ready='true']")
        context.close()
