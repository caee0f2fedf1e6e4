/* SPDX-License-Identifier: Apache-2.0 */
/*
 * links: a link without its wrappers and tracking parameters.  Part of the room judge.
 *
 * What is promised: a wrapper is opened only where its target stands in it, and never a mail gateway's; nothing is changed in
 * a link that signs in, confirms, unsubscribes or is signed, since such links stop working; cleaning a clean link changes
 * nothing.
 */
#ifndef UB_JUDGE_LINKS_H
#define UB_JUDGE_LINKS_H

#include "mailer.h"

#define UB_LINK_DROPPED_MAX 32      /* names of parameters that are told */

typedef struct ub_link_opts {
    ub_url_ctx *urls;
    ub_grammar_cache *grammars;     /* NULL: none */
    /* Which parameters go; NULL: those of params.def. */
    bool (*drops)(const void *ctx, const ub_url *url, ub_str site, const ub_url_pair *pair);
    /* Where an address that no grammar of ours has says its target is, percent signs and all, and what knows so; NULL: nothing does. */
    bool (*opens)(const void *ctx, const ub_url *url, ub_str site, ub_str *target, ub_str *by);
    const void *ctx;
} ub_link_opts;

typedef struct ub_link_change {
    ub_str url;                     /* what becomes of it; empty: it stays */
    ub_str opened[UB_WRAP_LAYERS];      /* names of services, or of lists that knew the wrapper, outermost first */
    uint8_t n_opened, n_dropped;
    ub_str dropped[UB_LINK_DROPPED_MAX];
} ub_link_change;

/* Is it a parameter of params.def?  Whose: NULL when it is none. */
const char *ub_link_param_owner(ub_str site, ub_str name);

/*
 * ub_link_clean - open and clean one link.
 *
 * in     href  as a browser has it, references decoded; only absolute http and https are cleaned, in plain ASCII
 *        opts  NULL: the defaults
 * out    *out  in `a`.  url is never longer than what a browser makes of `href`, and cleaning it again changes nothing
 * fails  UB_LIMIT: the arena is full
 * cost   linear, for each of at most UB_WRAP_LAYERS layers
 */
ub_status ub_link_clean(ub_arena *a, const ub_link_opts *opts, ub_str href, ub_link_change *out);

#endif
