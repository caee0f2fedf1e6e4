/* SPDX-License-Identifier: Apache-2.0 */
/*
 * css by hand: what names a resource, in every form and evasion of style that mail is known to use.
 *
 * Each case is walked as a sheet or an attribute, and every reference is written "where=kind:URL", where being the property,
 * the at-rule, "rule" for a selector or "junk".  Kinds: u url(..), c url("..") and src(".."), s a bare string, o opaque,
 * b bad.  What a reader of today would fetch, and from where, is from the CSS specifications.
 */
#include "support.h"
#include "css.h"

static ub_arena arena;

static int open_arena(void **state) { (void)state; return ub_arena_open(&arena, (size_t)64 << 20, NULL) != UB_OK; }
static int close_arena(void **state) { (void)state; ub_arena_close(&arena); return 0; }
static int reset_arena(void **state) { (void)state; ub_arena_reset(&arena, 1 << 20); return 0; }

static void add_refs(ub_buf *b, ub_str where, ub_str text, bool bare)
{
    ub_css_refs r;
    ub_css_ref ref;
    ub_css_refs_init(&r, &arena, text, bare);
    while (ub_css_refs_next(&r, &ref) == UB_OK) {
        ub_str url;
        assert_int_equal(ub_css_value(&arena, &ref.t, &url), UB_OK);
        if (b->n) ub_buf_char(b, ' ');
        ub_buf_add(b, where);
        ub_buf_char(b, '=');
        ub_buf_char(b, "ucsob"[ref.kind]);
        ub_buf_char(b, ':');
        ub_buf_add(b, url);
        if (ref.unclosed) ub_buf_char(b, '$');
    }
}

static ub_str all_refs(ub_str in, ub_css_entry entry)
{
    ub_buf b = ub_buf_in(&arena);
    ub_css_walk w;
    ub_css_event ev;
    ub_css_walk_init(&w, &arena, NULL, in, entry);
    for (;;) {
        ub_str where = UB_S("rule");
        assert_int_equal(ub_css_walk_next(&w, &ev), UB_OK);
        if (ev.kind == UB_CSS_END) return ub_buf_str(&b);
        if (ev.kind == UB_CSS_JUNK) where = UB_S("junk");
        if (ev.kind == UB_CSS_DECLARATION || ev.kind == UB_CSS_AT_RULE)
            assert_int_equal(ub_css_value(&arena, &ev.name, &where), UB_OK);
        if (ev.kind == UB_CSS_AT_RULE) {
            ub_buf at = ub_buf_in(&arena);
            ub_buf_char(&at, '@');
            ub_buf_add(&at, where);
            where = ub_buf_str(&at);
        }
        add_refs(&b, where, ev.body, ev.kind == UB_CSS_AT_RULE && (ev.at == UB_CSS_AT_IMPORT || ev.at == UB_CSS_AT_NAMESPACE));
    }
}

struct sample { const char *name; ub_css_entry entry; ub_str in, want; };
#define SHEET UB_CSS_SHEET
#define ATTR  UB_CSS_BLOCK

static void check(const struct sample *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) ub_assert_str(cases[i].name, all_refs(cases[i].in, cases[i].entry), cases[i].want);
}

#define B "http://beacon.test/ID"

