/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON writer of the hot path. */
#include "report.h"
#include "utf8.h"

static void lead(ub_json *j, const char *key)
{
    if (j->comma) ub_out_char(j->out, ',');
    j->comma = true;
    if (!key) return;
    ub_out_char(j->out, '"');
    ub_out_add(j->out, ub_str_of(key, strlen(key)));
    ub_out_add(j->out, UB_S("\":"));
}

void ub_json_begin(ub_json *j, const char *key, char bracket)
{
    lead(j, key);
    ub_out_char(j->out, bracket);
    j->comma = false;
}

void ub_json_end(ub_json *j, char bracket)
{
    ub_out_char(j->out, bracket);
    j->comma = true;
}

/* Bytes that JSON wants escaped, and every byte that may begin something other than plain ASCII. */
static bool plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

static void escape(ub_out *out, unsigned c)
{
    static const char hex[] = "0123456789abcdef";
    const char u[] = { '\\', 'u', '0', '0', hex[c >> 4 & 15], hex[c & 15] };
    switch (c) {
    case '"':  ub_out_add(out, UB_S("\\\"")); return;
    case '\\': ub_out_add(out, UB_S("\\\\")); return;
    case '\n': ub_out_add(out, UB_S("\\n")); return;
    case '\r': ub_out_add(out, UB_S("\\r")); return;
    case '\t': ub_out_add(out, UB_S("\\t")); return;
    default:   ub_out_add(out, ub_str_of(u, sizeof u));
    }
}

/* The characters of `s` between quotes; false when some bytes were not UTF-8. */
static bool quoted(ub_out *out, ub_str s)
{
    bool valid = true;
    ub_out_char(out, '"');
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        while (i < s.n && plain((unsigned char)s.p[i])) i++;
        ub_out_add(out, ub_str_of(s.p + from, i - from));
        if (i == s.n) break;
        if (ub_str_at(s, i) < 0x80) {
            escape(out, ub_str_at(s, i++));
            continue;
        }
        ub_utf8 c = ub_utf8_read(s, i);
        if (c.valid) ub_out_add(out, ub_str_of(s.p + i, c.n));
        else ub_out_add(out, UB_S("\xEF\xBF\xBD")), valid = false;
        i += c.n;
    }
    ub_out_char(out, '"');
    return valid;
}

static void base64(ub_out *out, ub_str s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < s.n; i += 3) {
        size_t n = s.n - i < 3 ? s.n - i : 3;
        uint32_t v = ub_str_at(s, i) << 16 | (n > 1 ? ub_str_at(s, i + 1) << 8 : 0) | (n > 2 ? ub_str_at(s, i + 2) : 0);
        ub_out_char(out, digits[v >> 18]);
        ub_out_char(out, digits[v >> 12 & 63]);
        ub_out_char(out, n > 1 ? digits[v >> 6 & 63] : '=');
        ub_out_char(out, n > 2 ? digits[v & 63] : '=');
    }
}

void ub_json_str(ub_json *j, const char *key, ub_str value)
{
    lead(j, key);
    if (quoted(j->out, value) || !key) return;
    ub_out_add(j->out, UB_S(",\""));
    ub_out_add(j->out, ub_str_of(key, strlen(key)));
    ub_out_add(j->out, UB_S("_b64\":\""));
    base64(j->out, value);
    ub_out_char(j->out, '"');
}

void ub_json_text(ub_json *j, const char *key, const char *value) { ub_json_str(j, key, ub_str_of(value, strlen(value))); }

void ub_json_uint(ub_json *j, const char *key, uint64_t value)
{
    lead(j, key);
    ub_out_uint(j->out, value);
}

void ub_json_int(ub_json *j, const char *key, int64_t value)
{
    lead(j, key);
    if (value < 0) ub_out_char(j->out, '-');
    ub_out_uint(j->out, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void ub_json_bool(ub_json *j, const char *key, bool value)
{
    lead(j, key);
    ub_out_add(j->out, value ? UB_S("true") : UB_S("false"));
}

void ub_json_null(ub_json *j, const char *key)
{
    lead(j, key);
    ub_out_add(j->out, UB_S("null"));
}

void ub_json_raw(ub_json *j, const char *key, ub_str value)
{
    lead(j, key);
    ub_out_add(j->out, value);
}

void ub_json_line(ub_json *j)
{
    ub_out_char(j->out, '\n');
    j->comma = false;
}
