/* SPDX-License-Identifier: Apache-2.0 */
/* The plain members of one JSON object. */
#include "ndjson.h"

struct reader {
    ub_arena *a;
    ub_str s;
    size_t at;
    ub_err *err;
};

static ub_status bad(struct reader *r, const char *what) { return ub_fail(r->err, UB_SYNTAX, what, r->at); }

static void skip_space(struct reader *r)
{
    while (r->at < r->s.n && memchr(" \t\r\n", r->s.p[r->at], 4)) r->at++;
}

static int peek(struct reader *r) { return r->at < r->s.n ? (int)ub_str_at(r->s, r->at) : -1; }

/* Four hexadecimal digits. */
static bool hex4(struct reader *r, uint32_t *value)
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
static ub_status escape(struct reader *r, ub_buf *b)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    int c = peek(r);
    const char *at = c > 0 ? strchr(from, c) : NULL;
    uint32_t u, low;
    if (c < 0) return bad(r, "a string is never closed");
    r->at++;
    if (at) return ub_buf_char(b, to[at - from]) ? UB_OK : ub_fail(r->err, UB_LIMIT, "the arena is full", r->at);
    if (c != 'u' || !hex4(r, &u)) return bad(r, "not an escape");
    if ((u & 0xFC00) == 0xD800 && r->at + 1 < r->s.n && r->s.p[r->at] == '\\' && r->s.p[r->at + 1] == 'u') {
        size_t back = r->at;
        r->at += 2;
        if (!hex4(r, &low)) return bad(r, "not an escape");
        if ((low & 0xFC00) == 0xDC00) u = 0x10000 + ((u & 0x3FF) << 10) + (low & 0x3FF);
        else r->at = back;
    }
    return ub_buf_utf8(b, u) ? UB_OK : ub_fail(r->err, UB_LIMIT, "the arena is full", r->at);
}

static ub_status string(struct reader *r, ub_str *out)
{
    size_t from = ++r->at;
    ub_buf b = ub_buf_in(r->a);
    while (r->at < r->s.n && r->s.p[r->at] != '"' && r->s.p[r->at] != '\\' && ub_str_at(r->s, r->at) >= ' ') r->at++;
    if (peek(r) == '"') return *out = ub_str_of(r->s.p + from, r->at++ - from), UB_OK;
    ub_buf_add(&b, ub_str_of(r->s.p + from, r->at - from));
    for (;;) {
        int c = peek(r);
        ub_status s;
        if (c < 0) return bad(r, "a string is never closed");
        if (c < ' ') return bad(r, "a control character in a string");
        r->at++;
        if (c == '"') break;
        if (c == '\\') {
            if ((s = escape(r, &b)) != UB_OK) return s;
        } else if (!ub_buf_char(&b, (char)c)) return ub_fail(r->err, UB_LIMIT, "the arena is full", r->at);
    }
    *out = ub_buf_str(&b);
    return UB_OK;
}

/* An array or object, passed over; `at` is at its bracket. */
static ub_status nested(struct reader *r)
{
    char open[UB_NDJSON_DEPTH_MAX];
    size_t depth = 0;
    do {
        int c = peek(r);
        ub_str ignored;
        ub_status s;
        if (c < 0) return bad(r, "a bracket is never closed");
        if (c == '"') {
            ub_arena keep = *r->a;
            if ((s = string(r, &ignored)) != UB_OK) return s;
            *r->a = keep;
            continue;
        }
        if (c == '{' || c == '[') {
            if (depth == UB_NDJSON_DEPTH_MAX) return ub_fail(r->err, UB_LIMIT, "nested too deep", r->at);
            open[depth++] = (char)c;
        } else if (c == '}' || c == ']') {
            if (open[--depth] != (c == '}' ? '{' : '[')) return bad(r, "another bracket was open");
        }
        r->at++;
    } while (depth);
    return UB_OK;
}

static ub_status value(struct reader *r, ub_str *out, bool *plain)
{
    int c = peek(r);
    size_t from = r->at;
    *plain = true;
    if (c == '"') return string(r, out);
    if (c == '{' || c == '[') return *plain = false, nested(r);
    while (r->at < r->s.n && (ub_is_alnum((unsigned char)r->s.p[r->at]) || memchr("+-.", r->s.p[r->at], 3))) r->at++;
    *out = ub_str_of(r->s.p + from, r->at - from);
    return out->n ? UB_OK : bad(r, "a value is missing");
}

ub_status ub_ndjson_read(ub_arena *a, ub_str line, ub_ndjson_member *m, size_t *n, ub_err *err)
{
    struct reader r = { a, line, 0, err };
    *n = 0;
    skip_space(&r);
    if (peek(&r) != '{') return bad(&r, "not an object");
    r.at++;
    skip_space(&r);
    for (bool more = peek(&r) != '}'; more; r.at += more) {
        ub_ndjson_member one = { 0 };
        bool plain;
        ub_status s;
        skip_space(&r);
        if (peek(&r) != '"') return bad(&r, "the name of a member is missing");
        if ((s = string(&r, &one.key)) != UB_OK) return s;
        skip_space(&r);
        if (peek(&r) != ':') return bad(&r, "a colon is missing");
        r.at++;
        skip_space(&r);
        if ((s = value(&r, &one.value, &plain)) != UB_OK) return s;
        if (plain) {
            if (*n == UB_NDJSON_MEMBERS_MAX) return ub_fail(err, UB_LIMIT, "too many members", r.at);
            m[(*n)++] = one;
        }
        skip_space(&r);
        more = peek(&r) == ',';
        if (!more && peek(&r) != '}') return bad(&r, "a comma is missing");
    }
    r.at++;
    skip_space(&r);
    return r.at == line.n ? UB_OK : bad(&r, "text behind the object");
}
