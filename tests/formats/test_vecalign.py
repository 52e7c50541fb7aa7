import io
from contextlib import suppress

import pytest
from bitexts import bitexts
from hypothesis import given
from hypothesis import strategies as st

from aligner.bitext import Bead
from aligner.errors import InputError
from aligner.formats.vecalign import VECALIGN

FORMS = {
    "[0, 1]:[2]:0.913": Bead((0, 1), (2,), 0.913),
    "[0,1]:[0]": Bead((0, 1), (0,)),
    "[]:[3]": Bead((), (3,)),
    "[3]:[]:0.000000": Bead((3,), ()),
    "[ 3 ] : [ 4 ,5 ] : 1e-3": Bead((3,), (4, 5), 0.001),
    "[2, 1]:[0]:-0.5": Bead((1, 2), (0,), -0.5),
    "[]:[]": Bead((), ()),
}


def loaded(content):
    return VECALIGN.read_beads(io.BytesIO(content), "gold.align")


@pytest.mark.parametrize("line", FORMS)
def test_forms(line):
    assert loaded(line.encode()) == [FORMS[line]]


def test_blank_lines_crlf_and_a_byte_order_mark():
    assert loaded(b"\xef\xbb\xbf\r\n[0]:[0]\r\n\r\n  \n[1]:[1]") == [Bead((0,), (0,)), Bead((1,), (1,))]
    assert loaded(b"") == []


@given(bitexts())
def test_round_trip(made):
    stream = io.BytesIO()
    assert VECALIGN.write(made, stream) == ()
    again = loaded(stream.getvalue())
    assert [(bead.source, bead.target) for bead in again] == [(bead.source, bead.target) for bead in made.beads]
    assert [bead.score for bead in again] == pytest.approx([bead.score for bead in made.beads], abs=5.1e-5)
    assert b"-0.0000" not in stream.getvalue()


DAMAGE = [b"[0]", b"[0]:[1", b"[0]:[1]:high", b"[a]:[1]", b"[0][1]", b"[-1]:[0]", b"[0 1]:[2]", b"[0,]:[2]", b"0:1"]
DAMAGE += ["[０]:[1]".encode(), b"\xff\xfe[\0", b"[0]:[1]:1:2", b"[0]:[1] 0.5"]


@pytest.mark.parametrize("line", DAMAGE)
def test_damage_is_named_with_its_line(line):
    with pytest.raises(InputError, match=r"^gold.align:3: .* is not a bead such as"):
        loaded(b"[0]:[0]\n\n" + line + b"\n[2]:[2]\n")


def test_a_segment_named_twice():
    with pytest.raises(InputError, match=r"^gold.align:1: the bead names a segment twice: \[4, 4\]$"):
        loaded(b"[0]:[4, 4]\n")


@given(st.binary(max_size=60))
def test_any_bytes_give_beads_or_an_input_error(content):
    with suppress(InputError):
        assert all(isinstance(bead, Bead) for bead in loaded(content))
