"""Hand-built results of invented reports, on which the outputs are developed and tested.

Takes nothing, gives :class:`~nlp.types.ReportResult` objects: places and sentences are invented. Nothing here is produced
by the program's own stages, so the tests of the outputs do not hang on them.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal

from nlp.types import (
    Cell,
    CellChange,
    CellState,
    Claim,
    Document,
    Engine,
    Evidence,
    Finding,
    Interval,
    Metadata,
    Notice,
    Paragraph,
    ParagraphTopics,
    Quantity,
    Reading,
    Repair,
    ReportResult,
    ScoredLabel,
    Section,
    Severity,
    Source,
    Span,
    Structure,
    Table,
    Verdict,
)

REQUEST_COLUMNS = ("person", "company", "research", "nonprofit", "law_firm", "other_org", "total")
DISPUTE_GROUPS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
DISPUTE_COLUMNS = ("upheld", "corrected", "other", "pending", "total")

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


class Press:
    """Writes a report's text piece by piece and remembers where everything stands."""

    def __init__(self) -> None:
        self.text = ""
        self.sections: list[Section] = []
        self.paragraphs: list[Paragraph] = []
        self.topics: list[ParagraphTopics] = []
        self._open: tuple[str, str, Span | None, int, int | None] | None = None
        self._heading = ""

    def line(self, text: str) -> Span:
        """A line that belongs to no paragraph."""
        start = len(self.text)
        self.text += text + "\n"
        return Span(start, start + len(text))

    def section(self, key: str, title: str, ordinal: int | None) -> None:
        """Begin a section with its heading."""
        self._close()
        span = self.line(title) if title else None
        start = span.start if span else len(self.text)
        self._open = (key, title, span, start, ordinal)
        self._heading = title

    def paragraph(self, text: str, topics: ParagraphTopics | None = None, *, heading: bool = False) -> Span:
        """A paragraph of the open section."""
        assert self._open is not None
        span = self.line(text)
        self.paragraphs.append(
            Paragraph(span, self._open[0], (self._heading,) if self._heading else (), is_heading=heading)
        )
        self.topics.append(topics or ParagraphTopics(None))
        return span

    def _close(self) -> None:
        if self._open is not None:
            key, title, heading, start, ordinal = self._open
            self.sections.append(Section(key, title, Span(start, len(self.text)), heading, ordinal))
        self._open = None

    def done(self) -> None:
        """Close the last section."""
        self._close()

    def find(self, needle: str, after: int = 0) -> Span:
        """Where ``needle`` stands."""
        start = self.text.index(needle, after)
        return Span(start, start + len(needle))

    def table(self, table_id: str, fmt: str, values: dict[str, str], units: dict[str, str]) -> Table:
        """Print the cells, one line a row, and give the table. A value may be a mark; ``~5`` is inferred, ``?x`` unreadable."""
        start = len(self.text)
        cells: dict[str, Cell] = {}
        last_row = None
        for cell_id, printed in values.items():
            row = cell_id.rpartition(".")[0]
            if last_row is not None and row != last_row:
                self.text += "\n"
            last_row = row
            raw = printed.lstrip("~?")
            span = Span(len(self.text), len(self.text) + len(raw))
            self.text += raw + "\t"
            cells[cell_id] = _cell(cell_id, printed, raw, units.get(cell_id, "件"), span)
        self.text += "\n"
        return Table(table_id, fmt, cells, Span(start, len(self.text)))


def _cell(cell_id: str, printed: str, raw: str, unit: str, span: Span) -> Cell:
    marks = {"": CellState.BLANK, "-": CellState.DASH, "/": CellState.SLASH, "不适用": CellState.NOT_APPLICABLE}
    if printed.startswith("?"):
        return Cell(cell_id, None, CellState.UNREADABLE, raw, unit, span, 0.2)
    if raw in marks:
        return Cell(cell_id, None, marks[raw], raw, unit, span)
    inferred = printed.startswith("~")
    return Cell(cell_id, Interval.point(raw), CellState.NUMBER, raw, unit, span, 0.71 if inferred else 1.0, inferred)


