"""What stands beside a number: the cues before it, behind it, and the number it follows.

Takes a paragraph's tokens and states, answers questions about places in them. Never binds anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.claims.frames import State, Token

__all__ = ["FILLER", "Windows"]

FILLER = re.compile(
    r"[共计合约总为达到了的有是数量件各类累年度全已均中超近逾多余约办另内由向我局本市县区镇乡厅委等案]*"
)
_YEAR = re.compile("(?:由|从)?20\\d\\d年(?:度)?(?:的)?")
_RESULTS = frozenset(
    {"granted", "partly_granted", "granted_or_partly", "refused", "unavailable", "rejected", "other"},
)
_APPLICANTS = frozenset({"person", "organisations", "company", "research", "nonprofit", "law_firm", "other_org"})
_VERBAL = frozenset({"received", "new", "handled", "concluded", "taken_in"})
_JOINING = "和及与"
_CONTINUING = ("其中", "另有", "另外", "此外", "结果", "已审结", "审结", "维持", "纠正", "尚未审结", "目前")


@dataclass(frozen=True, slots=True)
class Windows:
    """``amounts`` are the indices of the tokens that state an amount."""

    text: str
    tokens: Sequence[Token]
    states: Sequence[State]
    amounts: Sequence[int]

    def boundary(self, index: int) -> int:
        """The nearest mark or amount before a token (-1: the paragraph's start)."""
        for at in range(index - 1, -1, -1):
            if self.tokens[at].mark or self.tokens[at].is_amount:
                return at
        return -1

    def left(self, index: int) -> list[Token]:
        """The cues between a token and the mark or amount before it."""
        begin = self.boundary(index)
        window = [token for token in self.tokens[begin + 1 : index] if token.cue is not None]
        start = self.tokens[index].start
        if start and self.text[start - 1] in _JOINING and begin >= 0 and self.tokens[begin].is_amount:
            return []
        if not window and begin >= 0 and self.tokens[begin].mark == "(" and self._is_alone(begin, index):
            return self.left(begin)  # 过程性信息(38件)
        if begin >= 0 and self.tokens[begin].mark == ")":
            # 其他处理（含主动撤回）3件: a remark in brackets without a number of its own is stepped over
            opening = self.opening(begin)
            if opening is not None and not any(token.is_amount for token in self.tokens[opening:begin]):
                window = self.left(opening) + self._reason(opening, begin) + window
        return window

    def _is_alone(self, opening: int, index: int) -> bool:
        """Whether a number fills its brackets, or begins them before a share: (38件), (38件,占4%)."""
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if following is None or following.mark not in (")", ","):
            return False
        return self.text[self.tokens[opening].end : self.tokens[index].start] in ("", "共", "计", "共计")

    def _reason(self, opening: int, closing: int) -> list[Token]:
        """不予公开(执法案卷)1件: a single reason in the brackets says more than the words before them."""
        inside = [token for token in self.tokens[opening + 1 : closing] if token.kind == "measure"]
        words = self.text[self.tokens[opening].end : self.tokens[closing].start]
        if [token.sense for token in inside] == ["granted_or_partly"] and "含" not in words and "包括" not in words:
            return inside  # 公开类答复(公开及部分公开)217件
        if len(inside) != 1 or "." not in inside[0].sense or re.search("含|包括|等|、|和|及|或", words):
            return []
        return inside

    def opening(self, closing: int) -> int | None:
        """The bracket that a closing one belongs to."""
        depth = 0
        for at in range(closing, -1, -1):
            if self.tokens[at].mark == ")":
                depth += 1
            elif self.tokens[at].mark == "(":
                depth -= 1
                if depth == 0:
                    return at
        return None

    def amount_before(self, position: int, index: int) -> tuple[int, str] | None:
        """The amount that a share or growth follows, with the text between: one in brackets closed before is not it."""
        at = position - 1
        while at >= 0:
            before = self.amounts[at]
            closing = next((i for i in range(before + 1, index) if self.tokens[i].mark == ")"), None)
            opening = self.opening(closing) if closing is not None else None
            if closing is None or opening is None or opening > before:
                return before, self.text[self.tokens[before].end : self.tokens[index].start]
            rest = self.text[self.tokens[closing].end : self.tokens[index].start]
            while at >= 0 and self.amounts[at] > opening:
                at -= 1
            if at < 0:
                return None
            before = self.amounts[at]
            return before, self.text[self.tokens[before].end : self.tokens[opening].start] + rest
        return None

    def right(self, index: int) -> list[Token]:
        """The cues between an amount and the mark behind it."""
        window: list[Token] = []
        for token in self.tokens[index + 1 :]:
            if token.mark:
                return window
            if token.is_amount and self.text[token.start - 1] in _JOINING:
                return window  # 92件重复申请和8件大量反复申请
            if token.is_amount:
                # the words before a number without a mark between belong to that number (5件办结3件)
                return []
            if token.cue is not None:
                window.append(token)
        return window

    def gap(self, left: Sequence[Token], index: int) -> int:
        """Characters between the naming cue and the number that no cue or filler explains."""
        naming = [token for token in left if token.kind in ("measure", "outcome", "frame", "act", "weak_frame")]
        if not naming:
            return 0
        first = naming[-1]
        rest = self.text[first.end : self.tokens[index].start]
        for token in left:
            if token.start >= first.end:
                rest = rest.replace(self.text[token.start : token.end], "", 1)
        rest = _YEAR.sub("", rest)
        return len(FILLER.sub("", rest)) if FILLER.fullmatch(rest) is None else 0

    def lists_results(self, index: int) -> bool:
        """Whether the sentence lists results of applications."""
        sentence = self.states[index].sentence
        return any(
            token.sense in _RESULTS
            for token, state in zip(self.tokens, self.states, strict=True)
            if state.sentence == sentence
        )

    def lists_applicants(self, index: int) -> bool:
        """Whether the item before in the list names who applied, so that a bare 其他 is one of those columns."""
        sentence = self.states[index].sentence
        earlier = [token for token in self.tokens[:index] if token.kind == "measure" and token.sense not in _VERBAL]
        first = self.tokens[sentence].start if sentence < len(self.tokens) else 0
        named = [token for token in earlier if token.start >= first and token.sense != "other_word"]
        return bool(named) and named[-1].sense in _APPLICANTS

    def continues(self, index: int) -> bool:
        """Whether the sentence opens as a continuation of the one before (其中, 另有, 结果 ...)."""
        first = self.states[index].sentence
        if first == 0:
            return True
        opening = self.text[self.tokens[first - 1].end : self.tokens[first - 1].end + 6]
        return opening.startswith(_CONTINUING)
