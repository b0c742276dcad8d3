from django.urls import path

from learning.remembering import views

urlpatterns = [
    path("remembering/stop/", views.stop, name="stop-remembering"),
    path("remembering/<code:question>/", views.question, name="remembering"),
]