def quantity(
    press: Press, needle: str, after: int, value: str, unit: str, kind: str = "count", decimals: int = 0
) -> Quantity:
    """A plain quantity at ``needle``."""
    stated = Decimal(value)
    interval = Interval.point(stated)
    if kind in {"share", "growth"} or decimals:
        interval = Interval.from_rounded(stated, Decimal(1).scaleb(-decimals))
    return Quantity(interval, stated, decimals, unit, "", kind, press.find(needle, after), needle)


def claim(
    press: Press,
    number: int,
    quantity_: Quantity | None,
    sentence: Span,
    measure: str,
    readings: list[tuple[str, float, str | None]],
    **other: object,
) -> Claim:
    """A claim with evaluated readings."""
    fields: dict[str, object] = {
        "span": quantity_.span if quantity_ else sentence,
        "quote": quantity_.surface if quantity_ else sentence.of(press.text),
        "value": quantity_.value if quantity_ else Interval.point(0),
        "unit": quantity_.unit if quantity_ else "件",
        "relation": "equals",
        "period": None,
        "scope": "whole",
        "section": "requests",
    }
    fields.update(other)
    made = tuple(
        Reading(formula, weight, "cue", None if value is None else Interval.point(value))
        for formula, weight, value in readings
    )
    return Claim(id=f"c{number}", quantity=quantity_, sentence=sentence, measure=measure, readings=made, **fields)  # type: ignore[arg-type]


def evidence(press: Press, role: str, span: Span, cell: str | None = None) -> Evidence:
    """Evidence whose quote is the text."""
    return Evidence(role, span, span.of(press.text), cell=cell)


def finding(
    rule: str, verdict: Verdict, severity: Severity, message: str, places: list[Evidence], **other: object
) -> Finding:
    """A finding with a fingerprint of its rule and message."""
    print_ = hashlib.sha256(f"{rule}{message}".encode()).hexdigest()[:16]
    return Finding(rule, verdict, severity, message, tuple(places), fingerprint=print_, **other)  # type: ignore[arg-type]


def topic(
    function: str,
    five: dict[str, float] | None = None,
    domains: dict[str, float] | None = None,
    *,
    unsure: bool = False,
) -> ParagraphTopics:
    """Labels of one paragraph."""
    return ParagraphTopics(
        ScoredLabel(function, 0.55 if unsure else 0.96),
        tuple(ScoredLabel(k, p) for k, p in (five or {}).items()),
        tuple(ScoredLabel(k, p) for k, p in (domains or {}).items()),
        unsure,
    )


def _request_values(fmt: str, person: dict[str, int], company: dict[str, int]) -> dict[str, str]:
    rows = ["new", "carried_in", "granted", "partly_granted"]
    rows += [f"refused.{name}" for name in _REFUSED]
    rows += [f"unavailable.{name}" for name in _UNAVAILABLE]
    rows += [f"rejected.{name}" for name in _REJECTED]
    rows += ["other"] if fmt == "2019" else ["other.not_corrected", "other.fee_unpaid", "other.misc"]
    rows += ["concluded", "carried_out"]
    values: dict[str, str] = {}
    for row in rows:
        a, b = person.get(row, 0), company.get(row, 0)
        for column, value in zip(REQUEST_COLUMNS, (a, b, 0, 0, 0, 0, a + b), strict=True):
            values[f"requests.{row}.{column}"] = str(value)
    return values


def _dispute_values(*rows: tuple[int, int, int, int, int]) -> dict[str, str]:
    return {
        f"disputes.{group}.{column}": str(value)
        for group, row in zip(DISPUTE_GROUPS, rows, strict=True)
        for column, value in zip(DISPUTE_COLUMNS, row, strict=True)
    }


