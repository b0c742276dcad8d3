"""What each app declares about itself in a module of an agreed name.

So an app can read the declarations of the apps above it without importing them: `personal_data`
declares what they keep about people, `notices` their notices to members, `open_files` which uploads
anyone may load, `facts` what each request reads with its member: a yes or no, or a day, that
spares most members a query or its building, and `run_meetings` what the people of a course run meet
for.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.urls import URLResolver, include, path


@cache
def modules_called(name: str) -> tuple[ModuleType, ...]:
    """Return the modules called `name` of all apps that have one, in the order of the apps."""
    return tuple(
        import_module(f"{config.name}.{name}")
        for config in apps.get_app_configs()
        if "." not in config.name and find_spec(f"{config.name}.{name}")
    )


def addresses_of(app: str, *packages: str) -> list[URLResolver]:
    """Return the addresses of these packages of `app`: each declares its own in its `urls.py`."""
    return [path("", include(f"{app}.{package}.urls")) for package in packages]
