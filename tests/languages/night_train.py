"""A story in German and English, written for these tests, with its alignment and a small dictionary."""

from __future__ import annotations

BEADS: list[tuple[list[str], list[str]]] = [
    (["Der Nachtzug nach Hamburg fuhr am 3. Oktober um halb elf ab."],
     ["The night train to Hamburg left at half past ten on 3 October."]),
    (["Im letzten Wagen saß eine junge Ärztin mit einem alten Koffer."],
     ["In the last carriage sat a young doctor with an old suitcase."]),
    (["Sie las einen Brief ihres Bruders, der seit Jahren in Kanada lebte."],
     ["She was reading a letter from her brother, who had lived in Canada for years."]),
    (["Draußen regnete es.", "Die Lichter der Dörfer zogen langsam vorbei."],
     ["It was raining outside, and the lights of the villages went slowly by."]),
    (["„Ist dieser Platz noch frei?“, fragte ein Mann mit nassem Hut."],
     ["“Is this seat still free?” asked a man with a wet hat."]),
    (["„Natürlich“, sagte sie und legte den Brief beiseite."],
     ["“Of course,” she said, and put the letter aside."]),
    (["Der Mann stellte sich als Dr. Brandt vor und verkaufte, wie er sagte, Uhren."],
     ["The man introduced himself as Dr Brandt and sold clocks, as he put it."]),
    (["Er hatte z. B. eine Uhr bei sich, die rückwärts lief."],
     ["He had with him, for example, a clock that ran backwards."]),
    (["Die Ärztin lachte zum ersten Mal an diesem Abend."],
     ["The doctor laughed for the first time that evening."]),
    (["Niemand sonst im Wagen war wach, und unter der Bank schlief ein großer grauer Hund."],
     []),
    (["Kurz vor Hannover blieb der Zug auf freiem Feld stehen."],
     ["Shortly before Hanover the train stopped in an open field."]),
    (["Der Schaffner brachte heißen Tee und entschuldigte sich für die Verspätung."],
     ["The guard brought hot tea.", "He apologised for the delay."]),
    (["Zwei Stunden später fuhren sie weiter."],
     ["Two hours later they went on."]),
    (["Am Morgen schien die Sonne über dem Hafen."],
     ["In the morning the sun was shining over the harbour."]),
    (["Der Mann mit den Uhren war verschwunden, aber auf dem Sitz lag ein kleines Paket."],
     ["The man with the clocks had disappeared, but on the seat lay a small parcel."]),
    (["Darin tickte die Uhr, die rückwärts lief, und darunter lag ein Zettel mit ihrem Namen."],
     ["In it ticked the clock that ran backwards, and under it lay a note with her name."]),
]  # fmt: skip
"""The sentences of either side that belong together, in order; the tenth was left out of the translation."""
PARAGRAPHS = (4, 9, 13, 16)
"""Beads with which a paragraph ends."""

DICTIONARY = {
    "nachtzug": "train", "zug": "train", "hamburg": "hamburg", "fuhr": "left", "oktober": "october", "halb": "half",
    "letzten": "last", "wagen": "carriage", "saß": "sat", "junge": "young", "ärztin": "doctor", "alten": "old",
    "koffer": "suitcase", "las": "reading", "brief": "letter", "bruders": "brother", "jahren": "years",
    "kanada": "canada", "lebte": "lived", "draußen": "outside", "regnete": "raining", "lichter": "lights",
    "dörfer": "villages", "langsam": "slowly", "vorbei": "by", "platz": "seat", "sitz": "seat", "frei": "free",
    "fragte": "asked", "mann": "man", "nassem": "wet", "hut": "hat", "natürlich": "course", "sagte": "said",
    "legte": "put", "beiseite": "aside", "stellte": "introduced", "brandt": "brandt", "verkaufte": "sold",
    "uhren": "clocks", "uhr": "clock", "rückwärts": "backwards", "lief": "ran", "lachte": "laughed", "ersten": "first",
    "mal": "time", "abend": "evening", "niemand": "nobody", "sonst": "else", "wach": "awake", "kurz": "shortly",
    "hannover": "hanover", "blieb": "stopped", "feld": "field", "schaffner": "guard", "brachte": "brought",
    "heißen": "hot", "tee": "tea", "entschuldigte": "apologised", "verspätung": "delay", "zwei": "two",
    "stunden": "hours", "später": "later", "weiter": "went", "morgen": "morning", "schien": "shining",
    "sonne": "sun", "hafen": "harbour", "verschwunden": "disappeared", "kleines": "small", "paket": "parcel",
    "bank": "bench", "schlief": "slept", "großer": "big", "grauer": "grey", "hund": "dog",
    "tickte": "ticked", "zettel": "note", "namen": "name", "lag": "lay",
}  # fmt: skip
"""German words and what they are in English, all in small letters."""


def text_of(side: int) -> str:
    """Return one side (0 German, 1 English) as a text file would hold it: paragraphs with blank lines between them."""
    starts = (0, *PARAGRAPHS[:-1])
    return "\n\n".join(
        " ".join(sentence for bead in BEADS[start:end] for sentence in bead[side])
        for start, end in zip(starts, PARAGRAPHS, strict=True)
    )


def sentences_of(side: int) -> list[str]:
    """Return the sentences of one side, 0 German, 1 English."""
    return [sentence for bead in BEADS for sentence in bead[side]]
