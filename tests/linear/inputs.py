# SPDX-License-Identifier: Apache-2.0
"""Inputs that make a careless reader rescan, recurse or remember too much: each a function of its size.

A row is (name, head, unit, tail): head, then unit as often as fits, then tail.  A unit may be a function of its number.
HTML rows are bodies of one message, header rows stand in its header, the rest are whole messages or mailboxes.
"""

HTML = b"From: a@a.example\nContent-Type: text/html; charset=utf-8\nMIME-Version: 1.0\n\n"
PLAIN = b"From: a@a.example\nContent-Type: text/plain\nMIME-Version: 1.0\n\n"


def html(name, unit, head=b"", tail=b""):
    return ("html-" + name, HTML + head, unit, tail)


def html_pose(name, unit, head=b"", tail=b""):
    return ("pose-" + name, HTML + head, unit, tail)


def header(name, unit, head=b"", tail=b""):
    return ("header-" + name, b"From: a@a.example\n" + head, unit, tail + b"\n\nbody\n")


def encoded(name, cte, unit, tail=b""):
    return (name, b"From: a@a.example\nContent-Type: text/html\nContent-Transfer-Encoding: " + cte + b"\n\n", unit, tail)


def nested_multipart(i):
    return (b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i))


def nested_prefix(i):
    return (b"Content-Type: multipart/mixed; boundary=%s\n\n--%s\n" % (b"x" * (i % 60 + 1), b"x" * (i % 60 + 1)))


