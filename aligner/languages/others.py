"""Scripts and function words of unsupported languages, so that messages can name these languages.

A script that only one language uses is certain evidence. Languages in Latin letters are recognised
by their function words, which make up a fifth of any prose. The lists omit single letters and words
that occur in names (de la Cruz, van den Berg).
"""

from __future__ import annotations

NAMES = {
    "am": "Amharic", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "bo": "Tibetan", "ca": "Catalan",
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "hy": "Armenian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "km": "Khmer", "kn": "Kannada",
    "ko": "Korean", "lo": "Lao", "ml": "Malayalam", "mn": "Mongolian", "my": "Burmese", "nb": "Norwegian",
    "nl": "Dutch", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "si": "Sinhala", "sr": "Serbian", "sv": "Swedish", "ta": "Tamil", "te": "Telugu", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
}  # fmt: skip
"""English names of languages, by BCP 47 primary subtag."""

SCRIPTS = {
    "ARABIC": "ar", "ARMENIAN": "hy", "BENGALI": "bn", "CYRILLIC": "ru", "DEVANAGARI": "hi", "ETHIOPIC": "am",
    "GEORGIAN": "ka", "GREEK": "el", "GUJARATI": "gu", "GURMUKHI": "pa", "HANGUL": "ko", "HEBREW": "he", "KANA": "ja",
    "KANNADA": "kn", "KHMER": "km", "LAO": "lo", "MALAYALAM": "ml", "MONGOLIAN": "mn", "MYANMAR": "my",
    "SINHALA": "si", "TAMIL": "ta", "TELUGU": "te", "THAI": "th", "TIBETAN": "bo",
}  # fmt: skip
"""The language that mostly uses a script; scripts are named as in `aligner.languages.scripts.script_of`."""

DISTINCTIVE_LETTERS = {
    "CYRILLIC": (("uk", "іїєґ"), ("sr", "ђћљњџј"), ("mn", "өү"), ("ru", "ыэё")),
    "ARABIC": (("ur", "ٹڈڑںے"), ("fa", "پچژگ")),
}
"""Letters that only one of the languages of a script has; the first language with enough of its letters is taken."""
LANGUAGES_WITHOUT_LETTERS = {"CYRILLIC": "bg", "ARABIC": "ar"}
"""The language of a text that has none of these letters."""

_WORDS = {
    "ca": "els les una uns unes amb per que què és són com més però aquest aquesta això també només ser han va seva",
    "cs": "se na je že ve to jsou jako ale pro by který která které nebo jen ještě být byl bylo podle jeho jsem mezi",
    "da": "og det som er til på for af at med ikke den har jeg et men var kan vi fra hvad efter eller blev også bliver",
    "de": "und die das ist nicht ein eine einen einem einer mit sich auf für auch als werden wird sind dem wie oder "
    "aus nach durch ihre aber bei noch nur über haben kann ich wir sie des im zum zur wurde",
    "es": "que los las una por con para como más pero sus está este esta son entre cuando muy sin sobre también fue "
    "había todo desde nos hay ser tiene cada yo qué lo se su es",
    "fi": "ja on ei että se oli mutta kun niin kuin myös hän joka jos ovat tai mitä ole vain sen mukaan olla jotka "
    "hänen minä voi sitä kanssa",
    "fr": "les des est une dans pour que qui sur pas avec par ne se il elle nous vous ce cette sont plus aux son ses "
    "ont été mais comme être tout leur fait même je et en un au",
    "hu": "az és hogy nem is egy ez azt mint csak vagy meg már ha még volt van kell lehet minden aki amely után volna "
    "ezt de el",
    "id": "yang dan dengan untuk dari tidak dalam ini itu pada adalah oleh akan juga sebagai atau ada bisa mereka "
    "kami saya telah dapat karena setiap",
    "it": "che non una per con sono gli più come anche della dei delle alla nel nella questo questa suo essere "
    "dal ma ha lo si ogni ed il",
    "nb": "og det som er til på for av å med ikke den har jeg et men var kan vi fra hva etter eller ble også blir",
    "nl": "het een en dat niet met zijn voor ook aan er maar om hij wordt naar bij uit nog door werd hebben heeft "
    "deze dit worden ik ze te op je",
    "pl": "się nie na jest że do jak ale to po tym przez tylko od jego czy już dla być był jako są może które oraz "
    "która który",
    "pt": "que os as uma para com não por mais como mas foi ao ele das dos seu sua ou ser quando muito há nos já está "
    "também são pelo pela em se um",
    "ro": "și în care este cu nu la din pe mai sau sunt pentru că fost sa ale prin lor dar ca fi despre până după "
    "acest orice un",
    "sv": "och att det som är på för med av till inte den har jag ett om men var kan vi från eller efter blev också "
    "blir sig han",
    "tr": "bir ve bu için ile da de çok olarak daha gibi ne olan kadar sonra ama var her mi o değil en ya olduğu "
    "tarafından hakkı veya diğer bütün ise hem",
    "vi": "và của là có không được người cho các những một trong với đã này để từ khi đó như về cũng ra đến phải mà",
}  # fmt: skip
FUNCTION_WORDS = {
    language: frozenset(word for word in words.split() if len(word) > 1) for language, words in _WORDS.items()
}
"""Frequent function words of languages in Latin letters."""
_ENGLISH_TEXT = (
    "the of and to in is are was for that with on as by at it this be or an not from have has had were which but they "
    "his her their you we he she its will would can all one there if when so what who been more no than into them"
)
ENGLISH_FUNCTION_WORDS = frozenset(_ENGLISH_TEXT.split())
"""The same words of English, to compare with: some of them are frequent in other languages too."""
