/* SPDX-License-Identifier: Apache-2.0 */
/* batch: jobs that go to one worker together, and what is known of their fate. */
#ifndef UB_CLI_BATCH_H
#define UB_CLI_BATCH_H

#include "team_priv.h"

enum { UB_BATCH_FREE = -1 };      /* no worker has it */

typedef struct ub_batch {
    struct ub_batch *next;        /* in the order of the input */
    char *p;                      /* a ub_batch_head, then the jobs */
    size_t n, cap, sent;
    uint64_t n_jobs, seq, weight; /* bytes of input */
    int worker;
    int only;                     /* the worker that takes the place of the one that had it, or UB_BATCH_FREE: any */
    unsigned tries;
    uint64_t jobs_done, items_done;
    bool done;                    /* its worker says so */
    bool is_trouble;              /* no jobs, but this, to be told in its place: */
    ub_trouble trouble;           /* its path is `p` */
} ub_batch;

ub_batch *ub_batch_new(void);                                    /* NULL: no memory */
void ub_batch_free(ub_batch *b);

/* Add a job.  `below` as in ub_job.  False: no memory. */
bool ub_batch_add(ub_batch *b, const ub_box_item *item, uint64_t dev, uint64_t ino, size_t below);

/* A batch that only tells.  NULL: no memory. */
ub_batch *ub_batch_trouble(const ub_trouble *t);

/* Write the head: nothing is added from here on. */
void ub_batch_end(ub_batch *b, uint64_t seq);

/*
 * ub_batch_rest - what is left of a batch when its worker has ended, as a list.
 *
 * in     at    where the worker was, or NULL: it was not at this batch
 *        idle  it was at none: something is wrong with workers; after three of them the first job is given up
 *        t     what happened to it
 * out    *rest   batches in order; may be NULL for none
 * fails  false: no memory
 */
bool ub_batch_rest(const ub_batch *b, const ub_place *at, bool idle, const ub_trouble *t, ub_batch **rest);

#endif
