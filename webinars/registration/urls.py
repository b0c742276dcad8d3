from django.urls import path

from webinars.registration import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("<code:code>/", views.detail, name="detail"),
    path("<code:code>/register/", views.register, name="register"),
    path("<code:code>/withdraw/", views.withdraw, name="withdraw"),
]
