"""Every refusal has a sentence, in English and in French, and belongs to one of four kinds."""

import ast
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.utils import translation

from files.uploads import FileRefused
from learning.authoring.withdrawing import OnlyBlock
from learning.enquiries.actions import IsAnswered, NoLongerWaits, TooManyWaiting
from learning.exchange.packages.actions import IsUnderWay, TooManyImports
from learning.exchange.packages.export import FileMissing, NotLive
from learning.exchange.packages.format.archive import Unreadable as UnreadablePackage
from learning.exchange.quizzes.found import Unfit, Unreadable
from learning.exercises.actions import (
    AlreadyRead,
    AlreadySent,
    IsOlder,
    NotWaiting,
    OtherText,
    TooManyFiles,
)
from learning.partners.actions import HasOwnWork, IsFull, NoSuchCode, NotHandedIn, TooFew
from learning.progress.actions import NotEnrolled, OthersFirst
from learning.runs.actions import HandleElsewhere, NoPlaceToSwitchTo, RunClosed
from learning.runs.planning import TooFewPlaces
from learning.stories.actions import (
    IsGone,
    IsPublished,
    IsTakenDown,
    NotWhatWasRead,
    StoryNoLongerWaits,
    TextHasChanged,
    TooManyStories,
    WasSent,
)
from mentorship.meetings.actions import FirstSay, NotOpen
from mentorship.messages.actions import TooManyMessages
from mentorship.pairs.actions import MentorGone, PairingRefused, PairNotActive
from people.accounts.line import Busy
from people.aliases.names import NameTaken
from people.files.opened import TooMuchAtOnce
from people.invitations.actions import InvitationUnusable, PseudonymTaken
from people.invitations.beginnings import HasCoordinators
from people.recovery.actions import CodeUnusable, PaperCodeUnusable
from people.roles.actions import NotGiven
from people.vouching.actions import CannotSuspend, CannotVouch, VouchedTooOften
from safety.actions import NotWithinBounds
from safety.models import Concern
from tests.sources import modules
from web.errors import Closed, Gone, NotAllowed, Refused, TooMany
from webinars.calendar.address.actions import AddressChanged
from webinars.joining.actions import NoPlace
from webinars.planning.actions import TooFewSeats
from webinars.planning.moments import SkippedHour
from webinars.registration.actions import WebinarClosed
from webinars.rooms.actions import RoomClosed

# Each is made in the language of the request, as where it is raised.
MAKERS = {
    Refused: Refused,
    NotAllowed: NotAllowed,
    Closed: Closed,
    TooMany: TooMany,
    Gone: Gone,
    FileRefused: FileRefused,
    Unreadable: Unreadable,
    Unfit: Unfit,
    UnreadablePackage: UnreadablePackage,
    TooManyImports: TooManyImports,
    NotLive: NotLive,
    FileMissing: FileMissing,
    IsUnderWay: IsUnderWay,
    OnlyBlock: OnlyBlock,
    AlreadyRead: AlreadyRead,
    AlreadySent: AlreadySent,
    IsOlder: IsOlder,
    NotWaiting: NotWaiting,
    OtherText: OtherText,
    TooManyFiles: TooManyFiles,
    TooManyWaiting: TooManyWaiting,
    **{one: one for one in (IsGone, IsPublished, NotWhatWasRead, StoryNoLongerWaits)},
    **{one: one for one in (IsTakenDown, TextHasChanged, WasSent)},
    TooManyStories: TooManyStories,
    IsAnswered: IsAnswered,
    NoLongerWaits: NoLongerWaits,
    HasOwnWork: HasOwnWork,
    IsFull: IsFull,
    NoSuchCode: NoSuchCode,
    NotHandedIn: NotHandedIn,
    TooFew: TooFew,
    NotEnrolled: NotEnrolled,
    OthersFirst: OthersFirst,
    RunClosed: RunClosed,
    NoPlaceToSwitchTo: NoPlaceToSwitchTo,
    HandleElsewhere: HandleElsewhere,
    TooFewPlaces: lambda: TooFewPlaces(2),
    PairingRefused: lambda: PairingRefused("over"),
    PairNotActive: PairNotActive,
    MentorGone: MentorGone,
    InvitationUnusable: InvitationUnusable,
    PseudonymTaken: PseudonymTaken,
    CodeUnusable: CodeUnusable,
    PaperCodeUnusable: PaperCodeUnusable,
    NotGiven: NotGiven,
    CannotVouch: CannotVouch,
    VouchedTooOften: VouchedTooOften,
    CannotSuspend: CannotSuspend,
    NotWithinBounds: lambda: NotWithinBounds(Concern(left_on=date(2030, 1, 1))),
    SkippedHour: lambda: SkippedHour(datetime(2027, 3, 28, 3, 0)),
    TooFewSeats: lambda: TooFewSeats(2),
    WebinarClosed: WebinarClosed,
    AddressChanged: AddressChanged,
    NameTaken: NameTaken,
    RoomClosed: RoomClosed,
    NoPlace: NoPlace,
    FirstSay: FirstSay,
    NotOpen: NotOpen,
    TooManyMessages: TooManyMessages,
    Busy: Busy,
    TooMuchAtOnce: TooMuchAtOnce,
    HasCoordinators: HasCoordinators,
}
# A machine failed, or the site, or a client has the file already, or another worker goes on: no
# person was refused.
OTHER_ROOTS = {"CacheAway", "CannotUnseal", "Lost", "RoomUnavailable", "_NothingToSend"}


