"""The models of mentoring: profiles, programmes, drafts of pairs, pairs.

Each package has its own models; every other module imports them from here.
"""

from mentorship.matching.models import Draft, Run
from mentorship.pairs.models import Goal, Meeting, Pair, PairKey
from mentorship.profiles.models import Profile, Subject
from mentorship.programmes.models import Programme

__all__ = ["Draft", "Goal", "Meeting", "Pair", "PairKey", "Profile", "Programme", "Run", "Subject"]
