"""Language by script share, on the mixtures that real documents are made of."""

import time

import pytest

from aligner.languages.detection import chinese_share, detect, script

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


def test_script():
    assert script("这个问题很难说清楚。") == "hans"
    assert script("這個問題很難說清楚。") == "hant"
    assert script("天地人") is None
    assert script("words") is None