def kinds(of: type[Refused]) -> Iterator[type[Refused]]:
    yield of
    for one in of.__subclasses__():
        yield from kinds(one)


def said(error: type[Refused], language: str) -> str:
    with translation.override(language):
        return str(MAKERS[error]())


def test_each_refusal_is_tested_here():
    assert set(kinds(Refused)) == MAKERS.keys()


def test_each_refusal_is_one_of_four_kinds():
    assert Refused.__subclasses__() == [NotAllowed, Closed, TooMany, Gone]


def test_the_apps_have_no_other_exceptions():
    roots = {
        one.name
        for path in modules()
        for one in ast.walk(ast.parse(path.read_text()))
        if isinstance(one, ast.ClassDef)
        and any(ast.unparse(base).endswith(("Exception", "Error")) for base in one.bases)
    }
    assert roots == {"Refused"} | OTHER_ROOTS


@pytest.mark.parametrize("error", MAKERS)
def test_each_has_a_whole_sentence_in_both_languages(error):
    english, french = said(error, "en"), said(error, "fr")
    assert english != french
    assert {sentence[-1] for sentence in (english, french)} <= {".", "?"}
    assert "%(" not in english + french


@pytest.mark.parametrize(
    ("error", "english", "french"),
    [
        (
            NotAllowed,
            "You are not allowed to do this.",
            "Vous n’avez pas le droit de faire cela.",
        ),
        (
            TooFewSeats,
            "2 people already have a place. Give at least that many places.",
            "2 personnes ont déjà une place. Prévoyez au moins autant de places.",
        ),
        (
            SkippedHour,
            "The clocks change that day, and this time does not exist in this time zone. The next "
            "time that exists is 03:00 on 28 March 2027.",
            "Ce jour-là, au changement d’heure, cette heure n’existe pas dans ce fuseau horaire. "
            "La prochaine qui existe est 03:00, le 28 mars 2027.",
        ),
        (
            PairingRefused,
            "This proposal is already closed. Nothing was changed.",
            "Cette proposition est déjà close. Rien n’a été changé.",
        ),
        (
            NoPlace,
            "You do not have a place yet. You need one to join.",
            "Vous n’avez pas encore de place. Il vous en faut une pour entrer.",
        ),
    ],
)
def test_what_a_person_reads(error, english, french):
    assert (said(error, "en"), said(error, "fr")) == (english, french)


def test_the_language_is_that_of_the_reader_and_not_of_the_action():
    error = NoPlace()
    assert said(NoPlace, "fr") != str(error)
    with translation.override("fr"):
        assert str(error) == said(NoPlace, "fr")


def test_one_error_may_have_a_sentence_of_its_own():
    assert str(Closed("This webinar is over.")) == "This webinar is over."
    assert str(Closed()) == "This is closed now. Nothing was changed."
