"""A form of the studio that was opened before the site got a new version."""

from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from learning.models import LessonPage


def test_exercise_is_saved_from_a_form_that_knows_no_table(studio, lessons):
    exercise = {
        "heading": "A budget",
        "brief": rich_text("<p>Write it.</p>"),
        "reminder": "",
        "rubric": streamfield([("item", "Everything is counted.")]),
        "worked_answer": rich_text(""),
    }
    fields = {"title": "Older", "slug": lessons[0].slug, "summary": "", "minutes": "20"}
    sent = nested_form_data({**fields, "body": streamfield([("exercise", exercise)])})
    studio.post("wagtailadmin_pages:edit", lessons[0].pk, **sent)
    draft = LessonPage.objects.get(pk=lessons[0].pk).get_latest_revision_as_object()
    [kept] = draft.body
    assert (draft.title, list(kept.value["rubric"])) == ("Older", ["Everything is counted."])
    assert (list(kept.value["columns"]), list(kept.value["lines"])) == ([], [])
