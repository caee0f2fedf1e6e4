/* SPDX-License-Identifier: Apache-2.0 */
/* JSON, one value after another. */
#include "json.h"

static ub_status bad(ub_json_reader *r, const char *what) { return ub_fail(r->err, UB_SYNTAX, what, r->at); }
static ub_status full(ub_json_reader *r) { return ub_fail(r->err, UB_LIMIT, "the arena is full", r->at); }

static int peek(const ub_json_reader *r) { return r->at < r->s.n ? (int)ub_str_at(r->s, r->at) : -1; }

int ub_json_peek(ub_json_reader *r)
{
    while (r->at < r->s.n && memchr(" \t\r\n", r->s.p[r->at], 4)) r->at++;
    return peek(r);
}

/* Four hexadecimal digits. */
static bool hex4(ub_json_reader *r, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++) {
        int d = r->at < r->s.n ? ub_hex((unsigned char)r->s.p[r->at]) : -1;
        if (d < 0) return false;
        *value = *value << 4 | (uint32_t)d;
        r->at++;
    }
    return true;
}

/* Behind a backslash. */
static ub_status escape(ub_json_reader *r, ub_buf *b)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    int c = peek(r);
    const char *at = c > 0 ? strchr(from, c) : NULL;
    uint32_t u, low;
    if (c < 0) return bad(r, "a string is never closed");
    r->at++;
    if (at) return ub_buf_char(b, to[at - from]) ? UB_OK : full(r);
    if (c != 'u' || !hex4(r, &u)) return bad(r, "not an escape");
    if ((u & 0xFC00) == 0xD800 && r->at + 1 < r->s.n && r->s.p[r->at] == '\\' && r->s.p[r->at + 1] == 'u') {
        size_t back = r->at;
        r->at += 2;
        if (!hex4(r, &low)) return bad(r, "not an escape");
        if ((low & 0xFC00) == 0xDC00) u = 0x10000 + ((u & 0x3FF) << 10) + (low & 0x3FF);
        else r->at = back;
    }
    return ub_buf_utf8(b, u) ? UB_OK : full(r);
}

ub_status ub_json_string(ub_json_reader *r, ub_str *out)
{
    size_t from;
    ub_buf b = ub_buf_in(r->a);
    if (ub_json_peek(r) != '"') return bad(r, "a string is missing");
    from = ++r->at;
    while (r->at < r->s.n && r->s.p[r->at] != '"' && r->s.p[r->at] != '\\' && ub_str_at(r->s, r->at) >= ' ') r->at++;
    if (peek(r) == '"') return *out = ub_str_of(r->s.p + from, r->at++ - from), UB_OK;
    if (!ub_buf_add(&b, ub_str_of(r->s.p + from, r->at - from))) return full(r);
    for (;;) {
        int c = peek(r);
        ub_status s;
        if (c < 0) return bad(r, "a string is never closed");
        if (c < ' ') return bad(r, "a control character in a string");
        r->at++;
        if (c == '"') break;
        if (c == '\\') {
            if ((s = escape(r, &b)) != UB_OK) return s;
        } else if (!ub_buf_char(&b, (char)c)) return full(r);
    }
    *out = ub_buf_str(&b);
    return UB_OK;
}

ub_status ub_json_word(ub_json_reader *r, ub_str *out)
{
    size_t from;
    ub_json_peek(r);
    from = r->at;
    while (r->at < r->s.n && (ub_is_alnum((unsigned char)r->s.p[r->at]) || memchr("+-.", r->s.p[r->at], 3))) r->at++;
    *out = ub_str_of(r->s.p + from, r->at - from);
    return out->n ? UB_OK : bad(r, "a value is missing");
}

ub_status ub_json_enter(ub_json_reader *r, char bracket)
{
    if (ub_json_peek(r) != bracket) return bad(r, bracket == '{' ? "an object is missing" : "an array is missing");
    if (r->depth == UB_JSON_DEPTH_MAX) return ub_fail(r->err, UB_LIMIT, "nested too deep", r->at);
    r->open[r->depth++] = bracket;
    r->at++;
    r->first = true;
    return UB_OK;
}

/* To the next of what is in the innermost bracket.  UB_ABSENT: that was all, and the bracket is left. */
static ub_status next(ub_json_reader *r)
{
    int c = ub_json_peek(r);
    if (c == (r->open[r->depth - 1] == '{' ? '}' : ']')) {
        r->at++;
        r->depth--;
        r->first = false;
        return UB_ABSENT;
    }
    if (c == '}' || c == ']') return bad(r, "another bracket was open");
    if (c < 0) return bad(r, "a bracket is never closed");
    if (!r->first) {
        if (c != ',') return bad(r, "a comma is missing");
        r->at++;
    }
    r->first = false;
    return UB_OK;
}

ub_status ub_json_key(ub_json_reader *r, ub_str *key)
{
    ub_status s = next(r);
    if (s != UB_OK) return s;
    if (ub_json_peek(r) != '"') return bad(r, "the name of a member is missing");
    if ((s = ub_json_string(r, key)) != UB_OK) return s;
    if (ub_json_peek(r) != ':') return bad(r, "a colon is missing");
    r->at++;
    return UB_OK;
}

ub_status ub_json_item(ub_json_reader *r) { return next(r); }

ub_status ub_json_pass(ub_json_reader *r)
{
    unsigned outside = r->depth;
    ub_arena keep = *r->a;
    do {
        ub_str ignored;
        ub_status s = UB_OK;
        int c;
        if (r->depth > outside) {
            s = r->open[r->depth - 1] == '{' ? ub_json_key(r, &ignored) : ub_json_item(r);
            if (s == UB_ABSENT) continue;
            if (s != UB_OK) return s;
        }
        c = ub_json_peek(r);
        s = c == '{' || c == '[' ? ub_json_enter(r, (char)c) : c == '"' ? ub_json_string(r, &ignored) : ub_json_word(r, &ignored);
        if (s != UB_OK) return s;
        *r->a = keep;
    } while (r->depth > outside);
    return UB_OK;
}

ub_status ub_json_end_of_text(ub_json_reader *r)
{
    return ub_json_peek(r) < 0 ? UB_OK : bad(r, "text behind the end");
}
