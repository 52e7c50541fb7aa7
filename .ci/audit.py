"""Looks for known vulnerabilities in what users get: ``python .ci/audit.py``.

pip-audit is installed into an environment of its own in ``build/ci-audit``. Where it cannot be installed, or its
database cannot be reached, that is said and the exit code is 0; a vulnerability is exit code 1.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "ci-audit"
LISTS = ("action.txt", "action-build.txt")
MINUTES = 5


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command and return what it said."""
    return subprocess.run(
        [str(each) for each in command], capture_output=True, text=True, check=False, timeout=MINUTES * 60
    )


def main() -> int:
    """Install, look, report."""
    venv.create(PLACE, with_pip=True)
    python = PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    try:
        installed = run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit")
        if installed.returncode:
            print("audit: skipped, pip-audit cannot be installed")
            return 0
        options = ("--disable-pip", "--require-hashes", "--progress-spinner", "off")
        code = 0
        for name in LISTS:
            done = run(python, "-m", "pip_audit", "--requirement", ROOT / "requirements" / name, *options)
            found = "known vulnerabilit" in done.stdout + done.stderr
            if not found:
                print(f"audit: {name} skipped, the database cannot be reached")
                continue
            print(f"audit: {name}: {(done.stderr or done.stdout).strip().splitlines()[0]}")
            if done.returncode:
                print(done.stdout)
                code = 1
    except subprocess.TimeoutExpired:
        print(f"audit: skipped, no answer within {MINUTES} minutes")
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())
