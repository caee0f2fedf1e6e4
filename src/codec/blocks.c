/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uuencode, yEnc and BinHex blocks inside text.
 *
 * A begin line opens a block whatever follows, as in Thunderbird; it ends at its end line or where the next block begins,
 * so that a false begin line cannot hide a true one, and nothing is scanned twice.
 */
#include "b64.h"
#include "cte.h"
#include "scan.h"

/* The line at `at`: its text in *line without the line end; returns where the next begins. */
static size_t line_at(ub_str text, size_t at, ub_str *line)
{
    const char *p = text.p + at, *end = text.p + text.n, *stop = ub_scan2(p, end, '\r', '\n');
    *line = ub_str_range(p, stop);
    if (stop < end) stop += *stop == '\r' && stop + 1 < end && stop[1] == '\n' ? 2 : 1;
    return (size_t)(stop - text.p);
}

static bool may_begin(char c) { return c == 'b' || c == '=' || c == '('; }

/* The next line in [p, end) whose first byte a begin line may have, else end; p is in the text behind `start`. */
static const char *next_candidate(const char *start, const char *p, const char *end)
{
    if (p == start && p < end && may_begin(*p)) return p;
    if (p == start && p < end) p++;
#ifdef __SSE2__
    while (end - p >= 16) {
        const __m128i before = _mm_loadu_si128((const __m128i *)(const void *)(p - 1));
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        const __m128i line = _mm_or_si128(_mm_cmpeq_epi8(before, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(before, _mm_set1_epi8('\r')));
        const __m128i first = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('b')), _mm_cmpeq_epi8(v, _mm_set1_epi8('='))),
                                           _mm_cmpeq_epi8(v, _mm_set1_epi8('(')));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_and_si128(line, first));
        if (mask) return p + __builtin_ctz(mask);
        p += 16;
    }
#endif
    while (p < end && !(may_begin(*p) && (p[-1] == '\n' || p[-1] == '\r'))) p++;
    return p;
}

/* "begin 644 name", three or four octal digits; "begin-base64 644 name". */
static bool uu_begin(ub_str line, ub_block *b)
{
    size_t i = ub_str_starts(line, UB_S("begin ")) ? 6 : ub_str_starts(line, UB_S("begin-base64 ")) ? 13 : 0;
    size_t digits = 0;
    if (i == 0) return false;
    while (i + digits < line.n && line.p[i + digits] >= '0' && line.p[i + digits] <= '7') digits++;
    if (digits < 3 || digits > 4 || i + digits >= line.n || line.p[i + digits] != ' ') return false;
    b->cte = UB_CTE_UU;
    b->base64 = i == 13;
    b->name = ub_str_trim(ub_str_from(line, i + digits + 1));
    return true;
}

static bool yenc_begin(ub_str line, ub_block *b)
{
    size_t i;
    if (!ub_str_starts(line, UB_S("=ybegin ")) || ub_str_find(line, UB_S(" line=")) == line.n) return false;
    b->cte = UB_CTE_YENC;
    i = ub_str_find(line, UB_S(" name="));     /* the name is last and may hold spaces */
    b->name = ub_str_trim(ub_str_from(line, i + 6));
    return true;
}

static bool begins(ub_str line, ub_block *b)
{
    if (line.n == 0) return false;
    switch (line.p[0]) {
    case 'b': return uu_begin(line, b);
    case '=': return yenc_begin(line, b);
    case '(':
        b->cte = UB_CTE_BINHEX;
        b->name = ub_str_of(line.p, 0);
        return ub_str_starts(line, UB_S("(This file must be converted with BinHex"));
    default: return false;
    }
}

static bool ends(ub_str line, const ub_block *b, bool *colon)
{
    ub_str t;
    switch (b->cte) {
    case UB_CTE_UU:
        if (line.n > 80) return false;
        t = ub_str_trim(line);
        return ub_str_eq(t, b->base64 ? UB_S("====") : UB_S("end"));
    case UB_CTE_YENC: return ub_str_starts(line, UB_S("=yend"));
    default:
        t = line;
        if (!*colon && t.n && t.p[0] == ':') {
            *colon = true;
            t = ub_str_from(t, 1);
        }
        return *colon && ub_str_chr(t, ':') < t.n;
    }
}

/* A line of n data bytes has n / 3 groups of four, up to two letters of check, and may have lost trailing blanks. */
static bool likely_uu(ub_str line)
{
    size_t want = line.n ? ((unsigned char)line.p[0] - ' ') & 63u : 0, letters = (want + 2) / 3 * 4;
    if (want == 0) return line.n == 1 && (line.p[0] == '`' || line.p[0] == ' ');
    for (size_t i = 0; i < line.n && i < 80; i++)
        if ((unsigned char)line.p[i] < ' ' || (unsigned char)line.p[i] > '`') return false;
    return line.n >= letters && line.n <= letters + 3;
}

ub_status ub_block_next(ub_str text, size_t *from, ub_block *b)
{
    ub_block found = { 0 }, other;
    size_t at = *from, next;
    ub_str line;
    bool colon = false;
    for (;; at = next) {
        if (at < text.n) at = (size_t)(next_candidate(text.p, text.p + at, text.p + text.n) - text.p);
        if (at >= text.n) {
            *from = text.n;
            return UB_ABSENT;
        }
        next = line_at(text, at, &line);
        if (begins(line, &found)) break;
    }
    found.at = at;
    found.body_at = next;
    for (at = next; at < text.n; at = next) {
        next = line_at(text, at, &line);
        if (at == found.body_at) found.likely = found.cte != UB_CTE_UU || found.base64 || likely_uu(line);
        if (ends(line, &found, &colon)) {
            found.closed = true;
            at = next;
            break;
        }
        if (begins(line, &other)) break;
    }
    found.n = at - found.at;
    found.body_n = at - found.body_at;
    *from = at;
    *b = found;
    return UB_OK;
}

ub_status ub_block_decode(ub_arena *a, ub_str text, const ub_block *b, ub_str *out, unsigned *odd,
                          ub_notes *notes, ub_err *err)
{
    ub_odd met;
    bool whole = b->base64;      /* its decoder is chosen by the begin line */
    size_t at = whole ? b->at : b->body_at;
    ub_str in = ub_str_to(ub_str_from(text, at), whole ? b->n : b->body_n);
    ub_status s = ub_codec_decode_part(a, b->cte, 0, !whole, in, out, &met, err);
    if (s != UB_OK) return s;
    if (odd) *odd = met.set;
    ub_codec_odd_notes(&met, at, notes);
    return UB_OK;
}
