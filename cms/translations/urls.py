"""Addresses of Wagtail and wagtail-localize that our own views answer."""

from django.urls import path

from cms.translations import views

urlpatterns = [
    path("localize/submit/page/<int:page_id>/", views.start),
    path("localize/update/<int:translation_source_id>/", views.sync),
]
