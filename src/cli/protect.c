/* SPDX-License-Identifier: Apache-2.0 */
#include "protect.h"

#include <stdio.h>

#include "cli.h"
#include "listed.h"
#include "roster_store.h"

enum { VERSIONS_ARENA = 32 << 20 };

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

/* Is any roster installed?  Most have none, and little memory will do to see that. */
static ub_status any_installed(const char *dir, bool *any, ub_err *err)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_version *v;
    size_t n = 0;
    ub_status s = ub_arena_open(&a, VERSIONS_ARENA, err);
    if (s == UB_OK) s = ub_versions_read(&a, dir, UB_VERSION_ROSTER, &v, &n, err);
    *any = n > 0;
    return s;
}

/* One that cannot be had is told, and the others protect. */
static int open_installed(ub_protect *p)
{
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx urls = { 0 };
    char dir[UB_LISTED_PATH_MAX];
    bool any;
    ub_version failed;
    ub_str text;
    ub_err err = { 0 };
    if (!ub_listed_dir(NULL, dir)) return 0;
    if (any_installed(dir, &any, &err) != UB_OK) return ub_cli_failed(dir, &err);
    if (!any) return 0;
    if (ub_arena_open(&p->a, UB_ROSTER_ARENA, &err) != UB_OK) return ub_cli_failed("memory", &err);
    if (ub_roster_installed(&p->a, dir, &text, &failed, &err) != UB_OK) return ub_cli_failed(dir, &err);
    if (failed.end) ub_cli_complain_err(failed.name, &err);
    if (!text.n) return 0;
    p->protects = true;
    return ub_roster_read(&p->a, &urls, text, &p->roster, &err) == UB_OK ? 0 : ub_cli_failed("the installed rosters", &err);
}

int ub_protect_open(ub_protect *p)
{
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx urls = { 0 };
    ub_err err = { 0 };
    ub_status s;
    if (p->trust && !ub_trusted_add(&p->trusted, ub_str_of(p->trust, strlen(p->trust))))
        return ub_cli_complain("--trust", "more than 32 hosts; name those that receive your mail"), UB_EXIT_BAD;
    if (!p->path) return open_installed(p);
    if (!strcmp(p->path, "off")) return 0;
    p->protects = true;
    if (ub_source_open(&p->source, p->path, &err) != UB_OK) return ub_cli_failed(p->path, &err);
    if (ub_arena_open(&p->a, UB_ROSTER_ARENA, &err) != UB_OK) return ub_cli_failed("memory", &err);
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
