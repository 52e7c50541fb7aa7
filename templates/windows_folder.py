"""Make one folder that runs on Windows without anything installed: unzip it, double-click `aligner review.cmd`.

    make dist
    python templates/windows_folder.py dist/bitext_aligner-*.whl --python python-3.12.10-embed-amd64.zip

The embeddable Python comes from the download pages of python.org ("Windows embeddable package (64-bit)"). The packages
come as wheels for Windows, so that the folder can be built on any system. Standard library and pip only.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

SOURCE_ONLY = ("jieba",)
"""Pure Python packages that are published without a wheel; theirs is built here."""
WINDOWS_ONLY = ("colorama", "tzdata")
"""What click and pandas need on Windows alone: pip asks the system it runs on, not the one it installs for."""
COMMANDS = {
    # %~dp0 is the folder of the command file, wherever the user has put it.
    "aligner.cmd": '@"%~dp0python\\python.exe" -m aligner %*\r\n',
    "aligner review.cmd": '@"%~dp0python\\python.exe" -m aligner review %*\r\n@if errorlevel 1 pause\r\n',
    # What is dropped onto the file, or sent to it, arrives as its arguments.
    "align two documents.cmd": '@"%~dp0python\\python.exe" -m aligner %*\r\n@pause\r\n',
}


def python_version(archive: Path) -> str:
    """Return the version that an embeddable Python's archive holds, such as "3.12"."""
    with zipfile.ZipFile(archive) as content:
        for name in content.namelist():
            if found := re.fullmatch(r"python3(\d+)\._pth", name):
                return f"3.{found[1]}"
    sys.exit(f"{archive}: not an embeddable Python: no file python3NN._pth in it")


def install(wheel: Path, version: str, folder: Path) -> None:
    """Install the program and its packages for Windows into `folder`."""
    with tempfile.TemporaryDirectory() as built:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", built, *SOURCE_ONLY], check=True)
        platform = ["--platform", "win_amd64", "--python-version", version, "--only-binary", ":all:"]
        options = [*platform, "--no-compile", "--find-links", built, "--target", str(folder)]
        subprocess.run([*pip, "install", *options, str(wheel), *WINDOWS_ONLY], check=True)


def build(wheel: Path, archive: Path, output: Path) -> None:
    """Write the folder as one zip archive."""
    version = python_version(archive)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "aligner"
        with zipfile.ZipFile(archive) as content:
            content.extractall(folder / "python")
        # The embeddable Python looks for packages in the folders that this file names, and nowhere else.
        paths = next((folder / "python").glob("python3*._pth"))
        paths.write_text(paths.read_text(encoding="utf-8").rstrip() + "\n../packages\n", encoding="utf-8")
        install(wheel, version, folder / "packages")
        for name, text in COMMANDS.items():
            (folder / name).write_text(text, encoding="ascii", newline="")
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as result:
            for path in sorted(folder.rglob("*")):
                result.write(path, path.relative_to(place))
    print(f"{output}: {output.stat().st_size / 1e6:.0f} MB, Python {version}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("wheel", type=Path, help="wheel of the program")
    parser.add_argument("--python", type=Path, required=True, help="archive of the embeddable Python for Windows")
    parser.add_argument("--output", "-o", type=Path, default=Path("aligner-windows.zip"))
    arguments = parser.parse_args()
    build(arguments.wheel, arguments.python, arguments.output)


if __name__ == "__main__":
    main()
