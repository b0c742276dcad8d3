"""Practice stories: reading them, telling one's own, and the pages of editors."""

from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learning.models import Story
from learning.stories import actions
from learning.stories.forms import (
    AnswerForm,
    ChangeStoryForm,
    EditStoryForm,
    SendBackForm,
    StoriesForm,
    StoryForm,
    as_told,
)
from learning.stories.permissions import (
    can_edit_stories,
    stories_decided_by,
    stories_editable_by,
    stories_of,
    with_record,
)
from learning.stories.queries import PAGE, shelf_for, subjects_in, told
from people.accounts.permissions import MemberRequest
from people.guards import member_view, view_if
from web.errors import Refused
from web.methods import form_page, is_done, sent

# Of a list that says where each story stands.
OWN_PAGE = WAITING_PAGE = 20


@member_view
@form_page
def stories(request: MemberRequest) -> HttpResponse:
    """Members: the published stories. Sent, the form finds some of them and changes nothing."""
    shelf = shelf_for(request.user, get_language() or "")
    form = StoriesForm(sent(request), shelf=shelf)
    fitting = [] if form.is_bound and not form.is_valid() else shelf.find(**form.looked_for())
    number = (sent(request) or request.GET).get("page")
    page = Paginator(fitting, PAGE).get_page(number)
    return render(request, "learning/stories/stories.html", {"form": form, "page": page})


@member_view
@require_safe
def story(request: MemberRequest, published: UUID) -> HttpResponse:
    """Members: one published story, to read and to print."""
    found = told(request.user, published, get_language() or "")
    if found is None:
        raise Http404
    context = {"story": found, "can_edit": can_edit_stories(request.user)}
    return render(request, "learning/stories/story.html", context)


@member_view
@form_page
def write(request: MemberRequest) -> HttpResponse:
    """Members: tell a story of their own, which editors read before anyone else."""
    subjects = subjects_in(get_language() or "")
    form = StoryForm(sent(request), subjects=subjects, initial={"subject": ""})
    if form.is_valid() and is_done(form, actions.send, user=request.user):
        messages.success(request, _("Your story has been sent."))
        return redirect("learning:my-stories")
    return render(request, "learning/stories/write.html", {"form": form})


@member_view
@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """Members: the stories that they sent in, and where each stands."""
    page = Paginator(stories_of(request.user), OWN_PAGE).get_page(request.GET.get("page"))
    return render(request, "learning/stories/mine.html", {"page": page})


@member_view
@require_safe
def my_story(request: MemberRequest, story: UUID) -> HttpResponse:
    """Members: a story of their own, with what an editor made of it."""
    found = get_object_or_404(stories_of(request.user).select_related("published"), code=story)
    return render(request, "learning/stories/my_story.html", {"story": found})


@member_view
@form_page
def change(request: MemberRequest, story: UUID) -> HttpResponse:
    """Members: change a story of their own that is not published, and send it again."""
    found = stories_of(request.user).filter(code=story).first()
    if found is None and sent(request) is None:
        raise Http404
    if found and found.state == Story.State.PUBLISHED and sent(request) is None:
        return redirect("learning:my-story", story)
    subjects = subjects_in(get_language() or "")
    initial = as_told(found) if found else {}
    form = ChangeStoryForm(sent(request), subjects=subjects, initial=initial)
    about = {"user": request.user, "code": story}
    if form.is_valid() and is_done(form, actions.change, **about):
        messages.success(request, _("Your story has been sent."))
        return redirect("learning:my-story", story)
    context = {"form": form, "is_change": True, "is_gone": found is None}
    status = 404 if found is None else 200
    return render(request, "learning/stories/write.html", context, status=status)


@member_view
@require_POST
def agree(request: MemberRequest, story: UUID) -> HttpResponse:
    """Members: say yes to what an editor made of their story, which publishes it."""
    mark = request.POST.get("mark", "")
    return _pressed(request, story, _("Your story is published."), actions.agree, mark=mark)


@member_view
@require_POST
def no_name(request: MemberRequest, story: UUID) -> HttpResponse:
    """Members: take their pseudonym away from a story of their own, published or not."""
    said = _("No name stands below your story.")
    return _pressed(request, story, said, actions.take_name_away)


