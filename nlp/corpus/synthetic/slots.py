"""The notation of the phrase bank, and its filling with a report's figures.

Takes a phrase and a :class:`Context` (cells, the office's words and habits), gives a text with :class:`Mark` objects that say
what each figure means over the cells. Never invents a figure: what a slot prints is computed from the cells or from the
local values that the phrase declares.

Notation: ``(a|b|)`` one of these; ``[我]`` a word of the office; ``{new}`` a figure with the office's counter for
applications, ``{expr|unit}`` with another, ``{expr|%}`` as a share (``expr`` is the fraction, or the percentage itself if it
begins with ``100*``). Names are short: ``new in done out open part refused d1-d8 unavail u1-u3 rejected n1-n5 other o1-o3``
with columns ``.nat .com .res .soc .law .oth .org .tot``; ``rev lit lit1 lit2`` with ``.keep .fix .oth .pend .tot``;
``nd rg lic pen coe svc fee proc`` for the first table; ``prev(x)`` is last year's.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from nlp.corpus.synthetic.content import Mark
from nlp.corpus.synthetic.figures import PARTS
from nlp.errors import ConfigurationError

__all__ = ["Context", "evaluate", "fill", "formula_of", "holds", "rounded"]

_COLUMNS = {
    "nat": "person",
    "com": "company",
    "res": "research",
    "soc": "nonprofit",
    "law": "law_firm",
    "oth": "other_org",
    "tot": "total",
}
_OUTCOMES = {"keep": "upheld", "fix": "corrected", "oth": "other", "pend": "pending", "tot": "total"}
_REFUSED = (
    "state_secret",
    "forbidden_by_law",
    "security_stability",
    "third_party",
    "internal_affairs",
    "process_information",
    "enforcement_files",
    "administrative_query",
)
_UNAVAILABLE = ("not_held", "needs_creation", "still_unclear")
_REJECTED = ("petition", "repeated", "publication", "excessive", "reconfirmation")
_OTHER = ("not_corrected", "fee_unpaid", "misc")
_ROWS: dict[str, tuple[str, ...]] = {
    "new": ("new",),
    "in": ("carried_in",),
    "open": ("granted",),
    "part": ("partly_granted",),
    "done": ("concluded",),
    "out": ("carried_out",),
    "refused": tuple(f"refused.{x}" for x in _REFUSED),
    "unavail": tuple(f"unavailable.{x}" for x in _UNAVAILABLE),
    "rejected": tuple(f"rejected.{x}" for x in _REJECTED),
    **{f"d{i}": (f"refused.{x}",) for i, x in enumerate(_REFUSED, 1)},
    **{f"u{i}": (f"unavailable.{x}",) for i, x in enumerate(_UNAVAILABLE, 1)},
    **{f"n{i}": (f"rejected.{x}",) for i, x in enumerate(_REJECTED, 1)},
    **{f"o{i}": (f"other.{x}",) for i, x in enumerate(_OTHER, 1)},
}
_GROUPS = {
    "rev": ("reconsideration",),
    "lit1": ("litigation_direct",),
    "lit2": ("litigation_after_reconsideration",),
    "lit": ("litigation_direct", "litigation_after_reconsideration"),
}
_BANDS = {
    "nd": "normative_documents",
    "rg": "regulations",
    "lic": "licensing",
    "pen": "penalties",
    "coe": "coercion",
    "svc": "other_services",
    "fee": "fees",
    "proc": "procurement",
}
_BAND_COLUMNS = {"prior": "prior_items", "all": "total_disclosed", "new": "newly_disclosed"}
_SLOT = re.compile(r"\{([^{}|]+)(?:\|([^{}]*))?\}|\[([^\[\]]+)\]")


@dataclass(slots=True)
class Context:
    """What a phrase may use. ``words`` maps ``[…]`` words to (text, mark kind or ""); ``local`` holds declared figures."""

    cells: Mapping[str, Decimal]
    previous: Mapping[str, Decimal] | None
    requests_form: str
    words: Mapping[str, tuple[str, str]]
    counter: str
    places: int
    gov: bool
    rng: random.Random
    money_unit: str = "万元"
    thousands: bool = False
    local: dict[str, Decimal] = field(default_factory=dict)


def holds(condition: str, context: Context) -> bool:
    """Whether a phrase's condition is true. Cells that the form does not have make it false."""
    try:
        return bool(_value(_tree(condition), context))
    except KeyError:
        return False


