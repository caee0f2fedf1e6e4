/* SPDX-License-Identifier: Apache-2.0 */
/* url_test: an arena and a context for each test of the room url. */
#ifndef UB_URL_TEST_H
#define UB_URL_TEST_H

#include "support.h"
#include "url.h"

struct fixture {
    ub_arena a;
    ub_url_ctx ctx;
};

static int open_fixture(void **state)
{
    static struct fixture f;
    f = (struct fixture){ 0 };
    *state = &f;
    return ub_arena_open(&f.a, 64 << 20, NULL) == UB_OK ? 0 : -1;
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;
    ub_url_ctx_deinit(&f->ctx);
    ub_arena_close(&f->a);
    return 0;
}

#endif
