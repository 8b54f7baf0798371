"""Words that only ask (怎么办, 在哪里, how to): what is left of a question is what it is about.

They are left out where texts are sought and judged by pieces; a query is still found whole as it
was typed.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CHINESE = """
请问 麻烦问 我想知道 想知道 我想 我要 怎么才能 怎么样才 怎么办理 怎么办 怎么 怎样 如何 为什么
什么时候 什么时间 什么地方 什么样 什么 在哪里 在哪儿 去哪里 去哪儿 到哪里 哪里 哪儿 在哪 去哪
哪些 哪个 几点 多久 多少 有没有 能不能
可不可以 可以不可以 会不会 要不要 是不是 是否 可以吗 行吗 谁来 由谁 谁 吗 呢 呀 啊 吧
多大 没有 一次 应该 的
"""
_ENGLISH = """
a an the of to in on at by for from with and or is are was were be been do does did can could may
might must shall should will would i me my we us our you your he she it its they them their this
that these those there here what which who whom whose when where why how if as not no any some
have has had get
"""
_ONLY_ASKS = frozenset(_ENGLISH.split())
_ASKING = re.compile("|".join(sorted(_CHINESE.split(), key=len, reverse=True)))
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")


@lru_cache(maxsize=1_000)
def subject_of(folded: str) -> str:
    """What a folded query is about; the query itself when it only asks."""
    rest = _ASKING.sub(" ", folded)
    rest = _WORD.sub(lambda word: " " if word[0] in _ONLY_ASKS else word[0], rest)
    return " ".join(rest.split()) or folded
