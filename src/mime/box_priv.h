/* SPDX-License-Identifier: Apache-2.0 */
/* box, inside: the window, and what its files need of each other. */
#ifndef UB_BOX_PRIV_H
#define UB_BOX_PRIV_H

#include "box.h"

#include <sys/stat.h>

enum { BOX_FROM, BOX_ANY, BOX_HEADERS, BOX_LENGTH };       /* places in ub_box.piece; 1 << place is the reading's bit */
#define BOX_UNKNOWN   UINT64_MAX
#define BOX_LINE_MAX  1024                                 /* bytes of a From_ line that are looked at */
#define BOX_AHEAD_MAX 2048                                 /* bytes behind it that are asked for header fields */
#define BOX_LENGTH_AHEAD ((uint64_t)16 << 20)              /* how far a pipe is read on to check a Content-Length */
#define BOX_SNIFF     512                                  /* bytes from which the kind of a file is told */

/* Offsets count from where reading began, in the expanded file.  p[0] is the byte at `base`. */
static inline char *box_at(const ub_box *b, uint64_t offset) { return b->p + (offset - b->base); }
static inline uint64_t box_end(const ub_box *b) { return b->base + b->hi; }

/* Read on.  False at the end and on trouble; then b->eof is set.  Moves the window: keep offsets, not pointers. */
bool box_more(ub_box *b);
/* Have the bytes before `offset` in the window; false when the file ends earlier. */
static inline bool box_need(ub_box *b, uint64_t offset)
{
    while (box_end(b) < offset)
        if (!box_more(b)) return false;
    return true;
}
/* Up to `n` bytes at `offset`, from the window or the file, into `out`; only where box_sized(). */
size_t box_peek(ub_box *b, void *out, size_t n, uint64_t offset);
/* Is the whole size known, and can any place be looked at? */
static inline bool box_sized(const ub_box *b) { return !b->expanded && (b->regular || b->source.at); }

void box_release(ub_box *b);                               /* the window's memory */
ub_status box_begin_fd(ub_box *b, int fd, bool own, const struct stat *st, const char *path, const ub_box_opts *opts,
                       ub_err *err);
void box_end_file(ub_box *b);                              /* close what is open, keep the memory */

/* Where the bytes begin that are still wanted. */
uint64_t box_hold(const ub_box *b);

/* One step: at least one message done, or b->finished. */
void box_whole_step(ub_box *b);
void box_mbox_begin(ub_box *b, uint64_t from);
void box_mbox_step(ub_box *b);
uint64_t box_mbox_hold(const ub_box *b);

/* Has what stands in the window the first bytes of a compressed file?  Then expand it from here on. */
bool box_is_compressed(const char *p, size_t n);
ub_status box_filter_begin(ub_box *b, ub_err *err);
ptrdiff_t box_filter_read(ub_box *b, void *out, size_t n, ub_err *err);
void box_filter_end(ub_box *b);                            /* this file */
void box_filter_release(ub_box *b);                        /* its memory too */
/* A read past the filter: from the descriptor or the source. */
ptrdiff_t box_read_stored(ub_box *b, void *out, size_t n, ub_err *err);

/* -- From_ lines (box_from.c) */
/* Does a date stand in the line `p` (what follows "From ", no line end), as mutt and Dovecot ask for? */
bool box_from_dated(const char *p, const char *end);
/* Do two lines that look like header fields stand at `p`?  Reaching `end` without a No is a Yes, and sets *ran_out. */
bool box_two_headers(const char *p, const char *end, bool *ran_out);
/* First 'F' behind a line end in [p, end), else end; p[-1] is read. */
const char *box_scan_body(const char *p, const char *end, bool cr);
/* The same for '>' behind LF. */
const char *box_scan_quote(const char *p, const char *end);
/* The same for 'F', 'C', 'c', CR and LF. */
const char *box_scan_head(const char *p, const char *end, bool cr);

/* The first note of its kind; `at` is kept for the kinds whose place does not follow from the message. */
static inline void box_note(ub_box_piece *piece, unsigned kind, uint64_t at)
{
    if (piece->notes & 1u << kind) return;
    piece->notes |= 1u << kind;
    if (kind < UB_BOX_N_PLACED) piece->note_at[kind] = at;
}

/* Each reading of `mask`, as `r`. */
#define BOX_EACH(r, mask) \
    for (unsigned rest_ = (mask), r = rest_ ? (unsigned)__builtin_ctz(rest_) : 0; rest_; \
         rest_ &= rest_ - 1, r = rest_ ? (unsigned)__builtin_ctz(rest_) : 0)

#endif
