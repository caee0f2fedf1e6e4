/* SPDX-License-Identifier: Apache-2.0 */
/* protect: the roster of those whom others may pose as, from a file that an option names, and hosts whose word counts. */
#ifndef UB_CLI_PROTECT_H
#define UB_CLI_PROTECT_H

#include "flow.h"
#include "source.h"

typedef struct ub_protect {
    const char *path;         /* of the option; NULL: nobody is protected */
    const char *trust;        /* the same: a list of authserv-ids, or NULL */
    ub_source source;
    ub_arena a;
    ub_roster roster;
    ub_trusted trusted;
} ub_protect;

/* Rows of a command's options. */
#define UB_OPT_TRUST(p) { "trust", 0, UB_OPT_TEXT, &(p)->trust, "HOSTS", "with --roster: whose Authentication-Results to believe, as mx.example.org,.." }
#define UB_OPT_ROSTER(p) { "roster", 0, UB_OPT_TEXT, &(p)->path, "FILE", "tell who poses as those that this roster protects" }

/* Read the roster, if there is one.  0, or an exit status; trouble was told.  Before workers are made, who inherit it. */
int ub_protect_open(ub_protect *p);
void ub_protect_close(ub_protect *p);      /* NULL-safe, idempotent; for UB_CLEANUP */

/* What a flow is to know of it, after ub_flow_open(). */
static inline void ub_protect_give(const ub_protect *p, ub_flow *f)
{
    f->roster = p->path ? &p->roster : NULL;
    f->trusted = &p->trusted;
}

#endif