ROWS = [
    # HTML: tags and text
    html("div-unclosed", b"<div>"),
    html("div-unclosed-image", b"<div>", tail=b'<img src="http://a.example/">'),
    html("p-unclosed", b"<p>"),
    html("b-unclosed", b"<b>"),
    html("b-i-crossed", b"<b><i></b>"),
    html("a-unclosed", b"<a href=x>"),
    html("font-attributes", lambda i: b"<font size=%d>" % i),
    html("nobr-p", b"<nobr><p>"),
    html("end-tags", b"</div>"),
    html("end-p", b"</p>"),
    html("end-unknown", b"<x-a></x-b>"),
    html("tag-unfinished", b"<a "),
    html("less-than", b"<"),
    html("less-than-slash", b"</"),
    html("quote-unclosed", b'<a href="'),
    html("quote-single-unclosed", b"<a href='"),
    html("attributes", lambda i: b" a%d=1" % i, head=b"<img"),
    html("attributes-same", b" a=1", head=b"<img", tail=b">"),
    html("attribute-empty", b" =", head=b"<img"),
    html("comment-unclosed", b"<!--"),
    html("comment-dashes", b"--!", head=b"<!--"),
    html("comment-bogus", b"<?x"),
    html("comment-conditional", b"<!--[if mso]>"),
    html("comment-conditional-closed", b"<!--[if mso]><b><![endif]-->"),
    html("cdata", b"<![CDATA["),
    html("cdata-foreign", b"<svg><![CDATA["),
    html("cdata-brackets", b"]]", head=b"<svg><![CDATA["),
    html("select", b"<select><option>"),
    html("select-image", b"<select><img src=x>"),
    html("table", b"<table>"),
    html("table-cells", b"<table><tr><td>"),
    html("table-foster", b"<table><img src=x>"),
    html("td-outside", b"<td>"),
    html("template", b"<template>"),
    html("svg", b"<svg>"),
    html("svg-integration", b"<svg><foreignObject>"),
    html("svg-breakout", b"<svg><p>"),
    html("math-annotation", b"<math><annotation-xml encoding=text/html>"),
    html("frameset", b"<frameset>"),
    html("frameset-style", lambda i: (b"<frameset></frameset>" if i == 0 else b"") + b"<style><!--</style>-->"),
    html("frameset-style-unclosed", lambda i: (b"<frameset></frameset>" if i == 0 else b"") + b"<style><a b='"),
    html("form", b"<form>"),
    html("li", b"<ul><li>"),
    html("button", b"<button>"),
    html("noscript", b"<noscript>"),
    html("noscript-attribute", b'<noscript><p title="</noscript>'),
    html("script-double-escape", b"<!--<script>", head=b"<script>"),
    html("title-unclosed", b"</titl", head=b"<title>"),
    html("textarea", b"<textarea>"),
    html("style-end-prefix", b"</styl", head=b"<style>"),
    html("entities", b"&"),
    html("entities-named", b"&CounterClockwiseContourIntegra"),
    html("entities-in-attribute", b"&notit;", head=b'<a href="', tail=b'">'),
    html("entities-numeric", b"&#x000000000000000000000041"),
    html("NUL", b"\0<\0a \0=\0>"),
    # references inside HTML
    html("srcset", b"http://a.example/ 1x,", head=b'<img srcset="', tail=b'">'),
    html("data-url-nested", b"data:text/html,<iframe src=", head=b'<iframe src="', tail=b'">'),
    html("srcdoc-nested", b"&lt;iframe srcdoc=&amp;quot;", head=b'<iframe srcdoc="', tail=b'">'),
    html("url-dots", b"../", head=b'<img src="http://a.example/', tail=b'">'),
    html("url-at", b"@", head=b'<img src="http://', tail=b'">'),
    html("url-percent", b"%2e%2E/", head=b'<img src="http://a.example/', tail=b'">'),
    html("url-host-idn", "ü.".encode(), head=b'<img src="http://', tail=b'">'),
    html("url-many", lambda i: b'<img src="http://h%d.example/%d">' % (i, i)),
    html("link-text", b"www.a.example ", head=b'<a href="http://b.example/">', tail=b"</a>"),
    html("link-texts", lambda i: b'<a href="http://h%d.example/">www.a%d.example</a>' % (i, i)),
    html("link-text-open", b"&period;", head=b'<a href="http://b.example/">www.'),
    html("link-leads-on", b"a.example", head=b'<a href="http://b.example/', tail=b'">www.a.example</a>'),
    html("redirects", b"&amp;u=http%3A", head=b'<a href="http://b.example/?u=http://', tail=b'">x</a>'),
    html("wrapped-links", b'<a href="https://www.google.com/url?q=https%3A%2F%2Fa.example%2F%3Fgclid%3D1">x</a>'),
    html("wrapped-links-json", b'<a href="https://substack.com/redirect/2/eyJlIjoiaHR0cHM6Ly9hLmV4YW1wbGUvIn0.x">x</a>'),
    html("wrapped-nested", b"https://href.li/?", head=b'<a href="'),
    html("wrapped-encoded", b"%252525", head=b'<a href="https://www.google.com/url?q=https%3A%2F%2Fa.example%2F', tail=b'">'),
    html("wrapped-v3", b"**A*", head=b'<a href="https://urldefense.com/v3/__https://a.example/', tail=b'__;Iw!!">'),
    html("wrapped-long", b"a", head=b'<a href="https://substack.com/redirect/2/eyJlIjoi', tail=b'">'),
    html("link-pairs", b"&utm_a=1&b=2", head=b'<a href="https://a.example/?a', tail=b'">'),
    html("links-wrapped-long", b'<a href="https://www.google.com/url?q=https%3A%2F%2Fa.example%2F' + b"a" * 60000 + b'">x</a>'),
    html("links-many-pairs", b'<a href="https://u1.ct.sendgrid.net/ls/click?' + b"a&" * 2000 + b'">x</a>'),
    html("scripts", b"<script>atob('UEsDB')</script>"),
    html("script-download", b"download='", head=b"<script>createObjectURL atob("),
    html("forms", lambda i: b'<form action="http://h%d.example/">' % i),
    html("base-many", b'<base href="x/"><img src=a>'),
    # CSS
    html("css-braces", b"a{", head=b"<style>"),
    html("css-brackets", b"a[", head=b"<style>"),
    html("css-parentheses", b"(", head=b"<style>a{b:"),
    html("css-declaration-braces", b"a:b{", head=b"<style>"),
    html("css-strings-unclosed", b'"\n', head=b"<style>a{b:"),
    html("css-strings", b'"', head=b"<style>a{b:"),
    html("css-escapes", b"\\", head=b"<style>"),
    html("css-escapes-hex", b"\\75 ", head=b"<style>a{"),
    html("css-comments", b"/*", head=b"<style>"),
    html("css-url-unclosed", b"url(", head=b"<style>a{b:"),
    html("css-url-bad", b"url( a(", head=b"<style>a{b:"),
    html("css-import", b'@import "x";', head=b"<style>"),
    html("css-at", b"@", head=b"<style>"),
    html("css-semicolons", b";", head=b"<style>a{"),
    html("css-var", b"var(--a,", head=b"<style>a{b:"),
    html("css-selectors", lambda i: b".c%d{display:none}" % i, head=b"<style>", tail=b"</style><p class=c1>"),
    html("style-attributes", b'<p style="a:b;c:d">'),
    html("style-classes", lambda i: b"<p class=c%d>" % i, head=b"<style>p{color:red}</style>"),
    # MIME structure
    ("mime-depth", b"From: a@a.example\n", nested_multipart, b""),
    ("mime-boundary-prefixes", b"From: a@a.example\n", nested_prefix, b""),
    ("mime-boundary-lines", b"Content-Type: multipart/mixed; boundary=a\n\n", b"--ab\n", b""),
    ("mime-dash-lines", b"Content-Type: multipart/mixed; boundary=a\n\n", b"--\n", b""),
    ("mime-parts", b"Content-Type: multipart/mixed; boundary=a\n\n", b"--a\n\nx\n", b""),
    ("mime-rfc822-depth", b"", b"Content-Type: message/rfc822\n\n", b""),
    ("mime-uu", PLAIN, b"begin 644 a\n", b""),
    ("mime-yenc", PLAIN, b"=ybegin line=128 size=1 name=a\n", b""),
    ("mime-no-header-end", b"", b"A: b\n", b""),
    ("mime-no-colon", b"", b"junk\n", b""),
    ("mime-two-types", b"Content-Type: text/plain\nContent-Type: text/html\n\n", b"<b>", b""),
    # header fields
    header("mailers", b"X-MC-User: a\nFeedback-ID: 1.b.c:d\nX-Campaign: mailchimp\n"),
    header("mailer-long", b"1.:", head=b"Feedback-ID: "),
    header("flood", lambda i: b"X-%d: y\n" % i),
    header("same", b"Content-Type: text/html\n"),
    header("folds", b" x\n", head=b"Subject: a\n"),
    header("folds-empty", b" \n", head=b"Subject: a\n"),
    header("encoded-words", b"=?utf-8?q?a?= ", head=b"Subject: "),
    header("encoded-words-open", b"=?", head=b"Subject: "),
    header("parameters", lambda i: b"; p%d=v" % i, head=b"Content-Type: text/html"),
    header("parameters-rfc2231", lambda i: b"; boundary*%d=v" % (500000 - i), head=b"Content-Type: multipart/mixed"),
    header("parameters-quotes", b'"', head=b"Content-Type: text/html; a="),
    header("addresses", lambda i: b"a%d@a.example," % i, head=b"To: "),
    header("addresses-groups", b"a:", head=b"To: "),
    header("addresses-angles", b"<", head=b"To: "),
    header("parentheses", b"(", head=b"To: "),
    header("parentheses-type", b"(", head=b"Content-Type: text/html "),
    header("name-address", b"a@b.", head=b'From: "', tail=b'" <a@a.example>'),
    header("quotes-escaped", b'\\"', head=b'To: "'),
    header("received", b"Received: from a by b; Thu, 1 Jan 2026 00:00:00 +0000\n"),
    # transfer encodings and charsets
    encoded("base64-equals", b"base64", b"="),
    encoded("base64-padded", b"base64", b"PGI+=="),
    encoded("base64-junk", b"base64", b"!"),
    encoded("base64-lines", b"base64", b"P\n"),
    encoded("qp-equals", b"quoted-printable", b"="),
    encoded("qp-soft", b"quoted-printable", b"=\n"),
    encoded("qp-spaces", b"quoted-printable", b" "),
    encoded("qp-escapes", b"quoted-printable", b"=3C"),
    ("charset-utf7", b"Content-Type: text/html; charset=utf-7\n\n", b"+ADw-", b""),
    ("charset-iso2022", b"Content-Type: text/html; charset=iso-2022-jp\n\n", b"\x1b$B\x1b(B", b""),
    ("charset-utf16", b"Content-Type: text/html; charset=utf-16\n\n", b"<\0b\0>\0", b""),
    ("charset-bad-utf8", HTML, b"\xc3\xff", b""),
    # mailboxes
    ("mbox-from", b"From a Thu Jan  1 00:00:00 2026\n\n", b"From a Thu Jan  1 00:00:00 2026\n\n", b""),
    ("mbox-from-only", b"From a Thu Jan  1 00:00:00 2026\n", b"From \n", b""),
    ("mbox-quoted", b"From a Thu Jan  1 00:00:00 2026\n\n", b">", b"From \n"),
    ("mbox-content-length", b"", b"From a Thu Jan  1 00:00:00 2026\nContent-Length: 99999999\n\nx\n\n", b""),
    # passing oneself off as somebody: for scan --roster
    ("pose-name", b'From: "', b"Reuters ", b'" <a@a.example>\n\nbody\n'),
    ("pose-name-letters", b'From: "', b"R ", b'" <a@a.example>\n\nbody\n'),
    ("pose-name-hosts", b'From: "', b"a.b. ", b'" <a@a.example>\n\nbody\n'),
    ("pose-local-part", b"From: ", b"reuters.", b"x@a.example\n\nbody\n"),
    ("pose-subject", b"From: a@a.example\nSubject: ", b"Reuters - ", b"\n\nbody\n"),
    ("pose-reply-to", b"From: a@a.example\nReply-To: ", lambda i: b"Reuters <a@reuter%d.com>," % i, b"\n\nbody\n"),
    ("pose-list-id", b"From: a@a.example\nList-Id: ", b"<", b"\n\nbody\n"),
    ("pose-results", b"From: a@reuters.com\n", b"Authentication-Results: mx.home.example; dkim=pass header.d=b.example\n", b"\nbody\n"),
    ("pose-result", b"From: a@reuters.com\nAuthentication-Results: mx.home.example; ", b"dkim=pass header.d=b.example;", b"\n\nbody\n"),
    ("pose-result-comments", b"From: a@reuters.com\nAuthentication-Results: mx.home.example; dkim=pass ", b"(\\)", b"\n\nbody\n"),
    html_pose("hosts", lambda i: b'<a href="http://reuters-x%d.com/">' % i),
    html_pose("hosts-long", lambda i: b'<a href="http://%s%d.com/">' % (b"bbc-" * 14, i)),
    html_pose("text", b"Associated ", head=b'<a href="http://bbcx.co.uk/"><a href="http://appnews.com/"><a href="http://ftx.com/">'),
    html_pose("rights", b"&copy; Reuters "),
    # text
    ("text-urls", PLAIN, b"http://a.example/ ", b""),
    ("text-schemes", PLAIN, b"http:", b""),
    ("text-dots", PLAIN, b"www.", b""),
    ("text-markup", PLAIN, b"<html>", b""),
]


def build(row, size):
    """The row's input of about `size` bytes."""
    _, head, unit, tail = row
    out = [head]
    n = len(head) + len(tail)
    if callable(unit):
        i = 0
        while n < size:
            piece = unit(i)
            out.append(piece)
            n += len(piece)
            i += 1
    else:
        out.append(unit * max(1, (size - n) // len(unit)))
    out.append(tail)
    return b"".join(out)
