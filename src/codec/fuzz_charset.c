/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Character sets: what comes out is valid UTF-8, the map never runs backwards and stays inside the input, markup is never
 * swallowed, and neither the cache nor the map changes the text.  The first byte chooses the set.
 */
#include <stdio.h>
#include <stdlib.h>

#include "charset_tables.h"

/* Valid UTF-8, by another road than ours: decode each character and write it again. */
static bool valid(ub_str s)
{
    size_t i = 0;
    while (i < s.n) {
        unsigned c = ub_str_at(s, i), n = c < 0x80 ? 1 : c >> 5 == 6 ? 2 : c >> 4 == 14 ? 3 : c >> 3 == 30 ? 4 : 0;
        uint32_t v = n == 1 ? c : c & (0xFFu >> (n + 1));
        if (n == 0 || s.n - i < n) return false;
        for (unsigned k = 1; k < n; k++) {
            if (ub_str_at(s, i + k) >> 6 != 2) return false;
            v = v << 6 | (ub_str_at(s, i + k) & 63);
        }
        if (v < (n == 2 ? 0x80u : n == 3 ? 0x800u : n == 4 ? 0x10000u : 0) || v > 0x10FFFF || v - 0xD800u < 0x800) return false;
        i += n;
    }
    return true;
}

static size_t count(ub_str s, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += s.p[i] == c;
    return n;
}

static void map_holds(const ub_map *map, ub_str in, ub_str out)
{
    size_t last = 0;
    if (map->in_bytes != in.n || map->out_bytes != out.n) abort();
    for (size_t i = 0; i < out.n; i++) {
        size_t at = ub_map_source(map, i), span_at, span_n;
        if (at < last || at >= in.n) abort();
        ub_map_span(map, i, 1, &span_at, &span_n);
        if (span_at != at || span_n == 0 || span_n > in.n - span_at) abort();
        last = at;
    }
    if (ub_map_source(map, out.n) != in.n) abort();
}

/* An ASCII byte of an ASCII-compatible set is that character in the output, and maps back to itself. */
static void markup_stays(const ub_charset *cs, const ub_map *map, ub_str in, ub_str out)
{
    static const char marks[] = "<>\"'&;=";
    bool trail = cs->kind == UB_CHARSET_TRAIL && strcmp(cs->name, "johab") != 0;    /* whose trail bytes begin at '1' */
    if (cs->kind != UB_CHARSET_ASCII && !trail) return;
    for (const char *m = marks; *m; m++)
        if (count(in, *m) != count(out, *m)) abort();
    for (size_t i = 0; i < out.n; i++)
        if (strchr(marks, out.p[i]) && out.p[i] && in.p[ub_map_source(map, i)] != out.p[i]) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ub_arena a;            /* kept between inputs, and small: AddressSanitizer marks all of it at each reset */
    static ub_charset_cache cache;
    const ub_charset *cs = &ub_charsets[(size ? data[0] : 0) % ub_n_charsets];
    ub_str in = size > 1 ? ub_str_of((const char *)data + 1, size - 1) : ub_str_of("", 0), out, again;
    ub_map map;
    size_t n;
    if (!a.start && ub_arena_open(&a, 16u << 20, NULL) != UB_OK) abort();
    ub_arena_reset(&a, 1 << 20);
    ub_notes notes = { .a = &a };
    if (in.n > 1 << 18) return 0;
    if (ub_charset_decode(&a, &cache, cs, in, &out, &map, &notes, NULL) != UB_OK) abort();
    if (!valid(out) || ub_utf8_valid_to(out) != out.n) abort();
    if (valid(in) != (ub_utf8_valid_to(in) == in.n)) abort();
    map_holds(&map, in, out);
    markup_stays(cs, &map, in, out);
    if (ub_charset_decode(&a, size % 8 ? &cache : NULL, cs, in, &again, NULL, NULL, NULL) != UB_OK) abort();
    if (!ub_str_eq(out, again)) abort();
    ub_charset_bom(in, &n);
    ub_charset_find(in, NULL);
    return 0;
}
