import io
import json
from dataclasses import replace

import pytest
from bitexts import bitext, bitexts, texts_of
from hypothesis import given

from aligner import formats
from aligner.errors import InputError
from aligner.formats.base import WriteOptions
from aligner.formats.pair_jsonl import PAIR_JSONL


def dumped(made, form=PAIR_JSONL):
    stream = io.BytesIO()
    remarks = form.write(made, stream)
    return stream.getvalue(), remarks


def loaded(content):
    return PAIR_JSONL.read(io.BytesIO(content if isinstance(content, bytes) else content.encode()), "file.jsonl")


def storable(text):
    return "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text)


@given(made=bitexts())
def test_pairs_survive(made):
    pairs = [(storable(made.source_text(bead)), storable(made.target_text(bead))) for bead in made.beads]
    assert texts_of(loaded(dumped(made)[0])) == [pair for pair in pairs if all(pair)]
    one_sided = PAIR_JSONL.with_options(WriteOptions(one_sided=True))
    assert texts_of(loaded(dumped(made, one_sided)[0])) == [pair for pair in pairs if any(pair)]


def test_fields_of_a_line():
    made = bitext([(["One.", "Two."], ["一。"]), (["Three."], []), (["\ud800"], ["]]>\u2028😀"])])
    made = replace(made, beads=(replace(made.beads[0], status="locked"), *made.beads[1:]))
    content, remarks = dumped(made)
    first, second = map(json.loads, content.decode().split("\n")[:-1])
    assert first == {
        "source": "One. Two.", "target": "一。", "source_lang": "en-US", "target_lang": "zh-CN", "id": 0,
        "shape": "2-1", "score": 0.5, "confidence": 0.75, "source_line": 1, "target_line": 1, "status": "locked",
        "review": "",
    }  # fmt: skip
    assert (second["source"], second["target"]) == ("\ufffd", "]]>\u2028😀")
    assert remarks == ("1 bead with an empty side was left out: a pair needs both", "1 lone surrogate became U+FFFD")
    assert loaded(content).beads[0] == replace(made.beads[0], source=(0,))


@pytest.mark.parametrize(
    ("line", "pair", "languages"),
    [
        ('{"zh": "你好。", "en": "Hello."}', ("你好。", "Hello."), ("zh", "en")),
        ('{"id": 7, "translation": {"en": "Hello.", "zh": "你好。"}}', ("Hello.", "你好。"), ("en", "zh")),
        ('{"translation": {"zh_CN": "你好。", "en_US": null}}', ("你好。", ""), ("zh", "en")),
        ('{"src": "Hello.", "tgt": "你好。", "score": "0.5"}', ("Hello.", "你好。"), ("en", "zh")),
        ('{"target": "a", "source": "b", "source_lang": "zh", "target_lang": "en"}', ("b", "a"), ("zh", "en")),
    ],
)
def test_lines_of_data_sets(line, pair, languages):
    made = loaded(f"\ufeff{line}\n\n")
    assert (texts_of(made), (made.source.language, made.target.language)) == ([pair], languages)


def test_the_native_file_is_recognised_by_its_first_line(tmp_path):
    made = bitext([(["One."], ["一。"])])
    formats.save(made, tmp_path / "native.jsonl", "jsonl")
    assert formats.load(tmp_path / "native.jsonl") == made


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"zh": "a"', "file.jsonl:1: this line is not a JSON object"),
        ("[1]", "file.jsonl:1: this line is not a JSON object"),
        ('{"text": "a"}', "file.jsonl:1: the object has no pair"),
        ('{"zh": "a", "en": "b"}\n{"zh": "a"}', "file.jsonl:2: the object has no 'en'"),
        ('{"zh": "a", "en": 3}', "file.jsonl:1: 'en' is not a text"),
        ('{"zh": "a", "en": "b", "score": "high"}', "file.jsonl:1: could not"),
        ('{"zh": "一二三四", "en": "b"}'.encode("gb18030"), "file.jsonl:1: this line is not a JSON object"),
        ("[" * 100_000, "file.jsonl:1: "),
    ],
)
def test_damage_is_named(content, message):
    with pytest.raises(InputError) as caught:
        loaded(content)
    assert message in str(caught.value)


def test_pandas_and_pyarrow_read_it(tmp_path):
    import pandas

    path = tmp_path / "pairs.jsonl"
    made = bitext([(["One.\x00"], ["一。😀"]), (["Two."], ["二。"])])
    formats.save(made, path)
    assert pandas.read_json(path, lines=True)["target"].tolist() == ["一。😀", "二。"]
    reader = pytest.importorskip("pyarrow.json", reason="pyarrow is not installed")
    assert reader.read_json(path).column("source").to_pylist() == ["One.\x00", "Two."]


def test_datasets_loads_it(tmp_path):
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    path = tmp_path / "pairs.jsonl"
    formats.save(bitext([(["One."], ["一。"])]), path)
    loaded_set = datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))
    assert loaded_set[0]["target"] == "一。"
