"""Keep what was typed when it could not be sent, and give it back to its writer alone.

The text is never acted on: it is shown again in its form, and the member sends it. It is sealed
under a key of its own, which is in a cookie of the browser that sent it and nowhere else. So the
site cannot read it without that browser, and the browser cannot without the site.
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from people import sealing
from people.models import UnsentForm, User
from people.unsent import writers
from people.unsent.fields import Typed, apart, are_the_same, together, typed_in
from web import limits
from web.errors import CacheAway

# As long as a session on a shared phone lasts at most.
KEPT_FOR = timedelta(hours=2)
# Bytes of the largest form. The longest text of the site is a tenth of it; a lesson is a form, too.
LARGEST, LARGEST_IN_STUDIO = 64_000, 1_000_000
# Rows of one member, and of all members together.
MOST_OF_ONE, MOST = 5, 1_000
# Sent by a page that saves a draft by itself: there is nothing to keep, the page has it.
BY_ITSELF = "by_itself"


def cookie_name() -> str:
    """Return the name of the cookie with the key; the prefix binds it to this host."""
    return "__Host-unsent" if settings.SESSION_COOKIE_SECURE else "unsent"


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Answer a visitor who is not signed in; what they wrote is kept until they are.

    Where it cannot be kept, it is shown once more, to be copied: what no mark of ours names a
    writer for, what is too large, and what comes too often.
    """
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    if BY_ITSELF in request.POST:
        return signed_out()
    writer = writers.writer_of(request)
    answer = redirect_to_login(writer.page if writer else request.get_full_path())
    if writer and (key := _keep_for(writer, request)):
        return _with_key(answer, key)
    return _shown_once_more(request, answer)


def _shown_once_more(request: HttpRequest, answer: Any) -> HttpResponseBase:
    """Return a page with the long texts that leads on to where `answer` leads; else `answer`."""
    texts = Typed(request.POST, is_news=True).texts
    context = {"texts": texts, "onward": answer.url}
    return render(request, "people/unsent/unsent.html", context) if texts else answer


def signed_out() -> HttpResponse:
    """Tell a page that saved a draft by itself that this needs the member."""
    return HttpResponse(
        _("You are signed out. Tap “Save as a draft”: you sign in, and your text is still here."),
        content_type="text/plain; charset=utf-8",
        status=401,
    )


def bring_back(request: HttpRequest) -> HttpResponseBase | None:
    """Answer a form whose token is not valid: its writer finds it again on its page.

    Someone else who is signed in on this phone learns nothing of it. None where nothing is kept.
    """
    writer = writers.writer_of(request)
    if writer is None or BY_ITSELF in request.POST:
        return None
    user: Any = request.user
    if user.is_authenticated and user.code != writer.code:
        return None
    key = _keep_for(writer, request)
    if key is None:
        return None
    is_in = user.is_authenticated
    answer = HttpResponseRedirect(writer.page) if is_in else redirect_to_login(writer.page)
    return _with_key(answer, key)


