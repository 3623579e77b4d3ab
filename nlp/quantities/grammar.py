"""The expressions that find what looks like a number, built from the lexicon.

Takes a :class:`Lexicon`, gives compiled expressions over folded text (see ``nlp.text.view``). ``hit`` is one alternation
whose group names say what was met; ``amount`` reads a figure with scale and unit at a given place. Never decides what a
number means: that is ``find`` and ``roles``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.quantities.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlp.quantities.lexicon import Lexicon

__all__ = ["HAN_DIGITS", "HAN_SCALES", "Grammar", "build_grammar", "load_grammar", "trie_expression"]

HAN_DIGITS = "零〇○一二三四五六七八九壹贰貳叁參叄肆伍陆陸柒捌玖两兩俩倆仨"
HAN_SCALES = "十拾百佰千仟万萬亿億兆廿卅卌"
_SCALE = (
    r"(?:[wW](?![A-Za-z0-9])|千(?![克米瓦伏卡])|百(?![分姓度货])|万(?!能|无一|象|众|分之)|[亿萬億佰仟]|兆(?![瓦字示]))"
)
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:·[0-9]+(?=[%万亿]))?)(?:\.[0-9]+)?"
# a longer run is no numeral; the bound keeps hostile text from costing more than its length
_HAN = rf"[{HAN_DIGITS}{HAN_SCALES}]{{1,40}}(?:[点點][{HAN_DIGITS}]{{1,20}}[万亿萬億千百]{{0,2}})?"
# blanks as thousands separators (2 760), and digits torn apart behind a Chinese character (1 4 5)
_THOUSANDS = r"(?<![0-9A-Za-z.-])(?<![0-9][ ,])[0-9]{1,3}(?: [0-9]{3})+"
_TORN = r"(?<=[一-龥])[0-9]{1,3}(?: [0-9]{1,3})+"
_SPACED = rf"(?:{_THOUSANDS}|{_TORN})(?![0-9])(?:\.[0-9]+)?"
_SEPARATOR = r"[-—–~至到─]"

_YEAR = r"(?:18|19|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"
_PART = r"(?:份|底|初(?![步次始审])|末|中旬|上旬|下旬)"
_HAN_MONTH = r"(?:十[一二]?|[一二三四五六七八九元])月"
_HAN_DAY = r"(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
_HAN_YEAR = r"[一二][九八〇零○][〇零○一二三四五六七八九]{2}年"
_HALVED = "年(?!报|度报)|天|个月|小时|个小时|个工作日|个学期|斤|公斤|公里|吨|亩|个百分点|米(?=[^一-龥]|$)"
_RANK = rf"(?:[0-9]+|[{HAN_DIGITS}十百千廿]+)"
_WEB = r"[A-Za-z0-9_.:/?&=%#~+@-]"

_DATE = rf"""
    {_YEAR}(?P<dash>[-/.])(?:1[0-2]|0?[1-9])(?P=dash){_DAY}(?![0-9])
  | {_YEAR}[-/](?:0[1-9]|1[0-2])(?![0-9])
  | {_YEAR}年度?{_MONTH}月(?:{_PART}|{_DAY}[日号])?
  | {_MONTH}月(?:{_PART}|{_DAY}[日号])?(?!度)
  | {_YEAR}[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?
  | {_YEAR}年?[0-9]{{1,4}}日(?![均常报])
  | [0-9]{{1,2}}·[0-9]{{1,2}}(?![0-9%万亿])
  | [0-9]{{3,4}}日(?![均常报])(?=止|前|起|,|。|\)|$|期间|以|之|为|的)
"""
_PERIOD = rf"""
    {_YEAR}年?度?{_SEPARATOR}{{1,2}}(?:{_YEAR}|[0-9]{{2}})(?:学年|年度?)
  | {_YEAR}{_SEPARATOR}{{1,2}}{_YEAR}(?![0-9])(?=\)|,|。|、|》|”|"|$)
  | {_YEAR}/{_YEAR}(?:学年)?
  | {_MONTH}月?{_SEPARATOR}{{1,2}}{_MONTH}月(?:份|底|末)?(?![0-9])
  | [1-4](?:[-—–~至、][1-4])?季度
