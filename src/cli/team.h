/* SPDX-License-Identifier: Apache-2.0 */
/*
 * team: many messages through worker processes, and what comes of them back in the order of the input.
 *
 * The program that starts the team walks folders and cuts mailboxes; workers read the messages themselves, from spans of a
 * file, small files as a whole, or bytes where the input is a pipe or compressed.  Jobs go out and records come back over
 * pipes, in batches; there is no round trip a message and no socket.  Only the worker whose batch is next in the order of
 * the input is read, so that the others wait in their pipes instead of in memory here.
 *
 * A worker that dies costs the message it was at: a page shared with it says which.  What it had not handed over yet is done
 * again by another.  A run that has exactly one message, and that a small one, does without workers, and so does one that is
 * told to be one process: then a message that kills it kills all of it.
 */
#ifndef UB_CLI_TEAM_H
#define UB_CLI_TEAM_H

#include "box.h"
#include "report.h"

#include <signal.h>

#define UB_TEAM_MOST 255          /* workers */

typedef enum ub_trouble_kind {
    UB_TROUBLE_UNREAD,            /* a message or a file that could not be read: `err` */
    UB_TROUBLE_SKIPPED,           /* a file that is none of ours: err.what */
    UB_TROUBLE_DIED,              /* the worker that read the message ended: `ended_by` */
} ub_trouble_kind;

typedef struct ub_trouble {
    ub_trouble_kind kind;
    const char *path;
    bool of_message;              /* the next three are known */
    uint64_t index, offset, bytes;
    ub_err err;
    int ended_by;                 /* number of the signal, or 0 */
} ub_trouble;

typedef struct ub_progress {
    uint64_t done_bytes, total_bytes;     /* total 0: not known */
    double seconds;
} ub_progress;

/* What is done with each message. */
typedef struct ub_work {
    void *ctx;
    /* In each process that works, once.  fails: UB_NOMEM */
    ub_status (*open)(void *ctx, ub_err *err);
    /* In a process that works: append to `out` what comes of the message.  What a call that fails appended is dropped. */
    ub_status (*message)(void *ctx, const ub_box_item *item, ub_out *out, ub_err *err);
    /* Here, in the order of the input: what message() appended, of whole messages, many at a time.  False: no more. */
    bool (*take)(void *ctx, ub_str bytes);
    void (*trouble)(void *ctx, const ub_trouble *t);
    /* Here, a few times a second, or NULL. */
    void (*tick)(void *ctx, const ub_progress *p);
    /* Numbers that message() adds to, wherever it runs; they arrive here with what it appended. */
    uint64_t *tally;
    size_t n_tally;
    const volatile sig_atomic_t *stop;    /* NULL, or: end when it is not 0 */
    unsigned n_workers;                   /* 0: one for each core.  1: none, all is done here */
    bool always;                          /* workers even for one small message, or where one was asked for */
    bool eml_is_one;                      /* a file of a folder that is named .eml is one message, whatever is in it */
    size_t reply_bytes;                   /* what message() may append for one message, at most */
} ub_work;

/*
 * ub_team_run - all messages of `paths` through `work`.
 *
 * in     box   how to read; spans and bytes are chosen here
 * fails  UB_NOMEM, UB_IO: no worker can be started.  What was taken so far stays
 * cost   memory here: the window of the mailbox, batches of a few hundred kilobytes, and one message where it comes from a
 *        pipe; in a worker: the message, what find and disarm make of it, 8 MiB of records
 */
ub_status ub_team_run(const ub_work *work, char *const *paths, size_t n_paths, const ub_box_opts *box, ub_err *err);

#endif
