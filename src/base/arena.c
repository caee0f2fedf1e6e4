/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arena: one reservation, a bump pointer, a ceiling.
 *
 * Under AddressSanitizer what was not handed out is poisoned and every object is followed by a red zone, so that reading
 * past an object is seen although malloc() never gave it out.
 */
#include "base.h"
#include "poison.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef UB_ASAN
#define RED_ZONE 16
#else
#define RED_ZONE 0
#endif

/*
 * How far an arena was handed out since it was forgotten, and ever, by any of its copies.  Poisoning costs an eighth of what is
 * poisoned, and a reserve is a thousand times what a message takes: only its first FENCED bytes are poisoned before they are
 * handed out.  An arena that finds no place here is poisoned whole.
 */
#ifdef UB_ASAN
enum { MARKS = 16, FENCED = 64 << 20 };
struct mark { char *start, *high, *most; };
static _Thread_local struct mark marks[MARKS];

static struct mark *mark_of(const char *start)
{
    for (size_t i = 0; i < MARKS; i++)
        if (marks[i].start == start) return &marks[i];
    return NULL;
}
/* Poison the first of its `n` bytes. */
static void mark_open(char *start, size_t n)
{
    struct mark *m = mark_of(start);          /* one that another thread has closed */
    if (!m) m = mark_of(NULL);
    if (m && n > FENCED) n = FENCED;
    UB_POISON(start, n);
    if (m) *m = (struct mark){ start, start, start + n };
}
static void mark_drop(const ub_arena *a)
{
    struct mark *m = mark_of(a->start);
    if (m) m->start = NULL;
}
static void mark_close(const ub_arena *a)
{
    struct mark *m = mark_of(a->start);
    UB_UNPOISON(a->start, (size_t)((m ? m->most : a->end) - a->start));
    mark_drop(a);
}
static void mark_take(const ub_arena *a)
{
    struct mark *m = mark_of(a->start);
    if (!m || m->high >= a->at) return;
    m->high = a->at;
    if (m->most < m->high) m->most = m->high;
}
/* Poison what was handed out. */
static void mark_forget(const ub_arena *a)
{
    struct mark *m = mark_of(a->start);
    UB_POISON(a->start, (size_t)((m ? m->high : a->end) - a->start));
    if (m) m->high = a->start;
}
#else
static void mark_open(char *start, size_t n) { (void)start, (void)n; }
static void mark_drop(const ub_arena *a) { (void)a; }
static void mark_close(const ub_arena *a) { (void)a; }
static void mark_take(const ub_arena *a) { (void)a; }
static void mark_forget(const ub_arena *a) { (void)a; }
#endif

static size_t page_up(size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (n + page - 1) / page * page;
}

ub_status ub_arena_open(ub_arena *a, size_t max_bytes, ub_err *err)
{
    size_t n = page_up(max_bytes ? max_bytes : 1);
    void *p = n < max_bytes ? MAP_FAILED
        : mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return ub_fail(err, UB_NOMEM, "cannot reserve memory for a message", 0);
    mark_open(p, n);
    *a = (ub_arena){ .at = p, .end = (char *)p + n, .start = p };
    return UB_OK;
}

ub_status ub_arena_open_upto(ub_arena *a, size_t max_bytes, size_t least_bytes, ub_err *err)
{
    for (size_t n = max_bytes; ; n /= 2) {
        ub_status s = ub_arena_open(a, n, err);
        if (s == UB_OK && n == max_bytes) return s;
        if (s == UB_OK) {
            ub_arena_close(a);
            return ub_arena_open(a, n / 2 > least_bytes ? n / 2 : least_bytes, err);
        }
        if (n / 2 < least_bytes) return s;
    }
}

void ub_arena_close(ub_arena *a)
{
    if (!a || !a->start) return;
    mark_close(a);
    munmap(a->start, (size_t)(a->end - a->start));
    *a = (ub_arena){ 0 };
}

void ub_arena_reset(ub_arena *a, size_t keep_bytes)
{
    if ((size_t)(a->at - a->start) > keep_bytes) {
        size_t keep = page_up(keep_bytes);
        /* Scratch copies may have touched pages beyond `at`; those are given back as well. */
        madvise(a->start + keep, (size_t)(a->end - a->start) - keep, MADV_DONTNEED);
    }
    a->at = a->start;
    mark_forget(a);
}

