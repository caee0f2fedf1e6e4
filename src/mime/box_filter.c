/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compressed files, expanded as they are read by libarchive's filters.
 *
 * libarchive is loaded when the first compressed file is met, not linked: with what it pulls in it would cost every
 * start of the program, also as a pipe, more than a message does.  Members and streams that follow each other are one
 * file.  Only what grows without bounds is refused: more than 1,000 times its size behind the first 256 MiB, which no
 * mailbox does.
 */
#include "box_priv.h"

#include <archive.h>
#include <dlfcn.h>
#include <errno.h>
#include <sys/mman.h>

#define EXPANDS_FREELY ((uint64_t)256 << 20)
#define EXPANDS_TIMES  1000

struct library {
    struct archive *(*read_new)(void);
    int (*support_filter_gzip)(struct archive *);
    int (*support_filter_xz)(struct archive *);
    int (*support_filter_zstd)(struct archive *);
    int (*support_filter_bzip2)(struct archive *);
    int (*support_format_raw)(struct archive *);
    int (*support_format_empty)(struct archive *);
    int (*open)(struct archive *, void *, archive_open_callback *, archive_read_callback *, archive_close_callback *);
    int (*next_header)(struct archive *, struct archive_entry **);
    la_ssize_t (*data)(struct archive *, void *, size_t);
    int (*free)(struct archive *);
};

static const struct { const char *name; size_t at; } symbols[] = {
    { "archive_read_new", offsetof(struct library, read_new) },
    { "archive_read_support_filter_gzip", offsetof(struct library, support_filter_gzip) },
    { "archive_read_support_filter_xz", offsetof(struct library, support_filter_xz) },
    { "archive_read_support_filter_zstd", offsetof(struct library, support_filter_zstd) },
    { "archive_read_support_filter_bzip2", offsetof(struct library, support_filter_bzip2) },
    { "archive_read_support_format_raw", offsetof(struct library, support_format_raw) },
    { "archive_read_support_format_empty", offsetof(struct library, support_format_empty) },
    { "archive_read_open", offsetof(struct library, open) },
    { "archive_read_next_header", offsetof(struct library, next_header) },
    { "archive_read_data", offsetof(struct library, data) },
    { "archive_read_free", offsetof(struct library, free) },
};

/* One mapping: this, and behind it the bytes that go into the filter. */
struct ub_box_filter {
    struct library lib;
    bool loaded, ended;
    struct archive *archive;
    ub_box *box;
    size_t cap, n_first;         /* bytes in `in` that were read before the filter began */
    uint64_t in_bytes, out_bytes;
    ub_err trouble;              /* of the stored file */
    char in[];
};

static const struct { ub_str magic; } kinds[] = {
    { UB_LIT("\x1F\x8B") },                      /* gzip, RFC 1952 2.3.1 */
    { UB_LIT("\xFD" "7zXZ\0") },                 /* xz file format 2.1.1.1 */
    { UB_LIT("\x28\xB5\x2F\xFD") },              /* zstd, RFC 8878 3.1.1 */
};

