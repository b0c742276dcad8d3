"""A page for each question, and one for the result."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from learning.catalogue import contents
from learning.catalogue.outline import Course, Lesson
from learning.guards import gone, learner_view
from learning.progress.queries import Standing
from learning.progress.tally import tally
from learning.questions import actions, queries
from people.accounts.permissions import MemberRequest
from web.methods import form_page, sent


@form_page
@learner_view
def question(
    request: MemberRequest, course: Course, lesson: Lesson, standing: Standing, question: UUID
) -> HttpResponse:
    """Members who take the course: answer one question, any number of times.

    Below a right answer, the page asks the next question, unless that has an answer already.
    """
    content = contents.of(lesson)
    questions = content.questions
    number = next((at for at, one in enumerate(questions, 1) if one.id == question), None)
    if number is None:
        return gone(request, course=course, lesson=lesson)
    asked = questions[number - 1]
    after = questions[number] if number < len(questions) else None
    answers = queries.answers(standing, [asked, after] if after else [asked])
    answer = answers.get(asked.id)
    kept = answer.said if answer else None
    form = asked.form(sent(request), kept)
    if form.is_valid():
        actions.answer(
            user=request.user, course=course, lesson=lesson, question=asked, given=form.given
        )
        return redirect("learning:question", course.key, lesson.key, asked.id)
    reply = None if form.is_bound else asked.reply(kept)
    is_over = bool(reply and reply.is_right and asked.is_marked)
    below = after if after and is_over and after.id not in answers else None
    # What the page asks now: `question` again, the one `below` it, or nothing.
    asking = below or (None if is_over else asked)
    context = {
        "course": course,
        "lesson": lesson,
        "question": asked,
        "words": content.words_of(asked, lesson),
        "number": number,
        "total": len(questions),
        "reply": reply,
        "after": after,
        "below": below,
        "asking": asking,
        "asking_words": content.words_of(asking or asked, lesson),
        "form": below.form(None, None) if below else form,
        "fields": f"learning/questions/{(asking or asked).kind}.html",
    }
    return render(request, "learning/questions/question.html", context)


@require_safe
@learner_view
def result(
    request: MemberRequest, course: Course, lesson: Lesson, standing: Standing
) -> HttpResponse:
    """Members who take the course: how many answers are right, and what comes next."""
    content = contents.of(lesson)
    answers = queries.answers(standing, content.questions)
    # As they count today, although the lessons of everyone are counted again only in a minute.
    counted = tally(
        content.questions,
        answers,
        was_done=standing.is_done(lesson),
        was_reopened=bool(standing.why_open(lesson)),
        keeps_done=standing.completed_at is not None,
    )
    standing = standing.with_lesson(lesson, is_done=counted.is_done, reopened=counted.reopened)
    right = {key for key, answer in answers.items() if answer.is_right}
    marked = {one.id for one in content.questions if one.is_marked}
    open_questions = [one for one in content.questions if one.id not in right]
    waiting = next((one for one in content.exercises if not standing.accepted(one)), None)
    context = {
        "course": course,
        "lesson": lesson,
        "standing": standing,
        "is_done": counted.is_done,
        "why_open": standing.why_open(lesson),
        "total": len(marked),
        "right": len(right & marked),
        "open": open_questions,
        "open_lines": [(one, content.words_of(one, lesson)) for one in open_questions],
        "done": standing.count_done(course),
        "exercise": waiting,
        "exercise_words": content.words_of(waiting, lesson) if waiting else lesson,
        "next": standing.next_lesson(course),
    }
    return render(request, "learning/questions/result.html", context)
