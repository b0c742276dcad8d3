from django.urls import path

from mentorship.pairs import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("pairs/<code:pair>/", views.pair, name="pair"),
    path("pairs/<code:pair>/answer/", views.answer, name="answer"),
    path("pairs/<code:pair>/end/", views.end, name="end"),
    path("pairs/<code:pair>/goals/<code:goal>/", views.mark_goal, name="goal"),
]