static void every_place_of_a_reference(void **state)
{
    static const struct sample cases[] = {
        { "css-import-url",      SHEET, UB_LIT("@import url(" B ");"), UB_LIT("@import=u:" B) },
        { "css-import-string",   SHEET, UB_LIT("@import \"" B "\";"), UB_LIT("@import=s:" B) },
        { "css-import-cond",     SHEET, UB_LIT("@import url(" B ") supports(display:grid) print;"), UB_LIT("@import=u:" B) },
        { "css-font-face",       SHEET, UB_LIT("@font-face{font-family:f;src:url(" B ")}"), UB_LIT("src=u:" B) },
        { "css-font-face local", SHEET, UB_LIT("@font-face{src:local('a'),url('" B "')format(\"woff2\")tech(variations)}"),
          UB_LIT("src=s:a src=c:" B) },
        { "css-unicode-range",   SHEET, UB_LIT("@font-face{font-family:f;src:url(" B "-A);unicode-range:U+41}"), UB_LIT("src=u:" B "-A") },
        { "css-background",      ATTR,  UB_LIT("background:url(" B ")"), UB_LIT("background=u:" B) },
        { "css-background-image", ATTR, UB_LIT("background-image:url(),url(),url(" B ")"),
          UB_LIT("background-image=u: background-image=u: background-image=u:" B) },
        { "css-list-style",      ATTR,  UB_LIT("list-style-image:url(" B ")"), UB_LIT("list-style-image=u:" B) },
        { "css-border-image",    ATTR,  UB_LIT("border-image:url(" B ") 1"), UB_LIT("border-image=u:" B) },
        { "css-content",         SHEET, UB_LIT("p::after{content:url(" B ")}"), UB_LIT("content=u:" B) },
        { "css-marker-content",  SHEET, UB_LIT("li::marker{content:url(" B ")}"), UB_LIT("content=u:" B) },
        { "css-cursor",          ATTR,  UB_LIT("cursor:url(" B "),auto"), UB_LIT("cursor=u:" B) },
        { "css-mask",            ATTR,  UB_LIT("mask-image:url(" B ")"), UB_LIT("mask-image=u:" B) },
        { "css-clip-path",       ATTR,  UB_LIT("clip-path:url(" B "#c)"), UB_LIT("clip-path=u:" B "#c") },
        { "css-filter",          ATTR,  UB_LIT("filter:url(" B "#f)"), UB_LIT("filter=u:" B "#f") },
        { "css-filter function", ATTR,  UB_LIT("background:filter('" B "',blur(1px))"), UB_LIT("background=s:" B) },
        { "css-shape-outside",   ATTR,  UB_LIT("float:left;shape-outside:url(" B ")"), UB_LIT("shape-outside=u:" B) },
        { "css-offset-path",     ATTR,  UB_LIT("offset-path:url(" B "#p)"), UB_LIT("offset-path=u:" B "#p") },
        { "css-svg-props",       SHEET, UB_LIT("circle{fill:url(" B "#a)}"), UB_LIT("fill=u:" B "#a") },
        { "css-image-set",       ATTR,  UB_LIT("background:image-set(\"" B "\" 1x)"), UB_LIT("background=s:" B) },
        { "css-image-set with types", ATTR, UB_LIT("background:-webkit-image-set('" B "' 1x type('image/png'),url(" B "2)2x)"),
          UB_LIT("background=s:" B " background=u:" B "2") },
        { "css-cross-fade",      ATTR,  UB_LIT("background:cross-fade(url(" B "),url(cid:a),50%)"),
          UB_LIT("background=u:" B " background=u:cid:a") },
        { "css-image-fn",        ATTR,  UB_LIT("background-image:image(\"" B "\")"), UB_LIT("background-image=s:" B) },
        { "css-src-fn",          ATTR,  UB_LIT("background:src(\"" B "\")"), UB_LIT("background=c:" B) },
        { "css-src-fn of a variable", ATTR, UB_LIT("background:src(var(--u))"), UB_LIT("background=o:src") },
        { "css-src-fn with modifiers", ATTR, UB_LIT("background:url(\"" B "\" crossorigin(anonymous))"), UB_LIT("background=c:" B) },
        { "css-var",             ATTR,  UB_LIT("--x:url(" B ");background:var(--x)"), UB_LIT("--x=u:" B) },
        { "css-var-fallback",    ATTR,  UB_LIT("background:var(--a,var(--b,url(" B ")))"), UB_LIT("background=u:" B) },
        { "css-attr",            ATTR,  UB_LIT("content:attr(none, url(" B "))"), UB_LIT("content=u:" B) },
        { "css-property-initial", SHEET, UB_LIT("@property --i{syntax:\"<image>\";inherits:true;initial-value:url(" B ")}"),
          UB_LIT("initial-value=u:" B) },
        { "css-counter-style",   SHEET, UB_LIT("@counter-style s{system:cyclic;symbols:url(" B ")}"), UB_LIT("symbols=u:" B) },
        { "css-keyframes",       SHEET, UB_LIT("@keyframes k{50%{background:url(" B "-30s)}}"), UB_LIT("background=u:" B "-30s") },
        { "css-transition",      SHEET, UB_LIT("p:hover{background:url(" B ");transition:0s 9s}"), UB_LIT("background=u:" B) },
        { "css-scroll-timeline", ATTR,  UB_LIT("animation-timeline:view()"), UB_LIT("") },
        { "css-media-gate",      SHEET, UB_LIT("@media (prefers-color-scheme:dark){p{background:url(" B "-dark)}}"),
          UB_LIT("background=u:" B "-dark") },
        { "css-media-print",     SHEET, UB_LIT("@media print{p{background:url(" B "-print)}}"), UB_LIT("background=u:" B "-print") },
        { "css-supports-gate",   SHEET, UB_LIT("@supports(-moz-appearance:none){p{background:url(" B "-gecko)}}"),
          UB_LIT("background=u:" B "-gecko") },
        { "css-container-gate",  SHEET, UB_LIT("@container (min-width:300px){p{background:url(" B ")}}"), UB_LIT("background=u:" B) },
        { "css-moz-document",    SHEET, UB_LIT("@-moz-document url-prefix(){p{background:url(" B "-tb)}}"),
          UB_LIT("background=u:" B "-tb") },
        { "css-client-hack",     SHEET, UB_LIT("u+.body p{background:url(" B "-gmail)}"), UB_LIT("background=u:" B "-gmail") },
        { "css-forward-detect",  SHEET, UB_LIT(".gmail_quote p{background:url(" B "-fwd)}"), UB_LIT("background=u:" B "-fwd") },
        { "css-pseudo-misc",     SHEET, UB_LIT("p::selection{background-image:url(" B ")}"), UB_LIT("background-image=u:" B) },
        { "css-attr-exfil",      SHEET, UB_LIT("input[value^=a]{background:url(" B "-a)}"), UB_LIT("background=u:" B "-a") },
        { "css-moz-binding",     ATTR,  UB_LIT("-moz-binding:url(" B "#x)"), UB_LIT("-moz-binding=u:" B "#x") },
        { "css-behavior",        ATTR,  UB_LIT("behavior:url(" B ")"), UB_LIT("behavior=u:" B) },
        { "css-ms-filter",       ATTR,  UB_LIT("filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='" B "')"),
          UB_LIT("filter=o:AlphaImageLoader filter=s:" B) },
        { "css-ms-filter of colours", ATTR, UB_LIT("filter:progid:DXImageTransform.Microsoft.ICMFilter(colorSpace='" B "')"),
          UB_LIT("filter=o:ICMFilter filter=s:" B) },
        { "css-expression",      ATTR,  UB_LIT("width:expression(new Image().src='" B "')"), UB_LIT("width=o:expression") },
        { "css-color-profile-rule", SHEET, UB_LIT("@color-profile --p{src:url(" B ")}"), UB_LIT("src=u:" B) },
        { "css-sourcemap",       SHEET, UB_LIT("p{a:b}/*# sourceMappingURL=" B " */"), UB_LIT("") },
        { "css-namespace",       SHEET, UB_LIT("@namespace url(http://www.w3.org/1999/xhtml);@namespace s \"x\";"),
          UB_LIT("@namespace=u:http://www.w3.org/1999/xhtml @namespace=s:x") },
    };
    (void)state;
    check(cases, UB_COUNT(cases));
}

