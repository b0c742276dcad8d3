from django.urls import path

from learning.teaching import views

urlpatterns = [
    path("<code:course>/teach/", views.sheet, name="teach"),
    path("<code:course>/taught/", views.taught, name="taught"),
    path("<code:course>/taught/<code:taught>/take-back/", views.take_back, name="untaught"),
]
