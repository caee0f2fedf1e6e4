/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Character sets that ICU decodes.  ICU gives UTF-16 and, for each unit, the byte it came from.
 */
#include "utf.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

void ub_charset_cache_deinit(ub_charset_cache *c)
{
    if (!c || !c->clock) return;      /* most messages need no converter */
    for (size_t i = 0; i < UB_CHARSET_CACHE; i++)
        if (c->slot[i].converter) ucnv_close(c->slot[i].converter);
    ub_charset_cache_init(c);
}

/*
 * A bad sequence is one U+FFFD; an ASCII byte at the end of a pair is text all the same, as in the Encoding Standard.
 * Where ASCII bytes mean others there is nothing to save.
 */
struct context {
    ub_utf_out *o;
    const ub_charset *cs;
};

static void U_CALLCONV replace(const void *context, UConverterToUnicodeArgs *args, const char *units, int32_t n,
                               UConverterCallbackReason reason, UErrorCode *err)
{
    static const UChar bad = 0xFFFD;
    const struct context *x = context;
    if (reason > UCNV_IRREGULAR) return;
    *err = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(args, &bad, 1, 0, err);
    if (n == 2 && (unsigned char)units[1] < 0x80 && x->cs->kind <= UB_CHARSET_TRAIL) {
        UChar c = (unsigned char)units[1];
        x->o->saved = true;
        ucnv_cbToUWriteUChars(args, &c, 1, 1, err);
    }
}

static UConverter *cached(ub_charset_cache *cache, const ub_charset *cs, UErrorCode *code)
{
    size_t oldest = 0;
    for (size_t i = 0; i < UB_CHARSET_CACHE; i++) {
        if (cache->slot[i].cs == cs) {
            cache->slot[i].used = ++cache->clock;
            return cache->slot[i].converter;
        }
        if (cache->slot[i].used < cache->slot[oldest].used) oldest = i;
    }
    UConverter *c = ucnv_open(cs->icu, code);
    if (!c) return NULL;
    if (cache->slot[oldest].converter) ucnv_close(cache->slot[oldest].converter);
    cache->slot[oldest].cs = cs;
    cache->slot[oldest].converter = c;
    cache->slot[oldest].used = ++cache->clock;
    return c;
}

enum { UNITS = 1024 };

struct target {
    ub_utf_out *o;
    const ub_charset *cs;
    ub_str in;                 /* as it came */
    ub_str read;               /* as ICU reads it */
    uint32_t high;             /* a high surrogate that waits, made at high_at */
    size_t high_at;
    size_t skip_to;            /* bytes before this are dealt with */
    size_t from;               /* where the last character began */
};

/* A Big5 pair that ICU does not know. */
static bool big5_pair(struct target *t, size_t at)
{
    unsigned pair;
    if (t->in.n - at < 2) return false;
    pair = ub_str_at(t->in, at) << 8 | ub_str_at(t->in, at + 1);
    if (pair == 0x8862 || pair == 0x8864 || pair == 0x88A3 || pair == 0x88A5) {
        ub_utf_put(t->o, pair < 0x8870 ? 0xCA : 0xEA, at, 2);
        ub_utf_put(t->o, pair == 0x8862 || pair == 0x88A3 ? 0x304 : 0x30C, at, 2);
        return true;
    }
    for (size_t lo = 0, hi = ub_n_big5_pairs; lo < hi;) {
        size_t mid = lo + (hi - lo) / 2;
        if (ub_big5_pairs[mid].pair == pair) {
            ub_utf_put(t->o, ub_big5_pairs[mid].code_point, at, 2);
            return true;
        }
        if (ub_big5_pairs[mid].pair > pair) hi = mid;
        else lo = mid + 1;
    }
    return false;
}

/* The Encoding Standard's value where ICU's tables have another one for a single byte or a private-use character for a pair. */
static uint32_t as_whatwg(const ub_charset *cs, uint32_t c, unsigned first)
{
    bool private = c - 0xE000u < 0x1900;
    switch (cs->own) {
    case OWN_ICU_BIG5:
    case OWN_ICU_EUC_KR: return private ? 0xFFFD : c;
    case OWN_ICU_SHIFT_JIS: return first < 0x80 ? first : c;
    default: return c;
    }
}

