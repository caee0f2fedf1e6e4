/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoding on demand: character references (13.2.5.72 to 13.2.5.80), NUL, line ends.
 *
 * What needs no decoding is returned as it stands in the text.
 */
#include "inside.h"
#include "scan.h"

/* Windows-1252 where it differs from Latin-1: what &#128; to &#159; stand for.  13.2.5.80. */
static const uint16_t c1[32] = {
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
};

static void numeric(ub_str text, size_t *used, uint32_t c[2])
{
    size_t i = 2, from;
    bool hex = text.n > 2 && (text.p[2] | 0x20) == 'x';
    uint32_t v = 0;
    from = i += hex;
    for (; i < text.n; i++) {
        int d = hex ? ub_hex((unsigned char)text.p[i]) : ub_is_digit((unsigned char)text.p[i]) ? text.p[i] - '0' : -1;
        if (d < 0) break;
        v = v * (hex ? 16 : 10) + (uint32_t)d;
        if (v > 0x10FFFF) v = 0x110000;
    }
    if (i == from) return;
    *used = i + (i < text.n && text.p[i] == ';');
    if (v == 0 || v > 0x10FFFF || (v & 0xFFFFF800) == 0xD800) v = 0xFFFD;
    else if (v >= 0x80 && v <= 0x9F) v = c1[v - 0x80];
    c[0] = v;
    c[1] = 0;
}

