"""The real program in its own process, on real files: streams, exit codes, nothing half-written."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest


def test_one_command_writes_tmx_and_csv(run, english, chinese, tmp_path):
    result = run("align", english, chinese, "-o", "out.tmx", "-o", "out.csv")
    assert result.code == 0, result.err
    assert result.out == ""
    assert (tmp_path / "out.tmx").read_bytes().startswith(b"<?xml")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 8
    assert {row["shape"] for row in rows} == {"1-1"}
    assert rows[1]["source"] == "Readers may borrow five books at a time."
    assert rows[1]["target"] == "读者一次可以借五本书。"


def test_either_order_gives_the_same_pairs(run, english, chinese):
    forth = run("align", english, chinese, "--to", "vecalign", "--quiet")
    back = run("align", chinese, english, "--to", "vecalign", "--quiet")
    assert forth.code == back.code == 0, forth.err + back.err
    sides = [line.split(":")[:2] for line in forth.out.splitlines()]
    assert sides == [line.split(":")[1::-1] for line in back.out.splitlines()]


def test_no_terminal_no_escape_codes_and_no_bar(run, english, chinese):
    result = run("align", english, chinese, "-o", "out.csv")
    assert "\x1b" not in result.err + result.out
    assert "\r" not in result.err
    assert "━" not in result.err


def test_standard_input(run, english, chinese):
    with open(chinese, encoding="utf-8") as file:
        result = run("align", english, "-", "--to", "csv", "--quiet", stdin=file.read())
    assert result.code == 0, result.err
    assert "图书馆每天上午九点开门。" in result.out


def test_json_is_the_only_thing_on_standard_output(run, english, chinese):
    result = run("align", english, chinese, "-o", "out.tmx", "--json")
    summary = json.loads(result.out)
    assert summary["shapes"] == {"1-1": 8}
    assert summary["warnings"] == []


def test_quiet_says_nothing(run, english, chinese):
    result = run("align", english, chinese, "-o", "out.tmx", "--quiet")
    assert (result.code, result.out, result.err) == (0, "", "")


def test_utf8_under_any_locale(run, english, chinese):
    result = run("align", english, chinese, LC_ALL="C", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert result.code == 0, result.err
    assert "图书馆每天上午九点开门。" in result.out


INPUTS = {
    "missing": (None, "no such file"),
    "binary": (bytes(range(256)) * 20, "binary"),
    "empty": (b"", "empty"),
    "blank": (b" \n\n \t\n", ""),
}


@pytest.mark.parametrize("case", INPUTS)
def test_an_unreadable_input_gives_exit_code_3_and_no_output(run, chinese, tmp_path, case):
    content, message = INPUTS[case]
    if content is not None:
        (tmp_path / "bad.txt").write_bytes(content)
    before = set(os.listdir(tmp_path))
    result = run("align", "bad.txt", chinese, "-o", "out.tmx", "-o", "out.csv")
    assert result.code == 3
    assert result.out == ""
    (line,) = result.err.splitlines()
    assert line.startswith("aligner: error: bad.txt")
    assert message in line
    assert set(os.listdir(tmp_path)) == before


def test_two_documents_in_one_language_give_exit_code_2(run, english, tmp_path):
    (tmp_path / "other.txt").write_text("The garden is open in summer. Dogs are welcome.\n", encoding="utf-8")
    result = run("align", english, "other.txt", "-o", "out.tmx")
    assert result.code == 2
    assert result.err.startswith("aligner: error: ")
    assert not (tmp_path / "out.tmx").exists()


def test_an_unknown_encoding_ends_without_a_traceback(run, english, chinese):
    result = run("align", english, chinese, "--encoding", "klingon", "-o", "out.tmx")
    assert result.code == 2
    assert "klingon" in result.err
    assert "Traceback" not in result.err


def test_an_unknown_model_ends_without_a_traceback(run, english, chinese, tmp_path):
    result = run("align", english, chinese, "--model", str(tmp_path / "no-model"), "-o", "x.tmx", HF_HUB_OFFLINE="1")
    assert result.code == 3
    assert result.err.startswith("aligner: error: ")
    assert "Traceback" not in result.err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently")
def test_a_pipe_that_is_closed_early_gives_no_message(tmp_path):
    many = 1500  # more than a pipe holds
    (tmp_path / "a.txt").write_text("\n".join(f"Line number {n} of the list." for n in range(many)), encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n".join(f"列表的第{n}行。" for n in range(many)), encoding="utf-8")
    command = [sys.executable, "-m", "aligner", "align", "a.txt", "b.txt", "--segmenter", "lines", "--to", "csv", "-q"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read().decode()
        code = process.wait(timeout=120)
    assert errors == ""
    assert code == 141


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["--to", "csv", "-q"], ["--json"], []])
def test_a_full_disk_is_an_error_not_a_traceback(english, chinese, arguments):
    command = [sys.executable, "-m", "aligner", "align", english, chinese, *arguments]
    with open("/dev/full", "wb") as full:
        finished = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert finished.returncode == 3
    assert "Traceback" not in finished.stderr.decode()
    last = finished.stderr.decode().splitlines()[-1]
    assert last.startswith("aligner: error: standard output: cannot be written")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_there_is_a_table_and_no_line_is_too_wide(english, chinese):
    import fcntl
    import pty
    import struct
    import termios

    from aligner.text_width import cell_width

    main_end, program_end = pty.openpty()
    fcntl.ioctl(program_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1"}
    environment.pop("COLUMNS", None)
    command = [sys.executable, "-m", "aligner", "align", english, chinese]
    with subprocess.Popen(
        command, stdin=program_end, stdout=program_end, stderr=program_end, env=environment
    ) as process:
        os.close(program_end)
        chunks = []
        while True:
            try:
                chunk = os.read(main_end, 65536)
            except OSError:  # Linux's way of saying that the other end is closed
                break
            if not chunk:
                break
            chunks.append(chunk)
        process.wait(timeout=120)
    os.close(main_end)
    screen = b"".join(chunks).decode()
    assert "library.zh.txt" in screen
    assert "────" in screen
    shown = screen[screen.rindex("source") :]  # behind the bar
    assert "\x1b[31m" not in shown
    assert all(cell_width(line) <= 80 for line in shown.split("\r\n") if "aligner align" not in line)
