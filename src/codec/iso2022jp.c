/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ISO-2022-JP, WHATWG Encoding 12.2.  ICU's takes escape sequences that browsers show as text, and would not see the markup
 * behind them.
 */
#include "charset_tables.h"
#include "utf.h"

enum state { ASCII, ROMAN, KATAKANA, JIS0208 };

/* The set that the three bytes of an escape sequence name; -1 for none. */
static int escape(ub_str in, size_t at)
{
    if (in.n - at < 3) return -1;
    if (in.p[at + 1] == '(') return in.p[at + 2] == 'B' ? ASCII : in.p[at + 2] == 'J' ? ROMAN : in.p[at + 2] == 'I' ? KATAKANA : -1;
    if (in.p[at + 1] == '$') return in.p[at + 2] == '@' || in.p[at + 2] == 'B' ? JIS0208 : -1;
    return -1;
}

/* A pair at `at`, whose first byte is a lead; returns the bytes it took. */
static size_t put_pair(ub_utf_out *o, ub_str in, size_t at)
{
    unsigned lead = ub_str_at(in, at), trail = at + 1 < in.n ? ub_str_at(in, at + 1) : 0;
    uint16_t c;
    if (at + 1 == in.n || trail == 0x1B) {
        ub_utf_bad(o, at, 1);      /* the escape is read as one */
        return 1;
    }
    c = trail - 0x21 < 94 ? ub_jis0208[(lead - 0x21) * 94 + trail - 0x21] : 0xFFFD;
    if (c == 0xFFFD) ub_utf_bad(o, at, 2);
    else ub_utf_put(o, c, at, 2);
    return 2;
}

void ub_iso2022jp_decode(ub_utf_out *o, ub_str in)
{
    enum state state = ASCII;
    bool said = false;             /* since the last escape sequence something was put out */
    bool escaped = false;
    size_t at = 0;
    while (at < in.n) {
        unsigned c = ub_str_at(in, at);
        if (c == 0x1B) {
            int next = escape(in, at);
            if (next < 0) {
                ub_utf_bad(o, at++, 1);
                said = true;
                continue;
            }
            if (escaped && !said) ub_utf_bad(o, at, 3);    /* one right behind another is an error */
            state = (enum state)next;
            escaped = true;
            said = false;
            at += 3;
            continue;
        }
        said = true;
        if (state == JIS0208 && c - 0x21 < 94) {
            at += put_pair(o, in, at);
            continue;
        }
        if (c >= 0x80 || c == 0x0E || c == 0x0F || state == JIS0208) ub_utf_bad(o, at, 1);
        else if (state == KATAKANA) {
            if (c - 0x21 < 63) ub_utf_put(o, 0xFF61 + c - 0x21, at, 1);
            else ub_utf_bad(o, at, 1);
        } else if (state == ROMAN && (c == '\\' || c == '~')) ub_utf_put(o, c == '~' ? 0x203E : 0xA5, at, 1);
        else ub_utf_put(o, c, at, 1);
        at++;
    }
}
