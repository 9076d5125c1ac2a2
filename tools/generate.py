# SPDX-License-Identifier: Apache-2.0
"""Writes what follows from columns() and from the readers of files: type stubs of the compiled modules and of tables,
the data dictionary and the JSON schemas of mapping profiles, incident scenarios, lists of jobs, scoring schemes and
rules.

    python tools/generate.py stubs|dictionary|schema [--check]

With --check nothing is written; the exit status is 1 when a file is not up to date.
"""

import argparse
import inspect
import json
import math
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from gastwin import _core, _gis
from gastwin.batch_file import batch_schema
from gastwin.column_labels import column_label
from gastwin.incident_file import incident_schema
from gastwin.profile import profile_schema
from gastwin.scheme_schema import scheme_schema
from gastwin.tables import class_name

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "python" / "gastwin"
DICTIONARY = ROOT / "docs" / "data-dictionary.md"
SCHEMA = ROOT / "docs" / "profile.schema.json"
INCIDENT_SCHEMA = ROOT / "docs" / "incident.schema.json"
BATCH_SCHEMA = ROOT / "docs" / "batch.schema.json"
SCHEME_SCHEMA = ROOT / "docs" / "scheme.schema.json"
STUB_HEAD = """# SPDX-License-Identifier: Apache-2.0
# Written by tools/generate.py from the compiled module; do not edit.
from collections.abc import Callable, Sequence
from typing import Any

"""
GIS_HEAD = """from . import _core

Progress = Callable[[str, float], Any] | None
"""
CORE_HEAD = """Column = dict[str, Any]
Progress = Callable[[str, float], Any] | None

class Error(Exception):
    code: str
    kind: str
    file: str
    layer: str
    row: int | None
    column: str
    value: str
    ids: list[str]
    messages: dict[str, str]
    fixes: dict[str, str]
    fix: str

version: str
"""
TABLES_HEAD = """# SPDX-License-Identifier: Apache-2.0
# Written by tools/generate.py from the tables' own column lists; do not edit.
from typing import Any

import numpy as np
import numpy.typing as npt

from .frames import Table

Reals = npt.NDArray[np.float64]  # NaN: not known
Integers = npt.NDArray[np.int32]  # gastwin.frames.MISSING_INTEGER: not known
Flags = npt.NDArray[np.uint8]  # 0 or 1
Texts = npt.NDArray[np.object_]  # str
Ids = npt.NDArray[Any]  # str, or int64 where the user's own are whole numbers
Rows = npt.NDArray[np.int32]  # row numbers of another table, -1 for none

AnyTable = Any  # one of a kind that only the file it was read from tells

CLASSES: dict[str, type[Table]]

def class_name(table: str) -> str: ...
def table_of(core: Any, **more: Any) -> Table: ...
"""
ARRAYS = {"real": "Reals", "integer": "Integers", "flag": "Flags", "text": "Texts", "code": "Texts"}


def tables() -> list[Any]:
    """Every bound table class, by name."""
    return [
        value for name, value in sorted(vars(_core).items()) if name.endswith("_table") and hasattr(value, "schema")
    ]


def _doc_signatures(documented: Any) -> list[str]:
    """Signatures as pybind11 writes them into the docstring."""
    text = inspect.getdoc(documented) or ""
    return re.findall(r"^(?:\d+\. )?(\w+\(.*\) -> .+)$", text, flags=re.MULTILINE)[:1]


def _plain(signature: str, module: ModuleType) -> str:
    """A pybind11 signature with types mypy knows."""
    core = "" if module is _core else "_core."
    signature = re.sub(r"gastwin\._core\.(\w+)", rf"{core}\1", signature)
    signature = re.sub(r"gastwin::[\w:<>]+", "Any", signature)
    signature = re.sub(r"(typing\.)?Annotated\[[^\]]*\]", "Any", signature)
    signature = re.sub(r"<[^<>]*object at 0x[0-9a-f]+>", "...", signature)
    for wrong, right in (
        ("collections.abc.", ""),
        ("typing.", ""),
        ("SupportsFloat | SupportsIndex", "float"),
        ("SupportsInt | SupportsIndex", "int"),
        ("SupportsFloat", "float"),
        ("SupportsInt", "int"),
        ("object", "Any"),
        ("numpy.ndarray", "Any"),
        ("os.PathLike | str | bytes", "str"),
        ("pathlib.Path", "str"),
    ):
        signature = signature.replace(wrong, right)
    signature = re.sub(
        r"\b(list|dict|tuple)\b(?!\[)",
        lambda m: {"list": "list[Any]", "dict": "dict[str, Any]", "tuple": "tuple[Any, ...]"}[m[1]],
        signature,
    )
    return re.sub(r"(\w+): (\w+) \| None", r"\1: \2 | None", signature)


def _class_stub(cls: type) -> list[str]:
    lines = [f"class {cls.__name__}:"]
    for name, member in sorted(vars(cls).items()):
        if isinstance(member, property):
            lines.append(f"    {name}: Any")
        elif name == "__init__" or (callable(member) and not name.startswith("_")) or isinstance(member, staticmethod):
            lines.append(
                f"    {'@staticmethod' + chr(10) + '    ' if isinstance(member, staticmethod) else ''}"
                f"def {name}({'' if isinstance(member, staticmethod) else 'self, '}*args: Any, **kwargs: Any)"
                f" -> {'None' if name == '__init__' else 'Any'}: ..."
            )
        elif name == "__len__":
            lines.append("    def __len__(self) -> int: ...")
    if len(lines) == 1:
        lines.append("    pass")
    return lines


