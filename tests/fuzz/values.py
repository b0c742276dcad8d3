"""What people might type, paste or forge."""

from urllib.parse import quote_plus
from uuid import UUID

from hypothesis import strategies as st

from web import codes

NOT_ENCODABLE = "\ud800"
SENTENCES = [
    *("", " ", "\t\n", "\0", "a\0b", NOT_ENCODABLE, f"a{NOT_ENCODABLE}b", "\ufeff", "\ufffe"),
    *("x" * 41, "x" * 201, "x" * 10_000, "é" * 5_000, "🦊" * 50, "👩🏾‍🚀", "a" + "\u0301" * 300),
    *("\u202egnp.exe", "\u2066abc", "شكرا", "İ", "ß" * 40, "ﷺ" * 40, "\x1b[31m", "\x7f", "\x85"),
    *("<script>alert(1)</script>", "{{ 7|add:7 }}", "{% now 'Y' %}", "%s%n%(x)s", "{0.__class__}"),
    *("' OR 1=1 --", '"', "\\", "../../etc/passwd", "\r\nSet-Cookie: a=b", "//example.org/", "%00"),
    *("javascript:alert(1)", "http://[", "/en/../en/home/", "null", "[]", "{}", '{"a": {}}', "on"),
]
NUMBERS = [
    *("0", "-0", "-1", "1", "2", "1.5", "1e309", "NaN", "-Infinity", "9" * 400, "٣٤", "²", "1_0"),
    *("+1", "0x10", str(2**31), str(2**63), str(2**64), str(-(2**63) - 1), "１２"),
]
DAYS = [
    *("0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-W10-1"),
    *("2026-11-22", "2026-11-22T25:61", "2026-11-22T10:00", "9999-12-31T23:59"),
    *(
        "1900-01-01",
        "22/11/2026",
        "23:59",
        "99:99",
        "2026-11-22T10:00:00+99:00",
        "2027-03-28T02:30",
    ),
]
ZONES = [
    "Mars/Olympus",
    "../../etc/localtime",
    "Europe/Paris",
    "Etc/GMT+12",
    "Africa",
    "/",
    "posix",
]
KEYS = [str(UUID(int=0)), str(UUID(int=2**128 - 1)), codes.encode(UUID(int=0)), "A" * 22, "_" * 22]

junk = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(NUMBERS + DAYS + ZONES + KEYS),
    st.text(max_size=12),
    st.integers().map(str),
    st.uuids().map(str),
)
# Mostly what resolves: a path with a slash or nothing in it never reaches its view.
junk_code = st.one_of(
    st.uuids().map(codes.encode), st.sampled_from(KEYS), st.text(max_size=30), junk
)
names = st.one_of(
    st.sampled_from(["written_by", "in_language", "by_itself", "typed_at", "save"]),
    st.sampled_from(["typed_in", "typed_elsewhere", "forget_typed"]),
    st.sampled_from(["key", "text", "role", "next", "code", "pk", "user", "is_superuser", "page"]),
    st.text(max_size=8),
)
headers = st.sampled_from(
    [
        {},
        {"accept-language": "fr"},
        {"accept-language": ",;q=ñ" * 90},
        {"accept": "application/json"},
        {"cookie": "sessionid=\x7f; csrftoken=" + "x" * 5_000},
        {"x-forwarded-for": "' OR 1=1 --, ::1"},
        {"x-requested-with": "XMLHttpRequest"},
        {"host": "elsewhere.example"},
        {"range": "bytes=9-1"},
        {"if-modified-since": "yesterday"},
        {"user-agent": "Opera Mini"},
        {"sec-fetch-site": "cross-site"},
        {"content-length": "-1"},
    ]
)
other_bodies = st.sampled_from(
    [
        ("application/json", b'{"a": [1, {'),
        ("application/json", b"[" * 3_000),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a'),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("application/x-www-form-urlencoded", b"%ff=%fe&\xff=\xfe&&=&a=%"),
        ("application/x-www-form-urlencoded; charset=klingon", b"a=b"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=b" for _ in range(1_100))),
        ("text/plain", b"\0" * 2_000),
        ("", b""),
    ]
)
files = st.sampled_from(
    [
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
        ("\u202efdp.exe", b"MZ"),
        ("x" * 300 + ".pdf", b"%PDF-1.4"),
        ("../../a.pdf", b""),
        ("a\0.jpg", b"\xff\xd8\xff"),
    ]
)


def quoted(text: str) -> str:
    """Return `text` as an address or a form has it, half characters included."""
    return quote_plus(text.encode("utf-8", "surrogatepass"))
