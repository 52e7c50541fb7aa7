"""A format: notes for Anki, one pair a note, with the lines that tell Anki how to import them.

Anki manual, "Text files": a file may say its separator and the names of its columns itself.
"""

HEAD = "#separator:tab\n#html:false\n#columns:{0}\t{1}\ttags\n#tags column:3\n"


class Anki:
    """Sure pairs with two sides; doubtful ones are no good for learning."""

    def write(self, bitext, stream):
        """Write the notes, and say what was left out."""
        names = [(document.language or "text").upper() for document in (bitext.source, bitext.target)]
        stream.write(HEAD.format(*names).encode())
        left_out = 0
        for bead in bitext.beads:
            if bead.is_null or bead.status == "rejected" or 0 < bead.confidence < 0.9:
                left_out += 1
                continue
            texts = (" ".join(text.split()) for text in (bitext.source_text(bead), bitext.target_text(bead)))
            cells = ['"' + text.replace('"', '""') + '"' for text in texts]
            stream.write("\t".join([*cells, "aligner"]).encode() + b"\n")
        return (f"{left_out} pairs without two sides or not sure were left out",) if left_out else ()


ANKI = Anki()
