from django.urls import path

from people.accounts import views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/passphrase/", views.passphrase, name="passphrase"),
]
