"""Keep what was typed when it could not be sent, and give it back to its writer alone.

The text is never acted on: it is shown again in its form, and the member sends it. That of each
page is sealed under a key of its own, which is in a cookie of the browser that sent it and nowhere
else. So the site cannot read it without that browser, and the browser cannot without the site.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from people import sealing
from people.models import UnsentForm, User
from people.unsent import writers
from people.unsent.fields import Typed, apart, brought, mark_of, replaces, together, typed_in
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
    if writer and (keys := _keep_for(writer, request)):
        return _with_keys(answer, keys)
    return shown_once_more(request, answer)


def shown_once_more(request: HttpRequest, answer: Any) -> HttpResponseBase:
    """Return a page with the long texts that were sent, which leads on to where `answer` leads;
    without any, `answer`."""
    texts = Typed(request.POST, is_news=True).texts
    context = {"texts": texts, "onward": answer.url}
    # What came along into another language is on this page already.
    vars(request).pop("typed", None)
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
    keys = _keep_for(writer, request)
    if keys is None:
        return None
    is_in = user.is_authenticated
    answer = HttpResponseRedirect(writer.page) if is_in else redirect_to_login(writer.page)
    return _with_keys(answer, keys)


def keep_until_asked(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Keep what a signed-in member sent, because `answer` asks for something else first."""
    writer = writers.writer_of(request)
    user: Any = request.user
    if writer and writer.code == user.code and (keys := _keep_for(writer, request)):
        return _with_keys(answer, keys)
    return answer


def keep_on_the_way(request: HttpRequest, answer: Any) -> Any:
    """Keep what was sent to be shown in another language, because `answer` leads elsewhere."""
    writer = writers.writer_of(request)
    user: Any = request.user
    is_theirs = writer and (not user.is_authenticated or user.code == writer.code)
    if writer and is_theirs and (keys := _keep_for(writer, request)):
        return _with_keys(answer, keys)
    return shown_once_more(request, answer)


@dataclass(frozen=True)
class Kept:
    """What waits for a member on one page: its row and its key, the page, and what was typed."""

    row: UnsentForm
    key: bytes
    page: str
    data: QueryDict


def take(request: HttpRequest) -> Kept | None:
    """Return what waits for the member of `request` on the page that it opens or sends; otherwise
    the newest that waits on another page. One query.

    What waits for someone else is dropped unread, and so is what is too old.
    """
    user: Any = request.user
    writer = writers.writer_of(request) if request.method == "POST" else None
    page = writer.page if writer else request.get_full_path()
    found = _opened(request, user)
    here = [one for one in found if is_same_page(one.page, page)]
    return next(iter(here or found), None)


def is_all_sent(request: HttpRequest, kept: Kept) -> bool:
    """Delete what `request` sends again from what is kept; return whether nothing is left."""
    forms = apart(kept.data)
    left = _left(forms, request)
    if not left:
        kept.row.delete()
        return True
    if len(left) < len(forms):
        text = f"{kept.page}\n{together(left).urlencode()}"
        sealed = sealing.lock(kept.key, text, context=_context(kept.row.user))
        # Another tab may have sent the rest.
        UnsentForm.objects.filter(pk=kept.row.pk).update(sealed=sealed)
    return False


def forget(request: HttpRequest) -> HttpResponse:
    """Drop what is kept for the page of `request`, and open that page as it is.

    A button that names the text of one form drops this one: those of other forms stay.
    """
    writer = writers.writer_of(request)
    answer = redirect(writer.page if writer else request.get_full_path())
    kept = take(request)
    if kept is None or not is_same_page(kept.page, answer.url):
        return answer
    if brought(request.POST) and not is_all_sent(request, kept):
        return answer
    UnsentForm.objects.filter(pk=kept.row.pk).delete()
    return without(request, answer, kept)


def drop(request: HttpRequest) -> None:
    """Delete what this browser has the keys to, no matter who wrote it."""
    UnsentForm.objects.filter(digest__in=map(_digest, _keys_in(request))).delete()


def without(request: HttpRequest, answer: Any, kept: Kept | None) -> Any:
    """Let the browser forget the key to `kept`, or all of them (None). New keys stay that `answer`
    itself brings."""
    if cookie_name() in answer.cookies:
        return answer
    left = [key for key in _keys_in(request) if kept and key != kept.key]
    if left:
        return _with_keys(answer, left)
    answer.delete_cookie(cookie_name(), samesite="Lax")
    return answer


