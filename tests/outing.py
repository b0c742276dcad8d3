"""The words that say what this place is for, and where a browser shows words without being read.

They name the work, the movement, its networks, its funders, and health programmes; a person who
reads over a shoulder, or a list of downloads, must find none of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from django.core.signing import b64_decode
from django.http import HttpResponseBase

from web.codes import decode

# Beginnings of words when they end in «*», whole words otherwise; «_» is any gap between words.
WORDS = {
    "en": (
        "sex* prostitut* whore* hooker* escort* brothel* pimp* stripper* porn* erotic* nude* "
        "client clients red_light traffick* rescue* hiv aids std stds sti stis condom* clinic* "
        "health healthcare hepatitis syphilis antiretroviral* arv prep key_population* "
        "peer_educat* harm_reduction drug* harm* lgbt* gay lesbian* queer* trans transgender* "
        "homosexual* activis* advoca* movement union* decriminal* criminal* police* arrest* raid "
        "raids violen* assault* rape* abus* victim* stigma* rights umbrella*"
    ),
    "fr": (
        "sexe* sexuel* travailleuse* tds prostitu* putain* pute putes proxénèt* bordel* "
        "maison_close maisons_closes escorte* tapin* client* vih sida ist mst préservatif* capote* "
        "clinique* santé dépistage* séropositi* hépatite* syphilis antirétrovir* population_clé "
        "populations_clés pair_éduca* paire_éduca* réduction_des_risques homosexuel* lesbienne* "
        "lgbt* transgenre* gay gays militant* plaidoyer* mouvement* syndicat* dépénalis* "
        "décriminalis* crimin* police* policier* rafle* viol viols violen* agress* victime* "
        "drogue* traite abolitionnis* anti_droits stigmat* droits parapluie*"
    ),
    "es": (
        "sexo* sexual* prostitu* puta putas burdel* proxenet* vih sida its condón* preservativo* "
        "salud activis* sindicato* derechos violencia* violación* víctima* droga* trata"
    ),
    "pt": (
        "prostitu* garota* bordel* cafetã* cafetin* dst ist camisinha* saúde ativis* sindicato* "
        "direitos violência* estupro* vítima* tráfico*"
    ),
    "ru": (
        "секс* проститу* шлюх* бордел* сутен* эскорт* вич спид презерватив* здоровь* гей лесби* "
        "активис* профсоюз* права насили* изнасил* жертв* наркоти*"
    ),
    "networks": (
        "nswp aswa saswa easwa eswa icrse swan apnsw plaperts redtrasex swaa aleswa tampep swit "
        "sisonke vamp durbar scarlet_alliance strass gvpa"
    ),
    "funders": (
        "pepfar unaids onusida unfpa fnuap usaid osf global_fund fonds_mondial open_society "
        "mama_cash aidsfonds amplifychange robert_carr sidaction solthis frontline_aids"
    ),
}
CHINESE = "性工作|卖淫|妓|嫖|色情|艾滋|性病|安全套|避孕套|健康|同性恋|权利|工会|暴力|受害|毒品"

# The words the movement refuses, in any place.
STIGMATISING = [
    r"\bprostitu",
    r"\bpimp",
    r"\bprox[ée]n[èe]te",
    r"\bbeneficiar",
    r"\bb[ée]n[ée]ficiaire",
    r"\binfected\b",
    r"\binfect[ée]",
    r"\bhigh[- ]risk group",
    r"\bgroupes? à (?:haut )?risque",
    r"\bexploiter\b",
    r"\bvictim",
    r"\bfallen wom",
    r"\bfight against aids",
    r"lutte contre le sida",
]
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
CODE = re.compile(r"(?<![\w-])[\w-]{22}(?![\w-])")
# What `django.core.signing` signs, when it did so, and the signature.
SIGNED = re.compile(r"(?<![\w-])([\w-]+):[\w-]{6}:[\w-]{43}(?![\w-])")


def _plain(text: str) -> str:
    """Return `text` without accents: names of files and addresses are often written so."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))


def _pattern(word: str) -> str:
    begin = _plain(word.removesuffix("*")).replace("_", r"[\W_]+")
    return begin if word.endswith("*") else rf"{begin}\b"


WHOLE = [_pattern(word) for words in WORDS.values() for word in words.split()]
DENIED = re.compile(rf"\b(?:{'|'.join(WHOLE)})|{CHINESE}", re.IGNORECASE)


def gives_away(text: str, known: Iterable[str] = ()) -> list[str]:
    """Return the words of `text` that say what this is, and what it names of `known`."""
    lower = CODE.sub(_nothing_of_a_code, unquote(unescape(text))).lower()
    return denied(text) + [name for name in known if name.lower() in lower]


@lru_cache(maxsize=10_000)
def denied(text: str) -> list[str]:
    """Return the words of `text` that say what this is; of the same headers, looked for once."""
    text = SIGNED.sub(_what_is_signed, unquote(unescape(text)))
    return DENIED.findall(_plain(CODE.sub(_nothing_of_a_code, text)))


def found(patterns: list[str], text: str) -> list[str]:
    """Return the patterns that match `text`, ignoring case."""
    return [pattern for pattern in patterns if re.search(pattern, text, re.IGNORECASE)]


def says_too_much(text: str) -> list[str]:
    """Return what a title must not say: who the learners are, and words that they refuse."""
    return gives_away(text) + found(STIGMATISING, text)


def around(path: str, response: HttpResponseBase) -> Iterator[str]:
    """Yield what is seen of an answer without reading it: address, headers, cookies, title.

    Of a calendar and of what a phone keeps beside an icon, everything.
    """
    yield path
    yield from (f"{name}: {value}" for name, value in response.items())
    # What cookies say is random.
    yield from (f"{name} {one['path']} {one['domain']}" for name, one in response.cookies.items())
    kind = response.get("Content-Type", "")
    if kind.startswith("text/html"):
        yield from TITLE.findall(response.content.decode())  # type: ignore[attr-defined]
    elif kind.startswith(("text/calendar", "application/manifest")):
        yield response.content.decode()  # type: ignore[attr-defined]


def _nothing_of_a_code(found: re.Match[str]) -> str:
    """One random code in some ten thousand begins with three letters that are a word, or has the
    short name of a network in it."""
    try:
        decode(found[0])
    except ValueError:
        return found[0]
    return ""


def _what_is_signed(found: re.Match[str]) -> str:
    """The signature is random; what it signs can be read by anyone."""
    return b64_decode(found[1].encode()).decode("utf-8", "replace")
