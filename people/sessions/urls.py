from django.urls import path

from people.sessions import views

urlpatterns = [
    path("me/again/", views.again, name="again"),
    path("me/sessions/", views.own_sessions, name="sessions"),
    path("me/sessions/end-others/", views.end_other_sessions, name="end-other-sessions"),
    path("me/sessions/<code:code>/end/", views.end_session, name="end-session"),
]
