"""The public check of a certificate. Without a namespace: the address is on paper."""

from django.urls import path

from learning.certificates import views

urlpatterns = [
    path("", views.check, name="certificate-check"),
    path("<slug:number>/", views.checked, name="certificate-check"),
]
