/* SPDX-License-Identifier: Apache-2.0 */
/*
 * css: the tokenizer.  CSS Syntax 4.3, each function under its name there.
 *
 * Input preprocessing (3.3) is not done beforehand: CR, FF and CRLF are newlines to every rule here, and NUL is a name
 * byte with UB_CSS_ESCAPED set on its token, so that ub_css_value() turns it into U+FFFD.
 */
#include "css_class.h"

/* Behind one newline or one white space: CRLF is one. */
static const char *behind_space(const char *p, const char *end)
{
    return *p == '\r' && p + 1 < end && p[1] == '\n' ? p + 2 : p + 1;
}

/* "Consume an escaped code point": p is behind the backslash. */
static const char *behind_escape(const char *p, const char *end)
{
    if (p == end) return p;
    if (ub_hex((unsigned char)*p) < 0) return p + 1;   /* further bytes of a character are ordinary everywhere */
    for (int i = 0; i < 6 && p < end && ub_hex((unsigned char)*p) >= 0; i++) p++;
    return p < end && (class_of(*p) & SPACE) ? behind_space(p, end) : p;
}

/* Behind the escape at p, and those of one byte each that follow without a gap. */
static const char *behind_escapes(const char *p, const char *end)
{
    p = behind_escape(p + 1, end);
    while (end - p >= 2 && *p == '\\' && !(class_of(p[1]) & NEWLINE) && ub_hex((unsigned char)p[1]) < 0) p += 2;
    return p;
}

/* "Consume an ident sequence". */
const char *ub_css_name_end(const char *p, const char *end, uint8_t *flags)
{
    for (;;) {
        p = skip_name(p, end);
        if (p == end) return p;
        if (*p == 0)
            do p++; while (p < end && *p == 0);
        else if (is_escape(p, end)) p = behind_escapes(p, end);
        else return p;
        *flags |= UB_CSS_ESCAPED;
    }
}

static void finish(ub_css *c, ub_css_token *t, ub_css_kind kind, const char *p)
{
    t->kind = (uint8_t)kind;
    t->text.n = (size_t)(p - t->text.p);
    c->p = p;
}

/* "Consume comments".  p is behind the slash and the star. */
static void comment(ub_css *c, ub_css_token *t, const char *p)
{
    const char *q = p;
    for (;;) {
        q = memchr(q, '*', (size_t)(c->end - q));
        if (!q || q + 1 == c->end) {
            t->flags |= UB_CSS_UNCLOSED;
            t->value = ub_str_range(p, c->end);
            finish(c, t, UB_CSS_COMMENT, c->end);
            return;
        }
        if (*++q == '/') break;
    }
    t->value = ub_str_range(p, q - 1);
    finish(c, t, UB_CSS_COMMENT, q + 1);
}

/* "Consume a string token".  p is at the quote. */
static void string(ub_css *c, ub_css_token *t, const char *p)
{
    const char quote = *p++, *end = c->end, *from = p;
    for (;;) {
        while (p < end && (class_of(*p) & STRING)) {
            if (*p == 0) t->flags |= UB_CSS_ESCAPED;
            p++;
        }
        if (p == end) {
            t->flags |= UB_CSS_UNCLOSED;
            break;
        }
        if (*p == quote) {
            t->value = ub_str_range(from, p);
            finish(c, t, UB_CSS_STRING, p + 1);
            return;
        }
        if (class_of(*p) & NEWLINE) {
            t->value = ub_str_range(from, p);
            finish(c, t, UB_CSS_BAD_STRING, p);
            return;
        }
        if (*p == '\\') {
            t->flags |= UB_CSS_ESCAPED;
            p++;
            if (p < end) p = class_of(*p) & NEWLINE ? behind_space(p, end) : behind_escape(p, end);
        } else p++;   /* the other quote */
    }
    t->value = ub_str_range(from, p);
    finish(c, t, UB_CSS_STRING, p);
}