static void every_evasion(void **state)
{
    static const struct sample cases[] = {
        { "ev-css-escape in url", ATTR, UB_LIT("background:\\75\\72\\6C(" B ")"), UB_LIT("background=u:" B) },
        { "ev-css-escape with a space is no url", ATTR, UB_LIT("background:\\75 \\72 \\6C (" B ")"), UB_LIT("background=u:" B) },
        { "ev-css-escape of one letter", ATTR, UB_LIT("background:u\\rl(" B ")"), UB_LIT("background=u:" B) },
        { "ev-css-escape zero-padded", ATTR, UB_LIT("background:\\000075rl('" B "')"), UB_LIT("background=c:" B) },
        { "ev-css-escape in the property", ATTR, UB_LIT("back\\67round:url(" B ")"), UB_LIT("background=u:" B) },
        { "ev-css-escape in the scheme", ATTR, UB_LIT("background:url(\\68ttp\\3a//beacon.test/ID)"), UB_LIT("background=u:" B) },
        { "ev-css-escape in a string", ATTR, UB_LIT("background:url('\\68 ttp://beacon\\.test/ID')"), UB_LIT("background=c:" B) },
        { "ev-css-escape newline in a string", ATTR, UB_LIT("background:url('ht\\\ntp://beacon\\\r\n.test/ID')"), UB_LIT("background=c:" B) },
        { "ev-css-escape in @import", SHEET, UB_LIT("@\\69mport '" B "';"), UB_LIT("@import=s:" B) },
        { "ev-css-escape in image-set", ATTR, UB_LIT("background:i\\6d age-set('" B "' 1x)"), UB_LIT("background=s:" B) },
        /* What the entity stands for is the html room's; this is what comes out of it. */
        { "ev-css-escape-mixed", ATTR, UB_LIT("background:\\75r\\6C(" B ")"), UB_LIT("background=u:" B) },
        /* ur, an escaped backslash, an l that follows one more: the name is ur\l, no url. */
        { "ev-css-double-escape", ATTR, UB_LIT("background:ur\\5C\\6C(" B "); /* url( */"), UB_LIT("") },
        { "ev-css-double-escape, the sanitizer's output", ATTR, UB_LIT("background:ur\\6C(" B "); /* url( */"), UB_LIT("background=u:" B) },
        /* In an unquoted URL there are no comments; before the parenthesis one makes it no function. */
        { "ev-css-comment-split", ATTR, UB_LIT("background:/**/url(/**/" B ")"), UB_LIT("background=u:/**/" B) },
        { "ev-css-comment-split before the parenthesis", ATTR, UB_LIT("background:url/**/(" B ")"), UB_LIT("") },
        { "ev-css-comment-split around a string", ATTR, UB_LIT("background:src(/**/'" B "'/**/)"), UB_LIT("background=c:" B) },
        { "ev-css-unclosed-url",  ATTR, UB_LIT("fill:url(" B), UB_LIT("fill=u:" B "$") },
        { "ev-css-unclosed-url in quotes", ATTR, UB_LIT("fill:url('" B), UB_LIT("fill=c:" B "$") },
        { "ev-css-unclosed-url with its quote closed", ATTR, UB_LIT("fill:url('" B "'"), UB_LIT("fill=c:" B "$") },
        { "ev-css-decoy-allow",   ATTR, UB_LIT("x:url(data:image);background:url(" B ")"), UB_LIT("x=u:data:image background=u:" B) },
        { "ev-css-data-then-break", ATTR, UB_LIT("background:url(data:image/png,x);background:url(" B ")"),
          UB_LIT("background=u:data:image/png,x background=u:" B) },
        /* "&quot;" was made a quote before: the escape \26 is an ampersand and the string ends at the next quote. */
        { "ev-css-quote-amp",     ATTR, UB_LIT("content:\"\\26quot;;background:url(" B ")\""), UB_LIT("") },
        { "ev-css-quote-amp, decoded", ATTR, UB_LIT("content:\"\\26\";;background:url(" B ")"), UB_LIT("background=u:" B) },
        { "ev-css-string-url",    ATTR, UB_LIT("background:image-set('" B "')"), UB_LIT("background=s:" B) },
        { "ev-css-var-indirect",  ATTR, UB_LIT("--a:'" B "';--b:image-set(var(--a) 1x);background:var(--b)"), UB_LIT("") },
        { "ev-css-important-dup", ATTR, UB_LIT("background:url(a)!important;background:url(" B ")"),
          UB_LIT("background=u:a background=u:" B) },
        { "ev-css-cdo-cdc",       SHEET, UB_LIT("<!-- @import '" B "'; -->"), UB_LIT("@import=s:" B) },
        { "ev-css-cdo-cdc unterminated", SHEET, UB_LIT("<!-- @import '" B "' -->"), UB_LIT("@import=s:" B) },
        { "@import without a semicolon", SHEET, UB_LIT("@import url(" B ")"), UB_LIT("@import=u:" B) },
        { "@import without a space", SHEET, UB_LIT("@import'" B "'"), UB_LIT("@import=s:" B) },
        { "@import unclosed",     SHEET, UB_LIT("@import \"" B), UB_LIT("@import=s:" B "$") },
        { "ev-css-selector-never", SHEET, UB_LIT("u+.body{background:url(" B ")}"), UB_LIT("background=u:" B) },
        { "bad string before a rule", SHEET, UB_LIT("p{a:'\n}q{background:url(" B ")}"), UB_LIT("background=u:" B) },
        { "tabs and newlines in a quoted URL", ATTR, UB_LIT("background:url('ht\ttp://beacon.test/ID')"),
          UB_LIT("background=c:ht\ttp://beacon.test/ID") },
        { "upper case",           ATTR, UB_LIT("BACKGROUND:URL(" B ")"), UB_LIT("BACKGROUND=u:" B) },
        { "white space in the parentheses", ATTR, UB_LIT("background:url( \n" B "\t)"), UB_LIT("background=u:" B) },
        { "bad url",              ATTR, UB_LIT("background:url(" B " x)"), UB_LIT("background=b:" B " x") },
        { "bad string in url",    ATTR, UB_LIT("background:url('" B "\n)"), UB_LIT("background=b:" B) },
        { "star hack",            ATTR, UB_LIT("*background:url(" B ")"), UB_LIT("junk=u:" B) },
        { "underscore hack",      ATTR, UB_LIT("_background:url(" B ")"), UB_LIT("_background=u:" B) },
        { "behind a brace too many", ATTR, UB_LIT("}background:url(" B ");background:url(" B "2)"),
          UB_LIT("junk=u:" B " background=u:" B "2") },
        { "nested in a style rule", SHEET, UB_LIT("p{&:hover{background:url(" B ")}}"), UB_LIT("background=u:" B) },
        { "nested in an attribute", ATTR, UB_LIT("q{background:url(" B ")}"), UB_LIT("background=u:" B) },
        { "in a custom property's block", SHEET, UB_LIT("p{--x:{background:url(" B ")}}"), UB_LIT("--x=u:" B) },
        { "in a rule of no grammar", SHEET, UB_LIT("p{a:{background:url(" B ")}x}--y:z{b:url(c)}"), UB_LIT("junk=u:" B " junk=u:c") },
        { "NUL in url",           ATTR, UB_LIT("background:u\0rl(" B ")"), UB_LIT("") },
        { "backslash at the end", ATTR, UB_LIT("background:url(" B "\\"), UB_LIT("background=u:" B "\xef\xbf\xbd$") },
    };
    (void)state;
    check(cases, UB_COUNT(cases));
}

