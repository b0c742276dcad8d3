"""The public check of a certificate. Its address is printed, so it must not change."""

from django.urls import path

from learning.certificates import views

urlpatterns = [
    path("", views.check, name="certificate-check"),
    path("<slug:number>/", views.checked, name="certificate-check"),
]
