"""What the studio says in English in words that are not ours, or for a technician, and what we say.

A pair is a sentence for one and for many. `bin/catalogues.py` compiles it into the English
catalogue; each sentence also stands in `studio_words.py`, for the other languages.
"""

Said = str | tuple[str, str]

OURS: dict[Said, Said] = {
    "Add a locale": "Add a language",
    "Add locale": "Add a language",
    "Delete locale": "Delete the language",
    "Locale '{0}' created.": "{0} is added.",
    "Locale '{0}' deleted.": "{0} is deleted.",
    "Locale '{0}' updated.": "{0} is changed.",
    "Locales": "Languages",
    "The locale could not be saved due to errors.": (
        "The language is not saved: something has to be changed below."
    ),
    "This locale cannot be deleted because there are pages and/or other objects using it.": (
        "This language cannot be deleted: there are still pages in it."
    ),
    "This locale's current language code is not supported. Please choose a new language or delete "
    "this locale.": "The site does not know this language. Choose another one, or delete this one.",
    "This locale's language code is not supported": "The site does not know this language",
    "Are you sure you want to delete this locale?": "Do you want to delete this language?",
    "Go to Wagtail admin": "Back to the studio",
    "Locked by another user": "Locked by someone else",
    "Owner": "Made by",
    "Private, accessible to any logged-in users": "For members who are signed in",
    "Private, accessible to users in specific groups": "For certain groups",
    "The page could not be created due to validation errors.": (
        "The page is not saved: something is missing or has to be changed. Each place is marked "
        "below."
    ),
    "The page could not be saved due to validation errors.": (
        "The page is not saved as you asked: something is missing or has to be changed. Each place "
        "is marked below."
    ),
    "User": "Who",
    "You have been successfully logged out.": "You are signed out.",
    "uploaded by user": "uploaded by",
    ("One other user is currently viewing", "%(num_user)s other users are currently viewing"): (
        "One other person has this page open",
        "%(num_user)s other people have this page open",
    ),
}
