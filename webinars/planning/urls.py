from django.urls import path

from webinars.planning import views

urlpatterns = [
    path("new/", views.new, name="new"),
    path("<code:code>/again/", views.again, name="again"),
    path("<code:code>/edit/", views.edit, name="edit"),
    path("<code:code>/cancel/", views.cancel, name="cancel"),
]
