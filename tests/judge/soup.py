# SPDX-License-Identifier: Apache-2.0
"""Documents that nobody wrote: pieces that make contact, written in odd ways and thrown together.

The tables of vectors and evasions hold what somebody thought of.  Here a seeded generator draws from HTML's, SVG's and
CSS's own lists, so that a pair nobody thought of is met too.  document(n) is the same in every run.  Each address has a
name of its own below sink.test, so that what reached the sink is one place in the document.
"""
import random

ELEMENTS = ("a abbr address article aside b big blockquote body br button caption center cite code col colgroup dd del details dfn dialog div "
            "dl dt em fieldset figcaption figure font footer form frameset h1 h2 head header hgroup hr html i ins kbd label legend li main map "
            "mark marquee math menu meter nav nobr noembed noframes noscript object ol optgroup option output p param pre progress q rp rt ruby s "
            "samp search section select small span strike strong sub summary sup svg table tbody td template textarea tfoot th thead title tr tt "
            "u ul var wbr xmp listing image x-unknown o:p v:rect").split()
SVG_ELEMENTS = "g defs symbol marker pattern clipPath mask text tspan title desc foreignObject switch a linearGradient filter metadata".split()
MATH_ELEMENTS = "mrow mi mo mn ms mtext mstyle merror mpadded mphantom mfrac msqrt semantics annotation annotation-xml mtable mtr mtd".split()

# Where CSS takes a picture, a fragment or a file.
IMAGE_PROPERTIES = ("background background-image -webkit-mask-image mask-image mask -webkit-mask list-style list-style-image border-image "
                    "border-image-source -webkit-border-image content cursor shape-outside -webkit-box-reflect "
                    "-webkit-mask-box-image mask-border-source").split()
FRAGMENT_PROPERTIES = "filter clip-path -webkit-clip-path backdrop-filter fill stroke marker marker-start offset-path".split()


