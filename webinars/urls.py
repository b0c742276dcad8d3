"""The addresses of webinars: each package has its own."""

from django.urls import include, path

app_name = "webinars"
urlpatterns = [
    path("", include("webinars.registration.urls")),
    path("", include("webinars.planning.urls")),
    path("", include("webinars.calendar.urls")),
    path("", include("webinars.joining.urls")),
]
