from django.urls import path

from people.contact import views

urlpatterns = [
    path("me/contact/", views.contact, name="contact"),
]
