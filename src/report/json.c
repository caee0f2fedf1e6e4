/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON writer of the hot path. */
#include "report.h"
#include "utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

void ub_json_lead_apart(ub_json *j, const char *key)
{
    if (j->comma) ub_out_char(j->out, ',');
    j->comma = true;
    if (!key) return;
    ub_out_char(j->out, '"');
    ub_out_add(j->out, ub_str_of(key, strlen(key)));
    ub_out_add(j->out, UB_S("\":"));
}

/* Bytes that JSON wants escaped, and every byte that may begin something other than plain ASCII. */
static bool plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

#ifdef __SSE2__
/* Which of sixteen bytes are not plain.  Those with their top bit set are below 0x20 here, as they should. */
static unsigned odd16(__m128i v)
{
    const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\'), del = _mm_set1_epi8(0x7F), low = _mm_set1_epi8(0x20);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, back)),
                                                    _mm_or_si128(_mm_cmpeq_epi8(v, del), _mm_cmplt_epi8(v, low))));
}

static __m128i load(const char *p) { return _mm_loadu_si128((const __m128i *)(const void *)p); }
#endif

/* How many plain bytes `s` begins with. */
static size_t plain_run(ub_str s)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; s.n - i >= 16; i += 16) {
        unsigned odd = odd16(load(s.p + i));
        if (odd) return i + (unsigned)__builtin_ctz(odd);
    }
#endif
    while (i < s.n && plain((unsigned char)s.p[i])) i++;
    return i;
}

char *ub_json_plain(char *to, ub_str s)
{
    size_t i = 0;
    *to++ = '"';
#ifdef __SSE2__
    /* What is shorter than two steps is taken from both ends, which may overlap. */
    if (s.n >= 16) {
        for (; s.n - i > 16; i += 16) {
            memcpy(to + i, s.p + i, 16);
            if (odd16(load(s.p + i))) return NULL;
        }
        i = s.n - 16;
        memcpy(to + i, s.p + i, 16);
        if (odd16(load(s.p + i))) return NULL;
        i = s.n;
    } else if (s.n >= 8) {
        int64_t first, last;
        memcpy(&first, s.p, 8);
        memcpy(&last, s.p + s.n - 8, 8);
        memcpy(to, &first, 8);
        memcpy(to + s.n - 8, &last, 8);
        if (odd16(_mm_set_epi64x(last, first))) return NULL;
        i = s.n;
    } else if (s.n >= 4) {
        int32_t first, last;
        memcpy(&first, s.p, 4);
        memcpy(&last, s.p + s.n - 4, 4);
        memcpy(to, &first, 4);
        memcpy(to + s.n - 4, &last, 4);
        if (odd16(_mm_set_epi32(last, first, last, first))) return NULL;
        i = s.n;
    }
#endif
    for (; i < s.n; i++) {
        if (!plain((unsigned char)s.p[i])) return NULL;
        to[i] = s.p[i];
    }
    to[i] = '"';
    return to + i + 1;
}

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
    for (size_t i = 0; i < s.n; ) {
        size_t run = plain_run(ub_str_from(s, i));
        if (run) ub_out_add(out, ub_str_of(s.p + i, run));
        if ((i += run) == s.n) break;
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

void ub_json_escaped(ub_json *j, const char *key, ub_str value)
{
    if (quoted(j->out, value) || !key) return;
    ub_out_add(j->out, UB_S(",\""));
    ub_out_add(j->out, ub_str_of(key, strlen(key)));
    ub_out_add(j->out, UB_S("_b64\":\""));
    base64(j->out, value);
    ub_out_char(j->out, '"');
}

void ub_json_int(ub_json *j, const char *key, int64_t value)
{
    (void)ub_json_lead(j, key, 21);
    if (value < 0) ub_out_char(j->out, '-');
    ub_out_uint(j->out, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void ub_json_line(ub_json *j)
{
    ub_out_char(j->out, '\n');
    j->comma = false;
}