def _result(press: Press, path: str, structure: Structure, **parts: object) -> ReportResult:
    raw = press.text.encode()
    source = Source(path, hashlib.sha256(raw).hexdigest(), "text/plain", len(raw))
    document = Document(source, press.text, (), notices=())
    return ReportResult(
        document=document,
        structure=structure,
        engine=Engine("0.1.0", "0123456789abcdef"),
        seconds={"structure": 0.011, "checks": 0.004},
        **parts,  # type: ignore[arg-type]
    )


def build_2021() -> ReportResult:
    """Wangxi county 2023, format of 2021: a mismatch, a repair, a warning without claim, blanks, marks and topics."""
    p = Press()
    title = p.line("望溪县人民政府2023年政府信息公开工作年度报告")
    p.line("发布日期：2024-01-26")
    p.section("preamble", "", None)
    p.paragraph(
        "本报告由望溪县人民政府办公室编写，数据统计期限自2023年1月1日起至2023年12月31日止。如有疑问，请与县政府办公室联系（电话：0000-1234567）。",
        topic("other"),
    )
    p.section("overview", "一、总体情况", 1)
    p.paragraph("（一）主动公开", topic("active"), heading=True)
    active = p.paragraph(
        "本县围绕群众关切的事项主动发布各类信息1.4万余条，其中财政预决算118条。全年新出台行政规范性文件7件，废止3件，"
        "现行有效46件。行政事业性收费金额1286.35万元，比2023年增加12%。",
        topic("active", {"management": 0.91, "execution": 0.52}, {"fiscal": 0.95, "normative": 0.61}),
    )
    p.paragraph(
        "全县举办“走进政府”开放日9场，重大决策草案公开征求意见15次，采纳建议32条。",
        topic("active", {"decision": 0.97}, {"participation": 0.93, "decision": 0.71}),
    )
    p.paragraph("（二）依申请公开", topic("request"), heading=True)
    requests = p.paragraph(
        "2023年全县新收政府信息公开申请186件，较上年增长9.4%，上年结转8件；全年办结179件，结转下年度15件。办结的申请中，"
        "予以公开62件，占34.64%；部分公开31件，占17.3%；不予公开24件；因本机关不掌握等原因无法提供47件；"
        "其余15件作不予处理或者其他处理。",
        topic("request"),
    )
    p.paragraph("（三）平台建设", topic("platform"), heading=True)
    p.paragraph(
        "县政府网站改版后设立“惠企一站通”专栏，集中提供办事指南和惠企政策，\n全年访问量约52万人次。",
        topic("platform", {"service": 0.83}, {"admin_reform": 0.44}, unsure=True),
    )
    p.section("disclosure", "二、主动公开政府信息情况", 2)
    disclosure = p.table(
        "disclosure",
        "2021",
        {
            "disclosure.regulations.issued": "不适用",
            "disclosure.regulations.repealed": "/",
            "disclosure.regulations.in_force": "",
            "disclosure.normative_documents.issued": "7",
            "disclosure.normative_documents.repealed": "3",
            "disclosure.normative_documents.in_force": "46",
            "disclosure.licensing.decisions": "20418",
            "disclosure.penalties.decisions": "3127",
            "disclosure.coercion.decisions": "?2l9",
            "disclosure.fees.amount": "1286.35",
        },
        {"disclosure.fees.amount": "万元"},
    )
    p.section("requests", "三、收到和处理政府信息公开申请情况", 3)
    person = {
        "new": 168, "carried_in": 8, "granted": 55, "partly_granted": 29, "refused.state_secret": 1, "refused.third_party": 6,
        "refused.internal_affairs": 9, "refused.process_information": 5, "refused.administrative_query": 1, "unavailable.not_held": 36,
        "unavailable.needs_creation": 3, "unavailable.still_unclear": 4, "rejected.petition": 5, "rejected.repeated": 3,
        "other.not_corrected": 4, "other.misc": 1, "concluded": 162, "carried_out": 14,
    }  # fmt: skip
    company = {
        "new": 18, "granted": 7, "partly_granted": 2, "refused.third_party": 2, "unavailable.not_held": 4, "other.misc": 2,
        "concluded": 17, "carried_out": 1,
    }  # fmt: skip
    values = _request_values("2021", person, company)
    values["requests.unavailable.not_held.total"] = "04"  # printed 04 for 40
    values["requests.rejected.petition.company"] = ""
    values["requests.rejected.petition.research"] = "-"
    values["requests.carried_out.company"] = "~1"
    table = p.table("requests", "2021", values, {})
    p.section("disputes", "四、政府信息公开行政复议、行政诉讼情况", 4)
    disputes = p.table("disputes", "2021", _dispute_values((11, 2, 1, 0, 14), (3, 0, 0, 1, 4), (2, 0, 0, 0, 2)), {})
    p.section("problems", "五、存在的主要问题及改进情况", 5)
    p.paragraph("一是部分单位公开内容更新不够及时，二是乡镇工作力量不足。", topic("problem"))
    p.paragraph("下一步，本县将逐条核对公开清单，组织培训不少于4次。", topic("improve"))
    p.section("other", "六、其他需要报告的事项", 6)
    other = p.paragraph("本县全年未收取信息处理费。", topic("other"))
    p.done()

    a, r = active.start, requests.start
    q = [
        Quantity(
            Interval(Decimal(14000), Decimal(15000), True, False),
            Decimal(14000),
            1,
            "条",
            "余",
            "count",
            p.find("1.4万余条", a),
            "1.4万余条",
            4,
        ),
        quantity(p, "118条", a, "118", "条"),
        quantity(p, "7件", a, "7", "件"),
        quantity(p, "3件", a, "3", "件"),
        quantity(p, "46件", a, "46", "件"),
        Quantity(
            Interval.from_rounded(Decimal(12863500), Decimal(100)),
            Decimal(12863500),
            2,
            "元",
            "",
            "money",
            p.find("1286.35万元", a),
            "1286.35万元",
            4,
        ),
        quantity(p, "12%", a, "12", "%", "growth"),
        quantity(p, "9场", a, "9", "场"),
        quantity(p, "186件", r, "186", "件"),
        quantity(p, "9.4%", r, "9.4", "%", "growth", 1),
        quantity(p, "8件", p.find("上年结转", r).start, "8", "件"),
        quantity(p, "179件", r, "179", "件"),
        quantity(p, "15件", r, "15", "件"),
        quantity(p, "62件", r, "62", "件"),
        quantity(p, "34.64%", r, "34.64", "%", "share", 2),
        quantity(p, "31件", r, "31", "件"),
        quantity(p, "17.3%", r, "17.3", "%", "share", 1),
        quantity(p, "24件", r, "24", "件"),
        quantity(p, "47件", r, "47", "件"),
        Quantity(
            Interval(Decimal(515000), Decimal(525000)),
            Decimal(520000),
            0,
            "人次",
            "约",
            "count",
            p.find("约52万人次"),
            "约52万人次",
            4,
        ),
    ]
    refused = " + ".join(f"requests.refused.{name}.total" for name in _REFUSED)
    unavailable = " + ".join(f"requests.unavailable.{name}.total" for name in _UNAVAILABLE)
    share = "100 * requests.granted.total / requests.concluded.total"
    claims = [
        claim(p, 1, q[2], active, "disclosure.normative_documents.issued", [("disclosure.normative_documents.issued", 0.95, "7")], section="overview"),
        claim(p, 2, q[3], active, "disclosure.normative_documents.repealed", [("disclosure.normative_documents.repealed", 0.95, "3")], section="overview"),
        claim(p, 3, q[4], active, "disclosure.normative_documents.in_force", [("disclosure.normative_documents.in_force", 0.95, "46")], section="overview"),
        claim(p, 4, q[5], active, "disclosure.fees.amount", [("10000 * disclosure.fees.amount", 0.9, "12863500")], section="overview"),
        claim(p, 5, q[8], requests, "requests.new", [("requests.new.total", 0.9, "186"), ("requests.new.total + requests.carried_in.total", 0.3, "194")], period=2023),
        claim(p, 6, q[9], requests, "requests.new", [("100 * (requests.new.total - previous(requests.new.total)) / previous(requests.new.total)", 0.9, None)], relation="grew_by", period=2023),
        claim(p, 7, q[10], requests, "requests.carried_in", [("requests.carried_in.total", 0.95, "8")]),
        claim(p, 8, q[11], requests, "requests.concluded", [("requests.concluded.total", 0.95, "179")]),
        claim(p, 9, q[12], requests, "requests.carried_out", [("requests.carried_out.total", 0.95, "15")]),
        claim(p, 10, q[13], requests, "requests.granted", [("requests.granted.total", 0.9, "62")]),
        claim(p, 11, q[14], requests, "requests.granted_share", [(share, 0.9, "34.6368715083798882681564245810055865921788")], relation="share_of"),
        claim(p, 12, q[15], requests, "requests.partly_granted", [("requests.partly_granted.total", 0.9, "31")]),
        claim(p, 13, q[16], requests, "requests.partly_granted_share", [("100 * requests.partly_granted.total / requests.concluded.total", 0.9, "17.318435754189944134078212290502793296089")], relation="share_of"),
        claim(p, 14, q[17], requests, "requests.refused", [(refused, 0.9, "24")]),
        claim(p, 15, q[18], requests, "requests.unavailable", [(unavailable, 0.9, "11"), ("requests.unavailable.not_held.total", 0.2, "4")]),
    ]  # fmt: skip
    claims[9] = claim(p, 10, q[13], requests, "requests.granted", [("requests.granted.total", 0.9, "62")])

    def cells_of(formula: str) -> tuple[str, ...]:
        return tuple(word for word in formula.replace("(", " ").replace(")", " ").split() if word.count(".") > 1)

    def agrees(c: Claim, verdict: Verdict = Verdict.MATCH) -> Finding:
        formula = c.readings[0].formula
        return finding(
            "claim.equals", verdict, Severity.INFO, f"文中“{c.quote}”与表格相符。", [evidence(p, "claim", c.span)], left=c.value,
            right=c.readings[0].value, delta="0", formula=formula, cells=cells_of(formula), claim=c.id,
        )  # fmt: skip

    not_held = "requests.unavailable.not_held"
    findings = [agrees(c) for c in claims[:4]]
    findings += [agrees(claims[4])]
    findings += [
        finding(
            "claim.grew_by", Verdict.UNDETERMINED, Severity.INFO, "“较上年增长9.4%”需要上一年的报告才能核对：上年新收应为170件。",
            [evidence(p, "claim", claims[5].span)], left=claims[5].value, formula=claims[5].readings[0].formula,
            cells=("requests.new.total",), claim="c6",
        ),
    ]  # fmt: skip
    findings += [agrees(c) for c in claims[6:10]]
    findings += [
        agrees(claims[10], Verdict.MATCH_ROUNDED),
        agrees(claims[11]),
        agrees(claims[12], Verdict.MATCH_ROUNDED),
        agrees(claims[13]),
    ]
    repair = Repair("digit_swap", (CellChange(f"{not_held}.total", "4", "40"),), 0.97, ("c15",))
    findings += [
        finding(
            "claim.equals", Verdict.MISMATCH, Severity.ERROR,
            "文中写无法提供47件，表中“无法提供”三项的总计相加为4 + 3 + 4 = 11件，相差36件。若“本机关不掌握相关政府信息”的总计应为40，则两者相符。",
            [evidence(p, "claim", claims[14].span), *[evidence(p, "right", table.cells[f"requests.unavailable.{n}.total"].span or Span(0, 0), f"requests.unavailable.{n}.total") for n in _UNAVAILABLE]],
            left=claims[14].value, right=Interval.point(11), delta="36", formula=unavailable, cells=cells_of(unavailable), claim="c15", repairs=(repair,),
        ),
        finding(
            "requests.row_sum", Verdict.MISMATCH, Severity.ERROR,
            "“本机关不掌握相关政府信息”一行各列相加为36 + 4 = 40，总计却写04，很可能是两位数字写颠倒了，应为40。",
            [evidence(p, "left", table.cells[f"{not_held}.total"].span or Span(0, 0), f"{not_held}.total")],
            left=Interval.point(4), right=Interval.point(40), delta="-36",
            formula=" + ".join(f"{not_held}.{column}" for column in REQUEST_COLUMNS[:-1]),
            cells=tuple(f"{not_held}.{column}" for column in REQUEST_COLUMNS), repairs=(repair,),
        ),
        finding(
            "wording.base_year", Verdict.MISMATCH, Severity.WARNING, "2023年的报告与2023年自己比较（“比2023年增加”），应与2022年比较。",
            [evidence(p, "context", p.find("比2023年增加12%"))],
        ),
        finding(
            "form.fee_item", Verdict.UNDETERMINED, Severity.WARNING, "第六部分说未收取信息处理费，但没有说明是否发出过收费通知。",
            [evidence(p, "context", other)],
        ),
        finding(
            "form.blank_cells", Verdict.UNDETERMINED, Severity.WARNING, "“信访举报投诉类申请”一行有空白或短横，应填0。",
            [evidence(p, "left", table.cells[f"requests.rejected.petition.{c}"].span or Span(0, 0), f"requests.rejected.petition.{c}") for c in ("company", "research")],
            cells=("requests.rejected.petition.company", "requests.rejected.petition.research"),
        ),
        finding("form.title", Verdict.NOT_IN_TABLES, Severity.INFO, "标题没有写明“工作”之外的修饰。", [evidence(p, "context", title)]),
        finding(
            "claim.not_in_tables", Verdict.NOT_IN_TABLES, Severity.INFO, "“开放日9场”在表格中没有对应的单元格。", [evidence(p, "claim", q[7].span)],
        ),
    ]  # fmt: skip
    notices = (
        Notice(
            "structure.blank_cells",
            "主动公开表有3格没有数字。",
            "Three cells of the disclosure table hold no number.",
            disclosure.span,
        ),
        Notice("ingest.encoding", "文件编码为GB18030。", "The file's encoding is GB18030.", level="info"),
    )
    structure = Structure(
        Metadata(
            "望溪县人民政府", "county", 2023, "2024-01-26", {"issuer": "title"}, {"issuer": p.find("望溪县人民政府")}
        ),
        "2021",
        tuple(p.sections),
        tuple(p.paragraphs),
        {"disclosure": disclosure, "requests": table, "disputes": disputes},
        notices,
    )
    return _result(
        p,
        "望溪县/2023年报.txt",
        structure,
        quantities=tuple(q),
        claims=tuple(claims),
        findings=tuple(findings),
        notices=notices,
        status="complete",
        topics=tuple(p.topics),
    )


