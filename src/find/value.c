/* SPDX-License-Identifier: Apache-2.0 */
/* Values: what is inert by what it says; functions and properties of CSS.  See allow.h. */
#include "allow.h"

/* ------------------------------------------------------------------------------------------------ attribute values */

/* 1: may stand in a value of numbers, names and colours.  2: "(", which needs a function that computes.  3: ":", which may
 * not end a scheme.  4: a slash, which may not be one of two.  0: a backslash, an ampersand (a reference), an angle bracket, a
 * backtick: part of an address or of markup to somebody. */
static const uint8_t plain[256] = {
    [' '] = 1, ['\t'] = 1, ['\n'] = 1, ['\r'] = 1, ['\f'] = 1, ['!'] = 1, ['"'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1,
    ['\''] = 1, ['('] = 2, [')'] = 1, ['*'] = 1, ['+'] = 1, [','] = 1, ['-'] = 1, ['.'] = 1, ['/'] = 4, [':'] = 3, [';'] = 1, ['='] = 1,
    ['?'] = 1, ['@'] = 1, ['['] = 1, [']'] = 1, ['^'] = 1, ['_'] = 1, ['{'] = 1, ['|'] = 1, ['}'] = 1, ['~'] = 1,
    ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1, [0x80 ... 0xFF] = 1,
};

static bool call_inert(ub_str before)
{
    size_t i = before.n;
    while (i > 0 && (ub_is_alnum((unsigned char)before.p[i - 1]) || before.p[i - 1] == '-')) i--;
    ub_css_token t = { .kind = UB_CSS_FUNCTION, .value = ub_str_from(before, i) };
    return ub_find_fn_inert(&t);
}

/* Is the word before a colon no scheme that anybody acts on? */
static bool word_inert(ub_str before)
{
    static const ub_str schemes[] = {
        UB_LIT("about"), UB_LIT("afp"), UB_LIT("blob"), UB_LIT("cid"), UB_LIT("data"), UB_LIT("feed"), UB_LIT("file"), UB_LIT("ftp"),
        UB_LIT("ftps"), UB_LIT("http"), UB_LIT("https"), UB_LIT("its"), UB_LIT("jar"), UB_LIT("javascript"), UB_LIT("jscript"),
        UB_LIT("ldap"), UB_LIT("mailbox"), UB_LIT("mailto"), UB_LIT("mhtml"), UB_LIT("mid"), UB_LIT("mk"), UB_LIT("mms"), UB_LIT("nfs"),
        UB_LIT("res"), UB_LIT("rtsp"), UB_LIT("sftp"), UB_LIT("smb"), UB_LIT("ssh"), UB_LIT("vbscript"), UB_LIT("view-source"),
        UB_LIT("webcal"), UB_LIT("ws"), UB_LIT("wss"),
    };
    size_t i = before.n;
    while (i > 0 && before.n - i < 12 && (ub_is_alnum(ub_str_at(before, i - 1)) || before.p[i - 1] == '-')) i--;
    before = ub_str_from(before, i);
    for (i = 0; i < UB_COUNT(schemes); i++)
        if (ub_str_eq_nocase(before, schemes[i])) return false;
    return true;
}

bool ub_find_value_inert(ub_str value)
{
    for (size_t i = 0; i < value.n; i++) {
        char next = i + 1 < value.n ? value.p[i + 1] : 0;
        switch (plain[ub_str_at(value, i)]) {
        case 0: return false;
        case 2: if (!call_inert(ub_str_to(value, i))) return false; break;
        case 3: if (next == '/' || next == '\\' || !word_inert(ub_str_to(value, i))) return false; break;
        case 4: if (next == '/' || next == '\\') return false; break;
        default: break;
        }
    }
    /* "www.host.example" is an address to programs that look for addresses. */
    return value.n < 4 || !ub_str_starts_nocase(ub_str_trim(value), UB_S("www."));
}

/* ------------------------------------------------------------------------------------------------ dead text */

/* Two slashes of any kind, and what may be a host behind them. */
static bool host_follows(const char *p, const char *end)
{
    size_t n = 0;
    while (p < end && (*p == '/' || *p == '\\')) p++, n++;
    return n >= 2 && p < end && (ub_is_alnum((unsigned char)*p) || (unsigned char)*p >= 0x80 || memchr("[%?.&", *p, 5));
}

bool ub_find_dead_inert(ub_str text)
{
    const char *p = text.p, *end = text.p + text.n;
    bool tag = false, equals = false;
    static const bool telling[256] = { ['<'] = 1, ['='] = 1, ['/'] = 1, ['\\'] = 1, ['u'] = 1, ['U'] = 1, ['@'] = 1 };
    for (; p < end; p++) {
        if (!telling[(unsigned char)*p]) continue;
        char next = p + 1 < end ? p[1] : 0;
        switch (*p) {
        case '<': tag |= ub_is_alpha((unsigned char)next) || next == '!' || next == '?'; break;
        case '=': equals = true; break;
        case '/': case '\\':
            if (next != '/' && next != '\\') break;
            if (host_follows(p, end)) return false;
            while (p + 1 < end && (p[1] == '/' || p[1] == '\\')) p++;
            break;
        case 'u': case 'U': if ((next | 0x20) == 'r' && ub_str_starts_nocase(ub_str_range(p, end), UB_S("url("))) return false; break;
        case '@': if (ub_str_starts_nocase(ub_str_range(p, end), UB_S("@import"))) return false; break;
        default: break;
        }
    }
    /* A tag without an attribute loads nothing. */
    return !(tag && equals);
}

/* ------------------------------------------------------------------------------------------------ functions of CSS */

/* Functions that compute, transform or name, and take no address.  CSS Values 4, Color 4 and 5, Images 4, Transforms 2,
 * Filter Effects, Easing 2, Grid 2, Shapes, Counter Styles, Fonts 4, Anchor positioning; the filters of MSHTML that draw.
 * Read 2026-11-24.  Selectors' functions are here too: they name nothing outside. */
static const ub_str functions[] = {
    UB_LIT("abs"), UB_LIT("acos"), UB_LIT("active-view-transition-type"), UB_LIT("alpha"), UB_LIT("anchor"), UB_LIT("anchor-size"),
    UB_LIT("annotation"), UB_LIT("asin"), UB_LIT("atan"), UB_LIT("atan2"), UB_LIT("basicimage"), UB_LIT("blur"),
    UB_LIT("brightness"), UB_LIT("calc"), UB_LIT("calc-size"), UB_LIT("character-variant"), UB_LIT("chroma"), UB_LIT("circle"),
    UB_LIT("clamp"), UB_LIT("color"), UB_LIT("color-mix"), UB_LIT("color-stop"), UB_LIT("conic-gradient"), UB_LIT("contrast"),
    UB_LIT("contrast-color"), UB_LIT("cos"), UB_LIT("counter"), UB_LIT("counters"), UB_LIT("cubic-bezier"), UB_LIT("cue"),
    UB_LIT("device-cmyk"), UB_LIT("dir"), UB_LIT("drop-shadow"), UB_LIT("dropshadow"), UB_LIT("ellipse"), UB_LIT("exp"),
    UB_LIT("fit-content"), UB_LIT("format"), UB_LIT("from"), UB_LIT("glow"), UB_LIT("gradient"), UB_LIT("gray"),
    UB_LIT("grayscale"), UB_LIT("has"), UB_LIT("host"), UB_LIT("host-context"), UB_LIT("hsl"), UB_LIT("hsla"),
    UB_LIT("hue-rotate"), UB_LIT("hwb"), UB_LIT("hypot"), UB_LIT("inset"), UB_LIT("invert"), UB_LIT("is"), UB_LIT("lab"),
    UB_LIT("lang"), UB_LIT("layer"), UB_LIT("lch"), UB_LIT("leader"), UB_LIT("light-dark"), UB_LIT("linear"),
    UB_LIT("linear-gradient"), UB_LIT("local"), UB_LIT("log"), UB_LIT("mask"), UB_LIT("matches"), UB_LIT("matrix"),
    UB_LIT("matrix3d"), UB_LIT("max"), UB_LIT("min"), UB_LIT("minmax"), UB_LIT("mod"), UB_LIT("motionblur"), UB_LIT("not"),
    UB_LIT("nth-child"), UB_LIT("nth-col"), UB_LIT("nth-last-child"), UB_LIT("nth-last-col"), UB_LIT("nth-last-of-type"),
    UB_LIT("nth-of-type"), UB_LIT("oklab"), UB_LIT("oklch"), UB_LIT("opacity"), UB_LIT("ornaments"), UB_LIT("palette-mix"),
    UB_LIT("part"), UB_LIT("path"), UB_LIT("perspective"), UB_LIT("pixelate"), UB_LIT("polygon"), UB_LIT("pow"),
    UB_LIT("radial-gradient"), UB_LIT("random"), UB_LIT("ray"), UB_LIT("rect"), UB_LIT("rem"), UB_LIT("repeat"),
    UB_LIT("repeating-conic-gradient"), UB_LIT("repeating-linear-gradient"), UB_LIT("repeating-radial-gradient"),
    UB_LIT("rgb"), UB_LIT("rgba"), UB_LIT("rotate"), UB_LIT("rotate3d"), UB_LIT("rotatex"), UB_LIT("rotatey"), UB_LIT("rotatez"),
    UB_LIT("round"), UB_LIT("saturate"), UB_LIT("scale"), UB_LIT("scale3d"), UB_LIT("scalex"), UB_LIT("scaley"),
    UB_LIT("scalez"), UB_LIT("scroll"), UB_LIT("selector"), UB_LIT("sepia"), UB_LIT("shadow"), UB_LIT("shape"), UB_LIT("sibling-count"),
    UB_LIT("sibling-index"), UB_LIT("sign"), UB_LIT("sin"), UB_LIT("skew"), UB_LIT("skewx"), UB_LIT("skewy"), UB_LIT("slotted"),
    UB_LIT("snapinterval"), UB_LIT("sqrt"), UB_LIT("state"), UB_LIT("steps"), UB_LIT("style"), UB_LIT("stylistic"),
    UB_LIT("styleset"), UB_LIT("superellipse"), UB_LIT("supports"), UB_LIT("swash"), UB_LIT("symbols"), UB_LIT("tan"),
    UB_LIT("target-counter"), UB_LIT("target-counters"), UB_LIT("tech"), UB_LIT("to"), UB_LIT("toggle"), UB_LIT("translate"),
    UB_LIT("translate3d"), UB_LIT("translatex"), UB_LIT("translatey"), UB_LIT("translatez"), UB_LIT("view"), UB_LIT("wave"),
    UB_LIT("where"), UB_LIT("xywh"),
};

static bool in_sorted(const ub_str *names, size_t n, ub_str name)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = ub_str_cmp_nocase(names[mid], name);
        if (order == 0) return true;
        if (order < 0) low = mid + 1; else high = mid;
    }
    return false;
}

