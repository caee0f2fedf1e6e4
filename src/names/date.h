/* SPDX-License-Identifier: Apache-2.0 */
/* date: days as publishers of lists write them. */
#ifndef UB_NAMES_DATE_H
#define UB_NAMES_DATE_H

#include "list.h"

/* A span of days, both ends included: "1965" is 19650000..19650000, "1962 to 1963" 19620000..19630000. */
typedef struct ub_days {
    ub_day from, to;
    bool circa;
} ub_days;

typedef enum ub_day_order { UB_DAY_FIRST, UB_MONTH_FIRST } ub_day_order;   /* what 03/04/2024 means */

/*
 * ub_days_parse - one day, month or year, or a span of them.
 *
 * reads  "02 Jun 1989", "Jun 1989", "1989", "circa 1989", "1962 to 1965", "between 1962 and 1965", "1962-1965", "1989-06-02"
 *        (a time or zone behind it is ignored), "02/06/1989", "dd/mm/1989", "00/06/1989", "08-Oct-2026", "19890602"
 * fails  false: another form, or a day that is none; *out untouched
 */
bool ub_days_parse(ub_str text, ub_day_order order, ub_days *out);

/* Do two days agree as far as both are known?  19650000 agrees with 19651228. */
bool ub_day_agrees(ub_day a, ub_day b);

/* May it have been on `day`?  Months and days that are not known agree with all. */
bool ub_days_hold(ub_days span, ub_day day);

/* Is this a day of the calendar, where zeros stand for what is not known? */
bool ub_day_valid(ub_day d);

/* "1962-11-23", "1962-11", "1962", as far as it is known; no NUL; returns how many bytes, at most 10. */
size_t ub_day_write(ub_day d, char *out);

#endif
