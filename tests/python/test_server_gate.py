# SPDX-License-Identifier: Apache-2.0
"""Who may ask, how much, and what happens when nobody waits any more."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from served import Call, Reply, Served, events, serving

import gastwin as gt
from gastwin.frames import _error
from gastwin.server import Limits, scenarios, serve
from gastwin.server.app import Desk, application
from gastwin.server.district import District
from gastwin.server.gate import Keys, Names

Line = Callable[..., gt.Network]
Run = Callable[..., tuple[int, dict[str, Any], str]]
TOKEN = "correct horse battery staple"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def twin(city: gt.Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gate") / "city.gpkg"
    gt.Twin.from_network(city).save(path)
    return path


@pytest.fixture(scope="module")
def served(twin: Path) -> Iterator[Served]:
    with serving(twin, twin.parent) as server:
        yield server


@pytest.fixture(scope="module")
def locked(twin: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Where others can reach it, with a token."""
    folder = tmp_path_factory.mktemp("locked")
    with serving(twin, folder, "--host", "0.0.0.0", "--name", "gas.example.org", GASTWIN_TOKEN=TOKEN) as server:
        yield server


@pytest.fixture
def desk(line: Line) -> Iterator[Callable[..., tuple[Desk, Any]]]:
    """An application of a small twin with limits of one's own, without a socket."""
    made: list[Desk] = []

    def make(token: str | None = None, **limits: Any) -> tuple[Desk, Any]:
        chosen = Limits(**limits)
        desk = Desk(District(gt.Twin.from_network(line()), {}, chosen), Keys(token, 80, chosen), "en")
        made.append(desk)
        return desk, application(desk, Names("127.0.0.1", 80))

    yield make
    for each in made:
        each.close()


def refused(reply: Reply, status: int, code: str) -> bool:
    error = reply.json["error"]
    return reply.status == status and error["code"] == code and bool(error["message"]) and bool(error["fix"])


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost:1", "", "a@127.0.0.1", "[::1", "x y"]
)
def test_other_names_for_this_server_are_refused(served: Served, host: str) -> None:
    given = {"host": f"{host}:{served.port}" if host and ":" not in host else host}
    assert refused(served.ask("GET", "/twin", headers=given), 421, "GT-0905")
    assert served.ask("GET", "/", headers=given).status == 421


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_own_names_are_known(served: Served, name: str) -> None:
    assert served.ask("GET", "/twin", headers={"host": f"{name}:{served.port}"}).status == 200


def test_no_or_two_hosts_are_refused(served: Served) -> None:
    for hosts in (b"", b"Host: evil.example\r\nHost: 127.0.0.1:%d\r\n" % served.port):
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as raw:
            raw.sendall(b"GET /twin HTTP/1.0\r\n" + hosts + b"\r\n")
            assert re.match(rb"HTTP/1.1 4\d\d", raw.recv(65536))


def test_pages_of_other_origins_are_refused(served: Served) -> None:
    pipe = {"pipe": served.get("/page-data")["pipes"]["id"][0]}
    own = f"http://127.0.0.1:{served.port}"
    assert served.ask("POST", "/what-if/closure", pipe, {"origin": own}).status == 200
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", f"file://127.0.0.1:{served.port}", f"{own}/x"):
        assert refused(served.ask("POST", "/what-if/closure", pipe, {"origin": origin}), 403, "GT-0905"), origin
        assert refused(served.ask("GET", "/twin", headers={"origin": origin}), 403, "GT-0905")
    cross = {"sec-fetch-site": "cross-site"}
    assert refused(served.ask("GET", "/twin", headers=cross), 403, "GT-0905")
    assert served.ask("GET", "/", headers=cross).status == 200  # a link to the page
    # what a form of another page can send, where a browser says nothing of its origin
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert refused(served.ask("POST", "/what-if/closure", pipe, {"content-type": kind}), 400, "GT-0901")


def test_the_headers_keep_the_page_to_itself(served: Served) -> None:
    for path in ("/", "/twin", "/nowhere", "/docs"):
        headers = served.ask("GET", path).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY" and headers["cache-control"] == "no-store"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "access-control-allow-origin" not in headers and "server" not in headers


