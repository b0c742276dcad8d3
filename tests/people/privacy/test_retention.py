"""Events are forgotten on time."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from people import tasks
from people.models import Event
from people.privacy import events


def test_events_are_forgotten_after_180_days(world):
    for days in (181, 180, 0):
        event = events.record("register", actor=world.a.leader)
        Event.objects.filter(pk=event.pk).update(day=timezone.localdate() - timedelta(days=days))
    tasks.forget_old_events()
    assert sorted(timezone.localdate() - event.day for event in Event.objects.all()) == [
        timedelta(0),
        timedelta(days=180),
    ]


def test_forgetting_events_is_on_the_clock():
    scheduled = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert tasks.forget_old_events.name in scheduled
