"""When memory is given back that nobody needs any more (垃圾回收): never within an answer.

Python looks through it after so many new objects, wherever that happens to be; it then held single
answers up for five to twenty milliseconds. To take thousands of objects apart takes time as well.
"""

from __future__ import annotations

import gc
from collections import deque
from typing import Any

from django.core.signals import request_finished

MOST_LYING = 100
MOST_NEW = 5_000
"""So many objects of answers are left lying before they are looked through."""
FAR_MORE = 200_000
"""From here on Python does it all the same: one answer alone is making very many."""


_lying: deque[object] = deque(maxlen=0)


def leave(*things: object) -> None:
    """Let things lie that are not needed any more, till an answer was sent; nothing elsewhere."""
    _lying.extend(things)


def collect_between_answers() -> None:
    """From now on in this process; what lasts as long as it is not looked at again."""
    global _lying
    _lying = deque(maxlen=MOST_LYING)
    gc.collect()
    gc.freeze()
    gc.set_threshold(FAR_MORE)
    request_finished.connect(_collect, dispatch_uid="rubbish")


def _collect(**_signal: Any) -> None:
    """Called when an answer was sent; older objects are looked through more seldom, as ever."""
    _lying.clear()
    new, once, twice = gc.get_count()
    if new < MOST_NEW:
        return
    _most, seldom, more_seldom = gc.get_threshold()
    gc.collect(0 if once < seldom else 1 if twice < more_seldom else 2)
