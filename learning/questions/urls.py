from django.urls import path

from learning.questions import views

urlpatterns = [
    path("<code:course>/<code:lesson>/result/", views.result, name="result"),
    path("<code:course>/<code:lesson>/<code:question>/", views.question, name="question"),
]