def build_2019() -> ReportResult:
    """Muhe district 2020, format of 2019: everything agrees, one alternative reading, hostile characters in the prose."""
    p = Press()
    p.line("沐河区人民政府2020年政府信息公开工作年度报告")
    p.section("overview", "一、总体情况", 1)
    first = p.paragraph(
        "全区公布行政许可412项，政府集中采购19项，采购总金额2650.8万元。<script>alert('不应执行')</script> =1+1"
    )
    second = p.paragraph("全区共收到政府信息公开申请57件，予以公开40件，其余各件均已按规定答复。")
    p.section("disclosure", "二、主动公开政府信息情况", 2)
    disclosure = p.table(
        "disclosure",
        "2019",
        {
            **{
                f"disclosure.{row}.{column}": "0"
                for row in ("regulations", "normative_documents")
                for column in ("made", "newly_disclosed", "total_disclosed")
            },
            **{
                f"disclosure.{row}.{column}": value
                for row, value in (
                    ("licensing", "412"),
                    ("other_services", "80"),
                    ("penalties", "903"),
                    ("coercion", "25"),
                )
                for column in ("prior_items", "change", "decisions")
            },
            "disclosure.fees.prior_items": "6",
            "disclosure.fees.change": "-1",
            "disclosure.procurement.items": "19",
            "disclosure.procurement.amount": "2650.8",
        },
        {"disclosure.procurement.amount": "万元", "disclosure.procurement.items": "个"},
    )
    p.section("requests", "三、收到和处理政府信息公开申请情况", 3)
    values = _request_values(
        "2019", {"new": 50, "carried_in": 7, "granted": 40, "other": 12, "concluded": 52, "carried_out": 5}, {}
    )
    table = p.table("requests", "2019", values, {})
    p.section("disputes", "四、政府信息公开行政复议、行政诉讼情况", 4)
    disputes = p.table("disputes", "2019", _dispute_values((0, 0, 0, 0, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 0)), {})
    p.done()
    q = [
        quantity(p, "412项", first.start, "412", "项"),
        Quantity(Interval.from_rounded(Decimal(26508000), Decimal(1000)), Decimal(26508000), 1, "元", "", "money", p.find("2650.8万元"), "2650.8万元", 4),
        quantity(p, "57件", second.start, "57", "件"),
        quantity(p, "40件", second.start, "40", "件"),
    ]  # fmt: skip
    claims = [
        claim(p, 1, q[0], first, "disclosure.licensing.items", [("disclosure.licensing.prior_items", 0.7, "412")], section="overview"),
        claim(p, 2, q[1], first, "disclosure.procurement.amount", [("10000 * disclosure.procurement.amount", 0.9, "26508000")], section="overview"),
        claim(p, 3, q[2], second, "requests.new", [("requests.new.total", 0.8, "50"), ("requests.new.total + requests.carried_in.total", 0.3, "57")], section="overview"),
        claim(p, 4, q[3], second, "requests.granted", [("requests.granted.total", 0.9, "40")], section="overview"),
    ]  # fmt: skip
    both = ("requests.new.total", "requests.carried_in.total")
    findings = [
        finding("claim.equals", Verdict.MATCH, Severity.INFO, "文中“412项”与表格相符。", [evidence(p, "claim", q[0].span)], left=q[0].value, right=Interval.point(412), delta="0", formula="disclosure.licensing.prior_items", cells=("disclosure.licensing.prior_items",), claim="c1"),
        finding("claim.equals", Verdict.MATCH, Severity.INFO, "文中“2650.8万元”与表格相符。", [evidence(p, "claim", q[1].span)], left=q[1].value, right=Interval.point(26508000), delta="0", formula="10000 * disclosure.procurement.amount", cells=("disclosure.procurement.amount",), claim="c2"),
        finding("claim.equals", Verdict.MATCH_ALTERNATIVE, Severity.INFO, "“收到57件”若指新收加上年结转（50 + 7）则相符。", [evidence(p, "claim", q[2].span)], left=q[2].value, right=Interval.point(57), delta="0", formula=" + ".join(both), cells=both, claim="c3"),
        finding("claim.equals", Verdict.MATCH, Severity.INFO, "文中“40件”与表格相符。", [evidence(p, "claim", q[3].span)], left=q[3].value, right=Interval.point(40), delta="0", formula="requests.granted.total", cells=("requests.granted.total",), claim="c4"),
    ]  # fmt: skip
    structure = Structure(
        Metadata("沐河区人民政府", "county", 2020, None), "2019", tuple(p.sections), tuple(p.paragraphs),
        {"disclosure": disclosure, "requests": table, "disputes": disputes},
    )  # fmt: skip
    return _result(
        p,
        "muhe_2020.txt",
        structure,
        quantities=tuple(q),
        claims=tuple(claims),
        findings=tuple(findings),
        notices=(),
        status="complete",
    )


def build_empty() -> ReportResult:
    """A text that is no report: no issuer, no sections, no tables; a notice says so."""
    p = Press()
    p.line("今天天气晴，适合出门。")
    notice = Notice(
        "structure.not_a_report", "这份文本不像政府信息公开年度报告。", "This text does not look like an annual report."
    )
    structure = Structure(Metadata(), None, (), (), {}, (notice,))
    return _result(
        p, "notes.txt", structure, quantities=(), claims=(), findings=(), notices=(notice,), status="unreadable"
    )
