from django.urls import path

from learning.groups import views

urlpatterns = [
    path("<code:course>/<code:lesson>/group/", views.start, name="group"),
    path("<code:course>/<code:lesson>/group/end/", views.end, name="group-end"),
    path(
        "<code:course>/<code:lesson>/group/<code:part>/<int:screen>/", views.screen, name="screen"
    ),
]
