"""The picture says what the table says."""

from web.reading.charts import WIDTH, paired_bars


def test_bars_are_as_long_as_their_numbers():
    chart = paired_bars([("One", 50, 25), ("Two", 10, None)])
    widths = [[bar.width for bar in row.bars] for row in chart.rows]
    assert widths == [[WIDTH - 40, (WIDTH - 40) // 2], [56, 0]]
    assert [[bar.text for bar in row.bars] for row in chart.rows] == [["50", "25"], ["10", "–"]]


def test_nothing_but_hidden_numbers_draws_no_bar():
    chart = paired_bars([("One", None, None)])
    assert [bar.width for bar in chart.rows[0].bars] == [0, 0]


def test_a_long_title_is_cut_where_the_drawing_ends():
    chart = paired_bars([("A course with a title that is far too long", 1, 1)])
    assert chart.rows[0].label == "A course with a title that is f…"


def test_no_rows_draw_nothing():
    assert paired_bars([]).height == 0
