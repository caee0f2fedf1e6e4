/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates.  RFC 5322 3.3 and 4.3.
 *
 * Decided: the pieces say by their form what they are, so that their order does not matter: a time has a colon, a month has
 * letters, a zone has a sign or a known name, the first other number is the day and the next the year.
 */
#include "internal.h"

struct date {
    int year, month, day, hour, min, sec, zone;      /* zone in minutes */
    bool has_year, has_month, has_day, has_time, has_zone;
    bool has_offset;                                 /* the zone was written as a number */
    int half;                                        /* 1 AM, 2 PM */
};

static const struct { ub_str name; int minutes; } zones[] = {      /* RFC 5322 4.3; military letters mean nothing */
    { UB_LIT("UT"), 0 }, { UB_LIT("UTC"), 0 }, { UB_LIT("GMT"), 0 }, { UB_LIT("Z"), 0 }, { UB_LIT("EST"), -300 },
    { UB_LIT("EDT"), -240 }, { UB_LIT("CST"), -360 }, { UB_LIT("CDT"), -300 }, { UB_LIT("MST"), -420 },
    { UB_LIT("MDT"), -360 }, { UB_LIT("PST"), -480 }, { UB_LIT("PDT"), -420 },
};

static int month_of(ub_str s)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (s.n < 3) return 0;
    for (int i = 0; i < 12; i++)
        if (ub_str_starts_nocase(s, ub_str_of(names + 3 * i, 3))) return i + 1;
    return 0;
}

static bool digits(const char **p, const char *end, int *value, int *n)
{
    const char *from = *p;
    int v = 0;
    while (*p < end && ub_is_digit((unsigned char)**p)) {
        if (*p - from < 8) v = v * 10 + (**p - '0');
        ++*p;
    }
    *value = v;
    *n = (int)(*p - from);
    return *n > 0;
}

static void set_year(struct date *d, int v, int n)
{
    /* Three digits are years since 1900; "0102" is what a program of that kind wrote in 2002. */
    d->year = n <= 2 ? (v < 50 ? 2000 + v : 1900 + v) : v < 1000 ? 1900 + v : v;
    d->has_year = true;
}

/* Is `c` the next byte but for white space and comments?  Then *p is behind it. */
static bool next_is(const char **p, const char *end, char c)
{
    struct cursor cur = { .p = *p, .end = end };
    skip_cfws(&cur);
    if (cur.p == end || *cur.p != c) return false;
    *p = cur.p + 1;
    return true;
}

static void skip_to_digit(const char **p, const char *end)
{
    struct cursor cur = { .p = *p, .end = end };
    skip_cfws(&cur);
    if (cur.p < end && ub_is_digit((unsigned char)*cur.p)) *p = cur.p;
}

/* hh:mm, hh:mm:ss, dots instead, a fraction behind; *p is behind the first separator. */
static void time_of(struct date *d, const char **p, const char *end, int hour)
{
    int v, n;
    d->hour = hour;
    skip_to_digit(p, end);
    if (digits(p, end, &v, &n)) d->min = v;
    if (next_is(p, end, ':') || (end - *p > 1 && **p == '.' && ub_is_digit((unsigned char)(*p)[1]) && ++*p)) {
        skip_to_digit(p, end);
        if (digits(p, end, &v, &n)) d->sec = v;
        if (end - *p > 1 && (**p == '.' || **p == ',') && ub_is_digit((unsigned char)(*p)[1])) {
            ++*p;
            digits(p, end, &v, &n);
        }
    }
    d->has_time = true;
}

/* +hhmm, +hh:mm, +hh; the sign is at *p. */
static void zone_of(struct date *d, const char **p, const char *end)
{
    int sign, v, n, m = 0, k;
    while (end - *p > 1 && ((*p)[1] == '-' || (*p)[1] == '+')) ++*p;      /* "+-0500": a sign before a number that had one */
    sign = *(*p)++ == '-' ? -1 : 1;
    if (d->has_offset || !digits(p, end, &v, &n)) return;
    if (n <= 2 && end - *p > 2 && **p == ':') {
        ++*p;
        digits(p, end, &m, &k);
        v = v * 100 + m;
    } else if (n <= 2) {
        v *= 100;
    }
    if (v / 100 > 24 || n > 4) return;
    d->zone = sign * (v / 100 * 60 + v % 100);
    d->has_zone = d->has_offset = true;
}

