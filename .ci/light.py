"""The installation that users get by default: builds the wheel, installs it without any extra, runs every verb.

``python .ci/light.py`` makes a virtual environment of its own in ``build/ci-light`` and prints how long the
installation takes and how much room it needs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "ci-light"
SAMPLE = ROOT / "corpora" / "sample"
COMMAND = "pip install 'bitext-aligner[transformer]'"
SIDES = "story.en.txt story.zh.txt"
RUNS = (
    (f"align {SIDES} -o story.tmx -o story.xlsx -o story.html -o story.bitext.jsonl", 0, ""),
    ("align story.en.sentences story.zh.sentences --segmenter lines -q -o story.align", 0, ""),
    (f"align {SIDES} --model length -q -o length.csv", 0, ""),
    (f"align {SIDES} --model sentence-transformers/LaBSE -o other.tmx", 2, COMMAND),
    ("convert story.tmx story.po", 0, ""),
    ("convert story.xlsx corrected.tmx", 0, ""),
    ("review missing.tmx --no-browser", 3, "no such file"),
    ("concordance missing.tmx --no-browser", 3, "there is no such file"),
    ("lint story.tmx", 0, ""),
    ("evaluate --gold story.sentence.align --test story.align --floor 0.9", 0, ""),
    ("check story.en.txt story.zh.txt --no-cache", (0, 1), "coverage"),
    ("glossary story.bitext.jsonl -o glossary.xlsx", 0, ""),
    ("glossary check glossary.xlsx story.tmx", (0, 1), ""),
    ("search harbour story.tmx --index index.sqlite", (0, 1), ""),
    ("pair en zh -o pairs.tsv", 0, ""),
    ("batch pairs.tsv -o corpus --jobs 1", 0, ""),
    ("stats story.tmx", 0, ""),
    ("corpora list", 0, "ted2020"),
    ("train --from story.tmx -o model", 2, COMMAND),
    ("train story.tsv -o model", 2, COMMAND),
    ("train --export exported", 2, COMMAND),
    ("doctor", 0, COMMAND),
    ("completion bash", 0, "complete"),
)
"""Each verb's arguments, the exit codes that are right, and what has to be printed."""


def main() -> None:
    """Install, measure, run."""
    shutil.rmtree(PLACE, ignore_errors=True)
    (PLACE / "work").mkdir(parents=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "ALIGNER_CACHE": str(PLACE), "XDG_CACHE_HOME": str(PLACE)}
    venv.create(PLACE / "venv", with_pip=True)
    python = PLACE / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = next((PLACE / "venv").rglob("site-packages"))
    before = size_of(site)
    wheel = [str(python), "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(PLACE), str(ROOT)]
    subprocess.run(wheel, check=True, env=environment)
    start = time.perf_counter()
    (built,) = PLACE.glob("*.whl")
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", str(built)], check=True, env=environment)
    seconds = time.perf_counter() - start
    compiled = sum(size_of(folder) for folder in site.rglob("__pycache__") if "/pip/" not in folder.as_posix())
    own = (size_of(site) - before) / 1e6
    for package in ("torch", "transformers", "sentence_transformers"):
        if (site / package).exists():
            sys.exit(f"light installation: {package} is there")
    run_verbs(python, environment)
    print(f"light installation: {seconds:.0f} s, {own:.0f} MB, of which compiled files {compiled / 1e6:.0f} MB")


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def run_verbs(python: Path, environment: dict[str, str]) -> None:
    """Run every verb in a folder with the sample; stop at the first that does not do what it should."""
    work = PLACE / "work"
    for file in SAMPLE.iterdir():
        shutil.copy(file, work)
    for language in ("en", "zh"):
        (work / language).mkdir()
        for genre in ("story", "guide"):
            shutil.copy(SAMPLE / f"{genre}.{language}.txt", work / language / f"{genre}.txt")
    (work / "story.tsv").write_text("".join(f"猫{n}。\tCat {n}.\n" for n in range(200)), encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^\| `aligner ([a-z]+)\b", readme, flags=re.MULTILINE))
    if verbs != (tried := {arguments.split()[0] for arguments, _, _ in RUNS}):
        sys.exit(f"light installation: these verbs of the README are not tried: {sorted(verbs - tried)}")
    for arguments, codes, expected in RUNS:
        done = subprocess.run(
            [str(python), "-m", "aligner", *arguments.split()],
            cwd=work,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        said = done.stdout + done.stderr
        right = done.returncode in (codes if isinstance(codes, tuple) else (codes,))
        if not right or expected not in said or "Traceback" in said:
            sys.exit(f"light installation: aligner {arguments}: exit code {done.returncode}\n{said}")
        if codes == 2 and len(done.stderr.splitlines()) != 1:
            sys.exit(f"light installation: aligner {arguments}: more than one line\n{said}")
        print(f"aligner {arguments}: {done.returncode}")


if __name__ == "__main__":
    main()
