from django.urls import path

from learning.common_questions import views

urlpatterns = [
    path("common-questions/", views.common_questions, name="common-questions"),
    path("common-questions/of/<code:enquiry>/", views.propose, name="propose-common-question"),
    path("common-questions/<code:common_question>/", views.check, name="check-common-question"),
    path(
        "common-questions/<code:common_question>/take-down/",
        views.take_down,
        name="take-down-common-question",
    ),
    path(
        "common-questions/<code:common_question>/delete/",
        views.delete,
        name="delete-common-question",
    ),
]
