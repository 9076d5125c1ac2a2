# SPDX-License-Identifier: Apache-2.0
"""The map page in a real browser: it draws, it explains, it filters, and it asks nothing of any network."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_browser import Seen, browser, opened
from page_container import data_of

import gastwin as gt
from gastwin.kept_scenarios import answer_rows, made_table, scenario_row
from gastwin.report_html import html_page, page_shell

Assessed = tuple[gt.Assessment, Path]
HIGHEST = "gastwin.data.highest[0]"
AS_OPENED = """() => {
    gastwin.select(null), gastwin.showAll(), gastwin.setTheme(gastwin.data.themes[0]), gastwin.map.fitAll();
    for (const box of document.querySelectorAll("#layers input"))
        if (box.checked === ASKED.includes(box.dataset.layer)) box.click();
}""".replace("ASKED", "['issues', 'mark-hazard', 'mark-leak', 'mark-works']")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def page_of_report(chromium: Any, assessed: Assessed) -> Iterator[Seen]:
    with opened(chromium, assessed[1] / "report.html") as page:
        yield page


@pytest.fixture
def seen(page_of_report: Seen) -> Seen:
    """The page of the report as it is when just opened, in English."""
    page_of_report.page.evaluate(AS_OPENED)
    if page_of_report.page.evaluate("document.documentElement.lang") != "en":
        page_of_report.page.click("#language")
    return page_of_report


def colours(told: dict[str, Any], theme: str) -> list[str]:
    """Colours of a theme, those of most pipes first."""
    classes = next(t for t in told["themes"] if t["key"] == theme)["classes"]
    return [c["color"] for c in sorted(classes, key=lambda c: -c["count"])]


@pytest.fixture(scope="module")
def told(assessed: Assessed) -> dict[str, Any]:
    return data_of((assessed[1] / "report.html").read_text("utf-8"))


def test_page_from_disk_draws_the_pipes_and_asks_for_nothing(seen: Seen, told: dict[str, Any]) -> None:
    page = seen.page
    assert page.evaluate("document.body.dataset.ready") == "true"
    ground, *grades = seen.pixels("#f6f7f4", *colours(told, "risk"))
    assert ground > 100_000 and min(grades) > 30  # pipes in the colour of each grade do not cover the ground
    page.select_option("#theme", label="material")
    assert seen.pixels(colours(told, "material")[0])[0] > 200
    assert [url for url in seen.requests[1:] if not url.startswith("blob:")] == []  # memory of the page itself
    assert seen.complaints == []


def test_a_click_explains_the_score(seen: Seen, assessed: Assessed) -> None:
    row = seen.page.evaluate(HIGHEST)
    for box in seen.page.locator("#layers input[data-layer^=mark]").all():
        box.uncheck()  # a valve may stand just there
    seen.page.evaluate(f"gastwin.map.fitPipes([{row}])")
    seen.settle()
    seen.click_pipe(row)
    explanation = seen.page.inner_text("#details")
    risk = assessed[0].risk.assets
    at = list(map(str, risk.id)).index(seen.page.evaluate(f"gastwin.data.pipes.id[{row}]"))
    assert str(risk.id[at]) in explanation and str(risk.causes[at]) in explanation
    rows = seen.page.locator("#score tr").all_inner_texts()
    assert len(rows) >= 3 and float(rows[-1].split()[-1]) == pytest.approx(risk.frequency_per_year[at], rel=0.06)
    assert f"from file\t{assessed[0].twin.pipe.source[row]}, row" in explanation
    seen.page.keyboard.press("Escape")
    assert not seen.page.is_visible("#details")
    seen.page.evaluate("gastwin.setHidden(gastwin.theme, new Set(gastwin.theme.classes.keys()))")
    seen.click_pipe(row)  # what is not shown is not there
    assert not seen.page.is_visible("#details")
    assert seen.complaints == []


def test_the_legend_filters(seen: Seen, told: dict[str, Any]) -> None:
    seen.page.select_option("#theme", label="pressure class")
    common, other = colours(told, "pressure_class")[:2]
    before = seen.pixels(common, other)
    swatch_of_legend = 150
    index = [c["color"] for c in _classes(told, "pressure_class")].index(common)
    button = seen.page.locator("#classes .class").nth(index)
    button.focus()
    seen.page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "false"
    after = seen.pixels(common, other)
    assert after[0] <= swatch_of_legend < before[0] and after[1] >= 0.98 * before[1]
    count = _classes(told, "pressure_class")[index]["count"]
    assert f"{len(told['pipes']['id']) - count:,} of" in seen.page.inner_text("#shown")
    seen.page.select_option("#theme", label="material")  # filters of all themes count at once
    assert f"{len(told['pipes']['id']) - count:,} of" in seen.page.inner_text("#shown")
    seen.page.click("#show-all")
    seen.page.select_option("#theme", label="pressure class")
    assert seen.pixels(common)[0] == pytest.approx(before[0], rel=0.02)


def _classes(told: dict[str, Any], theme: str) -> list[dict[str, Any]]:
    classes: list[dict[str, Any]] = next(t for t in told["themes"] if t["key"] == theme)["classes"]
    return classes


def test_language_and_search(seen: Seen, told: dict[str, Any]) -> None:
    page = seen.page
    assert "Overview" in page.inner_text("#side") and page.evaluate("document.documentElement.lang") == "en"
    page.click("#language")
    chinese = page.inner_text("body")
    assert "总览" in chinese and "风险等级" in chinese and page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "Overview" not in chinese and "Colour" not in chinese
    name = told["pipes"]["id"][5]
    page.fill("#search", name.lower())
    page.keyboard.press("Enter")
    assert f"管线 {name}" in page.inner_text("#details")
    street = next(w for w in told["pipes"]["street"]["words"] if w)
    before = page.evaluate("gastwin.map.library.getCenter().toArray()")
    page.fill("#search", street)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("gastwin.map.library.getCenter().toArray()") != before
    page.fill("#search", "no such thing")
    assert "没有找到" in page.inner_text("#found")
    assert seen.complaints == []


def test_scale_bar_and_coordinates_are_those_of_the_survey(seen: Seen, assessed: Assessed) -> None:
    line = assessed[0].twin.network.pipe_lines()[5]
    seen.page.evaluate("gastwin.map.fitPipes([5])")
    seen.settle()
    shown = seen.page.evaluate(
        "() => { const { map, data: { pipes: { start, xy } } } = gastwin, k = start[5];"
        " const p = i => map.library.project(map.plane.place(xy[2 * i], xy[2 * i + 1]));"
        " const [a, b] = [p(k), p(k + 1)]; return Math.hypot(a.x - b.x, a.y - b.y)"
        " * map.plane.metresPerPixel(map.library.getZoom()); }"
    )
    length = ((line[1] - line[0]) ** 2).sum() ** 0.5
    assert shown == pytest.approx(length, rel=1e-3, abs=0.02)
    bar = seen.page.evaluate(
        "() => [document.getElementById('scale').getBoundingClientRect().width, scale.textContent,"
        " gastwin.map.plane.metresPerPixel(gastwin.map.library.getZoom())]"
    )
    metres = float(bar[1].split()[0]) * (1000.0 if bar[1].endswith("km") else 1.0)
    assert bar[0] * bar[2] == pytest.approx(metres, rel=0.01)
    there = seen.page.evaluate(
        "() => { const { map, data: { pipes: { start, xy } } } = gastwin, k = start[5];"
        " const at = map.library.project(map.plane.place(xy[2 * k], xy[2 * k + 1]));"
        " return map.plane.metres(map.library.unproject(at)); }"
    )
    assert there == pytest.approx(line[0].tolist(), abs=0.02)


def test_charts_tell_their_values(seen: Seen, assessed: Assessed) -> None:
    page, years = seen.page, assessed[0].plan.years
    chart = page.locator("#chart-residual")
    told = page.locator(".figure:has(#chart-residual) .told")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 14, box["y"] + 12)  # far right and high: the last year, nothing done
    assert str(years.id[-1]) in told.inner_text() and "nothing done" in told.inner_text()
    chart.focus()
    for _ in range(2 * len(years)):
        page.keyboard.press("ArrowRight")  # from there on to the last of the other line
    assert str(years.id[-1]) in told.inner_text() and "with the plan" in told.inner_text()
    shown = [float(n.replace(",", "")) for n in re.findall(r"[\d,.]+(?= (?:CNY|million))", told.inner_text())]
    scale = 1e6 if "million" in told.inner_text() else 1.0
    assert shown == [pytest.approx(years.risk_left_cny_per_year[-1] / scale, rel=0.006)]
    behind = page.locator(".figure:has(#chart-residual) table tr")
    assert behind.count() == 1 + len(years)
    assert seen.complaints == []


def test_projects_are_listed_and_shown(seen: Seen, told: dict[str, Any]) -> None:
    project = next(p for p in told["projects"] if len(p["pipes"]) > 1)
    panel = seen.page.locator("#panel-projects")
    panel.locator(f"summary:has-text('{project['year']}')").last.scroll_into_view_if_needed()
    button = panel.locator("button", has_text=project["id"])
    if not button.is_visible():
        panel.locator("details", has_text=str(project["year"])).locator("summary").first.click()
    button.click()
    seen.settle()
    inside = (
        "rows => { const { map, data: { pipes: { start, xy } } } = gastwin, bounds = map.library.getBounds();"
        " return rows.every(r => bounds.contains(map.plane.place(xy[2 * start[r]], xy[2 * start[r] + 1]))); }"
    )
    assert seen.page.evaluate(inside, list(map(int, project["pipes"])))
    away = next(r for r in range(len(told["pipes"]["id"])) if r not in project["pipes"])
    assert not seen.page.evaluate(inside, list(range(away, len(told["pipes"]["id"]))))
    assert seen.complaints == []


def test_a_pipe_is_compared_and_asked_what_would_change_it(seen: Seen, told: dict[str, Any]) -> None:
    row = told["highest"][0]
    seen.page.evaluate(f"gastwin.select({{ kind: 'pipe', row: {row} }})")
    for key in ("beside", "changed"):
        of = told["sayings"][key]
        said = [en for pipe, (en, _) in zip(of["pipe"], of["said"], strict=True) if pipe == row]
        assert said and seen.page.locator(f"#details .{key} li").all_inner_texts() == said


def test_a_valve_and_a_regulator_show_their_risk(seen: Seen, told: dict[str, Any]) -> None:
    for group, marks in enumerate(told["marks"]):
        if marks["key"] not in ("valve", "regulator"):
            continue
        fields = {f["key"]: f for f in marks["fields"]}
        row = next(i for i, risk in enumerate(fields["risk"]["values"]) if risk > 0)
        seen.page.evaluate(f"gastwin.select({{ kind: 'mark', group: {group}, row: {row} }})")
        panel = seen.page.inner_text("#details")
        for key in ("piece_rank", "risk", "leaks", "causes"):
            assert fields[key]["label"][0] in panel, key
        english, _ = fields["causes"]["words"][fields["causes"]["of"][row]]
        assert english in panel and f"{int(fields['piece_rank']['values'][row]):,}" in panel
    assert "risers" in seen.page.text_content("#panel-highest")


def test_kept_scenarios_are_shown(chromium: Any, assessed: Assessed, tmp_path: Path) -> None:
    twin, risk = assessed[0].twin, assessed[0].risk.assets
    pipe = next(str(i) for i in risk.id[risk["rank"].argsort()] if str(i) in set(map(str, twin.pipe.id)))
    found = gt.incident(twin, pipe, kind="rupture", samples=20)
    plan = gt.shutoff(twin, pipe)
    tables = {
        "result_scenario": [scenario_row("break", found), scenario_row("works", plan, [pipe])],
        "result_scenario_answer": [
            *answer_rows(twin.network, "break", found),
            *answer_rows(twin.network, "works", plan),
        ],
    }
    results = {name: made_table(name, rows) for name, rows in tables.items()}
    file = tmp_path / "kept.html"
    file.write_text(html_page(twin, results, {}, "en"), "utf-8")
    with opened(chromium, file) as seen:
        page = seen.page
        assert page.locator("#scenario option").all_inner_texts()[1:] == ["break", "works"]
        page.select_option("#scenario", label="break")
        isolated, operation = seen.pixels("#c1121f", "#003049")
        assert isolated > 100 and operation > 100
        assert page.inner_text("#live-out td") == f"{found.customers_out:,}"
        assert page.locator("#live-steps li").count() == len(found.plan.steps) + len(found.plan.stations)
        reach = float(page.inner_text("#live-reach td").removesuffix(" m"))
        assert reach == pytest.approx(found.footprint["reach_m"], rel=0.006)
        homes, people = found.footprint["households"], found.footprint["people"]
        assert homes is not None and page.inner_text("#live-households-within td").startswith(f"{homes:,}")
        assert page.inner_text("#live-people-within td").startswith(f"{people:,.0f}")
        assert page.locator("#live-timeline tr").count() > 2
        page.click("#language")
        assert "隔离结果" in page.inner_text("#panel-scenarios")
        page.select_option("#scenario", label="works")
        assert page.locator("#live-out").count() == 0 and page.locator("#live-steps li").count() > 0
        page.select_option("#scenario", index=0)
        assert seen.pixels("#c1121f", "#003049") == [0, 0]
        assert seen.complaints == []


def test_a_narrow_screen_has_the_map_above_and_the_panels_below(chromium: Any, assessed: Assessed) -> None:
    with opened(chromium, assessed[1] / "report.html", width=390, height=800) as seen:
        boxes = {part: seen.page.locator(part).bounding_box() for part in ("#stage", "#side", "#legend", "#search")}
        for part, box in boxes.items():
            assert box["x"] >= 0 and box["x"] + box["width"] <= 391 and box["height"] > 20, part
        assert boxes["#side"]["y"] >= boxes["#stage"]["y"] + boxes["#stage"]["height"] - 1
        chart = seen.page.locator("#chart-residual")
        chart.scroll_into_view_if_needed()
        assert chart.bounding_box()["y"] < 800 and seen.complaints == []


def test_it_prints_with_a_picture_of_the_map(seen: Seen, told: dict[str, Any], tmp_path: Path) -> None:
    seen.page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
    assert (tmp_path / "page.pdf").read_bytes().count(b"/Type /Page\n") >= 2
    assert seen.page.evaluate("document.getElementById('picture').src").startswith("data:image/png;base64,")
    assert seen.page.evaluate("document.getElementById('picture').naturalWidth") > 500


def test_a_page_of_nothing_and_a_damaged_one_say_so(chromium: Any, tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_text(html_page(gt.Twin.from_network(gt.Network.from_frames({})), {}, {}, "zh"), "utf-8")
    with opened(chromium, empty) as seen:
        assert "管网" in seen.page.inner_text("body") and seen.complaints == []
    broken = tmp_path / "broken.html"
    broken.write_text(page_shell("en", b"not a container"), "utf-8")
    with opened(chromium, broken) as seen:
        assert "damaged" in seen.page.inner_text("[role=alert]")


def test_page_is_one_offline_file(assessed: Assessed) -> None:
    page = (assessed[1] / "report.html").read_text("utf-8")
    markup = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert page.count("</script>") == 2 and not re.search(r"<(link|img|iframe|object|embed)|(src|href)=", markup)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["default-src"] == "'none'" and rules["connect-src"] == "blob:" and "unsafe" not in policy[1]


def test_survey_text_cannot_run_in_the_page(chromium: Any, tmp_path: Path) -> None:
    nasty = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    network = gt.Network.from_frames(
        {
            "node": {"id": ["a", "b"], "x_m": [0.0, 100.0], "y_m": [0.0, 0.0]},
            "pipe": {
                "id": [nasty],
                "from_node": ["a"],
                "to_node": ["b"],
                "length_m": [100.0],
                "inner_diameter_m": [0.1],
                "street": [nasty],
            },
        }
    )
    page = html_page(gt.Twin.from_network(network), {}, {"status": nasty}, "en")
    assert "<script>alert" not in page
    (tmp_path / "nasty.html").write_text(page, "utf-8")
    with opened(chromium, tmp_path / "nasty.html") as seen:
        seen.page.on("dialog", lambda dialog: seen.complaints.append(dialog.message))
        seen.page.evaluate("gastwin.select({ kind: 'pipe', row: 0 }, true)")
        seen.settle()
        assert nasty in seen.page.inner_text("#details") and seen.complaints == []
        assert seen.page.locator("img[src=x]").count() == 0
