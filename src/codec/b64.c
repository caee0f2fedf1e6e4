/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64, read as leniently as mail clients read it, and written.
 *
 * Good letters are decoded in blocks; anything else (line ends, junk, '=') is looked at one byte at a time, and the block
 * loop is entered again as soon as a group of four begins.
 */
#include "b64.h"

/* 0..63, or a class. */
enum { SPACE = 0x80, JUNK = 0x81, PAD = 0x82, URLSAFE = 0x83 };

#define J JUNK
#define S SPACE
const unsigned char ub_b64_rank[256] = {
    J,  J,  J,  J,  J,  J,  J,  J,  J,  S,  S,  S,  S,  S,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,
    S,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  62, J,  URLSAFE, J, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, J, J, J, PAD, J, J,
    J,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, J, J, J, J, URLSAFE,
    J,  26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, J, J, J, J,  J,
    J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,
    J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,
    J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,
    J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,  J,
};
#undef J
#undef S

size_t ub_b64_block_plain(const char **from, const char *end, char *out)
{
    const unsigned char *p = (const unsigned char *)*from;
    char *o = out;
    while (end - (const char *)p >= 4) {
        unsigned a = ub_b64_rank[p[0]], b = ub_b64_rank[p[1]], c = ub_b64_rank[p[2]], d = ub_b64_rank[p[3]];
        uint32_t v = a << 18 | b << 12 | c << 6 | d;
        if ((a | b | c | d) & 0x80) break;
        o[0] = (char)(v >> 16);
        o[1] = (char)(v >> 8);
        o[2] = (char)v;
        o += 3;
        p += 4;
    }
    *from = (const char *)p;
    return (size_t)(o - out);
}

void ub_b64_init(ub_b64 *d, unsigned flags)
{
    memset(d, 0, sizeof *d);
    d->flags = flags;
    d->block = ub_b64_block_best();
}

/* A group of four is complete, `pads` of it being '='. */
static char *put_group(ub_b64 *d, char *o)
{
    unsigned n = d->pads == 0 ? 3 : d->pads == 1 ? 2 : d->pads < 4 ? 1 : 0;
    for (unsigned i = 0; i < n; i++) *o++ = (char)(d->bits >> (16 - 8 * i));
    d->bits = 0;
    d->n = d->pads = 0;
    return o;
}

/* What an unfinished group of letters still gives. */
static char *put_rest(ub_b64 *d, char *o)
{
    unsigned letters = d->n - d->pads;
    uint32_t v = d->bits << 6 * (4 - d->n);
    if (d->n >= 2 && letters >= 2) *o++ = (char)(v >> 16);
    if (d->n >= 3 && letters >= 3) *o++ = (char)(v >> 8);
    d->bits = 0;
    d->n = d->pads = 0;
    return o;
}

static char *see_pad(ub_b64 *d, char *o, size_t at)
{
    /* One or two '=' close a group of two or three letters; anything else is odd. */
    if (d->flags & (UB_B64_STOP | UB_B64_RESET | UB_B64_SKIP)) {
        if (!d->padded && d->n < 2) ub_odd_add(&d->odd, UB_ODD_PAD, at);
        d->padded = true;
        if (d->flags & UB_B64_SKIP) return o;
        if (d->flags & UB_B64_STOP) d->done = true;
        return put_rest(d, o);
    }
    if (d->n < 2) ub_odd_add(&d->odd, UB_ODD_PAD, at);
    d->padded = true;
    d->bits <<= 6;
    d->pads++;
    return ++d->n == 4 ? put_group(d, o) : o;
}

static char *see_letter(ub_b64 *d, char *o, unsigned v, size_t at)
{
    if (d->padded) {
        ub_odd_add(&d->odd, UB_ODD_AFTER_PAD, at);
        if (d->pads) ub_odd_add(&d->odd, UB_ODD_PAD, at);
    }
    d->bits = d->bits << 6 | v;
    return ++d->n == 4 ? put_group(d, o) : o;
}

/* Behind white space and junk, which has been told of: only a "<" still wants a look. */
static const char *behind_junk(const char *p, const char *end)
{
    while (p < end && (ub_b64_rank[(unsigned char)*p] | 1) == JUNK && *p != '<') p++;
    return p;
}

