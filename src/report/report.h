/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report: what people and programs get to read.  So far: buffered output, JSON, text that is safe on a terminal,
 * the letter of explanation.
 */
#ifndef UB_REPORT_H
#define UB_REPORT_H

#include "base.h"
#include "disarm.h"
#include "find.h"
#include "judge.h"
#include "links.h"
#include "mime.h"

/* ------------------------------------------------------------------------------------------------ output */

/* Bytes on their way to a descriptor, or into memory.  The first failure is kept and ends all writing; ask ub_out_flush for
 * it. */
typedef struct ub_out {
    int fd;
    char *buf;
    size_t n, cap;
    int os;          /* errno of the first failure, 0 so far none */
    ub_arena *memory;    /* NULL, or where `buf` grows instead of being written to `fd` */
} ub_out;

/* `buf` of `cap` >= 64 bytes stays the caller's and must outlive the output. */
void ub_out_init(ub_out *out, int fd, char *buf, size_t cap);

/* Output that stays in `a`, which nothing else may take from meanwhile: afterwards the bytes are ub_out_text(), ended by a
 * NUL that does not count.  At the arena's ceiling ub_out_flush() fails with UB_IO and ENOMEM. */
void ub_out_to_memory(ub_out *out, ub_arena *a);
static inline ub_str ub_out_text(const ub_out *out) { return (ub_str){ out->buf, out->n }; }
void ub_out_add(ub_out *out, ub_str text);
void ub_out_char(ub_out *out, char c);
void ub_out_uint(ub_out *out, uint64_t value);

/* Where `n` bytes can be written; then add what was written to out->n.  NULL: more than there ever is room for, or a
 * failure; ub_out_add() does right in both cases. */
char *ub_out_make_room(ub_out *out, size_t n);
static inline char *ub_out_room(ub_out *out, size_t n)
{
    return out->cap - out->n >= n ? out->buf + out->n : ub_out_make_room(out, n);
}

/* Write what is left.  fails  UB_IO, also for what failed earlier (EPIPE is how a closed pipe shows) */
ub_status ub_out_flush(ub_out *out, ub_err *err);

/* ------------------------------------------------------------------------------------------------ JSON */

/*
 * A writer of one JSON value after another, without a tree.
 *
 * `key` is NULL inside arrays and at the top, else plain ASCII.  Strings are written as valid UTF-8: where the bytes were
 * not, each bad sequence becomes U+FFFD and the exact bytes stand beside as KEY_b64 (in objects only).
 * spec   RFC 8259
 */
typedef struct ub_json {
    ub_out *out;
    bool comma;      /* something stands before on this level */
} ub_json;

static inline ub_json ub_json_to(ub_out *out) { return (ub_json){ out, false }; }
/*
 * What stands before a value of `more` bytes: a comma, the key.  Returns where the value goes, and what is written there is
 * added to out->n; NULL when there is no room for it at once: what stands before it was written all the same.  Inline, as keys
 * are literals and so few instructions each.
 */
void ub_json_lead_apart(ub_json *j, const char *key);      /* for where there is no such room */
static inline char *ub_json_lead(ub_json *j, const char *key, size_t more)
{
    size_t n = key ? strlen(key) : 0;
    bool comma = j->comma;
    char *p = ub_out_room(j->out, n + 4 + more);
    if (!p) return ub_json_lead_apart(j, key), NULL;
    j->comma = true;
    *p = ',';
    p += comma;
    if (key) {
        *p++ = '"';
        memcpy(p, key, n);
        p += n;
        *p++ = '"', *p++ = ':';
    }
    j->out->n = (size_t)(p - j->out->buf);
    return p;
}

/* '{' or '[', and '}' or ']' */
static inline void ub_json_begin(ub_json *j, const char *key, char bracket)
{
    char *p = ub_json_lead(j, key, 1);
    if (p) *p = bracket, j->out->n++;
    else ub_out_char(j->out, bracket);
    j->comma = false;
}
static inline void ub_json_end(ub_json *j, char bracket)
{
    ub_out_char(j->out, bracket);
    j->comma = true;
}

/* `s` between quotes at `to`, where there is room for 18 bytes more; returns where it ends.  NULL: not all of it is printable
 * ASCII that stands for itself, and what was written is to be written over. */
