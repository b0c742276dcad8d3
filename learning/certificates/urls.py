from django.urls import path

from learning.certificates import views

urlpatterns = [
    path("<code:course>/certificate/", views.certificate, name="certificate"),
    path("<code:course>/certificate/withdraw/", views.withdraw, name="withdraw-certificate"),
    path("<code:course>/certificate/renew/", views.renew, name="renew-certificate"),
]
