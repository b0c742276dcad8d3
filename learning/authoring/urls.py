"""Addresses in the studio. They have no namespace, as those of Wagtail."""

from django.urls import path

from learning.authoring import views

urlpatterns = [
    path("courses/<code:course>/", views.plan, name="studio-course"),
    path("courses/<code:course>/place/", views.place, name="studio-place"),
]
