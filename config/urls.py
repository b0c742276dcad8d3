"""The addresses of the house. Wagtail's router is not mounted: learners' pages have their own."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, register_converter
from wagtail.admin import urls as studio_urls

from capacity import views as capacity
from cms import studio
from cms import views as cms
from cms.codes import CodeConverter
from people import second_factor_views
from people import views as people

register_converter(CodeConverter, "code")

handler404 = "cms.views.not_found"

urlpatterns = [
    path("", cms.front_door, name="front-door"),
    path("healthz", cms.healthz, name="healthz"),
    path("leave/", cms.leave, name="leave"),
    path("go-on/", cms.go_on, name="go-on"),
    path("manifest.webmanifest", cms.manifest, name="manifest"),
    path("files/<path:path>", cms.file, name="file"),
    path("studio/account/", studio.account, name="wagtailadmin_account"),
    path("studio/login/", studio.sign_in, name="wagtailadmin_login"),
    path("studio/localize/page/<int:page_id>/convert_to_alias/", studio.convert_to_alias),
    path(
        "studio/localize/translate/<int:translation_id>/pofile/upload/", studio.take_in_translation
    ),
    path("studio/", include(studio_urls)),
    *i18n_patterns(
        path("", cms.landing, name="landing"),
        path("safety/", cms.safety, name="safety"),
        path("styleguide/", cms.styleguide, name="styleguide"),
        path("sign-in/", people.sign_in, name="account_login"),
        path("sign-in/second-step/", second_factor_views.ask, name="mfa_authenticate"),
        path("", include("people.urls")),
        path("home/", capacity.home, name="home"),
        path("region/", include("capacity.urls")),
        path("learn/", include("learning.urls")),
        path("check/", include("learning.check_urls")),
        path("webinars/", include("webinars.urls")),
        path("mentoring/", include("mentorship.urls")),
    ),
]
