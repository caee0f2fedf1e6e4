/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base: what every room stands on: slices, one arena a message, statuses, notes, the host.
 *
 * Nothing here knows about mail.  There is no global state: what a function needs comes in through its arguments.
 */
#ifndef UB_BASE_H
#define UB_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ------------------------------------------------------------------------------------------------ slices */

/* Bytes somebody else owns: a pointer and a length, passed by value.  No NUL is needed or looked for.
 * An empty slice may have any `p`, NULL too. */
typedef struct ub_str {
    const char *p;
    size_t n;
} ub_str;

#define UB_LIT(s) { (s), sizeof(s) - 1 }             /* in tables */
#define UB_S(s)   ((ub_str){ (s), sizeof(s) - 1 })   /* in expressions */
#define UB_F(s)   ((int)(s).n), (s).p                /* for "%.*s" */

#define UB_COUNT(a) (sizeof(a) / sizeof((a)[0]))

static inline ub_str ub_str_of(const char *p, size_t n) { return (ub_str){ p, n }; }
static inline ub_str ub_str_range(const char *from, const char *to) { return (ub_str){ from, (size_t)(to - from) }; }
static inline const char *ub_str_end(ub_str s) { return s.n ? s.p + s.n : s.p; }    /* NULL + 0 is undefined */

/* The byte at `i` as a number 0..255. */
static inline unsigned ub_str_at(ub_str s, size_t i) { return (unsigned char)s.p[i]; }

/* `s` without its first `i` bytes, and its first `i` bytes; `i` beyond the end means the end. */
static inline ub_str ub_str_from(ub_str s, size_t i)
{
    if (i > s.n) i = s.n;
    return s.n ? (ub_str){ s.p + i, s.n - i } : s;
}
static inline ub_str ub_str_to(ub_str s, size_t i) { return (ub_str){ s.p, i < s.n ? i : s.n }; }

static inline bool ub_str_eq(ub_str a, ub_str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }

/* ASCII only: nothing here depends on the locale. */
static inline unsigned char ub_lower(unsigned char c) { return (unsigned char)(c - 'A') < 26 ? c | 0x20 : c; }
static inline bool ub_is_alpha(unsigned char c) { return (unsigned char)((c | 0x20) - 'a') < 26; }
static inline bool ub_is_digit(unsigned char c) { return (unsigned char)(c - '0') < 10; }
static inline bool ub_is_alnum(unsigned char c) { return ub_is_alpha(c) || ub_is_digit(c); }
/* Space, tab, LF, FF, CR: white space of HTML, CSS and URL. */
static inline bool ub_is_space(unsigned char c)
{
    return c <= ' ' && ((UINT64_C(1) << c) & (UINT64_C(1) << ' ' | 1u << '\t' | 1u << '\n' | 1u << '\f' | 1u << '\r'));
}
/* Value of a hexadecimal digit, -1 when it is none. */
static inline int ub_hex(unsigned char c)
{
    unsigned letter = (c | 0x20u) - 'a';
    return ub_is_digit(c) ? c - '0' : letter < 6 ? (int)letter + 10 : -1;
}

/* Eight bytes, the capitals among them in lower case: 'A' to 'Z' are the bytes without a top bit that get one by adding 0x80 - 'A'
 * and none by adding 0x7F - 'Z'. */
static inline uint64_t ub_lower8(uint64_t x)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), top = 0x80 * ones, low = x & ~top;
    uint64_t capital = (low + (0x80 - 'A') * ones) & ~(low + (0x7F - 'Z') * ones) & ~x & top;
    return x | capital >> 2;
}

/* ASCII letters folded.  Most answers are no, and stand in the length or the first byte. */
bool ub_str_same_nocase(const char *a, const char *b, size_t n);
static inline bool ub_str_eq_nocase(ub_str a, ub_str b)
{
    return a.n == b.n && (a.n == 0 || (ub_lower((unsigned char)*a.p) == ub_lower((unsigned char)*b.p) && ub_str_same_nocase(a.p, b.p, a.n)));
}
int ub_str_cmp(ub_str a, ub_str b);                       /* bytewise, a prefix sorts first */
/* Of `n` rows of `size` bytes that each begin with a ub_str and are sorted by it: the first whose text is `key`, or n. */
size_t ub_str_row(const void *rows, size_t n, size_t size, ub_str key);
int ub_str_cmp_nocase(ub_str a, ub_str b);                /* the same, ASCII letters folded to lower case */
static inline bool ub_str_starts(ub_str s, ub_str prefix) { return s.n >= prefix.n && ub_str_eq(ub_str_to(s, prefix.n), prefix); }
static inline bool ub_str_starts_nocase(ub_str s, ub_str prefix)
{
    return s.n >= prefix.n && ub_str_eq_nocase(ub_str_to(s, prefix.n), prefix);
}
static inline bool ub_str_ends(ub_str s, ub_str suffix)
{
    return s.n >= suffix.n && ub_str_eq(ub_str_from(s, s.n - suffix.n), suffix);
}
static inline bool ub_str_ends_nocase(ub_str s, ub_str suffix)
{
    return s.n >= suffix.n && ub_str_eq_nocase(ub_str_from(s, s.n - suffix.n), suffix);
}
/* Without the byte order mark of UTF-8 before it. */
static inline ub_str ub_str_without_bom(ub_str s)
{
    return ub_str_starts(s, UB_S("\xEF\xBB\xBF")) ? ub_str_from(s, 3) : s;
}
/* White space of ub_is_space off both ends. */
static inline ub_str ub_str_trim(ub_str s)
{
    while (s.n && ub_is_space((unsigned char)s.p[0])) s.p++, s.n--;
    while (s.n && ub_is_space((unsigned char)s.p[s.n - 1])) s.n--;
    return s;
}

