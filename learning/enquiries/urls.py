from django.urls import path

from learning.enquiries import views

urlpatterns = [
    path("enquiries/", views.enquiries, name="enquiries"),
    path("enquiries/waiting/", views.waiting, name="waiting-enquiries"),
    path("enquiries/waiting/<code:enquiry>/", views.answer, name="answer-enquiry"),
    path("enquiries/<code:enquiry>/take-back/", views.take_back, name="take-back-enquiry"),
    path("<code:course>/<code:lesson>/enquiry/", views.ask, name="ask"),
]
