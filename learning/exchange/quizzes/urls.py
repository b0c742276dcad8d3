"""Addresses in the studio. They have no namespace, as those of Wagtail."""

from django.urls import path

from learning.exchange.quizzes import views

urlpatterns = [
    path("pages/<int:page_id>/questions/", views.questions, name="studio-questions"),
]
