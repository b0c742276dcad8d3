"""How often people may try and write."""

from config.settings.environment import MODE

# Per network and, with “key”, per account and network. Thousands of phones share the network of a
# mobile operator, so limits by network are for machines. A right passphrase is never refused for
# the wrong ones of others: beyond `login_failed`, tries are slowed down (`people.accounts.line`).
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "300/m/ip,5/10m/key"}
# Seconds between two tries that are slowed down. Tests would wait for minutes.
SIGN_IN_PACE = 0 if MODE == "test" else 1
GUESS_LIMITS = {
    "join": "300/m/ip",
    # Per invitation, because the answer shows whether a pseudonym is taken.
    "name": "20/h/key",
    "check": "300/m/ip",
    # Calendars fetch by themselves, many of them through the machines of one company.
    "calendar": "600/m/ip",
    # What anyone may write: a network's share of a day, and the day's total.
    "concern": "60/m/ip,300/d/ip",
    "concerns": "1500/d/key",
    "receipt": "60/m/ip",
    "passphrase": "5/m/key,30/h/key",
    "vouch": "6/m/key,40/h/key",
    # Fewer for one person than for one account, so that no one alone shuts the others out.
    "code_word": "5/m/key,20/h/key",
    "code_word_of": "15/m/key,60/h/key",
    "run_code": "5/m/key,30/h/key",
    "recover": "120/m/ip",
    "recovery": "100/d/ip",
    "recoveries": "600/d/key",
    "paper": "5/m/key,30/h/key",
    "unsent": "60/m/ip",
    # Files for exercises. Each takes seconds of a processor, also one that is refused.
    "file": "40/d/key",
    # Codes of work that others handed in, for those who did it with them.
    "together": "10/h/key,30/d/key",
    # Each search reads the whole catalogue.
    "search": "30/m/key",
}
