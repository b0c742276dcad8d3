"""What the spreadsheets calculate, with the figures of the courses."""

from typing import Any

import pytest

from worksheets import books
from worksheets.formulas import Unknown, open_formula, result
from worksheets.sources import LANGUAGES, Sheet, sheets


def filled(sheet: Sheet, typed: dict[str, Any]) -> dict[str, Any]:
    """Return the cells of a sheet after someone typed into some that are empty."""
    cells = books.cells(sheet)
    assert {cells[cell] for cell in typed} <= {"", 5}
    return cells | typed


@pytest.fixture(params=LANGUAGES)
def sheet_named(request):
    by_name = {sheet.name: sheet for sheet in sheets() if sheet.language == request.param}
    return by_name.__getitem__


def column(letter: str, first: int, values: list[Any]) -> dict[str, Any]:
    return {f"{letter}{first + place}": value for place, value in enumerate(values)}


def shown(cells: dict[str, Any], letter: str, first: int, last: int) -> list[Any]:
    return [result(cells, f"{letter}{row}") for row in range(first, last + 1)]


def test_cash_book_works_out_each_balance(sheet_named):
    cells = filled(
        sheet_named("cash-book"),
        {"F3": 0}
        | column("D", 6, [50_000, "", "", "", 6_000, ""])
        | column("E", 6, ["", 2_000, 12_500, 1_500, "", 10_000]),
    )
    assert shown(cells, "F", 6, 12) == [50_000, 48_000, 35_500, 34_000, 40_000, 30_000, ""]
    assert [result(cells, cell) for cell in ("D4", "E4", "F4")] == [56_000, 26_000, 30_000]


def test_cash_book_goes_on_from_the_balance_before_and_over_a_gap(sheet_named):
    cells = filled(sheet_named("cash-book"), {"F3": 32_800, "E6": 300, "D8": 1_000, "E65": 500})
    assert shown(cells, "F", 6, 8) == [32_500, "", 33_500]
    assert result(cells, "F65") == result(cells, "F4") == 33_000


def test_weekly_count_tells_the_difference(sheet_named):
    cells = filled(
        sheet_named("weekly-count"),
        column("A", 4, [10_000, 5_000, 1_000, 500])
        | column("B", 4, [2, 1, 4, 7])
        | {"C17": 33_000, "C19": 12_000, "C20": 11_950},
    )
    assert shown(cells, "C", 4, 8) == [20_000, 5_000, 4_000, 3_500, ""]
    assert [result(cells, f"C{row}") for row in (16, 18, 21)] == [32_500, -500, 50]


def test_budget_adds_up_by_letter(sheet_named):
    # The exercise of “Our money, in the open”, with 5% for the unexpected.
    sheet = sheet_named("budget")
    core = books.cells(sheet)["F35"]
    lines = [
        (1, 12, 15_000, "A"),
        (20, 12, 1_500, "A"),
        (20, 12, 1_000, "A"),
        (1, 1, 24_000, "A"),
        (1, 6, 25_000, core),
        (1, 6, 8_000, core),
        (1, 6, 60_000, core),
        (2, 6, 5_000, core),
        (1, 1, 128_000, core),
        (1, 6, 1_500, core),
        (1, 6, 8_000, core),
    ]
    typed = {"E40": 1_600_000, "E41": 60_000, "G4": 72_000}
    for letter, values in zip("BCDF", zip(*lines, strict=True), strict=True):
        typed |= column(letter, 4, list(values))
    cells = filled(sheet, typed)
    assert shown(cells, "E", 4, 6) == [180_000, 360_000, 240_000]
    assert shown(cells, "E", 34, 38) == [804_000, 803_000, 0, 80_350, 1_687_350]
    assert (result(cells, "G38"), result(cells, "E45")) == (72_000, 1_660_000)
    assert result(cells, "E46") == -27_350


def test_budget_finds_a_line_without_a_letter(sheet_named):
    cells = filled(sheet_named("budget"), {"B4": 2, "C4": 3, "D4": 100})
    assert shown(cells, "E", 34, 38) == [0, 0, 600, 0, 600]


