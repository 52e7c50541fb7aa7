"""Tables of irregular English forms: plurals, verbs, comparatives, and words with misleading endings."""

from __future__ import annotations

from collections.abc import Iterator


def _words(text: str) -> frozenset[str]:
    """Return the set of words in a text that white space separates."""
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, str]:
    """Return a dictionary from a text in which keys and values alternate, separated by white space."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


PLURALS = _pairs(
    """
men man women woman chairmen chairman policemen policeman firemen fireman gentlemen gentleman workmen workman
fishermen fisherman gunmen gunman freshmen freshman noblemen nobleman horsemen horseman airmen airman seamen seaman
children child zeroes zero oxen ox brethren brother feet foot teeth tooth eyeteeth eyetooth geese goose mice mouse
lice louse dice die lives life afterlives afterlife leaves leaf elves elf selves self dwarves dwarf sheaves sheaf
turves turf beeves beef quizzes quiz whizzes whiz buses bus minibuses minibus omnibuses omnibus axes axis oases
oasis crises crisis emphases emphasis synopses synopsis testes testis bases base indices index appendices appendix
matrices matrix vertices vertex vortices vortex codices codex cortices cortex helices helix apices apex criteria
criterion phenomena phenomenon automata automaton polyhedra polyhedron bacteria bacterium errata erratum strata
stratum curricula curriculum memoranda memorandum referenda referendum addenda addendum spectra spectrum quanta
quantum ova ovum symposia symposium millennia millennium aquaria aquarium consortia consortium alumni alumnus cacti
cactus foci focus fungi fungus loci locus moduli modulus nuclei nucleus radii radius stimuli stimulus syllabi
syllabus corpora corpus genera genus formulae formula antennae antenna algae alga larvae larva vertebrae vertebra
nebulae nebula bureaux bureau plateaux plateau
"""
)
"""Plurals and their singulars. The singular of axes is axis (of a diagram), that of bases is base (of a building)."""

PLURAL_ENDINGS = _pairs(
    """
