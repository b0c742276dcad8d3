from django.urls import path

from people.notices import views

urlpatterns = [
    path("me/notices/", views.notices, name="notices"),
]