/* "Consume the remnants of a bad url". */
static void bad_url(ub_css *c, ub_css_token *t, const char *from, const char *p)
{
    const char *end = c->end;
    while (p < end && *p != ')') p = is_escape(p, end) ? behind_escape(p + 1, end) : p + 1;
    t->value = ub_str_range(from, p);
    if (p < end) p++;
    else t->flags |= UB_CSS_UNCLOSED;
    finish(c, t, UB_CSS_BAD_URL, p);
}

/* "Consume a url token".  p is behind the white space behind the parenthesis. */
static void url(ub_css *c, ub_css_token *t, const char *p)
{
    const char *end = c->end, *from = p, *to;
    t->flags = 0;   /* an escape in the name is no matter of the value */
    for (;;) {
        while (p < end && (class_of(*p) & URL)) p++;
        if (p == end || *p == ')' || (class_of(*p) & SPACE)) break;
        if (*p == 0) p++;
        else if (is_escape(p, end)) p = behind_escape(p + 1, end);
        else {
            bad_url(c, t, from, p);
            return;
        }
        t->flags |= UB_CSS_ESCAPED;
    }
    to = p;
    while (p < end && (class_of(*p) & SPACE)) p++;
    if (p < end && *p != ')') {
        bad_url(c, t, from, p);
        return;
    }
    t->value = ub_str_range(from, to);
    if (p < end) p++;
    else t->flags |= UB_CSS_UNCLOSED;
    finish(c, t, UB_CSS_URL, p);
}

/* "Consume an ident-like token". */
static void ident_like(ub_css *c, ub_css_token *t, const char *p)
{
    const char *end = c->end, *q = ub_css_name_end(p, end, &t->flags);
    t->value = ub_str_range(p, q);
    if (q == end || *q != '(') {
        finish(c, t, UB_CSS_IDENT, q);
        return;
    }
    finish(c, t, UB_CSS_FUNCTION, q + 1);
    if (t->value.n < 3 || !ub_css_name_is(t, UB_S("url"))) return;
    for (p = q + 1; p < end && (class_of(*p) & SPACE); p++) ;
    if (p < end && (*p == '"' || *p == '\'')) return;
    url(c, t, p);
}

/* "Consume a number", then "consume a numeric token".  p is at the sign, the point or the first digit. */
static void numeric(ub_css *c, ub_css_token *t, const char *p)
{
    const char *end = c->end, *q;
    t->flags = UB_CSS_INTEGER;
    if (*p == '+' || *p == '-') p++;
    while (p < end && (class_of(*p) & DIGIT)) p++;
    if (end - p >= 2 && *p == '.' && (class_of(p[1]) & DIGIT)) {
        t->flags = 0;
        for (p += 2; p < end && (class_of(*p) & DIGIT); p++) ;
    }
    if (p < end && (*p | 0x20) == 'e') {
        q = p + 1;
        if (q < end && (*q == '+' || *q == '-')) q++;
        if (q < end && (class_of(*q) & DIGIT)) {
            t->flags = 0;
            while (q < end && (class_of(*q) & DIGIT)) q++;
            p = q;
        }
    }
    if (is_start(p, end)) {
        q = ub_css_name_end(p, end, &t->flags);
        t->value = ub_str_range(p, q);
        finish(c, t, UB_CSS_DIMENSION, q);
    } else if (p < end && *p == '%') finish(c, t, UB_CSS_PERCENTAGE, p + 1);
    else finish(c, t, UB_CSS_NUMBER, p);
}

/* "Check if three code points would start a number": p is at a sign or a point. */
static bool is_number(const char *p, const char *end)
{
    if (*p == '+' || *p == '-') p++;
    if (p < end && *p == '.') p++;
    return p < end && (class_of(*p) & DIGIT);
}

