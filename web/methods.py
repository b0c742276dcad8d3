"""Which methods a page answers, and what was sent to it.

Whatever answers GET answers HEAD as well: pages without a form are `require_safe`, pages with one
are `form_page`, and what is only ever sent is `require_POST`.
"""

from django.http import HttpRequest, QueryDict
from django.views.decorators.http import require_http_methods

form_page = require_http_methods(["GET", "HEAD", "POST"])


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, so that it is bound; None when its page is only read.

    `request.POST or None` would take a form that was sent empty for one that was not sent.
    """
    return request.POST if request.method == "POST" else None
