"""What waits till an answer was sent (回答之后): giving memory back, reading ahead what may help.

Python looks through memory after so many new objects, wherever that happens to be; it then held
single answers up for five to twenty milliseconds. Taking thousands of objects apart is work, too.
"""

from __future__ import annotations

import gc
import logging
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

from django.core.signals import request_finished

from portal import large_pages

MOST_WAITING = 100
MOST_NEW = 5_000
"""So many objects of answers are left lying before they are looked through."""
FAR_MORE = 200_000
"""From here on Python does it all the same: one answer alone is making very many."""

JOINED_EACH = 64
"""After so many answers what was added to memory meanwhile goes into large pages."""

logger = logging.getLogger(__name__)
_lying: deque[object] = deque(maxlen=0)
_works: deque[Callable[[], object]] = deque(maxlen=0)
_answers = count(1)


def leave(*things: object) -> None:
    """Let things lie that are not needed any more; where no answers are sent they go at once."""
    _lying.extend(things)


def do(work: Callable[[], object]) -> None:
    """Do something that may as well never be done; where no answers are sent it is not."""
    _works.append(work)


def wait_for_answers() -> None:
    """From now on in this process; what lasts till here is not looked through again."""
    global _lying, _works
    _lying, _works = deque(maxlen=MOST_WAITING), deque(maxlen=MOST_WAITING)
    gc.collect()
    gc.freeze()
    gc.set_threshold(FAR_MORE)
    large_pages.join()
    request_finished.connect(_sent, dispatch_uid="afterwards")


def _sent(**_signal: Any) -> None:
    """An answer was sent."""
    _lying.clear()
    while _works:
        try:
            _works.popleft()()
        except Exception:
            logger.warning("What could have waited has failed.", exc_info=True)
    _collect()
    if next(_answers) % JOINED_EACH == 0:
        large_pages.join()


def _collect() -> None:
    """Older objects are looked through more seldom, as ever."""
    new, once, twice = gc.get_count()
    if new < MOST_NEW:
        return
    _most, seldom, more_seldom = gc.get_threshold()
    gc.collect(0 if once < seldom else 1 if twice < more_seldom else 2)
