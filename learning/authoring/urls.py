"""Addresses in the studio. They have no namespace, as those of Wagtail."""

from django.urls import path

from learning.authoring import views

urlpatterns = [
    path("courses/<code:course>/", views.plan, name="studio-course"),
    path("courses/<code:course>/place/", views.place, name="studio-place"),
    path("courses/<code:course>/add/", views.add, name="studio-add-lesson"),
    path("courses/<code:course>/difficulties/", views.difficulties, name="studio-difficulties"),
    path("courses/<code:course>/difficulties/again/", views.count_again, name="studio-count-again"),
    path("reports/recordings/", views.recordings, name="studio-recordings"),
    path("pages/<int:page_id>/link/", views.link, name="studio-link"),
    path("pages/<int:page_id>/plain-words/", views.plain_words, name="studio-plain-words"),
    path("pages/<int:page_id>/blocks/", views.blocks, name="studio-blocks"),
    path("pages/<int:page_id>/blocks/<code:part>/", views.withdraw, name="studio-withdraw"),
    path("preview/<str:signed>/", views.preview, name="studio-preview"),
]
