"""Practice stories: two that are published, one in each language, and one that waits for an
editor."""

from dataclasses import dataclass

from demo import dates
from demo.members import called
from learning.models import PublishedStory, Story, SubjectPage
from learning.stories import actions as stories
from learning.stories.parts import Parts


@dataclass(frozen=True)
class Sent:
    """What someone sent `days` ago, about the subject of the first course or another; with a title,
    an editor published it two days later."""

    who: str
    days: int
    language: str
    parts: Parts
    is_of_course: bool = False
    shows_name: bool = False


SENT = [
    Sent(
        "leader3",
        40,
        "en",
        Parts(
            title="Two people count the box, every Friday",
            worked="We open the savings box once a week. Two of us count, and both sign the cash "
            "book. Who counts changes each month.",
            why="No one has to be trusted alone, and no one is suspected alone. Everyone learned "
            "to read the cash book.",
            effects="After one month, the box and the book were the same for the first time. After "
            "a year, a funder accepted our cash book as it was.",
            learned="Begin with a small amount and one page. We would write the rule down earlier, "
            "so that it does not depend on who is there.",
        ),
        is_of_course=True,
    ),
    Sent(
        "leader2",
        25,
        "fr",
        Parts(
            title="Une ligne téléphonique que nous tenons à tour de rôle",
            worked="Nous avons un numéro pour les urgences. Chaque semaine, deux membres le "
            "gardent, et une feuille dit qui appeler ensuite : la santé, le droit, un abri.",
            why="Les membres répondent à des membres. La feuille tient sur une page, et chaque "
            "service y a donné son accord.",
            effects="Dès le premier mois, les appels sont arrivés plus tôt. Au bout d’un an, le "
            "centre de santé reçoit nos membres sans poser de questions inutiles.",
            learned="Personne ne tient seul une ligne. Nous avons ajouté une semaine de repos "
            "après chaque tour, et nous n’écrivons aucun nom.",
        ),
        shows_name=True,
    ),
    Sent(
        "leader",
        3,
        "en",
        Parts(
            worked="Before each meeting with the town hall, we practise it: one of us plays the "
            "official.",
            why="All who speak have heard the hard questions before.",
            effects="We were calm the first time. Six months later they called us.",
            learned="Choose one demand for each meeting, and leave it there on paper.",
        ),
    ),
]


def make() -> None:
    subject = SubjectPage.objects.live().order_by("path")[0].translation_key
    for number, one in enumerate(SENT):
        user, editor = called(one.who), called("editor")
        sent = stories.send(
            user=user,
            key=dates.key(f"story {number}"),
            language=one.language,
            subject_key=subject if one.is_of_course else None,
            parts=Parts(**{**vars(one.parts), "title": ""}),
            shows_name=one.shows_name,
        )
        Story.objects.filter(pk=sent.pk).update(sent_at=dates.ago(one.days))
        if not one.parts.title:
            continue
        sent = stories.propose(story=sent, by=editor, mark=sent.text_mark, parts=one.parts)
        stories.agree(user=user, code=sent.code, mark=sent.mark)
        Story.objects.filter(pk=sent.pk).update(decided_at=dates.ago(one.days - 2))
        PublishedStory.objects.filter(story=sent).update(published_on=dates.day(one.days - 3))
