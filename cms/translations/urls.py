"""Addresses of Wagtail and wagtail-localize that our own views answer."""

from django.urls import path

from cms.translations import views

urlpatterns = [
    path("localize/submit/page/<int:page_id>/", views.start),
    path("localize/update/<int:translation_source_id>/", views.sync),
    path("localize/jsi18n/", views.words),
    path("localize/reports/translations/", views.standing),
    path("localize/reports/translations/results/", views.standing_results),
    path("pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/", views.move),
    path("pages/<int:page_to_move_id>/set_position/", views.reorder),
    path("translations/<int:translation_id>/changes/", views.changes, name="translation-changes"),
    path(
        "translations/<int:translation_id>/recordings/",
        views.recordings,
        name="translation-recordings",
    ),
]
