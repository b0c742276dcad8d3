from django.urls import path

from mentorship import concern_views, programme_views, views

app_name = "mentorship"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("profile/", views.profile, name="profile"),
    path("pairs/<code:pair>/", views.pair, name="pair"),
    path("pairs/<code:pair>/answer/", views.answer, name="answer"),
    path("pairs/<code:pair>/end/", views.end, name="end"),
    path("pairs/<code:pair>/goals/<code:goal>/", views.mark_goal, name="goal"),
    path("reviews/<code:submission>/", views.review, name="review"),
    path("concern/", concern_views.leave, name="concern"),
    path("concern/answers/", concern_views.answers, name="concern-answers"),
    path("concerns/", concern_views.concerns_kept, name="concerns"),
    path("concerns/<code:concern>/", concern_views.read, name="read-concern"),
    path("programmes/", programme_views.listing, name="programmes"),
    path("programmes/new/", programme_views.new_programme, name="new-programme"),
    path("programmes/<code:programme>/", programme_views.programme, name="programme"),
    path(
        "programmes/<code:programme>/edit/", programme_views.edit_programme, name="edit-programme"
    ),
    path("programmes/<code:programme>/run/", programme_views.run, name="run"),
    path("programmes/<code:programme>/drafts/<code:draft>/", programme_views.decide, name="decide"),
]
