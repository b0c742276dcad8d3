from django.urls import path

from people.second_step import views

urlpatterns = [
    path("me/second-step/", views.second_step, name="second-step"),
    path("me/second-step/app/", views.app, name="app"),
    path("me/second-step/passkey/", views.passkey, name="passkey"),
    path("me/second-step/codes/", views.codes, name="codes"),
]
