from django.urls import path

from mentorship.messages import views

urlpatterns = [
    path("pairs/<code:pair>/messages/", views.messages_of, name="messages"),
]