/* First name in [lo, hi) whose byte k is at least `c`; the byte behind a name's end is below all. */
static unsigned first_with(unsigned lo, unsigned hi, size_t k, int c)
{
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        size_t n = (size_t)ub_html_ref_at[mid + 1] - ub_html_ref_at[mid];
        int b = k < n ? ub_html_ref_names[ub_html_ref_at[mid] + k] : -1;
        if (b < c) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static void code_points(unsigned ref, uint32_t c[2])
{
    const unsigned char *p = (const unsigned char *)ub_html_ref_text + ub_html_ref_text_at[ref];
    const unsigned char *end = p + ub_html_ref_text_n[ref];
    c[1] = 0;
    for (int i = 0; p < end && i < 2; i++) {
        unsigned n = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
        uint32_t v = n == 1 ? *p : *p & (0x7Fu >> n);
        for (unsigned k = 1; k < n; k++) v = v << 6 | (p[k] & 0x3F);
        c[i] = v;
        p += n;
    }
}

static void named(ub_str text, bool in_attribute, size_t *used, uint32_t c[2])
{
    unsigned lo = ub_html_ref_first[text.p[1] - 'A'], hi = ub_html_ref_first[text.p[1] - 'A' + 1], best = UB_HTML_N_REFS;
    size_t k = 1, best_n = 0;
    while (lo < hi) {
        if ((size_t)ub_html_ref_at[lo + 1] - ub_html_ref_at[lo] == k) best = lo, best_n = k;
        if (1 + k >= text.n || (signed char)text.p[1 + k] < 0) break;
        lo = first_with(lo, hi, k, text.p[1 + k]);
        hi = first_with(lo, hi, k, text.p[1 + k] + 1);
        k++;
    }
    if (best == UB_HTML_N_REFS) return;
    if (in_attribute && text.p[best_n] != ';' && 1 + best_n < text.n
        && (text.p[1 + best_n] == '=' || ub_is_alnum((unsigned char)text.p[1 + best_n]))) return;
    *used = 1 + best_n;
    code_points(best, c);
}

void ub_html_ref(ub_str text, bool in_attribute, size_t *used, uint32_t c[2])
{
    *used = 0;
    if (text.n < 2) return;
    if (text.p[1] == '#') numeric(text, used, c);
    else if (ub_is_alpha((unsigned char)text.p[1])) named(text, in_attribute, used, c);
}

enum { REFS = 1, ATTRIBUTE = 2, KEEP_NUL = 4 };

static char *put_utf8(char *q, uint32_t c)
{
    if (c < 0x80) *q++ = (char)c;
    else if (c < 0x800) *q++ = (char)(0xC0 | c >> 6), *q++ = (char)(0x80 | (c & 63));
    else if (c < 0x10000)
        *q++ = (char)(0xE0 | c >> 12), *q++ = (char)(0x80 | (c >> 6 & 63)), *q++ = (char)(0x80 | (c & 63));
    else
        *q++ = (char)(0xF0 | c >> 18), *q++ = (char)(0x80 | (c >> 12 & 63)), *q++ = (char)(0x80 | (c >> 6 & 63)),
        *q++ = (char)(0x80 | (c & 63));
    return q;
}

/* The most that decoding can make of `s`: U+FFFD of a NUL, six bytes of the five of "&nGt;". */
static size_t decoded_max(ub_str s)
{
    size_t nuls = 0;
    for (size_t i = 0; i < s.n; i++) nuls += s.p[i] == 0;
    return s.n + s.n / 5 + 2 * nuls;
}

static bool decode(ub_arena *a, ub_str s, unsigned how, ub_str *out)
{
    const char *end = ub_str_end(s), *p, *run;
    const char amp = how & REFS ? '&' : '\r';
    char *to, *q;
    p = s.n ? ub_scan3(s.p, end, amp, '\r', 0) : end;
    if (p == end) {
        *out = s;
        return true;
    }
    to = q = ub_arena_take(a, decoded_max(s), 1);
    if (!to) return false;
    for (run = s.p; ; ) {
        size_t used = 0;
        if (p > run) memcpy(q, run, (size_t)(p - run)), q += p - run;
        if (p == end) break;
        if (*p == '\r') {
            *q++ = '\n';
            used = end - p > 1 && p[1] == '\n' ? 2 : 1;
        } else if (*p == 0) {
            q = how & KEEP_NUL ? put_utf8(q, 0) : put_utf8(q, 0xFFFD);
            used = 1;
        } else {
            uint32_t c[2] = { 0, 0 };
            ub_html_ref(ub_str_range(p, end), how & ATTRIBUTE, &used, c);
            if (used) {
                q = put_utf8(q, c[0]);
                if (c[1]) q = put_utf8(q, c[1]);
            }
        }
        run = p + used;
        p = run + (used == 0);
        if (p < end && *p && *p != '\r' && *p != amp) p = ub_scan3(p, end, amp, '\r', 0);
    }
    *out = ub_str_range(to, q);
    return true;
}

bool ub_html_value(ub_arena *a, const ub_html *h, const ub_html_attr *attr, ub_str *out)
{
    *out = ub_html_str(h, attr->value);
    return !(attr->flags & UB_HTML_A_DECODE) || decode(a, *out, REFS | ATTRIBUTE, out);
}

bool ub_html_text(ub_arena *a, const ub_html *h, const ub_html_token *t, ub_str *out)
{
    static const uint8_t how[] = {
        [UB_HTML_DATA] = REFS | KEEP_NUL, [UB_HTML_RCDATA] = REFS, [UB_HTML_RAWTEXT] = 0, [UB_HTML_SCRIPT] = 0,
        [UB_HTML_PLAINTEXT] = 0, [UB_HTML_CDATA] = KEEP_NUL,
    };
    return decode(a, ub_html_str(h, t->inner), how[t->content], out);
}

bool ub_html_data(ub_arena *a, const ub_html *h, ub_html_span s, ub_str *out)
{
    return decode(a, ub_html_str(h, s), 0, out);
}

bool ub_html_name(ub_arena *a, const ub_html *h, ub_html_span s, ub_str *out)
{
    ub_str raw = ub_html_str(h, s);
    char *p;
    size_t i = 0;
    while (i < raw.n && (unsigned char)(raw.p[i] - 'A') >= 26 && raw.p[i]) i++;
    if (i == raw.n) {
        *out = raw;
        return true;
    }
    p = ub_arena_take(a, raw.n, 1);
    if (!p) return false;
    for (i = 0; i < raw.n; i++) p[i] = (char)ub_lower((unsigned char)raw.p[i]);
    return decode(a, ub_str_of(p, raw.n), 0, out);
}

unsigned ub_html_classify(const char *from, const char *to, bool references)
{
    unsigned found = 0;
    for (const char *p = from; p < to; ) {
        size_t used = 0;
        uint32_t c[2] = { 0, 0 };
        if (*p == '&' && references) ub_html_ref(ub_str_range(p, to), false, &used, c);
        if (!used) c[0] = (unsigned char)*p, used = 1;
        if (c[0] == 0) found |= T_NUL;
        else if (c[0] < 0x80 && !c[1] && ub_is_space((unsigned char)c[0])) found |= T_SPACE;
        else return found | T_OTHER;
        p += used;
    }
    return found;
}
