/* SPDX-License-Identifier: Apache-2.0 */
/* asking: lists and whatever answers questions about them, opened once for many queries. */
#ifndef UB_CLI_ASKING_H
#define UB_CLI_ASKING_H

#include "matching.h"

#define UB_ASKING_SCRATCH_MAX ((size_t)1 << 30)

typedef struct ub_asking {
    ub_lists lists;
    ub_matching matching;
    ub_arena scratch;      /* forgotten by the caller after each query */
    double threshold;      /* E-value up to which a name is a hit */
    bool ofac;             /* compute OFAC's score, too */
} ub_asking;

/* Where the indices of names are kept: beside the installed lists, or in the user's cache for those of a folder. */
bool ub_asking_index_folder(const char *folder, const char *dir, char out[4096]);

/* Open the lists of `folder`, or the installed ones in `dir`; `only_pairs`: no lists are needed.  An exit status, 0 when it
 * went well; trouble was told. */
int ub_asking_open(ub_asking *asking, bool only_pairs, const char *folder, const char *dir, ub_day as_of);
void ub_asking_close(ub_asking *asking);

/* Ask.  The answer lives in `a`, best hits first. */
ub_status ub_asking_ask(ub_asking *asking, ub_arena *a, const ub_screen_query *q, ub_screen_answer *answer, ub_err *err);

#endif
