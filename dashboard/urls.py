from django.urls import path

from dashboard import views
from dashboard.lockdown import views as lockdown

app_name = "dashboard"
urlpatterns = [
    path("region/", views.region, name="region"),
    path("lockdown/", lockdown.lockdown_page, name="lockdown"),
]
