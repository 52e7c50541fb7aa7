"""Lines of only one side (running titles, back matter) stay unaligned."""

from __future__ import annotations

from aligner import align_texts
from aligner.settings import SegmentSettings, Settings

LINES = Settings(segment=SegmentSettings(segmenter="lines"))


def beads(chinese: str, english: str, settings: Settings | None = None) -> list[tuple[int, int]]:
    """Return the shapes of the beads."""
    bitext = align_texts(chinese, english, settings=settings or Settings())
    return [(len(bead.source), len(bead.target)) for bead in bitext.beads]


def test_titles_that_one_page_has_stay_alone() -> None:
    chinese = [
        "然而，新药组发生酮症酸中毒的比例较高（由某公司资助，注册号为0000）。",
        "一型糖尿病影响着全球两千九百万成年人。",
        "其发病率正在持续上升。",
    ]
    english = [
        "However, the rate of ketoacidosis was higher in the group given the new drug.",
        "(Funded by a company; number 0000.)",
        "Quick take",
        "A new drug for type 1 diabetes",
        "Type 1 diabetes affects 29 million adults worldwide.",
        "Its incidence is rising.",
    ]
    found = beads("\n".join(chinese), "\n".join(english), LINES)
    assert found == [(1, 2), (0, 1), (0, 1), (1, 1), (1, 1)]


def test_back_matter_is_not_joined_to_the_last_pair() -> None:
    chinese = [
        "他把灯吹灭，关上了门。",
        "“哈哈，又走了一个！”",
        "他的哭声被身后的笑声打断，他回头一看，老李站在那里，嘴里吐出一口白烟。",
    ]
    english = [
        "He blew out the lamp and shut the door.",
        '"Haha, another one gone!"',
        "His weeping was interrupted by laughter behind him. He turned around. Old Li stood there, blowing out a "
        "mouthful of white smoke.",
        "ABOUT THE AUTHOR",
        "The author was born in the north and lives by the sea with two cats.",
    ]
    assert beads("\n\n".join(chinese), "\n\n".join(english)) == [(1, 1), (1, 1), (1, 3), (0, 1), (0, 1)]
