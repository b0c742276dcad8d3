"""Courses, and the progress of members."""

from learning.catalogue.models import CoursePage, LessonPage, PathPage, SubjectPage
from learning.certificates.models import Certificate
from learning.difficulties.models import FirstAnswer
from learning.enquiries.models import Enquiry
from learning.exchange.packages.models import PackagedFile, PackagedPage, PackageImport
from learning.exchange.texts.models import TextImport, TextPicture
from learning.exercises.models import Attachment, Review, Submission
from learning.library.models import GuidePage
from learning.partners.models import Partner, Together
from learning.progress.models import Enrolment, LessonProgress, Recount
from learning.questions.models import Answer
from learning.remembering.models import Recall
from learning.runs.models import CourseRun, RunPlace
from learning.stories.models import PublishedStory, Story
from learning.teaching.models import Taught

__all__ = [
    "Answer",
    "Attachment",
    "Certificate",
    "CoursePage",
    "CourseRun",
    "Enquiry",
    "Enrolment",
    "FirstAnswer",
    "GuidePage",
    "LessonPage",
    "LessonProgress",
    "PackageImport",
    "PackagedFile",
    "PackagedPage",
    "Partner",
    "PathPage",
    "PublishedStory",
    "Recall",
    "Recount",
    "Review",
    "RunPlace",
    "Story",
    "SubjectPage",
    "Submission",
    "Taught",
    "TextImport",
    "TextPicture",
    "Together",
]
