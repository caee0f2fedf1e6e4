/* SPDX-License-Identifier: Apache-2.0 */
/* Text from mail, made safe to look at; times. */
#include "report.h"
#include "utf8.h"

/*
 * Characters that change how a terminal shows what follows, or that nobody sees.  Unicode 15: Bidi_Control, line and
 * paragraph separators, zero width and invisible operators, variation selectors' neighbours, tags.  Sorted.
 */
static const struct { uint32_t from, to; } unsafe[] = {
    { 0x0080, 0x009F }, { 0x00AD, 0x00AD }, { 0x034F, 0x034F }, { 0x061C, 0x061C }, { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 },
    { 0x180B, 0x180F }, { 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0x3164, 0x3164 }, { 0xFE00, 0xFE0F },
    { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFB }, { 0xE0000, 0xE0FFF },
};

static bool is_unsafe(uint32_t c)
{
    for (size_t i = 0; i < UB_COUNT(unsafe) && unsafe[i].from <= c; i++)
        if (c <= unsafe[i].to) return true;
    return false;
}

static void hex(ub_out *out, uint32_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) ub_out_char(out, "0123456789ABCDEF"[value >> (4 * i) & 15]);
}

void ub_text_safe(ub_out *out, ub_str text, size_t max_bytes)
{
    size_t i = 0;
    while (i < text.n && i < max_bytes) {
        ub_utf8 c = ub_utf8_read(text, i);
        if (!c.valid || c.code < 0x20 || c.code == 0x7F)
            for (unsigned k = 0; k < c.n; k++) ub_out_add(out, UB_S("\\x")), hex(out, ub_str_at(text, i + k), 2);
        else if (is_unsafe(c.code)) {
            ub_out_add(out, UB_S("\\u{"));
            hex(out, c.code, c.code > 0xFFFF ? 5 : 4);
            ub_out_char(out, '}');
        } else ub_out_add(out, ub_str_of(text.p + i, c.n));
        i += c.n;
    }
    if (i < text.n) ub_out_add(out, UB_S(".."));
}

static void digits(char *at, int n, int64_t value)
{
    for (int i = n - 1; i >= 0; i--, value /= 10) at[i] = (char)('0' + value % 10);
}

/* Days since 1970-01-01 as a civil date: shift the year to begin in March, count 400-year eras. */
void ub_time_text(int64_t utc_s, char out[21])
{
    static const int64_t least = -62167219200, most = 253402300799;   /* 0000-01-01 .. 9999-12-31 */
    int64_t t = utc_s < least ? least : utc_s > most ? most : utc_s;
    int64_t day = t / 86400, second = t % 86400;
    if (second < 0) second += 86400, day--;
    int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100), m = (5 * of_year + 2) / 153;
    int64_t month = m < 10 ? m + 3 : m - 9, year = year_of_era + era * 400 + (month <= 2);
    memcpy(out, "0000-00-00T00:00:00Z", 21);
    digits(out, 4, year);
    digits(out + 5, 2, month);
    digits(out + 8, 2, of_year - (153 * m + 2) / 5 + 1);
    digits(out + 11, 2, second / 3600);
    digits(out + 14, 2, second / 60 % 60);
    digits(out + 17, 2, second % 60);
}
