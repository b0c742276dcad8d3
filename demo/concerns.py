"""Concerns: answered, waiting, urgent. No one knows who wrote them, also here."""

from dataclasses import dataclass

from demo import dates
from demo.members import called
from people.models import Organisation, User
from safety import actions
from safety.models import Concern, ConcernMessage


@dataclass(frozen=True)
class Said:
    """A text, so many days ago, of the person who reported the concern or of the safety officer."""

    days: int
    text: str
    by_officer: bool = False


# What was said of each concern, and the group that it is about.
CONCERNS: list[tuple[str, list[Said]]] = [
    (
        "",
        [
            Said(
                96,
                "Pendant un atelier, quelqu’un a pris des photos sans demander."
                " On reconnaît des visages. Elles circulent dans un groupe de messages.",
            ),
            Said(
                95,
                "Merci de l’avoir dit. Nous demandons aujourd’hui que les photos soient effacées."
                " Y a-t-il des personnes à prévenir ? Écrivez des rôles, pas de noms.",
                by_officer=True,
            ),
            Said(93, "Trois participantEs sont prévenuEs. La personne qui animait s’en occupe."),
            Said(
                90,
                "Les photos sont effacées. La règle « pas de photo » est lue désormais"
                " au début de chaque atelier.",
                by_officer=True,
            ),
        ],
    ),
    (
        "river",
        [
            Said(
                33,
                "A mentor asked me for money before we could go on. I did not pay."
                " I do not want to talk to my own group about it.",
            ),
            Said(
                32,
                "You did right, and it is not your fault. No one here may ask for money."
                " You can end the pair on its page without a reason; another mentor is proposed"
                " to you then. May we speak with the coordinators, without saying who told us?",
                by_officer=True,
            ),
        ],
    ),
    (
        "",
        [
            Said(
                6,
                "Dans notre équipe, une personne lit les messages des autres sur le téléphone"
                " commun. Comment en parler sans dispute ?",
            )
        ],
    ),
    (
        "lake",
        [
            Said(
                1,
                "URGENT. A phone of the group was taken at a police check last night. Our list of"
                " contacts is on it, without a code. What should we do first?",
            )
        ],
    ),
]


def make(organisations: dict[str, Organisation]) -> None:
    officer = called("safety")
    for number, (about, texts) in enumerate(CONCERNS):
        _make(number, organisations.get(about), texts, officer)


def _make(number: int, about: Organisation | None, texts: list[Said], officer: User) -> None:
    first, *others = texts
    actions.leave(key=dates.key(f"concern {number}"), text=first.text, organisation=about)
    concern = Concern.objects.latest("pk")
    for at, said in enumerate(others):
        key = dates.key(f"concern {number} {at}")
        if said.by_officer:
            actions.answer(concern=concern, by=officer, text=said.text, key=key)
        else:
            actions.write(concern=concern, text=said.text, key=key)
    for row, said in zip(concern.messages.all(), texts, strict=True):
        ConcernMessage.objects.filter(pk=row.pk).update(written_on=dates.day(said.days))
    left_on = dates.day(first.days)
    Concern.objects.filter(pk=concern.pk).update(
        left_on=left_on, keep_until=left_on + Concern.KEPT_FOR
    )
