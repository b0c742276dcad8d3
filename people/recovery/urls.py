from django.urls import path

from people.recovery import views

urlpatterns = [
    path("recover/", views.recover, name="recover"),
    path("me/recovery/", views.stop, name="stop-recovery"),
]
