/* SPDX-License-Identifier: Apache-2.0 */
/* protect: the roster of those whom others may pose as, installed or from a file that an option names, and hosts whose word counts. */
#ifndef UB_CLI_PROTECT_H
#define UB_CLI_PROTECT_H

#include "flow.h"
#include "source.h"

typedef struct ub_protect {
    const char *path;         /* of the option; NULL: the installed rosters; "off": nobody is protected */
    const char *trust;        /* the same: a list of authserv-ids, or NULL */
    ub_source source;
    ub_arena a;
    bool protects;            /* there is a roster */
    ub_roster roster;
    ub_trusted trusted;
} ub_protect;

/* Rows of a command's options. */
#define UB_OPT_TRUST(p) { "trust", 0, UB_OPT_TEXT, &(p)->trust, "HOSTS", "with a roster: whose Authentication-Results to believe, as mx.example.org,.." }
#define UB_OPT_ROSTER(p) { "roster", 0, UB_OPT_TEXT, &(p)->path, "FILE|off", "tell who poses as those that this roster protects, instead of the installed ones" }

/* Read the roster, if there is one, or the installed ones, together.  0, or an exit status; trouble was told.  Before workers are made, who inherit it. */
int ub_protect_open(ub_protect *p);
void ub_protect_close(ub_protect *p);      /* NULL-safe, idempotent; for UB_CLEANUP */

/* What a flow is to know of it, after ub_flow_open(). */
static inline void ub_protect_give(const ub_protect *p, ub_flow *f)
{
    f->roster = p->protects ? &p->roster : NULL;
    f->trusted = &p->trusted;
}

#endif
