"""A small document in two languages."""

PAIRS = [
    ("# The library", "# 图书馆"),
    ("The library opens at nine o'clock every morning.", "图书馆每天上午九点开门。"),
    ("Readers may borrow five books at a time.", "读者一次可以借五本书。"),
    ("A book must be returned within three weeks.", "图书须在三周内归还。"),
    ("Please do not bring food into the reading room.", "请不要把食物带进阅览室。"),
    ("The old maps are kept on the second floor.", "旧地图存放在二楼。"),
    ("Children under twelve need a library card of their own.", "十二岁以下的儿童需要自己的借书证。"),
    ("If you lose a book, you will have to pay for it.", "如果丢失图书，您需要赔偿。"),
]


def text_of(side, pairs=PAIRS, without=(), **changes):
    """Return one side of the pairs as Markdown; paragraphs can be left out or replaced by number (``p3="..."``)."""
    lines = [changes.get(f"p{number}", pair[side]) for number, pair in enumerate(pairs) if number not in without]
    return "\n\n".join(lines) + "\n"
