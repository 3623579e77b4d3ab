"""The requests table in the forms it takes in the wild."""

from __future__ import annotations

import pytest

from tests.unit.structure.tables.table_kit import (
    COLUMNS,
    FIGURES,
    REQUESTS,
    ROWS,
    bind,
    cells_of,
    codes,
    figures,
    grid_document,
    requests_grid,
    requests_text,
    row_of,
    text_document,
)

NEW = "1641 2 0 0 3 0 1646"


@pytest.mark.parametrize("separator", [" ", "    ", "\t", " | ", "\n", ",", "│"])
def test_separators(separator: str) -> None:
    rows = figures()
    text = requests_text(rows, separator=separator)
    if separator == ",":
        text = text.replace("，", "、")
    bound = bind(text_document(text))
    assert len(bound.tables["requests"].cells) == 161
    assert row_of(bound, "requests.new") == NEW
    assert row_of(bound, "requests.carried_out") == "100 0 0 0 0 0 100"
    assert not any(cell.inferred for cell in cells_of(bound).values())


def test_all_in_one_line() -> None:
    bound = bind(text_document(requests_text(figures(), between=" ")))
    assert row_of(bound, "requests.granted") == "1000 1 0 0 1 0 1002"


def test_without_headings_and_headers() -> None:
    text = "\n".join(" ".join([ROWS[row], *values]) for row, values in FIGURES.items())
    assert row_of(bind(text_document(text)), "requests.new") == NEW


def test_rows_wrapped_over_two_lines() -> None:
    text = "\n".join(f"{ROWS[row]}\n{' '.join(values[:4])}\n{' '.join(values[4:])}" for row, values in FIGURES.items())
    bound = bind(text_document(f"{REQUESTS}\n{text}"))
    assert row_of(bound, "requests.new") == NEW
    assert row_of(bound, "requests.carried_out") == "100 0 0 0 0 0 100"


def test_all_labels_before_all_numbers() -> None:
    text = "\n".join([REQUESTS, *ROWS.values(), *(" ".join(values) for values in FIGURES.values())])
    bound = bind(text_document(text))
    assert row_of(bound, "requests.new") == "1641* 2* 0* 0* 3* 0* 1646*"


def test_an_error_of_the_office_stays_as_printed() -> None:
    rows = figures(granted=["1001", "1", "0", "0", "1", "0", "1002"])
    for document in (requests_grid(rows), text_document(requests_text(rows))):
        bound = bind(document)
        assert row_of(bound, "requests.granted") == "1001 1 0 0 1 0 1002"
        assert not codes(bound)


def test_a_number_cut_by_a_blank_is_joined_by_the_sums() -> None:
    rows = figures(new=["1 641", "2", "0", "0", "3", "0", "1646"])
    bound = bind(text_document(requests_text(rows)))
    assert row_of(bound, "requests.new") == "1641* 2* 0* 0* 3* 0* 1646*"
    assert cells_of(bound)["requests.new.person"].raw == "1 641"
    assert "row_inferred" in codes(bound)


def test_a_page_number_among_the_cells_is_left_out_by_the_sums() -> None:
    text = requests_text(figures(), separator="\n").replace("（七）总计\n", "（七）总计\n12\n")
    assert row_of(bind(text_document(text)), "requests.concluded") == "1578* 2* 0* 0* 3* 0* 1583*"


def test_one_lost_cell_is_placed_by_the_sums() -> None:
    rows = figures(granted=["1000", "1", "0", "", "1", "0", "1002"])
    bound = bind(text_document(requests_text(rows)))
    cells = cells_of(bound)
    assert cells["requests.granted.person"].value is not None
    assert cells["requests.granted.person"].inferred
    # a zero and a lost cell cannot be told apart: left open rather than guessed
    assert row_of(bound, "requests.granted") == "1000* 1* unreadable unreadable 1* 0* 1002*"
    assert cells["requests.new.total"].inferred is False


def test_where_two_placements_fit_nothing_is_guessed() -> None:
    rows = {row: [v if v != "0" else "" for v in values] for row, values in FIGURES.items()}
    rows = {row: [values[0], "", "", "", "", "", values[0]] for row, values in rows.items()}
    bound = bind(text_document(requests_text(rows)))
    cells = cells_of(bound)
    assert cells["requests.new.person"].state == "unreadable"
    assert cells["requests.new.company"].state == "unreadable"
    assert "row_undetermined" in codes(bound)


def test_empty_lines_left_by_blank_cells_tell_their_places() -> None:
    lines = [REQUESTS, *COLUMNS]
    for row, values in figures(granted=["1000", "1", "", "", "1", "", "1002"]).items():
        lines += [ROWS[row], *values]
    bound = bind(text_document("\n\n".join(lines)))
    assert row_of(bound, "requests.granted") == "1000* 1* blank* blank* 1* blank* 1002*"