def test_report_of_the_quarter_finds_all_money_again(sheet_named):
    cells = filled(
        sheet_named("quarterly-report"),
        {"B3": 120_000, "B5": 400_000, "B6": 50_000, "B26": 150_000, "B27": 30_000, "B28": 10_000}
        | column("B", 12, [230_000, 75_000, 32_000, 30_000, 15_000, 18_000])
        | column("C", 12, [210_000, 75_000, 32_000, 30_000, 15_000, 18_000]),
    )
    assert shown(cells, "D", 12, 18) == [20_000, 0, 0, 0, 0, 0, ""]
    assert [result(cells, f"{letter}24") for letter in "BCD"] == [400_000, 380_000, 20_000]
    assert [result(cells, cell) for cell in ("B10", "B25", "B29")] == [450_000, 190_000, 0]


def test_agreement_tells_what_it_costs(sheet_named):
    # The exercise of “People before posts”.
    typed = {"B8": 10, "C8": 2_500, "B9": 10, "C9": 1_500, "B10": 1, "C10": 2_000}
    cells = filled(sheet_named("agreement"), typed | {"D13": 6, "D15": 260_000})
    assert shown(cells, "D", 8, 12) == [25_000, 15_000, 2_000, 0, 42_000]
    assert [result(cells, cell) for cell in ("D14", "D16")] == [252_000, 8_000]


def test_advance_is_closed_when_nothing_is_left(sheet_named):
    # Advances 1 and 3 of “Our money, in the open”; 1 is the question about Acacia's.
    cells = filled(
        sheet_named("advances"),
        column("D", 5, [15_000, 10_000, 20_000])
        | column("F", 5, [12_700, "", 17_500])
        | column("G", 5, [2_300, "", 2_500]),
    )
    assert shown(cells, "H", 5, 8) == [0, 10_000, 0, ""]
    assert [result(cells, f"{letter}3") for letter in "DFGH"] == [45_000, 30_200, 4_800, 10_000]


def test_beans_of_each_candidate_are_added_up(sheet_named):
    # Moringa and Cedar of “People before posts”.
    sheet = sheet_named("role")
    words = ("Criterion", "Critère")
    [head] = [cell for cell, value in books.cells(sheet).items() if value in words]
    first = int(head[1:]) + 1
    cells = filled(sheet, column("B", first, [9, 9, 7, 3]) | column("C", first, [6, 4, 5, 9]))
    assert [result(cells, f"{letter}{first + 4}") for letter in "BCDE"] == [28, 24, 0, 0]


def test_sheet_tells_what_a_call_takes_and_leaves(sheet_named):
    # The worked example of “Asking as equals”: 100 hours, and 340,000 francs that are missing.
    typed = {"C12": 40, "C13": 5, "C14": 12, "D15": 500, "D17": 480_000, "D18": 140_000}
    cells = filled(sheet_named("go-no-go"), typed)
    assert [result(cells, cell) for cell in ("C16", "D16", "D19")] == [100, 50_000, 340_000]


def test_grant_is_so_large_that_the_fee_is_in_it(sheet_named):
    # The night phone of “Asking as equals”: all that is asked for, and a fee of 8%.
    cells = filled(
        sheet_named("budget-form"),
        column("B", 4, [2_380_000, 1_380_000, 188_000])
        | column("D", 4, [2_380_000, 1_020_000, 188_000])
        | {"E5": 360_000, "D35": 8},
    )
    assert shown(cells, "F", 4, 7) == [0, 0, 0, ""]
    assert [result(cells, f"{letter}34") for letter in "BDEF"] == [
        *(3_948_000, 3_588_000, 360_000, 0),
    ]
    assert shown(cells, "D", 36, 37) == [3_900_000, 312_000]


def test_shares_are_compared_with_the_grant(sheet_named):
    typed = {"C4": 300_000, "D4": 200_000, "C5": 400_000, "D5": 150_000, "E11": 1_000_000}
    cells = filled(sheet_named("joint-proposal"), typed)
    assert shown(cells, "E", 4, 6) == [500_000, 550_000, ""]
    assert [result(cells, f"{letter}10") for letter in "CDE"] == [700_000, 350_000, 1_050_000]
    assert result(cells, "E12") == -50_000


