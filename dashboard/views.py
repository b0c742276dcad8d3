"""The pages that show something of every app: home, the region, and the components."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.health import reports
from dashboard.home import home_of
from dashboard.next_step import next_step
from dashboard.region import CourseFigures, first_figures, region_overview
from dashboard.team import team_of
from dashboard.waiting import numbers_of, waiting_for
from people.accounts.permissions import MemberRequest
from people.guards import member_view, view_if
from people.picking.fields import LanguagesField, TimeZoneField
from people.roles.in_force import begins_at
from people.roles.permissions import (
    can_coordinate_everywhere,
    can_coordinate_regions,
    is_admin,
)
from people.roles.table import Role
from web.reading.charts import BarChart, paired_bars


@member_view
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Members: their next step, what waits because of their roles, coming webinars, progress.
    Leads of an organisation: also that of its members who agreed."""
    mine = home_of(request.user, get_language())
    waiting = waiting_for(
        request.user,
        reviews=mine.waiting,
        managed=mine.managed,
        questions=mine.questions,
        stories=mine.stories,
        translations=mine.translations,
        oldest_review=mine.oldest_review,
    )
    request.waiting = numbers_of(waiting)
    context = {
        "home": mine,
        "team": team_of(request.user, get_language()),
        "step": next_step(mine, has_work=bool(waiting)),
        "waiting": waiting,
        "led_chart": paired_bars([(one.title, one.registered, one.came) for one in mine.led.past]),
        "status": reports.status() if is_admin(request.user) else None,
        "courses": (courses := first_figures(request.user, get_language())),
        "courses_chart": _chart(courses),
        "resting": [
            {"role": Role(role).label, "begins_at": begins_at(request.user, role)}
            for role in sorted(request.user.permissions.resting)
        ],
    }
    return render(request, "dashboard/home.html", context)


@view_if(can_coordinate_regions)
@require_safe
def region(request: MemberRequest) -> HttpResponse:
    """Coordinators: safe numbers of their regions, and waiting work."""
    overview = region_overview(request.user, get_language())
    context = {
        "overview": overview,
        "chart": _chart(overview.courses),
        "is_everywhere": can_coordinate_everywhere(request.user),
    }
    return render(request, "dashboard/region.html", context)


def _chart(courses: list[CourseFigures]) -> BarChart:
    """Return the picture of those courses that have a number to show."""
    return paired_bars(
        [
            (one.title, one.enrolled.shown, one.completed.shown)
            for one in courses
            if not (one.enrolled.is_hidden and one.completed.is_hidden)
        ]
    )


class _Picking(forms.Form):
    languages = LanguagesField()
    time_zone = TimeZoneField()


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Anyone, in demo mode only: every component on one page, in its states."""
    if not settings.DEMO:
        raise Http404
    long, short = _("A heading that may run over two lines on a small phone"), _("Second option")
    context = {
        "waiting": [
            {
                "heading": one,
                "text": _("Help text appears below."),
                "link": "#main",
                "label": _("Decide"),
            }
            for one in (long, short)
        ],
        "chart": paired_bars([(long, 60, 35), (short, 25, None)]),
        "figures": [(long, 60, 35), (short, 25, None)],
        "picking": _Picking(initial={"languages": ["fr", "en"], "time_zone": "Africa/Abidjan"}),
        "asking": _Picking(
            {"asking-languages": "Atlantis", "asking-time_zone": "Atlantis"}, prefix="asking"
        ),
    }
    return render(request, "dashboard/styleguide.html", context)
