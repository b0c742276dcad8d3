from django.urls import path

from people.hiding import views

urlpatterns = [
    path("me/hide/", views.hide, name="hide"),
    path("me/code-word/", views.code_word, name="code-word"),
    path("vouch/hide/", views.hide_someone, name="hide-someone"),
]
