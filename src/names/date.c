/* SPDX-License-Identifier: Apache-2.0 */
/* Days as publishers of lists write them. */
#include "date.h"

static const ub_str months[] = {
    UB_LIT("jan"), UB_LIT("feb"), UB_LIT("mar"), UB_LIT("apr"), UB_LIT("may"), UB_LIT("jun"),
    UB_LIT("jul"), UB_LIT("aug"), UB_LIT("sep"), UB_LIT("oct"), UB_LIT("nov"), UB_LIT("dec"),
};

bool ub_day_valid(ub_day d)
{
    static const uint8_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    unsigned year = d / 10000, month = d / 100 % 100, day = d % 100;
    if (year < 1000 || year > 9999 || month > 12 || (month == 0 && day)) return false;
    if (month == 2 && day == 29) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 0 || day <= days[month - 1];
}

/* "Jun", "June", "JUNE": 6; 0 when it is no month. */
static unsigned month_of(ub_str word)
{
    if (word.n >= 3)
        for (unsigned i = 0; i < UB_COUNT(months); i++)
            if (ub_str_eq_nocase(ub_str_to(word, 3), months[i])) return i + 1;
    return 0;
}

/* A number of at most `digits` digits, or one of the place holders "dd", "mm", "yyyy", which are 0. */
static bool number(ub_str s, size_t digits, unsigned *value)
{
    uint64_t v;
    if (ub_str_eq_nocase(s, UB_S("dd")) || ub_str_eq_nocase(s, UB_S("mm"))) return *value = 0, true;
    if (s.n == 0 || s.n > digits || !ub_str_uint(s, 9999, &v)) return false;
    *value = (unsigned)v;
    return true;
}

static bool make(unsigned year, unsigned month, unsigned day, ub_day *out)
{
    ub_day d;
    if (month == 0) day = 0;
    if (month > 12 || day > 31) return false;
    d = year * 10000 + month * 100 + day;
    if (!ub_day_valid(d)) return false;
    *out = d;
    return true;
}

/* Three fields between `sep`: ISO when the first has four digits. */
static bool parted(ub_str s, char sep, ub_day_order order, ub_day *out)
{
    ub_str x = ub_str_cut(&s, (unsigned char)sep), y = ub_str_cut(&s, (unsigned char)sep), z = s;
    unsigned a, b, c;
    if (x.n == 4) {
        z = ub_str_to(z, 2);                               /* a time or a zone may follow */
        if (s.n > 2 && ub_is_digit((unsigned char)s.p[2])) return false;
        if (z.n == 0) z = UB_S("0");
        return number(x, 4, &a) && number(y, 2, &b) && number(z, 2, &c) && make(a, b, c, out);
    }
    if (!number(x, 2, &a) || z.n != 4 || !number(z, 4, &c)) return false;
    if ((b = month_of(y)) == 0) {
        if (!number(y, 2, &b)) return false;
        if (order == UB_MONTH_FIRST) { unsigned t = a; a = b; b = t; }
    }
    return make(c, b, a, out);
}

/* Words: "02 Jun 1989", "June 2, 1989", "Jun 1989", "1989". */
static bool worded(ub_str s, ub_day *out)
{
    unsigned day = 0, month = 0, year = 0, n;
    while (s.n) {
        ub_str w = ub_str_cut(&s, ' ');
        while (w.n && (w.p[w.n - 1] == ',' || w.p[w.n - 1] == '.')) w.n--;
        if (w.n == 0) continue;
        if ((n = month_of(w)) != 0 && ub_is_alpha((unsigned char)w.p[0])) {
            if (month) return false;
            month = n;
        } else if (w.n == 4 && number(w, 4, &n) && !year) year = n;
        else if (w.n <= 2 && number(w, 2, &n) && !day && n) day = n;
        else return false;
    }
    return year && !(day && !month) && make(year, month, day, out);
}

static bool one_day(ub_str s, ub_day_order order, ub_day *out)
{
    uint64_t v;
    s = ub_str_trim(s);
    if (s.n == 8 && ub_str_uint(s, 99999999, &v)) return make((unsigned)(v / 10000), v / 100 % 100, v % 100, out);
    if (ub_str_chr(s, '/') < s.n) return parted(s, '/', order, out);
    if (ub_str_chr(s, '-') < s.n) return parted(s, '-', order, out);
    if (s.n == 10 && s.p[2] == '.' && s.p[5] == '.') return parted(s, '.', order, out);
    return worded(s, out);
}

static bool cut_word(ub_str *s, ub_str word)
{
    if (!ub_str_starts_nocase(*s, word)) return false;
    *s = ub_str_trim(ub_str_from(*s, word.n));
    return true;
}

bool ub_days_parse(ub_str text, ub_day_order order, ub_days *out)
{
    static const ub_str between[] = { UB_LIT(" to "), UB_LIT(" and "), UB_LIT(" - ") };
    ub_str s = ub_str_trim(text);
    ub_days d = { 0 };
    if (s.n > 64) return false;
    d.circa = cut_word(&s, UB_S("circa ")) || cut_word(&s, UB_S("approximately ")) || cut_word(&s, UB_S("approx. "))
        || cut_word(&s, UB_S("c. "));
    if (cut_word(&s, UB_S("between ")) && cut_word(&s, UB_S("circa "))) d.circa = true;
    for (size_t i = 0; i <= UB_COUNT(between); i++) {
        /* "1962-1965": a hyphen between two years and nothing else */
        bool years = i == UB_COUNT(between);
        size_t at = years ? (s.n == 9 && s.p[4] == '-' ? 4 : s.n) : ub_str_find(s, between[i]);
        if (at >= s.n) continue;
        if (!one_day(ub_str_to(s, at), order, &d.from)) return false;
        s = ub_str_trim(ub_str_from(s, at + (years ? 1 : between[i].n)));
        if (cut_word(&s, UB_S("circa "))) d.circa = true;
        if (!one_day(s, order, &d.to)) return false;
        *out = d;
        return true;
    }
    if (!one_day(s, order, &d.from)) return false;
    d.to = d.from;
    *out = d;
    return true;
}

bool ub_day_agrees(ub_day a, ub_day b)
{
    if (a / 10000 != b / 10000) return false;
    if (a / 100 % 100 == 0 || b / 100 % 100 == 0) return true;
    if (a / 100 != b / 100) return false;
    return a % 100 == 0 || b % 100 == 0 || a == b;
}

bool ub_days_hold(ub_days span, ub_day day)
{
    if (span.from == 0 || day == 0) return false;
    return ub_day_agrees(span.from, day) || ub_day_agrees(span.to, day) || (span.from < day && day < span.to);
}

size_t ub_day_write(ub_day d, char *out)
{
    static const uint8_t digits[] = { 4, 2, 2 };
    unsigned part[3] = { d / 10000, d / 100 % 100, d % 100 };
    size_t n = 0;
    for (int i = 0; i < 3 && (i == 0 || part[i]); i++) {
        if (i) out[n++] = '-';
        for (unsigned k = digits[i], v = part[i]; k--; v /= 10) out[n + k] = (char)('0' + v % 10);
        n += digits[i];
    }
    return n;
}
