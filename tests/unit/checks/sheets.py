"""A consistent report's tables with figures of realistic size, for the tests of this folder."""

from __future__ import annotations

COLUMNS = ("person", "company", "research", "nonprofit", "law_firm", "other_org")
OUTCOMES_2019 = (
    "granted",
    "partly_granted",
    "refused.state_secret",
    "refused.forbidden_by_law",
    "refused.security_stability",
    "refused.third_party",
    "refused.internal_affairs",
    "refused.process_information",
    "refused.enforcement_files",
    "refused.administrative_query",
    "unavailable.not_held",
    "unavailable.needs_creation",
    "unavailable.still_unclear",
    "rejected.petition",
    "rejected.repeated",
    "rejected.publication",
    "rejected.excessive",
    "rejected.reconfirmation",
    "other",
)
OUTCOMES_2021 = (*OUTCOMES_2019[:-1], "other.not_corrected", "other.fee_unpaid", "other.misc")

_DETAIL = {
    "granted": (412, 57, 2, 0, 9, 3),
    "partly_granted": (64, 11, 0, 1, 2, 0),
    "refused.third_party": (17, 4, 0, 0, 1, 0),
    "refused.process_information": (8, 0, 0, 0, 0, 0),
    "refused.administrative_query": (23, 2, 0, 0, 0, 1),
    "unavailable.not_held": (305, 26, 1, 0, 12, 2),
    "unavailable.needs_creation": (31, 5, 0, 0, 3, 0),
    "rejected.petition": (19, 0, 0, 0, 0, 0),
    "rejected.repeated": (14, 1, 0, 0, 0, 0),
    "other": (38, 6, 0, 0, 1, 1),
    "other.not_corrected": (27, 4, 0, 0, 0, 1),
    "other.misc": (11, 2, 0, 0, 1, 0),
}
_CARRIED_IN = (41, 6, 0, 0, 2, 0)
_CARRIED_OUT = (58, 9, 1, 0, 1, 0)


def consistent(format_id: str) -> dict[str, int]:
    """The request and dispute cells of a consistent report, in the order of the form."""
    outcomes = OUTCOMES_2019 if format_id == "2019" else OUTCOMES_2021
    rows = {row: list(_DETAIL.get(row, (0,) * 6)) for row in outcomes}
    concluded = [sum(values[c] for values in rows.values()) for c in range(6)]
    new = [concluded[c] + _CARRIED_OUT[c] - _CARRIED_IN[c] for c in range(6)]
    sheet = {
        "new": new,
        "carried_in": list(_CARRIED_IN),
        **rows,
        "concluded": concluded,
        "carried_out": list(_CARRIED_OUT),
    }
    cells = {}
    for row, values in sheet.items():
        for column, value in zip((*COLUMNS, "total"), (*values, sum(values)), strict=True):
            cells[f"requests.{row}.{column}"] = value
    for group, values in {
        "reconsideration": (63, 5, 8, 4),
        "litigation_direct": (21, 0, 2, 6),
        "litigation_after_reconsideration": (12, 1, 0, 3),
    }.items():
        for column, value in zip(
            ("upheld", "corrected", "other", "pending", "total"), (*values, sum(values)), strict=True
        ):
            cells[f"disputes.{group}.{column}"] = value
    return cells
