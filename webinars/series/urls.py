from django.urls import path

from webinars.series import views

urlpatterns = [
    path("series/<code:series>/", views.detail, name="series"),
    path("series/<code:series>/register/", views.register, name="series_register"),
    path("series/<code:series>/withdraw/", views.withdraw, name="series_withdraw"),
    path("series/<code:series>/calendar.ics", views.calendar_file, name="series_calendar"),
]
