"""The law by country in a translation: its words are translated, countries and days are not."""

from datetime import date

from learning.models import LessonPage


def test_countries_and_days_come_along_and_words_are_translated(studio, lessons):
    lesson = LessonPage.objects.get(pk=lessons[0].pk)
    place = {
        "country": "KE",
        "text": "<p>Two laws.</p>",
        "checked_on": date(2026, 3, 14),
        "checked_by": "A law clinic",
    }
    rows = [{"heading": "Room", "cells": ["5 000"]}]
    table = {"heading": "Costs", "columns": ["One day"], "rows": rows, "source": ""}
    lesson.body = [("law", {"heading": "Who may?", "places": [place]}), ("table", table)]
    lesson.save_revision().publish()
    translated = studio.translate_and_publish(lesson.get_parent().specific)
    code = studio.target.language_code
    law, costs = (
        block.value
        for block in LessonPage.objects.child_of(translated)
        .get(translation_key=lesson.translation_key)
        .body
    )
    (kept,) = law["places"]
    assert (kept["country"], kept["checked_on"]) == ("KE", date(2026, 3, 14))
    assert (law["heading"], kept["checked_by"]) == (f"{code} Who may?", f"{code} A law clinic")
    assert kept["text"].source == f"<p>{code} Two laws.</p>"
    assert (costs["heading"], [*costs["columns"]]) == (f"{code} Costs", [f"{code} One day"])
    (line,) = costs["rows"]
    assert (line["heading"], [*line["cells"]]) == (f"{code} Room", [f"{code} 5 000"])