/* Without a vendor's prefix: "-webkit-calc" is "calc". */
static ub_str without_prefix(ub_str name)
{
    static const ub_str vendors[] = { UB_LIT("-webkit-"), UB_LIT("-moz-"), UB_LIT("-ms-"), UB_LIT("-o-"), UB_LIT("-khtml-") };
    if (name.n && name.p[0] == '-')
        for (size_t i = 0; i < UB_COUNT(vendors); i++)
            if (ub_str_starts_nocase(name, vendors[i])) return ub_str_from(name, vendors[i].n);
    return name;
}

bool ub_find_fn_inert(const ub_css_token *function)
{
    ub_str name = function->value;
    /* A bare bracket.  An escaped name is not looked through: nobody writes one without a reason. */
    if (name.n == 0) return true;
    if (function->flags & UB_CSS_ESCAPED) return false;
    return in_sorted(functions, UB_COUNT(functions), without_prefix(name));
}

/* ------------------------------------------------------------------------------------------------ properties of CSS */

/* Properties in which a reference loads.  CSS Backgrounds 3, Masking, Shapes 2, Motion, UI 4, Content 3, Lists 3, Fill and
 * Stroke, Filter Effects; SVG 2; old engines: -moz-binding, behavior; Word: mso-header and its like.  2026-11-24. */
