"""Says which pins of constraints.txt have a newer release: ``.venv/bin/python .ci/outdated.py`` behind `make setup`.

Nothing is changed. The exit code is 1 where something is out of date, 0 where nothing is, and 0 with a message where
the package index cannot be reached.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def normal(name: str) -> str:
    """Return the name of a package as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, set[str]]:
    """Return the versions that are pinned for each package; several where Pythons need different ones."""
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall(text):
        found.setdefault(normal(name), set()).add(version)
    return found


def main() -> int:
    """Print one line a package."""
    pinned = pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    command = [sys.executable, "-m", "pip", "list", "--outdated", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        print(f"what is out of date cannot be told: {done.stderr.strip().splitlines()[-1:]}")
        return 0
    outdated = [each for each in json.loads(done.stdout) if normal(each["name"]) in pinned]
    for each in outdated:
        print(
            f"{each['name']}: pinned {', '.join(sorted(pinned[normal(each['name'])]))}, newest {each['latest_version']}"
        )
    print(f"{len(outdated)} of {len(pinned)} pins are out of date")
    return int(bool(outdated))


if __name__ == "__main__":
    sys.exit(main())
