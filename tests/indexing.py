"""Wagtail's tasks, without those that note what a saved page uses and which words it has."""

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult

INDEXING = (
    "modelsearch.tasks.insert_or_update_object_task",
    "wagtail.tasks.update_reference_index_task",
)


class WithoutIndexing(ImmediateBackend):
    """Runs each task at once, except `INDEXING`."""

    def _execute_task(self, task_result: TaskResult) -> None:
        if task_result.task.module_path not in INDEXING:
            super()._execute_task(task_result)
