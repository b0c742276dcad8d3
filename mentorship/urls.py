"""The addresses of mentoring: each package has its own."""

from django.urls import include, path

app_name = "mentorship"
urlpatterns = [
    path("", include("mentorship.pairs.urls")),
    path("", include("mentorship.meetings.urls")),
    path("", include("mentorship.messages.urls")),
    path("", include("mentorship.profiles.urls")),
    path("", include("mentorship.reviews.urls")),
    path("", include("mentorship.programmes.urls")),
    path("", include("mentorship.matching.urls")),
]