/* Spans, functions around, nesting. */
static void references_know_their_place(void **state)
{
    static const ub_str in = UB_LIT("image-set( url( 'a' ) 1x, \"b\" 2x),var(--x,(url(c))) src('d' e(f)) url(");
    static const struct { ub_css_ref_kind kind; ub_str span; ub_css_fn in; size_t depth; bool unclosed, modified; } want[] = {
        { UB_CSS_REF_CALL,   UB_LIT("url( 'a' )"), UB_CSS_FN_IMAGE_SET, 1, false, false },
        { UB_CSS_REF_STRING, UB_LIT("\"b\""),      UB_CSS_FN_IMAGE_SET, 1, false, false },
        { UB_CSS_REF_URL,    UB_LIT("url(c)"),     UB_CSS_FN_VAR,       2, false, false },
        { UB_CSS_REF_CALL,   UB_LIT("src('d'"),    UB_CSS_FN_NONE,      0, false, true },
        { UB_CSS_REF_URL,    UB_LIT("url("),       UB_CSS_FN_NONE,      0, true,  false },
    };
    ub_css_refs r;
    ub_css_ref ref;
    (void)state;
    ub_css_refs_init(&r, &arena, in, false);
    for (size_t i = 0; i < UB_COUNT(want); i++) {
        assert_int_equal(ub_css_refs_next(&r, &ref), UB_OK);
        ub_assert_str("span", ref.span, want[i].span);
        assert_int_equal(ref.kind, want[i].kind);
        assert_int_equal(ref.in, want[i].in);
        assert_int_equal(ref.depth, want[i].depth);
        assert_int_equal(ref.unclosed, want[i].unclosed);
        assert_int_equal(ref.modified, want[i].modified);
    }
    assert_int_equal(ub_css_refs_next(&r, &ref), UB_ABSENT);
    assert_int_equal(ub_css_refs_next(&r, &ref), UB_ABSENT);
}

