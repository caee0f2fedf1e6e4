/* SPDX-License-Identifier: Apache-2.0 */
/* matching: lists in use together with the index of their names, kept in a file so that it is built once. */
#ifndef UB_NAMES_MATCHING_H
#define UB_NAMES_MATCHING_H

#include "match.h"
#include "screen.h"

typedef struct ub_matching {
    ub_cache cache;
    ub_arena built;        /* of an index that could not be kept */
    ub_arena a;            /* of the finder */
    ub_names_index index;
    ub_names_finder *finder;
} ub_matching;

/*
 * ub_matching_open - the index of these lists, in this order: from `folder` when it is there, else built and kept there.
 *
 * in     folder  made when it is missing; where nothing can be written the index lives in memory.  At most UB_MATCHING_KEPT
 *                indices stay in it
 * fails  UB_LIMIT, UB_NOMEM
 * cost   a pass over the file; seconds when it has to be built
 */
#define UB_MATCHING_KEPT 16
ub_status ub_matching_open(ub_matching *m, const ub_lists *lists, const char *folder, ub_err *err);
void ub_matching_close(ub_matching *m);    /* NULL-safe, idempotent; for UB_CLEANUP */

/*
 * ub_screen - what is on the lists exactly, and the names on them that are alike.
 *
 * in     threshold  E-value up to which a name is a hit; exact ones always are
 *        ofac       compute OFAC's score of each name, too
 * out    *answer    exact kinds first, then names, the best first; lives in `a`
 * fails  UB_LIMIT
 */
ub_status ub_screen(const ub_lists *lists, ub_matching *m, ub_arena *a, const ub_screen_query *q, double threshold, bool ofac,
                    ub_screen_answer *answer, ub_err *err);

#endif
