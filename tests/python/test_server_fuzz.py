# SPDX-License-Identifier: Apache-2.0
"""Whatever is sent: never a mistake of ours (500), never a traceback, never the name of a file."""

import gzip
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from served import Reply, Served, serving

import gastwin as gt

POSTS = ("/what-if/closure", "/what-if/incident", "/what-if/compare", "/plan", "/session")
GETS = ("/", "/open", "/twin", "/page-data", "/map-data", "/openapi.json", "/docs", "/score", "/plan", "/plan/curve")
KEYS = (
    *("pipe", "at", "x", "y", "position", "kind", "hole_mm", "machine", "inoperable", "hour", "aim", "load", "month"),
    *("name", "samples", "seed", "damage", "pgv_m_s", "draw", "valve", "regulator", "source", "factor", "squeeze"),
    *("customer_kind", "volume_m3", "gauge_pressure_kpa", "air_changes_per_h", "entering_share", "after_s"),
    *("a", "b", "budget_per_year", "years", "must", "never", "token", "low", "high", "__class__", ""),
)
KINDS = (*gt.incident_kinds(), "closure", "multiple", "earthquake", "valve_closed", "regulator_open", "supply_loss")
WORDS = (*KINDS, "demand_surge", "enclosed_space", "P000003", "V000002", "S1", "peak", "fixed", "unknown")
LEAK = re.compile(r"Traceback|File \"|\.py\b|/tmp|/home|/usr|/root|site-packages|\.gpkg|gastwin/|0x[0-9a-f]{6}")
SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("fuzz")
    gt.Twin.from_network(gt.synthetic_city(300, seed=2)).save(folder / "secret-name.gpkg")
    with serving(folder / "secret-name.gpkg", folder) as server:
        yield server


def assert_harmless(reply: Reply, what: Any = "") -> None:
    assert reply.status != 500 and reply.status < 600, (what, reply.body[:500])
    told = reply.headers.get("content-type", "")
    if reply.status >= 400 and told == "application/json":
        error = reply.json["error"]
        assert re.fullmatch(r"GT-\d{4}", error["code"]) and error["message"] and error["fix"], what
        assert error["code"] != "GT-0902", what
        for text in (error["message"], error["fix"]):
            assert len(text) < 3000, what
    body = gzip.decompress(reply.body) if told == "application/octet-stream" else reply.body
    if told != "text/html; charset=utf-8":
        assert not LEAK.search(body.decode("utf-8", "replace")), (what, body[:500])
    assert b"secret-name" not in body


numbers = st.one_of(
    st.integers(-3, 30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, -0.0, 5e-324, 1e308, -1e308, 2**63 - 1, -(2**63), 0.5, 12, 500]),
)
texts = st.one_of(
    st.sampled_from(WORDS), st.text(max_size=12), st.sampled_from(["../../etc/passwd", "\x7f", "x" * 199])
)
leaves = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=8,
)
bodies = st.dictionaries(st.sampled_from(KEYS), values, max_size=7)


@SETTINGS
@given(path=st.sampled_from(POSTS[:4]), body=bodies, lang=st.sampled_from(["", "?lang=zh", "?lang=fr", "?x=%ff"]))
def test_any_table_is_answered(served: Served, path: str, body: dict[str, Any], lang: str) -> None:
    assert_harmless(served.ask("POST", path + lang, body), body)


plausible = st.fixed_dictionaries(
    {"kind": st.sampled_from((*gt.incident_kinds(), "closure"))},
    optional={
        "pipe": st.one_of(st.sampled_from(["P000001", "P000005", "P000010", "nowhere"]), st.integers(0, 9)),
        "at": st.lists(numbers, min_size=2, max_size=2),
        "position": numbers,
        "hole_mm": numbers,
        "inoperable": st.lists(st.sampled_from(["V000001", "V000002", "no"]), max_size=3),
        "hour": numbers,
        "aim": st.sampled_from(["fewest_customers", "fewest_operations", "none"]),
        "load": st.one_of(st.sampled_from(["peak", "average", "fixed", "all"]), st.integers(-1, 24)),
        "month": st.integers(0, 13),
        "samples": st.sampled_from([1, 5, 0, -1, 1e9]),
        "seed": numbers,
        "squeeze": st.booleans(),
        "name": texts,
    },
)