ub_arena ub_arena_split(ub_arena *a, size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), left = ub_arena_left(a);
    n = (n < left ? n : left) / page * page;
    a->end -= n;      /* the end is that of a mapping: a page's */
    mark_open(a->end, 0);
    return (ub_arena){ .at = a->end, .end = a->end + n, .start = a->end };
}

void ub_arena_join(ub_arena *a, ub_arena *part, bool give_back)
{
    size_t n = (size_t)(part->end - part->start);
    assert(a->end == part->start);
    if (give_back && n) madvise(part->start, n, MADV_DONTNEED);
    mark_forget(part);
    mark_drop(part);
    a->end = part->end;
    *part = (ub_arena){ 0 };
}

void *ub_arena_take(ub_arena *a, size_t n, size_t align)
{
    size_t pad = (size_t)(-(uintptr_t)a->at & (align - 1));
    size_t left = (size_t)(a->end - a->at);
    char *p;
    if (left < pad + RED_ZONE || left - pad - RED_ZONE < n) return NULL;
    p = a->at + pad;
    a->at = p + n + RED_ZONE;
    mark_take(a);
    UB_UNPOISON(p, n);
    UB_POISON(p + n, RED_ZONE);
    return p;
}

void *ub_arena_array(ub_arena *a, size_t size, size_t count, size_t align)
{
    size_t n;
    void *p = __builtin_mul_overflow(size, count, &n) ? NULL : ub_arena_take(a, n, align);
    return p ? memset(p, 0, n) : NULL;
}

bool ub_str_copy(ub_arena *a, ub_str s, ub_str *out)
{
    char *p = ub_arena_take(a, s.n, 1);
    if (!p) return false;
    if (s.n) memcpy(p, s.p, s.n);
    *out = (ub_str){ p, s.n };
    return true;
}

/* Make the object of `have` bytes at `p` one of `want` bytes: in place when nothing was taken since. */
static void *regrow(ub_arena *a, void *p, size_t have, size_t want, size_t align)
{
    char *q;
    if (p && (char *)p + have + RED_ZONE == a->at && (size_t)(a->end - a->at) >= want - have) {
        a->at += want - have;
        mark_take(a);
        UB_UNPOISON(p, want);
        UB_POISON((char *)p + want, RED_ZONE);
        return p;
    }
    q = ub_arena_take(a, want, align);
    if (q && have) memcpy(q, p, have);
    return q;
}

bool ub_arena_grow(ub_arena *a, void **p, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 8, want;
    void *q = __builtin_mul_overflow(more, size, &want) ? NULL : regrow(a, *p, *cap * size, want, _Alignof(max_align_t));
    if (!q) return false;
    *p = q;
    *cap = more;
    return true;
}

bool ub_buf_room(ub_buf *b, size_t more)
{
    size_t want = b->cap ? b->cap : 64;
    char *q;
    if (b->failed) return false;
    if (b->cap - b->n >= more) return true;
    while (want - b->n < more && want <= SIZE_MAX / 2) want *= 2;
    q = want - b->n < more ? NULL : regrow(b->a, b->p, b->cap, want, 1);
    if (!q) return b->failed = true, false;
    b->p = q;
    b->cap = want;
    return true;
}

bool ub_buf_utf8(ub_buf *b, uint32_t c)
{
    char u[4];
    size_t n;
    if (c > 0x10FFFF || (c & 0xFFFFF800) == 0xD800) c = 0xFFFD;
    if (c < 0x80) u[0] = (char)c, n = 1;
    else if (c < 0x800) u[0] = (char)(0xC0 | c >> 6), u[1] = (char)(0x80 | (c & 63)), n = 2;
    else if (c < 0x10000)
        u[0] = (char)(0xE0 | c >> 12), u[1] = (char)(0x80 | (c >> 6 & 63)), u[2] = (char)(0x80 | (c & 63)), n = 3;
    else
        u[0] = (char)(0xF0 | c >> 18), u[1] = (char)(0x80 | (c >> 12 & 63)), u[2] = (char)(0x80 | (c >> 6 & 63)),
        u[3] = (char)(0x80 | (c & 63)), n = 4;
    return ub_buf_add(b, (ub_str){ u, n });
}
