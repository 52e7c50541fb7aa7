// The words of the page in both languages.
const WORDS = {
  title: ["Search translations", "检索译法"],
  corpus: ["{0} files, {1} pairs", "{0} 个文件，{1} 个句对"],
  language: ["中文", "English"],
  query: ["Query", "检索式"],
  mode: ["read as", "按"],
  mode_pattern: ["pattern of words", "词语模式"],
  mode_text: ["plain text", "普通文本"],
  mode_regex: ["regular expression", "正则表达式"],
  ask: ["Search", "检索"],
  with: ["other side contains (several: ;)", "对侧包含（多个用；分开）"],
  without: ["other side lacks (several: ;)", "对侧不含（多个用；分开）"],
  side: ["search", "检索"],
  side_: ["either side", "任一侧"],
  side_source: ["source", "原文"],
  side_target: ["target", "译文"],
  more: ["More options, patterns, keys", "更多选项、模式说明、按键"],
  sample: ["draw pairs at random (0: all)", "随机抽取句对数（0 为全部）"],
  seed: ["seed", "种子"],
  limit: ["rows at most", "最多行数"],
  lemma: ["English words in any form", "英文词匹配任何词形"],
  exact: ["exact case and form", "区分大小写和字形"],
  patterns: ["Patterns", "模式"],
  keys: [
    "Keys: / goes to the query, Enter searches; 1 hits, 2 frequency, 3 collocations, 4 renderings; the arrows go from hit to hit.",
    "按键：/ 转到检索式，Enter 检索；1 句对，2 频次，3 搭配，4 译法；上下箭头在结果间移动。",
  ],
  pattern_series: ["these words one after another", "依次出现的词"],
  pattern_any: ["any of these", "其中任何一个"],
  pattern_gap: ["with up to 3 words between (... up to 5)", "中间最多隔 3 个词（... 最多 5 个）"],
  pattern_letters: ["words with this beginning; * alone is any word", "以此开头的词；单独的 * 是任何一个词"],
  pattern_form: ["an English word in any form", "英文词的任何词形"],
  pattern_regex: ["words that match an expression", "整词匹配正则表达式"],
  pattern_exact: ["this text with its marks", "连同符号的原样文本"],
  pattern_condition: ["the other side contains 决定 and lacks 作出", "对侧包含“决定”，且不含“作出”"],
  views: ["What to show", "显示内容"],
  view_hits: ["Hits", "句对"],
  view_frequency: ["Frequency", "频次"],
  view_collocations: ["Collocations", "搭配"],
  view_renderings: ["Renderings", "译法"],
  sort: ["sort by", "排序"],
  sort_corpus: ["the corpus", "语料顺序"],
  sort_left: ["words on the left", "左侧的词"],
  sort_right: ["words on the right", "右侧的词"],
  sort_match: ["the match", "匹配"],
  sort_document: ["document", "文档"],
  sort_other: ["the other side", "对侧"],
  sort_random: ["chance", "随机"],
  words: ["words", "词数"],
  by: ["by", "按"],
  by_match: ["form of the match", "匹配形式"],
  by_document: ["document", "文档"],
  by_file: ["file", "文件"],
  by_folder: ["folder", "文件夹"],
  window: ["window (left,right or other)", "窗口（左,右 或 other 为对侧）"],
  minCount: ["count at least", "最少次数"],
  save: ["Save all as", "全部另存为"],
  again: ["the same again", "永久检索式"],
  searching: ["Searching …", "正在检索……"],
  hint: ["Type a word or a phrase of either language.", "请输入任何一种语言的词或短语。"],
  nothing: ["Nothing found.", "没有找到。"],
  summary: ["{0} pairs, {1} shown", "{0} 个句对，显示 {1} 个"],
  about: ["about {0} pairs, {1} shown", "约 {0} 个句对，显示 {1} 个"],
  counted: ["{0} matches in {1} pairs", "{1} 个句对中有 {0} 处匹配"],
  gone: ["The program has ended or cannot be reached. Start aligner concordance again.", "程序已结束或无法连接。请重新运行 aligner concordance。"],
  noTranslation: ["no translation", "没有译文"],
  results: ["Results", "结果"],
  column_value: ["value", "值"],
  column_matches: ["matches", "匹配"],
  column_pairs: ["pairs", "句对"],
  column_share: ["share", "占比"],
  column_per_million: ["per million words", "每百万词"],
  column_word: ["word", "词"],
  column_count: ["count", "次数"],
  column_corpus_count: ["in the corpus", "语料中"],
  column_log_dice: ["logDice", "logDice"],
  column_rendering: ["rendering", "译法"],
  column_low: ["95 %, from", "95% 下限"],
  column_high: ["to", "上限"],
  column_example_source: ["example", "例句"],
  column_example_target: ["", ""],
  showHits: ["show the pairs with {0}", "查看含“{0}”的句对"],
};

const STORED = "aligner.language";
let language = localStorage.getItem(STORED) ?? (navigator.language.startsWith("zh") ? "zh" : "en");

export function word(name, ...values) {
  const text = WORDS[name]?.[language === "zh" ? 1 : 0];
  return values.reduce((sofar, value, number) => sofar.replace(`{${number}}`, () => value), text ?? name);
}

export function hasWord(name) {
  return name in WORDS;
}

export function numberText(value) {
  return Number(value).toLocaleString("en");
}

export function toggleLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem(STORED, language);
}

// Puts the words of the chosen language into the page.
export function translate() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = word(each.dataset.word);
  for (const each of document.querySelectorAll(".language")) {
    each.textContent = word("language");
    each.lang = language === "zh" ? "en" : "zh-CN";
  }
}
