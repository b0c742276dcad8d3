"""Erasing a member: nothing about them is left anywhere, and nothing about others is lost."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.celery import GuardedTask, app
from config.schedule import every_task
from learning.models import Review
from mentorship.notices import PAIR_ENDED
from people.models import Event, MemberSession, User
from people.privacy import erasure, register
from people.privacy.middleware import ErasureGuard
from people.sessions.store import SessionStore
from people.tasks import forget_old_events
from tests import canaries, factories
from tests.factories import lives
from webinars.models import Registration

pytestmark = pytest.mark.servers


@pytest.fixture(autouse=True)
def _own_list(settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "apart" / "erased.txt"
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def member(world) -> User:
    return lives.full(world.a)


@pytest.fixture
def erase(django_capture_on_commit_callbacks):
    def erase(user: User) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            erasure.erase(user=user)

    return erase


def form(**changes) -> dict:
    return {"passphrase": factories.PASSPHRASE, "sure": "on"} | changes


# --- The action ------------------------------------------------------------------------------


def test_canaries_are_found_before_the_erasure(member, settings):
    """The search itself works, so finding nothing later means something."""
    found = {hit.partition(":")[0] for hit in canaries.hits(lives.CANARY)}
    assert found >= {
        *("people_user", "people_notice", "account_emailaddress", "wagtailcore_modellogentry"),
        *("learning_certificate", "webinars_registration", "mentorship_draft"),
        "sessions, opened",
    }
    held = {hit.partition(":")[0] for hit in canaries.hits(*canaries.marks_of(member))}
    assert held >= {
        *("people_event", "people_rolegrant", "people_invitation", "webinars_webinar"),
        *("wagtailcore_page", "wagtailcore_revision", "wagtailcore_pagelogentry"),
        *("learning_historicalcoursepage", "wagtaildocs_document", "mentorship_run"),
        *("wagtailusers_userprofile", "wagtailcore_uploadedfile", "people_user_groups"),
        "wagtail_localize_translationsource",
    }
    assert len(canaries.files_with(lives.CANARY, settings.MEDIA_ROOT)) == 2


# Wagtail's comments and workflows are switched off (config/settings.py).
SWITCHED_OFF = {
    *("wagtailcore.Comment.user", "wagtailcore.Comment.resolved_by"),
    *("wagtailcore.CommentReply.user", "wagtailcore.PageSubscription.user"),
    *("wagtailcore.TaskState.finished_by", "wagtailcore.WorkflowState.requested_by"),
}


def test_every_relation_to_a_member_has_a_row_for_this_member(member):
    """In every app and library: a new table that names members has to be filled in `lives`."""
    lives.comment_on_a_mentee(member, text="ZLETTER")
    pointing = [
        field
        for field in User._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete
    ]
    empty = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in pointing
        if not relation.related_model._base_manager.filter(
            **{relation.field.name: member.pk}
        ).exists()
    }
    assert empty == SWITCHED_OFF


# Codes, choices, digests and keys: nothing that a member or their phone can fill.
NO_WORDS = {
    # The pseudonym in small letters.
    "people.User.name_key",
    *(f"mentorship.Profile.{name}" for name in ("languages", "needs", "strengths", "free_time")),
    "learning.Answer.given",
    "learning.Story.language",
    *("mentorship.Draft.parts", "mentorship.Draft.alternatives", "mentorship.PairKey.wrapped_key"),
    "mentorship.PlannedMeeting.slots",
    "webinars.CalendarAddress.digest",
    *("webinars.Registration.opaque_id", "people.Event.kind", "people.MemberKey.wrapped_key"),
    *(f"people.User.{name}" for name in ("time_zone", "exit_to", "password", "login_code")),
    # Sealed under a key that only a browser has.
    "people.UnsentForm.sealed",
    # Sealed and opened only to compare it; no copy has it.
    "people.CodeWord.sealed_word",
    # Signed and packed by Django; its contents are opened below.
    "people.MemberSession.session_data",
}


def has_words(field: models.Field) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return isinstance(field, (*kinds, models.FileField)) and not field.choices


def said(record: register.Record, row: models.Model, name: str) -> str:
    opener = record.openers.get(name)
    # The opener of a file gives its name.
    return str(opener(row) if opener and name != record.file else getattr(row, name))


def test_every_text_about_the_member_carries_the_canary(member):
    """All declared texts are filled, so that the search after the erasure means something."""
    without = {
        f"{record.model}.{name}"
        for record in register.records()
        for name in record.about_people
        if record.eraser is not register.Eraser.EXPIRES
        and has_words(record.rows.model._meta.get_field(name))
        and not any(lives.CANARY in said(record, row, name) for row in record.naming(member))
    }
    assert without == NO_WORDS
    assert (
        f"{lives.CANARY} typed"
        in SessionStore().decode(member.sessions.get().session_data).values()
    )


def test_erase_leaves_no_canary_no_number_and_no_code_in_any_table(member, erase, settings):
    marks = canaries.marks_of(member)
    erase(member)
    assert canaries.hits(lives.CANARY, *marks) == []
    assert canaries.files_with(lives.CANARY, settings.MEDIA_ROOT) == []


def test_erase_leaves_all_others_as_they_were(world, member, erase):
    other = lives.full(world.b, pk=123_987_654, canary="ZOTHER")
    before = sorted(canaries.hits("ZOTHER", *canaries.marks_of(other)))
    erase(member)
    assert sorted(canaries.hits("ZOTHER", *canaries.marks_of(other))) == before
    assert MemberSession.objects.count() == 1


def test_erase_keeps_a_review_for_its_reader_without_its_writer(member, erase):
    comment = lives.comment_on_a_mentee(member, text="ZLETTER")
    erase(member)
    kept = Review.objects.get(pk=comment.pk)
    assert (kept.reviewer, kept.text) == (None, "ZLETTER")


def test_erase_keeps_contents_and_plans_without_the_member(member, erase):
    led = member.webinars_led.get()
    erase(member)
    led.refresh_from_db()
    assert (led.facilitator, led.created_by) == (None, None)


def test_erase_notifies_the_other_one_of_a_pair_and_says_nothing_more(world, member, erase):
    erase(member)
    for other in (world.a.mentor, world.a.leader2):
        notice = other.notices.get(read_at=None)
        assert (notice.kind, notice.subject_code) == (PAIR_ENDED.name, None)


def test_erase_moves_the_waiting_list_up(world, erase):
    webinar = factories.webinar(world.a, seats=1)
    factories.place(webinar, world.a.leader)
    waits = factories.place(webinar, world.a.leader2, state=Registration.State.WAITING)
    erase(world.a.leader)
    waits.refresh_from_db()
    assert waits.has_place


def test_erase_leaves_others_in_the_points_of_the_matching(world, member, erase):
    draft = world.a.mentor.drafts_as_mentor.exclude(mentee=member).get()
    erase(member)
    draft.refresh_from_db()
    assert draft.alternatives == [{"mentor": str(world.a.coordinator.code)}]


def test_erase_twice_changes_nothing(member, erase):
    erase(member)
    again = User(pk=lives.PK, code=member.code)
    erase(again)
    assert len(erasure.erased_codes()) == 1
    assert Event.objects.filter(kind="erase").count() == 1


def test_erase_keeps_everything_when_the_list_cannot_be_written(member, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.ERASURE_LIST = tmp_path / "file" / "erased.txt"
    with pytest.raises(OSError):
        erasure.erase(user=member)
    assert User.objects.filter(pk=member.pk).exists()
    assert member.enrolments.count() == 1


# --- The erasure list ------------------------------------------------------------------------


def test_list_holds_random_codes_and_nothing_else(member, erase, settings):
    code = member.code
    erase(member)
    assert settings.ERASURE_LIST.read_text() == f"{code}\n"
    assert settings.ERASURE_LIST.stat().st_mode & 0o777 == 0o600


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """While this lasts, no file of this process may grow beyond `size` bytes, its log included."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_list_takes_a_whole_line_or_nothing(settings):
    """The system writes the beginning of a line where there is no room for all of it."""
    before = f"{UUID(int=1)}\n"
    settings.ERASURE_LIST.parent.mkdir()
    settings.ERASURE_LIST.write_text(before)
    with pytest.raises(OSError, match="File too large"), room_for(len(before) + 10):
        erasure._remember(UUID(int=2))
    assert settings.ERASURE_LIST.read_text() == before