@SETTINGS
@given(path=st.sampled_from(["/what-if/incident", "/what-if/closure"]), body=plausible)
@example(path="/what-if/incident", body={"kind": "rupture", "pipe": "P000005", "hour": 1e300, "samples": 5})
@example(path="/what-if/incident", body={"kind": "leak", "pipe": "P000005", "position": 1e308, "samples": 5})
@example(path="/what-if/incident", body={"kind": "leak", "at": [1e308, -1e308], "samples": 5})
@example(path="/what-if/closure", body={"at": [1e308, -1e308]})
@example(path="/what-if/incident", body={"kind": "leak", "pipe": "P000005", "hole_mm": 5e-324, "samples": 5})
def test_scenarios_that_could_almost_be_are_answered(served: Served, path: str, body: dict[str, Any]) -> None:
    if path == "/what-if/closure":
        body = {key: value for key, value in body.items() if key not in ("load", "month", "samples", "seed", "hole_mm")}
        body.pop("position", None)
        body["kind"] = "closure"
    assert_harmless(served.ask("POST", path, body), body)


@SETTINGS
@given(path=st.sampled_from(POSTS), body=st.binary(max_size=200))
def test_any_bytes_are_answered(served: Served, path: str, body: bytes) -> None:
    assert served.ask("POST", path, body).status in (400, 401, 413)


@SETTINGS
@given(
    path=st.sampled_from(GETS),
    query=st.dictionaries(st.sampled_from((*KEYS, "lang", "once")), texts | numbers.map(str), max_size=4),
)
def test_any_query_is_answered(served: Served, path: str, query: dict[str, str]) -> None:
    from urllib.parse import urlencode

    encoded = urlencode({k: v.encode("utf-8", "surrogatepass") for k, v in query.items()})
    assert_harmless(served.ask("GET", f"{path}?{encoded}"), (path, query))


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"NaN",
        b'{"pipe": NaN}',
        b'{"x": Infinity, "y": -Infinity}',
        b'{"x": 1e400, "y": 0}',
        b'{"pipe": 1' + b"0" * 5000 + b"}",
        b'{"pipe": -1' + b"0" * 30 + b"}",
        b'{"pipe": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"pipe": "\\u0000"}',
        b'{"pipe": "a\\nb"}',
        b'{"pipe": "x", "pipe": "y"}',
        b"[" * 30000,
        b'{"a":' * 10000,
        b'{"pipe": ' + b"[" * 20 + b"]" * 20 + b"}",
        b'\xef\xbb\xbf{"pipe": "x"}',
        b"\xff\xfe{}",
        b'{"pipe": "' + b"x" * 60000 + b'"}',
        b'{"inoperable": [' + b"1," * 20000 + b"1]}",
        b'{"__proto__": {"pipe": 1}}',
    ],
    ids=range(24),
)
def test_hostile_bodies_are_refused(served: Served, path: str, body: bytes) -> None:
    reply = served.ask("POST", path, body)
    assert_harmless(reply, body[:80])
    assert reply.status in (400, 401, 413), reply.body


@pytest.mark.parametrize(
    "target",
    [
        "/../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/static/../../secret-name.gpkg",
        "//etc/passwd",
        "/page.js%00.gpkg",
        "/\\..\\..\\windows",
        "/twin/",
        "/twin/..",
        "/TWIN",
        "/%ff%fe",
        "http://evil.example/twin",
        "*",
        "/" + "a" * 4000,
        "/twin?" + "&".join(f"k{i}=1" for i in range(500)),
        "/what-if/closure",
        "/live.js",
        "/secret-name.gpkg",
        "/.git/config",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"])
def test_no_path_reaches_a_file(served: Served, method: str, target: str) -> None:
    head = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as raw:
        raw.sendall(head.encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    status = int(answer.split(b" ", 2)[1])
    assert status in (400, 404, 405, 414, 421), answer[:300]
    assert b"root:" not in answer and not LEAK.search(answer.decode("utf-8", "replace")), answer[:500]
    assert b"access-control" not in answer.lower()


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /twin HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST /plan HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: -5\r\n\r\n",
        b"POST /plan HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
        b"POST /plan HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /twin HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /twin HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nCookie: " + b"\xff" * 200 + b"\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=range(9),
)
def test_what_is_not_http_does_no_harm(served: Served, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        connection.sendall(raw.replace(b"PORT", str(served.port).encode()))
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
        except ConnectionResetError:
            pass
    assert not re.match(rb"HTTP/1.1 5", answer) and not LEAK.search(answer.decode("utf-8", "replace")), answer[:300]
    assert served.ask("GET", "/twin").status == 200


def test_markup_in_ids_stays_text(served: Served) -> None:
    nasty = "</script><script>alert(1)</script>"
    reply = served.ask("POST", "/what-if/closure", {"pipe": nasty})
    assert reply.status == 422 and reply.headers["content-type"] == "application/json"
    assert reply.headers["x-content-type-options"] == "nosniff" and nasty in json.loads(reply.body)["error"]["message"]


def test_a_secret_file_name_stands_nowhere(served: Served, tmp_path: Path) -> None:
    for path in GETS:
        assert_harmless(served.ask("GET", path), path)
    assert "secret-name" not in served.stderr.read_text("utf-8")
