/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quoted-printable, read in the ways of RFC 2045, PHP and Thunderbird, and written.
 *
 * Text between escapes is moved in blocks; an escape that lies whole in the input is read at once; only what is cut by the
 * end of a step or odd goes through the states.
 */
#include "b64.h"
#include "scan.h"

enum state { TEXT, EQUALS, EQUALS_ONE, EQUALS_CR, EQUALS_WHITE, TEXT_WHITE };

static bool is_white(unsigned char c) { return c == ' ' || c == '\t'; }
static bool is_eol(unsigned char c) { return c == '\r' || c == '\n'; }

void ub_qp_init(ub_qp *d, unsigned flags)
{
    memset(d, 0, offsetof(ub_qp, white));
    d->flags = flags;
}

static char *put_white(ub_qp *d, char *o)
{
    memcpy(o, d->white, d->n_white);
    o += d->n_white;
    d->n_white = 0;
    return o;
}

static char *put_escape(ub_qp *d, char *o, unsigned high, unsigned low, bool lower)
{
    unsigned v = high << 4 | low;
    if (lower) ub_odd_add(&d->odd, UB_ODD_LOWER, d->eq_at);
    if (v == 0) {
        ub_odd_add(&d->odd, UB_ODD_NUL, d->eq_at);
        if (d->flags & UB_QP_THUNDERBIRD) v = ' ';
    }
    *o++ = (char)v;
    d->state = TEXT;
    d->space = false;
    return o;
}

static bool is_lower(unsigned char c) { return c >= 'a'; }

/* One byte outside text.  False: the byte is text and was not taken. */
static bool step_escape(ub_qp *d, unsigned char c, char **o)
{
    switch ((enum state)d->state) {
    case EQUALS:
        if (c == '\n') return d->state = TEXT, d->space = false, true;
        if (c == '\r') return d->state = EQUALS_CR, true;
        if ((d->flags & UB_QP_THUNDERBIRD) || ub_hex(c) >= 0) {
            d->hold = c;
            d->state = EQUALS_ONE;
            return true;
        }
        if (is_white(c)) {
            d->white[0] = (char)c;
            d->n_white = 1;
            d->state = EQUALS_WHITE;
            return true;
        }
        ub_odd_add(&d->odd, UB_ODD_ESCAPE, d->eq_at);
        *(*o)++ = '=';
        d->state = TEXT;
        d->space = false;
        return false;
    case EQUALS_ONE:
        if (ub_hex(d->hold) >= 0 && ub_hex(c) >= 0) {
            *o = put_escape(d, *o, (unsigned)ub_hex(d->hold), (unsigned)ub_hex(c), is_lower(d->hold) || is_lower(c));
            return true;
        }
        ub_odd_add(&d->odd, UB_ODD_ESCAPE, d->eq_at);
        *(*o)++ = '=';
        *(*o)++ = (char)d->hold;
        d->state = TEXT;
        d->space = is_white(d->hold);
        if (!(d->flags & UB_QP_THUNDERBIRD)) return false;
        *(*o)++ = (char)c;
        d->space = is_white(c);
        return true;
    case EQUALS_CR:
        d->state = TEXT;
        d->space = false;
        return c == '\n';
    case EQUALS_WHITE:
        if (is_white(c) && d->n_white < sizeof d->white) {
            d->white[d->n_white++] = (char)c;
            return true;
        }
        if (is_eol(c)) {
            ub_odd_add(&d->odd, UB_ODD_SOFT, d->eq_at);
            d->n_white = 0;
            d->state = c == '\r' ? EQUALS_CR : TEXT;
            d->space = false;
            return true;
        }
        ub_odd_add(&d->odd, UB_ODD_ESCAPE, d->eq_at);
        *(*o)++ = '=';
        d->space = true;
        if (d->flags & UB_QP_TRIM) {
            d->state = TEXT_WHITE;
            return false;
        }
        *o = put_white(d, *o);
        d->state = TEXT;
        return false;
    case TEXT_WHITE:
        if (is_white(c) && d->n_white < sizeof d->white) {
            d->white[d->n_white++] = (char)c;
            return true;
        }
        if (is_eol(c)) {
            ub_odd_add(&d->odd, UB_ODD_TRAIL, d->eq_at);
            d->n_white = 0;
        }
        *o = put_white(d, *o);
        d->state = TEXT;
        return false;
    case TEXT:
        break;
    }
    assert(!"no such state");
    return false;
}