def test_plan_keeps_money_for_safety(sheet_named):
    # The exercise of “From anger to a plan”.
    cells = filled(
        sheet_named("action-plan"), column("F", 4, [1_500, 500, 4_000]) | {"F20": 12_000}
    )
    assert [result(cells, cell) for cell in ("F19", "F21")] == [6_000, 6_000]


def test_count_finds_each_word_of_the_list(sheet_named):
    cells = filled(
        sheet_named("count-without-names"),
        column("A", 4, ["bar", "centre", "bar"])
        | column("D", 4, ["no", "no", "yes"])
        | column("E", 4, ["bar", "no", "street"]),
    )
    assert shown(cells, "F", 4, 7) == [2, 2, 0, ""]


@pytest.mark.parametrize(
    ("members", "present", "lent", "quorum", "more_than_half", "two_thirds"),
    [
        *[(15, 11, "", 8, 6, 8), (14, 10, "", 7, 6, 7), (12, 12, "", 6, 7, 8), (9, 9, "", 5, 5, 6)],
        # A voice that is lent counts in the vote, and not for the quorum.
        (15, 7, 2, 8, 5, 6),
    ],
)
def test_minutes_know_how_many_a_decision_needs(
    sheet_named, members, present, lent, quorum, more_than_half, two_thirds
):
    cells = filled(sheet_named("minutes"), {"B4": members, "B5": present, "B6": lent})
    assert shown(cells, "B", 7, 10) == [quorum, present - quorum, more_than_half, two_thirds]


def test_agenda_adds_up_its_minutes(sheet_named):
    cells = filled(sheet_named("meeting-agenda"), {"B8": 20, "B9": 15})
    assert result(cells, "B15") == 5 + 5 + 10 + 10 + 20 + 15 + 15 + 10


@pytest.mark.parametrize(
    ("formula", "shows"),
    [
        ("=1+2*3-4", 3),
        ("=(1+2)*3", 9),
        ("=-A1*2", -20),
        ("=A1/4", 2.5),
        ("=SUM(A1:B2)", 13),
        ("=SUM(A1;C3;1)", 11),
        ("=COUNT(A1:B2)", 2),
        ('=SUMIF(A2:B2;"x";A1:B1)', 3),
        ("=ROUND(2.5;0)", 3),
        ("=ROUND(-2.5;0)", -3),
        ("=ROUNDUP(20/3;0)", 7),
        ("=ROUNDUP(7;0)", 7),
        ('=COUNTIF(A2:B2;"x")', 1),
        ('=IF(A1>=10;"yes";"no")', "yes"),
        ('=IF(C3="";"empty";1)', "empty"),
        ("=IF(C3=0;1;2)", 1),
        ("=C3", None),
        ("=C3+1", 1),
    ],
)
def test_formula_shows_what_every_spreadsheet_shows(formula, shows):
    cells = {"A1": 10, "B1": 3, "A2": "y", "B2": "x", "C1": formula}
    assert result(cells, "C1") == shows


@pytest.mark.parametrize("formula", ["=", "=1+", "=NOW()", "=1 2", "=SUM(1", "=£"])
def test_formula_that_is_not_known_is_refused(formula):
    with pytest.raises(Unknown):
        result({"A1": formula}, "A1")


def test_formula_is_kept_as_opendocument_has_it():
    assert (
        open_formula('=IF(COUNT(D6:E6)=0;"A1";F3+SUM(D6:D7))')
        == 'of:=IF(COUNT([.D6:.E6])=0;"A1";[.F3]+SUM([.D6:.D7]))'
    )


def test_months_ahead_show_which_one_is_short(sheet_named):
    # The second instalment comes in month 4 instead of 3.
    sheet = sheet_named("months-ahead")
    as_planned = {"B5": 225_000, "B8": 225_000} | column("C", 5, [90_000] * 5)
    assert shown(filled(sheet, as_planned), "D", 5, 8) == [135_000, 45_000, -45_000, 90_000]
    moved = as_planned | column("C", 7, [40_000, 140_000])
    assert shown(filled(sheet, moved), "D", 5, 10) == [135_000, 45_000, 5_000, 90_000, 0, ""]
