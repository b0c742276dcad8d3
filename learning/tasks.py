"""Tasks of learning that Celery beat starts."""

from celery import shared_task

from learning.authoring import planned
from learning.enquiries import actions as enquiries
from learning.exchange.packages import actions as packages
from learning.exchange.texts import actions as texts
from learning.progress import recount
from learning.remembering import actions as remembering
from learning.runs import actions as runs
from learning.runs import retention
from learning.search import actions as search


@shared_task
def publish_planned() -> None:
    """Publish the pages whose hour has come; safe to lose, repeat or kill."""
    planned.publish_due()


@shared_task
def recount_changed() -> None:
    """Count again what members have done in courses that changed; safe to lose, repeat or kill."""
    recount.recount_changed()


@shared_task
def forget_recalls() -> None:
    """Delete questions that came back and that no one answered for long; safe to run twice."""
    remembering.forget_old()


@shared_task
def tell_stand_ins_of_waiting_questions() -> None:
    """Notify those who answer questions about lessons of what waits for them; safe to run twice."""
    enquiries.tell_stand_ins()


@shared_task
def forget_enquiries() -> None:
    """Delete questions about lessons whose time is up; safe to run twice."""
    enquiries.forget_old()


@shared_task
def free_lost_run_places() -> None:
    """Free places in course runs that their members cannot use any more; safe to run twice."""
    runs.free_lost()


@shared_task
def forget_run_places() -> None:
    """Delete who was in course runs that ended 30 days ago; safe to run twice."""
    retention.forget_places()


@shared_task
def index_missing() -> None:
    """Let the search find courses and lessons that the index has not; safe to run twice."""
    search.index_missing()


@shared_task
def import_packages() -> None:
    """Import the courses that someone accepted; safe to lose, repeat or kill."""
    packages.import_due()
    packages.forget_old()


@shared_task
def forget_texts() -> None:
    """Delete what was read of texts a week ago; safe to run twice."""
    texts.forget_old()
