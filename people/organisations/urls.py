from django.urls import path

from people.organisations import views

urlpatterns = [
    path("organisations/", views.listing, name="organisations"),
    path("organisations/new/", views.new, name="new-organisation"),
    path("organisations/<code:organisation>/", views.change, name="organisation"),
]
