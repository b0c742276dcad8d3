"""The pages, from the profile to a pair that ended, and every wrong input."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Draft, Goal, Meeting, Pair, Profile, Programme
from mentorship.pairs import actions as pairing
from tests import factories
from tests.mentorship.forms import goal_form, meeting_form
from tests.responses import errors, messages, text_of
from tests.typed import each

OVERVIEW = "/en/mentoring/"
PROFILE = "/en/mentoring/profile/"
PROGRAMMES = "/en/mentoring/programmes/"

MENTEE = {
    "wants_mentor": "on",
    "need_1": "money",
    "need_2": "rights",
    "nearness": "any",
    "language_1": "fr",
    "level_1": "3",
    "free_time": ["weekday_evening", "weekend_morning"],
}
MENTOR = {
    "is_mentor": "on",
    "strength_money": "3",
    "strength_rights": "2",
    "capacity": "2",
    "nearness": "any",
    "language_1": "fr",
    "level_1": "3",
    "language_2": "en",
    "level_2": "2",
    "free_time": ["weekday_evening"],
}


@pytest.fixture
def pair(world) -> Pair:
    return factories.running_pair(world.a)


@pytest.fixture
def pair_url(pair) -> str:
    return reverse("mentorship:pair", args=[pair.code])


# The way from two profiles to a pair with a goal and a meeting


LOOKING = "A coordinator is looking for someone who suits you."
KEPT = "In your region, no new pairs begin for now. You keep your place"


@pytest.mark.parametrize(
    ("place", "is_open", "said"),
    [
        ("own", True, LOOKING),
        ("all", True, LOOKING),
        ("own", False, KEPT),
        ("all", False, KEPT),
        ("other", True, KEPT),
        ("", True, KEPT),
    ],
)
def test_one_who_waits_reads_whether_anyone_looks_for_a_mentor(
    world, sign_in, place, is_open, said
):
    factories.wants_mentor(world.a.leader)
    regions = {"own": world.a.region, "all": None, "other": world.b.region}
    if place:
        factories.programme(world.a, region=regions[place], is_open=is_open)
    page = text_of(sign_in(world.a.leader).get(OVERVIEW))
    assert [one for one in (LOOKING, KEPT) if one in page] == [said]


def test_journey_from_profiles_to_meeting(world, sign_in):
    leader, mentor = sign_in(world.a.leader), sign_in(world.a.mentor)
    coordinator = sign_in(world.a.coordinator)
    assert "Would you like someone by your side?" in text_of(leader.get(OVERVIEW))
    assert leader.post(PROFILE, MENTEE)["Location"] == OVERVIEW
    assert mentor.post(PROFILE, MENTOR)["Location"] == OVERVIEW
    assert "Your mentor will appear here" in text_of(leader.get(OVERVIEW))

    form = coordinator.get(f"{PROGRAMMES}new/").context["form"]
    terms = {name: form[name].value() for name in form.fields} | {
        "name": "Side by side",
        "region": world.a.region.pk,
    }
    made = coordinator.post(f"{PROGRAMMES}new/", terms)
    again = coordinator.post(f"{PROGRAMMES}new/", terms)
    programme = Programme.objects.get()
    assert made["Location"] == again["Location"] == programme.get_absolute_url()

    coordinator.post(reverse("mentorship:run", args=[programme.code]))
    html = text_of(coordinator.get(programme.get_absolute_url()))
    assert "ZQA leader, mentored by ZQA mentor" in html
    assert "Help with money: the mentor can show others." in html
    draft = Draft.objects.get()
    decide = reverse("mentorship:decide", args=[programme.code, draft.code])
    asked = coordinator.post(decide, {"approve": ""}, follow=True)
    assert messages(asked) == ["Both people have now been asked."]

    pair = Pair.objects.get()
    answer = reverse("mentorship:answer", args=[pair.code])
    assert "A mentor proposed for you" in text_of(leader.get(OVERVIEW))
    assert "Languages in common: French." in text_of(leader.get(pair.get_absolute_url()))
    leader.post(answer, {"answer": "yes"})
    assert mentor.post(answer, {"answer": "yes"})["Location"] == pair.get_absolute_url()

    assert leader.post(pair.get_absolute_url(), goal_form()).status_code == 302
    assert mentor.post(pair.get_absolute_url(), meeting_form()).status_code == 302
    html = text_of(leader.get(OVERVIEW))
    assert "A budget by March" in html
    assert "Last met on" in html


def test_profile_page_shows_what_was_saved(world, sign_in):
    client = sign_in(world.a.mentor)
    client.post(PROFILE, MENTOR)
    profile = Profile.objects.get()
    assert profile.languages == {"fr": 3, "en": 2}
    assert profile.strengths == {"money": 3, "rights": 2}
    form = client.get(PROFILE).context["form"]
    first, further = (
        [(language.value(), level.value()) for language, level in rows]
        for rows in (form.language_rows, form.further_language_rows)
    )
    assert (first, further) == ([("fr", 3), ("en", 2), (None, 2)], [(None, 2)])
    assert form["strength_money"].value() == 3


def test_profile_waiting_counts_from_first_asking(world, sign_in):
    client = sign_in(world.a.leader)
    client.post(PROFILE, MENTEE)
    Profile.objects.update(waiting_since=timezone.localdate() - timedelta(weeks=3))
    client.post(PROFILE, MENTEE)
    assert Profile.objects.get().waiting_since == timezone.localdate() - timedelta(weeks=3)
    client.post(PROFILE, MENTEE | {"wants_mentor": ""})
    assert Profile.objects.get().waiting_since is None


def test_pages_speak_french(world, sign_in, pair_url):
    client = sign_in(world.a.leader)
    for address in (OVERVIEW, PROFILE, pair_url):
        assert client.get(address.replace("/en/", "/fr/")).status_code == 200


# Bad input


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"need_1": ""}, None, None),
        (
            {"need_1": "", "need_2": ""},
            "need_1",
            "Choose at least one subject you would like help with.",
        ),
        (
            {"language_1": ""},
            "language_1",
            "Choose at least one language that you speak well enough to work in.",
        ),
        (
            {"level_1": "1"},
            "language_1",
            "Choose at least one language that you speak well enough to work in.",
        ),
        ({"language_2": "fr"}, "language_2", "You chose this language twice."),
        (
            {"free_time": []},
            "free_time",
            "Choose when you are usually free, or say that you can also write to each other.",
        ),
        ({"free_time": [], "asynchronous": "on"}, None, None),
    ],
)
def test_profile_says_beside_field_what_is_missing(world, sign_in, change, field, sentence):
    response = sign_in(world.a.leader).post(PROFILE, MENTEE | change)
    if field is None:
        assert response.status_code == 302
        return
    assert response.status_code == 200
    assert errors(response) == {field: [sentence]}
    assert 'value="rights" selected' in text_of(response) or change.get("need_2") == ""
    assert Profile.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"language_1": "xx"},
        {"level_1": "9"},
        {"need_1": "nothing"},
        {"free_time": ["midnight"]},
        {"nearness": ""},
        {"nearness": "everywhere"},
    ],
)
def test_profile_refuses_what_is_not_on_offer(world, sign_in, change):
    response = sign_in(world.a.leader).post(PROFILE, MENTEE | change)
    assert response.status_code == 200
    assert next(iter(errors(response))) == next(iter(change))


def test_profile_of_mentor_without_strength(world, sign_in):
    form = MENTOR | {"strength_money": "", "strength_rights": ""}
    response = sign_in(world.a.mentor).post(PROFILE, form)
    assert errors(response) == {"strength_money": ["Choose your level for at least one subject."]}


@pytest.mark.parametrize("capacity", ["0", "5", "", "many"])
def test_profile_refuses_other_capacity(world, sign_in, capacity):
    response = sign_in(world.a.mentor).post(PROFILE, MENTOR | {"capacity": capacity})
    assert list(errors(response)) == ["capacity"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write the goal in a few words."),
        ("   ", "Write the goal in a few words."),
        ("x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
    ],
)
def test_refused_goal_keeps_what_was_typed(world, sign_in, pair_url, text, sentence):
    response = sign_in(world.a.leader).post(pair_url, goal_form(text=text))
    assert response.status_code == 200
    assert errors(response, "goal_form") == {"text": [sentence]}
    assert response.context["goal_form"]["text"].value() == text
    assert Goal.objects.count() == 1


def test_goal_sent_twice_is_kept_once(world, sign_in, pair_url):
    client, form = sign_in(world.a.leader), goal_form()
    for _time in range(2):
        assert client.post(pair_url, form).status_code == 302
    assert factories.words_of(Goal.objects.all()) == ["ZQA goal", form["text"]]


def test_goal_with_a_damaged_key_can_be_sent_once_more(world, sign_in, pair_url):
    client = sign_in(world.a.leader)
    response = client.post(pair_url, goal_form(key="no-key"))
    assert (response.status_code, Goal.objects.count()) == (200, 1)
    assert "This page has expired. Please send it again." in text_of(response)
    mended = response.context["goal_form"]["key"].value()
    assert client.post(pair_url, goal_form(key=mended)).status_code == 302
    assert Goal.objects.count() == 2


def test_meeting_of_tomorrow_is_refused_beside_field(world, sign_in, pair_url):
    tomorrow = timezone.localdate() + timedelta(days=2)
    form = meeting_form(held_on=tomorrow.isoformat())
    response = sign_in(world.a.leader).post(pair_url, form)
    assert errors(response, "meeting_form") == {
        "held_on": ["This day is in the future. Add the meeting once it has taken place."]
    }
    assert "We looked at the cash book" in text_of(response)
    assert Meeting.objects.count() == 1


def test_meeting_today_is_today_in_their_own_zone(world, sign_in, pair, pair_url, time_machine):
    factories.began_days_ago(pair, 5)
    world.a.leader.time_zone = "Pacific/Kiritimati"
    world.a.leader.save()
    time_machine.move_to("2027-03-01 20:00:00+00:00")
    client = sign_in(world.a.leader)
    assert client.post(pair_url, meeting_form(held_on="2027-03-02")).status_code == 302
    assert client.post(pair_url, meeting_form(held_on="2027-03-03")).status_code == 200


def test_meeting_before_the_pair_is_refused(world, sign_in, pair_url):
    form = meeting_form(held_on="1999-12-31")
    response = sign_in(world.a.leader).post(pair_url, form)
    assert list(errors(response, "meeting_form")) == ["held_on"]


@pytest.mark.parametrize(
    ("field", "typed"),
    each(
        held_on=["", "yesterday", "2026-02-30"],
        length=["7"],
        channel=["pigeon"],
        line=["x" * 201],
    ),
)
def test_meeting_with_one_wrong_field(world, sign_in, pair_url, field, typed):
    response = sign_in(world.a.leader).post(pair_url, meeting_form(**{field: typed}))
    assert response.status_code == 200
    assert list(errors(response, "meeting_form")) == [field]
    assert Meeting.objects.count() == 1


def test_meeting_sent_twice_is_kept_once(world, sign_in, pair_url):
    client, form = sign_in(world.a.mentor), meeting_form()
    for _time in range(2):
        assert client.post(pair_url, form).status_code == 302
    assert factories.words_of(Meeting.objects.order_by("pk")) == ["ZQA line", form["line"]]


def test_goal_after_end_says_so_and_keeps_what_was_typed(world, sign_in, pair, pair_url):
    pairing.end(pair=pair, user=world.a.mentor)
    response = sign_in(world.a.leader).post(pair_url, goal_form())
    assert response.status_code == 200
    sentence = "This pair is not active, so nothing can be added. What you wrote was not saved."
    assert errors(response, "goal_form") == {"__all__": [sentence]}
    assert "A budget by March" in text_of(response)


def test_pair_page_with_unknown_form_changes_nothing(world, sign_in, pair_url):
    assert sign_in(world.a.leader).post(pair_url, {"form": "nonsense"}).status_code == 200


def test_goal_marked_done_and_open_again(world, sign_in, pair):
    client = sign_in(world.a.leader)
    goal = pair.goals.get()
    address = reverse("mentorship:goal", args=[pair.code, goal.code])
    client.post(address, {"done": ""})
    goal.refresh_from_db()
    assert goal.done_at is not None
    client.post(address, {"open": ""})
    goal.refresh_from_db()
    assert goal.done_at is None


def test_yes_after_proposal_was_closed_says_so(world, sign_in):
    pair = factories.proposed_pair(world.a)
    pairing.say_no(pair=pair, user=world.a.mentor)
    answer = reverse("mentorship:answer", args=[pair.code])
    response = sign_in(world.a.leader).post(answer, {"answer": "yes"}, follow=True)
    assert messages(response) == ["This proposal is already closed. Nothing was changed."]


def test_other_member_reads_a_no_as_not_this_time(world, sign_in):
    pair = factories.proposed_pair(world.a)
    answer = reverse("mentorship:answer", args=[pair.code])
    client = sign_in(world.a.mentor)
    assert messages(client.post(answer, {"answer": "no"}, follow=True)) == [
        "Thank you for your reply. We do not tell anyone that it was you."
    ]
    sentence = "A proposed pair did not go ahead"
    assert sentence in text_of(sign_in(world.a.leader).get(OVERVIEW))
    assert sentence not in text_of(client.get(OVERVIEW))


@pytest.mark.parametrize("form", [{}, {"answer": "perhaps"}])
def test_missing_answer_changes_nothing(world, sign_in, form):
    pair = factories.proposed_pair(world.a)
    answer = reverse("mentorship:answer", args=[pair.code])
    response = sign_in(world.a.leader).post(answer, form, follow=True)
    assert messages(response) == ["Choose yes or no."]
    pair.refresh_from_db()
    assert pair.mentee_yes is None


def test_end_twice_is_one_end(world, sign_in, pair):
    client = sign_in(world.a.leader)
    address = reverse("mentorship:end", args=[pair.code])
    for _time in range(2):
        assert client.post(address, follow=True).status_code == 200
    pair.refresh_from_db()
    assert not pair.is_open