bool box_is_compressed(const char *p, size_t n)
{
    ub_str head = ub_str_of(p, n);
    for (size_t i = 0; i < UB_COUNT(kinds); i++)
        if (ub_str_starts(head, kinds[i].magic)) return true;
    /* bzip2: "BZh", the block size as a digit, then a block or the end. */
    return n >= 10 && ub_str_starts(head, UB_S("BZh")) && head.p[3] >= '1' && head.p[3] <= '9'
        && (memcmp(head.p + 4, "1AY&SY", 6) == 0 || memcmp(head.p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

static ub_status load(struct ub_box_filter *f, ub_err *err)
{
    void *lib;
    if (f->loaded) return UB_OK;
    lib = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
    if (!lib) return ub_fail(err, UB_IO, "is compressed, and libarchive.so.13 is not installed", 0);
    for (size_t i = 0; i < UB_COUNT(symbols); i++) {
        void *symbol = dlsym(lib, symbols[i].name);
        if (!symbol) return ub_fail(err, UB_IO, "is compressed, and libarchive.so.13 lacks a function", 0);
        memcpy((char *)&f->lib + symbols[i].at, &symbol, sizeof symbol);
    }
    f->loaded = true;                            /* and stays so: unloading it and its libraries is not safe */
    return UB_OK;
}

static la_ssize_t give(struct archive *archive, void *ctx, const void **out)
{
    struct ub_box_filter *f = ctx;
    ptrdiff_t got = (ptrdiff_t)f->n_first;
    (void)archive;
    f->n_first = 0;
    if (got == 0 && !f->ended) got = box_read_stored(f->box, f->in, f->cap, &f->trouble);
    if (got <= 0) f->ended = true;
    else f->in_bytes += (uint64_t)got;
    *out = f->in;
    /* Trouble below looks like the end to the library; what it then says is replaced by the true reason. */
    return got > 0 ? got : 0;
}

/* The filter's mapping, with room for `n` bytes. */
static bool take(ub_box *b, size_t n)
{
    struct ub_box_filter *f;
    size_t cap = n < 65536 ? 65536 : n;
    if (b->filter && b->filter->cap >= cap) return true;
    box_filter_release(b);
    f = mmap(NULL, sizeof *f + cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (f == MAP_FAILED) return false;
    f->cap = cap;
    b->filter = f;
    return true;
}

ub_status box_filter_begin(ub_box *b, ub_err *err)
{
    struct ub_box_filter *f;
    struct archive_entry *entry;
    struct library *lib;
    ub_status s;
    size_t n = b->hi - b->lo;
    if (!take(b, n)) return ub_fail(err, UB_NOMEM, "no memory to expand a file", 0);
    f = b->filter;
    if ((s = load(f, err)) != UB_OK) return s;
    lib = &f->lib;
    memcpy(f->in, b->p + b->lo, n);
    f->n_first = n;
    f->box = b;
    f->ended = b->eof;
    f->in_bytes = f->out_bytes = 0;
    f->trouble = (ub_err){ 0 };
    b->base = b->scan = 0;
    b->lo = b->hi = 0;
    b->eof = false;
    b->expanded = true;
    f->archive = lib->read_new();
    if (!f->archive) return ub_fail(err, UB_NOMEM, "no memory to expand a file", 0);
    if (lib->support_filter_gzip(f->archive) < ARCHIVE_WARN || lib->support_filter_xz(f->archive) < ARCHIVE_WARN
        || lib->support_filter_zstd(f->archive) < ARCHIVE_WARN || lib->support_filter_bzip2(f->archive) < ARCHIVE_WARN
        || lib->support_format_raw(f->archive) < ARCHIVE_WARN || lib->support_format_empty(f->archive) < ARCHIVE_WARN)
        return ub_fail(err, UB_IO, "is compressed, and libarchive cannot read it", 0);
    if (lib->open(f->archive, f, NULL, give, NULL) < ARCHIVE_WARN) return ub_fail(err, UB_SYNTAX, "is damaged where it is compressed", 0);
    switch (lib->next_header(f->archive, &entry)) {
    case ARCHIVE_OK: case ARCHIVE_WARN: return UB_OK;
    case ARCHIVE_EOF: b->eof = true; return UB_OK;       /* expands to nothing */
    default: break;
    }
    if (f->trouble.status) return *err = f->trouble, f->trouble.status;
    return ub_fail(err, UB_SYNTAX, "is damaged where it is compressed", 0);
}

ptrdiff_t box_filter_read(ub_box *b, void *out, size_t n, ub_err *err)
{
    struct ub_box_filter *f = b->filter;
    la_ssize_t got;
    if (f->out_bytes > EXPANDS_FREELY && f->out_bytes / EXPANDS_TIMES > f->in_bytes)
        return ub_fail(err, UB_LIMIT, "expands to more than 1,000 times its size", (size_t)f->out_bytes), -1;
    do got = f->lib.data(f->archive, out, n); while (got == ARCHIVE_RETRY);
    if (got > 0) return f->out_bytes += (uint64_t)got, (ptrdiff_t)got;
    if (f->trouble.status) return *err = f->trouble, -1;
    if (got == 0) return 0;
    return ub_fail(err, UB_SYNTAX, "is damaged where it is compressed", (size_t)f->out_bytes), -1;
}

void box_filter_end(ub_box *b)
{
    if (!b->filter || !b->filter->archive) return;
    b->filter->lib.free(b->filter->archive);
    b->filter->archive = NULL;
}

void box_filter_release(ub_box *b)
{
    if (!b->filter) return;
    box_filter_end(b);
    munmap(b->filter, sizeof *b->filter + b->filter->cap);
    b->filter = NULL;
}
