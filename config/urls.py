"""The addresses of the site. Wagtail's router is not mounted: learners' pages have their own."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, register_converter
from wagtail.admin import urls as studio_urls

from cms import studio
from cms import views as cms
from dashboard import views as dashboard
from dashboard.health import views as health
from people.accounts import views as accounts
from people.files import views as files
from people.second_step import views as second_step
from web import views as web
from web.codes import CodeConverter
from webinars.calendar.address import views as calendar
from webinars.rooms import views as rooms

register_converter(CodeConverter, "code")

handler404 = "web.views.not_found"
handler500 = "web.views.broken"

urlpatterns = [
    # What learners open most stands first: addresses are tried one after another.
    *i18n_patterns(
        path("learn/", include("learning.urls")),
        path("home/", dashboard.home, name="home"),
        path("webinars/", include("webinars.urls")),
        path("mentoring/", include("mentorship.urls")),
        path("mentoring/", include("safety.urls")),
        path("", cms.landing, name="landing"),
        path("safety/", cms.safety, name="safety"),
        path("styleguide/", dashboard.styleguide, name="styleguide"),
        path("sign-in/", accounts.sign_in, name="account_login"),
        path("sign-in/second-step/", second_step.ask, name="mfa_authenticate"),
        path("", include("people.urls")),
        path("", include("dashboard.urls")),
        path("check/", include("learning.certificates.check_urls")),
        path("calendar/<slug:token>.ics", calendar.fetched, name="calendar-feed"),
        path("outside/<slug:token>/", web.lead_outside, name="outside"),
    ),
    path("", cms.front_door, name="front-door"),
    path("healthz", web.healthz, name="healthz"),
    path(".well-known/security.txt", web.security, name="security"),
    path("healthz/deep", health.deep, name="healthz-deep"),
    path("leave/", web.leave, name="leave"),
    path("go-on/", web.go_on, name="go-on"),
    path("left/", rooms.left, name="left-room"),
    path("manifest.webmanifest", cms.manifest, name="manifest"),
    path("files/<path:path>", files.file, name="file"),
    path("studio/account/", studio.account, name="wagtailadmin_account"),
    path("studio/login/", studio.sign_in, name="wagtailadmin_login"),
    path("studio/", include("cms.translations.urls")),
    path("studio/", include("learning.authoring.urls")),
    path("studio/", include("learning.exchange.packages.urls")),
    path("studio/", include("learning.exchange.quizzes.urls")),
    path("studio/", include("learning.exchange.texts.urls")),
    path("studio/localize/page/<int:page_id>/convert_to_alias/", studio.convert_to_alias),
    path(
        "studio/localize/translate/<int:translation_id>/pofile/upload/", studio.take_in_translation
    ),
    path("studio/", include(studio_urls)),
]
