/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ordinary: names of people who are on no list: how common a token is, and how good a chance match can be.
 *
 * The table is facts with a weight; the generator draws whole names from it, the same for the same seed.
 */
#ifndef UB_NAMES_ORDINARY_H
#define UB_NAMES_ORDINARY_H

#include "base.h"

typedef enum { UB_ORDINARY_GIVEN, UB_ORDINARY_MIDDLE, UB_ORDINARY_FAMILY } ub_ordinary_part;

/* The names of one culture in one part of a name: NUL-terminated, separated by spaces, "NAME" or "NAME/WEIGHT", the most
 * common first.  Groups of one culture stand together. */
typedef struct ub_ordinary_group {
    const char *culture;
    ub_ordinary_part part;
    const char *names;
} ub_ordinary_group;

extern const ub_ordinary_group ub_ordinary_groups[];
extern const size_t ub_n_ordinary_groups;

/* The table, read: each name with its chance within its part of its culture. */
typedef struct ub_ordinary_name { ub_str text; float up_to; } ub_ordinary_name;    /* chances added up: draw by bisection */
typedef struct ub_ordinary_part_of { ub_ordinary_name *p; uint32_t n; } ub_ordinary_part_of;
typedef struct ub_ordinary_culture {
    const char *name;
    float share;                        /* of all names drawn */
    ub_ordinary_part_of part[3];
} ub_ordinary_culture;
typedef struct ub_ordinary {
    ub_ordinary_culture *cultures;
    uint32_t n;
} ub_ordinary;

#define UB_ORDINARY_NAME_MAX 256        /* bytes of a drawn name */

/* Read the table.  fails  UB_LIMIT at the arena's ceiling.  cost: 12,000 names, about 400 KB of `a` */
ub_status ub_ordinary_open(ub_arena *a, ub_ordinary *o, ub_err *err);

/*
 * Draw a name.  *state is the seed and moves on.  A fifth is Chinese (in characters, or in pinyin of one or of two
 * words, family name first or last), a fifth Arabic or Persian, a fifth Russian or Ukrainian (in Cyrillic or in one of four
 * romanisations); the rest is from 20 other cultures.
 * out    bytes[0 .. n): the name, UTF-8
 */
size_t ub_ordinary_draw(const ub_ordinary *o, uint64_t *state, char bytes[UB_ORDINARY_NAME_MAX], const char **culture);

#endif