def test_numbers_under_the_columns_of_complete_rows() -> None:
    lines = [REQUESTS]
    for row, values in figures(granted=["1000", "1", "", "", "1", "", "1002"]).items():
        lines.append(f"{ROWS[row]:　<30}" + "".join(f"{value:>8}" for value in values))
    bound = bind(text_document("\n".join(lines)))
    assert row_of(bound, "requests.granted") == "1000* 1* blank* blank* 1* blank* 1002*"


def test_letters_among_digits_are_read_only_if_the_sums_confirm_them() -> None:
    rows = figures(
        granted=["1000", "1", "O", "0", "1", "0", "1002"],
        partly_granted=["2O0", "0", "0", "0", "0", "0", "200"],
    )
    rows["other"] = ["7S", "0", "0", "0", "0", "0", "74"]
    bound = bind(requests_grid(rows))
    assert row_of(bound, "requests.granted") == "1000 1 0* 0 1 0 1002"
    assert row_of(bound, "requests.partly_granted") == "200* 0 0 0 0 0 200"
    assert row_of(bound, "requests.other") == "unreadable 0 0 0 0 0 74"


def test_cells_of_every_state_in_a_drawn_table() -> None:
    rows = figures()
    rows["refused.state_secret"] = ["约5", "--0", "不适用", "/", "—", "", "0"]
    rows["refused.third_party"] = ["0", "0", "同上", "0", "0", "0", "0"]
    rows["other"] = ["75（含撤回 3 件）", "０", "0件", "0", "0", "0", "75"]
    bound = bind(requests_grid(rows))
    assert row_of(bound, "requests.refused.state_secret") == "unreadable unreadable not_applicable slash dash blank 0"
    assert row_of(bound, "requests.refused.third_party") == "0 0 unreadable 0 0 0 0"
    assert row_of(bound, "requests.other") == "75 0 0 0 0 0 75"
    assert {"cell_signs", "cell_unclear", "cell_note"} <= codes(bound)


def test_digits_run_together_are_taken_apart_only_by_the_sums() -> None:
    rows = figures()
    text = "\n".join([REQUESTS, *(ROWS[row] + "".join(values) for row, values in rows.items())])
    bound = bind(text_document(text))
    assert row_of(bound, "requests.granted") == "1000* 1* 0* 0* 1* 0* 1002*"
    rows["granted"] = ["1001", "1", "0", "0", "1", "0", "1002"]
    text = "\n".join([REQUESTS, *(ROWS[row] + "".join(values) for row, values in rows.items())])
    assert set(row_of(bind(text_document(text)), "requests.granted").split()) == {"unreadable"}


def test_tables_with_fewer_or_more_columns() -> None:
    totals = {row: values[-1:] for row, values in FIGURES.items()}
    for document in (requests_grid(totals, ["总计"]), text_document(requests_text(totals, header=False))):
        bound = bind(document)
        assert set(bound.tables["requests"].cells) == {f"requests.{row}.total" for row in ROWS}
        assert row_of(bound, "requests.new") == "1646"
    three = {row: [values[0], "5", values[-1]] for row, values in FIGURES.items()}
    bound = bind(requests_grid(three, ["自然人", "法人或其他组织", "总计"]))
    assert row_of(bound, "requests.new") == "1641 1646"
    remarks = {row: [*values, "无"] for row, values in FIGURES.items()}
    bound = bind(requests_grid(remarks, [*COLUMNS, "备注"]))
    assert row_of(bound, "requests.new") == NEW
    assert "column_foreign" in codes(bound)


def test_columns_in_another_order() -> None:
    turned = {row: [values[-1], *values[:-1]] for row, values in FIGURES.items()}
    assert (
        bind(requests_grid(turned, [COLUMNS[-1], *COLUMNS[:-1]])).tables["requests"].cells["requests.new.total"].raw
        == "1646"
    )
    bound = bind(text_document(requests_text(turned, header=False)))
    cells = cells_of(bound)
    assert cells["requests.new.total"].raw == "1646"
    assert cells["requests.new.total"].inferred
    assert "columns_reordered" in codes(bound)


def test_one_row_that_does_not_add_up_does_not_reorder_the_columns() -> None:
    rows = figures(new=["1646", "1641", "2", "0", "0", "3", "0"])
    assert row_of(bind(text_document(requests_text(rows))), "requests.new") == "1646 1641 2 0 0 3 0"


