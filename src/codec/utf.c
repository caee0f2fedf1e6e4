/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own decoders: UTF-8, one-byte sets, UTF-16, UTF-32; and the map from what they write to what they read.
 */
#include "utf.h"
#include "scan.h"

bool ub_utf_open(ub_utf_out *o, ub_arena *a, size_t room, bool mapped)
{
    memset(o, 0, sizeof *o);
    o->a = a;
    o->room = room;
    o->mapped = mapped;
    o->p = ub_arena_take(a, room, 1);
    return o->p != NULL;
}

void ub_utf_map(ub_utf_out *o, size_t in, size_t in_n, size_t out_n)
{
    ub_map_run *last, *run;
    if (!o->mapped || o->failed) return;
    if (o->runs.n) {
        last = &o->runs.p[o->runs.n - 1];
        /* As many characters on here as there: out_n bytes each since last->out, in_n each since last->in. */
        if (last->out_n == out_n && last->in_n == in_n && (o->n - last->out) * in_n == (in - last->in) * out_n) return;
    }
    run = UB_PUSH(o->a, &o->runs);
    if (!run) {
        o->failed = true;
        return;
    }
    *run = (ub_map_run){ (uint32_t)o->n, (uint32_t)in, (uint8_t)out_n, (uint8_t)in_n };
}

void ub_utf_put(ub_utf_out *o, uint32_t c, size_t in, size_t in_n)
{
    char *p = o->p + o->n;
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (o->room - o->n < n) {        /* ICU's sets alone can get here: what a byte may become is up to their tables */
        o->failed = true;
        return;
    }
    ub_utf_map(o, in, in_n, n);
    switch (n) {
    case 1: p[0] = (char)c; break;
    case 2:
        p[0] = (char)(0xC0 | c >> 6);
        p[1] = (char)(0x80 | (c & 63));
        break;
    case 3:
        p[0] = (char)(0xE0 | c >> 12);
        p[1] = (char)(0x80 | (c >> 6 & 63));
        p[2] = (char)(0x80 | (c & 63));
        break;
    default:
        p[0] = (char)(0xF0 | c >> 18);
        p[1] = (char)(0x80 | (c >> 12 & 63));
        p[2] = (char)(0x80 | (c >> 6 & 63));
        p[3] = (char)(0x80 | (c & 63));
        break;
    }
    o->n += n;
}

void ub_utf_bad(ub_utf_out *o, size_t in, size_t in_n)
{
    if (!o->bad) {
        o->bad = true;
        o->bad_at = in;
    }
    ub_utf_put(o, 0xFFFD, in, in_n);
}

void ub_utf_ascii(ub_utf_out *o, const char *p, size_t n, size_t in)
{
    if (n == 0) return;
    assert(o->room - o->n >= n);
    ub_utf_map(o, in, 1, 1);
    memcpy(o->p + o->n, p, n);
    o->n += n;
}

/* Length of the valid sequence at p; 0 and *bad = bytes of its longest valid beginning, at least 1, when it is not valid.
 * Unicode 15, table 3-7; WHATWG Encoding 8.1.1 replaces the same bytes. */
static size_t sequence(const unsigned char *p, const unsigned char *end, size_t *bad)
{
    unsigned c = *p, low = 0x80, high = 0xBF;
    size_t need, i;
    *bad = 1;
    if (c < 0x80) return 1;
    if (c < 0xC2 || c > 0xF4) return 0;
    need = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    if (c == 0xE0) low = 0xA0;
    else if (c == 0xED) high = 0x9F;
    else if (c == 0xF0) low = 0x90;
    else if (c == 0xF4) high = 0x8F;
    for (i = 1; i <= need; i++, low = 0x80, high = 0xBF) {
        if (p + i == end || p[i] < low || p[i] > high) {
            *bad = i;
            return 0;
        }
    }
    return need + 1;
}

size_t ub_utf8_valid_to(ub_str in)
{
    const char *p = in.p, *end = in.n ? in.p + in.n : in.p;
    size_t bad;
    while ((p = ub_scan_nonascii(p, end)) < end) {
        do {
            size_t n = sequence((const unsigned char *)p, (const unsigned char *)end, &bad);
            if (n == 0) return (size_t)(p - in.p);
            p += n;
        } while (p < end && (unsigned char)*p >= 0x80);
    }
    return in.n;
}

