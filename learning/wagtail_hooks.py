"""What this app tells the studio."""

from wagtail import hooks

from learning import concerned

# Asked by `cms`, which knows no members.
hooks.register("describe_who_is_concerned", concerned.sentences)
