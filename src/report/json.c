/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON writer of the hot path. */
#include "report.h"
#include "utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What stands before a value of `more` bytes: a comma, the key.  Returns where the value goes, NULL when there is no room;
 * then all that is before it was written all the same.  Add what is written behind *n. */
static inline char *lead(ub_json *j, ub_str key, size_t more)
{
    char *p = ub_out_room(j->out, key.n + 4 + more);
    bool comma = j->comma;
    j->comma = true;
    if (!p) {
        if (comma) ub_out_char(j->out, ',');
        if (!key.p) return NULL;
        ub_out_char(j->out, '"');
        ub_out_add(j->out, key);
        ub_out_add(j->out, UB_S("\":"));
        return NULL;
    }
    if (comma) *p++ = ',';
    if (key.p) {
        *p++ = '"';
        memcpy(p, key.p, key.n);
        p += key.n;
        *p++ = '"', *p++ = ':';
    }
    j->out->n = (size_t)(p - j->out->buf);
    return p;
}

void ub_json_begin_key(ub_json *j, ub_str key, char bracket)
{
    (void)lead(j, key, 1);
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

/* Copy the plain bytes that `s` begins with to `to`, where there is room for 15 more than s.n.  How many? */
static size_t copy_plain(char *to, ub_str s)
{
    size_t i = 0;
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\'), del = _mm_set1_epi8(0x7F), low = _mm_set1_epi8(0x20);
    for (; s.n - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s.p + i));
        /* Bytes with their top bit set are below 0x20 here, as they should. */
        __m128i odd = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, back)),
                                   _mm_or_si128(_mm_cmpeq_epi8(v, del), _mm_cmplt_epi8(v, low)));
        unsigned mask = (unsigned)_mm_movemask_epi8(odd);
        _mm_storeu_si128((__m128i *)(void *)(to + i), v);
        if (mask) return i + (unsigned)__builtin_ctz(mask);
    }
#endif
    for (; i < s.n && plain((unsigned char)s.p[i]); i++) to[i] = s.p[i];
    return i;
}

/* The characters of `s` between quotes; false when some bytes were not UTF-8. */
static bool quoted(ub_out *out, ub_str s)
{
    bool valid = true;
    size_t i = 0;
    char *p = ub_out_room(out, s.n + 2 + 16);
    if (p) {
        *p = '"';
        i = copy_plain(p + 1, s);
        out->n += i + 1;
        if (i == s.n) {
            p[i + 1] = '"';
            out->n++;
            return true;
        }
    } else ub_out_char(out, '"');
    while (i < s.n) {
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

void ub_json_str_key(ub_json *j, ub_str key, ub_str value)
{
    (void)lead(j, key, value.n + 2 + 16);
    if (quoted(j->out, value) || !key.p) return;
    ub_out_add(j->out, UB_S(",\""));
    ub_out_add(j->out, key);
    ub_out_add(j->out, UB_S("_b64\":\""));
    base64(j->out, value);
    ub_out_char(j->out, '"');
}

void ub_json_text_key(ub_json *j, ub_str key, const char *value) { ub_json_str_key(j, key, ub_str_of(value, strlen(value))); }

void ub_json_uint_key(ub_json *j, ub_str key, uint64_t value)
{
    (void)lead(j, key, 20);
    ub_out_uint(j->out, value);
}

void ub_json_int(ub_json *j, const char *key, int64_t value)
{
    (void)lead(j, UB_JSON_KEY(key), 21);
    if (value < 0) ub_out_char(j->out, '-');
    ub_out_uint(j->out, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void ub_json_raw_key(ub_json *j, ub_str key, ub_str value)
{
    char *p = lead(j, key, value.n);
    if (p) memcpy(p, value.p, value.n), j->out->n += value.n;
    else ub_out_add(j->out, value);
}

void ub_json_line(ub_json *j)
{
    ub_out_char(j->out, '\n');
    j->comma = false;
}
