from django.urls import path

from dashboard import views
from dashboard.health import views as health
from dashboard.help import views as help_views
from dashboard.lockdown import views as lockdown

app_name = "dashboard"
urlpatterns = [
    path("region/", views.region, name="region"),
    path("help/", help_views.help_page, name="help"),
    path("help/<slug:guide>/", help_views.guide_page, name="guide"),
    path("status/", health.status_page, name="status"),
    path("lockdown/", lockdown.lockdown_page, name="lockdown"),
]