/* Byte offset of the first occurrence, `s.n` when there is none. */
static inline size_t ub_str_chr(ub_str s, unsigned char c)
{
    const char *q = s.n ? (const char *)memchr(s.p, c, s.n) : NULL;
    return q ? (size_t)(q - s.p) : s.n;
}
size_t ub_str_find(ub_str s, ub_str needle);
size_t ub_str_find_nocase(ub_str s, ub_str needle);       /* linear in s.n for needles of a few bytes */

/* Cut `*rest` at the first `c`: returns what stands before it and leaves in `*rest` what stands behind it.  Without a
 * `c` returns all and leaves an empty slice. */
static inline ub_str ub_str_cut(ub_str *rest, unsigned char c)
{
    size_t i = ub_str_chr(*rest, c);
    ub_str head = ub_str_to(*rest, i);
    *rest = ub_str_from(*rest, i + 1);
    return head;
}

/* For tables of our own: every bit of it depends on every byte.  Not the same from one version to the next, and no secret. */
uint64_t ub_str_hash(ub_str s, uint64_t seed);

/* Decimal digits, all of `s`, into *value.  False: empty, another byte, or over `max`. */
bool ub_str_uint(ub_str s, uint64_t max, uint64_t *value);

/* ------------------------------------------------------------------------------------------------ statuses */

typedef enum ub_status {
    UB_OK = 0,
    UB_ABSENT,   /* an answer: what was asked for is not there */
    UB_SYNTAX,   /* an answer: the input is not of the form asked for; err->at says where */
    UB_LIMIT,    /* trouble: a limit of the design was met */
    UB_NOMEM,    /* trouble: the machine has no memory */
    UB_IO,       /* trouble: the operating system refused; err->os holds errno */
} ub_status;

/* Why something failed.  `what` is static text, one clause; nobody frees it. */
typedef struct ub_err {
    ub_status status;
    const char *what;
    size_t at;      /* byte offset in the input of the call that failed */
    int os;         /* errno for UB_IO, else 0 */
} ub_err;

const char *ub_status_name(ub_status s);                  /* "ok", "absent", .. */

/* Fill `err` (may be NULL) and return its status, so that `return ub_fail(..)` is one line. */
ub_status ub_fail(ub_err *err, ub_status status, const char *what, size_t at);
ub_status ub_fail_os(ub_err *err, const char *what, int os);

/* ------------------------------------------------------------------------------------------------ arena */

/*
 * One message, one arena: a reserved stretch of address space that the machine backs only where it is touched.
 *
 * Scratch is a copy of the struct: `ub_arena scratch = *a;` and it is dropped by forgetting it.  What was taken from
 * the copy is gone as soon as the original is used again.  Memory is not cleared unless a call says so.
 */
typedef struct ub_arena {
    char *at;       /* next free byte */
    char *end;      /* the ceiling */
    char *start;
} ub_arena;

/*
 * ub_arena_open - reserve an arena of at most `max_bytes`.
 * fails  UB_NOMEM when the address space is refused
 */
ub_status ub_arena_open(ub_arena *a, size_t max_bytes, ub_err *err);
/* The same, and when that much is refused (mail servers limit the address space of what they run) a quarter to a half of what
 * can be had, but at least `least_bytes`; the rest is left to others. */
ub_status ub_arena_open_upto(ub_arena *a, size_t max_bytes, size_t least_bytes, ub_err *err);
void ub_arena_close(ub_arena *a);                          /* NULL-safe, idempotent; for UB_CLEANUP */

/* Forget all that was taken; gives pages beyond the first `keep_bytes` back to the machine. */
void ub_arena_reset(ub_arena *a, size_t keep_bytes);