/* "Consume a unicode-range token".  p is at the u. */
static void unicode_range(ub_css *c, ub_css_token *t, const char *p)
{
    const char *end = c->end;
    int n = 0;
    bool open = false;
    for (p += 2; n < 6 && p < end && ub_hex((unsigned char)*p) >= 0; n++) p++;
    for (; n < 6 && p < end && *p == '?'; n++) open = true, p++;
    if (!open && end - p >= 2 && *p == '-' && ub_hex((unsigned char)p[1]) >= 0)
        for (p++, n = 0; n < 6 && p < end && ub_hex((unsigned char)*p) >= 0; n++) p++;
    finish(c, t, UB_CSS_UNICODE_RANGE, p);
}

static bool starts_unicode_range(const char *p, const char *end)
{
    return end - p >= 3 && p[1] == '+' && (p[2] == '?' || ub_hex((unsigned char)p[2]) >= 0);
}

/* "Consume a token". */
void ub_css_next(ub_css *c, ub_css_token *t)
{
    const char *p = c->p, *end = c->end;
    t->flags = 0;
    t->text.p = p;
    t->value = (ub_str){ p, 0 };
    if (p == end) {
        finish(c, t, UB_CSS_EOF, p);
        return;
    }
    switch (*p) {
    case ' ': case '\t': case '\n': case '\r': case '\f':
        do p++; while (p < end && (class_of(*p) & SPACE));
        finish(c, t, UB_CSS_SPACE, p);
        return;
    case '"': case '\'':
        string(c, t, p);
        return;
    case '#':
        if (!is_name(p + 1, end)) break;
        if (is_start(p + 1, end)) t->flags = UB_CSS_ID;
        t->value.p = p + 1;
        p = ub_css_name_end(p + 1, end, &t->flags);
        t->value.n = (size_t)(p - t->value.p);
        finish(c, t, UB_CSS_HASH, p);
        return;
    case '(': finish(c, t, UB_CSS_OPEN_PAREN, p + 1); return;
    case ')': finish(c, t, UB_CSS_CLOSE_PAREN, p + 1); return;
    case ',': finish(c, t, UB_CSS_COMMA, p + 1); return;
    case ':': finish(c, t, UB_CSS_COLON, p + 1); return;
    case ';': finish(c, t, UB_CSS_SEMICOLON, p + 1); return;
    case '[': finish(c, t, UB_CSS_OPEN_SQUARE, p + 1); return;
    case ']': finish(c, t, UB_CSS_CLOSE_SQUARE, p + 1); return;
    case '{': finish(c, t, UB_CSS_OPEN_BRACE, p + 1); return;
    case '}': finish(c, t, UB_CSS_CLOSE_BRACE, p + 1); return;
    case '+': case '.':
        if (!is_number(p, end)) break;
        numeric(c, t, p);
        return;
    case '-':
        if (is_number(p, end)) numeric(c, t, p);
        else if (end - p >= 3 && p[1] == '-' && p[2] == '>') finish(c, t, UB_CSS_CDC, p + 3);
        else if (is_start(p, end)) ident_like(c, t, p);
        else break;
        return;
    case '/':
        if (end - p < 2 || p[1] != '*') break;
        comment(c, t, p + 2);
        return;
    case '<':
        if (end - p < 4 || memcmp(p, "<!--", 4) != 0) break;
        finish(c, t, UB_CSS_CDO, p + 4);
        return;
    case '@':
        if (!is_start(p + 1, end)) break;
        t->value.p = p + 1;
        p = ub_css_name_end(p + 1, end, &t->flags);
        t->value.n = (size_t)(p - t->value.p);
        finish(c, t, UB_CSS_AT_KEYWORD, p);
        return;
    case '\\':
        if (!is_escape(p, end)) break;
        ident_like(c, t, p);
        return;
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
        numeric(c, t, p);
        return;
    case 'u': case 'U':
        if (c->unicode_ranges && starts_unicode_range(p, end)) {
            unicode_range(c, t, p);
            return;
        }
        ident_like(c, t, p);
        return;
    default:
        if (!(class_of(*p) & START)) break;
        ident_like(c, t, p);
        return;
    }
    finish(c, t, UB_CSS_DELIM, p + 1);
}

