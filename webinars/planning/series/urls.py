from django.urls import path

from webinars.planning.series import views

urlpatterns = [
    path("series/new/", views.new, name="series_new"),
    path("series/<code:series>/cancel/", views.cancel, name="series_cancel"),
    path("<code:code>/following/", views.following, name="following"),
]
