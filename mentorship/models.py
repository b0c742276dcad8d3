"""The models of mentoring: profiles, programmes, drafts of pairs, pairs."""

from mentorship.matching.models import Draft, Run
from mentorship.meetings.models import PlannedMeeting
from mentorship.messages.models import Message
from mentorship.pairs.models import Goal, Meeting, Pair, PairKey
from mentorship.profiles.models import Profile, Subject
from mentorship.programmes.models import Programme

__all__ = [
    "Draft",
    "Goal",
    "Meeting",
    "Message",
    "Pair",
    "PairKey",
    "PlannedMeeting",
    "Profile",
    "Programme",
    "Run",
    "Subject",
]
