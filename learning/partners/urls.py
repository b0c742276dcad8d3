from django.urls import path

from learning.partners import views

urlpatterns = [
    path(
        "<code:course>/<code:lesson>/exercise/<code:exercise>/together/",
        views.together,
        name="together",
    ),
    path("together/files/<code:attachment>/", views.attachment, name="together-attachment"),
]
