"""A question whose answers are pictures."""

import gzip
import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from wagtail.images.models import Image
from wagtail.models import ReferenceIndex

from cms.blocks import SMALL, Weight
from learning.models import Answer, LessonPage
from learning.questions.kinds.picture_choice import PictureChoice, PictureChoiceBlock
from people.privacy import export
from tests import factories
from tests.files import own
from tests.learning.questions.publishing import address, change, drawing, published, question
from tests.learning.walking import Walk

WORDS = ("Two people count", "One person counts", "No one counts")


def choices(right=(0,), words=WORDS, **said) -> list[dict]:
    return [
        {"image": drawing(text), "text": text, "right": n in right, "feedback": f"{text}?", **said}
        for n, text in enumerate(words)
    ]


def block(**own) -> dict:
    return {**PictureChoiceBlock().get_default(), "text": "Which one?", **own}


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def asked(walk) -> Walk:
    return published(walk, "picture_choice", block(choices=choices()))


def choose(walk: Walk, number: int, lang: str = "en"):
    code = question(walk).choices[number - 1].code
    return walk.client.post(address(walk, lang), {"choice": code})


def pictures(walk: Walk, lang: str = "en") -> list[tuple[str, str]]:
    """Return the address and the words of each picture on the page of the question."""
    page = walk.client.get(address(walk, lang)).content.decode()
    return re.findall(r'<img src="([^"]+)" width="240" height="180" alt="([^"]+)">', page)


def small() -> list:
    return [Image.objects.get(title=text).get_rendition(SMALL) for text in WORDS]


def test_page_shows_each_picture_small_with_its_words(asked):
    shown = [(one.url, text) for one, text in zip(small(), WORDS, strict=True)]
    assert pictures(asked) == shown


def test_right_picture_is_right_and_another_has_its_comment(asked):
    choose(asked, 2)
    response = asked.client.get(address(asked))
    assert [line.feedback for line in response.context["reply"].lines] == ["One person counts?"]
    choose(asked, 1)
    assert Answer.objects.get().is_right
    assert "Two people count" in asked.client.get(address(asked)).content.decode()


def test_small_pictures_are_in_the_price_of_the_lesson(asked):
    made = PictureChoiceBlock()
    value = LessonPage.objects.get(title="Lesson 1").body[1].value
    together = sum(one.file.size for one in small())
    assert made.weight(value) == Weight(opening=together)
    assert asked.content(1).weight > together


def test_drawing_is_shown_as_it_is(walk):
    drawn = Image.objects.create(title="day", file=own.kept())
    made = [{**one, "image": drawn} for one in choices(words=WORDS[:2])]
    published(walk, "picture_choice", block(choices=made))
    page = walk.client.get(address(walk)).content.decode()
    shown = re.findall(r'<img src="(\S+\.svg)" width="360" height="240" alt="[^"]+">', page)
    assert len(shown) == 2
    assert b"".join(walk.client.get(shown[0]).streaming_content) == own.DRAWING
    value = LessonPage.objects.get(title="Lesson 1").body[1].value
    size = len(gzip.compress(own.DRAWING))
    assert PictureChoiceBlock().weight(value) == Weight(opening=2 * size)


def status(client, file: str) -> int:
    answered = client.get(file)
    if answered.streaming:
        assert b"".join(answered.streaming_content)
    return answered.status_code


def test_pictures_are_for_those_who_may_read_the_lesson(asked, client):
    ReferenceIndex.create_or_update_for_object(LessonPage.objects.get(title="Lesson 1"))
    files = [file for file, _words in pictures(asked)]
    asked.page.access = "members"
    asked.page.save_revision().publish()
    assert [status(client, file) for file in files] == [404, 404, 404]
    assert [status(asked.client, file) for file in files] == [200, 200, 200]
    asked.page.access = "open"
    asked.page.save_revision().publish()
    assert [status(client, file) for file in files] == [200, 200, 200]


def test_without_its_picture_an_answer_is_its_words(asked):
    Image.objects.get(title=WORDS[1]).delete()
    change(asked, lambda value: value)
    assert [words for _file, words in pictures(asked)] == [WORDS[0], WORDS[2]]
    assert "<span>One person counts</span>" in asked.client.get(address(asked)).content.decode()
    assert choose(asked, 2).status_code == 302


def test_words_are_text_and_no_code(walk):
    published(walk, "picture_choice", block(choices=choices(words=('"><b>', "b", "c"))))
    page = walk.client.get(address(walk)).content.decode()
    assert 'alt="&quot;&gt;&lt;b&gt;"' in page
    assert '"><b>' not in page


def test_translation_may_show_another_picture_and_a_stale_one_comments_nothing(asked):
    factories.in_french(asked.page)
    page = factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    story, raw = page.body.get_prep_value()
    own = drawing("French")
    raw["value"]["choices"][0]["value"] |= {"text": "Deux personnes", "image": own.pk}
    raw["value"]["choices"][1]["value"] |= {"right": True}
    page.body = page.body.stream_block.to_python([story, raw])
    page.save_revision().publish()
    assert pictures(asked, "fr")[0] == (own.get_rendition(SMALL).url, "Deux personnes")
    choose(asked, 2)
    reply = asked.client.get(address(asked, "fr")).context["reply"]
    assert (reply.is_right, reply.lines[0].feedback) == (False, "")
    choose(asked, 1)
    assert asked.client.get(address(asked, "fr")).context["reply"].is_right


def test_question_is_asked_again_when_an_editor_took_out_the_picture(asked):
    choose(asked, 2)
    change(asked, lambda value: value | {"choices": [value["choices"][0], value["choices"][2]]})
    assert asked.client.get(address(asked)).context["reply"] is None


def test_copy_of_a_member_has_the_words(asked):
    choose(asked, 2)
    [section] = [one for one in export.gather(asked.user) if one.model == "learning.Answer"]
    [row] = [{entry.name: entry.told for entry in row} for row in section.rows]
    assert row["given"] == "One person counts"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("right", "said"), [((), {}), ((0, 1), {}), ((0,), {"image": None}), ((0,), {"text": ""})]
)
def test_editor_cannot_publish_a_question_that_no_one_can_answer(right, said):
    made = PictureChoiceBlock()
    with pytest.raises(ValidationError) as refused:
        made.clean(made.normalize(block(choices=choices(right, **said))))
    assert refused.value.block_errors.keys() == {"choices"}


def test_draft_without_pictures_can_be_previewed():
    made = PictureChoiceBlock()
    drawn = PictureChoice.of_block(uuid4(), made.normalize(block()))
    assert [label for _code, label in drawn.options] == ["", "", ""]
    assert made.weight(made.normalize(block())) == Weight()
