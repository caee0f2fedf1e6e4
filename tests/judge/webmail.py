# SPDX-License-Identifier: Apache-2.0
"""What a browser-based client would display of a message: an independent reading, by Python's email package.

read(raw, reading) gives the displayed documents.  Where clients read more than Python does (vectors.md, tables Q4 and Q5),
a named reading prepares the message the way that client would, or decodes differently; see READINGS.
"""
import base64
import binascii
import codecs
import dataclasses
import email
import email.header
import email.policy
import email.utils
import html
import re

KINDS = {"text/html", "application/xhtml+xml", "image/svg+xml", "text/x-amp-html", "text/watch-html"}
# Charsets that Chromium decodes by itself; all others a webmail server decodes first.
BROWSER = {"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "windows-1251", "koi8-r", "utf-16", "utf-16le",
           "utf-16be", "shift_jis", "euc-jp", "iso-2022-jp", "gbk", "gb2312", "gb18030", "big5", "euc-kr", "iso-8859-2", "windows-1250"}


@dataclasses.dataclass
class Shown:
    kind: str               # content type to serve
    data: bytes             # the transfer-decoded part
    charset: str            # as declared, or ""
    pictures: dict          # Content-ID -> (type, bytes)

    def text(self):
        """Decoded as a server would: byte order mark, declared charset, meta, UTF-8."""
        data = self.data
        for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
                           (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
            if data.startswith(mark):
                return data[len(mark):].decode(name, "replace")
        names = [self.charset]
        meta = re.search(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", data[:1024], re.I)
        names += [meta.group(1).decode()] if meta else []
        for name in names:
            try:
                name = PYTHON_NAMES.get(name.lower(), name)
                return data.decode(name, "as-browsers" if name in PAIRS else "replace")
            except (LookupError, ValueError):
                continue
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")

    def page(self, cid):
        """(Content-Type, bytes) to serve it as a page; cid(id) gives the address of a picture."""
        name = self.charset.lower()
        if name and name not in BROWSER:
            return self.kind + "; charset=utf-8", inline(self.text(), cid).encode("utf-8", "replace")
        header = self.kind + (f"; charset={self.charset}" if name else "")
        if name.startswith("utf-16"):
            return header, self.data
        return header, inline(self.data.decode("latin-1"), cid).encode("latin-1", "replace")

    def frame(self, cid):
        """The text for an iframe's srcdoc."""
        return inline(self.text(), cid)


PYTHON_NAMES = {"iso-8859-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
                "big5": "cp950", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "iso-8859-9": "cp1254", "tis-620": "cp874", "iso-8859-11": "cp874",
                "hz-gb-2312": "hz", "unicode-1-1-utf-7": "utf-7", "x-mac-roman": "mac_roman", "ibm037": "cp037"}


# Charsets of one or two bytes a character; each has lead bytes 0x81 to 0xFE.
PAIRS = {"cp949", "cp950", "gb18030", "cp932"}


def broken_pair(error):
    """A pair that means nothing is one replacement character, and an ASCII trail byte stands for itself (Encoding standard)."""
    pair = error.object[error.start:error.start + 2]
    taken = 2 if len(pair) == 2 and 0x81 <= pair[0] <= 0xFE and pair[1] >= 0x80 else 1
    return "\ufffd", error.start + taken


codecs.register_error("as-browsers", broken_pair)


def inline(text, cid):
    return re.sub(r"(?i)cid:([\w.@%+-]+)", lambda m: cid(m.group(1)) or m.group(0), text)


def leaves(message):
    if message.is_multipart():
        for part in message.get_payload():
            yield from leaves(part)
    else:
        yield message


def decoded(part, lenient=False):
    if lenient:
        return lenient_transfer(part)
    try:
        return part.get_payload(decode=True) or b""
    except (LookupError, ValueError, AssertionError):
        return b""


def lenient_transfer(part):
    """As the most generous client: any spelling of the encoding, base64 that goes on after padding, stray bytes skipped."""
    raw = part.get_payload(decode=False)
    if not isinstance(raw, str):
        return b""
    raw = raw.encode("latin-1", "surrogateescape") if raw.isascii() else raw.encode("utf-8", "surrogateescape")
    names = " ".join(re.sub(r"\(.*?\)", "", str(v)).strip().lower() for v in part.get_all("Content-Transfer-Encoding", []))
    if "base64" in names:
        out, bits, have = bytearray(), 0, 0
        for byte in raw:
            at = B64.find(byte)
            if byte == 0x3D:
                bits, have = 0, 0
            elif at >= 0:
                bits, have = (bits << 6 | at) & 0xFFFFFF, have + 6
                if have >= 8:
                    have -= 8
                    out.append(bits >> have & 255)
        return bytes(out)
    if "quoted-printable" in names:
        raw = re.sub(rb"=[ \t]*\r?\n", b"", raw)
        return re.sub(rb"=([0-9A-Fa-f]{2})", lambda m: bytes([int(m.group(1), 16)]), raw)
    return raw


B64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def read(raw, reading="plain"):
    """All documents that a client with this reading would show, in order."""
    prepare = READINGS[reading]
    return prepare(raw)


def shown(message, lenient=False, sniff=False):
    pictures = {}
    parts = list(leaves(message))
    for part in parts:
        if part.get("Content-ID"):
            pictures[str(part["Content-ID"]).strip().strip("<>")] = (part.get_content_type(), decoded(part))
    out = []
    for part in parts:
        kind = part.get_content_type()
        data = decoded(part, lenient)
        declared = [str(v).split(";")[0].strip().lower() for v in part.get_all("Content-Type", [])]
        if sniff and kind not in KINDS and (kind == "text/plain" or kind not in declared) and re.search(rb"<[a-zA-Z!]", data):
            kind = "text/html"
        if kind in KINDS and not (kind == "image/svg+xml" and part.get("Content-ID")):
            kind = kind if kind in ("application/xhtml+xml", "image/svg+xml") else "text/html"
            charset = part.get_param("charset")
            charset = charset if isinstance(charset, str) else (charset[2] if charset else "")
            out.append(Shown(kind, data, re.sub(r"[^\w.:-]", "", charset), pictures))
    return out


def plain(raw):
    return shown(parse(raw))


def lenient(raw):
    return shown(parse(raw), lenient=True, sniff=True)


def heads(raw, change):
    """Apply `change` to each run of lines that look like header fields."""
    return re.sub(rb"(?m)(?:^[!-9;-~]+[ \t]*(?:\r?\n[ \t]*)?:[^\n]*\n(?:[ \t][^\n]*\n)*)+", lambda m: change(m.group(0)), raw)


def last_type(raw):
    """The last of several Content-Type fields counts."""
    field = rb"(?im)^content-type[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*"

    def change(head):
        found = list(re.finditer(field, head))
        for m in reversed(found[:-1]):
            head = head[:m.start()] + head[m.end():]
        return head
    return lenient(heads(raw, change))


def last_boundary(raw):
    """The last of several boundary parameters counts."""
    return lenient(re.sub(rb"(?i)boundary=\"?[^\";\s]+\"?;\s*(?=boundary=)", b"", raw))


def mended(raw):
    """Spaces and folds before the colon, comments in values, bare CR and LF as line ends."""
    raw = re.sub(rb"\r\n|\r|\n", b"\n", raw).replace(b"\n", b"\r\n")
    raw = re.sub(rb"(?im)^(content-[a-z-]+)(?:[ \t]|\r\n[ \t]+)*:", rb"\1:", raw)
    raw = re.sub(rb"(?im)^(content-[a-z-]+:[^\r]*)", lambda m: re.sub(rb"\([^()]*\)", b"", m.group(1)), raw)
    return lenient(raw)


def no_junk(raw):
    """Lines without a colon inside a header are skipped instead of ending it."""
    return lenient(re.sub(rb"(?m)^(?!--)[^:\r\n]+\r?\n(?=Content-|MIME-)", b"", raw))


def outside(raw):
    """Preamble and epilogue are looked at as if they were parts or documents."""
    out = []
    for part in parse(raw).walk():
        for text in (part.preamble, part.epilogue):
            if text and "<" in text:
                data = text.encode("utf-8", "surrogateescape")
                head, _, body = data.partition(b"\n\n") if b"\r\n\r\n" not in data else data.partition(b"\r\n\r\n")
                if b"content-type" in head.lower():
                    out += lenient(re.sub(rb"(?s)^.*?(?=content-)", b"", data, count=1, flags=re.I) if head else data)
                else:
                    out.append(Shown("text/html", data, "", {}))
    return out + lenient(raw)


def container(raw):
    """A multipart or message/rfc822 with a transfer encoding is decoded, then read."""
    message = parse(raw)
    out = []
    for part in message.walk():
        coding = str(part.get("Content-Transfer-Encoding", "")).lower()
        if part.get_content_maintype() in ("multipart", "message") and "base64" in coding:
            text = part.get_payload(decode=False)
            if isinstance(text, list) and text:
                text = text[0].get_payload(decode=False) if not text[0].is_multipart() and not text[0].keys() else text[0].as_string()
            if not isinstance(text, str):
                text = str(part.preamble or "")
            try:
                data = base64.b64decode(re.sub(r"[^A-Za-z0-9+/=]", "", text))
            except (binascii.Error, ValueError):
                continue
            if part.get_content_maintype() == "multipart":
                data = b"Content-Type: " + str(part["Content-Type"]).encode() + b"\r\n\r\n" + data
            out += lenient(data)
    return out + lenient(raw)


def uudecoded(raw):
    """Files in the old style inside a text body: uuencode and yEnc."""
    out = []
    for part in leaves(parse(raw)):
        data = decoded(part)
        for m in re.finditer(rb"(?ms)^begin \d+ [^\r\n]*\.html?\r?\n(.*?)^end", data):
            body = b""
            for line in m.group(1).split(b"\n"):
                try:
                    body += binascii.a2b_uu(line.rstrip(b"\r"))
                except binascii.Error:
                    pass
            out.append(Shown("text/html", body, "", {}))
        for m in re.finditer(rb"(?ms)^=ybegin [^\r\n]*\r?\n(.*?)^=yend", data):
            body, escaped = bytearray(), False
            for byte in m.group(1).replace(b"\r", b"").replace(b"\n", b""):
                if byte == 0x3D and not escaped:
                    escaped = True
                else:
                    body.append((byte - 42 - (64 if escaped else 0)) & 255)
                    escaped = False
            out.append(Shown("text/html", bytes(body), "", {}))
        if str(part.get("Content-Transfer-Encoding", "")).lower() in ("x-uuencode", "uuencode", "x-uue") and part.get_content_type() in KINDS:
            out.append(Shown("text/html", data, "", {}))
    return out + lenient(raw)


def signed(raw):
    """S/MIME signed-data and compressed-data are opened: no key is needed for either."""
    import zlib
    out = []
    for part in leaves(parse(raw)):
        if "pkcs7-mime" in part.get_content_type():
            data = decoded(part)
            for m in re.finditer(rb"Content-Type: ", data):     # DER keeps the content as it is
                out += lenient(data[m.start():])
                break
            for m in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
                try:
                    out += lenient(zlib.decompressobj().decompress(data[m.start():]))
                    break
                except zlib.error:
                    continue
    return out + lenient(raw)


def named(raw):
    """Parts shown by the name they carry, whatever their type says."""
    out = []
    for part in leaves(parse(raw)):
        names = [decode_name(part.get_filename()), decode_name(part.get_param("name")), decode_name(part.get_param("filename", header="content-disposition"))]
        if any(re.search(r"(?i)\.x?html?[ .]*$", name) for name in names) and part.get_content_type() not in KINDS:
            out.append(Shown("text/html", decoded(part), "utf-8", {}))
    return out + lenient(raw)


def decode_name(value):
    if isinstance(value, tuple):
        value = email.utils.collapse_rfc2231_value(value)
    return str(email.header.make_header(email.header.decode_header(value))) if value else ""


def magic(raw):
    """Parts shown by what they hold, whatever their type says."""
    out = []
    for part in leaves(parse(raw)):
        data = decoded(part)
        if part.get_content_type() not in KINDS and re.match(rb"\s*<(!doctype html|html|svg)", data, re.I):
            out.append(Shown("text/html", data, "utf-8", {}))
    return out + lenient(raw)


def partial(raw):
    """A message/partial that is whole by itself."""
    out = []
    for part in parse(raw).walk():
        if part.get_content_type() == "message/partial":
            body = part.get_payload()
            if isinstance(body, list):
                body = body[0].as_string()
            out += lenient(body.encode("utf-8", "surrogateescape"))
    return out + lenient(raw)


def unwrapped(rtf):
    """The HTML in RTF, [MS-OXRTFEX]: tags stand in groups of their own, text is text."""
    rtf = re.sub(r"\{\\\*\\htmltag\d* ?((?:[^{}\\]|\\[{}\\]|\\par )*)\}", r"\1", rtf.split("\\fromhtml1 ", 1)[1].rsplit("}", 1)[0])
    return re.sub(r"\\([{}\\])", r"\1", rtf.replace("\\par ", "\n"))


def tnef(raw):
    """winmail.dat whose body is HTML, or RTF around HTML."""
    out = []
    for part in leaves(parse(raw)):
        data = decoded(part)
        if data[:4] == b"\x78\x9f\x3e\x22" and b"\\fromhtml1 " in data:
            out.append(Shown("text/html", unwrapped(data[data.index(b"{\\rtf1"):data.rindex(b"}") + 1].decode()).encode(), "utf-8", {}))
        elif data[:4] == b"\x78\x9f\x3e\x22":
            at = data.lower().find(b"<!doctype html")
            if at >= 0:
                out.append(Shown("text/html", data[at:data.lower().rfind(b"</html>") + 7], "utf-8", {}))
    return out + lenient(raw)


def agreed_utf8(shown):
    """Do header and meta both say UTF-8?  Then no client takes the text for anything else."""
    meta = re.search(rb"<meta\s[^>]*charset=[\"']?([\w-]+)", shown.data[:4096], re.I)
    return shown.charset.lower() == "utf-8" and meta and meta.group(1).lower() == b"utf-8"


def other_charset(name):
    def reading(raw):
        out = lenient(raw)
        for one in out:
            if agreed_utf8(one):
                continue
            one.charset, one.data = "utf-8", one.data.decode(name, "replace").encode("utf-8", "replace")
        return out
    return reading


READINGS = {"plain": plain, "lenient": lenient, "last-type": last_type, "last-boundary": last_boundary, "mended": mended,
            "no-junk": no_junk, "outside": outside, "container": container, "uudecoded": uudecoded, "signed": signed,
            "named": named, "magic": magic, "partial": partial, "tnef": tnef,
            **{"as-" + name: other_charset(name) for name in ("utf-7", "utf-16-le", "utf-32-le", "hz", "cp037", "iso2022_jp", "iso2022_kr")}}


def webmail_page(frames):
    """The webmail: one sandboxed frame a message, as many products do it.  frames: (label, srcdoc text)."""
    rows = "".join(f'<section><h2>{label}</h2><iframe id="{label}" sandbox="allow-same-origin allow-popups" '
                   f'srcdoc="{html.escape(text)}"></iframe></section>\n' for label, text in frames)
    return ("<!DOCTYPE html><html><head><meta charset=utf-8><title>Webmail</title><style>iframe{width:95%;height:560px;border:1px solid gray}"
            "h2{font:10px sans-serif;margin:0}</style></head><body>" + rows + "</body></html>")