/* The value of each hexadecimal digit, 16 for other bytes; lower-case ones have 32 besides. */
#define N 16
static const unsigned char digit[256] = {
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N,
    N, 10, 11, 12, 13, 14, 15, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, 42, 43, 44, 45, 46, 47, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
};
#undef N

/* Escapes and soft breaks that lie whole in [p, end) and are as they should be; returns the first byte that is none. */
static inline const char *plain_escapes(ub_qp *d, const char *p, const char *end, const char *start, char **out)
{
    char *o = *out;
    while (end - p >= 3 && *p == '=') {
        unsigned char one = (unsigned char)p[1], two = (unsigned char)p[2];
        unsigned high = digit[one], low = digit[two], v = (high & 15) << 4 | (low & 15);
        if (((high | low) & 16) == 0) {
            if (((high | low) & 32) || v == 0) {
                d->eq_at = d->seen + (size_t)(p - start);
                o = put_escape(d, o, high & 15, low & 15, (high | low) & 32);
            } else *o++ = (char)v;
            p += 3;
        } else if (one == '\n') p += 2;
        else if (one == '\r' && two == '\n') p += 3;
        else break;
        d->space = false;
    }
    *out = o;
    return p;
}

/* Text up to the next '=', one byte at a time. */
static const char *copy_bytes(ub_qp *d, const char *p, const char *end, const char *start, char **out)
{
    char *o = *out;
    while (p < end && *p != '=') {
        unsigned char c = (unsigned char)*p;
        if (is_white(c)) {
            if (d->flags & UB_QP_TRIM) {
                d->state = TEXT_WHITE;
                d->eq_at = d->seen + (size_t)(p - start);
                d->space = true;
                break;
            }
            d->space = true;
        } else {
            if (d->space && is_eol(c)) ub_odd_add(&d->odd, UB_ODD_TRAIL, d->seen + (size_t)(p - start));
            d->space = false;
        }
        *o++ = *p++;
    }
    *out = o;
    return p;
}

#ifdef __SSE2__
#include <emmintrin.h>

static inline unsigned mask_of(__m128i a, __m128i b, char one, char two)
{
    __m128i va = _mm_set1_epi8(one), vb = _mm_set1_epi8(two);
    unsigned low = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(a, va), _mm_cmpeq_epi8(a, vb)));
    unsigned high = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(b, va), _mm_cmpeq_epi8(b, vb)));
    return low | high << 16;
}

/* Text up to the next '=', or until less than a block is left. */
static inline const char *copy_blocks(ub_qp *d, const char *p, const char *end, const char *start, char **out)
{
    char *o = *out;
    unsigned space = d->space;
    while (end - p >= 32) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(p + 16));
        unsigned equals = mask_of(a, b, '=', '='), eol = mask_of(a, b, '\r', '\n'), white = mask_of(a, b, ' ', '\t');
        unsigned n = equals ? (unsigned)__builtin_ctz(equals) : 32;
        unsigned trail = (white << 1 | space) & eol & (equals ? (equals & -equals) - 1 : ~0u);
        _mm_storeu_si128((__m128i *)(void *)o, a);
        _mm_storeu_si128((__m128i *)(void *)(o + 16), b);
        if (trail) ub_odd_add(&d->odd, UB_ODD_TRAIL, d->seen + (size_t)(p - start) + (unsigned)__builtin_ctz(trail));
        if (n) space = white >> (n - 1) & 1;
        o += n;
        p += n;
        if (n < 32) break;
    }
    d->space = space;
    *out = o;
    return p;
}
#else
static inline const char *copy_blocks(ub_qp *d, const char *p, const char *end, const char *start, char **out)
{
    (void)d, (void)end, (void)start, (void)out;
    return p;
}
#endif

