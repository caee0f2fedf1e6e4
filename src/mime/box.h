/* SPDX-License-Identifier: Apache-2.0 */
/*
 * box: mailbox input: one raw message after the other out of mbox, Maildir, .emlx, trees of EML, standard input, and
 * gz, xz, zst, bz2 of these.
 *
 * A file is read through a window (read(2), no mapping), so memory is bounded by the largest message and not by the
 * mailbox: at most the window, the largest message that the limit lets through and `max_other_bytes`.
 *
 * Readings.  Clients do not agree where a message of an mbox ends.  Each rule is one reading, and each reading cuts the
 * whole file into messages once:
 *
 *   UB_BOX_FROM     a line "From ", anything, weekday, month, day, time, year: mutt, neomutt, Dovecot.  The primary
 *                   reading: its spans tile the file.  In a file whose first From_ line has no such date, every From_
 *                   line counts.
 *   UB_BOX_ANY      every line that begins with "From ": Python's mailbox, GMime.  In a file whose first line ends in a
 *                   bare CR, also behind a bare CR.
 *   UB_BOX_HEADERS  a line "From " in a body, followed by two lines that look like header fields: Thunderbird.
 *   UB_BOX_LENGTH   the primary rule, but From_ lines within a right Content-Length are text (mboxcl, mboxcl2): mutt,
 *                   Dovecot.  A length is right when a From_ line, at most one empty line before it, or the end of the
 *                   file stands where it points.  A wrong one is ignored, as both clients do, with a note.
 *
 * A span that several readings share is given once, with all their bits; in an ordinary mailbox that is every message.
 * Where they differ the walked bytes are at most four times those of the file, whatever the file; an empty message of
 * another reading than the primary is not given, and one primary message is cut by others at most UB_BOX_CUTS times:
 * the rest is one item that is reported as unread.  No client among these asks for an empty line before a From_ line
 * (formail and RFC 4155 do): there is only a note.
 * A file whose name ends in ".eml" is one message to every client that opens it, even where it begins with a From_ line
 * and so may be an mbox: if it is cut in any reading, all of it follows as one more item, reading UB_BOX_WHOLE.
 * For .emlx UB_BOX_LENGTH is the reading by its byte count and UB_BOX_FROM the one by its property list.
 */
#ifndef UB_BOX_H
#define UB_BOX_H

#include "base.h"

#include <signal.h>

typedef enum ub_box_format {
    UB_BOX_AUTO,      /* found out from the content */
    UB_BOX_MBOX,      /* From_ lines count; text before the first is a message of its own */
    UB_BOX_MAILDIR,   /* each file is one message; of a folder with cur or new only these are walked */
    UB_BOX_EML,       /* each file is one message; a leading From_ line is its envelope */
    UB_BOX_EMLX,      /* byte count, message, property list; never asked for, only found */
} ub_box_format;

enum {                /* readings, bits of ub_box_item.readings */
    UB_BOX_FROM = 1, UB_BOX_ANY = 2, UB_BOX_HEADERS = 4, UB_BOX_LENGTH = 8, UB_BOX_ALL = 15,
    UB_BOX_WHOLE = 16,
};
#define UB_BOX_N_READINGS 4
#define UB_BOX_CUTS 10000

/* "all", "from", "any", "headers", "length", "whole" for a single bit; for several the first of them. */
const char *ub_box_reading_name(unsigned readings);

typedef struct ub_box_opts {          /* zeros are the defaults */
    ub_box_format format;
    uint64_t max_message_bytes;       /* 0: 256 MiB.  A larger message is reported as unread; reading goes on */
    uint64_t max_other_bytes;         /* 0: 16 MiB.  The same for what only a reading other than the primary holds */
    size_t window_bytes;              /* 0: 256 KiB.  Bytes asked for with one read; 1 is allowed */
    bool as_stored;                   /* never expand compressed input */
    bool spans_only;                  /* items carry spans and no bytes; see ub_box_index */
    bool spans_where_fit;             /* the same where `spans_fit` from the beginning of the file, bytes elsewhere */
    const volatile sig_atomic_t *stop;    /* NULL, or: a read that a signal broke off is not begun again when it is not 0 */
    uint64_t files_below;             /* trees: a regular file below a folder that has fewer bytes is not opened but is one
                                         item UB_BOX_FILE, for ub_tree_open_below() */
} ub_box_opts;

/* Where bytes come from when they do not come from a file. */
typedef struct ub_box_source {
    void *ctx;
    /* Up to `n` bytes into `out`; 0 is the end, -1 trouble, with *err filled. */
    ptrdiff_t (*read)(void *ctx, void *out, size_t n, ub_err *err);
    /* NULL, or as many of `n` bytes at `offset` as there are; and then `size_bytes` is the whole size. */
    size_t (*at)(void *ctx, void *out, size_t n, uint64_t offset);
    uint64_t size_bytes;
} ub_box_source;

