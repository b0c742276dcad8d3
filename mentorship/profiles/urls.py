from django.urls import path

from mentorship.profiles import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
]
