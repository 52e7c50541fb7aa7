"""Golden cases as data: ``¦`` marks every place where a sentence must end, and there is no other."""

from pathlib import Path

import pytest

from aligner.languages import pack_of

GOLDEN = Path(__file__).parent.parent / "golden" / "segmenters"
LANGUAGES = {"english": "en", "chinese": "zh"}
CUT = "¦"


def cases(*, failing):
    for folder, language in LANGUAGES.items():
        for path in sorted((GOLDEN / folder).glob("*.txt")):
            if (path.stem == "known_failures") != failing:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if line and not line.startswith("# "):
                    yield pytest.param(language, line, id=f"{folder}/{path.stem}:{number}")


def sentences(language, text):
    return [text[start:end] for start, end in pack_of(language).split(text)]


def expected(line):
    return [piece.strip() for piece in line.split(CUT)]


@pytest.mark.parametrize(("language", "line"), list(cases(failing=False)))
def test_golden_case(language, line):
    assert sentences(language, line.replace(CUT, "")) == expected(line)


@pytest.mark.xfail(strict=True, reason="known failure, kept so that a fix is noticed")
@pytest.mark.parametrize(("language", "line"), list(cases(failing=True)))
def test_known_failure(language, line):
    assert sentences(language, line.replace(CUT, "")) == expected(line)


@pytest.mark.parametrize("folder", LANGUAGES)
def test_golden_set_is_complete(folder):
    lines = [
        line
        for path in (GOLDEN / folder).glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("# ")
    ]
    assert len(lines) >= 120
    assert len(set(lines)) == len(lines)
    single = (GOLDEN / folder / "must_not_split.txt").read_text(encoding="utf-8")
    assert CUT not in single
