# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI description of the HTTP interface, and a page that shows it without asking any network."""

from __future__ import annotations

import html
from typing import Any

from .. import _core
from ..closure import AIMS
from ..incident_file import incident_schema
from ..network import schema
from .limits import Limits

_LANG = {"name": "lang", "in": "query", "schema": {"enum": ["zh", "en"]}, "description": "language of messages"}
_REF_ERROR = {"$ref": "#/components/schemas/Error"}
_ID = {"type": ["string", "integer"]}
_IDS = {"type": "array", "items": _ID}


def _one(value: dict[str, Any]) -> dict[str, Any]:
    """The schema of one value, of that of a file in which a list stands for one scenario each."""
    choices = value.get("anyOf")
    if not choices or len(choices) < 2 or choices[1].get("type") != "array":
        return value
    left = [choices[0], *choices[2:]]
    return left[0] if len(left) == 1 else {"anyOf": left}


def _scenario_schemas() -> list[dict[str, Any]]:
    kinds = incident_schema()["properties"]["incident"]["items"]["oneOf"]
    sizes = {
        "samples": {"type": "integer", "minimum": 1, "description": "draws of the durations"},
        "seed": {"type": "integer", "minimum": 0},
    }
    return [{**kind, "properties": {**{k: _one(v) for k, v in kind["properties"].items()}, **sizes}} for kind in kinds]


def _closure_schema() -> dict[str, Any]:
    pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "kind": {"const": "closure"},
            "name": {"type": "string"},
            "pipe": {"anyOf": [_ID, _IDS], "description": "broken pipe or pipes"},
            "at": {**pair, "description": "or the place, x_m and y_m"},
            "x": {"type": "number", "description": "or the place, with y"},
            "y": {"type": "number"},
            "inoperable": {**_IDS, "description": "valves that cannot be turned, for this request only"},
            "squeeze": {"type": "boolean", "description": "polyethylene may be squeezed off"},
            "aim": {"enum": list(AIMS)},
            "hour": {"type": "integer", "minimum": 0, "maximum": 23, "description": "load; default: peak"},
        },
    }


def _step_schema() -> dict[str, Any]:
    """An operation of a closure plan: the columns of its table, the names of its codes, and where it is done."""
    properties: dict[str, Any] = {"element": {"enum": ["valve", "regulator"], "description": "whose id it is"}}
    for column in schema("closure_plan"):
        name, told = column["name"], {"description": column["doc"]}
        if column["kind"] == "code":
            properties[name] = {"enum": [each[0] for each in column["names"]], **told}
            properties[f"{name}_text"] = {"type": "string", **told}
        else:
            properties[name] = {"type": "string" if column["kind"] == "text" else ["integer", "null"], **told}
    for name in ("x_m", "y_m"):
        properties[name] = {"type": ["number", "null"], "description": "place; null: not known"}
    return {"type": "object", "required": list(properties), "properties": properties}


