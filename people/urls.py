"""The addresses of people: each package has its own."""

from web.declarations import addresses_of

app_name = "people"
urlpatterns = addresses_of(
    "people",
    "invitations",
    "vouching",
    "recovery",
    "hiding",
    "accounts",
    "contact",
    "sessions",
    "second_step",
    "notices",
    "privacy",
    "roles",
    "organisations",
    "networks",
)
