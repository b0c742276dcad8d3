from django.urls import path

from mentorship.matching import views

urlpatterns = [
    path("programmes/<code:programme>/run/", views.run, name="run"),
    path("programmes/<code:programme>/drafts/<code:draft>/", views.decide, name="decide"),
]
