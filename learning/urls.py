"""The addresses of learning: each package has its own.

A code never equals a word such as `work` or `result`, so the order of the packages does not matter.
"""

from web.declarations import addresses_of

app_name = "learning"
urlpatterns = addresses_of(
    "learning",
    "catalogue",
    "search",
    "library",
    "stories",
    "runs",
    "questions",
    "exercises",
    "enquiries",
    "partners",
    "remembering",
    "teaching",
    "groups",
    "certificates",
)
