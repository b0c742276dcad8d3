from django.urls import path

from webinars.joining import views

urlpatterns = [
    path("practice/<str:token>/", views.practice, name="practice"),
    path("<code:code>/join/", views.join, name="join"),
]