typedef enum ub_box_kind {
    UB_BOX_MESSAGE,     /* `raw` is the message (not with spans_only) */
    UB_BOX_UNREAD,      /* a message over a limit, or a file with trouble: `err` says why, `bytes` how large if known */
    UB_BOX_SKIPPED,     /* only from a tree: err.what says what it is: "symbolic link", "special file", .. */
    UB_BOX_FILE,        /* only with `files_below`: a file to be opened by somebody else; `bytes` is its size */
} ub_box_kind;

/* Everything lives until the next call on the same box or tree. */
typedef struct ub_box_item {
    ub_box_kind kind;
    ub_err err;
    const char *path;          /* as given, or the path as given and below it */
    ub_box_format format;      /* what the file was found to be, never UB_BOX_AUTO for a message */
    unsigned readings;         /* whose span this is */
    bool primary;              /* of the reading that tiles the file */
    bool spans_fit;            /* the offsets are those of the file on disk, so ub_box_pread can fetch the message */
    uint64_t index;            /* which primary message of the file it is, from 0; another reading's item carries the
                                  index of the primary message in which it begins */
    uint64_t start, end;       /* the span in the (expanded) file: From_ line, message, separating empty line */
    uint64_t offset, bytes;    /* the message in it */
    ub_str from;               /* From_ line without line end; empty when there is none or it is over 1,024 bytes */
    ub_str raw;                /* the message as stored, quoting too */
    ub_str flags;              /* Maildir: what follows ":2," */
    const ub_note *notes;      /* names begin with "box-", `at` counts in the (expanded) file, the first of each kind */
    size_t n_notes;
} ub_box_item;

/* Private: the kinds of notes; only the first have a place that does not follow from the message. */
enum {
    UB_BOX_NOTE_LENGTH, UB_BOX_NOTE_LENGTH_TWICE, UB_BOX_NOTE_INSIDE, UB_BOX_N_PLACED,
    UB_BOX_NOTE_UNDATED = UB_BOX_N_PLACED, UB_BOX_NOTE_NO_BLANK, UB_BOX_NOTE_NO_HEADERS, UB_BOX_NOTE_LONG,
    UB_BOX_NOTE_CR, UB_BOX_NOTE_NO_FROM, UB_BOX_NOTE_TRUNCATED, UB_BOX_NOTE_EMLX, UB_BOX_N_NOTES
};

/* Private: a message that is being read in one of the readings. */
typedef struct ub_box_piece {
    uint64_t start, from, raw, index;
    uint64_t note_at[UB_BOX_N_PLACED];
    unsigned notes;
    bool from_long, cut_off;     /* cut_off: it should have ended earlier, but had been cut too often */
} ub_box_piece;

/* Private: a message whose end is known. */
typedef struct ub_box_done {
    ub_box_piece piece;
    uint64_t end, raw_end;
    unsigned readings;
    bool primary, over;
} ub_box_done;

struct ub_box_filter;

/* Zeroed, or used before: then its memory serves again.  All fields are private. */
typedef struct ub_box {
    ub_box_opts opts;
    ub_box_source source;
    const char *path;
    int fd;
    uint64_t dev, ino;           /* which file it is: st_dev and st_ino; 0 for a source */
    bool own_fd, is_open, regular, eof, whole, again, in_mbox, finished, expanded;
    ub_box_format format;

    char *p;                     /* the window: p[lo, hi) are the bytes from offset `base + lo` on */
    size_t cap, lo, hi, warm;
    uint64_t base;
    uint64_t got_bytes;          /* read from `fd` so far */
    uint64_t size_bytes;         /* of the regular file, from where reading began */
    uint64_t fd_start;           /* where in the file reading began */
    size_t asked, answered;      /* of the last read(2) */
    ub_err trouble;

    uint64_t scan;               /* all before it has been looked at */
    ub_box_piece piece[UB_BOX_N_READINGS];
    unsigned open_from;          /* readings whose From_ line has not ended yet */
    bool lax, cr, headers_open, length_open;
    bool length_known, length_right;
    uint64_t length, length_end, n_messages, n_items, n_cuts;

    ub_box_done done[UB_BOX_N_READINGS];
    size_t n_done, next_done;
    ub_note notes[UB_BOX_N_NOTES];
    struct ub_box_filter *filter;
} ub_box;

/*
 * ub_box_open - begin to read one file.
 *
 * in     b      zeroed, or a box used before
 *        path   a file, which may be a symbolic link, a FIFO or a device; "-" is standard input.  Stays the caller's
 *               and must live as long as the box.  A folder is trouble: see ub_tree
 *        opts   NULL for the defaults
 * fails  UB_IO (err->os), UB_NOMEM.  Close the box all the same
 * cost   nothing is read before the first ub_box_next
 */
