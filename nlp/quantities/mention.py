"""A number on its way from the text to a :class:`Quantity`.

Takes what ``find`` met, keeps it changeable until lists have shared their units and the roles are settled. Never leaves
this room.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from nlp.quantities.approx import hedged_interval
from nlp.types import Interval

__all__ = ["PENDING", "Mention"]

PENDING = "pending"
"""Kind of a bare Chinese figure, kept only if a neighbour lends it a unit (三、五、八件)."""


@dataclass(slots=True)
class Mention:
    """Positions are those of the view. ``figure`` is the printed figure before ``factor`` (万元 has its 万 in the figure;
    成 has factor 10) is applied. ``effect`` is the name of what the hedge does. ``value`` overrides the interval.
    """

    start: int
    end: int
    kind: str
    figure: Decimal
    decimals: int = 0
    scale: int = 0
    unit: str = ""
    hedge: str = ""
    effect: str = ""
    rounded: bool = False
    place: Decimal | None = None
    value: Interval | None = None

    def interval(self) -> Interval:
        """The interval by hedge and precision."""
        if self.value is not None:
            return self.value
        if not self.effect and not self.rounded:
            return Interval.point(self.figure)
        step = Decimal((0, (1,), self.scale - self.decimals))
        place = self.place
        if place is None:
            exponent = self.figure.normalize().as_tuple().exponent
            place = Decimal((0, (1,), exponent)) if self.figure and isinstance(exponent, int) else step
        return hedged_interval(self.figure, step, place, self.effect, exact=not self.rounded)

    def shift(self, places: int) -> None:
        """Multiply by a power of ten that the unit carries (成 to %, ‰ to %)."""
        factor = Decimal(10) ** places
        self.figure *= factor
        self.scale += places
        if self.place is not None:
            self.place *= factor
        if self.value is not None:
            self.value = self.value.scaled(factor)
