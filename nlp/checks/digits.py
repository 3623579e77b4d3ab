"""What kind of slip turns one number into another.

Takes the printed and the proposed value, gives the name of the slip and how likely such a slip is. Never looks at the
table.
"""

from __future__ import annotations

__all__ = ["classify_change", "likelihood"]

_LIKELIHOOD = {
    "neighbours_swapped": 0.9,
    "digit_swap": 0.85,
    "sign": 0.85,
    "shifted": 0.8,
    "missing_digit": 0.75,
    "extra_digit": 0.75,
    "wrong_digit": 0.6,
    "wrong_cell": 0.4,
}


def likelihood(kind: str) -> float:
    """How likely a slip of this kind is, in (0, 1); only the order matters."""
    return _LIKELIHOOD[kind]


def classify_change(printed: int | None, right: int) -> str:
    """The slip that made ``printed`` out of ``right``.

    ``digit_swap`` (132 for 123), ``missing_digit`` (13 for 123), ``extra_digit`` (1223 for 123), ``wrong_digit`` (one
    digit of several), ``sign``, or ``wrong_cell`` for everything else and for a cell without a number.
    """
    if printed is None or printed == right:
        return "wrong_cell"
    if printed == -right:
        return "sign"
    if printed < 0 or right < 0:
        return "wrong_cell"
    a, b = str(printed), str(right)
    if len(a) == len(b):
        wrong = [place for place in range(len(a)) if a[place] != b[place]]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]:
            return "digit_swap"
        return "wrong_digit" if len(wrong) == 1 and len(a) > 1 else "wrong_cell"
    if len(a) + 1 == len(b) and _is_b_without_one(a, b):
        return "missing_digit"
    if len(a) == len(b) + 1 and right > 0 and _is_b_without_one(b, a):
        return "extra_digit"
    if _pads_to_swap(a, b):
        return "digit_swap"
    return "wrong_cell"


def _is_b_without_one(a: str, b: str) -> bool:
    place = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return a[place:] == b[place + 1 :] and a != "0"


def _pads_to_swap(a: str, b: str) -> bool:
    """10 printed as 1 (01): the swap put a zero in front, which is not printed."""
    if len(a) + 1 != len(b):
        return False
    padded = "0" + a
    return len(b) >= 2 and padded[0] == b[1] and padded[1] == b[0] and padded[2:] == b[2:]
