# SPDX-License-Identifier: Apache-2.0
"""references - the remote references of a message, read without any code of ours.

Python's email and html.parser, and expressions for style sheets and plain text.  This reader knows far fewer vectors than
src/find, and is meant to: what is drawn for labelling must not depend on what we find, let alone on what we think of it.
"""
import email
import email.utils
import hashlib
import html
import html.parser
import os
import re
from typing import NamedTuple

SOURCES = ("phishing_pot", "newsletters", "spamassassin")
# What is fetched by showing the message; a link element is, if its rel says so.
LOADED = {("img", "src"), ("input", "src"), ("iframe", "src"), ("frame", "src"), ("embed", "src"), ("object", "data"), ("bgsound", "src"),
          ("video", "src"), ("video", "poster"), ("audio", "src"), ("source", "src"), ("image", "src"), ("v:fill", "src"), ("v:image", "src"),
          ("v:imagedata", "src"), ("script", "src")}
CLICKED = {("a", "href"), ("area", "href"), ("form", "action")}
REMOTE = re.compile(r"\s*(https?:)?//[^\s/]", re.I)
ATTRIBUTE = re.compile(r"""([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]*)""")
CSS_URL = re.compile(r"""url\(\s*(&quot;|["'])?(.*?)(?:&quot;|["'])?\s*\)|@import\s+["']([^"']*)""", re.I | re.S)
TEXT_URL = re.compile(r"""https?://[^\s<>"'\\]+""", re.I)


class Reference(NamedTuple):
    part: str       # as IMAP counts
    kind: str       # tag and attribute, or style, or text
    when: str       # open, click
    at: int         # byte in the transfer-decoded part
    written: str    # the bytes there, as Latin-1
    tag: str        # the tag around it, for the eye

    @property
    def url(self):
        return re.sub(r"[\t\r\n]", "", html.unescape(self.written) if self.kind != "text" else self.written).strip()

    @property
    def sha256(self):
        return hashlib.sha256(self.written.encode("latin-1")).hexdigest()


class Reader(html.parser.HTMLParser):
    def __init__(self, part, text):
        super().__init__(convert_charrefs=False)
        self.part, self.found, self.style = part, [], False
        self.lines = [0] + [m.end() for m in re.finditer("\n", text)]
        self.feed(text)
        self.close()

    def here(self):
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def add(self, kind, when, at, written, tag=""):
        if REMOTE.match(html.unescape(written)):
            self.found.append(Reference(self.part, kind, when, at, written, tag))

    def sheet(self, kind, at, text, tag):
        for m in CSS_URL.finditer(text):
            group = 2 if m.group(2) is not None else 3
            self.add(kind, "open", at + m.start(group), m.group(group), tag)

    def handle_starttag(self, tag, attrs):
        text, seen = self.get_starttag_text(), set()
        self.style = tag == "style"
        for m in ATTRIBUTE.finditer(text, len(tag) + 1):
            name, value, at = m.group(1).lower(), m.group(2), self.here() + m.start(2)
            if name in seen:
                continue
            seen.add(name)
            if value[:1] in "\"'" and value:
                value, at = value[1:-1], at + 1
            if (tag, name) in LOADED or name == "background":
                self.add(f"{tag} {name}", "open", at, value, text)
            elif (tag, name) == ("link", "href") and re.search(r"\brel\s*=\s*[\"']?[^>\"']*(stylesheet|icon|preload)", text, re.I):
                self.add("link href", "open", at, value, text)
            elif (tag, name) in CLICKED:
                self.add(f"{tag} {name}", "click", at, value, text)
            elif name == "style":
                self.sheet(f"{tag} style", at, value, text)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self.style = False

    def handle_data(self, data):
        if self.style:
            self.sheet("style", self.here(), data, "")


def leaves(message, number=""):
    """Each part that is no container, with its number."""
    inner = message.get_payload()
    if message.get_content_type() == "message/rfc822" and message.is_multipart():
        yield from leaves(inner[0], number or "1")
    elif message.is_multipart():
        for i, part in enumerate(inner, 1):
            yield from leaves(part, f"{number}.{i}" if number else str(i))
    else:
        yield (number or "1"), message


def bodies(message):
    for number, part in leaves(message):
        if part.get_content_type() in ("text/html", "text/plain"):
            yield number, part.get_content_type(), part.get_payload(decode=True) or b""


def read(data):
    """All references of the message with these bytes, in the order of its parts."""
    found = []
    for number, kind, body in bodies(email.message_from_bytes(data)):
        text = body.decode("latin-1")
        if kind == "text/html":
            found += Reader(number, text).found
        else:
            found += [Reference(number, "text", "click", m.start(), m.group(0).rstrip(".,;:!?)]}"), "") for m in TEXT_URL.finditer(text)]
    return found


def host(url):
    m = re.match(r"\s*(?:https?:)?//(?:[^/?#@]*@)?([^/?#:]*)", url, re.I)
    return m.group(1).lower() if m else ""


def site(name):
    """The registrable domain, near enough: two labels, or three under co.uk, com.br and their like."""
    labels = name.lower().strip(".").split(".")
    if labels[-1].isdigit():
        return name
    short = len(labels) > 2 and len(labels[-1]) == 2 and (len(labels[-2]) <= 3 or labels[-2] in ("gouv", "info"))
    return ".".join(labels[-3 if short else -2:])


def form(url):
    """What is left of a URL without its values: site, words of the path, names of the query."""
    rest = re.sub(r"^\s*(https?:)?//[^/?#]*", "", url, flags=re.I).split("#")[0]
    path, _, query = rest.partition("?")
    segments = ["*" if len(s) > 15 or any(c.isdigit() for c in s) else s for s in path.split("/")[:-1]]
    last = path.rpartition("/")[2]
    names = sorted({p.partition("=")[0] for p in query.split("&")}) if "=" in query else ["*"] * bool(query)
    return site(host(url)), "/".join(segments), re.sub(r".*(\.\w+)$", r"*\1", last) if "." in last else "*" * bool(last), tuple(names)


def component(url, where):
    """What stands in one place of a URL: host:N, path:N, query:NAME, query, fragment; None where there is none."""
    authority, path, query, fragment = re.fullmatch(r"\s*(?:https?:)?//([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", url, re.I | re.S).groups()
    kind, _, name = where.partition(":")
    if kind == "query" and name:
        values = dict(reversed([(n, v) for n, _, v in (p.partition("=") for p in re.split("[&;]", query or ""))]))
        return values.get(name)
    if kind in ("path", "host"):
        parts = path.split("/")[1:] if kind == "path" else authority.split(".")
        return parts[int(name) - 1] if int(name) <= len(parts) else None
    return query if kind == "query" else fragment


def half(sender):
    """By the sender's site, so that what one sender's mail teaches is not asked again."""
    return "fit" if hashlib.sha256(sender.encode()).digest()[0] % 2 else "test"


def sender(message):
    address = email.utils.parseaddr(str(message.get("from", "")))[1] or str(message.get("return-path", "")).strip("<> ")
    return site(address.rpartition("@")[2]) or "none"


def messages(corpora):
    """(source, path, bytes) of each development message of the sources, by path."""
    for source in SOURCES:
        paths = [os.path.join(at, name) for at, _, names in os.walk(os.path.join(corpora, "mail", source)) for name in names if name.endswith(".eml")]
        for path in sorted(paths):
            with open(path, "rb") as f:
                yield source, path, f.read()
