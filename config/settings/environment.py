"""The base of all settings: the environment, the folder for data, the languages."""

from pathlib import Path

from environs import FileAwareEnv, validate

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = FileAwareEnv()

MODE = env.str("MODE", "production", validate=validate.OneOf(["production", "demo", "test"]))
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DEBUG = False

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
# Other users of the machine must not read the database, the queue and the files.
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

INTERFACE_LANGUAGES = [("en", "English"), ("fr", "Français")]
