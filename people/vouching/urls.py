from django.urls import path

from people.vouching import views

urlpatterns = [
    path("waiting/", views.waiting, name="waiting"),
    path("vouch/", views.vouch, name="vouch"),
    path("invitations/waiting/", views.newcomers, name="waiting-newcomers"),
    path("invitations/branch/", views.branch, name="branch"),
]