def stubs(module: ModuleType, head: str) -> str:
    """Text of the stub of a compiled module."""
    lines = [STUB_HEAD + head]
    for name, value in sorted(vars(module).items()):
        if inspect.isclass(value) and name != "Error":
            lines += [*_class_stub(value), ""]
    for name, value in sorted(vars(module).items()):
        if inspect.isbuiltin(value):
            for signature in _doc_signatures(value):
                lines.append(f"def {_plain(signature, module)}: ...")
            if not _doc_signatures(value):
                lines.append(f"def {name}(*args: Any, **kwargs: Any) -> Any: ...")
    return "\n".join(lines) + "\n"


def _column_stub(column: dict[str, Any]) -> list[str]:
    kind, doc = column["kind"], column["doc"].replace('"', "'")
    if kind == "reference":
        array, doc = "Rows", f"row of table {column['table']}; {doc}"
    else:
        array = "Ids" if column["name"] == "id" else ARRAYS[kind]
    unit = f"; {column['unit']}" if column["unit"] else ""
    return [f"    {column['name']}: {array}", f'    """{doc}{unit}"""']


def tables_stub() -> str:
    """Text of tables.pyi."""
    lines = [TABLES_HEAD]
    for table in tables():
        lines += [f"class {class_name(table.name)}(Table):", f'    """Table `{table.name}`."""', ""]
        for column in table.schema():
            lines += _column_stub(column)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def core_stubs() -> str:
    """Text of _core.pyi."""
    return stubs(_core, CORE_HEAD)


def gis_stubs() -> str:
    """Text of _gis.pyi."""
    return stubs(_gis, GIS_HEAD)


def _values(column: dict[str, Any]) -> str:
    if "names" in column:
        return ", ".join(f"`{code}` {zh}" for code, _, zh in column["names"])
    if column["kind"] == "reference":
        return f"id in `{column['table']}`"
    low, high = column["low"], column["high"]
    if high == sys.float_info.max:
        high = math.inf
    if math.isinf(low) and math.isinf(high):
        return ""
    return f"{low:g} … {'' if math.isinf(high) else f'{high:g}'}"


def _rows(schema: Iterable[dict[str, Any]]) -> Iterable[str]:
    for c in schema:
        default = "**required**" if c["required"] else "–" if c["default"] in (None, "") else f"`{c['default']}`"
        label = column_label(str(c["name"]), "zh")
        yield f"| `{c['name']}` | {label} | {c['unit']} | {c['kind']} | {default} | {_values(c)} | {c['doc']} |"


def dictionary() -> str:
    """Text of docs/data-dictionary.md."""
    parts = [
        "# Data dictionary\n",
        "Written by `tools/generate.py` from the tables' own column lists; do not edit. SI units; "
        "`pressure_pa` is absolute, `gauge_pressure_pa` is above the local atmosphere.\n",
    ]
    for table in tables():
        head = "| column | 中文 | unit | kind | default | values | meaning |\n|---|---|---|---|---|---|---|"
        parts.append(f"## {table.name}\n\n{head}")
        parts.append("\n".join(_rows(table.schema())) + "\n")
    parts.append(
        "## Kinds of issue and error\n\n"
        "| code | kind | severity | meaning | 含义 | what to do |\n|---|---|---|---|---|---|"
    )
    parts += [
        f"| {k['code']} | `{k['kind']}` | {k['severity']} | {k['en']} | {k['zh']} | {k['fix_en']} |"
        for k in _core.catalogue()
    ]
    return "\n".join(parts) + "\n"


def schema() -> str:
    """Text of docs/profile.schema.json."""
    return json.dumps(profile_schema(), indent=1) + "\n"


def incident_schema_text() -> str:
    """Text of docs/incident.schema.json."""
    return json.dumps(incident_schema(), indent=1) + "\n"


def batch_schema_text() -> str:
    """Text of docs/batch.schema.json."""
    return json.dumps(batch_schema(), indent=1) + "\n"


def scheme_schema_text() -> str:
    """Text of docs/scheme.schema.json."""
    return json.dumps(scheme_schema(), indent=1, ensure_ascii=False) + "\n"


FILES = {
    "stubs": [
        (PACKAGE / "_core.pyi", core_stubs),
        (PACKAGE / "_gis.pyi", gis_stubs),
        (PACKAGE / "tables.pyi", tables_stub),
    ],
    "dictionary": [(DICTIONARY, dictionary)],
    "schema": [
        (SCHEMA, schema),
        (INCIDENT_SCHEMA, incident_schema_text),
        (BATCH_SCHEMA, batch_schema_text),
        (SCHEME_SCHEMA, scheme_schema_text),
    ],
}


def main() -> int:
    """Writes or checks the generated files of one kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=FILES)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    stale = 0
    for path, write in FILES[args.what]:
        text = write()
        if not args.check:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            print(f"{path.relative_to(ROOT)} is not up to date; run: python tools/generate.py {args.what}")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
