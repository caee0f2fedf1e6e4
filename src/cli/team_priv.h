/* SPDX-License-Identifier: Apache-2.0 */
/* team, inside: what goes over the pipes.  Both ends are one program that forked, so structs and static texts are the same. */
#ifndef UB_CLI_TEAM_PRIV_H
#define UB_CLI_TEAM_PRIV_H

#include "team.h"

enum { UB_JOB_SPAN, UB_JOB_BYTES, UB_JOB_FILE };

/* One job; path, From_ line, notes and bytes follow it, and padding to 8 bytes. */
typedef struct ub_job {
    uint64_t size;                /* with all that follows */
    uint8_t kind, format, primary;
    uint32_t readings, path_n, below, from_n, n_notes;    /* path[below..] lies below the folder path[..below - 1); 0: no folder */
    uint64_t index, start, end, offset, bytes;
    uint64_t dev, ino;            /* UB_JOB_SPAN: of the file */
    uint64_t skip, stop;          /* UB_JOB_FILE: which of the box's items, from the first that is not skipped */
} ub_job;

static inline const char *ub_job_path(const ub_job *j) { return (const char *)(j + 1); }
static inline const char *ub_job_from(const ub_job *j) { return ub_job_path(j) + j->path_n + 1; }
static inline const ub_note *ub_job_notes(const ub_job *j)
{
    return (const ub_note *)(const void *)((const char *)j + ((sizeof *j + j->path_n + 1 + j->from_n + 7) & ~(size_t)7));
}
static inline const char *ub_job_raw(const ub_job *j) { return (const char *)(ub_job_notes(j) + j->n_notes); }
static inline const ub_job *ub_job_next(const ub_job *j) { return (const ub_job *)(const void *)((const char *)j + j->size); }

/* Before the jobs of a batch. */
typedef struct ub_batch_head { uint64_t n_bytes, seq, n_jobs; } ub_batch_head;

/* Before the records of some messages; the tally follows it. */
typedef struct ub_frame {
    uint64_t n_bytes;             /* of tally and records */
    uint64_t seq;
    uint64_t jobs_done;           /* of the batch, wholly */
    uint64_t items_done;          /* of the job behind these, when it is a file */
    uint64_t last;                /* the batch is done */
} ub_frame;

enum { UB_RECORD_BYTES, UB_RECORD_TROUBLE };
typedef struct ub_record { uint64_t kind, n; } ub_record;      /* `n` bytes follow: output, or a ub_trouble and its path */

/* Where a worker is, on the page it shares with us. */
typedef struct ub_place {
    volatile uint64_t seq, job, item, index, offset, bytes;
    volatile uint32_t busy, of_message;
} ub_place;

/* A process that works on jobs: its memory and its open file. */
typedef struct ub_worker {
    const ub_work *work;
    ub_box_opts box_opts;
    ub_place *place;
    ub_arena arena;               /* of `reply` */
    ub_out reply;
    size_t frame_at, record_at;   /* offsets in the reply; SIZE_MAX: none is open */
    uint64_t seq;
    ub_box box;
    int fd;                       /* of the file that spans are of, or -1 */
    uint64_t dev, ino;
    int root;                     /* the folder that files are below, or -1 */
    char *root_path;
    char *window;                 /* bytes of that file */
    size_t window_cap, window_n;
    uint64_t window_at;
    /* Called when a frame is whole: it may be sent off and the reply begun anew. */
    void (*sealed)(struct ub_worker *w);
    int in, out, notify;
    unsigned number;
    size_t sent;
} ub_worker;

ub_status ub_worker_open(ub_worker *w, const ub_work *work, const ub_box_opts *box, ub_place *place, ub_err *err);
void ub_worker_close(ub_worker *w);

/* Work through a batch, sealing frames. */
void ub_worker_batch(ub_worker *w, const ub_batch_head *head, const ub_job *jobs);

/* The same for one message that is here already, and the end of a frame. */
void ub_worker_item(ub_worker *w, const ub_box_item *item);
void ub_worker_flush(ub_worker *w);

/* The life of a worker process. */
_Noreturn void ub_worker_live(ub_worker *w);

#endif
