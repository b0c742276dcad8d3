"""What people and the apps below keep about people. See `people.privacy.register`."""

from django.utils.translation import gettext_lazy as _

from people.contact import actions as contacts
from people.models import Contact
from people.privacy.register import Eraser, PersonalData, Record, acts_in_words, content, kinds

WITH_THE_ACCOUNT = _("for as long as your account exists")


def _mail_of(contact: Contact) -> str:
    return contacts.read(user=contact.user)


# Fields that go into the member's copy, and are declared below with those that do not.
OF_THE_ACCOUNT = [
    "pseudonym",
    "login_code",
    "organisation",
    "time_zone",
    "joined_on",
    "active_month",
    "is_active",
    "is_superuser",
    "vouched_on",
    "vouch_until",
    "new_until",
    "exit_to",
    "leaves_nothing",
    "wants_notices",
    "wants_mail",
    "shows_progress",
    "wants_recall",
]
OF_AN_INVITATION = ["organisation", "role", "created_at", "expires_at", "used_at"]
WHERE_A_ROLE_IS = ["role", "region", "network", "organisation"]

RECORDS = [
    content("cms.Branding", ["name", "icon", "mail_name", "mail_subject", "calendar_title"]),
    content("cms.HomePage", ["page_ptr"]),
    content("people.Region", ["code", "key", "name", "names"]),
    content(
        "people.Network",
        ["code", "short_name", "name", "level", "parent", "region", "languages", "time_zone"],
    ),
    content("people.CountryRisk", ["country", "level"]),
    content(
        "people.Organisation",
        [
            "code",
            "name",
            "form",
            "part_of",
            "region",
            "country",
            "networks",
            "languages",
            "time_zone",
            "listing",
            "results",
        ],
    ),
    Record(
        model="people.User",
        title=_("Your account"),
        purpose=_(
            # Translators: Follows “Why:”, like all purposes on this page.
            "so that you can sign in, have a name here that is not your real one, and see times "
            "in your time zone"
        ),
        retention=_(
            # Translators: Follows “How long:”.
            "until it is erased; this happens automatically after twelve months without a visit"
        ),
        eraser=Eraser.CASCADE,
        owners=["code"],
        exported=OF_THE_ACCOUNT,
        words={"code": _("a random code used in place of your name")},
        fields=kinds(
            pseudonymous=["code", "name_key", *OF_THE_ACCOUNT, "groups", "user_permissions"],
            personal=["password"],
        ),
    ),
    Record(
        model="people.MemberKey",
        # Translators: Sealed: encrypted.
        title=_("The key to your sealed texts"),
        purpose=_("to seal what you entrust to us"),
        retention=WITH_THE_ACCOUNT,
        eraser=Eraser.CASCADE,
        owners=["user"],
        fields=kinds(public=["master_id"], pseudonymous=["user"], personal=["wrapped_key"]),
    ),
    Record(
        model="people.RoleGrant",
        title=_("Your roles"),
        purpose=_("to know who may do what, and who decided it"),
        retention=_("until the role ends"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        unlinked=["granted_by"],
        exported=[*WHERE_A_ROLE_IS, "granted_on", "until"],
        fields=kinds(
            pseudonymous=["user", *WHERE_A_ROLE_IS, "granted_by", "granted_on", "until"],
        ),
    ),
    Record(
        model="people.Contact",
        title=_("How to reach you"),
        purpose=_("to tell you by e-mail that something is waiting, if you want that"),
        # Translators: “It” is an e-mail address or a second step.
        retention=_("until you remove it"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        exported=["sealed_mail", "mailed_at"],
        openers={"sealed_mail": _mail_of},
        fields=kinds(
            public=["claimed_until"], pseudonymous=["user", "mailed_at"], sealed=["sealed_mail"]
        ),
    ),
    Record(
        model="mfa.Authenticator",
        title=_("Your second step"),
        purpose=_("so that no one can get in with your passphrase alone"),
        # Translators: “It” is an e-mail address or a second step.
        retention=_("until you remove it"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        exported=["type", "created_at"],
        fields=kinds(
            pseudonymous=["user", "type", "created_at", "last_used_at"], personal=["data"]
        ),
    ),
    Record(
        model="people.MemberSession",
        title=_("Where you are signed in"),
        purpose=_("to end a session that you left open on another phone"),
        retention=_("until the session ends, after twelve hours at most"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        exported=["started_at", "is_shared"],
        fields=kinds(
            public=["code", "expire_date"],
            pseudonymous=["user", "started_at", "is_shared"],
            personal=["session_data"],
        ),
    ),
    Record(
        model="people.UnsentForm",
        # Translators: Texts that were typed, but sent after the writer was signed out.
        title=_("What you typed and could not send"),
        purpose=_(
            "to show you your text again after you sign in; only the browser that sent it has the "
            "key to it"
        ),
        retention=_("until you send it, leave, or someone else signs in there; two hours at most"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        fields=kinds(public=["digest", "expires_at"], pseudonymous=["user"], sealed=["sealed"]),
    ),
    Record(
        model="people.Invitation",
        title=_("Invitations you made"),
        purpose=_("to let one person join"),
        retention=_("open for 72 hours; the entry is deleted 30 days later"),
        eraser=Eraser.CASCADE,
        owners=["created_by"],
        exported=OF_AN_INVITATION,
        fields=kinds(
            public=["code", "digest", *OF_AN_INVITATION],
            pseudonymous=["created_by"],
        ),
    ),
    Record(
        model="people.Vouch",
        title=_("Who vouched for whom"),
        purpose=_("to suspend everyone that an intruder brought in; only codes are kept, no names"),
        retention=_("90 days"),
        eraser=Eraser.CASCADE,
        owners=["newcomer", "by"],
        exported=["kind", "day"],
        exported_of=["newcomer"],
        fields=kinds(pseudonymous=["newcomer", "by", "kind", "day"]),
    ),
    Record(
        model="people.Recovery",
        title=_("Ways back into your account"),
        purpose=_("to let you back in if you lose your passphrase"),
        retention=_("14 days"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        unlinked=["first_by", "second_by"],
        exported=["asked_at", "opens_at", "used_at"],
        fields=kinds(
            public=["code", "digest"],
            pseudonymous=["user", "asked_at", "first_by", "second_by", "opens_at", "used_at"],
        ),
    ),
    Record(
        model="people.Hiding",
        # Translators: An account that its member has hidden.
        title=_("Your hidden account"),
        purpose=_("to show your account to no one until you come back"),
        retention=_("until you come back; after twelve months, the account is erased"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        exported=["hidden_at"],
        fields=kinds(pseudonymous=["user", "hidden_at", "is_suspended"]),
    ),
    Record(
        model="people.CodeWord",
        title=_("Your code word"),
        purpose=_("so that someone to whom you tell it can hide your account for you"),
        retention=_("until you delete it"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        exported=["chosen_on"],
        fields=kinds(pseudonymous=["user", "chosen_on"], sealed=["sealed_word"]),
    ),
    Record(
        model="people.AccessRecord",
        title=_("Who has viewed private data"),
        purpose=_("to show you who has viewed your private data"),
        retention=_("180 days"),
        eraser=Eraser.CASCADE,
        owners=["subject"],
        unlinked=["actor"],
        exported=["what", "day"],
        words={"subject": _("whose data was viewed")},
        fields=kinds(pseudonymous=["subject", "actor", "what", "day"]),
    ),
    Record(
        model="people.Notice",
        title=_("Notifications"),
        purpose=_(
            "to tell you what has happened, and to let your calendar forget what is no longer yours"
        ),
        # Translators: “Got it” is the button that dismisses a notification.
        retention=_("90 days after you tap “Got it”"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        exported=["kind", "created_at", "read_at"],
        fields=kinds(pseudonymous=["user", "kind", "key", "subject_code", "created_at", "read_at"]),
    ),
    Record(
        model="people.Event",
        title=_("The log of actions"),
        purpose=_(
            "to find out what went wrong: who did what on which day; only codes are kept, no names"
        ),
        retention=_("180 days"),
        eraser=Eraser.UNLINKED,
        unlinked=["actor", "subject"],
        exported=["kind", "day"],
        exported_of=["actor"],
        fields=kinds(pseudonymous=["actor", "kind", "subject", "day"]),
        tellers={"kind": acts_in_words},
        words={"kind": _("what was done")},
    ),
]

WORDS = {
    "pseudonym": _("pseudonym"),
    "name_key": _("your pseudonym in small letters, to find you however it is typed"),
    "organisation": _("organisation"),
    "network": _("network"),
    "time_zone": _("time zone"),
    "login_code": _("your login code: digits you can sign in with instead of your pseudonym"),
    "joined_on": _("the day you joined"),
    "active_month": _("the month of your last visit"),
    "is_active": _("whether the account is active"),
    "is_superuser": _("whether you run this site"),
    "vouched_on": _("the day someone vouched for you"),
    "vouch_until": _("the last day on which someone could vouch for you"),
    "new_until": _("your last day as a newcomer"),
    "exit_to": _("where “Leave” takes you"),
    "leaves_nothing": _("whether to leave nothing on your phone"),
    "wants_notices": _("whether you want notifications here"),
    "wants_mail": _("whether you want e-mails"),
    "shows_progress": _("whether your organisation’s lead may see how far you are in your courses"),
    "wants_recall": _("whether to ask you again what you have learned"),
    "groups": _("whether you write or translate courses"),
    "user_permissions": _("what else you may do in the studio"),
    # Translators: Sealed: encrypted.
    "sealed_mail": _("your e-mail address, sealed"),
    "mailed_at": _("when we last e-mailed you"),
    "type": _("which kind"),
    "last_used_at": _("last used"),
    "data": _("what your code or passkey is checked against"),
    "started_at": _("the hour it began"),
    "is_shared": _("whether the phone is shared"),
    "session_data": _("that you are signed in, and messages not yet shown"),
    "sealed": _("what you typed, sealed"),
    "newcomer": _("a code for the person who joined"),
    "by": _("a code for the person who vouched"),
    "asked_at": _("when it was asked for"),
    "first_by": _("a code for the first person who vouched"),
    "second_by": _("a code for the second person who vouched"),
    "opens_at": _("when the code starts to work"),
    "hidden_at": _("when it was hidden"),
    "is_suspended": _("whether it was suspended meanwhile"),
    "sealed_word": _("your code word, sealed"),
    "chosen_on": _("the day you chose it"),
    "what": _("what was viewed"),
    "password": _("a fingerprint of your passphrase, from which no one can work it out"),
    "user": _("whose it is"),
    "wrapped_key": _("a key, itself locked with another key that is kept elsewhere"),
    "role": _("role"),
    "region": _("region"),
    # Translators: “It” is a role.
    "granted_by": _("who gave it"),
    "granted_on": _("since when"),
    "until": _("until when"),
    # Translators: “It” is an invitation.
    "created_by": _("who created it"),
    "created_at": _("when it was created"),
    "expires_at": _("valid until"),
    # Translators: Said of an invitation or of an account recovery.
    "used_at": _("used"),
    "kind": _("which kind"),
    "key": _("a code that stops it being stored twice"),
    "subject_code": _("a code for what it is about"),
    "read_at": _("when you tapped “Got it”"),
    "actor": _("a code for who did it"),
    "subject": _("a code for what was affected"),
    "day": _("day"),
    "code": _("a code used in page addresses"),
}

# What a member did, by the kind of the event.
ACTS = {
    "change_passphrase": _("passphrase changed"),
    "keep_contact": _("contact data saved"),
    "forget_contact": _("contact data deleted"),
    "hide": _("account hidden"),
    "keep_code_word": _("code word saved"),
    "forget_code_word": _("code word deleted"),
    "use_code_word": _("account of another member hidden with their code word"),
    "invite": _("invitation made"),
    "join": _("account made with an invitation"),
    "make_first_coordinator": _("first coordinator of the site made"),
    "make_region": _("region made"),
    "change_region": _("region changed"),
    "make_network": _("network made"),
    "change_network": _("network changed"),
    "set_risk": _("risk of a country changed"),
    "make_organisation": _("organisation added"),
    "change_organisation": _("organisation changed"),
    "erase": _("account erased"),
    "export": _("copy of the data made"),
    "ask_recovery": _("recovery of an account begun"),
    "confirm_recovery": _("recovery of an account confirmed"),
    "stop_recovery": _("recovery of an account stopped"),
    "recover": _("account recovered"),
    "come_back": _("hidden account shown again"),
    "give_role": _("role given"),
    "end_role": _("role ended"),
    "add_second_step": _("second step added"),
    "remove_second_step": _("second step removed"),
    "forget_second_step": _("second steps of another member deleted"),
    "renew_codes": _("new codes on paper made"),
    "change_account": _("account changed in the studio"),
    "vouch": _("newcomer vouched for"),
    "vouch_alone": _("newcomer vouched for by the person who invited them"),
    "suspend": _("account suspended"),
    "reinstate": _("suspended account opened again"),
    "read_a_day_to_its_end": _("daily limit of reading about other members reached"),
}

PERSONAL_DATA = PersonalData(records=RECORDS, words=WORDS, acts=ACTS)