size_t ub_qp_step(ub_qp *d, ub_str in, char *out)
{
    const char *p = in.p, *end = in.n ? in.p + in.n : in.p;
    char *o = out;
    while (p < end) {
        if (d->state != TEXT) {
            if (step_escape(d, (unsigned char)*p, &o)) p++;
            continue;
        }
        if (*p != '=') {
            if (!(d->flags & UB_QP_TRIM)) p = copy_blocks(d, p, end, in.p, &o);
            if (p < end && *p != '=') p = copy_bytes(d, p, end, in.p, &o);
            if (p == end || d->state != TEXT) continue;
        }
        p = plain_escapes(d, p, end, in.p, &o);
        if (p < end && *p == '=') {
            d->eq_at = d->seen + (size_t)(p - in.p);
            d->state = EQUALS;
            p++;
        }
    }
    d->seen += in.n;
    return (size_t)(o - out);
}

size_t ub_qp_finish(ub_qp *d, char *out)
{
    char *o = out;
    if (d->state == EQUALS || d->state == EQUALS_ONE || d->state == EQUALS_WHITE)
        ub_odd_add(&d->odd, UB_ODD_SHORT, d->eq_at);
    if (d->state == EQUALS_ONE && !(d->flags & UB_QP_THUNDERBIRD)) {
        *o++ = '=';
        *o++ = (char)d->hold;
    }
    d->n_white = 0;
    d->state = TEXT;
    return (size_t)(o - out);
}

/* ------------------------------------------------------------------------------------------------ writing */

enum { LINE_MAX_BYTES = 76 };

void ub_qp_encode_init(ub_qp_out *e, bool crlf, bool binary)
{
    *e = (ub_qp_out){ .crlf = crlf, .binary = binary };
}

size_t ub_qp_encoded_room(size_t n)
{
    return (n + 8) * 3 + ((n + 8) * 3 / (LINE_MAX_BYTES - 3) + 2) * 3;
}

static char *soft_break(ub_qp_out *e, char *o)
{
    *o++ = '=';
    if (e->crlf) *o++ = '\r';
    *o++ = '\n';
    e->column = 0;
    return o;
}

static char *put_quoted(ub_qp_out *e, char *o, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    if (e->column + 3 > LINE_MAX_BYTES - 1) o = soft_break(e, o);
    *o++ = '=';
    *o++ = digits[c >> 4];
    *o++ = digits[c & 15];
    e->column += 3;
    return o;
}

/* `last`: a line end follows.  "." and "From " at a line's start would be touched by mail transport. */
static char *put_byte(ub_qp_out *e, char *o, unsigned char c, bool last)
{
    bool plain = (c > ' ' && c < 0x7f && c != '=') || (is_white(c) && !last);
    if (plain && e->column + 1 > LINE_MAX_BYTES - 1) o = soft_break(e, o);
    if (e->column == 0 && (c == '.' || c == 'F')) plain = false;
    if (!plain) return put_quoted(e, o, c);
    *o++ = (char)c;
    e->column++;
    return o;
}

/* At most one byte waits: white space, or a CR; what follows decides. */
size_t ub_qp_encode_step(ub_qp_out *e, ub_str in, char *out)
{
    const unsigned char *p = (const unsigned char *)in.p, *end = in.n ? p + in.n : p;
    char *o = out;
    for (; p < end; p++) {
        bool eol = !e->binary && *p == '\n';
        if (e->holds) {
            unsigned char held = (unsigned char)e->held;
            e->holds = false;
            if (held != '\r') o = put_byte(e, o, held, eol || (!e->binary && *p == '\r'));
            else if (!eol) o = put_quoted(e, o, '\r');
        }
        if (eol) {
            if (e->crlf) *o++ = '\r';
            *o++ = '\n';
            e->column = 0;
        } else if (is_white(*p) || (*p == '\r' && !e->binary)) {
            e->held = (char)*p;
            e->holds = true;
        } else o = put_byte(e, o, *p, false);
    }
    return (size_t)(o - out);
}

size_t ub_qp_encode_finish(ub_qp_out *e, char *out)
{
    char *o = out;
    if (e->holds) o = put_quoted(e, o, (unsigned char)e->held);
    e->holds = false;
    e->column = 0;
    return (size_t)(o - out);
}