women woman smen sman children child halves half shelves shelf wives wife knives knife wolves wolf thieves thief
loaves loaf calves calf hooves hoof scarves scarf theses thesis lyses lysis gnoses gnosis psychoses psychosis
neuroses neurosis morphoses morphosis scleroses sclerosis stases stasis
"""
)
"""Endings of plurals and of their singulars, so that compounds need no entry: spokesmen, bookshelves, hypotheses."""

PLURALS_OF_S = _words("gases biases aliases atlases canvases pancreases christmases irises trellises pelvises lenses")
"""Plurals in -ses whose singular ends in -s, although their spelling suggests -se."""
ENDINGS_OF_USE = ("ouses", "auses", "fuses")
WORDS_OF_USE = _words("uses reuses abuses misuses disuses excuses accuses muses amuses bemuses ruses peruses recluses")
"""Forms of words in -use; all other words in -uses have a singular in -us: viruses, bonuses, focuses."""
WORDS_OF_IE = _words("""
cookies movies zombies calories rookies genies budgies pies ties lies dies vies selfies hippies hoodies foodies
newbies smoothies birdies sorties reveries menageries brownies pixies aunties magpies neckties bowties underlies
belies unties caddies collies coteries freebies goalies groupies junkies yuppies veggies talkies prairies indies
laddies
""")
WORDS_OF_OE = _words(
    "shoes horseshoes snowshoes toes tiptoes mistletoes canoes foes hoes oboes floes woes roes sloes aloes throes"
)
WORDS_OF_CHE = _words("""
caches aches headaches toothaches stomachaches backaches heartaches earaches mustaches moustaches avalanches niches
tranches quiches creches cliches psyches brioches pastiches cartouches
""")
WORDS_OF_SSE = _words("finesses posses crevasses impasses mousses")
O_WITH_ES = _words("""
go undergo forego forgo outdo hero potato tomato echo veto embargo cargo torpedo mosquito volcano buffalo domino mango
""")
HARD_CH = _words("stomach monarch patriarch epoch eunuch loch tech")
"""Words in -ch with the sound k; they take -s instead of -es."""
PLURALS_IN_US_AND_IS = _words("""
menus gurus emus gnus tofus haikus bayous caribous thous yous impromptus
skis taxis bikinis alibis khakis safaris tsunamis graffitis rabbis yetis wikis apis kiwis emojis sushis yogis
""")
"""Plurals in -us and -is; most other words with these endings are singulars."""
NOT_PLURAL = _words("""
series species news means always perhaps sometimes physics mathematics politics economics ethics statistics
logistics athletics mechanics electronics acoustics dynamics genetics linguistics robotics semantics optics
gymnastics aerobics afterwards besides towards upwards downwards backwards forwards inwards outwards indoors
outdoors upstairs downstairs overseas whereas themselves ourselves yourselves ours yours theirs hers chaos ethos
cosmos pathos summons odds cls does this its his was has is us as yes thus plus less bias alias atlas canvas gas
pancreas christmas lens rendezvous corps diabetes rabies measles headquarters crossroads https ios css js aws sans
kubernetes jenkins postgres texas kansas arkansas honduras athens brussels james charles jeans andreas lucas thomas
nicholas hercules archimedes aristoteles socrates wales mars alps himalayas philippines netherlands maldives
seychelles columbas aircraft sheep deer fish people
""")
"""Words in -s that are not plurals, or whose plural is the same."""

_VERBS_TEXT = """
arise arose arisen; awake awoke awoken; beat beat beaten; become became become; begin began begun
bend bent bent un-
bet bet bet; bid bid bid out- under- over-; bind bound bound un- re-; bite bit bitten; bleed bled bled; blow blew blown
break broke broken; breed bred bred inter-; bring brought brought; broadcast broadcast broadcast re-
build built built re- over-; burn burnt burnt; burst burst burst; buy bought bought out-; cast cast cast fore- re-
catch caught caught; choose chose chosen; cling clung clung; come came come over-; cost cost cost; creep crept crept
cut cut cut under-; deal dealt dealt; dig dug dug; do did done un- over- re- out-; draw drew drawn with- over- re-
dream dreamt dreamt; drink drank drunk; drive drove driven; dwell dwelt dwelt; eat ate eaten over-; fall fell fallen be-
feed fed fed; feel felt felt; fight fought fought; find found found; flee fled fled; fling flung flung; fly flew flown
forbid forbade forbidden; forget forgot forgotten; forsake forsook forsaken; freeze froze frozen un-; get got got
get got gotten for-; give gave given for-; go went gone under- fore- for-; grind ground ground
grow grew grown out- over-
hang hung hung over-; hear heard heard over- mis-; hide hid hidden; hit hit hit; hold held held up- with- be-
hurt hurt hurt; input input input; keep kept kept; kneel knelt knelt; know knew known; lay laid laid mis- in- over- out-
lead led led mis-; lean leant leant; leap leapt leapt; learn learnt learnt un- re-; leave left left; lend lent lent
let let let; lie lay lain under- over-; light lit lit; lose lost lost; make made made re- un-; mean meant meant
meet met met; mislay mislaid mislaid; overrun overran overrun; pay paid paid re- pre- over-; put put put
read read read re- mis-; rend rent rent; rid rid rid; ride rode ridden over- out-; ring rang rung; rise rose risen
run ran run over- out- re-; saw sawed sawn; say said said; see saw seen fore- over-; seek sought sought
sell sold sold re- out- under-; send sent sent re-; set set set re- up- off-; sew sewed sewn; shake shook shaken
shed shed shed; shine shone shone out-; shoot shot shot over-; show showed shown fore-; shrink shrank shrunk
shut shut shut; sing sang sung; sink sank sunk; sit sat sat; sleep slept slept over-; slide slid slid; sling slung slung
slay slew slain; slit slit slit; smell smelt smelt; sow sowed sown; speak spoke spoken; speed sped sped
spell spelt spelt mis-
spend spent spent over- mis-; spill spilt spilt; spin spun spun; spit spat spat; split split split; spoil spoilt spoilt
spread spread spread; spring sprang sprung; stand stood stood with- under- misunder-; steal stole stolen
stick stuck stuck; sting stung stung; stink stank stunk; stride strode stridden; strike struck struck
strike struck stricken; string strung strung; strive strove striven; swear swore sworn for-; sweep swept swept
swell swelled swollen; swim swam swum; swing swung swung; take took taken over- under- mis- re- par-
teach taught taught; tear tore torn; tell told told fore- re-; think thought thought re-; throw threw thrown over-
thrust thrust thrust; tread trod trodden; undergird undergirt undergirt; wake woke woken; wear wore worn
weave wove text_and_codes inter-; weep wept wept; win won won re-; wind wound wound un- re-; wring wrung wrung
write wrote written re- over- under-; bear bore borne over- for-; bear bore born; prove proved proven dis-
dive dove dived
plead pled pled; sneak snuck snuck; quit quit quit; offset offset offset; output output output; reset reset reset
"""


def _verbs() -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each irregular verb and its compounds, with the past tense and the past participle."""
    for entry in _VERBS_TEXT.replace("\n", ";").split(";"):
        if entry.split():
            base, past, participle, *prefixes = entry.split()
            for prefix in ("", *(prefix.removesuffix("-") for prefix in prefixes)):
                yield prefix + base, (prefix + past, prefix + participle)


