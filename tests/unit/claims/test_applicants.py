"""Results listed for one applicant: whose column a number is of."""

from __future__ import annotations

import pytest

from tests.unit.claims.test_formulations import claims_of

REQUESTS = {"section": "requests", "heading": "三、收到和处理政府信息公开申请情况"}


def formulas_of(text: str) -> dict[str, str]:
    """The first reading of each number."""
    return {claim.quote: claim.readings[0].formula for claim in claims_of({"text": text, **REQUESTS}) if claim.readings}


OPENINGS = [
    "自然人提出的申请全年办结81件，其中",
    "自然人申请办结81件，",
    "自然人新收80件、结转3件，办结81件，",
    "自然人申请中，答复81件，其中",
    "自然人申请办结情况：",
    "自然人申请83件，其中",
]


@pytest.mark.parametrize("opening", OPENINGS)
def test_results_behind_an_applicant_are_of_the_column(opening: str) -> None:
    found = formulas_of(f"{opening}予以公开40件、部分公开6件，无法提供17件。")
    assert found["40件"] == "requests.granted.person"
    assert found["6件"] == "requests.partly_granted.person"
    assert found["17件"].count(".person") == 3


@pytest.mark.parametrize(
    ("applicant", "column"),
    [("商业企业", "company"), ("律所", "law_firm"), ("科研院所和高校", "research"), ("社会公益组织", "nonprofit")],
)
def test_each_kind_of_applicant(applicant: str, column: str) -> None:
    found = formulas_of(f"{applicant}申请9件，办结8件，其中予以公开5件、部分公开2件。")
    assert found["8件"] == f"requests.concluded.{column}"
    assert found["5件"] == f"requests.granted.{column}"
    assert found["2件"] == f"requests.partly_granted.{column}"


def test_the_next_applicant_takes_over() -> None:
    found = formulas_of("自然人申请予以公开250件、部分公开47件，法律服务机构申请予以公开6件、部分公开2件。")
    assert found["47件"] == "requests.partly_granted.person"
    assert found["2件"] == "requests.partly_granted.law_firm"


def test_a_number_before_the_applicant_opens_too() -> None:
    found = formulas_of("9起律所申请办结8起，其中予以公开1起、部分公开2起。6起企业申请全部办结，无法提供3起。")
    assert found["2起"] == "requests.partly_granted.law_firm"
    assert found["3起"].count(".company") == 3


@pytest.mark.parametrize(
    "text",
    [
        "收到申请100件，其中自然人90件、商业企业10件，予以公开50件。",
        "自然人申请90件、商业企业申请10件，予以公开50件。",
        "收到申请100件，自然人申请90件；予以公开50件。",
        "收到申请100件，自然人申请90件。予以公开50件。",
        "申请人以自然人为主，予以公开50件。",
        "收到申请100件，其中自然人提出90件，占90%，予以公开50件。",
    ],
)
def test_a_list_of_applicants_does_not_open_one_of_results(text: str) -> None:
    assert formulas_of(text)["50件"] == "requests.granted.total"


@pytest.mark.parametrize("opening", OPENINGS)
def test_the_total_stays_possible_and_nothing_is_certain(opening: str) -> None:
    claim = next(
        claim for claim in claims_of({"text": f"{opening}予以公开40件。", **REQUESTS}) if claim.quote == "40件"
    )
    assert "requests.granted.total" in [reading.formula for reading in claim.readings]
    assert sum(reading.weight for reading in claim.readings) <= 0.5


def test_one_outcome_of_two_groups() -> None:
    case = {"section": "disputes", "heading": "四、政府信息公开行政复议、行政诉讼情况"}
    text = "行政复议67件、行政诉讼34件，复议和诉讼被纠正的分别为9件和3件。"
    found = {claim.quote: claim.readings[0].formula for claim in claims_of({"text": text, **case})}
    assert found["9件"] == "disputes.reconsideration.corrected"
    assert found["3件"] == "disputes.litigation_direct.corrected + disputes.litigation_after_reconsideration.corrected"


def test_what_goes_on_with_last_year() -> None:
    text = "本年新收34件，办结35件，结转下年1件；上年新收27件，办结25件。"
    claims = {claim.quote: claim for claim in claims_of({"text": text, **REQUESTS})}
    assert claims["25件"].readings[0].formula == "previous(requests.concluded.total)"
    assert claims["35件"].readings[0].formula == "requests.concluded.total"


@pytest.mark.parametrize(
    "words", ["其余39件为不予处理和其他处理", "39件为不予处理、其他处理", "39件属于不予处理或其他处理"]
)
def test_several_results_behind_a_number_are_added(words: str) -> None:
    cells = set(formulas_of(f"答复90件，{words}。")["39件"].split(" + "))
    assert {"requests.rejected.petition.total", "requests.other.misc.total"} <= cells
