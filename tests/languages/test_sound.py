"""How Chinese characters sound, against names in Latin letters."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aligner.alignment.assignment import assign
from aligner.languages.chinese.sound import chinese_sounds, latin_sounds, match_sounds, name_similarity, readings

NAMES = {
    "张文慧": "Cheung Man-wai",
    "陈小明": "Chan Siu-ming",
    "徐志梅": "Hsu Chih-mei",
    "黄振华": "Huang Zhenhua",
    "郭家辉": "Kwok Ka-fai",
    "埃德温·奥尔科特": "Alcott, Edwin",
    "托比亚斯·埃里克森": "Eriksen, Tobias",
    "約翰·馬洛": "Marlowe, John",
}


def test_names_find_each_other_by_sound() -> None:
    alike = name_similarity(list(NAMES), list(NAMES.values()))
    assert assign(alike).tolist() == [[number, number] for number in range(len(NAMES))]
    assert alike.min() >= 0
    assert alike.max() <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhang", "chang"), ("beijing", "peiching"), ("qian", "chian"), ("xu", "hsu"), ("Philip", "filip")],
)
def test_spellings_of_one_sound_are_close(one: str, other: str) -> None:
    assert match_sounds([latin_sounds(one)], [latin_sounds(other)])[0, 0] > 0.8


def test_a_name_is_found_within_a_sentence() -> None:
    sentences = ["塔尔文的儿子是俄勒布。", "城墙完工时，这些人都按宗族登记在册。"]
    found = match_sounds([latin_sounds("Tarvin")], [chinese_sounds(text) for text in sentences])
    assert found[0, 0] > found[0, 1] + 0.2


def test_what_has_no_sound_is_found_nowhere() -> None:
    assert name_similarity(["", "123", "龘"], ["", "42", "Lee"]).max() == 0
    assert name_similarity([], []).shape == (0, 0)


def test_traditional_characters_sound_like_simplified_ones() -> None:
    assert chinese_sounds("張學良") == chinese_sounds("张学良") != ""
    assert len(readings()) > 6000


def test_the_table_is_read_only_when_it_is_needed() -> None:
    code = "import aligner, aligner.alignment, sys; print('aligner.languages.chinese.sound' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
