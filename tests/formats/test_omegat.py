"""OmegaT translates with a memory of this program, without its window."""

import os
import shutil
import subprocess

import pytest
from bitexts import bitext

OMEGAT = shutil.which("omegat")
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>EN-US</source_lang><target_lang>ZH-CN</target_lang>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>"""


@pytest.mark.skipif(OMEGAT is None, reason="omegat is not installed (a Debian package)")
def test_omegat_translates_with_the_memory(tmp_path):
    texts = [("The ferry left at six.", "渡船六点开走。"), ('He said: "A < B & C"', "他说：“A < B & C”😀")]
    for folder in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "source" / "text.txt").write_text("\n\n".join(source for source, _ in texts) + "\n", encoding="utf-8")
    bitext([([source], [target]) for source, target in texts]).save(tmp_path / "tm" / "auto" / "memory.tmx")
    finished = subprocess.run(
        [OMEGAT, str(tmp_path), "--mode=console-translate"],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    translated = (tmp_path / "target" / "text.txt").read_text(encoding="utf-8")
    assert translated.split("\n\n") == [texts[0][1], texts[1][1] + "\n"]
