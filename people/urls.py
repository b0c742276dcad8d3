"""The addresses of people: each package has its own."""

from django.urls import include, path

app_name = "people"
urlpatterns = [
    path("", include("people.invitations.urls")),
    path("", include("people.vouching.urls")),
    path("", include("people.recovery.urls")),
    path("", include("people.hiding.urls")),
    path("", include("people.accounts.urls")),
    path("", include("people.contact.urls")),
    path("", include("people.sessions.urls")),
    path("", include("people.second_step.urls")),
    path("", include("people.notices.urls")),
    path("", include("people.privacy.urls")),
    path("", include("people.roles.urls")),
    path("", include("people.organisations.urls")),
    path("", include("people.networks.urls")),
]
