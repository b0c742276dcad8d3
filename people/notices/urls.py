from django.urls import path

from people.notices import views

urlpatterns = [
    path("me/notices/", views.dismiss, name="dismiss-notice"),
]
