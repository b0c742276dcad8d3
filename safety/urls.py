from django.urls import path

from safety import views

app_name = "safety"
urlpatterns = [
    path("concern/", views.leave, name="concern"),
    path("concern/answers/", views.answers, name="concern-answers"),
    path("concerns/", views.concerns_kept, name="concerns"),
    path("concerns/<code:concern>/", views.read, name="read-concern"),
]