def forget_old() -> None:
    """Delete what no one came back for."""
    UnsentForm.objects.filter(expires_at__lte=timezone.now()).delete()


def is_same_page(one: str, other: str) -> bool:
    """Whether two addresses of ours are the same page, in any language."""
    return _without_language(one) == _without_language(other)


def _without_language(address: str) -> str:
    language = get_language_from_path(address)
    return address.removeprefix(f"/{language}") if language else address


def _keep_for(writer: writers.Writer, request: HttpRequest) -> list[bytes] | None:
    """Keep the fields; return their new key, and then those that this browser has for other pages
    of the writer. None if the fields were not kept.

    What the browser has of other forms of the same page goes along under the new key.
    """
    if not _may_keep(request):
        return None
    with transaction.atomic():
        user = User.objects.select_for_update().filter(code=writer.code, is_active=True).first()
        if user is None or UnsentForm.objects.count() >= MOST:
            return None
        sent = apart(typed_in(request.POST))
        others = _opened(request, user)
        here = [one for one in others if is_same_page(one.page, writer.page)]
        before = [form for one in here for form in apart(one.data)]
        text = f"{writer.page}\n{together([*_left(before, request), *sent]).urlencode()}"
        if len(text) > (LARGEST_IN_STUDIO if writer.is_in_studio else LARGEST):
            return None
        UnsentForm.objects.filter(pk__in=[one.row.pk for one in here]).delete()
        older = UnsentForm.objects.filter(user=user).order_by("-expires_at", "-pk")
        surplus = set(older.values_list("pk", flat=True)[MOST_OF_ONE - 1 :])
        UnsentForm.objects.filter(pk__in=surplus).delete()
        key = secrets.token_bytes(sealing.KEY_BITS // 8)
        UnsentForm.objects.create(
            digest=_digest(key),
            user=user,
            sealed=sealing.lock(key, text, context=_context(user)),
            expires_at=timezone.now() + KEPT_FOR,
        )
    return [key, *(one.key for one in others if one not in here and one.row.pk not in surplus)]


def _left(kept: list[QueryDict], request: HttpRequest) -> list[QueryDict]:
    """Return those of the `kept` forms that `request` does not send again."""
    sent, marks = apart(typed_in(request.POST)), brought(request.POST)
    return [
        one
        for one in kept
        if mark_of(one) not in marks and not any(replaces(other, one) for other in sent)
    ]


def _opened(request: HttpRequest, user: User) -> list[Kept]:
    """Return what this browser has the keys to, the newest first; delete what is not for `user`,
    too old or damaged."""
    keys = {_digest(key): key for key in _keys_in(request)}
    rows = UnsentForm.objects.filter(digest__in=keys).order_by("-expires_at", "-pk")
    found = []
    for row in rows if keys else []:
        try:
            if row.user_id != user.pk or row.expires_at <= timezone.now():
                raise sealing.CannotUnseal
            text = sealing.unlock(keys[row.digest], row.sealed, context=_context(user))
        except sealing.CannotUnseal:
            row.delete()
            continue
        page, _newline, fields = text.partition("\n")
        found.append(Kept(row, keys[row.digest], page, QueryDict(fields)))
    return found


def _may_keep(request: HttpRequest) -> bool:
    """Whether the limit allows it; not while the cache that counts is away."""
    try:
        return limits.may_try(request, "unsent")
    except CacheAway:
        return False


def _with_keys(answer: Any, keys: Iterable[bytes]) -> Any:
    """Give the keys to the browser, until it is closed."""
    answer.set_cookie(
        cookie_name(),
        ".".join(key.hex() for key in keys),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def _keys_in(request: HttpRequest) -> list[bytes]:
    """Return the keys that the browser has; none of a cookie that we did not write."""
    try:
        keys = map(bytes.fromhex, request.COOKIES.get(cookie_name(), "").split("."))
        return [key for key in keys if key][:MOST_OF_ONE]
    except ValueError:
        return []


def _digest(key: bytes) -> str:
    return sha256(b"unsent" + key).hexdigest()


def _context(user: User) -> str:
    return f"people.UnsentForm:{user.code}"
