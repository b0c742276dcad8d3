"""Wagtail, its companions, and what may be uploaded."""

from config.settings.environment import INTERFACE_LANGUAGES, address, env

WAGTAIL_SITE_NAME = env.str("SITE_NAME", "Ensemble")
WAGTAILADMIN_BASE_URL = address("BASE_URL") or "http://localhost:8000"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# No one ever chooses a passphrase for someone else, administrators included.
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = INTERFACE_LANGUAGES
# wagtail-localize writes slugs in Latin letters only.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# A translation begins as a draft: it is the source's text until it is translated. Publishing it at
# once would also save each page as it was before its subpages came, and so damage the tree.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# With one to choose from, Wagtail asks for none: people.studio gives it that of the member.
WAGTAIL_USER_TIME_ZONES = ["UTC"]
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "direct"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "files.forms.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}
WAGTAILDOCS_DOCUMENT_FORM_BASE = "files.forms.DocumentForm"
WAGTAILMEDIA = {
    "AUDIO_EXTENSIONS": ["mp3", "ogg", "oga", "opus", "m4a", "3gp"],
    "VIDEO_EXTENSIONS": [],
    "MEDIA_FORM_BASE": "files.forms.RecordingForm",
}
TAGGIT_CASE_INSENSITIVE = True