static void parts_know_their_nesting(void **state)
{
    ub_css_parts v;
    ub_css_part p;
    const uint64_t both = UINT64_C(1) << UB_CSS_FN_VAR | UINT64_C(1) << UB_CSS_FN_OTHER;
    (void)state;
    ub_css_parts_init(&v, &arena, UB_S("foo(var([x)])/**/y)"));
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);   /* foo( */
    assert_int_equal(p.fn, UB_CSS_FN_OTHER);
    assert_int_equal(p.depth, 0);
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);   /* var( */
    assert_int_equal(p.fn, UB_CSS_FN_VAR);
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);   /* [ */
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);   /* x */
    assert_int_equal(p.in, UB_CSS_FN_VAR);
    assert_int_equal(p.depth, 3);
    assert_true(p.within == both);
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);   /* ) that closes nothing */
    assert_false(p.closes);
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);   /* ] */
    assert_true(p.closes);
    assert_int_equal(p.depth, 2);
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);   /* ) */
    assert_true(p.closes);
    assert_int_equal(p.depth, 1);
    assert_int_equal(p.in, UB_CSS_FN_OTHER);
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);   /* y, the comment is passed over */
    assert_int_equal(p.t.kind, UB_CSS_IDENT);
    assert_true(p.within == UINT64_C(1) << UB_CSS_FN_OTHER);
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);   /* ) */
    assert_int_equal(ub_css_parts_next(&v, &p), UB_OK);
    assert_int_equal(p.t.kind, UB_CSS_EOF);
    assert_int_equal(p.depth, 0);
}

