"""Members, and the keys under which their words are sealed."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts import login_codes, passphrases
from people.accounts.pseudonyms import validate_pseudonym
from people.organisations.models import Organisation
from people.roles.in_force import COLUMNS, Permissions
from people.time_zones import zone
from web.reading import names


def this_month() -> date:
    """Return the first day of the current month in UTC."""
    return timezone.now().date().replace(day=1)


# Someone who forces a member to open a hidden account again has to wait at least this long.
HIDDEN_FOR = timedelta(hours=24)


class MemberQuerySet(models.QuerySet["User"]):
    def active(self) -> "MemberQuerySet":
        return self.filter(is_active=True)

    def able_to_return(self) -> "MemberQuerySet":
        """Members whom a way back lets in: active ones, and those who hid their account a day ago
        or earlier and are not suspended. Lock them with `of=("self",)`."""
        waited = timezone.now() - HIDDEN_FOR
        hidden = models.Q(hiding__is_suspended=False, hiding__hidden_at__lte=waited)
        return self.filter(models.Q(is_active=True) | hidden)

    def behind(self, typed: str) -> "MemberQuerySet":
        """The member who signs in as `typed`: their login code, or their pseudonym."""
        if code := login_codes.tidy(typed):
            return self.filter(login_code=code)
        return self.called(typed)

    def called(self, typed: str) -> "MemberQuerySet":
        """The member whose pseudonym is `typed`, in any spelling that `names.key` allows.

        Two members are found only where their names became one when keys came (`FoldedField`): the
        one whose name is exactly the same comes first.
        """
        name = names.tidy(typed)
        found = self.filter(models.Q(name_key=names.key(name)) | models.Q(pseudonym=name))
        return found.order_by(Case(When(pseudonym=name, then=0), default=1))

    def looks_taken(self, name: str) -> bool:
        """Whether a member has this name, or one that people would take for it."""
        wanted = names.likeness(name)
        keys = self.values_list("name_key", flat=True)
        return any(names.likeness(key) == wanted for key in keys.iterator())

    def one_name(self, typed: str) -> str:
        """Return the pseudonym behind a login code; anything else unchanged. Used to count guesses:
        those under either name count for the same account."""
        user = self.behind(typed).first() if login_codes.tidy(typed) else None
        return user.pseudonym if user else typed

    def last_here_before(self, month: date) -> "MemberQuerySet":
        """Members who were not here in `month` (its first day) nor since."""
        return self.filter(active_month__lt=month)


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, pseudonym: str) -> "User":
        found = self.called(pseudonym).first()
        if found is None:
            raise self.model.DoesNotExist
        return found

    def create_user(self, pseudonym: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(pseudonym=pseudonym, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(
        self, pseudonym: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(pseudonym, password, is_superuser=True, **fields)


# Stands between a key and a number; no pseudonym has it.
TWIN = "~"


class FoldedField(models.CharField):
    """The key of the pseudonym (`web.reading.names.key`), filled in whenever a row is saved.

    A database folds letters in its own way: SQLite those of English only, PostgreSQL not ß.
    """

    def pre_save(self, model_instance: Any, add: bool) -> str:
        # An older row whose name became that of another member keeps a key of its own.
        kept = getattr(model_instance, self.attname)
        key = names.key(model_instance.pseudonym)
        if not kept.startswith(f"{key}{TWIN}"):
            kept = key
            setattr(model_instance, self.attname, key)
        return kept


class User(AbstractBaseUser, PermissionsMixin):
    """A member: a pseudonym, a passphrase, an organisation. Nothing else is asked.

    `last_login` is switched off: the time of a visit is private. Only the month is kept, because
    unused accounts must be erased.
    """

    last_login = None

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    pseudonym = models.CharField(
        _("pseudonym"), max_length=40, unique=True, validators=[validate_pseudonym]
    )
    # Longer than a pseudonym: one letter can have three in its key.
    name_key = FoldedField(max_length=200, unique=True, editable=False, blank=True)
    login_code = models.CharField(
        _("login code"),
        max_length=login_codes.LENGTH,
        unique=True,
        default=login_codes.new,
        editable=False,
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="members"
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField(_("joined"), default=timezone.localdate)
    active_month = models.DateField(
        default=this_month, editable=False, help_text="First day of the last month they were here."
    )
    vouched_on = models.DateField(
        default=timezone.localdate,
        null=True,
        editable=False,
        help_text="Empty: no one has vouched for them yet, and they see no page for members.",
    )
    vouch_until = models.DateField(
        null=True,
        editable=False,
        help_text="Last day on which someone can vouch for them; after it they are erased.",
    )
    new_until = models.DateField(
        null=True,
        editable=False,
        help_text="Last day on which they are a newcomer, who reads no one's name.",
    )
    exit_to = models.CharField(_("where “Leave” takes me"), max_length=20, blank=True)
    leaves_nothing = models.BooleanField(_("leave nothing on this phone"), default=False)
    wants_notices = models.BooleanField(_("show me notifications here"), default=True)
    wants_mail = models.BooleanField(_("e-mail me too"), default=False)
    shows_progress = models.BooleanField(
        _("my organisation’s lead may see how far I am in my courses"), default=False
    )
    wants_recall = models.BooleanField(_("ask me again what I have learned"), default=True)

    USERNAME_FIELD = "pseudonym"
    REQUIRED_FIELDS = []

    objects = MemberManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return self.pseudonym

    def clean(self) -> None:
        """Refuse a pseudonym that another member has in any spelling."""
        super().clean()
        if User.objects.called(self.pseudonym).exclude(pk=self.pk).exists():
            raise ValidationError({"pseudonym": _("This pseudonym is taken. Choose another one.")})

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and passphrases.one_form(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is their passphrase, in any spelling that `passphrases.readings` allows."""
        readings = passphrases.readings(raw_password or "")
        return any(super(User, self).check_password(each) for each in readings)

    @property
    def region_id(self) -> int | None:
        """The region of the member's organisation; no query when loaded by `MemberBackend`."""
        return self.organisation.region_id if self.organisation else None

    @property
    def login_code_in_groups(self) -> str:
        return login_codes.grouped(self.login_code)

    @property
    def today(self) -> date:
        """Today's date in their time zone, also where someone else reads about them."""
        return timezone.localdate(timezone=zone(self.time_zone))

    @property
    def is_vouched(self) -> bool:
        """Whether someone has vouched for them."""
        return self.vouched_on is not None

    @property
    def is_newcomer(self) -> bool:
        """Whether no one has vouched for them yet, or their first days are not over."""
        is_new = self.new_until is not None and self.new_until >= self.today
        return is_new or not self.is_vouched

    @cached_property
    def permissions(self) -> Permissions:
        """What their roles in force allow them.

        `MemberBackend` sets it for the member of a request. For anyone else it takes one query
        and does not check for a second step. After roles change, `del user.permissions`.
        """
        return Permissions.of(self, self.roles.values_list(*COLUMNS))

    # What the apps declare in their `facts`, once `MemberBackend` has read it for a request.
    facts: Mapping[str, Any] = MappingProxyType({})

    def has_perm(self, *args: Any, **kwargs: Any) -> bool:
        return self.permissions.open_studio and super().has_perm(*args, **kwargs)

    # Wagtail reads these three from every account; they are always empty here.
    email = ""
    first_name = ""
    last_name = ""

    def get_full_name(self) -> str:
        return self.pseudonym

    def get_short_name(self) -> str:
        return self.pseudonym


class KeyOwner(models.Model):
    """A row with a key of its own, wrapped by a master key. Only `people.sealing` opens it."""

    wrapped_key = models.BinaryField(editable=False)
    master_id = models.CharField(max_length=8, editable=False)

    class Meta:
        abstract = True


class MemberKey(KeyOwner):
    """The key that seals a member's private texts; it is deleted with the account."""

    user = models.OneToOneField(User, models.CASCADE, related_name="key")

    def __str__(self) -> str:
        return f"key {self.pk}"
