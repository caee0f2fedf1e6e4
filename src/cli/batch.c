/* SPDX-License-Identifier: Apache-2.0 */
#include "batch.h"

#include <stdlib.h>

enum { TRIES = 3 };               /* a worker that ends before it has begun anything: so often, then the batch is given up */

ub_batch *ub_batch_new(void)
{
    ub_batch *b = calloc(1, sizeof *b);
    if (!b) return NULL;
    b->worker = b->only = UB_BATCH_FREE;
    b->cap = 16 << 10;
    b->n = sizeof(ub_batch_head);
    if ((b->p = malloc(b->cap))) return b;
    free(b);
    return NULL;
}

void ub_batch_free(ub_batch *b)
{
    if (!b) return;
    free(b->p);
    free(b);
}

static char *room(ub_batch *b, size_t n)
{
    if (n > b->cap - b->n) {
        size_t cap = b->cap * 2 > b->n + n ? b->cap * 2 : b->n + n;
        char *p = realloc(b->p, cap);
        if (!p) return NULL;
        b->p = p;
        b->cap = cap;
    }
    b->n += n;
    return b->p + b->n - n;
}

bool ub_batch_add(ub_batch *b, const ub_box_item *item, uint64_t dev, uint64_t ino, size_t below)
{
    ub_job j = {
        .format = (uint8_t)item->format, .primary = item->primary, .readings = item->readings,
        .path_n = (uint32_t)strlen(item->path), .below = (uint32_t)below, .from_n = (uint32_t)item->from.n,
        .n_notes = (uint32_t)item->n_notes, .index = item->index, .start = item->start, .end = item->end,
        .offset = item->offset, .bytes = item->bytes, .dev = dev, .ino = ino, .stop = UINT64_MAX,
    };
    size_t head, raw = 0;
    char *p;
    j.kind = item->kind == UB_BOX_FILE ? UB_JOB_FILE : item->raw.p || item->bytes == 0 ? UB_JOB_BYTES : UB_JOB_SPAN;
    if (j.kind == UB_JOB_BYTES) raw = (size_t)item->bytes;
    head = (size_t)((const char *)ub_job_notes(&j) - (const char *)&j);
    j.size = (head + item->n_notes * sizeof *item->notes + raw + 7) & ~(uint64_t)7;
    if (!(p = room(b, j.size))) return false;
    memcpy(p, &j, sizeof j);
    memcpy(p + sizeof j, item->path, j.path_n + 1);
    if (j.from_n) memcpy(p + sizeof j + j.path_n + 1, item->from.p, j.from_n);
    if (j.n_notes) memcpy(p + head, item->notes, j.n_notes * sizeof *item->notes);
    if (raw) memcpy(p + head + j.n_notes * sizeof *item->notes, item->raw.p, raw);
    b->n_jobs++;
    b->weight += item->bytes;
    return true;
}

ub_batch *ub_batch_trouble(const ub_trouble *t)
{
    ub_batch *b = ub_batch_new();
    size_t n = strlen(t->path) + 1;
    if (!b) return NULL;
    b->n = 0;
    if (!room(b, n)) return ub_batch_free(b), NULL;
    memcpy(b->p, t->path, n);
    b->is_trouble = true;
    b->trouble = *t;
    b->trouble.path = NULL;
    return b;
}

void ub_batch_end(ub_batch *b, uint64_t seq)
{
    ub_batch_head head = { b->n - sizeof head, seq, b->n_jobs };
    memcpy(b->p, &head, sizeof head);
    b->seq = seq;
}

/* ------------------------------------------------------------------------------------------------ after a death */

static const ub_job *job_at(const ub_batch *b, uint64_t n)
{
    const ub_job *j = (const ub_job *)(const void *)(b->p + sizeof(ub_batch_head));
    while (n--) j = ub_job_next(j);
    return j;
}

/* The list's last link. */
static ub_batch **last(ub_batch **list)
{
    while (*list) list = &(*list)->next;
    return list;
}

/* Jobs [from, to) again; the first leaves out `skip` items, the last ends before its item `stop`. */
static bool again(const ub_batch *b, uint64_t from, uint64_t to, uint64_t skip, uint64_t stop, ub_batch **list)
{
    ub_batch *n;
    if (from >= to) return true;
    if (!(n = ub_batch_new())) return false;
    for (uint64_t i = from; i < to; i++) {
        const ub_job *old = job_at(b, i);
        char *p = room(n, old->size);
        ub_job j = *old;
        if (!p) return ub_batch_free(n), false;
        if (i == from && skip > j.skip) j.skip = skip;
        if (i + 1 == to && stop < j.stop) j.stop = stop;
        memcpy(p, old, old->size);
        memcpy(p, &j, sizeof j);
        n->n_jobs++;
        n->weight += j.bytes;
    }
    *last(list) = n;
    return true;
}

static bool told(const ub_job *j, const ub_place *at, const ub_trouble *t, ub_batch **list)
{
    ub_trouble it = *t;
    ub_batch *n;
    it.path = ub_job_path(j);
    if (j->kind != UB_JOB_FILE) it.of_message = true, it.index = j->index, it.offset = j->offset, it.bytes = j->bytes;
    else if (at && at->of_message) it.of_message = true, it.index = at->index, it.offset = at->offset, it.bytes = at->bytes;
    if (!(n = ub_batch_trouble(&it))) return false;
    *last(list) = n;
    return true;
}

bool ub_batch_rest(const ub_batch *b, const ub_place *at, bool idle, const ub_trouble *t, ub_batch **rest)
{
    uint64_t from = b->jobs_done, skip = b->items_done;
    const ub_job *j;
    bool file, skipping, cutting;
    *rest = NULL;
    if (from >= b->n_jobs) return true;
    j = job_at(b, from);
    skipping = at && j->kind == UB_JOB_FILE && at->job == from && at->item < j->skip;
    /* It was cutting a file, not in a message of it: that costs nothing, unless it happens again and again. */
    cutting = at && !at->of_message && job_at(b, at->job)->kind == UB_JOB_FILE && b->tries + 1 < TRIES;
    /* It was elsewhere, or between two messages of which the first has been told. */
    if (!at || cutting || at->job < from || (at->job == from && at->item < skip && !skipping)) {
        bool give_up = idle && b->tries + 1 >= TRIES;
        if (give_up && !told(j, NULL, t, rest)) return false;
        if (!again(b, from + give_up, b->n_jobs, give_up ? 0 : skip, UINT64_MAX, rest)) return false;
        for (ub_batch *n = *rest; n && !give_up; n = n->next) n->tries = b->tries + (idle || cutting);
        return true;
    }
    j = job_at(b, at->job);
    file = j->kind == UB_JOB_FILE;
    if (at->job > from) skip = 0;
    /* What was before it, it, and what is behind it. */
    if (!again(b, from, at->job, b->items_done, UINT64_MAX, rest)) return false;
    if (file && !skipping && at->item > (skip > j->skip ? skip : j->skip)
        && !again(b, at->job, at->job + 1, skip, at->item, rest)) return false;
    if (!told(j, at, t, rest)) return false;
    /* A worker that ends within what was read before cannot bear the file itself: the rest of it is given up. */
    if (file && !skipping && !again(b, at->job, at->job + 1, at->item + 1, UINT64_MAX, rest)) return false;
    return again(b, at->job + 1, b->n_jobs, 0, UINT64_MAX, rest);
}