static const struct property { ub_str name; uint16_t vector; } properties[] = {
    { UB_LIT("backdrop-filter"), UB_VEC_CSS_FILTER }, { UB_LIT("background"), UB_VEC_CSS_BACKGROUND },
    { UB_LIT("background-image"), UB_VEC_CSS_BACKGROUND_IMAGE }, { UB_LIT("behavior"), UB_VEC_CSS_BEHAVIOR },
    { UB_LIT("binding"), UB_VEC_CSS_MOZ_BINDING }, { UB_LIT("border-image"), UB_VEC_CSS_BORDER_IMAGE },
    { UB_LIT("border-image-source"), UB_VEC_CSS_BORDER_IMAGE }, { UB_LIT("box-reflect"), UB_VEC_CSS_MASK },
    { UB_LIT("clip-path"), UB_VEC_CSS_CLIP_PATH }, { UB_LIT("color-profile"), UB_VEC_CSS_SVG_PROPS },
    { UB_LIT("content"), UB_VEC_CSS_CONTENT }, { UB_LIT("cue"), UB_VEC_CSS_CONTENT }, { UB_LIT("cue-after"), UB_VEC_CSS_CONTENT },
    { UB_LIT("cue-before"), UB_VEC_CSS_CONTENT }, { UB_LIT("cursor"), UB_VEC_CSS_CURSOR }, { UB_LIT("fill"), UB_VEC_CSS_SVG_PROPS },
    { UB_LIT("fill-image"), UB_VEC_CSS_SVG_PROPS }, { UB_LIT("filter"), UB_VEC_CSS_FILTER },
    { UB_LIT("list-style"), UB_VEC_CSS_LIST_STYLE }, { UB_LIT("list-style-image"), UB_VEC_CSS_LIST_STYLE },
    { UB_LIT("marker"), UB_VEC_CSS_SVG_PROPS }, { UB_LIT("marker-end"), UB_VEC_CSS_SVG_PROPS },
    { UB_LIT("marker-mid"), UB_VEC_CSS_SVG_PROPS }, { UB_LIT("marker-start"), UB_VEC_CSS_SVG_PROPS },
    { UB_LIT("mask"), UB_VEC_CSS_MASK }, { UB_LIT("mask-border"), UB_VEC_CSS_MASK },
    { UB_LIT("mask-border-source"), UB_VEC_CSS_MASK }, { UB_LIT("mask-box-image"), UB_VEC_CSS_MASK },
    { UB_LIT("mask-box-image-source"), UB_VEC_CSS_MASK }, { UB_LIT("mask-image"), UB_VEC_CSS_MASK },
    { UB_LIT("mso-endnote-continuation-notice"), UB_VEC_MSO_PAGE_HEADER },
    { UB_LIT("mso-endnote-continuation-separator"), UB_VEC_MSO_PAGE_HEADER },
    { UB_LIT("mso-endnote-separator"), UB_VEC_MSO_PAGE_HEADER }, { UB_LIT("mso-even-footer"), UB_VEC_MSO_PAGE_HEADER },
    { UB_LIT("mso-even-header"), UB_VEC_MSO_PAGE_HEADER }, { UB_LIT("mso-first-footer"), UB_VEC_MSO_PAGE_HEADER },
    { UB_LIT("mso-first-header"), UB_VEC_MSO_PAGE_HEADER }, { UB_LIT("mso-footer"), UB_VEC_MSO_PAGE_HEADER },
    { UB_LIT("mso-footnote-continuation-notice"), UB_VEC_MSO_PAGE_HEADER },
    { UB_LIT("mso-footnote-continuation-separator"), UB_VEC_MSO_PAGE_HEADER },
    { UB_LIT("mso-footnote-separator"), UB_VEC_MSO_PAGE_HEADER }, { UB_LIT("mso-header"), UB_VEC_MSO_PAGE_HEADER },
    { UB_LIT("offset-path"), UB_VEC_CSS_OFFSET_PATH }, { UB_LIT("shape-inside"), UB_VEC_CSS_SHAPE_OUTSIDE },
    { UB_LIT("shape-outside"), UB_VEC_CSS_SHAPE_OUTSIDE }, { UB_LIT("stroke"), UB_VEC_CSS_SVG_PROPS },
    { UB_LIT("stroke-image"), UB_VEC_CSS_SVG_PROPS },
};