static void imports_come_apart(void **state)
{
    static const struct { const char *name; ub_str in; ub_status want; ub_str url, layer, supports, media; bool layered; } cases[] = {
        { "string", UB_LIT("'a'"), UB_OK, UB_LIT("'a'"), UB_LIT(""), UB_LIT(""), UB_LIT(""), false },
        { "url and media", UB_LIT(" url(a) screen, print "), UB_OK, UB_LIT("url(a)"), UB_LIT(""), UB_LIT(""), UB_LIT("screen, print"), false },
        { "all of it", UB_LIT("url('a' )layer(x.y) supports( (a:b) and (c:d) ) (width>1px)"), UB_OK, UB_LIT("url('a' )"), UB_LIT("x.y"),
          UB_LIT("(a:b) and (c:d)"), UB_LIT("(width>1px)"), true },
        { "layer without a name", UB_LIT("'a' layer print"), UB_OK, UB_LIT("'a'"), UB_LIT(""), UB_LIT(""), UB_LIT("print"), true },
        { "supports without a layer", UB_LIT("'a'/**/supports(a:b)"), UB_OK, UB_LIT("'a'"), UB_LIT(""), UB_LIT("a:b"), UB_LIT(""), false },
        { "layer behind supports is media", UB_LIT("'a' supports(a:b) layer(x)"), UB_OK, UB_LIT("'a'"), UB_LIT(""), UB_LIT("a:b"), UB_LIT("layer(x)"), false },
        { "src", UB_LIT("src(\"a\") print"), UB_OK, UB_LIT("src(\"a\")"), UB_LIT(""), UB_LIT(""), UB_LIT("print"), false },
        { "modifiers", UB_LIT("url('a' b(c)) print"), UB_OK, UB_LIT("url('a'"), UB_LIT(""), UB_LIT(""), UB_LIT("print"), false },
        { "unclosed", UB_LIT("url('a"), UB_OK, UB_LIT("url('a"), UB_LIT(""), UB_LIT(""), UB_LIT(""), false },
        { "media first", UB_LIT("print 'a'"), UB_ABSENT },
        { "nothing", UB_LIT(""), UB_ABSENT },
        { "bad url", UB_LIT("url(a b)"), UB_ABSENT },
        { "a bare word", UB_LIT("a.css"), UB_ABSENT },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_css_import im;
        ub_status s = ub_css_import_of(&arena, cases[i].in, &im);
        if (s != cases[i].want) fail_msg("%s: %s", cases[i].name, ub_status_name(s));
        if (s != UB_OK) continue;
        ub_assert_str(cases[i].name, im.ref.span, cases[i].url);
        ub_assert_str(cases[i].name, im.layer, cases[i].layer);
        ub_assert_str(cases[i].name, im.supports, cases[i].supports);
        ub_assert_str(cases[i].name, im.media, cases[i].media);
        assert_int_equal(im.layered, cases[i].layered);
    }
}