static inline size_t ub_arena_used(const ub_arena *a) { return (size_t)(a->at - a->start); }
static inline size_t ub_arena_left(const ub_arena *a) { return (size_t)(a->end - a->at); }

/* `n` bytes aligned to `align` (a power of two); NULL at the ceiling, which callers turn into UB_LIMIT.
 * n == 0 gives a valid pointer of which nothing may be read. */
void *ub_arena_take(ub_arena *a, size_t n, size_t align);
#define UB_NEW(a, type, count) ((type *)ub_arena_array((a), sizeof(type), (count), _Alignof(type)))
void *ub_arena_array(ub_arena *a, size_t size, size_t count, size_t align);   /* cleared; NULL on overflow too */

/*
 * ub_arena_split - an arena of at most `n` bytes at the far end of `a`, which ends before it until ub_arena_join().
 * For working space: what is taken from `a` meanwhile stays dense, and dense memory is warm.
 */
ub_arena ub_arena_split(ub_arena *a, size_t n);
void ub_arena_join(ub_arena *a, ub_arena *part, bool give_back);   /* give_back: its pages go back to the machine */

/* A copy of `s` in the arena.  False at the ceiling; *out untouched then. */
bool ub_str_copy(ub_arena *a, ub_str s, ub_str *out);

/*
 * A list that grows: doubled in place while it is the arena's newest object, else moved.
 *     struct { ub_thing *p; size_t n, cap; } list = { 0 };
 *     ub_thing *t = UB_PUSH(a, &list);    // cleared; NULL at the ceiling
 */
#define UB_PUSH(a, list) \
    ((list)->n < (list)->cap || ub_arena_grow((a), (void **)&(list)->p, &(list)->cap, sizeof *(list)->p) \
     ? memset(&(list)->p[(list)->n++], 0, sizeof *(list)->p) : NULL)
/* The same, not cleared: for what is assigned whole at once. */
#define UB_PUSH_UNCLEARED(a, list) \
    ((list)->n < (list)->cap || ub_arena_grow((a), (void **)&(list)->p, &(list)->cap, sizeof *(list)->p) \
     ? &(list)->p[(list)->n++] : NULL)
bool ub_arena_grow(ub_arena *a, void **p, size_t *cap, size_t size);

/* Bytes that grow, the same way.  After a failure `failed` is set, nothing more is added, and the text so far stays. */
typedef struct ub_buf {
    ub_arena *a;
    char *p;
    size_t n, cap;
    bool failed;
} ub_buf;
static inline ub_buf ub_buf_in(ub_arena *a) { return (ub_buf){ a, NULL, 0, 0, false }; }
bool ub_buf_room(ub_buf *b, size_t more);                  /* make room for `more` bytes behind the n there are */
static inline bool ub_buf_add(ub_buf *b, ub_str s)
{
    if (b->cap - b->n < s.n && !ub_buf_room(b, s.n)) return false;
    if (b->failed) return false;
    if (s.n) memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    return true;
}
static inline bool ub_buf_char(ub_buf *b, char c)
{
    if ((b->cap == b->n && !ub_buf_room(b, 1)) || b->failed) return false;
    b->p[b->n++] = c;
    return true;
}
bool ub_buf_utf8(ub_buf *b, uint32_t code_point);          /* surrogates and > U+10FFFF become U+FFFD */
static inline ub_str ub_buf_str(const ub_buf *b) { return (ub_str){ b->p, b->n }; }

/* ------------------------------------------------------------------------------------------------ notes */

/* Something odd in the input, with its place.  Never an error: reading went on. */
typedef struct ub_note {
    const char *name;    /* static, kebab-case, begins with the room: "mime-duplicate-content-type" */
    size_t at;           /* byte offset in what the room was given */
    size_t n;            /* bytes it covers, 0 when it is a place */
} ub_note;

/* Notes live in `a`.  At most UB_NOTES_MAX are kept, the rest is counted. */
#define UB_NOTES_MAX 1000
typedef struct ub_notes {
    ub_arena *a;
    ub_note *p;
    size_t n, cap;
    size_t omitted;
} ub_notes;

void ub_notes_add(ub_notes *notes, const char *name, size_t at, size_t n);   /* notes may be NULL */

/* ------------------------------------------------------------------------------------------------ scope ends */

/* UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };  calls ub_arena_close(&a) when `a` leaves its scope. */
#define UB_CLEANUP(f) __attribute__((cleanup(f)))

/* ------------------------------------------------------------------------------------------------ host */

/* The outside world, so that tests can put their own in its place.  Times are UTC. */
typedef struct ub_host {
    void *ctx;
    int64_t (*now_utc_s)(void *ctx);
    uint64_t (*monotonic_ns)(void *ctx);
    ub_status (*random)(void *ctx, void *out, size_t n, ub_err *err);
} ub_host;

extern const ub_host ub_host_system;

#endif
