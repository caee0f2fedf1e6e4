# SPDX-License-Identifier: Apache-2.0
"""plant - a thousand messages that pose as those of a roster: twenty for each name, by a seeded draw.

What looks like what is taken from tables that others made: dnstwist's ways to change a domain, with its keyboards, word and
suffix lists; Unicode's confusables as python3-confusable-homoglyphs has them; marks by Unicode's own data.  Nothing here is
taken from our program.  No domain is ever looked up.
"""
import random
import sys
import unicodedata

PACKAGES = "/usr/lib/python3/dist-packages"      # Debian's, whichever Python runs this
DICTIONARIES = "/usr/share/dnstwist/dictionaries/"
FREE = ["gmail.com", "outlook.com", "proton.me", "mail.ru", "gmx.de"]
WAYS = ["addition", "bitsquatting", "homoglyph", "hyphenation", "insertion", "omission", "repetition", "replacement",
        "transposition", "dictionary", "tld-swap"]


def tools():
    """dnstwist and the confusables; ImportError when they are not there."""
    sys.path.append(PACKAGES)
    import dnstwist
    from confusable_homoglyphs import confusables
    return dnstwist, confusables


def read(path):
    """The roster: (names, domains) of each section."""
    who = []
    with open(path, encoding="utf-8") as f:
        for line in map(str.strip, f):
            if line.startswith("["):
                who.append(([line[1:-1]], []))
            elif "=" in line and line[0] not in "#;":
                key, value = (s.strip() for s in line.split("=", 1))
                who[-1][{"name": 0, "domain": 1}[key]].append(value)
    return who


def words(name):
    with open(DICTIONARIES + name, encoding="utf-8") as f:
        return [w.strip() for w in f if w.strip().isalnum()]


def is_label(text):
    """Can it be registered, as far as its letters go?"""
    return text == unicodedata.normalize("NFKC", text).casefold() and all(unicodedata.category(c) in ("Ll", "Lo", "Lm", "Nd", "Mn") or c == "-" for c in text)


def ascii_host(host):
    return ".".join(p if p.isascii() else "xn--" + p.encode("punycode").decode() for p in host.split("."))


def look_alikes(confusables, text, fits):
    """The text with one letter that looks like the true one, for each such letter."""
    out = []
    for i, c in enumerate(text):
        for row in confusables.is_confusable(c, greedy=True) or []:
            for other in row["homoglyphs"]:
                changed = text[:i] + other["c"] + text[i + 1:]
                if len(other["c"]) == 1 and other["c"] not in "\u200e\u200f" and fits(changed):
                    out.append(changed)
    return out


def domains(rng, dnstwist, confusables, domain):
    """(way, host) of fourteen that look like a domain."""
    fuzz = dnstwist.Fuzzer(domain, dictionary=words("english.dict"), tld_dictionary=words("common_tlds.dict") + words("abused_tlds.dict"))
    fuzz.generate()
    by_way = {}
    for x in sorted(fuzz.domains, key=lambda x: (x["fuzzer"], x["domain"])):
        by_way.setdefault(x["fuzzer"], []).append(x["domain"])
    rows = [(way, rng.choice(by_way[way])) for way in WAYS if by_way.get(way)]
    label, rest = domain.split(".", 1)
    letters = look_alikes(confusables, label, is_label)
    rows += [("confusable", ascii_host(x) + "." + rest) for x in rng.sample(letters, min(2, len(letters)))]
    while len(rows) < 14:
        rows.append(("subdomain", domain + "." + rng.choice(words("english.dict")) + "-" + str(rng.randrange(100)) + ".example"))
    return rows[:14]


def encoded(name):
    """A display name, as mail programs write it."""
    import email.header
    return '"' + name + '"' if name.isascii() else email.header.Header(name, "utf-8").encode()


def names(rng, confusables, names_, domains_):
    """(way, header fields) of six messages that claim a name."""
    free = rng.choice(FREE)
    name = rng.choice(names_)
    local = "".join(rng.choice("bcdfghjklmnprstvz") + rng.choice("aeiou") for _ in range(3)) + str(rng.randrange(100))
    alike = look_alikes(confusables, name, lambda s: s.casefold() != name.casefold())
    spread = " ".join(name.replace(" ", "  ")) if " " in name and name.isascii() else "\u200b".join(name)
    marked = "".join(c + "\u0301" if i == len(name) // 2 and c.isalpha() else c for i, c in enumerate(name))
    rows = [("name", name), ("name-other", names_[-1]), ("name-confusable", rng.choice(alike) if alike else name.upper()),
            ("name-spread", spread), ("name-marked", unicodedata.normalize("NFC", marked)), ("name-domain", domains_[0] + " editors")]
    return [(way, f"From: {encoded(text)} <{local}@{free}>\n") for way, text in rows]


def plant(path, seed):
    """(who, way, value, message) of all."""
    dnstwist, confusables = tools()
    rng = random.Random(seed)
    for names_, domains_ in read(path):
        for way, host in domains(rng, dnstwist, confusables, domains_[0]):
            fields = f"From: desk@{host}\n" if rng.random() < 0.5 else "From: desk@letters.example\n"
            yield names_[0], way, host, message(fields, f"https://www.{host}/{rng.randrange(10**6)}", f"<p>You read this because you follow {names_[0]}.</p>")
        for way, fields in names(rng, confusables, names_, domains_):
            yield names_[0], way, fields.strip(), message(fields, "https://letters.example/read")


def message(fields, url, footer=""):
    return (f"{fields}To: reader@home.example\nSubject: For your attention\nDate: Thu, 14 Jan 2021 08:31:07 +0000\nMIME-Version: 1.0\n"
            f"Content-Type: text/html; charset=utf-8\n\n<p>Please read <a href=\"{url}\">this</a> today.</p>{footer}\n").encode()