ub_status ub_box_open(ub_box *b, const char *path, const ub_box_opts *opts, ub_err *err);
/* The same from an open descriptor, at its present offset.  It is not closed; `path` is only for items. */
ub_status ub_box_open_fd(ub_box *b, int fd, const char *path, const ub_box_opts *opts, ub_err *err);
/* The same from a source, which is copied. */
ub_status ub_box_open_source(ub_box *b, const ub_box_source *source, const char *path, const ub_box_opts *opts,
                             ub_err *err);
void ub_box_close(ub_box *b);                              /* NULL-safe, idempotent; for UB_CLEANUP */

/*
 * ub_box_next - the next message.
 *
 * out    *item  set on UB_OK: a message, or one that is over a limit (UB_BOX_UNREAD)
 * fails  UB_ABSENT at the end, and from then on.
 *        UB_IO, UB_SYNTAX (compressed input is damaged), UB_LIMIT (it expands without end), UB_NOMEM: the file cannot be
 *        read on, or has grown or shrunk meanwhile.  Comes once, after the messages that were read; the last of these
 *        has the note "box-truncated"
 * cost   one pass over the file; each byte is looked at once by a 16-byte scan and a message is never copied, but for
 *        the rest of the window when it moves
 */
ub_status ub_box_next(ub_box *b, ub_box_item *item, ub_err *err);

/* The same without keeping bytes: spans only, however large the messages.  For a parent that hands out spans. */
ub_status ub_box_index(ub_box *b, ub_box_item *item, ub_err *err);

/*
 * ub_box_pread - fetch a span of a file into memory of the caller; for a worker.
 * fails  UB_IO: refused, or the file is shorter than that now
 */
ub_status ub_box_pread(int fd, uint64_t offset, void *out, size_t n, ub_err *err);

/* -------------------------------------------------------------------------------------------- From_ quoting */

/* A message with its quoting undone, both ways.  A slice is `raw` itself where nothing changed. */
typedef struct ub_box_unquoted {
    ub_str mboxrd;       /* one '>' less from each line ">From ", ">>From ", .. */
    ub_str mboxo;        /* one '>' less from each line ">From " only */
    size_t n_lines;      /* lines of the first kind */
    bool differ;         /* some begin with ">>" */
} ub_box_unquoted;

/* fails  UB_LIMIT: the arena is full.  cost: one pass, and a copy for each that changed */
ub_status ub_box_unquote(ub_arena *a, ub_str raw, ub_box_unquoted *out, ub_err *err);

/* -------------------------------------------------------------------------------------------- trees */

#define UB_TREE_DEPTH 64

/* Private: a folder that is being walked. */
typedef struct ub_tree_frame {
    int fd;
    bool more, maildir, in_maildir;
    size_t path_n, n, at;
    char *mark;                  /* of the arena, before this folder's names */
    const char **names;          /* sorted; names[i][-1] is the d_type */
    char after[256];             /* names up to this one have been handed out */
} ub_tree_frame;

/* Zeroed.  All fields are private. */
typedef struct ub_tree {
    ub_box_opts opts;
    ub_box box;
    ub_arena names;
    ub_err first;
    bool box_open;
    uint64_t n_in_file;
    size_t depth;
    char path[8192];
    ub_tree_frame frame[UB_TREE_DEPTH];
} ub_tree;

/*
 * ub_tree_open - begin to read a file, or all files below a folder.
 *
 * in     t      zeroed, or used and closed before
 *        path   a file, a folder or "-"
 * fails  UB_NOMEM.  A path that cannot be read is an item
 */
ub_status ub_tree_open(ub_tree *t, const char *path, const ub_box_opts *opts, ub_err *err);
void ub_tree_close(ub_tree *t);

/*
 * ub_tree_next - the next message of the tree.
 *
 * Names of a folder come in the order of their bytes, cur before new.  Symbolic links, special files, tmp folders of a
 * Maildir and files beside its cur and new are not entered: each is one item UB_BOX_SKIPPED.  What cannot be read
 * is one item UB_BOX_UNREAD behind the messages that could be, and the walk goes on.
 *
 * out    *item  set on UB_OK
 * fails  UB_ABSENT at the end
 * cost   a file of one message: openat, fstat, read, close.  Names of a folder are held in at most 8 MiB; a folder with
 *        more is listed several times
 */
ub_status ub_tree_next(ub_tree *t, ub_box_item *item);

/* The descriptor of the file whose messages come, or -1; and of the folder that the tree began with, or -1. */
static inline int ub_tree_fd(const ub_tree *t) { return t->box_open ? t->box.fd : -1; }
static inline int ub_tree_root(const ub_tree *t) { return t->depth ? t->frame[0].fd : -1; }

/*
 * ub_tree_open_below - open what a tree found, without following a link on the way.
 *
 * in     root  a folder, or AT_FDCWD: then links are followed, as for a path that somebody typed
 *        path  below it
 * out    *fd   a regular file, the caller's to close
 * fails  UB_ABSENT: a link or a special file by now, err->what says which; UB_IO
 */
ub_status ub_tree_open_below(int root, const char *path, int *fd, ub_err *err);

#endif
