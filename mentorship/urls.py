"""The addresses of mentoring: each package has its own."""

from web.declarations import addresses_of

app_name = "mentorship"
urlpatterns = addresses_of(
    "mentorship",
    "pairs",
    "meetings",
    "messages",
    "profiles",
    "reviews",
    "programmes",
    "matching",
)
