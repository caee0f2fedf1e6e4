/* SPDX-License-Identifier: Apache-2.0 */
#include "protect.h"

#include <stdio.h>

#include "cli.h"

enum { ROSTER_ARENA = 256 << 20 };

/* "FILE:LINE: WHAT" */
static int complain(const ub_protect *p, const ub_err *err)
{
    char where[4096];
    size_t line = 1;
    for (size_t i = 0; i < err->at && i < p->source.data.n; i++) line += p->source.data.p[i] == '\n';
    snprintf(where, sizeof where, "%.4000s:%zu", p->path, line);
    ub_cli_complain(where, err->what);
    return UB_EXIT_BAD;
}

int ub_protect_open(ub_protect *p)
{
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx urls = { 0 };
    ub_err err = { 0 };
    ub_status s;
    if (p->trust && !ub_trusted_add(&p->trusted, ub_str_of(p->trust, strlen(p->trust))))
        return ub_cli_complain("--trust", "more than 32 hosts; name those that receive your mail"), UB_EXIT_BAD;
    if (!p->path) return 0;
    if (ub_source_open(&p->source, p->path, &err) != UB_OK) return ub_cli_failed(p->path, &err);
    if (ub_arena_open(&p->a, ROSTER_ARENA, &err) != UB_OK) return ub_cli_failed("memory", &err);
    s = ub_roster_read(&p->a, &urls, p->source.data, &p->roster, &err);
    if (s == UB_SYNTAX || s == UB_LIMIT) return complain(p, &err);
    return s == UB_OK ? 0 : ub_cli_failed(p->path, &err);
}

void ub_protect_close(ub_protect *p)
{
    if (!p) return;
    ub_arena_close(&p->a);
    ub_source_close(&p->source);
}
