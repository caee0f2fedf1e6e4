/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Character sets that ICU decodes.  ICU gives UTF-16 and, for each unit, the byte it came from.
 */
#include "utf.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

void ub_charset_cache_deinit(ub_charset_cache *c)
{
    if (!c) return;
    for (size_t i = 0; i < UB_CHARSET_CACHE; i++)
        if (c->slot[i].converter) ucnv_close(c->slot[i].converter);
    ub_charset_cache_init(c);
}

/* A bad sequence is one U+FFFD; an ASCII byte at its end is text all the same, as in the Encoding Standard. */
static void U_CALLCONV replace(const void *context, UConverterToUnicodeArgs *args, const char *units, int32_t n,
                               UConverterCallbackReason reason, UErrorCode *err)
{
    static const UChar bad = 0xFFFD;
    ub_utf_out *o = (ub_utf_out *)(uintptr_t)context;
    (void)o;
    if (reason > UCNV_IRREGULAR) return;
    *err = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(args, &bad, 1, 0, err);
    if (n > 1 && (unsigned char)units[n - 1] < 0x80) {
        UChar c = (unsigned char)units[n - 1];
        ucnv_cbToUWriteUChars(args, &c, 1, n - 1, err);
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

/* UTF-16 units with their offsets to the output.  A high surrogate at the end is left for the next call. */
static int32_t put_units(ub_utf_out *o, const UChar *u, const int32_t *at, int32_t n, size_t base, size_t end, bool flush)
{
    int32_t i = 0;
    while (i < n) {
        uint32_t c = u[i];
        size_t from = base + (size_t)at[i], to;
        int32_t next = i + 1;
        if (c - 0xD800u < 0x400) {
            if (next == n && !flush) return i;
            if (next < n && u[next] - 0xDC00u < 0x400u) c = 0x10000 + ((c - 0xD800) << 10) + (u[next++] - 0xDC00u);
        }
        to = next < n ? base + (size_t)at[next] : end;
        if (to <= from) to = from + 1;
        if (to - from > 8) to = from + 8;       /* shifts in between belong to nobody */
        if (c == 0xFFFD || c - 0xD800u < 0x800) ub_utf_bad(o, from, to - from);
        else ub_utf_put(o, c, from, to - from);
        i = next;
    }
    return i;
}

ub_status ub_icu_decode(ub_utf_out *o, ub_charset_cache *cache, const ub_charset *cs, ub_str in, ub_err *err)
{
    UErrorCode code = U_ZERO_ERROR;
    UConverter *c = cache ? cached(cache, cs, &code) : ucnv_open(cs->icu, &code);
    UChar units[UNITS];
    int32_t offsets[UNITS];
    const char *p = in.p, *end = in.p + in.n;
    if (!c) return ub_fail(err, UB_NOMEM, "cannot open a converter", 0);
    ucnv_setToUCallBack(c, replace, o, NULL, NULL, &code);
    ucnv_resetToUnicode(c);
    do {
        UChar *u = units;
        const char *from = p;
        code = U_ZERO_ERROR;
        ucnv_toUnicode(c, &u, units + UNITS, &p, end, offsets, true, &code);
        put_units(o, units, offsets, (int32_t)(u - units), (size_t)(from - in.p), (size_t)(p - in.p), true);
    } while (code == U_BUFFER_OVERFLOW_ERROR);
    if (!cache) ucnv_close(c);
    return UB_OK;
}
