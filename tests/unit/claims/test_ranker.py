"""The ranker: what it proposes, and that nothing it proposes can change what the rules say or become a mismatch."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from nlp.bundled import bundled_folder
from nlp.checks import claims_against_tables, run_checks
from nlp.checks.formula import cells_of
from nlp.claims import extract_claims, ranker
from nlp.claims.measures import CellBook
from nlp.claims.paragraph import ParagraphReader
from nlp.claims.ranker import NONE, RankedReader, Ranker, is_proposed, load_ranker, reading_by
from nlp.claims.ranker_features import features_of
from nlp.claims.subjects import CHANGE, PRIOR, bound_of, subject_of, subjects
from nlp.corpus.claims import ClaimRow, report_of
from nlp.errors import ModelError
from nlp.forms import load_form
from nlp.quantities import find_in_view
from nlp.settings import Settings
from nlp.text import view_of
from nlp.types import Claim, Finding, Verdict

Seen = list[tuple[str, ...]]


def read(text: str, *, cells: dict[str, float | None] | None = None) -> tuple[tuple[Claim, ...], tuple[Finding, ...]]:
    row = ClaimRow(
        id="r-0001",
        office="r",
        level="county",
        issuer="云岭县人民政府",
        year=2023,
        format="2021",
        headings=("一、总体情况", "（二）依申请公开"),
        text=text,
        cells=cells or {},
        mentions=(),
        claims=(),
    )
    document, structure = report_of(row)
    quantities = find_in_view(view_of(text), text)
    claims = extract_claims(document, structure, quantities)
    return run_checks(document, structure, quantities, claims, Settings(topics=None))


@dataclass
class _Always:
    """Proposes the same for every number."""

    subject: str
    probability: float = 1.0
    tell: float = 0.8

    def propose(self, features: Iterable[str]) -> tuple[str, float]:
        list(features)
        return self.subject, self.probability


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def put(subject: str, probability: float = 1.0) -> None:
        monkeypatch.setattr(ranker, "load_ranker", lambda: _Always(subject, probability))

    return put


def small() -> Ranker:
    import numpy as np

    weights = np.array([[3.0, 0.0, -1.0], [0.0, 2.0, 0.0]], dtype=np.float32)
    bias = np.zeros(3, dtype=np.float32)
    return Ranker((NONE, "requests.granted", "requests.refused"), {"a": 0, "b": 1}, weights, bias, 0.5, 0.9)


@pytest.mark.parametrize(
    ("features", "subject"),
    [
        (["a"], None),
        (["b"], "requests.granted"),
        (["b", "unknown"], "requests.granted"),
        ([], None),
        (["a", "b"], None),
    ],
)
def test_the_likeliest_subject_is_proposed_if_it_is_one_and_likely_enough(
    features: list[str], subject: str | None
) -> None:
    answer = small().propose(features)
    assert (answer and answer[0]) == subject
    assert answer is None or 0.5 <= answer[1] <= 1


def test_weights_survive_being_stored() -> None:
    again = Ranker.of_plain(small().to_plain())
    assert again.classes == small().classes
    assert abs(again.weights - small().weights).max() < 0.02
    assert again.propose(["b"]) is not None


@pytest.mark.parametrize("broken", [{"features": "a"}, {"classes": ["x"]}, {"weights": None}])
def test_parts_that_do_not_fit_are_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ModelError):
        Ranker.of_plain({**small().to_plain(), **broken})


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("subject", subjects())
def test_every_subject_names_cells_of_the_form_and_is_found_again_by_them(subject: str, form: str) -> None:
    ids = tuple(load_form(form).cell_ids())
    book = CellBook(ids, {"disclosure": form, "requests": form, "disputes": form})
    bound = bound_of(subject, form, 0.5)
    if bound is None:
        assert subject.startswith("disclosure.")
        return
    assert sum(weight for _, weight in bound.templates) == pytest.approx(1)
    cells = frozenset(cells_of(book.expand(bound.templates[0][0], bound.column)))
    found = subject_of(cells, book)
    assert found is not None
    other = bound_of(found, form, 0.5)
    assert other is not None
    assert any(cells == frozenset(cells_of(book.expand(t, other.column))) for t, _ in other.templates)


def test_subjects_name_what_formulas_mean() -> None:
    book = CellBook(tuple(load_form("2021").cell_ids()), {"disclosure": "2021"})
    cases = {
        "requests.new.total": "requests.received",
        "requests.new.person": "requests.applicants/person",
        "requests.granted.total + requests.partly_granted.total": "requests.granted_or_partly",
        "disputes.litigation_direct.upheld + disputes.litigation_after_reconsideration.upheld": "disputes.litigation.upheld",
        "disclosure.licensing.decisions": "disclosure.licensing.decisions",
        "requests.new.total + requests.refused.state_secret.total": None,
    }
    assert {formula: subject_of(frozenset(cells_of(formula)), book) for formula in cases} == cases


SENTENCES = (
    "来件的处置是这样：甲类3件，占5%，比上年多1件，增长20%，相当于上年的2倍，三分之一属此类，费用2万元。",
    "归入乙类的7件。",
)


@pytest.mark.parametrize("subject", [*subjects(), "requests.received" + CHANGE, "requests.received" + PRIOR])
def test_no_proposal_weighs_enough_for_a_mismatch(subject: str, always: Callable[..., None]) -> None:
    always(subject)
    for text in SENTENCES:
        claims, findings = read(text, cells=dict.fromkeys(load_form("2021").cell_ids(), 99.0))
        proposed = [claim for claim in claims if is_proposed(claim)]
        for claim in proposed:
            assert sum(reading.weight for reading in claim.readings) < claims_against_tables._CERTAIN - 0.01
        names = {claim.id for claim in proposed}
        assert not [item for item in findings if item.claim in names and item.verdict is Verdict.MISMATCH]


@pytest.mark.parametrize(("number", "verdict"), [(7, Verdict.MATCH), (9, Verdict.NOT_IN_TABLES)])
def test_the_tables_confirm_a_proposal_or_leave_it_open(
    number: int, verdict: Verdict, always: Callable[..., None]
) -> None:
    always("requests.granted")
    claims, findings = read(
        f"归入乙类的{number}件。", cells={"requests.granted.total": 7, "requests.partly_granted.total": 0}
    )
    (claim,) = claims
    assert is_proposed(claim) and claim.measure == "requests.granted"
    assert [item.verdict for item in findings if item.claim == claim.id] == [verdict]


def test_an_unlikely_proposal_that_no_cell_confirms_is_not_told(always: Callable[..., None]) -> None:
    always("requests.granted", 0.4)
    claims, findings = read("归入乙类的9件。", cells={"requests.granted.total": 7, "requests.partly_granted.total": 0})
    assert claims == () and not any(item.rule.startswith("claim.") for item in findings)


def test_what_builds_on_a_proposal_is_a_proposal(always: Callable[..., None]) -> None:
    always("requests.granted")
    cells: dict[str, float | None] = {
        "requests.granted.total": 7,
        "requests.partly_granted.total": 0,
        "requests.concluded.total": 70,
        "requests.new.total": 70,
        "requests.carried_in.total": 0,
    }
    claims, _ = read("归入乙类的7件，占10%。", cells=cells)
    assert [(claim.quote, claim.relation, is_proposed(claim)) for claim in claims] == [
        ("7件", "equals", True),
        ("10%", "share_of", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "建议提案办理方面，甲类3件。",
        "12345热线受理方面，甲类3件。",
        "没有一件超期。",
        "举办培训3场。",
        "培训方面，编发简报3期、约5篇。",
        "行政复议和行政诉讼的纠错率分别为9.1%和10%。",
        "行政许可、行政处罚和行政强制决定共300件。",
    ],
)
def test_other_subjects_are_left_alone(text: str, always: Callable[..., None]) -> None:
    always("requests.granted")
    claims, _ = read(text)
    assert not any(is_proposed(claim) for claim in claims)


MIXED = (
    "全年收到申请57件，其中自然人50件。来件的处置：甲类3件，占5%；予以公开20件，占35.1%，部分公开6件，两项合计26件。",
    "复议4件，维持3件，余下丙1件；诉讼5件，均获维持。",
    "市局机关收到申请205件，丁单位7件，分局收到申请188件。",
)


@pytest.mark.parametrize(
    "subject", ["requests.granted", "requests.received", "disputes.litigation", "requests.refused"]
)
@pytest.mark.parametrize("text", MIXED)
def test_what_the_rules_say_stays_the_same(text: str, subject: str, always: Callable[..., None]) -> None:
    always(subject)
    cells: dict[str, float | None] = dict.fromkeys(load_form("2021").cell_ids(), 6.0)
    with reading_by(ParagraphReader):
        alone, findings_alone = read(text, cells=cells)
    together, findings = read(text, cells=cells)
    names = {claim.id for claim in together if is_proposed(claim)}
    assert names, "the case tests nothing if nothing is proposed"

    def told(claims: tuple[Claim, ...]) -> list[object]:
        kept = [item for item in claims if not is_proposed(item)]
        return [(item.id, item.span, item.relation, item.scope, item.readings) for item in kept]

    def said(items: tuple[Finding, ...]) -> list[object]:
        return [(item.rule, item.verdict, item.message) for item in items]

    assert told(together) == told(alone)
    assert said(tuple(item for item in findings if item.claim not in names)) == said(findings_alone)


def test_features_never_tell_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    def seen_in(text: str) -> Seen:
        seen: Seen = []

        class Looking(RankedReader):
            def _propose(self, position: int, index: int) -> None:
                seen.append(tuple(features_of(self, position, index)))

        with reading_by(Looking):
            read(text)
        return seen

    first = seen_in("全年收到申请57件。第3批来件归入甲类3件，占5.2%，乙类41件。")
    second = seen_in("全年收到申请812件。第9批来件归入甲类17件，占66.6%，乙类5件。")
    assert first and first == second


def test_the_shipped_ranker_is_small_and_needs_no_scikit_learn() -> None:
    path = bundled_folder("models") / "ranker" / "1" / ranker.WEIGHTS_FILE
    assert path.stat().st_size < 1_000_000
    code = (
        "import sys; from nlp.claims.ranker import load_ranker; r = load_ranker(); assert r is not None; r.propose(['x']);"
        "assert not {'sklearn', 'skops', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_shipped_ranker_knows_its_subjects() -> None:
    shipped = load_ranker()
    assert shipped is not None
    names = {name.partition("@")[0] for name in shipped.classes} - {NONE}
    assert names <= set(subjects())
    claims, _ = read("收到申请9件，其中企业提的3件，律所1件，市民5件。", cells={"requests.new.person": 5})
    proposed = {claim.quote: claim.readings[0].formula for claim in claims if is_proposed(claim)}
    assert proposed.get("5件") == "requests.new.person"