def test_listening_to_others_needs_a_token(gastwin: Run, twin: Path) -> None:
    status, _, stderr = gastwin("serve", twin, "--host", "0.0.0.0", "--port", 0)
    assert status == 2 and stderr.startswith("GT-0901") and "--token" in stderr, stderr
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.org", ""):
        with pytest.raises(gt.Error, match=r"GT-0901.*--token"):
            serve(twin, host=host, port=0)
    for token in ("short", "with\nline breaks in it", "ключ от газовой сети"):
        with pytest.raises(gt.Error, match=r"GT-0901.*16"):
            serve(twin, port=0, token=token)


def test_mistakes_at_the_start_are_said_in_one_line(gastwin: Run, twin: Path, tmp_path: Path) -> None:
    status, _, stderr = gastwin("serve", tmp_path / "nowhere.gpkg")
    assert status == 2 and re.match(r"GT-\d{4} ", stderr)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, _, stderr = gastwin("serve", twin, "--port", taken.getsockname()[1])
    assert status == 2 and stderr.startswith("GT-0901") and "--host" in stderr
    status, _, stderr = gastwin("serv", twin)
    assert status == 2 and "did you mean serve?" in stderr


def test_nothing_is_told_without_the_token(locked: Served) -> None:
    for path in (
        "/twin",
        "/page-data",
        "/openapi.json",
        "/docs",
        "/score?pipe=1",
        "/plan?budget_per_year=1",
        "/nowhere",
    ):
        reply = locked.ask("GET", path)
        assert refused(reply, 401, "GT-0905") and reply.headers["www-authenticate"] == "Bearer"
    assert refused(locked.ask("POST", "/what-if/closure", {"pipe": "x"}), 401, "GT-0905")
    for wrong in ("Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer \xff"):
        assert locked.ask("GET", "/twin", headers={"authorization": wrong}).status == 401
    page = locked.ask("GET", "/")
    assert page.status == 401 and b"P0000" not in page.body and b'type="password"' in page.body
    assert locked.ask("GET", "/twin", headers=BEARER).status == 200
    assert locked.ask("GET", "/", headers=BEARER).status == 200
    assert TOKEN not in locked.link and TOKEN not in locked.stderr.read_text("utf-8")


def test_known_names_of_a_server_that_listens_everywhere(locked: Served) -> None:
    for host, status in (
        (f"127.0.0.1:{locked.port}", 200),
        (f"192.0.2.7:{locked.port}", 200),  # an address of this machine, behind which names cannot hide
        (f"{socket.gethostname()}:{locked.port}", 200),
        ("gas.example.org", 200),  # the proxy in front
        (f"evil.example:{locked.port}", 421),
        ("192.0.2.7:1", 421),
    ):
        assert locked.ask("GET", "/twin", headers={**BEARER, "host": host}).status == status, host
    origin = {"origin": "https://gas.example.org", "host": "gas.example.org"}
    assert locked.ask("GET", "/twin", headers={**BEARER, **origin}).status == 200


def test_a_session_stands_for_the_token(locked: Served) -> None:
    assert refused(locked.ask("POST", "/session", {"token": "wrong"}), 401, "GT-0905")
    assert refused(locked.ask("POST", "/session", {"token": 7}), 401, "GT-0905")
    given = locked.ask("POST", "/session", {"token": TOKEN})
    cookie = given.headers["set-cookie"]
    assert given.status == 204 and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    session = {"cookie": cookie.partition(";")[0]}
    assert locked.ask("GET", "/twin", headers=session).status == 200
    assert locked.ask("GET", "/twin", headers={"cookie": session["cookie"] + "x"}).status == 401
    assert locked.ask("GET", "/twin", headers={**session, "origin": "http://evil.example"}).status == 403


def test_the_link_opens_the_page_once(locked: Served) -> None:
    path = "/" + locked.link.split("/", 3)[3]
    first, second = locked.ask("GET", path), locked.ask("GET", path)
    cookie = {"cookie": first.headers["set-cookie"].partition(";")[0]}
    assert locked.ask("GET", "/", headers=cookie).status == 200
    assert first.status == second.status == 200 and "set-cookie" not in second.headers
    assert "set-cookie" not in locked.ask("GET", "/open?once=").headers


