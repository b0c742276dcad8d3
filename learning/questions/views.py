"""A page for each question, and one for the result."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from learning.catalogue import contents
from learning.catalogue.outline import Course, Lesson
from learning.guards import gone, learner_view
from learning.progress.queries import Standing
from learning.questions import actions, queries
from people.accounts.permissions import MemberRequest
from web.methods import form_page, sent


@form_page
@learner_view
def question(
    request: MemberRequest, course: Course, lesson: Lesson, standing: Standing, question: UUID
) -> HttpResponse:
    """Members who take the course: answer one question, any number of times."""
    questions = contents.of(lesson).questions
    number = next((at for at, one in enumerate(questions, 1) if one.id == question), None)
    if number is None:
        return gone(request, course=course, lesson=lesson)
    asked = questions[number - 1]
    kept = queries.answers(standing, lesson).get(asked.id)
    form = asked.form(sent(request), kept)
    if form.is_valid():
        actions.answer(
            user=request.user, course=course, lesson=lesson, question=asked, given=form.given
        )
        return redirect("learning:question", course.key, lesson.key, asked.id)
    context = {
        "course": course,
        "lesson": lesson,
        "question": asked,
        "number": number,
        "total": len(questions),
        "form": form,
        "fields": f"learning/questions/{asked.kind}.html",
        "reply": None if form.is_bound else asked.reply(kept),
        "after": questions[number] if number < len(questions) else None,
    }
    return render(request, "learning/questions/question.html", context)


@require_safe
@learner_view
def result(
    request: MemberRequest, course: Course, lesson: Lesson, standing: Standing
) -> HttpResponse:
    """Members who take the course: how many answers are right, and what comes next."""
    content = contents.of(lesson)
    kept = queries.answers(standing, lesson)
    replies = [(one, one.reply(kept.get(one.id))) for one in content.questions]
    open_questions = [one for one, reply in replies if not (reply and reply.is_right)]
    context = {
        "course": course,
        "lesson": lesson,
        "standing": standing,
        "is_done": standing.is_done(lesson),
        "total": len(replies),
        "right": len(replies) - len(open_questions),
        "open": open_questions,
        "done": standing.count_done(course),
        "exercise": next((one for one in content.exercises if not standing.accepted(one)), None),
        "next": standing.next_lesson(course),
    }
    return render(request, "learning/questions/result.html", context)
