# SPDX-License-Identifier: Apache-2.0
"""The cases: read from vectors.table, wrapped in benign markup, written as messages."""
import base64
import dataclasses
import os
import re
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
MODES = ("page", "mail")


def png(red, green, blue, size=16):
    """A plain square, so that a picture which survived can be told by its size."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + bytes((red, green, blue)) * size) * size
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


LOGO = png(20, 90, 160)
DOT = "data:image/png;base64," + base64.b64encode(png(200, 60, 20, 8)).decode()

BEFORE = """<p>Good morning, here is your digest for Tuesday.</p>
<table bgcolor="#eeeeff" border="1" cellpadding="4" style="border-collapse:collapse;color:#112233" width="400">
<tr><th align="left" style="padding:3px">Town</th><th style="padding:3px">Degrees</th></tr>
<tr><td style="padding:3px;background-color:#ffffff">Oslo &amp; Bergen</td><td align="right">4</td></tr>
</table>
<p><img src="cid:logo@judge" alt="benign-logo" width="16" height="16"> <img src="%s" alt="benign-dot" width="8" height="8"></p>
<p>The whole story: <a href="https://link.$HOST/story">read it there</a>.</p>
""" % DOT
AFTER = "\n<p>Kind regards, <b>the editors</b>.</p>\n"
CONTROL = '<img src="https://control.$HOST/c.gif" width=1 height=1>\n'


@dataclasses.dataclass
class Case:
    vector: str                 # what scan must report: one of these ids, joined by "|"; "" for nothing in particular
    label: str                  # unique; the last label before .sink.test
    table: str                  # "A" to "H", "Q1" to "Q5"
    fires: tuple                # of MODES: where the original makes contact
    words: set
    parts: dict                 # section -> text
    reading: str = "plain"      # webmail.READINGS: how a client has to read it to see anything
    message: bytes = b""
    address: str = ""

    @property
    def kept(self):
        return "kept" in self.words

    @property
    def quiet(self):
        return "quiet" in self.words

    @property
    def control(self):
        return set(self.fires) != set(MODES) and not self.quiet


def fill(text, case):
    host = case.label + ".sink.test"
    names = {"URL": f"https://{host}/{case.label}", "HTTP": f"http://{host}/{case.label}", "HOST": host,
             "LABEL": case.label, "IP": case.address}
    text = re.sub(r"\$(URL|HTTP|HOST|LABEL|IP)", lambda m: names[m.group(1)], text)
    return re.sub(r"\$BASE64\((.*?)\)\$?", lambda m: base64.b64encode(m.group(1).encode()).decode(), text)


def html(case):
    """The displayed document as text."""
    p = case.parts
    bare = "bare" in case.words
    control = CONTROL if case.control else ""
    if "document" in p:
        text = p["document"]
        if control and "</body>" in text:
            text = text.replace("</body>", control.replace("width=1 height=1>", 'width="1" height="1"/>') + "</body>")
        return fill(text, case)
    body = p.get("body", "")
    inner = control + body if bare else BEFORE + control + body + AFTER
    space = lambda name: " " + p[name].strip() if name in p else ""
    style = f"<style>\n{p['style']}</style>\n" if "style" in p else ""
    return fill(f"""{p.get('doctype', '<!DOCTYPE html>')}
<html{space('html-attr')}><head{space('head-attr')}><meta charset="utf-8"><title>digest</title>
{p.get('head', '')}{style}</head>
<body{space('body-attr')}>
{inner}</body></html>
{p.get('after', '')}""", case)


def headers(case, more=""):
    return fill("""From: The Digest <digest@sender.example>
To: Reader <reader@home.example>
Subject: Tuesday
Date: Tue, 14 Jan 2025 08:31:07 +0000
Message-ID: <tuesday.1@sender.example>
MIME-Version: 1.0
""" + case.parts.get("header", "") + more, case)


def html_part(case, text=None):
    kind = next((w[5:] for w in case.words if w.startswith("part=")), "text/html")
    return (fill(case.parts.get("part-header", ""), case) + f"Content-Type: {kind}; charset=utf-8\n"
            "Content-Transfer-Encoding: 8bit\n\n" + (html(case) if text is None else text))


LOGO_PART = ("Content-Type: image/png; name=logo.png\nContent-Transfer-Encoding: base64\nContent-ID: <logo@judge>\n"
             "Content-Disposition: inline; filename=logo.png\n\n" + base64.encodebytes(LOGO).decode())


def related(part, boundary="=_related"):
    """A multipart/related body of the part and the logo, from its Content-Type field on."""
    return (f"Content-Type: multipart/related; boundary=\"{boundary}\"\n\n--{boundary}\n{part}\n"
            f"--{boundary}\n{LOGO_PART}\n--{boundary}--\n")


def crlf(text):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return re.sub(rb"\r?\n", b"\r\n", data)


def message(case):
    return crlf(headers(case) + related(html_part(case)))


def read_table(path=os.path.join(HERE, "vectors.table")):
    cases, table, case, section = [], "", None, "body"
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith("== "):
                table = line[3]
            elif line.startswith("    "):
                if case is None:
                    raise SystemExit(f"{path}:{number}: markup without a case")
                case.parts[section] = case.parts.get(section, "") + line[4:] + "\n"
            elif line.startswith("  "):
                section = line.strip()
            else:
                name, *words = line.split()
                words = set(words)
                scan = next((w[5:] for w in words if w.startswith("scan=")), name.split("/")[0])
                fires = tuple(m for m in MODES if m in words)
                if not fires and not words & {"never", "quiet"}:
                    raise SystemExit(f"{path}:{number}: {name}: say where it fires, or never")
                case, section = Case(scan, name.replace("/", "--"), table, fires, words, {}), "body"
                cases.append(case)
    for number, case in enumerate(cases):
        case.address = f"198.51.{100 + number // 250}.{1 + number % 250}"
        if "doctype" in case.parts:
            case.parts["doctype"] = case.parts["doctype"].strip()
        case.message = message(case)
    labels = [case.label for case in cases]
    assert len(labels) == len(set(labels)), "two cases of one name"
    return cases