def evaluate(expression: str, context: Context) -> Decimal:
    """The value of an expression. Raises ``KeyError`` for a cell that is not there."""
    value = _value(_tree(expression), context)
    return value if isinstance(value, Decimal) else Decimal(value)


def formula_of(expression: str, context: Context) -> str:
    """The expression over cell ids, as the checks read it; "" if it uses local figures only."""
    names = {node.id for node in ast.walk(_tree(expression)) if isinstance(node, ast.Name)}
    if names and names <= set(context.local):
        return ""
    if names & set(context.local):
        return ""
    return _formula(_tree(expression), context)


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up, as people round."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def fill(phrase: str, context: Context, rng: random.Random) -> tuple[str, tuple[Mark, ...]]:
    """The phrase as a text with marks. ``rng`` decides the alternatives."""
    flat = _choose(phrase, rng)
    out: list[str] = []
    marks: list[Mark] = []
    length, at = 0, 0
    for match in _SLOT.finditer(flat):
        plain = flat[at : match.start()]
        out.append(plain)
        length += len(plain)
        text, mark = _word(match[3], context) if match[3] else _figure(match[1], match[2], context)
        if mark is not None:
            marks.append(Mark(length, length + len(text), mark.kind, mark.formula, mark.value, mark.places, mark.unit))
        out.append(text)
        length += len(text)
        at = match.end()
    out.append(flat[at:])
    return "".join(out), tuple(marks)


# -- the parts ------------------------------------------------------------------------------------------------------


def _choose(phrase: str, rng: random.Random) -> str:
    """Settle the alternatives, innermost first."""
    while True:
        match = None
        for candidate in re.finditer(r"\(([^()]*)\)", _masked(phrase)):
            if "|" in candidate[1]:
                match = candidate
                break
        if match is None:
            return phrase
        inner = phrase[match.start(1) : match.end(1)]
        masked = _masked(inner)
        options, start = [], 0
        for index, char in enumerate(masked):
            if char == "|":
                options.append(inner[start:index])
                start = index + 1
        options.append(inner[start:])
        phrase = phrase[: match.start()] + rng.choice(options) + phrase[match.end() :]


def _masked(phrase: str) -> str:
    """Slots blanked out, so that their bars and parentheses are not taken for alternatives."""
    return re.sub(r"\{[^{}]*\}", lambda m: "#" * len(m.group()), phrase)


def _word(name: str, context: Context) -> tuple[str, Mark | None]:
    if name not in context.words:
        raise ConfigurationError("phrases", f"unknown word [{name}]")
    text, kind = context.words[name]
    return text, Mark(0, 0, kind) if kind else None


def _figure(expression: str, unit: str | None, context: Context) -> tuple[str, Mark]:
    formula = formula_of(expression, context)
    if unit == "%":
        percent = expression.startswith("100*") or expression in context.local
        value = evaluate(expression, context) * (1 if percent else 100)
        places = 0 if value in (0, 100) or expression in context.local else context.places
        shown = rounded(value, places)
        text = f"{shown:f}%"
        full = "" if not formula else formula if percent else f"100 * ({formula})"
        kind = "free" if not full else "growth" if "previous(" in full else "share"
        return text, Mark(0, 0, kind, full, shown, places, "%")
    value = evaluate(expression, context)
    if unit is None:  # applications may be counted as 条 or 份, cases are not
        unit = "件" if "disputes." in formula and context.counter in ("条", "份") else context.counter
    if unit == "money":
        unit = context.money_unit
    if unit == "亿元":
        shown = rounded(value / 10_000, 2)
        return f"{shown:f}亿元", Mark(0, 0, "money", formula, shown, 2, "亿元")
    places = max(0, -int(value.as_tuple().exponent)) if "元" in unit else 0
    shown = value if places else value.quantize(Decimal(1))
    text = f"{shown:,f}" if context.thousands and abs(shown) >= 10_000 else f"{shown:f}"
    kind = (
        "free"
        if not formula
        else "money"
        if "元" in unit
        else "change"
        if "previous(" in formula or ".change" in formula
        else "count"
    )
    if unit == "万余条":
        return f"{text}万余条", Mark(0, 0, "free", "", shown, 0, unit)
    return text + unit, Mark(0, 0, kind, formula, shown, places, unit)


