/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store: sanctions lists that are installed (versions.h), and those of their versions that answer for one day.
 */
#ifndef UB_NAMES_STORE_H
#define UB_NAMES_STORE_H

#include "keys.h"
#include "versions.h"

#define UB_LISTS_MAX 64                /* lists at once */
/* Of the layout of a compiled list; also raised when a reader numbers entries or names otherwise, and when a normal form of
 * keys.c changes. */
#define UB_LIST_VERSION 3

/* One list in use. */
typedef struct ub_lists_one {
    ub_list list;          /* views the cache or the arena */
    ub_keys keys;
    ub_cache cache;
    bool later;            /* older versions are missing: it is of a later day than was asked for */
} ub_lists_one;

typedef struct ub_lists {
    ub_arena a;
    ub_day as_of;          /* 0: the newest of each */
    size_t n;
    ub_lists_one one[UB_LISTS_MAX];
} ub_lists;

/*
 * ub_store_add - read a list and install it.
 * in     name, date, fallback   as ub_list_read; `fallback` is the date when neither says one
 * out    *version  *known: it was there already.  *list: as read, in `a`
 * fails  with *fault as ub_list_read; the store is as before
 */
ub_status ub_store_add(ub_arena *a, const char *dir, const ub_list_file *files, size_t n, ub_str name, ub_day date, ub_day fallback,
                       ub_list *list, ub_version *version, bool *known, ub_list_fault *fault);

/* Open one version.  A compiled file that is wrong is made anew from its sources. */
ub_status ub_store_open(const char *dir, const ub_version *v, ub_arena *a, ub_lists_one *one, ub_err *err);

/*
 * ub_lists_open - of each list the version that was in force on `as_of`: the newest not later than that day.
 *
 * A list all of whose versions are later is taken in its oldest one, marked `later`: ub_lists_in_force leaves out what was
 * listed after that day.
 * fails  UB_ABSENT: nothing is installed; UB_IO, UB_LIMIT
 * cost   a pass over each compiled file
 */
ub_status ub_lists_open(ub_lists *s, const char *dir, ub_day as_of, ub_err *err);
void ub_lists_close(ub_lists *s);      /* NULL-safe, idempotent; for UB_CLEANUP */

/* Add a list that was read, with its keys; it views the arena of `s`. */
ub_status ub_lists_add(ub_lists *s, const ub_list *list, ub_err *err);

/* Was the entry listed on the day asked for, as far as the list tells? */
typedef enum ub_in_force { UB_IN_FORCE, UB_NOT_YET, UB_PERHAPS } ub_in_force;
ub_in_force ub_lists_in_force(const ub_lists *s, size_t i, uint32_t entry);

#endif