def _plan_schema() -> dict[str, Any]:
    """The closure plan of an answer, what matters of it."""
    texts = {"type": "array", "items": {"type": "string"}}
    operations = "every operation in its order, of valves, places to squeeze and regulator stations; none is left out"
    steps = {"type": "array", "items": {"$ref": "#/components/schemas/Operation"}, "description": operations}
    counts = ("customers_inside", "customers_cut_off", "customers_total")
    properties = {
        "status": {"type": "string"},
        "steps": steps,
        "stations": {**texts, "description": "regulators to shut; they are in steps too"},
        **{key: texts for key in ("valves", "squeezes", "pipes", "pipes_cut_off")},
        **{key: {"type": "integer"} for key in counts},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _schemas() -> dict[str, Any]:
    texts = {key: {"type": "string"} for key in ("code", "kind", "message", "fix")}
    error = {"type": "object", "required": list(texts), "properties": texts}
    plan = {
        "budget_per_year": {"type": "number", "minimum": 1, "maximum": 1e12, "description": "CNY"},
        "years": {"type": "integer", "minimum": 1, "maximum": 30, "default": 5},
        "must": {**_IDS, "description": "pipes that must be renewed"},
        "never": {**_IDS, "description": "pipes that must not be touched"},
    }
    any_scenario = {"anyOf": [{"$ref": "#/components/schemas/Closure"}, {"$ref": "#/components/schemas/Incident"}]}
    return {
        "id": _ID,
        "Error": {"type": "object", "required": ["error"], "properties": {"error": error}},
        "Closure": _closure_schema(),
        "Incident": {"oneOf": _scenario_schemas()},
        "Operation": _step_schema(),
        "ClosureAnswer": _plan_schema(),
        "IncidentAnswer": {  # a disruption has no plan
            "type": "object",
            "properties": {"plan": {"$ref": "#/components/schemas/ClosureAnswer"}},
        },
        "Comparison": {
            "type": "object",
            "additionalProperties": False,
            "required": ["a", "b"],
            "properties": {"a": any_scenario, "b": any_scenario},
        },
        "Plan": {
            "type": "object",
            "additionalProperties": False,
            "required": ["budget_per_year"],
            "properties": plan,
        },
    }


def _answers(streams: bool, answer: str = "") -> dict[str, Any]:
    told = {"$ref": f"#/components/schemas/{answer}"} if answer else {"type": "object"}
    content: dict[str, Any] = {"application/json": {"schema": told}}
    if streams:
        content["text/event-stream"] = {"schema": {"type": "string"}}
    refused = {
        "400": "the request cannot be read",
        "401": "the token is missing",
        "413": "beyond a limit",
        "422": "no such pipe, valve or place; a value that cannot be",
        "503": "busy; Retry-After says when to ask again",
        "504": "it took too long",
    }
    errors = {
        code: {"description": text, "content": {"application/json": {"schema": _REF_ERROR}}}
        for code, text in refused.items()
    }
    return {"200": {"description": "the answer", "content": content}, **errors}


def _get(summary: str, *parameters: tuple[str, dict[str, Any], bool]) -> dict[str, Any]:
    listed = [{"name": n, "in": "query", "schema": s, "required": r} for n, s, r in parameters]
    return {"get": {"summary": summary, "parameters": [*listed, _LANG], "responses": _answers(False)}}


def _post(summary: str, asked: str, answer: str = "", streams: bool = True) -> dict[str, Any]:
    body = {"application/json": {"schema": {"$ref": f"#/components/schemas/{asked}"}}}
    text = "With `Accept: text/event-stream` progress is pushed: events progress (stage, share), then answer or error."
    return {
        "post": {
            "summary": summary,
            "description": text if streams else "",
            "parameters": [_LANG],
            "requestBody": {"required": True, "content": body},
            "responses": _answers(streams, answer),
        }
    }


def description(limits: Limits, with_token: bool) -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    schemas = _schemas()
    budget, years = schemas["Plan"]["properties"]["budget_per_year"], schemas["Plan"]["properties"]["years"]
    paths = {
        "/twin": _get("What the twin holds, its state at peak load, its risk"),
        "/page-data": _get("Where valves and pipes lie"),
        "/score": _get("Why a pipe or riser ranks where it does", ("pipe", {"type": "string"}, True)),
        "/what-if/closure": _post(
            "Valves and stations to close in order, customers out, low pressure, line-pack", "Closure", "ClosureAnswer"
        ),
        "/what-if/incident": _post("What escapes, who is out and for how long", "Incident", "IncidentAnswer"),
        "/what-if/compare": _post("Two scenarios and their difference", "Comparison"),
        "/plan": {
            **_get("What a budget buys", ("budget_per_year", budget, True), ("years", years, False)),
            **_post("What a budget buys, with pipes that must or must not be renewed", "Plan"),
        },
        "/plan/curve": _get("What each of a row of budgets buys", ("years", years, False)),
    }
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "gastwin serve",
            "version": _core.version,
            "description": f"Bodies of {limits.body_bytes} bytes, computations of {limits.work_seconds:g} s at most.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }
    if with_token:
        document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"token": []}]
    pointing: dict[str, Any] = _pointing_here(document)
    return pointing


def _pointing_here(value: Any) -> Any:
    """References of the schema of scenario files, whose definitions stand elsewhere in this document."""
    if isinstance(value, dict):
        return {
            k: "#/components/schemas/id" if k == "$ref" and v == "#/$defs/id" else _pointing_here(v)
            for k, v in value.items()
        }
    return [_pointing_here(v) for v in value] if isinstance(value, list) else value


def description_page(document: dict[str, Any]) -> str:
    """The description for people: plain HTML, no script."""
    listed = []
    for path, methods in document["paths"].items():
        for method, what in methods.items():
            names = ", ".join(p["name"] for p in what["parameters"])
            body = what.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            sent = body.get("$ref", "").rpartition("/")[2]
            cells = (f"<code>{method.upper()} {html.escape(path)}</code>", html.escape(what["summary"]), names, sent)
            listed.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    title = html.escape(f"{document['info']['title']} {document['info']['version']}")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
        f'<p>{html.escape(document["info"]["description"])} <a href="/openapi.json">openapi.json</a></p>'
        f"<table><tr><th>request<th>answer<th>query<th>body (see components)</tr>{''.join(listed)}</table></html>"
    )