void ub_utf8_decode(ub_utf_out *o, ub_str in, size_t skip)
{
    size_t at = skip, bad;
    while (at < in.n) {
        size_t n = ub_utf8_valid_to(ub_str_from(in, at));
        ub_utf_ascii(o, in.p + at, n, at);      /* not ASCII, but byte for byte all the same */
        at += n;
        if (at == in.n) break;
        sequence((const unsigned char *)in.p + at, (const unsigned char *)in.p + in.n, &bad);
        ub_utf_bad(o, at, bad);
        at += bad;
    }
}

void ub_one_byte_decode(ub_utf_out *o, ub_str in, const uint16_t *high)
{
    const char *p = in.p, *end = in.p + in.n;
    while (p < end) {
        const char *q = ub_scan_nonascii(p, end);
        ub_utf_ascii(o, p, (size_t)(q - p), (size_t)(p - in.p));
        for (p = q; p < end && (unsigned char)*p >= 0x80; p++) {
            uint16_t c = high[(unsigned char)*p - 0x80];
            if (c == 0xFFFD) ub_utf_bad(o, (size_t)(p - in.p), 1);
            else ub_utf_put(o, c, (size_t)(p - in.p), 1);
        }
    }
}

static unsigned unit16(const char *p, bool big)
{
    unsigned a = (unsigned char)p[0], b = (unsigned char)p[1];
    return big ? a << 8 | b : b << 8 | a;
}

void ub_utf16_decode(ub_utf_out *o, ub_str in, size_t skip, bool big)
{
    size_t at = skip;
    for (; in.n - at >= 2; at += 2) {
        unsigned c = unit16(in.p + at, big);
        if (c - 0xD800u >= 0x800) {
            ub_utf_put(o, c, at, 2);
            continue;
        }
        if (c < 0xDC00 && in.n - at >= 4) {
            unsigned low = unit16(in.p + at + 2, big);
            if (low - 0xDC00u < 0x400) {
                ub_utf_put(o, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00), at, 4);
                at += 2;
                continue;
            }
        }
        ub_utf_bad(o, at, 2);
    }
    if (at < in.n) ub_utf_bad(o, at, in.n - at);
}

void ub_utf32_decode(ub_utf_out *o, ub_str in, size_t skip, bool big)
{
    size_t at = skip;
    for (; in.n - at >= 4; at += 4) {
        uint32_t c = big ? (uint32_t)unit16(in.p + at, true) << 16 | unit16(in.p + at + 2, true)
            : (uint32_t)unit16(in.p + at + 2, false) << 16 | unit16(in.p + at, false);
        if (c > 0x10FFFF || c - 0xD800u < 0x800) ub_utf_bad(o, at, 4);
        else ub_utf_put(o, c, at, 4);
    }
    if (at < in.n) ub_utf_bad(o, at, in.n - at);
}

/* ------------------------------------------------------------------------------------------------ the map */

/* The last run that begins at or before `at`. */
static const ub_map_run *run_of(const ub_map *map, size_t at)
{
    size_t lo = 0, hi = map->n;
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        if (map->p[mid].out <= at) lo = mid;
        else hi = mid;
    }
    return &map->p[lo];
}

size_t ub_map_source(const ub_map *map, size_t at)
{
    const ub_map_run *run;
    if (at >= map->out_bytes) return map->in_bytes;
    if (map->n == 0) return at;
    run = run_of(map, at);
    return run->in + (at - run->out) / run->out_n * run->in_n;
}

void ub_map_span(const ub_map *map, size_t at, size_t n, size_t *source_at, size_t *source_n)
{
    size_t from = ub_map_source(map, at), to = from;
    if (n && at < map->out_bytes) {
        size_t last = n > map->out_bytes - at ? map->out_bytes - 1 : at + n - 1;
        if (map->n == 0) to = last + 1;
        else {
            const ub_map_run *run = run_of(map, last);
            to = run->in + ((last - run->out) / run->out_n + 1) * run->in_n;
            if (to > map->in_bytes) to = map->in_bytes;
        }
    }
    *source_at = from;
    *source_n = to - from;
}