size_t ub_b64_step(ub_b64 *d, ub_str in, char *out)
{
    const char *p = in.p, *end = in.n ? in.p + in.n : in.p;
    char *o = out;
    while (p < end && !d->done) {
        /* Letters behind padding are told once, by the slow path, and then as fast as any. */
        if (d->n == 0 && (!d->padded || (d->odd.set & UB_ODD_AFTER_PAD))) {
            o += d->block(&p, end, o);
            if (p >= end) break;
        }
        unsigned rank = ub_b64_rank[(unsigned char)*p];
        size_t at = d->seen + (size_t)(p - in.p);
        if (rank < 64) o = see_letter(d, o, rank, at);
        else if (rank == PAD) o = see_pad(d, o, at);
        else if (rank != SPACE) {
            if (rank == URLSAFE) {
                ub_odd_add(&d->odd, UB_ODD_URLSAFE, at);
                if (d->flags & UB_B64_URL) {
                    o = see_letter(d, o, *p == '-' ? 62 : 63, at);
                    p++;
                    continue;
                }
            }
            ub_odd_add(&d->odd, UB_ODD_JUNK, at);
            if (*p == '<') ub_odd_add(&d->odd, UB_ODD_MARKUP, at);
            if (d->flags & UB_B64_JUNK_STOP) {
                o = put_rest(d, o);
                d->done = true;
            } else p = behind_junk(p + 1, end) - 1;
        }
        p++;
    }
    d->seen += in.n;
    return (size_t)(o - out);
}

size_t ub_b64_finish(ub_b64 *d, char *out)
{
    char *o = out;
    if (d->n && !d->done) {
        if (d->n > d->pads && !((d->flags & UB_B64_SKIP) && d->padded)) ub_odd_add(&d->odd, UB_ODD_SHORT, d->seen);
        o = put_rest(d, o);
    }
    d->done = true;
    return (size_t)(o - out);
}

/* ------------------------------------------------------------------------------------------------ writing */

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t ub_b64_encoded_room(size_t n, unsigned line)
{
    size_t groups = n / 3 + 1;
    return groups * 4 + (line ? groups * 4 / line * 2 : 0) + 2;
}

void ub_b64_encode_init(ub_b64_out *e, unsigned line, bool crlf)
{
    assert(line % 4 == 0);
    *e = (ub_b64_out){ .line = line, .crlf = crlf };
}

static char *put_line_end(char *o, bool crlf)
{
    if (crlf) *o++ = '\r';
    *o++ = '\n';
    return o;
}

static char *put_letters(ub_b64_out *e, char *o, uint32_t v, unsigned n_letters)
{
    for (unsigned i = 0; i < 4; i++) *o++ = i < n_letters ? letters[v >> (18 - 6 * i) & 63] : '=';
    e->column += 4;
    if (e->line && e->column >= e->line) {
        o = put_line_end(o, e->crlf);
        e->column = 0;
    }
    return o;
}

size_t ub_b64_encode_step(ub_b64_out *e, ub_str in, char *out)
{
    const unsigned char *p = (const unsigned char *)in.p, *end = in.n ? p + in.n : p;
    char *o = out;
    while (e->n && p < end) {
        e->bits = e->bits << 8 | *p++;
        if (++e->n < 3) continue;
        o = put_letters(e, o, e->bits, 4);
        e->n = 0;
        e->bits = 0;
    }
    for (; end - p >= 3; p += 3) o = put_letters(e, o, (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2], 4);
    for (; p < end; e->n++) e->bits = e->bits << 8 | *p++;
    return (size_t)(o - out);
}

size_t ub_b64_encode_finish(ub_b64_out *e, char *out)
{
    char *o = out;
    if (e->n) o = put_letters(e, o, e->bits << 8 * (3 - e->n), e->n + 1u);
    if (e->column && e->line) o = put_line_end(o, e->crlf);
    *e = (ub_b64_out){ .line = e->line, .crlf = e->crlf };
    return (size_t)(o - out);
}