# -- expressions ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _tree(expression: str) -> ast.expr:
    # ``in`` is a word of Python; the row of applications carried in is spelt so in the phrases
    return ast.parse(re.sub(r"\bin\b", "in_", expression), mode="eval").body


def _cells_of(node: ast.expr, context: Context) -> tuple[str, ...] | None:
    """The cells that a name stands for, or None if it is a local figure or a switch."""
    if isinstance(node, ast.Name):
        name, column = node.id.rstrip("_"), ""
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        name, column = node.value.id.rstrip("_"), node.attr.rstrip("_")
    else:
        return None
    if name == "other" or name in _ROWS:
        rows = _ROWS.get(name) or (
            ("other",) if context.requests_form == "2019" else tuple(f"other.{x}" for x in _OTHER)
        )
        columns = PARTS[1:] if column == "org" else (_COLUMNS[column or "tot"],)
        return tuple(f"requests.{row}.{c}" for row in rows for c in columns)
    if name in _GROUPS:
        return tuple(f"disputes.{group}.{_OUTCOMES[column or 'tot']}" for group in _GROUPS[name])
    if name in _BANDS:
        column = column or ("amount" if name == "fee" else "decisions")
        return (f"disclosure.{_BANDS[name]}.{_BAND_COLUMNS.get(column, column)}",)
    return None


def _value(node: ast.expr, context: Context) -> Any:
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    if isinstance(node, ast.Name) and node.id in context.local:
        return context.local[node.id]
    if isinstance(node, ast.Name) and node.id == "gov":
        return context.gov
    if isinstance(node, ast.Name) and node.id == "prev":
        return context.previous is not None
    if isinstance(node, ast.Call):
        cells = _cells_of(node.args[0], context)
        assert cells is not None
        if context.previous is None:
            raise KeyError("previous")
        return sum((context.previous[cell] for cell in cells), Decimal(0))
    cells = _cells_of(node, context)
    if cells is not None:
        return sum((context.cells[cell] for cell in cells), Decimal(0))
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, context), _value(node.right, context)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        return left * right if isinstance(node.op, ast.Mult) else left / right
    if isinstance(node, ast.BoolOp):
        values = (_value(v, context) for v in node.values)
        return all(values) if isinstance(node.op, ast.And) else any(values)
    if isinstance(node, ast.Compare):
        left, right = _value(node.left, context), _value(node.comparators[0], context)
        op = node.ops[0]
        if isinstance(op, ast.Gt):
            return left > right
        if isinstance(op, ast.Lt):
            return left < right
        if isinstance(op, ast.GtE):
            return left >= right
        return left == right
    raise ConfigurationError("phrases", f"cannot evaluate {ast.dump(node)}")


def _formula(node: ast.expr, context: Context) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Call):
        named = _cells_of(node.args[0], context) or ()
        inner = " + ".join(f"previous({cell})" for cell in named)
        return inner if len(named) == 1 else f"({inner})"
    cells = _cells_of(node, context)
    if cells is not None:
        return cells[0] if len(cells) == 1 else f"({' + '.join(cells)})"
    if isinstance(node, ast.BinOp):
        sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}[type(node.op)]
        left, right = _formula(node.left, context), _formula(node.right, context)
        if sign in "*/":
            left = (
                f"({left})"
                if isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Add | ast.Sub)
                else left
            )
            right = f"({right})" if isinstance(node.right, ast.BinOp) else right
        elif sign == "-" and isinstance(node.right, ast.BinOp):
            right = f"({right})"
        return f"{left} {sign} {right}"
    raise ConfigurationError("phrases", f"no formula for {ast.dump(node)}")
