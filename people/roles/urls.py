from django.urls import path

from people.roles import views

urlpatterns = [
    path("people/roles/", views.listing, name="roles"),
    path("people/roles/end/", views.end, name="end-role"),
]
