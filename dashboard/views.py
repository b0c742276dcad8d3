"""What next, what is coming, how far: the pages that look over all floors."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dashboard import home as home_page
from dashboard import region as region_desk
from dashboard.charts import paired_bars
from people.accounts.permissions import MemberRequest
from people.guards import member_view, view_if
from people.roles.permissions import Role, coordinates_regions, has_role, is_admin


@member_view
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Members: what next, what is coming, how far."""
    context = {
        "home": home_page.of(request.user, get_language()),
        "coordinates": has_role(request.user, Role.COORDINATOR),
        "coordinates_regions": coordinates_regions(request.user),
        "reads_concerns": has_role(request.user, Role.SAFETY),
        "is_admin": is_admin(request.user),
    }
    return render(request, "dashboard/home.html", context)


@view_if(coordinates_regions)
@require_safe
def region(request: MemberRequest) -> HttpResponse:
    """Coordinators: their regions, in safe numbers, and what waits."""
    desk = region_desk.desk(request.user, get_language())
    bars = [(row.title, row.enrolled.shown, row.completed.shown) for row in desk.courses]
    return render(request, "dashboard/region.html", {"desk": desk, "chart": paired_bars(bars)})
