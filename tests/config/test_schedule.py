"""Beat names tasks that exist, and no sweep is forgotten."""

from config.celery import app
from config.schedule import every_task


def test_every_scheduled_task_exists_and_every_task_is_scheduled():
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith(("celery.", "tests."))}
    assert {entry["task"] for entry in every_task().values()} == ours