def restored(side, code) -> User:
    """Return the member as an old copy of the database brings them back."""
    user = lives.full(side)
    User.objects.filter(pk=user.pk).update(code=code)
    user.refresh_from_db()
    return user


def test_replay_erases_members_who_came_back(world, erase, capsys):
    first = lives.member(world.a)
    code = first.code
    erase(first)
    restored(world.a, code)
    call_command("replay_erasures")
    assert capsys.readouterr().out == "Erased again: 1.\n"
    assert canaries.hits(lives.CANARY, str(lives.PK), code.hex, str(code)) == []
    call_command("replay_erasures")
    assert capsys.readouterr().out == "Erased again: 0.\n"
    assert erasure.erased_codes() == [code]


def test_no_one_is_served_until_the_list_is_replayed(world, erase):
    first = lives.member(world.a)
    code = first.code
    erase(first)
    User.objects.filter(pk=lives.member(world.a).pk).update(code=code)
    client = Client()
    for path in ("/en/", "/en/sign-in/", "/en/home/", "/healthz", "/studio/"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "Nothing is lost." in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
    erasure.replay()
    assert client.get("/en/").status_code == 200


def test_guard_queries_once_for_each_process(world, erase, rf, django_assert_num_queries):
    erase(world.a.leader)
    guard = ErasureGuard(lambda request: "served")
    with django_assert_num_queries(1):
        assert guard(rf.get("/")) == "served"
    with django_assert_num_queries(0):
        assert guard(rf.get("/")) == "served"


def test_guard_stays_closed_when_the_list_cannot_be_read(db, rf, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    settings.ERASURE_LIST.write_text("half a li")
    assert ErasureGuard(lambda request: "served")(rf.get("/")).status_code == 503


def test_worker_does_nothing_until_the_list_is_replayed(world, erase, monkeypatch, caplog):
    monkeypatch.setattr(GuardedTask, "is_clear", False)
    code = world.a.leader.code
    erase(world.a.leader)
    User.objects.filter(pk=lives.member(world.a).pk).update(code=code)
    Event.objects.create(kind="old", day=timezone.localdate() - timedelta(days=200))
    forget_old_events.apply(throw=True)
    assert Event.objects.filter(kind="old").exists()
    assert "run manage.py replay_erasures" in caplog.text
    erasure.replay()
    forget_old_events.apply(throw=True)
    assert not Event.objects.filter(kind="old").exists()


def test_every_task_is_guarded():
    app.loader.import_default_modules()
    tasks = [app.tasks[entry["task"]] for entry in every_task().values()]
    assert [task for task in tasks if not isinstance(task, GuardedTask)] == []


def test_replay_says_in_words_that_the_list_cannot_be_read(db, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    settings.ERASURE_LIST.write_text("half a li")
    with pytest.raises(CommandError, match="each of its lines is one code"):
        call_command("replay_erasures")


def test_guard_needs_no_query_as_long_as_no_one_was_erased(db, rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ErasureGuard(lambda request: "served")(rf.get("/")) == "served"


# --- The page --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["people:export", "people:erase"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_the_sign_in_page(client, db, name, method):
    answer = getattr(client, method)(reverse(name))
    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={reverse(name)}"


def test_erase_page_signs_the_member_out_and_says_so(world, sign_in):
    user = lives.member(world.a)
    client = sign_in(user)
    answer = client.post(reverse("people:erase"), form(), follow=True)
    assert answer.redirect_chain == [(reverse("landing"), 302)]
    assert "Everything about you has been erased." in answer.content.decode()
    assert not User.objects.filter(pk=user.pk).exists()
    assert client.get(reverse("home")).status_code == 302


def test_erase_page_erases_only_the_one_who_asks(world, sign_in):
    user = lives.member(world.a)
    others = User.objects.exclude(pk=user.pk).count()
    sign_in(user).post(reverse("people:erase"), form(user=world.b.leader.pk))
    assert User.objects.count() == others


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"passphrase": "wrong"}, "passphrase", "This is not your passphrase. Try again."),
        ({"passphrase": ""}, "passphrase", "This field is required."),
        ({"passphrase": "x" * 201}, "passphrase", None),
        ({"sure": ""}, "sure", "This field is required."),
    ],
)
def test_erase_page_says_what_is_missing_beside_the_field(world, sign_in, changes, field, sentence):
    user = lives.member(world.a)
    answer = sign_in(user).post(reverse("people:erase"), form(**changes))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    if sentence:
        assert answer.context["form"].errors[field] == [sentence]
        assert f'id="id_{field}_error">{sentence}' in answer.content.decode()
    assert User.objects.filter(pk=user.pk).exists()


def test_erase_page_slows_guessing_down_and_works_again_later(world, sign_in, time_machine):
    user = lives.member(world.a)
    client = sign_in(user)
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    for _ in range(5):
        client.post(reverse("people:erase"), form(passphrase="wrong"))
    answer = client.post(reverse("people:erase"), form())
    assert answer.context["form"].errors["passphrase"] == [
        "Too many tries. Wait a few minutes, then try again."
    ]
    assert sign_in(world.a.leader).get(reverse("people:erase")).status_code == 200
    time_machine.move_to(now + timedelta(minutes=2), tick=False)
    assert client.post(reverse("people:erase"), form()).url == reverse("landing")


def test_erase_page_says_when_it_did_not_work(world, sign_in, settings, tmp_path):
    user = lives.member(world.a)
    client = sign_in(user)
    client.get(reverse("people:erase"))
    (tmp_path / "file").write_text("")
    settings.ERASURE_LIST = tmp_path / "file" / "erased.txt"
    answer = client.post(reverse("people:erase"), form())
    assert answer.status_code == 200
    assert "nothing was erased" in answer.content.decode()
    assert User.objects.filter(pk=user.pk).exists()