def keep_until_asked(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Keep what a signed-in member sent, because `answer` asks for something else first."""
    writer = writers.writer_of(request) if request.method == "POST" else None
    user: Any = request.user
    if writer and writer.code == user.code and (key := _keep_for(writer, request)):
        return _with_key(answer, key)
    return answer


def keep_on_the_way(request: HttpRequest, answer: Any) -> Any:
    """Keep what was sent to be shown in another language, because `answer` leads elsewhere."""
    writer = writers.writer_of(request)
    user: Any = request.user
    is_theirs = writer and (not user.is_authenticated or user.code == writer.code)
    if writer and is_theirs and (key := _keep_for(writer, request)):
        return _with_key(answer, key)
    return _shown_once_more(request, answer)


def is_all_sent(request: HttpRequest, row: UnsentForm, page: str, data: QueryDict) -> bool:
    """Delete what `request` sends again from what is kept; return whether nothing is left."""
    kept = apart(data)
    left = [one for one in kept if not are_the_same(one, typed_in(request.POST))]
    key = _key_in(request)
    if not left or key is None:
        row.delete()
        return True
    if len(left) < len(kept):
        text = f"{page}\n{together(left).urlencode()}"
        sealed = sealing.lock(key, text, context=_context(row.user))
        # Another tab may have sent the rest.
        UnsentForm.objects.filter(pk=row.pk).update(sealed=sealed)
    return False


def take(request: HttpRequest) -> tuple[UnsentForm, str, QueryDict] | None:
    """Return what waits for the member of `request`: row, page, fields. One query.

    What waits for someone else is dropped unread, and so is what is too old.
    """
    key = _key_in(request)
    row = UnsentForm.objects.filter(digest=_digest(key)).first() if key else None
    if key is None or row is None:
        return None
    if row.user_id != request.user.pk or row.expires_at <= timezone.now():
        row.delete()
        return None
    try:
        kept = sealing.unlock(key, row.sealed, context=_context(row.user))
    except sealing.CannotUnseal:
        row.delete()
        return None
    page, _newline, fields = kept.partition("\n")
    return row, page, QueryDict(fields)


def drop(request: HttpRequest) -> None:
    """Delete what this browser has the key to, no matter who wrote it."""
    if key := _key_in(request):
        UnsentForm.objects.filter(digest=_digest(key)).delete()


def forget_old() -> None:
    """Delete what no one came back for."""
    UnsentForm.objects.filter(expires_at__lte=timezone.now()).delete()


def is_same_page(one: str, other: str) -> bool:
    """Whether two addresses of ours are the same page, in any language."""
    return _without_language(one) == _without_language(other)


def _without_language(address: str) -> str:
    language = get_language_from_path(address)
    return address.removeprefix(f"/{language}") if language else address


def _keep_for(writer: writers.Writer, request: HttpRequest) -> bytes | None:
    """Return the key under which the fields were kept; None if they were not."""
    if not _may_keep(request):
        return None
    with transaction.atomic():
        user = User.objects.select_for_update().filter(code=writer.code, is_active=True).first()
        if user is None or UnsentForm.objects.count() >= MOST:
            return None
        sent = apart(typed_in(request.POST))
        forms = [*_not_sent_again(request, user, writer.page, sent), *sent]
        text = f"{writer.page}\n{together(forms).urlencode()}"
        if len(text) > (LARGEST_IN_STUDIO if writer.is_in_studio else LARGEST):
            return None
        older = UnsentForm.objects.filter(user=user).order_by("-expires_at", "-pk")
        surplus = list(older.values_list("pk", flat=True)[MOST_OF_ONE - 1 :])
        UnsentForm.objects.filter(pk__in=surplus).delete()
        key = secrets.token_bytes(sealing.KEY_BITS // 8)
        UnsentForm.objects.create(
            digest=_digest(key),
            user=user,
            sealed=sealing.lock(key, text, context=_context(user)),
            expires_at=timezone.now() + KEPT_FOR,
        )
    return key


def _not_sent_again(
    request: HttpRequest, user: User, page: str, sent: list[QueryDict]
) -> list[QueryDict]:
    """Return what this browser keeps of other forms of the page than those that are `sent`, so that
    the new key opens them as well."""
    key = _key_in(request)
    row = UnsentForm.objects.filter(digest=_digest(key), user=user).first() if key else None
    if key is None or row is None:
        return []
    try:
        kept = sealing.unlock(key, row.sealed, context=_context(user))
    except sealing.CannotUnseal:
        return []
    of, _newline, fields = kept.partition("\n")
    if not is_same_page(of, page):
        return []
    kept_forms = apart(QueryDict(fields))
    return [one for one in kept_forms if not any(are_the_same(one, other) for other in sent)]


def _may_keep(request: HttpRequest) -> bool:
    """Whether the limit allows it; not while the cache that counts is away."""
    try:
        return limits.may_try(request, "unsent")
    except CacheAway:
        return False


def _with_key(answer: Any, key: bytes) -> Any:
    """Give the key to the browser, until it is closed."""
    answer.set_cookie(
        cookie_name(),
        key.hex(),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def _key_in(request: HttpRequest) -> bytes | None:
    try:
        return bytes.fromhex(request.COOKIES.get(cookie_name(), "")) or None
    except ValueError:
        return None


def _digest(key: bytes) -> str:
    return sha256(b"unsent" + key).hexdigest()


def _context(user: User) -> str:
    return f"people.UnsentForm:{user.code}"
