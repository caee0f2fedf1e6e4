/* SPDX-License-Identifier: Apache-2.0 */
/* The plain members of one JSON object. */
#include "ndjson.h"

ub_status ub_ndjson_read(ub_arena *a, ub_str line, ub_ndjson_member *m, size_t *n, ub_err *err)
{
    ub_json_reader r = ub_json_reader_of(a, line, err);
    ub_status s;
    *n = 0;
    if (ub_json_peek(&r) != '{') return ub_fail(err, UB_SYNTAX, "not an object", r.at);
    if ((s = ub_json_enter(&r, '{')) != UB_OK) return s;
    for (;;) {
        ub_ndjson_member one;
        int c;
        if ((s = ub_json_key(&r, &one.key)) == UB_ABSENT) return ub_json_end_of_text(&r);
        if (s != UB_OK) return s;
        c = ub_json_peek(&r);
        if (c == '{' || c == '[') {
            if ((s = ub_json_pass(&r)) != UB_OK) return s;
            continue;
        }
        if ((s = c == '"' ? ub_json_string(&r, &one.value) : ub_json_word(&r, &one.value)) != UB_OK) return s;
        if (*n == UB_NDJSON_MEMBERS_MAX) return ub_fail(err, UB_LIMIT, "too many members", r.at);
        m[(*n)++] = one;
    }
}