"""
_YEARS = rf"""
    (?:1\ ?[89]|2\ ?0)(?:\ ?[0-9]){{2}}年(?:度|底|初(?![步次始审])|末)?
  | {_YEAR}(?=版|学年)
  | [0-9]{{2}}年(?:度|底|初(?![步次始审]))
"""
_CLOCK = rf"""
    (?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?:{_SEPARATOR}{{1,2}}(?:[01]?[0-9]|2[0-4]):[0-5][0-9])?(?![0-9])
  | (?:[01]?[0-9]|2[0-4])[时時](?:[0-5]?[0-9]分)?(?![代间段效长常期限有而候刻])
  | (?:[01]?[0-9]|2[0-4])[点點](?=[0-5]?[0-9]分|半|整|钟|[-—–~至到](?:[01]?[0-9]|2[0-4])[点時时])(?:[0-5]?[0-9]分|半|整|钟)?
  | (?<=[上下中]午)(?:[01]?[0-9]|2[0-4])[点點](?:[0-5]?[0-9]分?|半)?
"""
_PHONE = r"""
    0[0-9]{2,3}[-—–]{1,2}[0-9]{7,8}(?:[-—转][0-9]{1,6})?(?![0-9])
  | 1[3-9][0-9]{9}(?![0-9.万亿元])
  | [48]00-[0-9]{3,4}-?[0-9]{3,4}(?![0-9])
"""
_DOCUMENT = rf"""
    [〔\[(【{{]{_YEAR}[〕\])】}}](?:第|年)?[0-9]+(?:[-之][0-9]+)?[号號]?
  | \({_YEAR}\)[一-龥A-Z]{{0,3}}[0-9]*[一-龥]{{1,4}}[0-9]+号
"""
# marks of files and records (QZ10107-2500-2019-00002, 014416330/2018-04736) and numbers of standards (DB33/T 2130-2018)
_RECORD = r"(?:[-/][0-9A-Z]*[0-9]{2,}[0-9A-Z]*){1,5}(?![0-9A-Za-z%万亿])"
_STANDARD = r"[A-Z]{2,5}[0-9]{0,2}(?:/[A-Z])?\ ?[0-9]+(?:\.[0-9]+)*[-—–]{1,2}(?:19|20)[0-9]{2}(?![0-9])"


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled expressions. ``triggers`` are the characters at which ``hit`` may match."""

    lexicon: Lexicon
    hit: re.Pattern[str]
    amount: re.Pattern[str]
    growth_before: re.Pattern[str]
    growth_behind: re.Pattern[str]
    one_not_before: re.Pattern[str]
    approximate: re.Pattern[str]
    hedge_heads: frozenset[str]  # first characters of hedges behind a figure
    hedge_tails: frozenset[str]  # last characters of hedges before one


def trie_expression(words: Iterable[str], endings: dict[str, str] | None = None) -> str:
    """One expression for many words, longest first; ``endings[word]`` is appended where a word ends."""
    endings = endings or {}
    root: dict[str, object] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node[""] = endings.get(word, "")
    return _node_expression(root)


def _node_expression(node: dict[str, object]) -> str:
    ending = node.get("")
    branches = [
        re.escape(char) + _node_expression(child)  # type: ignore[arg-type]
        for char, child in node.items()
        if char != ""
    ]
    if not branches:
        return str(ending or "")
    if ending is not None:
        branches.append(str(ending))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _all_units(lexicon: Lexicon) -> list[str]:
    groups: tuple[Iterable[str], ...] = (
        lexicon.counters,
        sorted(lexicon.weak_counters),
        sorted(lexicon.durations),
        lexicon.measures,
        lexicon.money,
        sorted(lexicon.percent | lexicon.permille | lexicon.points | lexicon.multiples),
        lexicon.not_amounts,
        ("成",),
    )
    return list(dict.fromkeys(unit for group in groups for unit in group))


def _unit_heads(lexicon: Lexicon) -> str:
    """The first characters of all units, for a cheap look ahead."""
    return "".join(sorted({unit[0] for unit in _all_units(lexicon) if not unit.isascii() or unit == "%"}))


