/* SPDX-License-Identifier: Apache-2.0 */
/* One UTF-8 character at a time.  Unicode 15, table 3-7; a bad sequence is as long as its longest good beginning. */
#ifndef UB_UTF8_H
#define UB_UTF8_H

#include "base.h"

typedef struct ub_utf8 {
    uint32_t code;     /* the code point, or the first byte when not valid */
    unsigned n;        /* bytes, 1 to 4 */
    bool valid;
} ub_utf8;

static inline ub_utf8 ub_utf8_read(ub_str s, size_t at)
{
    unsigned lead = ub_str_at(s, at), n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    uint32_t code = lead;
    if (lead < 0x80) return (ub_utf8){ lead, 1, true };
    if (n == 1 || lead > 0xF4) return (ub_utf8){ lead, 1, false };
    code = lead & (0x7Fu >> n);
    for (unsigned i = 1; i < n; i++, low = 0x80, high = 0xBF) {
        unsigned c = at + i < s.n ? ub_str_at(s, at + i) : 0;
        if (c < low || c > high) return (ub_utf8){ lead, i, false };
        code = code << 6 | (c & 0x3F);
    }
    return (ub_utf8){ code, n, true };
}

#endif
