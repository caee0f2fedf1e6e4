/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content-Transfer-Encoding x-gzip: rare, but some clients inflate it, so a beacon may hide there.  What came out before a
 * fault is kept.  zlib's state lives in the arena.
 */
#include "b64.h"
#include "cte.h"

#include <zlib.h>

static void *take(void *ctx, unsigned n, unsigned size)
{
    return ub_arena_array(ctx, size, n, 16);
}

static void give(void *ctx, void *p)
{
    (void)ctx;
    (void)p;
}

enum { STEP_BYTES = 16 << 10, FEED_BYTES = 1 << 30 };

ub_status ub_gzip_decode(ub_arena *a, ub_str in, ub_str *out, ub_odd *odd, ub_err *err)
{
    z_stream z = { .zalloc = take, .zfree = give, .opaque = a };
    ub_str rest = in;
    int got;
    if (inflateInit2(&z, 15 + 32) != Z_OK) return ub_fail(err, UB_LIMIT, "no room to inflate", 0);
    ub_buf b = ub_buf_in(a);
    do {
        if (z.avail_in == 0 && rest.n) {
            ub_str feed = ub_str_to(rest, FEED_BYTES);
            z.next_in = (Bytef *)(uintptr_t)feed.p;
            z.avail_in = (uInt)feed.n;
            rest = ub_str_from(rest, feed.n);
        }
        if (!ub_buf_room(&b, STEP_BYTES)) return ub_fail(err, UB_LIMIT, "inflated body over the limit", 0);
        z.next_out = (Bytef *)b.p + b.n;
        z.avail_out = STEP_BYTES;
        got = inflate(&z, Z_NO_FLUSH);
        b.n += STEP_BYTES - z.avail_out;
        if (b.n > UB_EXPAND_FREE && b.n / UB_EXPAND_RATIO > in.n)
            return ub_fail(err, UB_LIMIT, "body inflates beyond the limit", 0);
        /* Members may follow each other; what is no member is junk behind the data. */
        if (got == Z_STREAM_END && (z.avail_in || rest.n)) {
            if (z.avail_in == 0 || *z.next_in != 0x1f) {
                ub_odd_add(odd, UB_ODD_JUNK, in.n - rest.n - z.avail_in);
                break;
            }
            got = inflateReset(&z);
        }
    } while (got == Z_OK && (z.avail_in || rest.n || z.avail_out == 0));
    if (got != Z_STREAM_END) {
        size_t at = in.n - rest.n - z.avail_in;
        ub_odd_add(odd, got == Z_OK || got == Z_BUF_ERROR ? UB_ODD_SHORT : b.n ? UB_ODD_CHECK : UB_ODD_JUNK, at);
    }
    *out = ub_buf_str(&b);
    return UB_OK;
}
