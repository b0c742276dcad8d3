"""The addresses of learning: each package has its own.

A code never equals a word such as `work` or `result`, so the order of the packages does not matter.
"""

from django.urls import include, path

app_name = "learning"
urlpatterns = [
    path("", include("learning.catalogue.urls")),
    path("", include("learning.questions.urls")),
    path("", include("learning.exercises.urls")),
    path("", include("learning.certificates.urls")),
]