/* ------------------------------------------------------------------------------------------------ leaving out the plain */

/* The first of the name bytes that end at p, not before `from`. */
static const char *name_before(const char *p, const char *from)
{
    while (p > from && (class_of(p[-1]) & NAME)) p--;
    return p;
}

/*
 * The parenthesis at p behind the name [name, p): is it of a function?  Not behind "#" and "@".  Not when
 * the name begins with a number: from there on there are only numbers and dimensions, "5-5url(" being 5 and -5url.
 */
static bool is_function(const char *name, const char *p, const char *from)
{
    if (name == p || (name > from && (name[-1] == '#' || name[-1] == '@'))) return false;
    if (*name == '-' && (name + 1 == p || (class_of(name[1]) & DIGIT))) return false;
    return !(class_of(*name) & DIGIT);
}

/* Bytes that are nothing to a reference, nor to the name of a function behind them.  Not "<": behind a CDO is a new name. */
static bool is_idle(char c) { return c == ':' || c == ';' || c == '!' || c == '>' || c == '@'; }

void ub_css_special(ub_css *c, ub_css_token *t, bool references)
{
    const char *from = c->p, *end = c->end, *p, *name;
    if (c->unicode_ranges) {   /* no run is safe to pass over, and nobody is in a hurry */
        ub_css_next(c, t);
        return;
    }
    p = skip_plain(from, end);
    while (p < end && (*p == '/' ? p + 1 == end || p[1] != '*' : references && is_idle(*p))) {
        p++;
        if (p < end && (class_of(*p) & PLAIN)) p = skip_plain(p, end);
    }
    c->p = p;
    if (p == end) {
        ub_css_next(c, t);
        return;
    }
    switch (*p) {
    case '(':
        name = name_before(p, from);
        if (!is_function(name, p, from)) break;
        t->flags = 0;
        t->text.p = name;
        t->value = ub_str_range(name, p);
        if (t->value.n == 3 && ub_str_eq_nocase(t->value, UB_S("url"))) c->p = name;
        else {
            finish(c, t, UB_CSS_FUNCTION, p + 1);
            return;
        }
        break;
    case '>':
        name = name_before(p, from);
        if (p - name != 2 || name[0] != '-' || name[1] != '-' || (name > from && name[-1] == '#')) break;
        c->p = name;
        break;
    case '\\': case 0:
        if (*p == '\\' && !is_escape(p, end)) break;
        name = name_before(p, from);
        c->p = name > from && (name[-1] == '#' || name[-1] == '@') ? name - 1 : name;
        do ub_css_next(c, t); while (c->p <= p);   /* "5-5\61": a number, and then the one */
        return;
    default:
        break;
    }
    ub_css_next(c, t);
}

/* ------------------------------------------------------------------------------------------------ escapes */

/* The code point of the escape whose backslash stands before *p; *p moves behind it.  Only for a byte below 0x80 or hex
 * digits: other bytes stand for themselves and are left to the caller. */
static uint32_t escaped(const char **p, const char *end)
{
    const char *q = *p;
    uint32_t c = 0;
    *p = behind_escape(q, end);
    if (q == end || *q == 0) return 0xFFFD;
    if (ub_hex((unsigned char)*q) < 0) return (unsigned char)*q;
    while (q < *p && ub_hex((unsigned char)*q) >= 0) c = c << 4 | (uint32_t)ub_hex((unsigned char)*q++);
    return c == 0 || c > 0x10FFFF || (c & 0xFFFFF800) == 0xD800 ? 0xFFFD : c;
}

