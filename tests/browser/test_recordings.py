"""A recording of a lesson can be played from the middle."""

from tests.browser.conftest import Phone, Site

RECORDED = """
from learning.models import LessonPage
from django.urls import reverse
for lesson in LessonPage.objects.live().filter(locale__language_code="en"):
    if any(block.block_type == "audio" for block in lesson.body):
        course = lesson.get_parent()
        print(reverse("learning:lesson", args=[course.translation_key, lesson.translation_key]))
        break
"""
MIDDLE = """async (player) => {
    const event = (name) => new Promise((done, fail) => {
        player.addEventListener(name, done, {once: true});
        player.addEventListener("error", fail, {once: true});
    });
    const known = event("loadedmetadata");
    player.preload = "metadata";
    player.load();
    await known;
    const there = event("seeked");
    player.currentTime = player.duration / 2;
    await there;
    return [player.seekable.end(0) / player.duration, player.currentTime / player.duration];
}"""


def test_a_recording_is_played_from_the_middle(phone, site: Site) -> None:
    someone: Phone = phone()
    someone.sign_in("leader")
    page = someone.open(site.shell(RECORDED))
    end, place = page.locator("audio").first.evaluate(MIDDLE)
    assert round(end, 2) == 1
    assert round(place, 2) == 0.5
