"""Results that cost milliseconds and stay small, kept per snapshot: the second reader of a city waits for none of them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from etl.store import Store

MOST = 256
"""Some tens of kilobytes each at most: a few megabytes together, whatever is asked."""

T = TypeVar("T")
_lock = Lock()
_results: OrderedDict[Hashable, object] = OrderedDict()


def recall(store: Store, key: Hashable, work: Callable[[], T]) -> T:
    """What `work` gives, worked out once per snapshot and key; the result is shared, so nobody may change it.

    Keys begin with a name of their own. The snapshot goes by its id: holding the store itself would keep old figures in memory.
    """
    whole = (store.id, key)
    with _lock:
        if whole in _results:
            _results.move_to_end(whole)
            return cast(T, _results[whole])
    made = work()
    with _lock:
        _results[whole] = made
        while len(_results) > MOST:
            _results.popitem(last=False)
    return made
