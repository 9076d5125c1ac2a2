# SPDX-License-Identifier: Apache-2.0
"""The dispatch sheet: everything a crew needs, in both languages, offline, whatever the survey's texts say."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

import gastwin as gt
from gastwin.answers import Scene, incident_answer
from gastwin.console import summary_lines
from gastwin.dispatch_sheet import dispatch_sheet
from gastwin.messages import lasting

Run = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture(scope="module")
def found(city: gt.Network) -> gt.Incident:
    """A main whose closure takes several valves."""
    plans = {str(i): gt.shutoff(city, i) for i in city.pipe.id[:60]}
    pipe = max(plans, key=lambda i: (plans[i].status == "isolated", len(plans[i].valves)))
    return gt.incident(city, pipe, kind="third_party", machine="excavator", samples=50)


def _page(found: gt.Incident, tmp_path: Path, lang: str) -> str:
    gt.write_dispatch_sheet(found, tmp_path / "sheet.html", lang)
    return (tmp_path / "sheet.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ["Operations", "crew on site"]), ("zh", ["操作顺序", "抢修人员到场", "挖掘机"])]
)
def test_the_page_names_what_to_do_and_who_is_out(
    found: gt.Incident, tmp_path: Path, lang: str, words: list[str]
) -> None:
    page = _page(found, tmp_path, lang)
    for word in words:
        assert word in page
    steps = re.search(r'<section id="steps">.*?</section>', page, re.DOTALL)
    assert steps
    listed = [str(v) for v in found.plan.valves]
    places = [steps.group().index(f"<td>{valve}</td>") for valve in listed]
    assert places == sorted(places) and len(listed) >= 2
    special = re.search(r'<section id="special">.*?</section>', page, re.DOTALL)
    assert special and all(str(i) in special.group() for i in found.plan.special)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sheet_tells_how_gas_comes_back(found: gt.Incident, tmp_path: Path, lang: str) -> None:
    page = _page(found, tmp_path, lang)
    section = re.search(r'<section id="restoration">.*?</section>', page, re.DOTALL)
    assert section and 'class="curve"' in section.group() and "<td>100%</td>" in section.group()
    assert 2 <= section.group().count("<tr>") <= 15
    curve = re.search(r"<svg.*?</svg>", section.group(), re.DOTALL)
    assert curve
    line = next(path.get("d", "") for path in ET.fromstring(curve.group()) if path.get("stroke-width") == "2")
    heights = [float(point.split(",")[1]) for point in line[1:].split(" L")]
    assert heights == sorted(heights, reverse=True) and len(heights) == len(found.restoration) + 2
    gt.write_dispatch_sheet(found, tmp_path / "sheet.xlsx", lang)
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx", read_only=True)
    lengths = {sheet.title: sum(1 for _ in sheet.rows) - 1 for sheet in book.worksheets}
    assert list(lengths.values()).count(len(found.customers)) >= 1
    assert list(lengths.values()).count(len(found.restoration)) >= 1


def test_the_map_shows_who_is_out(found: gt.Incident, tmp_path: Path) -> None:
    dots = _page(found, tmp_path, "en").count('class="customer"')
    assert 0 < dots <= len(found.plan.customers)


def test_the_page_is_one_offline_file_for_print(found: gt.Incident, tmp_path: Path) -> None:
    page = _page(found, tmp_path, "en")
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page) and "<script" not in page
    assert "@page" in page


def test_the_map_shows_break_valves_and_both_kinds_of_dead_pipe(found: gt.Incident, tmp_path: Path) -> None:
    page = _page(found, tmp_path, "en")
    svg = ET.fromstring(re.search(r"<svg.*?</svg>", page, re.DOTALL).group())  # type: ignore[union-attr]
    numbers = {t.text for t in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert {str(step) for step in found.plan.steps.step} <= numbers
    strokes = {p.get("stroke") for p in svg.iter("{http://www.w3.org/2000/svg}path")}
    assert "#d7301f" in strokes  # isolated
    for number in re.findall(r"-?[0-9]+\.?[0-9]*", " ".join(p.get("d", "") for p in svg)):
        assert np.isfinite(float(number))


def test_the_workbook_has_every_customer(found: gt.Incident, tmp_path: Path) -> None:
    for lang, title in (("en", "customers"), ("zh", "用户数")):
        gt.write_dispatch_sheet(found, tmp_path / "sheet.xlsx", lang)
        book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
        listed = [row[0] for row in book[title].iter_rows(min_row=2, values_only=True)]
        assert listed == [str(i) for i in found.plan.customers.id]
        steps = [row[1] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
        assert steps[: len(found.plan.valves)] == [str(v) for v in found.plan.valves] or len(found.plan.stations)


def test_without_coordinates_there_is_no_map(line: Callable[..., gt.Network], tmp_path: Path) -> None:
    bare = line(3, node={"id": [0, 1, 2]}, valve={"id": ["v"], "pipe": [10], "position": [0.5]})
    found = gt.incident(bare, 11, load="fixed", samples=5)
    assert "no coordinates" in _page(found, tmp_path, "en")


def test_where_valves_do_not_isolate_the_sheet_says_so_first(
    line: Callable[..., gt.Network], found: gt.Incident, tmp_path: Path
) -> None:
    alone = gt.incident(line(), 10, samples=20)
    assert alone.plan.status == "source_inside"
    for lang, word in (("en", "do NOT isolate"), ("zh", "仅关阀不能隔离")):
        page = _page(alone, tmp_path, lang)
        assert page.index(word) < page.index('id="facts"')
        assert all(str(source) in page for source in alone.plan.sources_inside)
    gt.write_dispatch_sheet(alone, tmp_path / "sheet.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    assert "do NOT isolate" in str(book.worksheets[0]["B2"].value)
    assert 'class="warning"' not in _page(found, tmp_path, "en")


def test_survey_text_cannot_run_in_the_page(line: Callable[..., gt.Network], tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script>"
    customer = {"id": [nasty], "node": [2], "demand_kg_s": [0.01], "special": [nasty]}
    found = gt.incident(line(3, customer=customer), 11, load="fixed", samples=5)
    for lang in ("en", "zh"):
        assert "<script" not in _page(found, tmp_path, lang)


@pytest.mark.parametrize(("name", "lang"), [("sheet.pdf", "en"), ("sheet.html", "fr"), ("no/where/sheet.html", "en")])
def test_endings_languages_and_places_are_checked(found: gt.Incident, tmp_path: Path, name: str, lang: str) -> None:
    with pytest.raises(gt.Error):
        gt.write_dispatch_sheet(found, tmp_path / name, lang)


def test_the_verb_writes_sheets(gastwin: Run, city: gt.Network, found: gt.Incident, tmp_path: Path) -> None:
    gt.Twin.from_network(city).save(tmp_path / "t.gpkg")
    html, xlsx = tmp_path / "s.html", tmp_path / "s.xlsx"
    pipe = found.damages[0]["pipe"]
    arguments = ("incident", tmp_path / "t.gpkg", "--pipe", pipe, "--samples", "5", "--sheet", html, "--sheet", xlsx)
    code, summary, _ = gastwin(*arguments)
    assert code == 0 and summary["outputs"] == [str(html), str(xlsx)]
    assert html.stat().st_size > 1000 and openpyxl.load_workbook(xlsx).worksheets
    scenario = tmp_path / "s.toml"
    scenario.write_text(f'[[incident]]\npipe = "{pipe}"\n', "utf-8")
    code, _, error = gastwin("incident", tmp_path / "t.gpkg", scenario, "--sheet", html)
    assert code == 2 and "--sheet" in error


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_the_page_prints_on_few_sheets(found: gt.Incident, tmp_path: Path) -> None:
    import subprocess

    _page(found, tmp_path, "zh")
    pdf = tmp_path / "sheet.pdf"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    url = (tmp_path / "sheet.html").as_uri()
    subprocess.run([*command, f"--print-to-pdf={pdf}", url], check=True, timeout=120, capture_output=True)
    pages = pdf.read_bytes().count(b"/Type /Page\n") or len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
    assert 1 <= pages <= 6


@pytest.mark.parametrize(("lang", "word"), [("en", "elder care"), ("zh", "养老机构")])
def test_special_places_are_named_in_the_language(
    line: Callable[..., gt.Network], tmp_path: Path, lang: str, word: str
) -> None:
    tables = {name: getattr(line(), name).to_pandas() for name in ("node", "pipe", "source", "customer")}
    tables["customer"]["special"] = "elder_care"
    network = gt.Network.from_frames(tables)
    page = _page(gt.incident(network, network.pipe.id[0], load="fixed", samples=5), tmp_path, lang)
    section = re.search(r'<section id="special">.*?</section>', page, re.DOTALL)
    assert section and f"<td>{word}</td>" in section.group() and "elder_care" not in page


def test_a_pipe_without_gas_has_no_figures_that_are_not_numbers(
    line: Callable[..., gt.Network], tmp_path: Path
) -> None:
    tables = {name: getattr(line(), name).to_pandas() for name in ("node", "pipe", "customer")}
    network = gt.Network.from_frames(tables)
    found = gt.incident(network, network.pipe.id[0], load="fixed", samples=5)
    for lang in ("en", "zh"):
        assert not re.search(r"\bnan\b", _page(found, tmp_path, lang))


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.0, "0 min", "0 分钟"),
        (2.4, "3 s", "3 秒"),
        (59.0, "59 s", "59 秒"),
        (60.0, "1 min", "1 分钟"),
        (3599.0, "1 h", "1 小时"),
        (7500.0, "2 h 05 min", "2 小时 05 分"),
        (936_000.0, "10 d 20 h", "10 天 20 小时"),
        (72 * 3600.0, "3 d", "3 天"),
        (np.inf, "–", "–"),
    ],
)
def test_times_are_said_as_people_say_them(seconds: float, english: str, chinese: str) -> None:
    assert (lasting(seconds, "en"), lasting(seconds, "zh")) == (english, chinese)


def _homes(**building: list[Any]) -> gt.Network:
    """100 m of medium pressure that breaks in the middle, a house beside it whose only customer hangs on the far end;
    households and people of the house as given."""
    frames = {
        "node": {"id": ["a", "b"], "x_m": [0.0, 100.0], "y_m": [0.0, 0.0]},
        "pipe": {"id": ["p"], "from_node": ["a"], "to_node": ["b"], "inner_diameter_m": [0.1]}
        | {"length_m": [100.0], "pressure_class": ["medium_a"]},
        "source": {"id": ["s"], "node": ["a"], "gauge_pressure_pa": [3e5]},
        "customer": {"id": ["c"], "node": ["b"], "demand_kg_s": [0.001], "households": [0]},
        "building": {"id": ["B893"], "x_m": [50.0], "y_m": [3.0]} | building,
    }
    if "households" not in building and "area_m2" not in building:
        frames["customer"]["building"] = [""]
    return gt.Network.from_frames({name: pd.DataFrame(rows) for name, rows in frames.items()})


def _near(page: str) -> str:
    section = re.search(r'<section id="near">.*?</section>', page, re.DOTALL)
    assert section
    return re.sub(r"<[^>]+>", " ", section.group())


def test_the_people_of_a_building_are_those_of_its_households(tmp_path: Path) -> None:
    found = gt.incident(_homes(households=[40]), "p", kind="rupture", load="fixed", samples=5)
    assert found.footprint["buildings"] == ["B893"]
    assert found.footprint["households"] == 40
    assert found.footprint["people"] == pytest.approx(40 * 2.6 * 0.6)
    assert re.search(r"户数\s+40\s+人数（按平均在家率）\s+62\b", _near(_page(found, tmp_path, "zh")))
    figures = found.figures()
    assert figures["footprint_households"] == 40 and figures["footprint_people"] == found.footprint["people"]
    kept = incident_answer(found, "zh", Scene.of(found._network))["footprint"]
    assert (kept["households"], kept["people"]) == (40, found.footprint["people"])


def test_where_nobody_knows_who_lives_there_the_sheet_does_not_say_nobody(tmp_path: Path) -> None:
    found = gt.incident(_homes(), "p", kind="rupture", load="fixed", samples=5)
    assert found.footprint["buildings"] == ["B893"] and found.footprint["households"] is None
    for lang, words in (
        ("en", r"households\s+unknown\s+people[^0-9]*unknown"),
        ("zh", r"户数\s+未知\s+人数[^0-9]*未知"),
    ):
        assert re.search(words, _near(_page(found, tmp_path, lang)))
        lines = summary_lines({"verb": "incident", **found.figures()}, lang)
        told = [
            line.split(": ")[1]
            for line in lines
            if re.match("households within|people within|影响范围内(户|人)数[（:]", line)
        ]
        assert told == ["unknown", "unknown"] if lang == "en" else told == ["未知", "未知"]
    kept = incident_answer(found, "zh", Scene.of(found._network))["footprint"]
    assert kept["households"] is None and kept["people"] is None and kept["unknown_people_places"] == 1


def test_customers_out_of_the_steps_and_of_the_course_have_names_of_their_own(
    found: gt.Incident, tmp_path: Path
) -> None:
    for lang in ("en", "zh"):
        sheet = dispatch_sheet(found, lang)
        steps, course = sheet.steps[0][4], sheet.events[0][4]
        assert steps != course and steps in _page(found, tmp_path, lang)
        assert ("source", "气源")[lang == "zh"] in steps
    assert "预计进程" in _page(found, tmp_path, "zh").split('id="outage"')[0].split('id="steps"')[1]


def test_no_chinese_sheet_tells_times_in_english(found: gt.Incident, tmp_path: Path) -> None:
    text = re.sub(r"<svg.*?</svg>", "", _page(found, tmp_path, "zh"), flags=re.DOTALL)
    assert not re.search(r"\d+ (h|min|s|d)\b", text) and "小时" in text
