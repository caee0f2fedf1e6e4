/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are read as the object of a line.
 * What must hold: a refusal has its place in the line; members are UTF-8 where the line was; their values, written as strings
 * again, read as the same values.
 */
#include "codec.h"
#include "ndjson.h"

#include <stdio.h>
#include <stdlib.h>

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void write_string(ub_buf *b, ub_str s)
{
    char hex[8];
    ub_buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned c = ub_str_at(s, i);
        if (c < ' ' || c == '"' || c == '\\') ub_buf_add(b, ub_str_of(hex, (size_t)snprintf(hex, sizeof hex, "\\u%04x", c)));
        else ub_buf_char(b, (char)c);
    }
    ub_buf_char(b, '"');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    ub_arena a = { 0 };
    ub_str line = ub_str_of((const char *)data, n);
    ub_ndjson_member m[UB_NDJSON_MEMBERS_MAX], again[UB_NDJSON_MEMBERS_MAX];
    size_t n_members, n_again;
    ub_err err = { 0 };
    bool utf8 = ub_utf8_valid_to(line) == line.n;
    ub_status s;
    HOLDS(ub_arena_open(&a, ((size_t)1 << 20) + 64 * n, NULL) == UB_OK);
    s = ub_ndjson_read(&a, line, m, &n_members, &err);
    if (s != UB_OK) HOLDS(err.what && err.at <= n);
    else {
        ub_buf b = ub_buf_in(&a);
        ub_buf_char(&b, '{');
        for (size_t i = 0; i < n_members; i++) {
            if (utf8) HOLDS(ub_utf8_valid_to(m[i].key) == m[i].key.n && ub_utf8_valid_to(m[i].value) == m[i].value.n);
            if (i) ub_buf_char(&b, ',');
            write_string(&b, m[i].key);
            ub_buf_char(&b, ':');
            write_string(&b, m[i].value);
        }
        ub_buf_char(&b, '}');
        HOLDS(ub_ndjson_read(&a, ub_buf_str(&b), again, &n_again, NULL) == UB_OK && n_again == n_members);
        for (size_t i = 0; i < n_members; i++) HOLDS(ub_str_eq(m[i].key, again[i].key) && ub_str_eq(m[i].value, again[i].value));
    }
    ub_arena_close(&a);
    return 0;
}
