from django.urls import path

from webinars import views

app_name = "webinars"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("practice/<str:token>/", views.practice, name="practice"),
    path("<code:code>/", views.detail, name="detail"),
    path("<code:code>/register/", views.register, name="register"),
    path("<code:code>/withdraw/", views.withdraw, name="withdraw"),
    path("<code:code>/calendar.ics", views.calendar_file, name="calendar"),
    path("<code:code>/join/", views.join, name="join"),
    path("<code:code>/edit/", views.edit, name="edit"),
    path("<code:code>/cancel/", views.cancel, name="cancel"),
]
