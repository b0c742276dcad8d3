"""Addresses in the studio. They have no namespace, as those of Wagtail."""

from django.urls import path

from learning.exchange.texts import views

urlpatterns = [
    path("courses/<code:course>/text/", views.text, name="studio-text"),
    path("courses/<code:course>/text/<code:text>/", views.text_read, name="studio-text-read"),
]
