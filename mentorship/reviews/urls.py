from django.urls import path

from mentorship.reviews import views

urlpatterns = [
    path("reviews/<code:submission>/", views.review, name="review"),
    path(
        "reviews/<code:submission>/files/<code:attachment>/",
        views.attachment,
        name="review-attachment",
    ),
]
