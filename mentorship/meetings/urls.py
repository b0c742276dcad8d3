from django.urls import path

from mentorship.meetings import views

urlpatterns = [
    path("pairs/<code:pair>/meet/", views.meet, name="meet"),
    path("pairs/<code:pair>/meet/<code:meeting>/", views.answer, name="answer-meeting"),
    path(
        "pairs/<code:pair>/meet/<code:meeting>/calendar.ics", views.calendar_file, name="calendar"
    ),
    path("meetings/<code:meeting>/calendar.ics", views.called_off_file, name="called-off"),
    path("pairs/<code:pair>/meet/<code:meeting>/join/", views.join, name="join"),
]
