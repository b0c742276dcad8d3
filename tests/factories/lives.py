"""A member about whom everything is stored that can be, with a canary in each text."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.log_actions import log
from wagtail.models import Locale, UploadedFile
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, String, StringTranslation, TranslationSource
from wagtailmedia.models import Media

from learning.catalogue import outline
from learning.enquiries import actions as enquiries
from learning.exercises import actions as exercises
from learning.models import (
    Answer,
    Certificate,
    CoursePage,
    CourseRun,
    Enquiry,
    LessonPage,
    LessonProgress,
    PackageImport,
    Review,
    Story,
    TextImport,
    TextPicture,
)
from learning.stories import actions as stories
from mentorship.models import Draft, Pair, Profile, Programme, Run
from people import sealing
from people.contact import actions as contacts
from people.hiding import actions as hiding
from people.invitations import actions as invitations
from people.models import AccessRecord, Hiding, Recovery, RoleGrant, UnsentForm, User, Vouch
from people.notices import actions as notices
from people.notices.kinds import IDLE
from people.privacy import events
from people.roles.permissions import Role
from tests import factories
from webinars.calendar.address import actions as calendar
from webinars.models import Series, Webinar

# No other number in the database looks like it, so that it can be searched for as a text.
PK = 987_654_321
CANARY = "ZHER"


def member(side, *, pk: int = PK, canary: str = CANARY) -> User:
    user = factories.UserFactory(
        pk=pk, pseudonym=f"{canary} Baobab", organisation=side.organisation
    )
    user.set_password(factories.PASSPHRASE)
    user.save()
    return user


def learn(side, user: User, *, canary: str, title: str) -> CoursePage:
    """Courses, answers, an exercise with a file that their mentor read, a certificate, a question
    that comes back, a question to a facilitator with the answer, one that they answered, and
    practice stories."""
    page = factories.course(title=title)
    work = factories.hand_in(user, page, f"{canary} work", f"{canary} cell")
    factories.attach(work, f"{canary} voice".encode())
    factories.together(work)
    of_mentor = factories.together(factories.hand_in(side.mentor, page, "work of the mentor"))
    # Another exercise: who hands in their own work is in no group.
    of_mentor.partners.create(enrolment=work.enrolment, exercise_id=uuid4())
    exercises.review(
        submission=work,
        reviewer=side.mentor,
        verdict=Review.Verdict.IMPROVE,
        text=f"{canary} review that they got",
        key=uuid4(),
    )
    course = outline.course(CoursePage.objects.live(), page.translation_key, "en")
    key = course.lessons[0].key
    LessonProgress.objects.get_or_create(enrolment=work.enrolment, lesson_key=key)
    Answer.objects.create(
        enrolment=work.enrolment,
        lesson_key=key,
        question_id=uuid4(),
        given={"kind": "single_choice", "v": 1, "choice": str(uuid4())},
        words=f"{canary} words in an answer",
        is_right=True,
    )
    Certificate.objects.create(
        enrolment=work.enrolment, number=f"{canary}-7777", month=timezone.localdate()
    )
    asked = factories.enquire(user, page, f"{canary} question")
    enquiries.answer(enquiry=asked, by=side.facilitator, text=f"{canary} answer that they got")
    other = factories.enquire(side.leader, page, "the question of another")
    Enquiry.objects.filter(pk=other.pk).update(answered_by=user, answered_at=timezone.now())
    tell_stories(side, user, canary=canary)
    factories.comes_back(user, page)
    factories.taught(work.enrolment)
    return page


def tell_stories(side, user: User, *, canary: str) -> None:
    """Practice stories: one that was answered, one that is published, and one of another."""
    editor = factories.with_role(factories.UserFactory(), Role.EDITOR, side.region)
    proposed = factories.proposed_story(user, f"{canary} story", by=editor)
    Story.objects.filter(pk=proposed.pk).update(state=Story.State.WAITING)
    stories.send_back(
        story=proposed, by=editor, mark=proposed.text_mark, reply=f"{canary} reply that they got"
    )
    factories.published_story(user, f"{canary} story for all", by=editor, shows_name=True)
    other = factories.tell_story(side.leader, "the story of another")
    Story.objects.filter(pk=other.pk).update(decided_by=user)


def accompany(side, user: User, *, canary: str) -> None:
    """A pair on each side, with goals and notes, and the points of a matching about the member."""
    pair = factories.running_pair(replace(side, leader=user))
    factories.rewrite(pair.goals.all(), f"{canary} goal")
    factories.rewrite(pair.meetings.all(), f"{canary} line")
    factories.message(pair, f"{canary} message", by=user)
    factories.message(pair, f"{canary} message to them", by=side.mentor)
    factories.agreed_meeting(pair)
    factories.proposed_meeting(pair, by=user, days=6)
    # Read again, because a member object caches its roles.
    user = User.objects.get(pk=factories.with_role(user, Role.MENTOR).pk)
    # So that the matching has only them for the second pair.
    Profile.objects.filter(user=side.mentor).update(paused=True)
    # A mentor comes from another organisation.
    side.leader2.organisation = side.other_organisation
    side.leader2.save()
    other = factories.running_pair(replace(side, leader=side.leader2, mentor=user))
    factories.rewrite(other.goals.all(), f"{canary} goal of the other pair")
    Draft.objects.filter(pk=other.draft_id).update(reasons=[{"code": f"{canary} reason"}])
    third = factories.UserFactory(organisation=side.organisation)
    Draft.objects.create(
        programme=other.programme,
        run=uuid4(),
        mentor=side.mentor,
        mentee=third,
        score=1,
        parts={},
        reasons=[],
        alternatives=[{"mentor": str(user.code)}, {"mentor": str(side.coordinator.code)}],
    )
    over = {"ended_at": timezone.now(), "approved_by": user}
    Pair.objects.create(programme=other.programme, mentor=side.mentor, mentee=third, **over)
    run = Run.objects.get(programme=other.programme)
    run.unmatched = {str(user.code): [], str(third.code): []}
    run.save()


def meet(side, user: User, *, canary: str) -> None:
    """Places in webinars, past and to come, and one that the member leads."""
    factories.place(factories.webinar(side), user, alias=f"{canary} alias")
    factories.place(
        factories.webinar(side, starts_in=timedelta(days=-9)), user, alias=f"{canary} old"
    )
    factories.webinar(side, facilitator=user, created_by=user)
    calendar.make(user=user, key=uuid4())


def take_part(side, user: User, page: CoursePage, *, canary: str) -> None:
    """A place in a course run, and a run that the member leads."""
    factories.run_place(factories.course_run(side, page), user, handle=f"{canary} handle")
    factories.course_run(side, page, facilitator=user, created_by=user)
    factories.course_run(side, page, second_facilitator=user)


def work_in_the_studio(user: User, page: CoursePage, colleague: User, *, canary: str) -> None:
    """What Wagtail and the libraries copy about a member who writes courses."""
    page.owner = page.locked_by = user
    page.save()
    page.save_revision(user=user, log_action=True)
    page.history.update(history_user=user)
    log(instance=page, action="wagtail.edit", user=user)
    log(instance=user, action="wagtail.edit", user=colleague)
    log(instance=colleague, action="wagtail.edit", user=user)
    mark = canary.encode()
    profile = UserProfile.get_for_user(user)
    # As they may have been kept by an earlier version: nothing of this kind is stored any more.
    kept = FileSystemStorage()
    profile.avatar.name = kept.save("avatar_images/face.png", ContentFile(mark))
    profile.save()
    upload = UploadedFile(uploaded_by_user=user, for_content_type=None)
    upload.file.name = kept.save("wagtail_uploads/upload.txt", ContentFile(mark))
    upload.save()
    document = Document(title="Cash book", uploaded_by_user=user)
    document.file.name = kept.save("documents/book.pdf", ContentFile(b"%PDF-1.4"))
    document.save()
    Image.objects.create(
        title="Cash book", uploaded_by_user=user, width=1, height=1, file="images/book.png"
    )
    Media.objects.create(
        title="Cash book", uploaded_by_user=user, type="audio", duration=1, file="media/book.mp3"
    )
    kind = ContentType.objects.get_for_model(page)
    where, now = {"user": user, "content_type": kind, "object_id": str(page.pk)}, timezone.now()
    FormState.objects.create(data=f"{canary} half a course", last_updated_at=now, **where)
    EditingSession.objects.create(last_seen_at=now, **where)
    translate(user, page)
    EmailAddress.objects.create(user=user, email=f"{canary}@example.org")
    user.groups.add(Group.objects.create(name=f"Writers of {page.pk}"))
    user.user_permissions.add(Permission.objects.first())
    PackageImport.objects.create(content=b"x", made_by=user, language="en", title="A course")
    text = TextImport.objects.create(
        made_by=user,
        course=page.translation_key,
        language="en",
        lessons=[{"title": f"{canary} half a lesson", "body": []}],
        left={},
    )
    TextPicture.objects.create(text=text, number=0, content=canary.encode())


def translate(user: User, page: CoursePage) -> None:
    """A sentence and a picture of a course in another language, and the copy it is made from."""
    TranslationSource.get_or_create_from_instance(page)
    string, _is_new = String.objects.get_or_create(
        locale=page.locale, data="Cash book", data_hash=uuid4()
    )
    french, _is_new = Locale.objects.get_or_create(language_code="fr")
    by = {"locale": french, "last_translated_by": user}
    said = StringTranslation(translation_of=string, data="Livre de caisse", **by)
    # In bulk: saving one by one would search for the page in the other language.
    StringTranslation.objects.bulk_create([said])
    SegmentOverride.objects.bulk_create([SegmentOverride(data_json="{}", **by)])


def plan(side, user: User) -> None:
    """What the member changed of plans and contents: the histories name them."""
    Series.objects.create(title="Evenings", region=side.region, created_by=user)
    for model in (Programme, Series, Webinar, LessonPage, CourseRun):
        version = model.history.filter(history_user=None).first()
        model.history.filter(pk=version.pk).update(history_user=user)


def have_a_task(side, user: User, *, canary: str) -> None:
    """Roles the member gave and has, invitations, notices, events, a session."""
    RoleGrant.objects.create(user=side.leader, role=Role.LEAD, region=side.region, granted_by=user)
    invitations.invite(key=uuid4(), by=user, organisation=side.organisation)
    notices.tell(user, kind=IDLE, key=f"{canary} notice")
    contacts.keep(user=user, mail=f"{canary}@example.org")
    Authenticator.objects.create(user=user, type="totp", data={"secret": f"{canary} secret"})
    by = side.coordinator.code
    Vouch.objects.create(newcomer=user.code, by=by, kind=Vouch.Kind.INVITED)
    Vouch.objects.create(newcomer=side.leader.code, by=user.code, kind=Vouch.Kind.VOUCHED)
    Recovery.objects.create(user=user, digest=f"{canary} digest", first_by=by)
    Recovery.objects.create(
        user=side.leader, digest=f"of another {side.leader.pk}", second_by=user.code
    )
    AccessRecord.objects.create(subject=user, actor=by, what=AccessRecord.What.NOTE)
    AccessRecord.objects.create(subject=side.leader, actor=user.code, what=AccessRecord.What.NOTE)
    events.record("grant", actor=side.coordinator, subject=user)
    hiding.keep_word(user=user, word=f"{canary} pirogue at noon")
    Hiding.objects.create(user=user)
    UnsentForm.objects.create(
        user=user,
        digest=f"{canary} unsent",
        sealed=sealing.lock(bytes(32), f"{canary} unsent", context="of a test"),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    client = Client()
    client.force_login(user)
    session = client.session
    session["typed"] = f"{canary} typed"
    session.save()


def full(side, *, pk: int = PK, canary: str = CANARY) -> User:
    """Return a member of `side` about whom everything is stored that can be."""
    user = member(side, pk=pk, canary=canary)
    page = learn(side, user, canary=canary, title=f"Course of {side.region.key}")
    accompany(side, user, canary=canary)
    meet(side, user, canary=canary)
    take_part(side, user, page, canary=canary)
    have_a_task(side, user, canary=canary)
    work_in_the_studio(user, page, side.coordinator, canary=canary)
    plan(side, user)
    return user


def comment_on_a_mentee(user: User, *, text: str) -> Review:
    """Let `user` write about the work of the mentee of their pair."""
    mentee = user.pairs_as_mentor.get().mentee
    work = factories.hand_in(mentee, CoursePage.objects.live().first(), "the other one's work")
    return exercises.review(
        submission=work, reviewer=user, verdict=Review.Verdict.IMPROVE, text=text, key=uuid4()
    )
