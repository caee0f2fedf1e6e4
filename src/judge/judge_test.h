/* SPDX-License-Identifier: Apache-2.0 */
/* An arena and the public suffix list of a group of tests; for tests of signals, those of a message as one text. */
#ifndef UB_JUDGE_TEST_H
#define UB_JUDGE_TEST_H

#include "support.h"

#include "judge.h"

static ub_arena arena;
static ub_url_ctx urls;

static inline int open_arena(void **state)
{
    (void)state;
    return ub_arena_open(&arena, 256 << 20, NULL) != UB_OK;
}

static inline int close_arena(void **state)
{
    (void)state;
    ub_url_ctx_deinit(&urls);
    ub_arena_close(&arena);
    return 0;
}

/* The signals of a message; `opts` without its `urls`.  The arena holds what `opts` names, and is not reset. */
static inline ub_signals signals_of(ub_str raw, ub_judge_opts opts)
{
    ub_mime *m = UB_NEW(&arena, ub_mime, 1);
    ub_found *f = UB_NEW(&arena, ub_found, 1);
    ub_judged *j = UB_NEW(&arena, ub_judged, 1);
    ub_find_opts find = { .urls = &urls };
    opts.urls = &urls;
    assert_int_equal(ub_mime_parse(&arena, raw, NULL, m, NULL, NULL), UB_OK);
    assert_int_equal(ub_find(&arena, m, &find, f, NULL, NULL), UB_OK);
    assert_int_equal(ub_judge(&arena, m, f, &opts, j, NULL), UB_OK);
    return j->signals;
}

/* "signal VALUE|OF reason reason; .."; `poses`: only those of the roster, without their values. */
static inline ub_str signals_text(ub_signals list, bool poses)
{
    ub_buf b = ub_buf_in(&arena);
    for (size_t i = 0; i < list.n; i++) {
        const ub_signal *s = &list.p[i];
        const char *name = ub_signal_name((ub_signal_id)s->id);
        if (poses && !ub_signal_poses((ub_signal_id)s->id)) continue;
        if (b.n) ub_buf_add(&b, UB_S("; "));
        ub_buf_add(&b, ub_str_of(name, strlen(name)));
        ub_buf_char(&b, ' ');
        if (!poses) ub_buf_add(&b, s->value), ub_buf_char(&b, '|');
        ub_buf_add(&b, s->of);
        for (unsigned k = 0; k < UB_WHY_N; k++)
            if (s->why >> k & 1) ub_buf_char(&b, ' '), ub_buf_add(&b, ub_str_of(ub_why_name(k), strlen(ub_why_name(k))));
    }
    return ub_buf_str(&b);
}

#endif
