from django.urls import path

from learning.exercises import views

urlpatterns = [
    path("work/<code:submission>/", views.work, name="work"),
    path("work/files/<code:attachment>/", views.attachment, name="attachment"),
    path("<code:course>/<code:lesson>/exercise/<code:exercise>/", views.exercise, name="exercise"),
]
