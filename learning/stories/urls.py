from django.urls import path

from learning.stories import views

urlpatterns = [
    path("stories/", views.stories, name="stories"),
    path("stories/new/", views.write, name="write-story"),
    path("stories/mine/", views.mine, name="my-stories"),
    path("stories/mine/<code:story>/", views.my_story, name="my-story"),
    path("stories/mine/<code:story>/change/", views.change, name="change-story"),
    path("stories/mine/<code:story>/agree/", views.agree, name="agree-to-story"),
    path("stories/mine/<code:story>/take-back/", views.take_back, name="take-back-story"),
    path("stories/mine/<code:story>/no-name/", views.no_name, name="take-name-from-story"),
    path("stories/mine/<code:story>/not-stay/", views.not_stay, name="let-story-leave"),
    path("stories/waiting/", views.waiting, name="waiting-stories"),
    path("stories/waiting/<code:story>/", views.edit, name="edit-story"),
    path("stories/waiting/<code:story>/send-back/", views.send_back, name="send-back-story"),
    path("stories/<code:published>/", views.story, name="story"),
    path("stories/<code:published>/take-down/", views.take_down, name="take-down-story"),
]
