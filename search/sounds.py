"""How Chinese characters sound (拼音): people who type a wrong character mostly type one that
sounds alike (居住登计 for 居住登记)."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin


@lru_cache(maxsize=20_000)
def sound(word: str) -> tuple[str, ...]:
    """The syllables of a word without tones; a run that is not Chinese stays as it is."""
    return tuple(map(_blurred, lazy_pinyin(word)))


def _blurred(syllable: str) -> str:
    """Endings and beginnings that many speakers do not tell apart become one (zh/z, ing/in)."""
    for pair in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(pair[0]):
            syllable = pair[1] + syllable[2:]
    return syllable[:-1] if syllable.endswith(("ang", "eng", "ing")) else syllable
