"""Languages of texts, on the mixtures that real documents are made of; other languages by name; pairs together."""

import time

import pytest

from aligner.languages.detection import (
    chinese_share,
    decide,
    decide_texts,
    detect,
    detect_part,
    judge,
    languages_of_columns,
)

CHINESE = [
    "天亮了，我们出发吧。",
    "會議結束了，大家都離開了。",
    "使用 pip install numpy pandas 安装 NumPy 和 pandas，然后运行 python main.py --debug。",
    "asyncio.Queue 的 put_nowait() 方法在队列已满时引发 QueueFull 异常。",
    "```\nfor item in range(10):\n    print(item, end=' ')\nwhile True: pass\n```\n循环输出数字。",
    "详见 https://example.com/a/very/long/path/with/many/words/in/it.html 。",
    "日本的店名「すし」很常见，但这篇文章是用中文写成的，讲的是东京的历史。",
]
ENGLISH = [
    "It was dawn, and we left.",
    "The poet Li Bai (李白) was a friend of Du Fu (杜甫), and both lived under the Tang dynasty.",
    "I",
    "Élan vital",
    "The character 道 means way or road, and it is one of the best known in the language.",
    "`print`",
]
NEITHER = [
    "",
    " \n",
    "123 + 456 = 579",
    "——",
    "これは日本語の文章です。東京に住んでいます。",
    "한국어 문장입니다.",
    "Привет, мир",
]


@pytest.mark.parametrize("text", CHINESE)
def test_chinese(text):
    assert detect(text) == "zh"


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text):
    assert detect(text) == "en"


@pytest.mark.parametrize("text", NEITHER)
def test_neither(text):
    assert detect(text) is None
    assert chinese_share(text) is None


def test_share_lies_between_the_extremes():
    assert chinese_share("word " * 10) == 0
    assert chinese_share("字" * 10) == 1
    assert chinese_share("word " * 10 + "字" * 10) == pytest.approx(0.5)


def test_long_documents_are_sampled_all_over():
    foreword = "This English foreword was added by the publisher. " * 400
    text = foreword + "正文是用中文写的，一共有很多很多章。" * 40_000
    begin = time.process_time()
    assert detect(text) == "zh"
    assert time.process_time() - begin < 1


OTHERS = {
    "ja": "雨の日は家にいます。彼は本を読んでいました。とても静かな夜でした。",
    "ko": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах.",
    "uk": "Всі люди народжуються вільними і рівними у своїй гідності та правах.",
    "el": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق.",
    "he": "כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
    "th": "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt "
    "und sollen einander im Geiste der Brüderlichkeit begegnen. Jeder hat Anspruch auf alle in dieser Erklärung "
    "verkündeten Rechte und Freiheiten, ohne irgendeinen Unterschied.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de "
    "conscience et doivent agir les uns envers les autres dans un esprit de fraternité. Chacun peut se prévaloir de "
    "tous les droits et de toutes les libertés.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y "
    "conciencia, deben comportarse fraternalmente los unos con los otros. Toda persona tiene todos los derechos y "
    "libertades proclamados en esta Declaración.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de razão e de "
    "consciência, devem agir uns para com os outros em espírito de fraternidade. Todos os seres humanos podem invocar "
    "os direitos e as liberdades proclamados.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione e di "
    "coscienza e devono agire gli uni verso gli altri in spirito di fratellanza. Ad ogni individuo spettano tutti i "
    "diritti e tutte le libertà che sono enunciate nella presente Dichiarazione.",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi. Mọi con người đều được tạo "
    "hoá ban cho lý trí và lương tâm và cần phải đối xử với nhau trong tình bằng hữu. Ai cũng được hưởng những quyền "
    "tự do ghi trong bản Tuyên Ngôn này, không phân biệt đối xử vì bất cứ lý do nào.",
}
"""The first article of the Universal Declaration of Human Rights, and a Japanese story."""


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_named(language):
    verdict = judge(OTHERS[language])
    assert (verdict.language, verdict.supported, verdict.is_unsupported) == (language, None, True)
    assert verdict.evidence
    assert detect(OTHERS[language]) is None


