"""One question a page, and what came of them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learning.catalogue import contents
from learning.catalogue.outline import Course, Lesson
from learning.guards import gone, learner_view
from learning.progress.queries import Standing
from learning.questions import actions
from learning.questions.forms import AnswerForm
from people.accounts.permissions import MemberRequest
from web.codes import encode


@require_http_methods(["GET", "HEAD", "POST"])
@learner_view
def question(
    request: MemberRequest, course: Course, lesson: Lesson, standing: Standing, question: UUID
) -> HttpResponse:
    """Members who take the course: answer one question, as often as they like."""
    questions = contents.of(lesson).questions
    number = next((at for at, one in enumerate(questions, 1) if one.id == question), None)
    if number is None:
        return gone(request, course=course, lesson=lesson)
    asked = questions[number - 1]
    kept = actions.answers(standing, lesson).get(asked.id)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        question=asked,
        initial={"choice": encode(kept)} if kept else None,
    )
    if form.is_bound and form.is_valid():
        actions.answer(
            user=request.user, course=course, lesson=lesson, question=asked, choice=form.chosen
        )
        return redirect("learning:question", course.key, lesson.key, asked.id)
    context = {
        "course": course,
        "lesson": lesson,
        "question": asked,
        "number": number,
        "total": len(questions),
        "form": form,
        "answer": None if form.is_bound else asked.choice(kept),
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
    kept = actions.answers(standing, lesson)
    answered = [(one, one.choice(kept.get(one.id))) for one in content.questions]
    open_questions = [one for one, choice in answered if not (choice and choice.is_right)]
    context = {
        "course": course,
        "lesson": lesson,
        "standing": standing,
        "is_done": standing.is_done(lesson),
        "total": len(answered),
        "right": len(answered) - len(open_questions),
        "open": open_questions,
        "done": standing.count_done(course),
        "exercise": next((one for one in content.exercises if not standing.accepted(one)), None),
        "next": standing.next_lesson(course),
    }
    return render(request, "learning/questions/result.html", context)