def test_misprinted_and_missing_labels() -> None:
    text = (
        requests_text(figures())
        .replace("属于行政查询事项", "属于行正查寻事顶")
        .replace("1.本机关不掌握相关政府信息 ", "")
    )
    bound = bind(text_document(text))
    assert row_of(bound, "requests.refused.administrative_query") == "0 0 0 0 0 0 0"
    assert row_of(bound, "requests.unavailable.not_held") == "303* 1* 0* 0* 2* 0* 306*"
    assert {"row_misprinted", "row_unlabelled"} <= codes(bound)


def test_a_line_outside_the_form_takes_its_own_numbers() -> None:
    text = requests_text(figures()).replace("2.重复申请", "本地自设的其他统计口径 9 9 9 9 9 9 54\n2.重复申请")
    bound = bind(text_document(text))
    assert row_of(bound, "requests.rejected.repeated") == "0 0 0 0 0 0 0"
    assert row_of(bound, "requests.rejected.petition") == "0 0 0 0 0 0 0"
    assert "row_foreign" in codes(bound)


def test_numbers_on_heading_lines_are_left_out() -> None:
    text = requests_text(figures()).replace("1.属于国家秘密", "（三）不予公开 7 7 7 7 7 7 42\n1.属于国家秘密")
    bound = bind(text_document(text))
    assert row_of(bound, "requests.refused.state_secret") == "0 0 0 0 0 0 0"
    assert "header_values" in codes(bound)


def test_the_three_lines_of_other_handling() -> None:
    text = requests_text(figures()).replace(
        "（六）其他处理 75 0 0 0 0 0 75",
        "（六）其他处理\n1.逾期不补正 70 0 0 0 0 0 70\n2.逾期不缴费 1 0 0 0 0 0 1\n3.其他 4 0 0 0 0 0 4",
    )
    bound = bind(text_document(text))
    assert row_of(bound, "requests.other.misc") == "4 0 0 0 0 0 4"
    assert "requests.other.total" not in bound.tables["requests"].cells
    assert bound.format == "2021"


def test_several_offices_in_one_report() -> None:
    one = requests_text(figures())
    bound = bind(text_document(f"甲局\n{one}\n乙局\n{one.replace('1646', '1647')}"))
    assert row_of(bound, "requests.new") == NEW
    assert "several_tables" in codes(bound)


def test_a_report_cut_in_the_middle() -> None:
    text = requests_text(figures())
    bound = bind(text_document(text[: text.index("5.属于三类")]))
    assert row_of(bound, "requests.refused.third_party") == "0 0 0 0 0 0 0"
    assert "requests.concluded.total" not in bound.tables["requests"].cells
    assert "row_missing" in codes(bound)


def test_remarks_beside_the_numbers_do_not_count() -> None:
    rows = {row: [*values, "与上年持平" if row == "new" else ""] for row, values in FIGURES.items()}
    for header in ([*COLUMNS, "备注"], []):
        document = grid_document(
            REQUESTS, [*([["类别", *header]] if header else []), *([ROWS[row], *v] for row, v in rows.items())]
        )
        bound = bind(document)
        assert row_of(bound, "requests.new") == NEW
        assert row_of(bound, "requests.other") == "75 0 0 0 0 0 75"


def test_merged_cells_written_out_by_a_converter() -> None:
    rows = [
        ["（三）不予公开", ROWS[row], *values] if row.startswith("refused.") else [ROWS[row], ROWS[row], *values]
        for row, values in FIGURES.items()
    ]
    bound = bind(grid_document(REQUESTS, [["类别", "类别", *COLUMNS], *rows], method="pipes"))
    assert row_of(bound, "requests.new") == NEW
    assert row_of(bound, "requests.refused.administrative_query") == "0 0 0 0 0 0 0"
    assert not codes(bound)


def test_one_table_a_row_with_invented_headers() -> None:
    head = "| 类别 | 数据1 | 数据2 | 数据3 | 数据4 | 数据5 | 数据6 | 总计 |\n|---|---|---|---|---|---|---|---|"
    lines = [REQUESTS, "### 申请人情况 (自然人)", "| (数据项目) | 数量 |", "|---|---|", "| - | - |"]
    for row, values in FIGURES.items():
        lines += [f"### {ROWS[row]}", head, f"| {ROWS[row][2:]} | {' | '.join(values)} |"]
    bound = bind(text_document("\n".join(lines)))
    assert row_of(bound, "requests.new") == NEW
    assert row_of(bound, "requests.carried_out") == "100 0 0 0 0 0 100"
    assert not codes(bound)


def test_regions_leave_headings_and_prose_out() -> None:
    text = "一、总体情况\n全年予以公开12件。\n" + requests_text(figures()) + "\n一是深度不够。"
    document = text_document(text)
    regions = bind(document).regions
    covered = "".join(region.of(text) for region in regions)
    assert covered.startswith("自然人")
    assert covered.endswith("100 0 0 0 0 0 100")
    assert "情况" not in covered
