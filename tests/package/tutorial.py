# SPDX-License-Identifier: Apache-2.0
"""Runs every command of a page of docs, in order, from an empty folder, with the gastwin of this environment.

python tutorial.py docs/tutorial.md
"""

import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def printed(page: Path) -> list[list[str]]:
    """Words of each `gastwin` line in the page's shell blocks, without its comment."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("gastwin ")]


def main() -> int:
    """Exit status 1 when a command fails."""
    commands, failed = printed(Path(sys.argv[1])), 0
    assert len(commands) >= 10
    program = Path(sys.executable).with_name("gastwin")
    with tempfile.TemporaryDirectory() as folder:
        for words in commands:
            started = time.perf_counter()
            done = subprocess.run([program, *words, "--quiet"], cwd=folder, capture_output=True, text=True, check=False)
            # 1: done, and the answer is negative, such as demand that cannot be met.
            good = done.returncode in (0, 1)
            failed += not good
            print(
                f"{'passed' if good else 'FAILED'} {time.perf_counter() - started:6.1f} s  gastwin {shlex.join(words)}"
            )
            if not good:
                print(done.stderr)
    print(f"{sys.argv[1]}: {len(commands) - failed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
