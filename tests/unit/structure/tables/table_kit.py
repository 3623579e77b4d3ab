"""Documents for table tests: lines of text, or rows of drawn cells."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from nlp.structure.tables import BoundTables, bind_tables
from nlp.types import Block, Cell, Document, Grid, GridCell, Source, Span

CellSpec = str | tuple[str, int, int]
"""A text, or (text, row span, column span)."""

DISCLOSURE = "二、主动公开政府信息情况"
REQUESTS = "三、收到和处理政府信息公开申请情况"
DISPUTES = "四、政府信息公开行政复议、行政诉讼情况"
PROBLEMS = "五、存在的主要问题及改进情况"
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
ROWS = {
    "new": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "granted": "（一）予以公开",
    "partly_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "refused.state_secret": "1.属于国家秘密",
    "refused.forbidden_by_law": "2.其他法律行政法规禁止公开",
    "refused.security_stability": "3.危及“三安全一稳定”",
    "refused.third_party": "4.保护第三方合法权益",
    "refused.internal_affairs": "5.属于三类内部事务信息",
    "refused.process_information": "6.属于四类过程性信息",
    "refused.enforcement_files": "7.属于行政执法案卷",
    "refused.administrative_query": "8.属于行政查询事项",
    "unavailable.not_held": "1.本机关不掌握相关政府信息",
    "unavailable.needs_creation": "2.没有现成信息需要另行制作",
    "unavailable.still_unclear": "3.补正后申请内容仍不明确",
    "rejected.petition": "1.信访举报投诉类申请",
    "rejected.repeated": "2.重复申请",
    "rejected.publication": "3.要求提供公开出版物",
    "rejected.excessive": "4.无正当理由大量反复申请",
    "rejected.reconfirmation": "5.要求行政机关确认或重新出具已获取信息",
    "other": "（六）其他处理",
    "concluded": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
FIGURES: dict[str, list[str]] = {row: ["0"] * 7 for row in ROWS} | {
    "new": ["1641", "2", "0", "0", "3", "0", "1646"],
    "carried_in": ["37", "0", "0", "0", "0", "0", "37"],
    "granted": ["1000", "1", "0", "0", "1", "0", "1002"],
    "partly_granted": ["200", "0", "0", "0", "0", "0", "200"],
    "unavailable.not_held": ["303", "1", "0", "0", "2", "0", "306"],
    "other": ["75", "0", "0", "0", "0", "0", "75"],
    "concluded": ["1578", "2", "0", "0", "3", "0", "1583"],
    "carried_out": ["100", "0", "0", "0", "0", "0", "100"],
}


def figures(**changed: list[str]) -> dict[str, list[str]]:
    """The consistent table above with some rows replaced (``granted=[…]``)."""
    return {row: list(values) for row, values in (FIGURES | changed).items()}


def text_document(text: str) -> Document:
    """A text as a plain reader gives it: every line that is not empty is a block."""
    blocks: list[Block] = []
    position = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block("line", Span(position, position + len(line))))
        position += len(line) + 1
    return Document(Source("t.txt", "0" * 64, "text/plain", len(text)), text, tuple(blocks))


def grid_document(*parts: str | Sequence[Sequence[CellSpec]], method: str = "html") -> Document:
    """Lines of text and drawn tables in order; cells take the places a browser would give them."""
    text = ""
    blocks: list[Block] = []
    grids: list[Grid] = []
    for part in parts:
        if isinstance(part, str):
            for line in part.split("\n"):
                blocks.append(Block("paragraph", Span(len(text), len(text) + len(line))))
                text += line + "\n"
            continue
        start, width = len(text), 0
        taken: set[tuple[int, int]] = set()
        cells: list[GridCell] = []
        for number, row in enumerate(part):
            col = 0
            for index, spec in enumerate(row):
                content, down, across = (spec, 1, 1) if isinstance(spec, str) else spec
                while (number, col) in taken:
                    col += 1
                text += "\t" if index else ""
                place = Span(len(text), len(text) + len(content))
                cells.append(GridCell(number, col, down, across, content, place))
                text += content
                taken |= {(number + i, col + j) for i in range(down) for j in range(across)}
                col += across
                width = max(width, col)
            text += "\n"
        grids.append(Grid(tuple(cells), len(part), width, Span(start, len(text) - 1), method))
        blocks.append(Block("table", grids[-1].span, grid=len(grids) - 1))
    return Document(Source("t.html", "0" * 64, "text/html", len(text)), text, tuple(blocks), tuple(grids))


def requests_text(rows: dict[str, list[str]], *, separator: str = " ", between: str = "\n", header: bool = True) -> str:
    """The requests table as text: label and numbers joined by ``separator``, rows by ``between``."""
    head = [REQUESTS, *((separator.join(COLUMNS),) if header else ())]
    body = [separator.join([ROWS[row], *(value for value in values if value)]) for row, values in rows.items()]
    return between.join([*head, *body, PROBLEMS])


def requests_grid(rows: dict[str, list[str]], header: Sequence[str] = COLUMNS) -> Document:
    """The requests table as a drawn table of one label column."""
    return grid_document(REQUESTS, [["类别", *header], *([ROWS[row], *values] for row, values in rows.items())])


def bind(document: Document) -> BoundTables:
    """Bind, and check what must hold for every document: raw texts are what stands there, regions are in order."""
    bound = bind_tables(document)
    for cell in cells_of(bound).values():
        assert cell.span is not None
        assert cell.span.of(document.text) == cell.raw, cell
        assert (cell.value is not None) == (cell.state == "number"), cell
    for one, two in zip(bound.regions, bound.regions[1:], strict=False):
        assert one.end <= two.start
    return bound


def cells_of(bound: BoundTables) -> dict[str, Cell]:
    """All cells by id."""
    return {cell_id: cell for table in bound.tables.values() for cell_id, cell in table.cells.items()}


def shown(cell: Cell | None) -> str:
    """A cell in short: its number or its state, with a star if it was inferred; "-" if there is none."""
    if cell is None:
        return "absent"
    face = str(cell.value.midpoint.normalize()) if cell.value is not None else cell.state.value
    if cell.value is not None:
        face = (
            f"{Decimal(cell.value.midpoint):f}".rstrip("0").rstrip(".")
            if "." in f"{cell.value.midpoint:f}"
            else f"{cell.value.midpoint:f}"
        )
    return face + ("*" if cell.inferred else "")


def row_of(bound: BoundTables, row: str) -> str:
    """The cells of a row (``requests.new``) in short, in the order bound."""
    return " ".join(shown(cell) for cell_id, cell in cells_of(bound).items() if cell_id.rsplit(".", 1)[0] == row)


def codes(bound: BoundTables) -> set[str]:
    """Notice codes without their prefix, those of missing tables aside."""
    return {notice.code.removeprefix("tables.") for notice in bound.notices} - {"table_missing"}
