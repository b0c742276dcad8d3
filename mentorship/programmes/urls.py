from django.urls import path

from mentorship.programmes import views

urlpatterns = [
    path("programmes/", views.listing, name="programmes"),
    path("programmes/new/", views.new_programme, name="new-programme"),
    path("programmes/<code:programme>/", views.programme, name="programme"),
    path("programmes/<code:programme>/edit/", views.edit_programme, name="edit-programme"),
]