def _unit_expression(lexicon: Lexicon) -> str:
    """All that may stand behind a figure, the longest first, each unless a longer word goes on from it."""
    guards = {unit: f"(?!{'|'.join(words)})" for unit, words in lexicon.not_before.items()}
    guards.update({u: f"(?!{'|'.join(lexicon.points_not_before)})" for u in lexicon.points if u.endswith("点")})
    guards.update({u: f"(?!{'|'.join(lexicon.multiples_not_before)})" for u in lexicon.multiples})
    guards["成"] = f"(?![{lexicon.tenths_not_before}])"
    units = _all_units(lexicon)
    for unit in units:
        if unit.isascii() and unit.isalnum():
            guards[unit] = "(?![A-Za-z0-9])"
    return trie_expression(units, guards)


def build_grammar(lexicon: Lexicon) -> Grammar:
    """Compiles everything once (about 30 ms)."""
    unit = _unit_expression(lexicon)
    heads = _unit_heads(lexicon)
    inside = "".join(w for w, e in lexicon.hedges_inside.items() if e not in ("round", "at_least"))
    rounds = "".join(w for w, e in lexicon.hedges_inside.items() if e == "round")
    figure = (
        rf"(?:(?:{_ARABIC}|[{HAN_DIGITS}]{{1,9}})个[亿億]|{_SPACED}(?:(?=[{inside}{heads}])|{_SCALE}{{1,2}})|{_ARABIC}(?:{_SCALE}{{1,3}}(?:[0-9]+(?:\.[0-9]+)?[百千万萬]{{1,2}}|[0-9]{{4}}(?![0-9年]))*)?"
        rf"|{_HAN}|[数几數幾][{HAN_SCALES}]+|半(?={_HALVED}))"
    )
    amount = (
        rf"(?P<figure>{figure})(?:(?P<inside>[{inside}]|\+(?![0-9A-Za-z+])|[{rounds}](?!自)(?=[{HAN_SCALES}{heads}]))(?P<scale>{_SCALE}{{0,2}}))?"
        rf"(?P<unit>个[多余半](?:月|小时|星期|工作日|年头|钟头)|{unit})?"
    )
    patterns = "|".join(f"(?:{p})" for p in lexicon.idiom_patterns)
    words = trie_expression(lexicon.idioms)
    hotlines = rf"{trie_expression(lexicon.hotlines)}(?![0-9.,]*[0-9万亿余多])(?!{unit})"
    zero = trie_expression(lexicon.zero_things)
    letters_of_units = "|".join(
        sorted((re.escape(u) for u in lexicon.measures if u[0].isascii()), key=len, reverse=True)
    )
    ranks = rf"{_RANK}(?:[、,和至到—~-]第?{_RANK})*"
    hit = rf"""
    (?:
      (?=[0-9]) (?:
        (?P<document>{_YEAR}[〕\]]第?[0-9]+[号號]|{_YEAR}年第[0-9]+[号號]|(?!0[0-9]{{2,3}}[-—])[0-9]{{6,}}[0-9A-Z]*{_RECORD})
      | (?P<period>{_PERIOD})
      | (?P<years>{_YEARS})
      | (?P<date>{_DATE})
      | (?P<twoyears>[0-3][0-9][-—–~至][0-3][0-9]年(?![代级龄]))
      | (?P<idiom_digits>{patterns}|{hotlines})
      | (?P<page>(?<=[-—–])[0-9]{{1,3}}(?=[-—–](?![0-9]))|(?<=[.…·][.…·])[0-9]{{1,3}}(?![0-9.%]))
      | (?P<mark>[0-9]{{1,2}}(?:[.、](?=[^0-9]|{_YEAR}年)|\)(?=[^0-9,。;、)])))
      | (?P<clock>{_CLOCK})
      | (?P<phone>{_PHONE})
      | (?P<mail>[0-9][A-Za-z0-9_.-]{{0,40}}@[A-Za-z0-9.-]+)
      | (?P<dotted>[0-9]+(?:\.[0-9]+){{2,}})
      | (?P<slash>[0-9]{{1,3}}/[0-9]{{1,3}}(?![0-9/]))
      | (?P<proportion>[0-9]{{1,3}}(?:\.[0-9]+)?[:∶](?!{_YEAR})[0-9]{{1,3}}(?:\.[0-9]+)?(?![0-9])(?![一-龥]*[0-9]))
      | (?P<alnum>[0-9]+(?:\.[0-9]+)?(?![wW](?![A-Za-z0-9]))(?!(?:{letters_of_units})(?![A-Za-z]))[A-Za-z]+[A-Za-z0-9]*)
      | (?P<digits>[0-9])
      )
    | (?=[{HAN_DIGITS}{HAN_SCALES}]) (?:
        (?P<han_date>{_HAN_YEAR}度?(?:{_HAN_MONTH}(?:{_HAN_DAY}|{_PART})?)?|(?:{_HAN_MONTH[:-1]}(?:月)?[至到]){_HAN_MONTH}份?|{_HAN_MONTH}(?:{_HAN_DAY}|{_PART})?|[一二三四](?:[、至][二三四])?季度)
      | (?P<ratio>(?:{_HAN}又)?(?:{_HAN})分之(?:{_HAN}|{_ARABIC}))
      | (?P<half>一半(?!径|导|天|年|月))
      | (?P<zero>零(?={zero})|(?<=[为是])零(?=[,。;、)]|$|的))
      | (?P<idiom>{words}|{patterns})
      | (?P<han_mark>[一二三四五六七八九十]{{1,3}}(?:、(?![{HAN_DIGITS}{HAN_SCALES}])|[是要则]|\.(?![0-9])))
      | (?P<han>.)
      )
    | (?P<rank>第(?:{ranks}|\({_RANK}\)))
    | (?P<doubling>翻(?:了|上)?(?:[0-9]+|[{HAN_DIGITS}])?番|翻了?[一1]?倍)
    | (?P<vague>[数几數幾](?=[{HAN_SCALES}])|半(?={_HALVED}))
    | (?P<halves>半数(?!字)|(?<=[过近超])半(?=[^一-龥]|数|$|以上|的|年?内|申请|办|为|由|是))
    | (?P<bracket>{_DOCUMENT}|\((?:[一二三四五六七八九十]{{1,3}}|[0-9]{{1,2}})\)|\(0[0-9]{{2,3}}\)-?[0-9]{{7,8}})
    | (?=[A-Za-z]) (?:
        (?P<web>(?:https?:|ftp:|www\.){_WEB}+|[A-Za-z0-9][A-Za-z0-9_.-]{{0,40}}@[A-Za-z0-9.-]+|[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{0,6}}\.(?:cn|com|org|net|gov|edu)(?:/{_WEB}*)?)
      | (?P<letters>[A-Za-z]{{2,}}(?={_ARABIC}[余多万亿千百]*[{heads}]))
      | (?P<record>[A-Za-z]{{1,6}}[0-9]{{2,}}{_RECORD}|{_STANDARD})
      | (?P<code>IP[vV]\ ?[46](?![0-9])|[A-Za-z]+-?[0-9]+(?:\.[0-9]+)*[A-Za-z0-9]*)
      | (?P<latin>[A-Za-z]+(?:[+]{{1}}[0-9A-Za-z]+)?)
      )
    | (?P<circled>[①-⑳㈠-㈩⑴-⒇])
    )
    """
    first = f"0-9A-Za-z{HAN_DIGITS}{HAN_SCALES}第翻数數几幾半〔\\[(【①-⑳㈠-㈩⑴-⒇"
    between = trie_expression(lexicon.growth_between)
    growth = trie_expression(lexicon.growth)
    level = trie_expression(lexicon.growth_level)
    return Grammar(
        lexicon=lexicon,
        hit=re.compile(f"(?=[{first}]){hit}", re.VERBOSE),
        amount=re.compile(amount),
        growth_before=re.compile(rf"(?:{growth})(?:{between})*(?P<level>{level})?$"),
        growth_behind=re.compile(trie_expression(lexicon.growth_behind)),
        one_not_before=re.compile(trie_expression(lexicon.one_not_before)),
        approximate=re.compile(
            r"(?P<tens>[二三四五六七八九]?十)?(?P<low>[一二两三四五六七八九])(?P<high>[二三四五六七八九])(?P<scale>[十百千万亿萬億]*)",
        ),
        hedge_heads=frozenset(word[0] for word in lexicon.hedges_behind),
        hedge_tails=frozenset(word[-1] for word in (*lexicon.hedges_before, *lexicon.hedges_before_bare)),
    )


_loaded: list[Grammar] = []


def load_grammar() -> Grammar:
    """The grammar of the package data, compiled at the first call."""
    if not _loaded:
        _loaded.append(build_grammar(load_lexicon()))
    return _loaded[0]
