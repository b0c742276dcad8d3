from django.urls import path

from webinars.calendar import views

urlpatterns = [
    path("<code:code>/calendar.ics", views.calendar_file, name="calendar"),
]