char *ub_json_plain(char *to, ub_str s);
void ub_json_escaped(ub_json *j, const char *key, ub_str value);      /* any text, behind its key */
static inline void ub_json_str(ub_json *j, const char *key, ub_str value)
{
    char *p = ub_json_lead(j, key, value.n + 18);
    if (p && (p = ub_json_plain(p, value))) j->out->n = (size_t)(p - j->out->buf);
    else ub_json_escaped(j, key, value);
}
/* Our own words: NUL-terminated ASCII. */
static inline void ub_json_text(ub_json *j, const char *key, const char *value) { ub_json_str(j, key, ub_str_of(value, strlen(value))); }
static inline void ub_json_uint(ub_json *j, const char *key, uint64_t value)
{
    (void)ub_json_lead(j, key, 20);
    ub_out_uint(j->out, value);
}
void ub_json_int(ub_json *j, const char *key, int64_t value);
/* What is written already: a number. */
static inline void ub_json_raw(ub_json *j, const char *key, ub_str value)
{
    char *p = ub_json_lead(j, key, value.n);
    if (p) memcpy(p, value.p, value.n), j->out->n += value.n;
    else ub_out_add(j->out, value);
}
static inline void ub_json_bool(ub_json *j, const char *key, bool value) { ub_json_raw(j, key, value ? UB_S("true") : UB_S("false")); }
static inline void ub_json_null(ub_json *j, const char *key) { ub_json_raw(j, key, UB_S("null")); }
void ub_json_line(ub_json *j);                                      /* ends a record of NDJSON */

/* ------------------------------------------------------------------------------------------------ text */

/*
 * ub_text_safe - write text from mail so that a terminal only shows it.
 *
 * Control bytes, DEL, C1 controls, direction marks, invisible and line separating characters and bytes that are not UTF-8
 * come out as \xNN or \u{NNNN}; the backslash itself stays as it is.  At most `max_bytes` of `text` are shown, then "..".
 */
void ub_text_safe(ub_out *out, ub_str text, size_t max_bytes);

/*
 * ub_time_text - RFC 3339, "2021-01-14T08:31:07Z", for years 0 to 9999; `out` has room for 21 bytes, NUL included.
 */
void ub_time_text(int64_t utc_s, char out[21]);

/* ------------------------------------------------------------------------------------------------ one message */

/* Where a message came from. */
typedef struct ub_report_source {
    ub_str path;
    uint64_t index, offset, bytes;
    const ub_note *notes;      /* of the mailbox; `at` counts in the file */
    size_t n_notes;
    bool of_mbox;              /* lines that begin with "From " are quoted */
} ub_report_source;

/* Everything known about one message; the parts that are NULL are left out. */
typedef struct ub_report_message {
    ub_arena *a;               /* scratch */
    ub_charset_cache *charsets;
    ub_report_source source;
    const ub_mime *mime;
    const ub_found *found;
    const ub_judged *judged;
    const ub_disarmed *disarmed;   /* NULL: what would be done by default */
    const ub_link_opts *links;     /* how links were cleaned, where they were */
    const ub_notes *notes;
    bool all_links, hashes;
    bool colour;               /* of lines, for a terminal */
} ub_report_message;

/* One object of schema 1, type "message", and the end of its line.  What the output fails with, it keeps. */
void ub_report_json(ub_json *j, const ub_report_message *m);

/* One line a signal, "PATH: SIGNAL  VALUE  of WHAT", and one a finding, "PATH: VECTOR  URL  in TYPE, byte N". */
void ub_report_lines(ub_out *out, const ub_report_message *m);

/* How explaining is laid out. */
typedef struct ub_explain_opts {
    unsigned width;            /* columns; at least 20 are taken */
    bool colour;
    const char *clean;         /* what to type to get the harmless message; our own words or made safe by the caller */
} ub_explain_opts;

/*
 * One message for a person: what it would have told whom, when, and why we say so; then the same as a table.  Plain words,
 * no marks of emphasis without `colour`, text from mail made safe.
 * fails  UB_LIMIT: the arena is full; what was written so far stays
 */
ub_status ub_report_explain(ub_out *out, const ub_report_message *m, const ub_explain_opts *opts, ub_err *err);

/* Is this finding shown?  Plain links only on request or when they were cleaned, and fields that are never edited only with a token. */
bool ub_report_shows(const ub_report_message *m, size_t finding);

/* ------------------------------------------------------------------------------------------------ vectors */

/* The whole table, an object of type "vector" on each line. */
void ub_report_vectors_json(ub_out *out);

/* ------------------------------------------------------------------------------------------------ sums */

typedef struct ub_report_sum {
    uint64_t messages, bytes, errors, findings, unseen;
    uint64_t by_verdict[UB_VERDICT_TARGETED + 1];
    uint64_t by_kind[UB_KIND_COUNT];
    uint64_t by_vector[UB_VEC_COUNT];
    uint64_t signals, by_signal[UB_SIGNAL_N];      /* messages that have such a signal */
} ub_report_sum;

void ub_report_add(ub_report_sum *sum, const ub_report_message *m);
void ub_report_sum_json(ub_json *j, const ub_report_sum *sum, double seconds);
void ub_report_sum_line(ub_out *out, const ub_report_sum *sum);

#endif
