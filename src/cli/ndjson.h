/* SPDX-License-Identifier: Apache-2.0 */
/* ndjson: the plain members of one JSON object on a line. */
#ifndef UB_CLI_NDJSON_H
#define UB_CLI_NDJSON_H

#include "json.h"

#define UB_NDJSON_MEMBERS_MAX 256
#define UB_NDJSON_DEPTH_MAX (UB_JSON_DEPTH_MAX - 1)

typedef struct ub_ndjson_member {
    ub_str key, value;     /* strings unescaped, in the arena or views; numbers, true, false and null as they stand */
} ub_ndjson_member;

/*
 * ub_ndjson_read - members of an object whose values are plain; arrays and objects are passed over.
 * fails  UB_SYNTAX (err->at is the byte), UB_LIMIT: too many members, nested too deep, the arena is full
 * spec   RFC 8259; a lone surrogate becomes U+FFFD
 */
ub_status ub_ndjson_read(ub_arena *a, ub_str line, ub_ndjson_member *m, size_t *n, ub_err *err);

#endif
