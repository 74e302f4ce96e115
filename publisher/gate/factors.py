"""Factors: values that are a hundredth, a thousandth or a tenth of what they were, or as many times more.

Held against 27,984 steps from one year to the next of a national database of municipalities (6.1 million pairs):
in none were three areas of ten a hundredth or a thousandth of what they were, in none nine of ten a tenth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

#: Powers of ten that units differ by: tenths, hundredths (percent), thousandths, millionths.
POWERS = (1, 2, 3, 6)
#: How far from a power a value may have moved besides, as a power of ten: 2.5 times.
NEAR = 0.4
#: The same for one or two values, which must all have moved so.
NEAR_FEW = 0.2
#: Share of the values that must have moved so; a tenth may be growth.
SHARE, SHARE_OF_TEN = 0.3, 0.9
#: With fewer values all must have moved so; a tenth is not told.
FEW = 10
#: Fewer values than this are held to :data:`NEAR_FEW`.
FEWEST = 3

NAMES = {1: "ten", 2: "a hundred", 3: "a thousand", 6: "a million"}
PARTS = {1: "a tenth", 2: "a hundredth", 3: "a thousandth", 6: "a millionth"}


@dataclass(frozen=True, kw_only=True)
class Factor:
    """A group of values that moved by one power of ten."""

    group: int
    power: int  #: -2: the values are a hundredth of what they were
    moved: Array  #: positions of those that moved so
    size: int  #: how many values were held against each other

    def __str__(self) -> str:
        how = f"about {PARTS[-self.power]} of" if self.power < 0 else f"about {NAMES[self.power]} times"
        return f"{len(self.moved)} of {self.size} values are {how} what they were"


def factors(group: Array, before: Array, after: Array, tens: bool) -> Iterator[Factor]:
    """Groups in which values moved by a power of ten, each once.

    Args:
        group: a whole number from 0 for each pair; pairs of a group are held against each other.
        before: values, none missing.
        after: those that stand for them now, none missing.
        tens: a tenth, or ten times, is looked for too; a share may well grow from 9 to 90 percent.
    """
    import numpy as np

    usable = np.flatnonzero(before * after > 0)
    if not len(usable):
        return
    group, moved = group[usable], np.log10(after[usable] / before[usable])
    size = np.bincount(group)
    near = np.where(size[group] < FEWEST, NEAR_FEW, NEAR)
    for power in (sign * power for power in POWERS[not tens :] for sign in (-1, 1)):
        alike = np.abs(moved - power) <= near
        count = np.bincount(group[alike], minlength=len(size))
        ten = abs(power) == 1
        share = np.where(size >= FEW, SHARE_OF_TEN if ten else SHARE, 2.0 if ten else 1.0)  # 2: more than all
        for number in np.flatnonzero((count > 0) & (count >= share * size)).tolist():
            mine = usable[alike & (group == number)]
            yield Factor(group=number, power=power, moved=mine, size=int(size[number]))
