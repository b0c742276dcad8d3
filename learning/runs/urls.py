from django.urls import path

from learning.runs import views

urlpatterns = [
    path("runs/", views.listing, name="runs"),
    path("runs/<code:run>/", views.detail, name="run"),
    path("runs/<code:run>/join/", views.join, name="join-run"),
    path("runs/<code:run>/leave/", views.leave, name="leave-run"),
    path("runs/<code:run>/people/", views.people, name="people-in-run"),
    path("runs/<code:run>/edit/", views.edit, name="edit-run"),
    path("runs/<code:run>/open/", views.open_run, name="open-run"),
    path("runs/<code:run>/cancel/", views.cancel, name="cancel-run"),
    path("<code:course>/plan-run/", views.plan, name="plan-run"),
]
