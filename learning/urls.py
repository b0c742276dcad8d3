from django.urls import path

from learning import certificate_views, exercise_views, question_views, views

app_name = "learning"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("work/<code:submission>/", exercise_views.work, name="work"),
    path("<code:course>/", views.course, name="course"),
    path("<code:course>/enrol/", views.enrol, name="enrol"),
    path("<code:course>/certificate/", certificate_views.certificate, name="certificate"),
    path("<code:course>/<code:lesson>/", views.lesson, name="lesson"),
    path("<code:course>/<code:lesson>/read/", views.read, name="read"),
    path("<code:course>/<code:lesson>/result/", question_views.result, name="result"),
    path(
        "<code:course>/<code:lesson>/exercise/<code:exercise>/",
        exercise_views.exercise,
        name="exercise",
    ),
    path("<code:course>/<code:lesson>/<code:question>/", question_views.question, name="question"),
]