ub_status ub_css_decode(ub_arena *a, ub_str raw, bool is_string, ub_str *out)
{
    ub_buf b = ub_buf_in(a);
    const char *p = raw.p, *end = ub_str_end(raw);
    if (raw.n == 0) {
        *out = raw;
        return UB_OK;
    }
    while (p < end) {
        const char *q = p;
        while (q < end && *q != '\\' && *q != 0) q++;
        ub_buf_add(&b, ub_str_range(p, q));
        p = q;
        if (p == end) break;
        if (*p++ == 0) ub_buf_utf8(&b, 0xFFFD);
        else if (is_string && p == end) break;
        else if (is_string && (class_of(*p) & NEWLINE)) p = behind_space(p, end);
        else if (p < end && (unsigned char)*p >= 0x80) ub_buf_char(&b, *p++);
        else ub_buf_utf8(&b, escaped(&p, end));
    }
    if (b.failed) return UB_LIMIT;
    *out = ub_buf_str(&b);
    return UB_OK;
}

ub_status ub_css_value(ub_arena *a, const ub_css_token *t, ub_str *out)
{
    if (t->flags & UB_CSS_ESCAPED)
        return ub_css_decode(a, t->value, t->kind == UB_CSS_STRING || t->kind == UB_CSS_BAD_STRING, out);
    *out = t->value;
    return UB_OK;
}

/* How much of `name` the decoded value begins with; *all says whether the value ends there. */
static size_t match(const ub_css_token *t, ub_str name, bool *all)
{
    const char *p = t->value.p, *end = ub_str_end(t->value);
    size_t n = 0;
    while (p < end && n < name.n) {
        char u[4] = { 0 };
        ub_arena none = { .at = u, .end = u + sizeof u, .start = u };
        ub_buf b = { &none, u, 0, sizeof u, false };
        if (*p == 0) p++, ub_buf_utf8(&b, 0xFFFD);
        else if (*p != '\\') ub_buf_char(&b, *p++);
        else if (p++, p < end && (unsigned char)*p >= 0x80) ub_buf_char(&b, *p++);
        else ub_buf_utf8(&b, escaped(&p, end));
        for (size_t i = 0; i < b.n; i++, n++)
            if (n == name.n || ub_lower((unsigned char)u[i]) != ub_lower((unsigned char)name.p[n])) {
                *all = false;
                return n;
            }
    }
    *all = p == end;
    return n;
}

bool ub_css_name_is(const ub_css_token *t, ub_str name)
{
    bool all;
    if (!(t->flags & UB_CSS_ESCAPED)) return ub_str_eq_nocase(t->value, name);
    return match(t, name, &all) == name.n && all;
}

bool ub_css_name_starts(const ub_css_token *t, ub_str prefix)
{
    bool all;
    if (!(t->flags & UB_CSS_ESCAPED)) return ub_str_starts_nocase(t->value, prefix);
    return match(t, prefix, &all) == prefix.n;
}

void ub_css_unicode_range(const ub_css_token *t, uint32_t *first, uint32_t *last)
{
    uint32_t v[2] = { 0, 0 };
    int part = 0;
    for (size_t i = 2; i < t->text.n; i++) {
        unsigned char c = (unsigned char)t->text.p[i];
        if (c == '-') {
            part = 1;
            v[1] = 0;
            continue;
        }
        for (int j = part; j < 2; j++)
            v[j] = v[j] << 4 | (c == '?' ? j == 0 ? 0 : 15 : (uint32_t)ub_hex(c));
    }
    *first = v[0];
    *last = v[1];
}

const char *ub_css_kind_name(ub_css_kind kind)
{
    static const char *const names[UB_CSS_N_KINDS] = {
        "eof", "comment", "whitespace", "ident", "function", "at-keyword", "hash", "string", "bad-string", "url", "bad-url",
        "delim", "number", "percentage", "dimension", "unicode-range", "CDO", "CDC", "colon", "semicolon", "comma",
        "[", "]", "(", ")", "{", "}",
    };
    return kind < UB_CSS_N_KINDS ? names[kind] : "?";
}
