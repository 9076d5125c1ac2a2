# SPDX-License-Identifier: Apache-2.0
"""Help and messages in both languages, wherever the language is named; Ctrl-C at any time; names of output files."""

import argparse
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt
from gastwin import _core
from gastwin.cli import build_parser, main
from gastwin.console import summary_lines
from gastwin.messages import label, language
from gastwin.summaries import shutoff_summary
from gastwin.verbs import VERBS

Line = Callable[..., gt.Network]
Run = Callable[..., tuple[int, dict[str, Any], str]]


def said(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gastwin", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_every_argument_is_explained_in_both_languages(verb: str) -> None:
    for lang, script in (("zh", r"[\u4e00-\u9fff]"), ("en", r"^[^\u4e00-\u9fff]+$")):
        parser = build_parser(lang)
        if verb:
            subs = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
            parser = subs.choices[verb]
        assert re.search(script, parser.description or "")
        for action in parser._actions:
            if not isinstance(action, argparse._SubParsersAction):
                assert re.search(script, action.help or ""), (verb, action.dest, lang)
        text = parser.format_help()
        assert ("用法：" in text) == (lang == "zh") and ("usage:" in text) == (lang == "en")


@pytest.mark.parametrize(
    ("args", "environment"),
    [
        (("--lang", "zh", "--help"), {}),
        (("--lang=zh", "solve", "--help"), {}),
        (("solve", "--lang", "zh", "--help"), {}),
        (("solve", "--help"), {"LC_ALL": "zh_CN.UTF-8"}),
        (("--help",), {"LC_ALL": "zh_CN.UTF-8"}),
    ],
)
def test_help_comes_in_chinese(args: tuple[str, ...], environment: dict[str, str]) -> None:
    done = said(*args, PYTHONIOENCODING="utf-8", **environment)
    assert done.returncode == 0 and "用法：" in done.stdout and "显示帮助并退出" in done.stdout, done.stderr
    assert "show this help" not in done.stdout


def test_common_options_stand_before_or_after_the_verb() -> None:
    for args in (("--lang", "zh", "check", "nowhere.gpkg"), ("check", "nowhere.gpkg", "--lang", "zh")):
        assert "文件或文件夹不存在" in said(*args, LC_ALL="C.UTF-8").stderr
    args = build_parser("en").parse_args(["--json", "--lang", "zh", "check", "t.gpkg", "--quiet"])
    assert args.json and args.quiet and args.lang == "zh" and not args.debug
    assert build_parser("en").parse_args(["--lang", "zh", "check", "t.gpkg", "--lang", "en"]).lang == "en"


def test_the_last_language_named_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert language(["--lang", "zh", "check"]) == "zh" == language(["check", "--lang=zh"])
    assert language(["--lang", "zh", "check", "--lang", "en"]) == "en"
    assert language(["--lang"]) == language(["--lang", "fr"]) == language([]) == "en"


def test_usage_errors_come_in_chinese() -> None:
    done = said("slove", "--lang", "zh")
    assert done.returncode == 2 and "没有此命令：slove" in done.stderr and "solve" in done.stderr
    done = said("--lang", "fr", "check", "t.gpkg")
    assert done.returncode == 2 and "--lang" in done.stderr and done.stderr.startswith("GT-0901")


@pytest.mark.parametrize("module", ["gastwin._core", "numpy", "gastwin.report_html", "gastwin.cli"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_ctrl_c_while_loading_is_quiet(module: str, lang: str, tmp_path: Path) -> None:
    # The interpreter itself loads this at its start: Ctrl-C arrives when the module is asked for.
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "class Interrupt:\n"
        "    def find_spec(name, path=None, target=None):\n"
        f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupt)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "gastwin", "check", "nowhere.gpkg", "--lang", lang],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert done.returncode == 130 and done.stdout == "", done.stderr
    assert done.stderr == "GT-0903 " + ("stopped by the user\n" if lang == "en" else "已由用户中止\n")


def test_a_program_that_imports_gastwin_keeps_its_own_ctrl_c() -> None:
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import gastwin\n"
        "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


@pytest.mark.parametrize(
    ("verb", "endings"),
    [
        (("import", "survey", "-o"), (".gpkg",)),
        (("shutoff", "t.gpkg", "--pipe", "10", "-o"), (".csv",)),
        (("report", "t.gpkg", "-o"), (".html", ".xlsx")),
    ],
)
def test_a_file_under_a_wrong_name_is_refused(
    gastwin: Run, line: Line, tmp_path: Path, verb: tuple[str, ...], endings: tuple[str, ...]
) -> None:
    gt.Twin.from_network(line()).save(tmp_path / "t.gpkg")
    for name in ("o.txt", "o", "o.gpkg.txt", ".gpkg"):
        args = [str(tmp_path / a) if a == "t.gpkg" else a for a in verb]
        status, _, stderr = gastwin(*args, tmp_path / name)
        assert status == 2 and stderr.startswith("GT-0901") and all(e in stderr for e in endings), stderr
    assert [f.name for f in tmp_path.iterdir()] == ["t.gpkg"]
    with pytest.raises(gt.Error, match=r"the ending must be \.gpkg"):
        gt.Twin.from_network(line()).save(tmp_path / "o.txt")
    if verb[0] == "report":
        assert gastwin(*args, tmp_path / "PAGE.HTML")[0] == 0


def test_every_figure_of_an_incident_has_a_label(line: Callable[..., gt.Network]) -> None:
    network = line()
    found = gt.incident(network, network.pipe.id[0], load="fixed", samples=5)
    summary = {"verb": "incident", **found.figures(), **shutoff_summary(found.plan)}
    chinese = [text.split(":")[0] for text in summary_lines(summary, "zh")]
    assert not [name for name in chinese if re.fullmatch(r"[a-z0-9_]+", name)]
    assert any(text.startswith("停气等级") for text in chinese) and "数据质量等级" not in chinese
    assert len(set(chinese)) == len(chinese)


def test_times_of_an_incident_are_hours_for_people() -> None:
    lines = summary_lines(
        {"verb": "incident", "restored_s": 936_000.0, "restored_p90": 7200.0, "linepack_s": 90.0}, "zh"
    )
    assert lines == ["全部用户恢复用时: 10 天 20 小时", "全部用户恢复用时, P90: 2 小时", "管存维持时间: 2 分钟"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_backfeed_valves_have_one_name_and_are_never_said_to_need_no_closing(lang: str) -> None:
    glossary = (Path(__file__).parents[2] / "docs/glossary.md").read_text("utf-8")
    row = next(line for line in glossary.splitlines() if "`backfeed_valves`" in line)
    english, chinese, meaning = (cell.strip() for cell in row.strip("|").split("|"))
    said = label("backfeed_valves", lang, listed=True)
    assert said.startswith(chinese if lang == "zh" else english)
    assert ("恢复供气前关闭" if lang == "zh" else "before supply returns") in said
    assert "before the zone behind is supplied again" in meaning
    names = {c["name"]: c.get("names", ()) for c in _core.closure_plan_table.schema()}
    why = next(n for n in names["why"] if n[0] == "no_supply_behind")[1 + (lang == "zh")]
    action = next(n for n in names["action"] if n[0] == "close_before_resupply")[1 + (lang == "zh")]
    assert "必关" not in said + why and (chinese in why or lang == "en")
    assert ("恢复供气前关闭" if lang == "zh" else "before the zone behind is supplied again") in action


def test_scenarios_are_a_line_each_for_people() -> None:
    row = {"name": "1", "kind": "rupture", "what": "P1", "status": "converged", "explanation": "", "customers_out": 3}
    lines = summary_lines({"scenarios": [row] * 25}, "en")
    assert lines[1] == "  1: rupture P1, converged, customers without gas 3" and lines[-1] == "  … +5"
    assert len(lines) == 22


def test_stations_to_shut_are_part_of_the_summary() -> None:
    city = gt.synthetic_city(2000, seed=11)
    plans = (gt.shutoff(city, pipe, inoperable=city.valve.id) for pipe in city.pipe.id)
    plan = next(p for p in plans if len(p.stations) and (p.stations.action == "close").any())
    listed = shutoff_summary(plan)["stations"]
    assert listed and set(listed) <= set(map(str, city.regulator.id))


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (["slove", "t.gpkg"], "no such verb: slove; did you mean solve?", "没有此命令：slove；是否指 solve？"),
        (["xyz"], "no such verb: xyz", "没有此命令：xyz"),
        (["risk"], "the following arguments are required: twin.gpkg", "参数错误：缺少必需的参数：twin.gpkg"),
        (
            ["risk", "t.gpkg", "--sample", "9", "--seeed=3"],
            "unrecognized arguments: --seeed=3; did you mean --seed?",
            "参数错误：无法识别的参数：--seeed=3；是否指 --seed？",
        ),
        (["risk", "t.gpkg", "more"], "unrecognized arguments: more", "参数错误：无法识别的参数：more"),
        (
            ["risk", "t.gpkg", "--samples"],
            "argument --samples: expected one argument",
            "参数错误：参数 --samples 缺少取值",
        ),
        (
            ["programme", "t.gpkg", "--registers"],
            "argument --registers: expected at least one argument",
            "参数错误：参数 --registers 至少需要一个取值",
        ),
        (
            ["incident", "t.gpkg", "--kind", "rupure"],
            "did you mean rupture?",
            "参数错误：参数 --kind 没有取值 'rupure'，可选：'leak', 'puncture', 'rupture', 'third_party'；是否指"
            " rupture？",
        ),
        (
            ["incident", "t.gpkg", "--pipe", "1", "--at", "1,2"],
            "argument --at: not allowed with argument --pipe",
            "参数错误：参数 --at 不能与 --pipe 同时使用",
        ),
        (
            ["risk", "t.gpkg", "--samples", "many"],
            "argument --samples: a whole number from 0 to 100000 is needed, not 'many'",
            "参数错误：参数 --samples 应为 0 至 100000 的整数，而不是 'many'",
        ),
        (
            ["plan", "t.gpkg", "--budget-per-year", "-1"],
            "a number from 0 to 1e+15 is needed",
            "参数错误：参数 --budget-per-year 应为 0 至 1e+15 的数，而不是 '-1'",
        ),
        (
            ["report", "t.gpkg", "-o", "r.pdf"],
            "the ending must be .html or .xlsx or .qgz or .qgs, not 'r.pdf'",
            "参数错误：参数 -o/--out 的扩展名须为 .html 或 .xlsx 或 .qgz 或 .qgs，而不是 'r.pdf'",
        ),
        (["simulate", "t.gpkg", "-o", "o", "--to", "late"], "not a time: late", "参数错误：参数 --to 不是时间：late；"),
        (
            ["solve", "t.gpkg", "--load", "25"],
            "or an hour from 0 to 23",
            "参数错误：参数 --load 应为 peak, average, fixed 或 0",
        ),
        (
            ["import", "s", "-o", "t.gpkg", "--affine", "1,2"],
            "six numbers",
            "参数错误：参数 --affine 应为六个数 a,b,c,d,e,f",
        ),
        (
            ["solve", "t.gpkg", "--pro=1"],
            "ignored explicit argument '1'",
            "参数错误：参数 --protection 不带取值，多余的是 '1'",
        ),
        (["solve", "t.gpkg", "--lo", "1"], "ambiguous option: --lo", "参数错误：选项 --lo 不明确，可能是：--load, "),
    ],
)
def test_what_is_wrong_with_arguments_is_said_in_both_languages(
    words: list[str], english: str, chinese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for lang, text in (("en", english), ("zh", chinese)):
        with pytest.raises(SystemExit) as left:
            main([*words, "--lang", lang])
        line, fix = capsys.readouterr().err.splitlines()
        assert left.value.code == 2 and line.startswith("GT-0901 ") and text in line, line
        assert fix.strip() == f"→ gastwin {words[0]} --help" or "xyz" in words or "slove" in words
        if lang == "zh":
            assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", line), line


def test_rows_of_figures_are_a_line_each_in_words() -> None:
    rows = [{"project": "J1", "customers_out": 48, "pressure_met": True, "upsize": "", "lowest_pa": 2949.5}]
    english, chinese = (summary_lines({"verb": "plan", "works": rows}, lang)[1] for lang in ("en", "zh"))
    assert english == ("  J1: customers without gas 48; pressure met afterwards yes; and after all works 2949.5")
    assert chinese == "  J1: 停气用户数 48; 改造后压力满足 是; 全部改造后最低压力（Pa） 2949.5"
    assert summary_lines({"verb": "plan", "works": rows * 25}, "en")[-1] == "  … +5"
