"""Function words and frequent verbs of English: words that cannot begin or end a term."""

from __future__ import annotations

_FUNCTION_WORDS_TEXT = """
a an the this that these those its his her their our your my whose which who whom what whatever whichever some
any no each every either neither both all such same other another others several many much more most few fewer
less least enough certain various own one ones two three four five six seven eight nine ten eleven twelve
hundred thousand million billion first second third last next i you he she it we they me him us them myself
yourself himself herself itself ourselves themselves mine yours hers ours theirs anybody anyone anything
everybody everyone everything nobody nothing none somebody someone something and or but nor so yet if unless
because since although though while whereas whether as than when whenever where wherever why how after before
until till once about above across against along among amongst around at behind below beneath beside besides
between beyond by despite down during except for from in inside into like near of off on onto out outside over
past per regarding concerning including through throughout to toward towards under underneath unlike up upon
via with within without am is are was were be been being do does did done doing have has had having can could
may might must shall should will would ought need cannot not n't also again already always almost alone
altogether anyway apart away back else elsewhere even ever far forth further furthermore hence here hereby
herein however indeed instead just later likewise maybe meanwhile merely moreover namely nearly nevertheless
never nonetheless now nowadays often only otherwise perhaps please quite rather really seldom simply sometimes
somewhat soon still then there thereby therefore therein thereof thereto thus together too twice usually very
well yes ago likely unlikely able unable due according accordance respect regard particular general addition
order case cases etc e.g i.e eg ie vs s t d ll m re ve o oh ah hey ok okay mr mrs ms miss dr sir madam st let
lets new old good better best bad worse worst great big small little large long short high low early late right
left full whole real true main different similar available possible impossible necessary important following
above-mentioned aforementioned relevant appropriate respective existing potential additional today tomorrow
yesterday monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december way ways thing things lot lots kind kinds sort sorts part parts
number numbers example examples fact time times day days year years moment bit view aim means use uses basis
extent purpose purposes instance instances people same-old mostly mainly especially particularly generally
recently currently finally actually certainly clearly exactly fully immediately directly easily quickly slowly
suddenly probably possibly completely absolutely entirely don isn aren wasn weren doesn didn hasn haven hadn
won wouldn couldn shouldn ain mustn needn
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())
"""Determiners, pronouns, numerals, conjunctions, prepositions, auxiliaries, adverbs, and nouns with little content."""

_ADJECTIVES_TEXT = """
small new old large high low long short early late full whole real general particular main public good right
left first second third last next great big little similar certain different additional potential existing
hundred
"""
ADJECTIVES = frozenset(_ADJECTIVES_TEXT.split())
"""Words of the list above that may begin a term of several words, but are not terms themselves."""

_VERBS_TEXT = """
accept accelerate accompany accomplish accuse achieve acknowledge acquire adapt add adhere adjust adopt advise
affect affirm afford aggravate agree aim align allocate allow alter amend analyse analyze announce answer
anticipate appear apply appoint appreciate approve argue arise arrive ask assert assess assign assist assume
assure attain attempt attend attract authorize avoid aware await base bear become begin behave believe belong
benefit blame borrow break bring broaden build buy call calculate carry catch cause cease choose cite claim
clarify collect combat combine come commend commence comment commit communicate compare complain complete
complicate comply comprise conclude condemn conduct confer confirm confuse connect consider consist constitute
construct consult consume contain continue contribute convene convert convey convince cooperate correct
counteract cover create cry deal decide declare decline deem deepen define deliver demand demonstrate deny
depend deploy deprive derive describe deserve designate destroy detect determine develop devise devote die
differ direct disappear discover discuss dismantle display dispose disrupt distinguish distribute divide draw
drive drop earn eat elaborate eliminate embark embrace emerge emphasise emphasize employ empower enable
encounter encourage end endeavour endorse enforce engage enhance enjoy enlarge ensure entail enter entitle
equip eradicate establish evaluate examine exceed exclude execute exercise exist expand expect expedite
experience explain explore express extend facilitate fail fall feel fight fill find finish fit focus follow
forbid force forget form formulate foster found fulfil fulfill function gain gather generate get give go grant
grow guarantee guess guide handle happen harm hate hear help hold hope identify ignore illustrate imagine
impede implement imply impose improve include incorporate increase indicate inform inherit initiate insert
insist install instruct integrate intend intensify interact intervene introduce invest investigate invite
invoke involve issue join judge justify keep know lack lead learn leave lend lie listen live locate look lose
love maintain make manage mark maximize mean meet mention minimize mitigate mobilize modify monitor move
necessitate need note notice notify obey obtain occur offer open operate oppose organise organize overcome owe
own participate pass pay perceive perform permit persist persuade place plan play point possess postpone prefer
prepare prescribe present preserve press prevail prevent proceed proclaim produce prohibit promote prompt
pronounce prosecute protect prove provide publish pull pursue push put raise reach react read reaffirm realise
realize reassure recall receive recognise recognize recommend reconsider record recover reduce refer refine
reflect refrain refuse regret reinforce reiterate reject relate relax release rely remain remember remind
remove render renew repeat replace reply report represent request require resolve respond restore restrict
result resume retain retrieve return reveal review revise rise run safeguard satisfy save say see seek seem
seize select sell send separate serve set settle share show sign sit sleep smile solve speak specify spend
spread stand start state stay stem stipulate stop strengthen stress strive struggle submit succeed suffer
suggest suit supervise supply support suppose suppress surrender survive sustain take talk tell tend thank
think threaten throw touch transfer transform translate transmit travel treat try turn undergo underline
undermine underscore understand undertake update uphold urge utilize vary verify violate visit wait walk want
warn wear welcome win wish withdraw wonder work worry write yield bearing noting recalling reaffirming
stressing teach hide let
"""
VERBS = frozenset(_VERBS_TEXT.split())
"""Frequent verbs; such a word at the edge of a term is not a noun unless the corpus shows it to be one."""

CONNECTORS = frozenset({"of", "in", "for", "on", "against", "to", "and", "the"})
"""Function words that may stand inside a term."""