VERBS: dict[str, tuple[str, ...]] = {
    "be": ("am", "is", "are", "was", "were", "been"),
    "have": ("has", "had"),
    "do": ("does", "did", "done"),
}
"""Irregular verbs with their past and participles; for ``be``, ``have`` and ``do`` also with the present."""
for _base, _forms in _verbs():
    VERBS[_base] = tuple(dict.fromkeys((*VERBS.get(_base, ()), *_forms)))

ALSO_REGULAR = _words("""
awake bet bid broadcast burn cast dive dream dwell hang input kneel lean leap learn light offset output plead prove
quit relearn saw sew shine show smell sneak sow speed spell spill spoil strive swell unlearn weave forecast misspell
""")
"""Irregular verbs that also have a form in -ed."""
HOMOGRAPHS = _words("""
left found ground wound felt saw bound fell bit bore rose shot thought lay lit rent spoke stole wove fed read lead
dove bred born cast cost cut hit hurt input let output put set shed shut split spread bid bet burst broadcast thrust
offset reset quit slit rid overrun become come run overcome drunk
""")
"""Irregular forms that are also separate words: a left turn, to found, the ground."""

NOUNS_IN_ING = _words("""
building meeting being setting drawing opening finding feeling beginning painting ending hearing warning
understanding saying standing bearing reading writing planning training
""")
"""Forms in -ing that are also nouns: a building, a meeting."""

SECOND_LEMMAS = _pairs(
    """
axes axe bases basis leaves leave lives live means mean halves halve shelves shelve calves calve thieves thieve
analyses analyse paralyses paralyse diagnoses diagnose ellipses ellipsis statistics statistic mechanics mechanic
dice dice
"""
)
"""A second lemma of a form, besides the noun that `singular` returns: another noun, or a verb."""

IE_VERBS = _pairs("dying die lying lie tying tie vying vie underlying underlie untying untie belying belie")
KEEP_E = _words("age singe binge tinge queue cue dye eye")
"""Verbs in -e that keep the -e before -ing; most of them may also drop it."""
DOUBLING = _words("""
submit commit permit admit omit emit transmit remit resubmit recommit acquit equip refer defer prefer infer confer
transfer deter inter incur occur recur concur abhor control patrol enrol extol expel compel propel repel rebel
dispel excel annul regret forget beget begin upset format reformat debug overlap kidnap handicap program reprogram
unplug unwrap unzip embed bootstrap underpin rebut allot abet outfit befit offset reset input output babysit quiz
""")
"""Verbs of several syllables that double their last consonant."""
MAY_DOUBLE = _words("benefit focus bias worship combat")
"""Verbs that may double it; so may all verbs in a vowel and -l: travelled, traveled."""

COMPARATIVES = _pairs(
    """
better good best good worse bad worst bad further far furthest far farther far farthest far elder old eldest old
less little least little more much most much
"""
)
GRADABLE = _words("""
big bright broad brief cheap clean clear close cold cool cruel dark deep dense dirty dry early easy fair fast few
fine firm flat fresh full funny great hard happy healthy heavy high hot huge large late lazy light lively long loose
loud low lucky narrow near neat new nice noisy old pale poor proud pure quick quiet rare rich ripe rough safe scarce
sharp short shallow sick simple slim slow small smart smooth soft soon steep strange strict strong sweet tall thick
thin tight tiny tough ugly warm weak wealthy wet wide wild wise young
""")
"""Adjectives with forms in -er and -est; for other words, -er makes another word: worker, printer."""
