"""Wagtail's user management, for at most three superusers. It does not list all members.

It creates no accounts: members join by invitation, superusers by `manage.py createsuperuser`.
"""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.users.forms import UserEditForm
from wagtail.users.views.users import EditView, IndexView, UserViewSet

from people.models import Hiding, User
from people.privacy import events, register
from people.studio.permissions import studio_accounts
from people.vouching import actions as vouching

# What gives a member more or less power.
POWERS = {"is_active", "is_superuser", "groups"}


class StudioUserForm(UserEditForm):
    """Whether an account is active, and its permissions. It asks for no name and no address."""

    email = first_name = last_name = None

    class Meta(UserEditForm.Meta):
        fields = ["pseudonym", "is_active", "is_superuser", "groups"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Members choose their own pseudonym, and others know them by it.
        self.fields[User.USERNAME_FIELD].disabled = True


class StudioIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [one for one in super().columns if not isinstance(one, BulkActionsCheckboxColumn)]

    def get_base_queryset(self) -> Any:
        found = super().get_base_queryset()
        return found.filter(pk__in=studio_accounts().values("pk"))


class StudioEditView(EditView):
    def get_object(self, *args: Any, **kwargs: Any) -> User:
        found = super().get_object(*args, **kwargs)
        if Hiding.objects.filter(user=found).exists():
            raise Http404
        return found

    def save_instance(self) -> User:
        with transaction.atomic():
            user = super().save_instance()
            if POWERS & set(self.form.changed_data):
                events.record("change_account", actor=self.request.user, subject=user)
            if "is_active" in self.form.changed_data and not user.is_active:
                vouching.shut([user])
                register.settle_losses([user.pk])
        return user


class StudioUserViewSet(UserViewSet):
    # The generic list page: that of users has buttons that change many accounts at once.
    index_template_name = "wagtailadmin/generic/index.html"
    index_view_class = StudioIndexView
    edit_view_class = StudioEditView

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**{"add_url_name": None} | kwargs)

    def get_form_class(self, for_update: bool = False) -> type[StudioUserForm]:
        return StudioUserForm
