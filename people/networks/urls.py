from django.urls import path

from people.networks import views

urlpatterns = [
    path("networks/", views.tree, name="networks"),
    path("networks/new/", views.new_network, name="new-network"),
    path("networks/<code:network>/", views.network, name="network"),
    path("regions/", views.regions, name="regions"),
    path("regions/new/", views.new_region, name="new-region"),
    path("regions/<code:region>/", views.region, name="region"),
    path("countries/", views.countries, name="countries"),
]