class Soup:
    def __init__(self, number):
        self.number, self.label, self.n = number, f"soup-{number}", 0
        self.chance = random.Random(f"soup {number}")
        self.pick, self.often = self.chance.choice, lambda share: self.chance.random() < share

    # ------------------------------------------------------------------------------------------- addresses

    def host(self):
        self.n += 1
        return f"r{self.n}.{self.label}.sink.test"

    def url(self):
        host = self.host()
        return self.pick([
            lambda: f"https://{host}/p", lambda: f"http://{host}/p.png?x=1", lambda: f"//{host}/p", lambda: f"\\\\{host}\\p", lambda: f"/\\{host}/p",
            lambda: f"hTTps:{host}/p" if self.often(.2) else f"HTTPS://{host.upper()}/p", lambda: f" \t\nhttps://{host}/p \n", lambda: f"ht\ntp\ts://{host}/p",
            lambda: f"https:\\\\{host}/p", lambda: f"https:///{host}/p", lambda: f"https://u:p@{host}:443/p", lambda: f"https://{host}./p",
            lambda: "https://" + host.replace(".", "。", 1) + "/p", lambda: f"https://{host}?q#f", lambda: f"https://{host}:40123/p",
        ] if self.often(.5) else [lambda: f"https://{host}/p"])()

    def in_markup(self, value):
        """Some characters as references."""
        if self.often(.6):
            return value
        forms = [lambda c: f"&#{ord(c)};", lambda c: f"&#x{ord(c):X};", lambda c: f"&#{ord(c):07};", lambda c: f"&#x{ord(c):x};"]
        named = {":": "&colon;", "/": "&sol;", ".": "&period;", "\\": "&bsol;", "\n": "&NewLine;", "\t": "&Tab;", "?": "&quest;", "(": "&lpar;"}
        return "".join(named[c] if c in named and self.often(.3) else self.pick(forms)(c) if self.often(.25) else c for c in value)

    def in_css(self, value):
        """Some characters escaped."""
        value = value.replace("\\", "\\\\").replace("\n", "").replace("\t", "")
        if self.often(.7):
            return value
        return "".join(f"\\{ord(c):x} " if c not in "\\ " and self.often(.2) else c for c in value)

    # ------------------------------------------------------------------------------------------- CSS

    def name(self, word):
        """A word of CSS as it may be written."""
        word = "".join(c.upper() if self.often(.15) else c for c in word)
        at = self.chance.randrange(len(word))
        return word[:at] + f"\\{ord(word[at]):06x}" + word[at + 1:] if self.often(.15) and word[at] != "-" else word

    def link(self):
        value, quote = self.in_css(self.url().strip()), self.pick(["", '"', "'"])
        space = self.pick(["", "", " ", "\n", "\t"])
        return f"{self.name('url')}({space}{quote}{value}{quote}{space}" + ("" if self.often(.03) else ")")

    def text(self):
        quote = self.pick(['"', "'"])
        return quote + self.in_css(self.url().strip()) + quote

    def image(self, depth=0):
        inner = lambda: self.image(depth + 1)
        return self.pick([self.link, self.link, self.link, lambda: f"{self.name('image-set')}({self.text()} 1x, {self.link()} 2x)",
                          lambda: f"-webkit-image-set({self.link()} 1x)", lambda: f"image-set({self.text()} type('image/png') 1x)",
                          lambda: f"-webkit-cross-fade({inner()}, {inner()}, 50%)" if depth < 2 else self.link(),
                          lambda: f"cross-fade({inner()} 20%, red)" if depth < 2 else self.link(), lambda: f"src({self.text()})",
                          lambda: f"image({self.text()})", lambda: f"/**/{self.link()}", lambda: f"linear-gradient(red,blue), {self.link()}"])()

    def declaration(self):
        important = " !important" if self.often(.1) else ""
        kind = self.chance.randrange(9)
        if kind < 5:
            name, extra = self.pick(IMAGE_PROPERTIES), ""
            if name == "content" and self.often(.5):
                extra = " 'x'"
            return f"{self.name(name)}{self.pick(['', ' ', '/**/'])}:{self.image()}{extra}{', auto' if name == 'cursor' else ''}{important}"
        if kind == 5:
            return f"{self.name(self.pick(FRAGMENT_PROPERTIES))}:{self.link()}{important}"
        if kind == 6:
            return f"--v{self.n}:{self.image()};background:var(--v{self.n}, red)"
        if kind == 7:
            return f"background:{self.pick(['var(--none, ' + self.image() + ')', 'env(none, ' + self.image() + ')', 'if(else:' + self.image() + ')'])}"
        return self.pick(["color:red", "width:calc(1px + 2em)", "--x:}", "display:block", "background:none", "x:y", ";", "color:'", "font:12px/1.5 a"])

    def block(self, depth=0):
        body = [self.declaration() for _ in range(self.chance.randint(1, 3))]
        if depth < 2 and self.often(.15):
            body.append(f"{self.pick(['&', '& *', '@media all', '@supports (color:red)', '.x &', '@layer y', '@starting-style'])} {{{self.block(depth + 1)}}}")
        return self.pick([";", " ; ", ";\n"]).join(body)

    def rule(self, depth=0):
        selector = self.pick(["*", "p", "div", "body", "html", ":root", "p::before", "p::after", "li::marker", "a:hover", "p:first-line", "::selection",
                              "[x]", "td", ":is(p,div)", ":where(*)", "p:not(.a)", "svg *", "@scope (p)", "*|*", "summary", "img", "input", "::backdrop"])
        if selector.startswith("@"):
            return f"{selector} {{:scope {{{self.block()}}}}}"
        if depth < 2 and self.often(.3):
            at = self.pick(["@media all", "@media screen", "@media print", "@media (min-width:1px)", "@supports (display:block)", "@layer a", "@layer",
                            "@media not all and (monochrome)", "@container (min-width:1px)", "@MEDIA ALL", "@\\6d edia all", "@-webkit-keyframes k"])
            inner = f"to {{{self.block()}}}" if "keyframes" in at else self.rule(depth + 1)
            return f"{at}{{{inner}}}"
        return f"{selector}{self.pick(['', ' ', '/*}*/'])}{{{self.block()}{'' if self.often(.04) else '}'}"

    def sheet(self):
        rules = []
        for _ in range(self.chance.randint(1, 3)):
            rules.append(self.pick([
                self.rule, self.rule, self.rule,
                lambda: f"{self.name('@import')} {self.pick([self.text, self.link])()}{self.pick(['', ' all', ' screen', ' layer(x)', ' supports(color:red)'])};",
                lambda: f"@font-face{{font-family:f{self.n};src:{self.pick(['', 'local(zz), '])}{self.link()}}}*{{font-family:f{self.n}}}",
                lambda: f"@counter-style c{self.n}{{system:cyclic;symbols:{self.link()} 'x'}}li{{list-style:c{self.n}}}",
                lambda: f"@property --q{self.n}{{syntax:'<image>';inherits:false;initial-value:{self.link()}}}p{{background:var(--q{self.n})}}",
                lambda: f"@namespace {self.link()};", lambda: f"@page{{background:{self.link()}}}", lambda: "<!-- " + self.rule() + " -->",
                lambda: f"@keyframes k{self.n}{{from{{background:{self.image()}}}}}p{{animation:k{self.n} 1s}}", lambda: "@charset 'x';", lambda: "} " + self.rule(),
                lambda: "/* " + self.rule() + " */" + self.rule(), lambda: "{} ; " + self.rule()])())
        return self.pick(["", " ", "\n"]).join(rules)

    # ------------------------------------------------------------------------------------------- markup

    def tag(self, word):
        return "".join(c.upper() if self.often(.15) else c for c in word)

    def attr(self, name, value, given=False):
        """One attribute, quoted somehow."""
        value = value if given else self.in_markup(value)
        quote = self.pick(['"', "'"])
        if quote in value:
            value = value.replace(quote, "&quot;" if quote == '"' else "&apos;")
        if self.often(.2) and value and not any(c in value for c in " \t\n\"'=<>`"):
            quote = ""
        equals = self.pick(["=", "=", "=", " = ", "\n=\t"])
        return self.tag(name) + equals + quote + value + quote

    def start(self, word, *attrs, end=None):
        attrs = [a for a in attrs if a]
        while self.often(.15):
            attrs.insert(self.chance.randrange(len(attrs) + 1), self.pick(["x", "x=1", "class='a'", "/", "id=i", "title='>'", 'alt="<!--"', "data-x='&gt'", "hidden=no"]))
        between = self.pick([" ", " ", " ", "\n", "\t", " / ", "/"])
        return "<" + self.tag(word) + between + " ".join(attrs) + (end if end is not None else self.pick([">", ">", ">", "/>", " >"]))

    def srcset(self):
        return self.pick(["{} 1x", "{}", "{} 1x, {} 2x", ",{} 10w", "{}\t2x,{}", "data:, 3x, {} 2x"]).replace("{}", "%s").replace("%s", "\0").replace(
            "\0", "{}").format(*[self.url().strip().replace("\n", "").replace("\t", "") for _ in range(2)])

    def loader(self):
        """One element that asks for something."""
        u = self.url
        return self.pick([
            lambda: self.start("img", self.attr("src", u())), lambda: self.start("img", self.attr("srcset", self.srcset())),
            lambda: self.start("img", self.attr("src", "data:,x"), self.attr("srcset", self.srcset()), "sizes=1px"),
            lambda: "<picture>" + self.start("source", self.attr("srcset", self.srcset())) + "<img src=data:,></picture>",
            lambda: self.start("image", self.attr("src", u())), lambda: self.start("input", "type=image", self.attr("src", u())),
            lambda: self.start("video", self.attr("poster", u()), self.attr("src", u())) + "</video>", lambda: self.start("audio", "preload=auto", self.attr("src", u())) + "</audio>",
            lambda: "<video autoplay>" + self.start("source", self.attr("src", u())) + self.start("track", "default", self.attr("src", u())) + "</video>",
            lambda: self.start("embed", self.attr("src", u())), lambda: self.start("object", self.attr("data", u())) + "</object>",
            lambda: self.start("iframe", self.attr("src", u())) + "</iframe>", lambda: self.start("iframe", self.attr("srcdoc", f"<p>{self.loader()}")) + "</iframe>",
            lambda: self.start("iframe", self.attr("src", "data:text/html," + self.start("img", self.attr("src", f"https://{self.host()}/")).replace("#", "%23"))) + "</iframe>",
            lambda: self.start("link", f"rel={self.pick(['stylesheet', 'icon', 'preload', 'prefetch', 'dns-prefetch', 'preconnect', 'manifest', 'modulepreload', 'prerender', 'apple-touch-icon', 'mask-icon', 'import'])}",
                               self.attr("href", u()), self.pick(["", "as=image", "as=style", "as=font", "as=fetch crossorigin", "media=all"])),
            lambda: self.start("link", self.attr("rel", "alternate stylesheet " + self.pick(["", "\f", "x"])), "title=t", self.attr("href", u())),
            lambda: self.start("link", "rel=preload as=image", self.attr("imagesrcset", self.srcset())),
            lambda: self.start("link", "rel=stylesheet", self.attr("href", "data:text/css," + self.sheet().replace("#", "%23"))),
            lambda: self.start("body", self.attr("background", u())), lambda: "<table>" + self.start("td", self.attr("background", u())) + "x</table>",
            lambda: self.start("table", self.attr("background", u())) + "<tr><td>x</table>", lambda: "<table>" + self.start(self.pick(["tr", "th", "tbody", "thead"]), self.attr("background", u())) + "<td>x</table>",
            lambda: self.start(self.pick(ELEMENTS), self.attr("style", self.block())) + "x", lambda: self.start(self.pick(ELEMENTS), self.attr("style", self.block())) + "x",
            lambda: f"<{self.tag('style')}{self.pick(['', ' media=all', ' type=text/css', ' TYPE=x/y', ' media=print', '/'])}>{self.sheet()}" + ("" if self.often(.03) else "</style>"),
            lambda: f"<{self.tag('style')}>{self.sheet()}</style>",
            lambda: self.start("meta", self.attr("http-equiv", "refresh"), self.attr("content", f"{self.pick(['0', '1', '0.5'])}{self.pick([';', ',', ' ; '])}{self.pick(['url=', 'URL = ', '', 'u'])}{u().strip()}")),
            lambda: self.start("meta", self.attr("http-equiv", "default-style"), "content=t"), lambda: self.start("base", self.attr("href", u())) + "<img src=p.png>",
            lambda: self.svg(), lambda: self.svg(), lambda: self.math(), lambda: self.start("frameset") + self.start("frame", self.attr("src", u())) + "</frameset>",
            lambda: f"<noscript>{self.loader()}</noscript>", lambda: f"<template shadowrootmode={self.pick(['open', 'closed'])}>{self.loader()}</template>",
            lambda: f"<div><template shadowrootmode=open>{self.loader()}<slot></slot></template>x</div>", lambda: f"<!--[if !mso]><!-->{self.loader()}<!--<![endif]-->",
            lambda: f"<details ontoggle=x><summary>s</summary>{self.loader()}</details>", lambda: f"<dialog open>{self.loader()}</dialog>",
            lambda: self.start("a", self.attr("href", "#x"), self.attr("ping", u()), self.attr("attributionsrc", u())) + "x</a>", lambda: self.start("bgsound", self.attr("src", u())),
            lambda: self.start("script", self.attr("src", u())) + "</script>", lambda: self.start("object", self.attr("codebase", u()), "data=x") + "<param name=src value=x></object>",
        ])()

    def svg(self):
        u, ref = self.url, self.pick(["href", "xlink:href"])
        inner = self.pick([
            lambda: self.start("image", self.attr(ref, u()), "width=9 height=9"), lambda: self.start("use", self.attr(ref, u() + "#a")),
            lambda: "<filter id=f>" + self.start("feImage", self.attr(ref, u())) + "</filter><rect width=9 height=9 filter='url(#f)' />",
            lambda: self.start("rect", "width=9 height=9", self.attr(self.pick(["fill", "stroke", "filter", "mask", "clip-path", "marker-end", "cursor", "style"]),
                                                                     self.pick(["", "x:y;fill:"]) + self.link())),
            lambda: f"<image width=9 height=9>{self.start(self.pick(['set', 'animate']), 'attributeName=href', self.attr(self.pick(['to', 'from', 'values', 'by']), u().strip()), 'dur=1s')}</image>",
            lambda: f"<style>{self.pick(['', '<![CDATA['])}{self.sheet()}</style>", lambda: f"<foreignObject width=99 height=99>{self.loader()}</foreignObject>",
            lambda: f"<{self.pick(['title', 'desc'])}>{self.loader()}</title>", lambda: self.start("script", self.attr(ref, u())) + "</script>",
            lambda: f"<![CDATA[ ]]>{self.loader()}", lambda: f"<p>{self.loader()}", lambda: self.start("pattern", self.attr(ref, u())) + "</pattern>",
            lambda: self.start("linearGradient", self.attr(ref, u())) + "</linearGradient>", lambda: self.start("textPath", self.attr(ref, u())) + "x</textPath>",
            lambda: f"<{self.pick(SVG_ELEMENTS)}>{self.loader()}", lambda: self.start("cursor", self.attr(ref, u())), lambda: self.start("mpath", self.attr(ref, u())),
        ])()
        return f"<svg{self.pick(['', ' width=20 height=20', ' xmlns=http://www.w3.org/2000/svg', ' xml:base=//' + self.host() + '/'])}>{inner}{self.pick(['</svg>', '', '</g></svg>'])}"

    def math(self):
        inner = self.pick([lambda: f"<{self.pick(MATH_ELEMENTS)}>{self.loader()}", lambda: f"<annotation-xml encoding={self.pick(['text/html', 'x'])}>{self.loader()}",
                           lambda: f"<mtext><mglyph>{self.loader()}", lambda: self.start("mi", self.attr("background", self.url())), lambda: f"<mi><style><!--</style>{self.loader()}",
                           lambda: f"<mglyph src={self.url().split()[0]}>", lambda: self.svg()])()
        return f"<math>{inner}{self.pick(['</math>', ''])}"

    def piece(self, depth=0):
        kind = self.chance.randrange(10)
        if kind < 6 or depth > 4:
            return self.loader()
        word = self.pick(ELEMENTS)
        if kind < 9:
            inner = "".join(self.piece(depth + 1) for _ in range(self.chance.randint(1, 2)))
            end = self.pick([f"</{word}>", f"</{word}>", f"</{self.pick(ELEMENTS)}>", "", f"</{word} x='>'>"])
            return self.start(word, end=">") + inner + end
        return self.pick(["<!-- -->", "<!-->", "<!--->", "<!--a--!>", "<!--[if mso]>" + self.loader() + "<![endif]-->", "<?php x ?>", "<!x>", "</p>", "</br>", "<![CDATA[x]]>", "&lt;img&gt;",
                          "<plaintext>" if self.often(.1) else "", "<!doctype html>", "<", "</", "<a href='", "\0", "<textarea>" if self.often(.2) else "</textarea>",
                          "<select>", "<table>", "</table>", "<svg>", "<title>" if self.often(.1) else "</title>", "<img alt=\""])

    def document(self):
        body = "".join(self.piece() for _ in range(self.chance.randint(2, 5)))
        if self.often(.2):                       # a byte lost, doubled or put in
            at = self.chance.randrange(len(body) + 1)
            body = body[:at] + self.pick(["", "\0", "<", '"', "'", ">", "</style>", "-->", "]]>", "`", "=", "\x0c", body[at:at + 30]]) + body[at + self.pick([0, 1, 3]):]
        return self.pick(["<!DOCTYPE html>", "", "<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 3.2//EN'>"]) + self.pick(["<html><head><title>t</title></head><body>", "", "<body>", "<p>"]) + body


def document(number):
    """(label, the HTML)"""
    soup = Soup(number)
    return soup.label, soup.document()