uint16_t ub_find_property(ub_str name)
{
    if (ub_str_starts(name, UB_S("--"))) return UB_VEC_CSS_VAR;
    name = without_prefix(name);
    size_t low = 0, high = UB_COUNT(properties);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = ub_str_cmp_nocase(properties[mid].name, name);
        if (order == 0) return properties[mid].vector;
        if (order < 0) low = mid + 1; else high = mid;
    }
    return UB_VEC_NONE;
}

bool ub_find_property_text(ub_str name)
{
    static const ub_str names[] = {
        UB_LIT("content"), UB_LIT("font"), UB_LIT("font-family"), UB_LIT("grid-template"), UB_LIT("grid-template-areas"),
        UB_LIT("hyphenate-character"), UB_LIT("list-style-type"), UB_LIT("mso-ascii-font-family"), UB_LIT("mso-bidi-font-family"),
        UB_LIT("mso-fareast-font-family"), UB_LIT("mso-font-alt"), UB_LIT("mso-hansi-font-family"), UB_LIT("mso-level-text"),
        UB_LIT("mso-number-format"), UB_LIT("mso-style-link"), UB_LIT("mso-style-name"), UB_LIT("mso-style-next"),
        UB_LIT("mso-style-parent"), UB_LIT("quotes"), UB_LIT("text-emphasis"), UB_LIT("text-emphasis-style"), UB_LIT("text-overflow"),
    };
    return in_sorted(names, UB_COUNT(names), name);
}
