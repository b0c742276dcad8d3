from django.urls import path

from learning.certificates import views

urlpatterns = [
    path("<code:course>/certificate/", views.certificate, name="certificate"),
]