static void charset_of_a_sheet(void **state)
{
    static const struct { const char *name; ub_str bytes, protocol, environment; const char *want, *also; ub_css_charset_from from; } cases[] = {
        { "nothing", UB_LIT("p{}"), UB_LIT(""), UB_LIT(""), "utf-8", NULL, UB_CSS_CHARSET_DEFAULT },
        { "BOM first", UB_LIT("\xEF\xBB\xBF@charset \"gbk\";"), UB_LIT("gbk"), UB_LIT("gbk"), "utf-8", NULL, UB_CSS_CHARSET_BOM },
        { "UTF-16 by BOM", UB_LIT("\xFE\xFF\0p"), UB_LIT(""), UB_LIT(""), "utf-16be", NULL, UB_CSS_CHARSET_BOM },
        { "protocol", UB_LIT("@charset \"utf-8\";"), UB_LIT("gbk"), UB_LIT("utf-8"), "gbk", NULL, UB_CSS_CHARSET_PROTOCOL },
        { "rule", UB_LIT("@charset \"gbk\";"), UB_LIT(""), UB_LIT("utf-8"), "gbk", NULL, UB_CSS_CHARSET_RULE },
        { "rule of another form", UB_LIT("@charset 'gbk';"), UB_LIT(""), UB_LIT(""), "utf-8", NULL, UB_CSS_CHARSET_DEFAULT },
        { "rule without its semicolon", UB_LIT("@charset \"gbk\""), UB_LIT(""), UB_LIT(""), "utf-8", NULL, UB_CSS_CHARSET_DEFAULT },
        { "rule that cannot be true", UB_LIT("@charset \"utf-16\";"), UB_LIT(""), UB_LIT("gbk"), "utf-8", NULL, UB_CSS_CHARSET_RULE },
        { "environment", UB_LIT("p{}"), UB_LIT("nonsense"), UB_LIT("gbk"), "gbk", NULL, UB_CSS_CHARSET_ENVIRONMENT },
        { "a label of mail alone", UB_LIT("@charset \"utf-7\";"), UB_LIT(""), UB_LIT("gbk"), "gbk", "utf-7", UB_CSS_CHARSET_ENVIRONMENT },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_css_charset_choice c = ub_css_charset(cases[i].bytes, cases[i].protocol, cases[i].environment);
        if (strcmp(c.cs->name, cases[i].want) || c.from != cases[i].from) fail_msg("%s: %s", cases[i].name, c.cs->name);
        assert_int_equal(c.also != NULL, cases[i].also != NULL);
        if (c.also) assert_string_equal(c.also->name, cases[i].also);
        assert_int_equal(c.bom_n, c.from != UB_CSS_CHARSET_BOM ? 0 : c.cs->name[4] == '8' ? 3 : 2);
    }
}

static void names_through_escapes(void **state)
{
    static const struct { ub_str token, name; bool is, starts; } cases[] = {
        { UB_LIT("background"), UB_LIT("background"), true, true },
        { UB_LIT("BackGround"), UB_LIT("background"), true, true },
        { UB_LIT("back\\67 round"), UB_LIT("background"), true, true },
        { UB_LIT("b\\41 ckground"), UB_LIT("background"), true, true },
        { UB_LIT("background-color"), UB_LIT("background"), false, true },
        { UB_LIT("back\\67round-color"), UB_LIT("background"), false, true },
        { UB_LIT("back\\67"), UB_LIT("background"), false, false },
        { UB_LIT("\\2d-x"), UB_LIT("--"), false, true },
        { UB_LIT("\\e9"), UB_LIT("\xc3\xa9"), true, true },
        { UB_LIT("\\e9"), UB_LIT("\xc3"), false, true },   /* bytes, as without an escape */
        { UB_LIT("\\\xc3\xa9"), UB_LIT("\xc3\xa9"), true, true },
        { UB_LIT("a\\"), UB_LIT("a\xef\xbf\xbd"), true, true },
        { UB_LIT("\\62"), UB_LIT(""), false, true },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_css c;
        ub_css_token t;
        ub_css_init(&c, cases[i].token);
        ub_css_next(&c, &t);
        assert_int_equal(t.kind, UB_CSS_IDENT);
        if (ub_css_name_is(&t, cases[i].name) != cases[i].is || ub_css_name_starts(&t, cases[i].name) != cases[i].starts)
            fail_msg("%s, %s", cases[i].token.p, cases[i].name.p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_place_of_a_reference, reset_arena),
        cmocka_unit_test_teardown(every_evasion, reset_arena),
        cmocka_unit_test_teardown(references_know_their_place, reset_arena),
        cmocka_unit_test_teardown(parts_know_their_nesting, reset_arena),
        cmocka_unit_test_teardown(imports_come_apart, reset_arena),
        cmocka_unit_test_teardown(charset_of_a_sheet, reset_arena),
        cmocka_unit_test_teardown(names_through_escapes, reset_arena),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
