"""The page of one course in the studio: its lessons in all languages, and their order."""

import re

import pytest
from django.urls import reverse

from learning.models import CoursePage
from people.models import RoleGrant
from tests import factories
from web.codes import encode


def put(studio, course, lesson, number):
    return studio.post(
        "studio-place", course.translation_key, lesson=encode(lesson.translation_key), place=number
    )


def order(course) -> list:
    children = CoursePage.objects.get(pk=course.pk).get_children()
    return [page.translation_key for page in children]


def test_plan_lists_the_lessons_in_order_and_leads_to_a_new_one(studio, course, lessons):
    html = studio.get("studio-course", course.translation_key)
    found = re.findall(r'<th scope="row" lang="\w+">(?:\d\. )?(.*?)</th>', html)
    assert found == [course.title, *(lesson.title for lesson in lessons)]
    add = reverse("studio-add-lesson", args=[course.translation_key])
    assert f'href="{add}"' in html


def test_lessons_are_put_elsewhere_in_every_language(studio, course, lessons):
    translated = studio.translate_and_publish(course)
    first, second, third = (lesson.translation_key for lesson in lessons)
    assert put(studio, course, lessons[0], 2).status_code == 302
    assert order(course) == order(translated) == [second, first, third]
    assert put(studio, course, lessons[2], 1).status_code == 302
    assert order(course) == order(translated) == [third, second, first]


def test_lesson_sent_twice_to_a_place_is_put_there_once(studio, course, lessons):
    for _ in range(2):
        put(studio, course, lessons[0], 2)
    assert order(course) == [lessons[n].translation_key for n in (1, 0, 2)]


@pytest.mark.parametrize("number", ["", "-1", "x", 0, 4, 99, "9" * 5000])
def test_place_that_does_not_exist_is_not_found(studio, course, lessons, number):
    assert put(studio, course, lessons[1], number).status_code == 404
    assert order(course) == [lesson.translation_key for lesson in lessons]


def test_lesson_of_another_course_is_not_found(studio, course, lessons):
    other = factories.course(lessons=2, title="Another")
    assert put(studio, course, other.lessons().first(), 1).status_code == 404
    assert order(course) == [lesson.translation_key for lesson in lessons]


def test_ends_of_the_list_have_one_button(studio, course, lessons):
    html = studio.get("studio-course", course.translation_key)
    assert re.findall(r'name="place" value="(\d)"', html) == ["2", "1", "3", "2"]
    assert '<th scope="col">Order</th>' in html


def test_translator_cannot_order_and_cannot_add(studio, course, lessons, sign_in):
    browser = sign_in(factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Karité"))
    page = browser.get(reverse("studio-course", args=[course.translation_key])).content.decode()
    assert 'name="place"' not in page
    assert '<th scope="col">Order</th>' not in page
    assert "Add a lesson" not in page
    code = encode(lessons[0].translation_key)
    answered = browser.post(
        reverse("studio-place", args=[course.translation_key]), {"lesson": code, "place": 2}
    )
    assert answered["Location"] == reverse("wagtailadmin_home")
    assert order(course) == [lesson.translation_key for lesson in lessons]


def test_plan_of_what_is_no_course_is_not_found(studio, course, lessons):
    for key in (lessons[0].translation_key, course.get_parent().translation_key):
        answered = studio.browser.get(reverse("studio-course", args=[key]))
        assert answered.status_code == 404
