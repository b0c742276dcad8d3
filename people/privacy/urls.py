from django.urls import path

from people.privacy import views

urlpatterns = [
    path("me/looks/", views.access_log, name="access-log"),
    path("me/export/", views.export, name="export"),
    path("me/erase/", views.erase, name="erase"),
    path("safety/what-we-hold/", views.what_we_hold, name="what-we-hold"),
]
