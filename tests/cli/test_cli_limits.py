"""``--max-size`` and ``--timeout``: one line, exit code 3, nothing written."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from aligner.cli.group import group
from aligner.errors import InputError, UsageError
from aligner.settings import LimitSettings, Settings
from aligner.tasks.time_limit import time_limit

alarms = pytest.mark.skipif(os.name != "posix", reason="alarms as POSIX has them")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a pair of small documents."""
    (tmp_path / "en.txt").write_text("Hello world.\nHow are you?\n" * 50, encoding="utf-8")
    (tmp_path / "zh.txt").write_text("你好世界。\n你好吗？\n" * 50, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def huge(path: Path) -> None:
    """Make a sparse file of a gigabyte."""
    with path.open("wb") as stream:
        stream.truncate(1_000_000_000)


@pytest.mark.parametrize("verb", [["align", "en.txt", "big.txt", "-o", "o.tmx"], ["align", "big.txt", "-o", "o.tmx"]])
def test_a_gigabyte_is_refused_before_it_is_read(verb: list[str], folder: Path) -> None:
    huge(folder / "big.txt")
    begin = time.process_time()
    done = CliRunner().invoke(group, verb)
    assert time.process_time() - begin < 2
    assert done.exit_code == 3
    assert "big.txt: holds 1,000 MB or more, and up to 100 MB are read: raise --max-size" in done.output
    assert sorted(path.name for path in folder.iterdir()) == ["big.txt", "en.txt", "zh.txt"]


@pytest.mark.parametrize("more", [[], ["--no-cache"]])
def test_the_check_names_files_that_are_too_large_and_continues(more: list[str], folder: Path) -> None:
    for name in ("a.md", "b.md"):
        for language, text in (("en", "The lamp is lit.\n"), ("zh", "灯亮了。\n")):
            (folder / language).mkdir(exist_ok=True)
            (folder / language / name).write_text(text, encoding="utf-8")
    huge(folder / "zh" / "b.md")
    done = CliRunner().invoke(group, ["check", "en", "zh", "--format", "json", *more])
    assert "zh/b.md: holds 1,000 MB or more" in done.output
    assert '"target": "zh/a.md"' in done.output
    assert done.exit_code == 3


def test_a_memory_is_refused_too(folder: Path) -> None:
    huge(folder / "m.tmx")
    done = CliRunner().invoke(group, ["check", "m.tmx"])
    assert (done.exit_code, "up to 100 MB are read" in done.output) == (3, True)


@pytest.mark.parametrize(("most", "code"), [("0.0001", 3), ("0", 0), ("1", 0)])
def test_the_limit_is_chosen_by_flag_and_file(most: str, code: int, folder: Path) -> None:
    arguments = ["align", "en.txt", "zh.txt", "-o", "o.tmx", "--model", "length"]
    assert CliRunner().invoke(group, [*arguments, "--max-size", most]).exit_code == code
    (folder / "aligner.toml").write_text(f"[limits]\nmax-size = {float(most)}\n", encoding="utf-8")
    assert CliRunner().invoke(group, arguments).exit_code == code


def test_standard_input_is_limited(folder: Path) -> None:
    text = (folder / "zh.txt").read_bytes()
    arguments = ["align", "en.txt", "-", "-o", "o.tmx", "--model", "length", "--max-size"]
    assert CliRunner().invoke(group, [*arguments, "0.0014"], input=text).exit_code == 3
    assert CliRunner().invoke(group, [*arguments, "0.1"], input=text).exit_code == 0


@alarms
@pytest.mark.parametrize("verb", [["align", "en.txt", "zh.txt", "-o", "o.tmx"], ["check", "en.txt", "zh.txt"]])
def test_time_is_limited(verb: list[str], folder: Path) -> None:
    done = CliRunner().invoke(group, [*verb, "--timeout", "0.001"])
    assert done.exit_code == 3
    assert "takes longer than 0.001 s: raise --timeout" in done.output
    assert sorted(path.name for path in folder.iterdir()) == ["en.txt", "zh.txt"]
    assert CliRunner().invoke(group, [*verb, "--timeout", "0", "--model", "length"]).exit_code in (0, 1)


@alarms
def test_no_error_handler_catches_the_time_limit() -> None:
    def deaf() -> None:
        with time_limit(0.05, "a"):
            while True:
                with suppress(Exception):
                    time.sleep(0.01)

    with pytest.raises(InputError, match="takes longer"):
        deaf()
    time.sleep(0.1)  # no alarm is left


def test_limits_change_no_result() -> None:
    assert Settings(limits=LimitSettings(1, 1)).signature() == Settings().signature()
    with pytest.raises(UsageError, match="max_size"):
        LimitSettings(max_size=-1)


def test_too_little_memory_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import aligner.cli.align

    def greedy(*_arguments: object, **_more: object) -> None:
        raise MemoryError("Unable to allocate 47 GiB")

    monkeypatch.setattr(aligner.cli.align, "align_files", greedy)
    done = CliRunner().invoke(group, ["align", "en.txt", "zh.txt", "-o", "o.tmx"])
    assert done.exit_code == 3
    assert "not enough memory for this: cut the documents into parts" in done.output
    assert len(done.output.splitlines()) == 1
