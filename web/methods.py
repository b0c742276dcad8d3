"""Which methods a page answers, and what was sent to it.

Every page that answers GET also answers HEAD: pages without a form are `require_safe`, pages with
one are `form_page`, and views that only take forms are `require_POST`.
"""

from django.http import HttpRequest, QueryDict
from django.views.decorators.http import require_http_methods

form_page = require_http_methods(["GET", "HEAD", "POST"])


def sent(request: HttpRequest) -> QueryDict | None:
    """Return the data of a sent form, so that the form is bound; None when the page is only read.

    `request.POST or None` would treat an empty form as one that was not sent.
    """
    return request.POST if request.method == "POST" else None
