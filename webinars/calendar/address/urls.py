from django.urls import path

from webinars.calendar.address import views

urlpatterns = [
    path("calendar/", views.address, name="calendar_address"),
    path("calendar/end/", views.end, name="calendar_address_end"),
]