def test_sessions_are_few(desk: Callable[..., tuple[Desk, Any]]) -> None:
    keys = desk(TOKEN, sessions=3)[0].keys
    cookies = [keys.new_session().partition(";")[0] for _ in range(4)]

    def status(cookie: str, app: Any) -> int:
        return asyncio.run(Call("GET", "/twin", headers={"cookie": cookie}).run(app)).status

    app = application(desk(TOKEN)[0], Names("127.0.0.1", 80))
    assert status(cookies[0], app) == 401  # of another server
    app._keys = keys
    assert [status(cookie, app) for cookie in cookies] == [401, 200, 200, 200]


def test_large_and_slow_bodies_are_refused(desk: Callable[..., tuple[Desk, Any]], served: Served) -> None:
    assert refused(served.ask("POST", "/what-if/closure", {"pipe": "x" * 70_000}), 413, "GT-0907")
    assert refused(served.ask("POST", "/what-if/closure", {"pipe": "x" * 300}), 413, "GT-0907")
    assert refused(served.ask("POST", "/what-if/closure", {"pipe": ["x"] * 2000}), 413, "GT-0907")
    assert refused(served.ask("POST", "/what-if/incident", {"pipe": "x", "samples": 20_000}), 413, "GT-0907")
    assert refused(served.ask("GET", "/score?pipe=" + "x" * 5000), 414, "GT-0907")
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as raw:  # no length said, never an end
        head = f"POST /what-if/closure HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nContent-Type: application/json\r\n"
        raw.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            raw.sendall(b"2000\r\n" + b" " * 0x2000 + b"\r\n")
        assert raw.recv(65536).startswith(b"HTTP/1.1 413")

    async def never() -> Reply:
        call = Call("POST", "/what-if/closure")

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(3600)
            raise AssertionError

        call._receive = receive  # type: ignore[method-assign]
        return await call.run(desk(body_seconds=0.05)[1])

    assert refused(asyncio.run(never()), 413, "GT-0907")


