from django.urls import path

from learning.search import views

urlpatterns = [path("search/", views.search, name="search")]
