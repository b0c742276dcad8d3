"""The addresses of webinars: each package has its own."""

from web.declarations import addresses_of

app_name = "webinars"
urlpatterns = addresses_of(
    "webinars",
    "registration",
    "planning",
    "planning.series",
    "series",
    "calendar",
    "calendar.address",
    "joining",
)
