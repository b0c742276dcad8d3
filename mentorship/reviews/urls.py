from django.urls import path

from mentorship.reviews import views

urlpatterns = [
    path("reviews/<code:submission>/", views.review, name="review"),
]