NOT_OTHERS = {
    "a Chinese lesson of Japanese": (
        "日语的助词“は”表示主题，相当于中文里被强调的话题成分。动词变形规则很多，初学者常常感到困难。\n"
        "例句：わたしはがくせいです。\n例句：これはほんです。あれはねこです。\n"
        "这两句话的意思分别是“我是学生”和“这是书，那是猫”，请同学们反复朗读并且背诵下来。",
        "zh",
    ),
    "classical Chinese": ("子曰：「學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？人不知而不慍，不亦君子乎？」", "zh"),
    "a shop's name": ("这家叫の物的小店卖日本点心，老板是大阪人，每天下午四点以后才开门营业。", "zh"),
    "names": (
        "Juan de la Cruz, Ludwig van Beethoven, Leonardo da Vinci, Charles de Gaulle, Otto von Bismarck. " * 5,
        "en",
    ),
    "filler": (
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et "
        "dolore magna aliqua. Ut enim ad minim veniam, quis ullamco laboris nisi ut aliquip ex ea.",
        "en",
    ),
    "code": (
        "for (int i = 0; i < n; ++i) { die(une, des, est); } git push --force origin main; ls -la; cat x | wc -l\n" * 5,
        "en",
    ),
    "a poem": (
        "Season of mists and mellow fruitfulness, Close bosom-friend of the maturing sun; Conspiring with him how to "
        "load the vines that round the thatch-eves run; To bend with apples the moss'd cottage-trees",
        "en",
    ),
    "English that quotes French": (
        "He said that the motto was Liberté, égalité, fraternité, and that on the wall they had written: les hommes "
        "naissent et demeurent libres et égaux en droits. Nobody in the room had read it before, and it was late.",
        "en",
    ),
    "English about Japanese": (
        "The particle は marks the topic, が the subject and を the object of the verb. Learners of the language mix "
        "up the first two for years, because English has no such thing at all, and because teachers explain them late.",
        "en",
    ),
    "short French": ("Je ne sais pas.", "en"),
    "formulas": ("Let α and β be angles with α + β = π, where α is less than β.", "en"),
    "pinyin": ("wǒ de péng yǒu men dōu shì xué shēng, tā men xǐ huān zhōng guó de shū " * 5, "en"),
}


@pytest.mark.parametrize("name", NOT_OTHERS)
def test_what_is_no_other_language(name):
    text, language = NOT_OTHERS[name]
    assert judge(text).language == language


@pytest.mark.parametrize("text", ["", "12.5 %", "→ ★ —"])
def test_no_evidence(text):
    assert judge(text).language is None


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (["git push", "Open file", "SQL"], ["git push", "打开文件", "SQL"]),
        (["Only one: 一"], ["一二。"]),
        (["API", "URL", "HTTP server"], ["API", "URL", "HTTP 服务器"]),
    ],
)
def test_the_side_with_more_chinese_is_chinese(source, target):
    assert decide_texts(source, target) == ("en", "zh")
    assert decide_texts(target, source) == ("zh", "en")
    assert languages_of_columns([source, target]) == ["en", "zh"]


def test_the_same_commands_on_both_sides_say_nothing():
    assert decide_texts(["git push", "ls"], ["git push", "ls"]) == (None, None)


def test_what_is_given_stays():
    assert decide_texts(["word"], ["word"], ("zh", "en")) == ("zh", "en")
    assert decide_texts(["SQL"], ["SQL 查询"], (None, "en")) == ("zh", "en")


def test_two_texts_in_one_language_stay_so():
    modern, classical = judge("他说学习之后要经常复习 APP，这不是很愉快吗？"), judge("子曰：學而時習之，不亦說乎？")
    assert decide(modern, classical) == ("zh", "zh")
    english = judge("It was dawn, and we left the house.")
    assert decide(english, english) == ("en", "en")


def test_a_translation_that_was_begun():
    source, target = judge("天亮了，我们出发吧。路很长。"), judge("天亮了，我们出发吧。 The road is long.")
    assert decide(source, target) == ("zh", "zh")
    assert decide(source, target, unfinished=True) == ("zh", "en")


def test_parts_of_a_document():
    assert detect_part("The poet Li Bai (李白) was a friend of Du Fu (杜甫).") == "en"
    assert detect_part("使用 git push 推送") == "zh"
    assert detect_part("42") is None


def test_a_long_document_takes_little_time():
    text = "It was dawn, and we left; 李白 stayed behind. " * 2300
    judge(text)
    begin = time.process_time()
    judge(text)
    assert time.process_time() - begin < 0.2  # 0.02 on an idle machine
