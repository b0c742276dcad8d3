"""The public check of a certificate. Without a namespace: the address stands on paper."""

from django.urls import path

from learning import certificate_views

urlpatterns = [
    path("", certificate_views.check, name="certificate-check"),
    path("<slug:number>/", certificate_views.checked, name="certificate-check"),
]
