"""Rows for tests, by the app that keeps them; each name can be had from here.

Whatever an action of the product makes is made here by that action, so that no test begins from
rows that the product would never write. `example.py` has the two regions that tests begin from.
"""

from tests.factories.cms import home_page, in_french, in_language, publish, roots
from tests.factories.example import Side, World, furnish, person, side, world
from tests.factories.learning import (
    WORKED_ANSWER,
    attach,
    comes_back,
    course,
    crowd,
    do_lessons,
    enquire,
    exercise,
    guide,
    hand_in,
    miss_often,
    papers,
    proposed_story,
    published_story,
    question,
    table,
    taught,
    tell_story,
    together,
    told,
)
from tests.factories.mentorship import (
    agreed_meeting,
    began_days_ago,
    drafts,
    goal,
    is_mentor,
    meeting,
    message,
    pair_since,
    programme,
    proposed_meeting,
    proposed_pair,
    quiet_pair,
    rewrite,
    running_pair,
    wants_mentor,
    words_of,
)
from tests.factories.people import (
    HOME_ZONE,
    PASSPHRASE,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
    branch,
    day_over,
    give_paper,
    in_studio,
    invited,
    lead_of,
    let_in,
    loaded,
    local_day,
    organisation_form,
    quarantined,
    with_passphrase,
    with_role,
)
from tests.factories.runs import course_run, run_form, run_place
from tests.factories.webinars import place, repeating, webinar
