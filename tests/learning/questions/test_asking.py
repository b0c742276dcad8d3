"""A question of every kind on its page: before an answer, after it, and with bad input."""

import re

import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from learning.catalogue import contents, outline
from learning.models import Answer, CoursePage, LessonPage
from learning.questions.kinds import registry
from tests import factories
from tests.learning.questions.publishing import address, illustrated, published, question
from tests.learning.walking import Walk
from web.codes import encode

pytestmark = pytest.mark.parametrize("kind", registry.KINDS, ids=lambda kind: kind.kind)

COMMENTS = {"hint": "Look at the book.", "again": "Who saw it?", "why": "Two people saw it."}
MARKED = re.compile(r'\s(?:checked|selected)\b|<input type="text"[^>]* value=|<textarea[^>]*>\s*\w')
NOT_AN_ANSWER = ["", "\x00", "A" * 22, "' OR 1=1", "x" * 10_000, " ", "[]"]


@pytest.fixture
def asked(walk, kind, settings, tmp_path) -> Walk:
    """The walk of a learner whose first lesson asks the sample of this kind."""
    settings.MEDIA_ROOT = tmp_path
    return published(walk, kind.kind, illustrated(kind.block().sample()) | comments(kind))


def comments(kind) -> dict[str, str]:
    """Return the comments that an editor can write for this kind."""
    return {name: said for name, said in COMMENTS.items() if name in kind.block().child_blocks}


def right(walk: Walk) -> dict[str, str | list[str]]:
    """Return what a browser sends for the right answer."""
    form = question(walk).form(None, question(walk).right_answer)
    return {name: form[name].value() for name in form.fields}


def main(walk: Walk, lang: str = "en") -> str:
    page = walk.client.get(address(walk, lang)).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_page_before_an_answer_has_no_sign_of_the_right_one(asked, kind):
    page = main(asked).replace('<option value="" selected>', "")
    assert COMMENTS["hint"] in page
    assert [one for one in (COMMENTS["again"], COMMENTS["why"]) if one in page] == []
    assert MARKED.findall(page) == []


def test_right_answer_is_right_and_explained_in_both_languages(asked, kind):
    factories.in_french(asked.page)
    response = asked.client.post(address(asked), right(asked))
    assert (response.status_code, response["Location"]) == (302, address(asked))
    assert Answer.objects.get().is_right
    assert ("Yes, that is right." in main(asked)) == kind.is_marked
    assert COMMENTS["why"] in main(asked)
    assert ("Oui, c’est juste." in main(asked, "fr")) == kind.is_marked


def test_kept_answer_is_in_the_form_again(asked, kind):
    asked.client.post(address(asked), right(asked))
    form = question(asked).form(None, Answer.objects.get().given)
    assert {name: form[name].value() for name in form.fields} == right(asked)


def test_same_answer_sent_twice_writes_once(asked, kind):
    asked.client.post(address(asked), right(asked))
    kept = Answer.objects.get()
    asked.client.post(address(asked), right(asked))
    assert Answer.objects.get().answered_at == kept.answered_at


@pytest.mark.parametrize("value", NOT_AN_ANSWER)
def test_what_is_no_answer_is_refused_beside_its_field(asked, kind, value):
    for name in right(asked):
        sent = right(asked) | {name: value}
        response = asked.client.post(address(asked), sent)
        if response.status_code == 302:
            continue
        assert response.status_code == 200
        [refused] = response.context["form"].errors
        assert refused == name or not kind.is_marked
        assert f'id="id_{refused}_error"' in response.content.decode()
    assert Answer.objects.filter(is_right=kind.is_marked).count() == 0


def test_answer_with_nothing_in_it_is_refused_beside_every_field(asked, kind):
    response = asked.client.post(address(asked), {"another": encode(question(asked).id)})
    required = {name for name, field in response.context["form"].fields.items() if field.required}
    assert response.context["form"].errors.keys() == required or not kind.is_marked
    assert response.context["form"].errors
    assert Answer.objects.count() == 0


def test_two_values_where_one_is_due_are_refused(asked, kind):
    sent = {name: [value, value] for name, value in right(asked).items() if isinstance(value, str)}
    response = asked.client.post(address(asked), right(asked) | sent)
    if not sent:
        assert response.status_code == 302
        return
    told = {name: ["Give one answer here, not several."] for name in sent}
    assert response.context["form"].errors == told
    assert Answer.objects.count() == 0


def test_sample_can_be_published_and_shows_its_answer(asked, kind):
    block = kind.block()
    sample = illustrated(block.sample())
    value = block.clean(block.normalize({**block.get_default(), **sample, **comments(kind)}))
    html = block.render(value)
    assert "<fieldset disabled>" in html
    assert "Two people saw it." in html


def test_page_is_small_and_asks_the_database_little(asked, kind, django_assert_max_num_queries):
    asked.client.get(address(asked))
    with django_assert_max_num_queries(6):
        page = asked.client.get(address(asked))
    assert len(page.content) < 12_000


def test_translators_get_the_words_and_nothing_else(
    asked, kind, django_capture_on_commit_callbacks
):
    factories.in_french(asked.page)
    lesson = LessonPage.objects.get(title="Lesson 1")
    source, _is_new = TranslationSource.update_or_create_from_instance(lesson)
    french = Translation.objects.create(
        source=source, target_locale=Locale.objects.get(language_code="fr")
    )
    asked_for = []
    for segment in source.stringsegment_set.select_related("string"):
        asked_for.append(segment.string.data)
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=french.target_locale,
            context=segment.context,
            data=f"FR {segment.string.data}",
        )
    with django_capture_on_commit_callbacks(execute=True):
        french.save_target(publish=True)
    assert [text for text in asked_for if text in ("1", "2", "true", "false", "0")] == []
    assert set(comments(kind).values()) <= set(asked_for)
    course = outline.course(CoursePage.objects.live(), asked.page.translation_key, "fr")
    content = contents.of(course.lessons[0])
    assert content.untranslated == frozenset()
    [translated] = content.questions
    first = question(asked)
    assert (translated.id, translated.text) == (first.id, f"FR {first.text}")
    assert translated.why == f"FR {COMMENTS['why']}"
    assert translated.reply(first.right_answer).is_right
    assert translated.right_answer == first.right_answer