class Held:
    """An incident that computes until told otherwise, reporting progress as the engine does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.stopped, self.let_go = threading.Semaphore(0), threading.Semaphore(0), threading.Event()
        monkeypatch.setattr("gastwin.server.app.incident_answer", self)

    def __call__(self, district: Any, values: Any, lang: str, tell: Callable[[str, float], bool]) -> dict[str, Any]:
        self.begun.release()
        while not self.let_go.is_set():
            if not tell("simulate", 0.5):
                self.stopped.release()
                raise _error("interrupted")
            time.sleep(0.005)
        return {"status": "done"}


async def until(semaphore: threading.Semaphore, n: int = 1) -> None:
    """Waits till it was released so often."""
    for _ in range(n):
        assert await asyncio.to_thread(semaphore.acquire, True, 20)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_client_that_leaves_stops_its_computation(
    desk: Callable[..., tuple[Desk, Any]], monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    held = Held(monkeypatch)
    app = desk(long_threads=1, long_most=2)[1]

    async def leave() -> None:
        calls = [Call("POST", "/what-if/incident", b"{}", {"accept": accept}) for _ in range(2)]
        running = [asyncio.create_task(call.run(app)) for call in calls]
        await until(held.begun)
        calls[1].leave()  # has not begun
        await running[1]
        calls[0].leave()
        await running[0]
        await until(held.stopped)
        assert not held.begun.acquire(blocking=False)
        held.let_go.set()  # and its place is free again
        reply = await Call("POST", "/what-if/incident", b"{}").run(app)
        assert reply.json == {"status": "done"}

    asyncio.run(leave())


def test_too_much_at_once_is_told_so(desk: Callable[..., tuple[Desk, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(monkeypatch)
    app = desk(long_threads=1, long_most=3)[1]

    async def crowd() -> None:
        calls = [Call("POST", "/what-if/incident", b"{}") for _ in range(3)]
        running = [asyncio.create_task(call.run(app)) for call in calls]
        await until(held.begun)
        reply = await Call("POST", "/what-if/incident", b"{}").run(app)
        assert refused(reply, 503, "GT-0909") and int(reply.headers["retry-after"]) > 0
        stream = await Call("POST", "/what-if/incident", b"{}", {"accept": "text/event-stream"}).run(app)
        assert refused(stream, 503, "GT-0909")
        plan = await Call("POST", "/what-if/closure", b'{"pipe": "10"}').run(app)  # closures have threads of their own
        assert plan.status == 200
        held.let_go.set()
        assert [reply.status for reply in await asyncio.gather(*running)] == [200] * 3
        assert (await Call("POST", "/what-if/incident", b"{}").run(app)).status == 200

    asyncio.run(crowd())


def test_too_long_is_told_so(desk: Callable[..., tuple[Desk, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(monkeypatch)
    app = desk(work_seconds=0.05)[1]

    async def wait() -> None:
        assert refused(await Call("POST", "/what-if/incident", b"{}").run(app), 504, "GT-0908")
        await until(held.stopped)
        streamed = await Call("POST", "/what-if/incident", b"{}", {"accept": "text/event-stream"}).run(app)
        name, data = events(streamed.body)[-1]
        assert name == "error" and data["status"] == 504 and data["error"]["code"] == "GT-0908"
        await until(held.stopped)

    asyncio.run(wait())


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_mistakes_of_ours_are_not_told_to_clients(
    desk: Callable[..., tuple[Desk, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    accept: str,
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(scenarios, "closure_plan", broken)
    app = desk()[1]
    reply = asyncio.run(Call("POST", "/what-if/closure", b"{}", {"accept": accept}).run(app))
    assert b"GT-0902" in reply.body and b"secret" not in reply.body and b"RuntimeError" not in reply.body
    assert reply.status == (500 if accept == "application/json" else 200)
    assert "/secret/path" in capfd.readouterr().err  # but to the operator


def test_what_many_wait_for_is_worked_out_once_and_mistakes_are_not_kept() -> None:
    from gastwin.server.kept import Kept

    kept: Kept[str, int] = Kept(2)
    made: list[str] = []
    gate = threading.Event()

    def make(key: str, value: int) -> Callable[[], int]:
        def work() -> int:
            gate.wait(20)
            made.append(key)
            if value < 0:
                raise ValueError(key)
            return value

        return work

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(kept.get("a", make("a", 1)))) for _ in range(5)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(20)
    assert found == [1] * 5 and made == ["a"] and "a" in kept
    for _ in range(2):
        with pytest.raises(ValueError, match="b"):
            kept.get("b", make("b", -1))
    assert made == ["a", "b", "b"] and "b" not in kept
    for key in ("c", "d"):
        kept.get(key, make(key, 2))
    assert "a" not in kept and kept.get("d", make("d", 3)) == 2


@pytest.mark.parametrize("odd", ["no source", "too much demand", "no customers", "no coordinates", "no pipes"])
def test_odd_twins_are_served(line: Line, odd: str) -> None:
    network = line(demand_kg_s=100.0 if odd == "too much demand" else 0.01)
    tables = {name: getattr(network, name).to_pandas() for name in ("node", "pipe", "source", "customer")}
    if odd == "no coordinates":
        tables["node"] = tables["node"][["id"]]
    for name in {"no source": ("source",), "no customers": ("customer",)}.get(odd, ()):
        del tables[name]
    if odd == "no pipes":
        tables = {"node": tables["node"]}
    limits = Limits()
    twin = gt.Twin.from_network(gt.Network.from_frames(tables))
    desk = Desk(District(twin, {}, limits), Keys(None, 80, limits), "en")
    app = application(desk, Names("127.0.0.1", 80))
    asked = [("GET", path, b"") for path in ("/", "/twin", "/map-data", "/page-data", "/plan/curve")]
    hole = b'{"pipe": 10, "kind": "leak", "samples": 5}'
    asked += [("POST", "/what-if/closure", b'{"pipe": 10}'), ("POST", "/what-if/incident", hole)]
    for method, path, body in asked:
        reply = asyncio.run(Call(method, path, body).run(app))
        assert reply.status == 200 or refused(reply, 422, "GT-0501"), (path, reply.body[:300])
        assert (reply.status == 422) == (odd == "no pipes" and method == "POST")
    desk.close()
