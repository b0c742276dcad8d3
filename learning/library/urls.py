from django.urls import path

from learning.library import views

urlpatterns = [path("library/", views.library, name="library")]