@member_view
@require_POST
def not_stay(request: MemberRequest, story: UUID) -> HttpResponse:
    """Members: let a story of their own go with their account, published or not."""
    said = _("When your account is erased, what is published goes with it.")
    return _pressed(request, story, said, actions.keep_no_longer)


@member_view
@require_POST
def take_back(request: MemberRequest, story: UUID) -> HttpResponse:
    """Members: delete a story of their own, published or not. Pressed twice, or for what someone
    else sent, it only leads to their own stories."""
    if actions.take_back_story(user=request.user, code=story):
        messages.success(request, _("Your story is deleted. No one reads it any more."))
    return redirect("learning:my-stories")


@view_if(can_edit_stories)
@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """Editors: the stories that wait for them, the oldest first. Nothing of them is shown but
    subject, language and day."""
    found = stories_editable_by(request.user).defer("text", "edited", "reply")
    page = Paginator(found, WAITING_PAGE).get_page(request.GET.get("page"))
    subjects = subjects_in(get_language() or "")
    lines = [(one, subjects.get(one.subject_key)) for one in page]
    return render(request, "learning/stories/waiting.html", {"page": page, "lines": lines})


@view_if(can_edit_stories)
@form_page
def edit(request: MemberRequest, story: UUID) -> HttpResponse:
    """Editors for whom the story waits: read it, recorded in the access log, and propose the text
    that is published."""
    found = _read(request, story)
    said = asdict(found.written) if found else {}
    form = EditStoryForm(sent(request), shown=found, initial=said)
    if _is_decided(request, form, story, found, actions.propose):
        return _sent(request)
    return _answering(request, "learning/stories/edit.html", form, found)


@view_if(can_edit_stories)
@form_page
def send_back(request: MemberRequest, story: UUID) -> HttpResponse:
    """Editors for whom the story waits: say why it is not published as it is."""
    found = _read(request, story)
    form = SendBackForm(sent(request), shown=found)
    if _is_decided(request, form, story, found, actions.send_back):
        return _sent(request)
    return _answering(request, "learning/stories/send_back.html", form, found)


@view_if(can_edit_stories)
@require_POST
def take_down(request: MemberRequest, published: UUID) -> HttpResponse:
    """Editors: take a published story off the list. Pressed twice, it only leads to the list."""
    if actions.take_down(code=published, by=request.user):
        messages.success(request, _("The story is no longer published."))
    return redirect("learning:stories")


def _pressed(
    request: MemberRequest, code: UUID, said: str, action: Callable[..., object], **about: str
) -> HttpResponse:
    """Do with a story of the reader what a button of its page is for, and lead back there."""
    try:
        action(user=request.user, code=code, **about)
        messages.success(request, said)
    except actions.IsGone as error:
        messages.info(request, str(error))
        return redirect("learning:my-stories")
    except Refused as error:
        messages.info(request, str(error))
    return redirect("learning:my-story", code)


def _read(request: MemberRequest, code: UUID) -> Story | None:
    """Return the story, recorded as read, if it waits for the reader."""
    found = with_record(request.user, stories_editable_by(request.user)).filter(code=code).first()
    if found and not found.is_noted:  # type: ignore[attr-defined]
        actions.note_reading(story=found, reader=request.user)
    return found


def _is_decided(
    request: MemberRequest,
    form: AnswerForm,
    code: UUID,
    found: Story | None,
    action: Callable[..., object],
) -> bool:
    """Do with a valid `form` what its page is for. What no longer waits was sent before, or else
    the form says so and gives back what was typed."""
    if found is None and not form.is_bound:
        raise Http404
    if not form.is_valid():
        return False
    kept = found or stories_decided_by(request.user).filter(code=code).first()
    if kept is None:
        form.add_error(None, str(actions.StoryNoLongerWaits.sentence))
        return False
    if is_done(form, action, story=kept, by=request.user):
        return True
    if found:
        # Its text stands on the page that answers.
        form.renew(found)
    return False


def _answering(
    request: MemberRequest, page: str, form: AnswerForm, found: Story | None
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "story": found}
    if found:
        context["subject"] = subjects_in(get_language() or "").get(found.subject_key)
    return render(request, page, context, status=200 if found else 404)


def _sent(request: MemberRequest) -> HttpResponse:
    messages.success(request, _("Your answer has been sent."))
    return redirect("learning:waiting-stories")
