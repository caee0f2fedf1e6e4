/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store: the versions of lists that are installed, and those of them that answer for one day.
 *
 * A folder of the store holds, for each list NAME and version:
 *     NAME/DATE-SHA256.list      compiled, see cache.h
 *     NAME/DATE-SHA256.src/      the files it was made from, packed by gzip; a compiled list that is wrong is made anew
 * DATE is the day of the data, YYYYMMDD.  Nothing of a version that is there is ever written over.
 */
#ifndef UB_NAMES_STORE_H
#define UB_NAMES_STORE_H

#include "cache.h"
#include "keys.h"
#include "read.h"

#define UB_LIST_NAME_TEXT_MAX 32       /* letters of the name of a list */
#define UB_LISTS_MAX 64                /* lists at once */
#define UB_VERSIONS_MAX 100000
/* Of the layout of a compiled list; also raised when a reader numbers entries or names otherwise, and when a normal form of
 * keys.c changes. */
#define UB_LIST_VERSION 2

/* A version as the store's folder tells it. */
typedef struct ub_version {
    char name[UB_LIST_NAME_TEXT_MAX + 1], sha256[65];
    ub_day date;
} ub_version;

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

/* May this be the name of a list?  1 to UB_LIST_NAME_TEXT_MAX small letters, digits, hyphens, a letter first. */
bool ub_list_name_holds(ub_str name);

/*
 * ub_store_versions - what is installed, by name, then date.
 * fails  UB_IO; a folder that is not there has no versions
 */
ub_status ub_store_versions(ub_arena *a, const char *dir, ub_version **v, size_t *n, ub_err *err);

/*
 * ub_store_add - read a list and install it.
 * in     name, date, fallback   as ub_list_read; `fallback` is the date when neither says one
 * out    *version  *known: it was there already.  *list: as read, in `a`
 * fails  with *fault as ub_list_read; the store is as before
 */
ub_status ub_store_add(ub_arena *a, const char *dir, const ub_list_file *files, size_t n, ub_str name, ub_day date, ub_day fallback,
                       ub_list *list, ub_version *version, bool *known, ub_list_fault *fault);

ub_status ub_store_remove(const char *dir, const ub_version *v, ub_err *err);

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
