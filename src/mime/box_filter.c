/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compressed files, expanded as they are read: gzip by zlib, xz, zstd and bzip2 by libarchive's filters.
 *
 * libarchive would do for gzip, too, but up to version 3.6 it neither checks the checksum nor gives out the last 64 KiB
 * before a damage, and a mailbox that is not what was stored must not pass as whole.  It is loaded when the first such
 * file is met and not linked: with what it pulls in it would cost every start of the program 1 ms, twice what a
 * message does; zlib's cost cannot be measured.
 *
 * Members and streams that follow each other are one file.  Only what grows without bounds is refused: more than 1,000
 * times its size behind the first 256 MiB, which no mailbox does.
 */
#include "box_priv.h"

#include <archive.h>
#include <dlfcn.h>
#include <sys/mman.h>
#include <zlib.h>

#define EXPANDS_FREELY ((uint64_t)256 << 20)
#define EXPANDS_TIMES  1000

struct library {
    struct archive *(*read_new)(void);
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
    bool loaded, ended;          /* the library is there; nothing is left of the stored file */
    bool is_gzip, in_member;
    struct archive *archive;
    z_stream z;
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

/* The next stored bytes, in f->in; 0 at the end, and on trouble, which then stands in f->trouble. */
static size_t refill(struct ub_box_filter *f)
{
    ptrdiff_t got = (ptrdiff_t)f->n_first;
    f->n_first = 0;
    if (got == 0 && !f->ended) got = box_read_stored(f->box, f->in, f->cap, &f->trouble);
    if (got <= 0) return f->ended = true, 0;
    f->in_bytes += (uint64_t)got;
    return (size_t)got;
}

/* ------------------------------------------------------------------------------------------------ gzip */

static ptrdiff_t damaged(struct ub_box_filter *f, ub_err *err)
{
    if (f->trouble.status) *err = f->trouble;
    else ub_fail(err, UB_SYNTAX, "is damaged where it is compressed", (size_t)f->out_bytes);
    return -1;
}

static bool gzip_begin(struct ub_box_filter *f)
{
    f->z = (z_stream){ 0 };
    f->is_gzip = inflateInit2(&f->z, 15 + 16) == Z_OK;     /* the largest window; gzip and nothing else */
    return f->in_member = f->is_gzip;
}

/* RFC 1952: members one behind the other.  Zero bytes behind the last are padding, anything else is damage. */
static ptrdiff_t gzip_read(struct ub_box_filter *f, void *out, size_t n, ub_err *err)
{
    int r = Z_OK;
    f->z.next_out = out;
    f->z.avail_out = n < (1u << 30) ? (uInt)n : 1u << 30;
    n = f->z.avail_out;
    while (f->z.avail_out == n) {
        if (f->z.avail_in == 0) {
            f->z.next_in = (Bytef *)f->in;
            f->z.avail_in = (uInt)refill(f);
            if (f->z.avail_in == 0) return f->in_member || f->trouble.status ? damaged(f, err) : 0;
        }
        if (!f->in_member && *f->z.next_in == 0) {
            f->z.next_in++;
            f->z.avail_in--;
            continue;
        }
        if (!f->in_member && inflateReset(&f->z) != Z_OK) return damaged(f, err);
        f->in_member = true;
        r = inflate(&f->z, Z_NO_FLUSH);
        if (r == Z_STREAM_END) f->in_member = false;
        /* What came out before the damage is given first; the next call finds the damage again. */
        else if (r != Z_OK && r != Z_BUF_ERROR && f->z.avail_out == n) return damaged(f, err);
    }
    return (ptrdiff_t)(n - f->z.avail_out);
}

/* ------------------------------------------------------------------------------------------------ the others */

static la_ssize_t give(struct archive *archive, void *ctx, const void **out)
{
    struct ub_box_filter *f = ctx;
    (void)archive;
    *out = f->in;
    /* Trouble below looks like the end to the library; what it then says is replaced by the true reason. */
    return (la_ssize_t)refill(f);
}

static ub_status archive_begin(struct ub_box_filter *f, bool *empty, ub_err *err)
{
    struct library *lib = &f->lib;
    struct archive_entry *entry;
    ub_status s = load(f, err);
    if (s != UB_OK) return s;
    f->archive = lib->read_new();
    if (!f->archive) return ub_fail(err, UB_NOMEM, "no memory to expand a file", 0);
    if (lib->support_filter_xz(f->archive) < ARCHIVE_WARN || lib->support_filter_zstd(f->archive) < ARCHIVE_WARN
        || lib->support_filter_bzip2(f->archive) < ARCHIVE_WARN || lib->support_format_raw(f->archive) < ARCHIVE_WARN
        || lib->support_format_empty(f->archive) < ARCHIVE_WARN)
        return ub_fail(err, UB_IO, "is compressed, and libarchive cannot read it", 0);
    if (lib->open(f->archive, f, NULL, give, NULL) >= ARCHIVE_WARN) {
        int r = lib->next_header(f->archive, &entry);
        *empty = r == ARCHIVE_EOF;
        if (r == ARCHIVE_OK || r == ARCHIVE_WARN || r == ARCHIVE_EOF) return UB_OK;
    }
    damaged(f, err);
    return err->status;
}

static ptrdiff_t archive_read(struct ub_box_filter *f, void *out, size_t n, ub_err *err)
{
    la_ssize_t got;
    do got = f->lib.data(f->archive, out, n); while (got == ARCHIVE_RETRY);
    return got < 0 || f->trouble.status ? damaged(f, err) : got;
}

/* ------------------------------------------------------------------------------------------------ both */

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
    ub_status s = UB_OK;
    size_t n = b->hi - b->lo;
    bool empty = false;
    if (!take(b, n)) return ub_fail(err, UB_NOMEM, "no memory to expand a file", 0);
    f = b->filter;
    memcpy(f->in, b->p + b->lo, n);
    f->n_first = n;
    f->box = b;
    f->ended = b->eof;
    f->in_bytes = f->out_bytes = 0;
    f->trouble = b->trouble;
    b->trouble = (ub_err){ 0 };
    if (!ub_str_starts(ub_str_of(f->in, n), kinds[0].magic)) s = archive_begin(f, &empty, err);
    else if (!gzip_begin(f)) s = ub_fail(err, UB_NOMEM, "no memory to expand a file", 0);
    b->base = b->scan = 0;
    b->lo = b->hi = 0;
    b->eof = empty;
    b->expanded = true;
    return s;
}

ptrdiff_t box_filter_read(ub_box *b, void *out, size_t n, ub_err *err)
{
    struct ub_box_filter *f = b->filter;
    ptrdiff_t got;
    if (f->out_bytes > EXPANDS_FREELY && f->out_bytes / EXPANDS_TIMES > f->in_bytes)
        return ub_fail(err, UB_LIMIT, "expands to more than 1,000 times its size", (size_t)f->out_bytes), -1;
    got = f->is_gzip ? gzip_read(f, out, n, err) : archive_read(f, out, n, err);
    if (got > 0) f->out_bytes += (uint64_t)got;
    return got;
}

void box_filter_end(ub_box *b)
{
    struct ub_box_filter *f = b->filter;
    if (!f) return;
    if (f->archive) f->lib.free(f->archive);
    if (f->is_gzip) inflateEnd(&f->z);
    f->archive = NULL;
    f->is_gzip = false;
}

void box_filter_release(ub_box *b)
{
    if (!b->filter) return;
    box_filter_end(b);
    munmap(b->filter, sizeof *b->filter + b->filter->cap);
    b->filter = NULL;
}
