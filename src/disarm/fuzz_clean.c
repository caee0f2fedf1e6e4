/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target over all of reading, finding and disarming.  Properties: what was cleaned, read again, makes no contact before
 * a click; cleaning it again changes nothing; a message that is said to be unchanged is unchanged.
 */
#include <stdio.h>
#include <stdlib.h>

#include "disarm.h"
#include "silent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static ub_arena arena;
static ub_url_ctx urls;
static ub_charset_cache charsets;

static void die(const char *what, ub_str text)
{
    fprintf(stderr, "%s: %.*s\n", what, UB_F(ub_str_to(text, 400)));
    abort();
}

/* False when a limit was met: then nothing is written, which is an answer. */
static bool clean(ub_arena *a, ub_str raw, ub_str *out, bool *changed)
{
    const ub_find_opts find = { .urls = &urls, .charsets = &charsets };
    const ub_disarm_opts opts = { .no_header = true, .charsets = &charsets, .find = &find };
    ub_mime *m = UB_NEW(a, ub_mime, 1);
    ub_found *f = UB_NEW(a, ub_found, 1);
    ub_disarmed d;
    ub_buf b = ub_buf_in(a);
    if (ub_mime_parse(a, raw, NULL, m, NULL, NULL) != UB_OK || ub_find(a, m, &find, f, NULL, NULL) != UB_OK) return false;
    if (ub_disarm(a, m, f, &opts, &d, NULL) != UB_OK) return false;
    for (size_t i = 0; i < d.pieces.n; i++) ub_buf_add(&b, d.pieces.p[i]);
    *changed = d.changed;
    *out = ub_buf_str(&b);
    return !b.failed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ub_str raw = ub_str_of((const char *)data, size), once, twice;
    ub_mime m;
    ub_found f;
    bool changed, again;
    const ub_find_opts find = { .urls = &urls, .charsets = &charsets };
    if (!arena.start && ub_arena_open(&arena, (size_t)1 << 26, NULL) != UB_OK) abort();
    ub_arena_reset(&arena, 1 << 20);
    if (!clean(&arena, raw, &once, &changed)) return 0;
    if (!changed && !ub_str_eq(raw, once) && ub_str_find_nocase(raw, UB_S("unbeacon")) == raw.n) die("changed, and says that it was not", once);
    if (ub_mime_parse(&arena, once, NULL, &m, NULL, NULL) != UB_OK || ub_find(&arena, &m, &find, &f, NULL, NULL) != UB_OK) return 0;
    ub_loud loud = ub_find_loud(&f);
    if (loud.doc != UB_NONE) {
        const ub_doc *d = &f.docs.p[loud.doc];
        fprintf(stderr, "part %u, depth %u, %s, reading %s: ", d->part, d->depth, ub_doc_kind_name((ub_doc_kind)d->kind), d->reading);
        die(loud.what, ub_str_from(d->bytes, loud.at.at));
    }
    if (!clean(&arena, once, &twice, &again)) return 0;
    if (!ub_str_eq(once, twice)) die("cleaning again changes it", twice);
    return 0;
}