/* 2006-01-02 with or without T15:04, with slashes; false when it is something else. */
static bool iso(struct date *d, const char **p, const char *end, int year)
{
    const char *q = *p + 1;
    int m, day, n;
    if (!digits(&q, end, &m, &n) || n > 2 || q == end || *q != **p) return false;
    q++;
    if (!digits(&q, end, &day, &n) || n > 2) return false;
    d->year = year, d->month = m, d->day = day;
    d->has_year = d->has_month = d->has_day = true;
    if (q < end && (*q == 'T' || *q == 't')) q++;
    *p = q;
    return true;
}

/* 12-31-2006, or 31-12-2006 where that is no month: the American order is what GMime takes too. */
static bool three_numbers(struct date *d, const char **p, const char *end, int first)
{
    const char *q = *p + 1;
    int second, year, n;
    if (!digits(&q, end, &second, &n) || n > 2 || q == end || *q != **p) return false;
    q++;
    if (!digits(&q, end, &year, &n) || (n != 4 && n != 2)) return false;
    d->month = first > 12 ? second : first;
    d->day = first > 12 ? first : second;
    d->has_month = d->has_day = true;
    set_year(d, year, n);
    *p = q;
    return true;
}

static void number_of(struct date *d, const char **p, const char *end)
{
    int v, n;
    digits(p, end, &v, &n);
    if (!d->has_time && n <= 2
        && (next_is(p, end, ':') || (d->has_day && d->has_year && *p < end && **p == '.' && ++*p))) {
        time_of(d, p, end, v);
    } else if (*p < end && (**p == '-' || **p == '/') && !d->has_year && !d->has_day && !d->has_month
               && (n == 4 ? iso(d, p, end, v) : three_numbers(d, p, end, v))) {
        return;
    } else if (!d->has_day && n <= 3 && v >= 1 && v <= 31) {
        d->day = v;
        d->has_day = true;
    } else if (!d->has_year) {
        set_year(d, v, n);
    }
}

static void word_of(struct date *d, ub_str w)
{
    int m = month_of(w);
    if (m && !d->has_month) {
        d->month = m;
        d->has_month = true;
        return;
    }
    if (ub_str_eq_nocase(w, UB_S("AM"))) d->half = 1;
    else if (ub_str_eq_nocase(w, UB_S("PM"))) d->half = 2;
    for (size_t i = 0; i < UB_COUNT(zones); i++)
        if (!d->has_zone && d->has_time && ub_str_eq_nocase(w, zones[i].name)) {
            d->zone = zones[i].minutes;
            d->has_zone = true;
        }
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar; months may be taken as March first. */
static int64_t days_of(int64_t y, int m, int d)
{
    int64_t era, yoe, doy;
    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    yoe = y - era * 400;
    doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

bool ub_mime_date(ub_str value, int64_t *utc_s, int *zone_min)
{
    struct cursor c = cursor_of(value);
    struct date d = { 0 };
    while (c.p < c.end) {
        const char *from;
        unsigned char b;
        skip_cfws(&c);
        if (c.p == c.end) break;
        from = c.p;
        b = (unsigned char)*c.p;
        if (ub_is_digit(b)) {
            number_of(&d, &c.p, c.end);
        } else if ((b == '+' || b == '-') && d.has_time) {
            int zone = d.zone;
            bool named = d.has_zone;
            zone_of(&d, &c.p, c.end);
            if (named && d.zone == 0) d.zone = zone;      /* "EST -0000" */
        } else if (ub_is_alpha(b)) {
            while (c.p < c.end && ub_is_alpha((unsigned char)*c.p)) c.p++;
            word_of(&d, ub_str_range(from, c.p));
        } else {
            c.p++;
        }
    }
    if (!d.has_day || !d.has_month || !d.has_year || d.month > 12 || d.month < 1 || d.day < 1 || d.day > 31 || d.year > 9999)
        return false;
    if (d.half == 2 && d.hour < 12) d.hour += 12;
    if (d.half == 1 && d.hour == 12) d.hour = 0;
    if (d.hour > 24 || d.min > 59 || d.sec > 61) return false;
    *utc_s = days_of(d.year, d.month, d.day) * 86400 + d.hour * 3600 + d.min * 60 + d.sec - d.zone * 60;
    if (zone_min) *zone_min = d.zone;
    return true;
}
