from django.urls import path

from learning.teaching import views

urlpatterns = [
    path("<code:course>/teach/", views.sheet, name="teach"),
    path("<code:course>/taught/", views.taught, name="taught"),
    path("<code:course>/<code:lesson>/short/", views.in_short, name="in-short"),
    path("<code:course>/<code:lesson>/teach/", views.lesson_sheet, name="teach-lesson"),
    path("<code:course>/<code:lesson>/taught/", views.held, name="held"),
    path("<code:course>/taught/<code:taught>/take-back/", views.take_back, name="untaught"),
]
