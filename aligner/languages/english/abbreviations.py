"""English abbreviations whose full stop does not end a sentence, and words that begin a sentence.

The abbreviations are grouped by kind, because the kind determines which text may follow. They are
written without their last full stop.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """
    Mr Mrs Ms Mx Dr Prof Messrs Mme Mlle Mmes Msgr Rev Revd Fr Hon Pres Gov Sen Rep Reps Sens Amb Gen Lt Capt
    Cpt Col Maj Sgt Cpl Cmdr Cdr Comdr Adm Brig Pvt Supt Insp Det St Ste Mt Ft Sec Gov Atty Asst Assoc Esq
    """
)
"""Titles before a name: a capital after them is no evidence. Capitalised or upper case only (gen., rep. are words)."""

LOWER_TITLES = _words("mr mrs ms dr prof")
"""Members of `TITLES` that careless texts write in lower case."""

NEVER_LAST = _words("e.g eg i.e ie cf vs v viz eg approx ca esp incl resp a.k.a aka w.r.t c.f")
"""Abbreviations that never end a sentence."""

BEFORE_NUMBER = _words(
    """
    no nos num art arts p pp pg pgs vol vols fig figs tab sec secs sect ch chap chs par para paras pt pts eq eqs ref
    refs ex exs app col cols cl cls ver v rev ed eds est tel ext fax max min op ser ln bk bks chap def prop thm lem r rr
    reg regs res resol doc docs add corr c ss s ps st rm apt dept div
    """
)
"""Abbreviations before a number; before anything else they end the sentence like any word."""

MAY_END = _words(
    """
    inc ltd co corp bros llc plc gmbh cie mfg assn dept univ al ed eds ph.d phd b.a m.a b.s m.s m.d d.phil ll.b ll.d
    a.m p.m am pm b.c a.d b.c.e c.e jr sr esq ave blvd rd sq hwy int'l intl nat'l natl gov't govt
    """
)
"""End a sentence only before a word that begins sentences (`STARTERS`): Apple Inc. He left / Apple Inc. Chairman."""

ABBREVIATIONS = (
    NEVER_LAST | BEFORE_NUMBER | MAY_END | LOWER_TITLES | _words("etc misc std temp orig avg gen rep sen gov")
)
"""Abbreviations in lower case; after them, a lower-case letter continues the sentence."""

DATES = _words("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun")
"""Months and days, capitalised only (mar, sat, sun are words); they end a sentence as `MAY_END` does."""

STARTERS = _words(
    """
    The A An This That These Those He She It We You They I In On At For From With Without As But And Or Nor So Yet If
    When Whenever Where Wherever While After Before Since Until Because Although Though Unless However Moreover
    Furthermore Therefore Thus Hence Then There Here His Her Hers Its Our Ours Your Yours Their Theirs My Mine What Who
    Whose Whom Why How Which Is Are Was Were Do Does Did Don't Doesn't Didn't Can Could Will Would Should May Might Must
    Not No Yes All Some Many Most Much Each Every Both Either Neither One Two Three Another Other Others Such Today
    Yesterday Tomorrow Now Later Soon Meanwhile Finally First Second Third Next Last Also Even Only Just To By Of
    During Under Over Between Among Through Despite Instead Perhaps Maybe Once Still Again Never Always Often Sometimes
    Let Let's It's I'm I'd I'll I've He's She's That's There's We're They're What's Everyone Everybody Nobody Nothing
    Something Someone Anyone Please Consequently Nevertheless Nonetheless Similarly Additionally According About
    """
)
"""Words that, when capitalised after a full stop, nearly always begin a sentence rather than continue a name."""

LABELS = _words(
    """
    Article Section Chapter Part Rule Annex Appendix Figure Fig Table Step Item Note Question Lesson Unit Example
    Exercise Principle Regulation Paragraph Clause Book Volume Act Scene Schedule Box Chart Map Plate Theorem Lemma
    Definition Proposition Corollary Case Problem Rule Title Phase Stage Module Track Level Episode
    """
)
"""Labels: a label and its number are not a sentence: Article 5. States shall ..."""

SPEECH_VERBS = _words(
    """
    said says asked asks cried cries replied replies answered shouted whispered called exclaimed inquired enquired
    demanded murmured muttered screamed yelled begged pleaded snapped added wondered thought gasped
    entreated queried roared hissed growled grumbled repeated retorted protested insisted interrupted
    interjected urged agreed admitted declared announced remarked observed responded explained persisted
    suggested warned commanded ordered bellowed shrieked wailed moaned groaned mumbled stammered chimed
    """
)
"""Verbs of the clause that reports speech: "Who?" Mary asked."""

BRANDS_WITH_MARK = _words("Yahoo Jeopardy Yum Oklahoma Kahoot")
"""Names written with an exclamation mark."""
