/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uuencode, yEnc, BinHex, gzip, and blocks in text: cuts do not matter, blocks are in order, inside the text and decodable.
 * The first byte chooses where to cut and whether begin lines are taken as read.
 */
#include <stdlib.h>

#include "b64.h"

static ub_str piece(ub_str in, size_t at, uint32_t *rnd)
{
    *rnd = *rnd * 1664525u + 1013904223u;
    return ub_str_to(ub_str_from(in, at), (*rnd >> 16) % ((*rnd >> 30) ? 6 : 71));
}

static ub_str uu(ub_arena *a, ub_str in, bool body, uint32_t cut, ub_odd *odd)
{
    ub_uu d;
    char *out = ub_arena_take(a, UB_UU_ROOM(in.n), 1);
    size_t n = 0;
    ub_uu_init(&d, body);
    for (size_t at = 0; at < in.n;) {
        ub_str s = cut ? piece(in, at, &cut) : in;
        n += ub_uu_step(&d, s, out + n);
        at += s.n;
    }
    n += ub_uu_finish(&d, out + n);
    *odd = d.odd;
    return ub_str_of(out, n);
}

static ub_str yenc(ub_arena *a, ub_str in, bool body, uint32_t cut, ub_odd *odd)
{
    ub_yenc d;
    char *out = ub_arena_take(a, UB_YENC_ROOM(in.n), 1);
    size_t n = 0;
    ub_yenc_init(&d, body);
    for (size_t at = 0; at < in.n;) {
        ub_str s = cut ? piece(in, at, &cut) : in;
        n += ub_yenc_step(&d, s, out + n);
        at += s.n;
    }
    n += ub_yenc_finish(&d, out + n);
    *odd = d.odd;
    return ub_str_of(out, n);
}

static void blocks(ub_arena *a, ub_str text)
{
    size_t from = 0, last = 0;
    ub_block b;
    while (ub_block_next(text, &from, &b) == UB_OK) {
        ub_arena scratch = *a;
        ub_str out;
        if (b.at < last || b.n == 0 || b.n > text.n - b.at || from != b.at + b.n) abort();
        if (b.body_at < b.at || b.body_at + b.body_n != b.at + b.n) abort();
        if (b.name.n && (b.name.p < text.p + b.at || ub_str_end(b.name) > text.p + b.body_at)) abort();
        last = from;
        if (b.n < 2000 && ub_block_decode(&scratch, text, &b, &out, NULL, NULL, NULL) != UB_OK) abort();
    }
    if (from != text.n) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ub_arena a;            /* kept between inputs, and small: AddressSanitizer marks all of it at each reset */
    unsigned choice = size ? data[0] : 0;
    uint32_t cut = choice * 2654435761u + 1;
    ub_str in = size > 1 ? ub_str_of((const char *)data + 1, size - 1) : ub_str_of("", 0), out;
    ub_odd one, two;
    if (!a.start && ub_arena_open(&a, 16u << 20, NULL) != UB_OK) abort();
    ub_arena_reset(&a, 1 << 20);
    out = uu(&a, in, choice & 1, 0, &one);
    if (!ub_str_eq(out, uu(&a, in, choice & 1, cut, &two)) || !ub_odd_same(&one, &two)) abort();
    out = yenc(&a, in, choice & 1, 0, &one);
    if (!ub_str_eq(out, yenc(&a, in, choice & 1, cut, &two)) || !ub_odd_same(&one, &two)) abort();
    blocks(&a, in);
    ub_arena scratch = a;
    /* These two expand: a full arena is an answer. */
    if (ub_codec_decode(&scratch, UB_CTE_BINHEX, 0, in, &out, NULL, NULL, NULL) == UB_OK && out.n > in.n * 256) abort();
    scratch = a;
    if (ub_codec_decode(&scratch, UB_CTE_GZIP, 0, in, &out, NULL, NULL, NULL) == UB_OK && out.n > in.n * 1100 + 64) abort();
    return 0;
}
