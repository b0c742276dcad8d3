"""Which methods a page answers, what was sent to it, and what became of it.

Every page that answers GET also answers HEAD: pages without a form are `require_safe`, pages with
one are `form_page`, and views that only take forms are `require_POST`.
"""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.views.decorators.http import require_http_methods

from web.errors import Refused

# The name of the language buttons of a page with a form: they send it, and it does nothing.
LANGUAGE = "in_language"

form_page = require_http_methods(["GET", "HEAD", "POST"])


def sent(request: HttpRequest) -> QueryDict | None:
    """Return the data of a sent form, so that the form is bound; None when the page is only read.

    `request.POST or None` would treat an empty form as one that was not sent.
    """
    return request.POST if request.method == "POST" else None


def is_done(form: BaseForm, action: Callable[..., object], **about: Any) -> bool:
    """Call `action` with `about` and what a valid `form` holds; False when it refuses.

    The form then says why, above its fields.
    """
    try:
        action(**about, **form.cleaned_data)
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True