/* One code point made of the bytes [from, to). */
static void put(struct target *t, uint32_t c, size_t from, size_t to)
{
    size_t n = to > from ? to - from : 1;
    bool was_bad = c == 0xFFFD;
    if (from < t->skip_to) return;
    if (t->read.p != t->in.p && t->read.p[from] != t->in.p[from]) {
        unsigned byte = ub_str_at(t->in, from);
        t->skip_to = from + ub_pairs_error(t->cs->own, t->in, from);
        if (byte == 0x80 && (t->cs->own == OWN_ICU_GBK || t->cs->own == OWN_ICU_SHIFT_JIS)) {
            ub_utf_put(t->o, t->cs->own == OWN_ICU_GBK ? 0x20AC : 0x80, from, 1);
            return;
        }
        if (t->skip_to == from + 1 && t->skip_to < t->in.n && ub_str_at(t->in, t->skip_to) < 0x80) t->o->saved = true;
        ub_utf_bad(t->o, from, t->skip_to - from);
        return;
    }
    if (n > 255) n = 255;           /* escape sequences behind it; the map's runs count bytes in eight bits */
    c = as_whatwg(t->cs, c, ub_str_at(t->in, from));
    if (c != 0xFFFD && c - 0xD800u >= 0x800) {
        ub_utf_put(t->o, c, from, n);
        return;
    }
    if (t->cs->own == OWN_ICU_BIG5 && big5_pair(t, from)) {
        t->skip_to = from + 2;
        return;
    }
    /* A pair that ICU knows and the standard does not, with ASCII for its second half, which stays text. */
    if (!was_bad && n == 2 && ub_str_at(t->in, from + 1) < 0x80) {
        ub_utf_bad(t->o, from, 1);
        ub_utf_put(t->o, ub_str_at(t->in, from + 1), from + 1, 1);
        t->o->saved = true;
    } else ub_utf_bad(t->o, from, n);
}

/*
 * What one call of the converter gave: units, where each came from counted from `base`, all of it before `end`.  A unit without
 * a place overflowed from the call before and belongs to the last byte read then.  At the end of the text ICU may place what it
 * had held back behind the end.
 */
static void put_units(struct target *t, const UChar *u, const int32_t *at, int32_t n, size_t base, size_t end)
{
    for (int32_t i = 0; i < n; i++) {
        uint32_t c = u[i];
        size_t from = at[i] >= 0 ? base + (size_t)at[i] : base ? base - 1 : 0;
        size_t to = i + 1 < n && at[i + 1] >= 0 ? base + (size_t)at[i + 1] : end;
        if (from >= t->in.n) from = t->in.n - 1;
        if (from < t->from) from = t->from;
        if (to > t->in.n) to = t->in.n;
        t->from = from;
        if (t->high) {
            uint32_t high = t->high;
            t->high = 0;
            if (c - 0xDC00u < 0x400) {
                put(t, 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00), t->high_at, to);
                continue;
            }
            put(t, high, t->high_at, from);
        }
        if (c - 0xD800u < 0x400) {
            t->high = c;
            t->high_at = from;
        } else put(t, c, from, to);
    }
}

ub_status ub_icu_decode(ub_utf_out *o, ub_charset_cache *cache, const ub_charset *cs, ub_str in, ub_err *err)
{
    UErrorCode code = U_ZERO_ERROR;
    UConverter *c = cache ? cached(cache, cs, &code) : ucnv_open(cs->icu, &code);
    struct context context = { o, cs };
    UChar units[UNITS];
    int32_t offsets[UNITS];
    struct target t = { .o = o, .cs = cs, .in = in, .read = in };
    const char *p, *end;
    if (!c) return ub_fail(err, UB_NOMEM, "cannot open a converter", 0);
    if (cs->own != OWN_ICU && !ub_pairs_blot(o->a, cs->own, in, &t.read)) {
        if (!cache) ucnv_close(c);
        return ub_fail(err, UB_LIMIT, "decoded text over the limit of the arena", 0);
    }
    p = t.read.p;
    end = ub_str_end(t.read);
    ucnv_setToUCallBack(c, replace, &context, NULL, NULL, &code);
    ucnv_resetToUnicode(c);
    do {
        UChar *u = units;
        const char *from = p;
        code = U_ZERO_ERROR;
        ucnv_toUnicode(c, &u, units + UNITS, &p, end, offsets, true, &code);
        put_units(&t, units, offsets, (int32_t)(u - units), (size_t)(from - t.read.p), (size_t)(p - t.read.p));
    } while (code == U_BUFFER_OVERFLOW_ERROR);
    if (t.high) put(&t, t.high, t.high_at, in.n);
    if (!cache) ucnv_close(c);
    return UB_OK;
}
