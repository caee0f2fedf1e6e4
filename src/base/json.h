/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json: JSON read one value after another, without a tree.
 *
 * The caller says what it expects; what it does not care for it passes over.
 *
 *     UB_OK == ub_json_enter(&r, '{');
 *     while ((s = ub_json_key(&r, &key)) == UB_OK)
 *         s = ub_str_eq(key, UB_S("name")) ? ub_json_string(&r, &name) : ub_json_pass(&r);
 *     // UB_ABSENT: the object has ended
 *
 * spec   RFC 8259; a lone surrogate becomes U+FFFD, numbers are not looked into
 */
#ifndef UB_JSON_H
#define UB_JSON_H

#include "base.h"

#define UB_JSON_DEPTH_MAX 64

typedef struct ub_json_reader {
    ub_arena *a;           /* for strings with escapes */
    ub_str s;
    size_t at;
    ub_err *err;           /* err->at: the byte */
    char open[UB_JSON_DEPTH_MAX];
    unsigned depth;
    bool first;            /* nothing stands before in the innermost bracket */
} ub_json_reader;

static inline ub_json_reader ub_json_reader_of(ub_arena *a, ub_str s, ub_err *err) { return (ub_json_reader){ .a = a, .s = s, .err = err }; }

/* The byte that the next value begins with; -1 at the end. */
int ub_json_peek(ub_json_reader *r);

/* All of these fail with UB_SYNTAX (another value stands there, or none) and UB_LIMIT (nested too deep, the arena is full). */
ub_status ub_json_enter(ub_json_reader *r, char bracket);         /* '{' or '[' */
ub_status ub_json_key(ub_json_reader *r, ub_str *key);            /* of the next member; UB_ABSENT: the object has ended */
ub_status ub_json_item(ub_json_reader *r);                        /* to the next of an array; UB_ABSENT: it has ended */
ub_status ub_json_string(ub_json_reader *r, ub_str *out);         /* unescaped: a view, or in the arena */
ub_status ub_json_word(ub_json_reader *r, ub_str *out);           /* a number, true, false, null, as it stands */
ub_status ub_json_pass(ub_json_reader *r);                        /* any value */
ub_status ub_json_end_of_text(ub_json_reader *r);                 /* nothing but space follows */

#endif
