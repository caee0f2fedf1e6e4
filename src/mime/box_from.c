/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From_ lines: finding the places where one may stand, and telling which clients take it for one.
 *
 * The rules are those of mutt's is_from(), Dovecot's mbox_from_parse() and Thunderbird's MboxMsgInputStream: the
 * first two ask for a date (not for the same), the third for two header fields.
 */
#include "box_priv.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* ------------------------------------------------------------------------------------------------ scanning */

#ifdef __SSE2__
static inline __m128i load(const char *p) { return _mm_loadu_si128((const __m128i *)(const void *)p); }

static inline __m128i line_ends(const char *p, bool cr)
{
    __m128i before = load(p - 1), hit = _mm_cmpeq_epi8(before, _mm_set1_epi8('\n'));
    return cr ? _mm_or_si128(hit, _mm_cmpeq_epi8(before, _mm_set1_epi8('\r'))) : hit;
}

static inline __m128i line_hits(const char *p, char c, bool cr)
{
    return _mm_and_si128(line_ends(p, cr), _mm_cmpeq_epi8(load(p), _mm_set1_epi8(c)));
}

static inline __m128i head_hits(const char *p, bool cr)
{
    __m128i v = load(p);
    __m128i any = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('F')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'))),
        _mm_or_si128(_mm_cmpeq_epi8(_mm_or_si128(v, _mm_set1_epi8(0x20)), _mm_set1_epi8('c')),
                     _mm_cmpeq_epi8(v, _mm_set1_epi8('\r'))));
    return _mm_and_si128(line_ends(p, cr), any);
}
#endif

static inline bool is_line_end(char c, bool cr) { return c == '\n' || (cr && c == '\r'); }

static inline const char *scan_line(const char *p, const char *end, char first, bool cr)
{
#ifdef __SSE2__
    while (end - p >= 64) {                     /* four at a time: hits are rare */
        __m128i a = line_hits(p, first, cr), b = line_hits(p + 16, first, cr);
        __m128i c = line_hits(p + 32, first, cr), d = line_hits(p + 48, first, cr);
        if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d)))) break;
        p += 64;
    }
    while (end - p >= 16) {
        unsigned mask = (unsigned)_mm_movemask_epi8(line_hits(p, first, cr));
        if (mask) return p + __builtin_ctz(mask);
        p += 16;
    }
#endif
    while (p < end && !(*p == first && is_line_end(p[-1], cr))) p++;
    return p;
}

static inline const char *scan_head(const char *p, const char *end, bool cr)
{
#ifdef __SSE2__
    while (end - p >= 16) {
        unsigned mask = (unsigned)_mm_movemask_epi8(head_hits(p, cr));
        if (mask) return p + __builtin_ctz(mask);
        p += 16;
    }
#endif
    for (; p < end; p++)
        if (is_line_end(p[-1], cr) && (*p == 'F' || *p == '\n' || *p == '\r' || (*p | 0x20) == 'c')) break;
    return p;
}

const char *box_scan_body(const char *p, const char *end, bool cr)
{
    return cr ? scan_line(p, end, 'F', true) : scan_line(p, end, 'F', false);
}

const char *box_scan_quote(const char *p, const char *end) { return scan_line(p, end, '>', false); }

const char *box_scan_head(const char *p, const char *end, bool cr)
{
    return cr ? scan_head(p, end, true) : scan_head(p, end, false);
}

/* ------------------------------------------------------------------------------------------------ recognising */

static const char days[] = "sunmontuewedthufrisat", months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

static bool is_name_of(ub_str word, const char *names)
{
    if (word.n != 3) return false;
    for (char c = (char)(word.p[0] | 0x20), d = (char)(word.p[1] | 0x20), e = (char)(word.p[2] | 0x20); *names; names += 3)
        if (c == names[0] && d == names[1] && e == names[2]) return true;
    return false;
}

/* The next word of `*rest`, which loses it. */
static ub_str next_word(ub_str *rest)
{
    size_t i = 0, n;
    while (i < rest->n && (rest->p[i] == ' ' || rest->p[i] == '\t')) i++;
    *rest = ub_str_from(*rest, i);
    for (n = 0; n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t'; n++) { }
    ub_str word = ub_str_to(*rest, n);
    *rest = ub_str_from(*rest, n);
    return word;
}

/* HH:MM or HH:MM:SS, one digit will do. */
static bool is_time(ub_str word)
{
    static const uint64_t max[] = { 23, 59, 60 };
    uint64_t v;
    size_t n;
    for (n = 0; word.n && n < UB_COUNT(max); n++)
        if (!ub_str_uint(ub_str_cut(&word, ':'), max[n], &v)) return false;
    return n >= 2 && word.n == 0;
}

/* What follows the month: day, time, up to two words of a time zone, year. */
static bool is_date_tail(ub_str rest)
{
    uint64_t v;
    ub_str word = next_word(&rest);
    if (!ub_str_uint(word, 31, &v) || !is_time(next_word(&rest))) return false;
    word = next_word(&rest);
    for (int zones = 0; zones < 2 && word.n && !ub_is_digit((unsigned char)word.p[0]); zones++) word = next_word(&rest);
    return word.n >= 2 && ub_is_digit((unsigned char)word.p[0]) && ub_is_digit((unsigned char)word.p[1]);
}

static bool is_digits(const char *p) { return ub_is_digit((unsigned char)p[0]) && ub_is_digit((unsigned char)p[1]); }

/* "Thu Jan  1 00:00:00 2026" at the end of the line, as nearly everybody writes it: no word need be cut. */
static bool ends_as_asctime(const char *p, const char *end)
{
    const char *q = end - 24;
    return end - p >= 24 && (q == p || q[-1] == ' ') && q[3] == ' ' && q[7] == ' ' && q[10] == ' ' && q[13] == ':'
        && q[16] == ':' && q[19] == ' ' && (is_digits(q + 8) || (q[8] == ' ' && ub_is_digit((unsigned char)q[9])))
        && is_digits(q + 11) && is_digits(q + 14) && is_digits(q + 17) && is_digits(q + 20) && is_digits(q + 22)
        && q[8] < '3' && q[11] < '2' && q[14] < '6' && q[17] < '6'
        && is_name_of(ub_str_of(q, 3), days) && is_name_of(ub_str_of(q + 4, 3), months);
}

bool box_from_dated(const char *p, const char *end)
{
    if (ends_as_asctime(p, end)) return true;
    ub_str rest = ub_str_range(p, end), before = { 0 }, word;
    /* The sender may hold spaces ("me at example.org", quoted strings), so the date is looked for anywhere. */
    while ((word = next_word(&rest)).n) {
        if (before.n == 3 && is_name_of(before, days) && is_name_of(word, months) && is_date_tail(rest)) return true;
        before = word;
    }
    return false;
}

static const char *next_line(const char *p, const char *end)
{
    const char *q = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
    return q ? q + 1 : end;
}

bool box_two_headers(const char *p, const char *end, bool *ran_out)
{
    *ran_out = false;
    for (int i = 0; i < 2; i++) {
        while (p < end && *p != ':' && *p >= 33 && *p <= 126) p++;
        if (p == end) return *ran_out = true;
        if (*p != ':') return false;
        p = next_line(p, end);
        while (p < end && (*p == ' ' || *p == '\t')) p = next_line(p, end);
        if (p == end) return *ran_out = true;
    }
    return true;
}
