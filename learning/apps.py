from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "learning"
    verbose_name = "Learning"

    def ready(self) -> None:
        from learning.models import CoursePage, GuidePage, LessonPage, PathPage, SubjectPage

        # Here and not in `Meta`, where it would be a migration for nothing.
        SubjectPage._meta.verbose_name_plural = _("subjects")
        PathPage._meta.verbose_name_plural = _("paths")
        GuidePage._meta.verbose_name_plural = _("guides")
        CoursePage._meta.verbose_name_plural = _("courses")
        LessonPage._meta.verbose_name_plural = _("lessons")
