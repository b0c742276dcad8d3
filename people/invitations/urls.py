from django.urls import path

from people.invitations import views

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/<str:code>/", views.join, name="join-with-code"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/sheet/", views.sheet, name="sheet"),
]
