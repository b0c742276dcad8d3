"""Addresses in the studio. They have no namespace, as those of Wagtail."""

from django.urls import path

from learning.exchange.packages import views

urlpatterns = [
    path("packages/", views.packages, name="studio-packages"),
    path("packages/<code:package>/", views.package_import, name="studio-import"),
    path("courses/<code:course>/export/", views.package_export, name="studio-export"),
]
