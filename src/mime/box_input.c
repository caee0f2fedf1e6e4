/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The window: bytes of one file, of which the beginning is given up as reading goes on.
 *
 * It grows only for what box_hold() still wants.  Memory that was not touched costs nothing, so it grows by doubling;
 * what a large message has touched is given back when the message is done.
 */
#include "box_priv.h"
#include "poison.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* What lies behind the bytes that were read is nobody's. */
static void fence(ub_box *b) { UB_POISON(b->p + b->hi, b->cap - b->hi); }
static void unfence(ub_box *b) { UB_UNPOISON(b->p, b->cap); }

/* A window that a large message made larger than this is given back when the message is done.  Less would be paid for
 * in page faults: each costs as much as reading 10 kB. */
#define KEPT_BYTES ((size_t)8 << 20)
#define HUGE_BYTES ((size_t)4 << 20)

static size_t home_cap(const ub_box *b)
{
    size_t page = 4096, n = b->opts.window_bytes + (64u << 10);
    return (n + page - 1) / page * page;
}

static bool set_cap(ub_box *b, size_t cap)
{
    void *p = b->p ? mremap(b->p, b->cap, cap, MREMAP_MAYMOVE)
                   : mmap(NULL, cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return false;
    if (cap >= HUGE_BYTES) madvise(p, cap, MADV_HUGEPAGE);     /* a wish: less to pay in page faults for a large message */
    b->p = p;
    b->cap = cap;
    return true;
}

void box_release(ub_box *b)
{
    if (!b->p) return;
    unfence(b);
    munmap(b->p, b->cap);
    b->p = NULL;
    b->cap = b->lo = b->hi = 0;
}

/* Make room behind the bytes that are held. */
static bool make_room(ub_box *b)
{
    size_t least = b->opts.window_bytes / 4 + 1, held;
    b->lo = (size_t)(box_hold(b) - b->base);
    held = b->hi - b->lo;
    if (b->p && b->cap - b->hi >= least) return true;
    unfence(b);
    if (b->lo > 0 && b->lo >= held / 4) {       /* a move of n bytes has been paid for by n / 4 bytes that are done */
        memmove(b->p, b->p + b->lo, held);
        b->base += b->lo;
        b->lo = 0;
        b->hi = held;
        if (b->cap > KEPT_BYTES && held < KEPT_BYTES / 2 && !set_cap(b, KEPT_BYTES)) return false;
    }
    if (b->p && b->cap - b->hi >= least) return true;
    return set_cap(b, b->p ? b->cap * 2 : home_cap(b));
}

static ptrdiff_t read_fd(ub_box *b, void *out, size_t n, ub_err *err)
{
    ssize_t got;
    /* A regular file is read to the size it had; one byte more is asked for, to see whether it has grown. */
    if (b->regular && n > b->size_bytes - b->got_bytes) n = (size_t)(b->size_bytes - b->got_bytes) + 1;
    if (b->regular && b->got_bytes == b->size_bytes && b->answered < b->asked) return 0;
    do got = read(b->fd, out, n); while (got < 0 && errno == EINTR && !(b->opts.stop && *b->opts.stop));
    if (got < 0) return ub_fail_os(err, errno == EISDIR ? "is a folder" : "cannot be read", errno), -1;
    b->asked = n;
    b->answered = (size_t)got;
    if (!b->regular) return got;
    if (got == 0 && b->got_bytes < b->size_bytes)
        return ub_fail(err, UB_IO, "shrank while it was read", b->got_bytes), -1;
    if ((uint64_t)got > b->size_bytes - b->got_bytes) {
        ub_fail(&b->trouble, UB_IO, "grew while it was read", b->size_bytes);
        got = (ssize_t)(b->size_bytes - b->got_bytes);
        b->answered = 0;                        /* nothing more is asked for */
    }
    b->got_bytes += (uint64_t)got;
    return got;
}

ptrdiff_t box_read_stored(ub_box *b, void *out, size_t n, ub_err *err)
{
    return b->source.read ? b->source.read(b->source.ctx, out, n, err) : read_fd(b, out, n, err);
}

bool box_more(ub_box *b)
{
    ub_err err = { 0 };
    ptrdiff_t got = -1;
    size_t n;
    if (b->eof) return false;
    if (!make_room(b)) ub_fail(&err, UB_NOMEM, "no memory for a message", 0);
    else {
        n = b->cap - b->hi < b->opts.window_bytes ? b->cap - b->hi : b->opts.window_bytes;
        unfence(b);
        got = b->expanded ? box_filter_read(b, b->p + b->hi, n, &err) : box_read_stored(b, b->p + b->hi, n, &err);
    }
    if (got < 0) b->trouble = err;
    if (got > 0) b->hi += (size_t)got;
    fence(b);
    return got > 0 ? true : (b->eof = true, false);
}

size_t box_peek(ub_box *b, void *out, size_t n, uint64_t offset)
{
    size_t have = 0;
    if (offset >= b->base + b->lo && offset < box_end(b)) {
        have = (size_t)(box_end(b) - offset);
        if (have > n) have = n;
        memcpy(out, box_at(b, offset), have);
    }
    if (have < n && b->source.at) have += b->source.at(b->source.ctx, (char *)out + have, n - have, offset + have);
    while (have < n && b->regular && offset + have < b->size_bytes) {
        uint64_t left = b->size_bytes - offset - have;
        ssize_t got = pread(b->fd, (char *)out + have, n - have < left ? n - have : (size_t)left,
                            (off_t)(b->fd_start + offset + have));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        have += (size_t)got;
    }
    return have;
}

ub_status ub_box_pread(int fd, uint64_t offset, void *out, size_t n, ub_err *err)
{
    char *p = out;
    while (n > 0) {
        ssize_t got = pread(fd, p, n, (off_t)offset);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return ub_fail_os(err, "cannot be read", errno);
        if (got == 0) return ub_fail(err, UB_IO, "shrank while it was read", (size_t)offset);
        p += got;
        offset += (uint64_t)got;
        n -= (size_t)got;
    }
    return UB_OK;
}
