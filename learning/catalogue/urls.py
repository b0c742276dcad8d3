from django.urls import path

from learning.catalogue import views

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("<code:course>/", views.course, name="course"),
    path("<code:course>/enrol/", views.enrol, name="enrol"),
    path("<code:course>/words/", views.words, name="words"),
    path("<code:course>/<code:lesson>/", views.lesson, name="lesson"),
    path("<code:course>/<code:lesson>/read/", views.read, name="read"),
]
