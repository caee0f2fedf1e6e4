/* SPDX-License-Identifier: Apache-2.0 */
/*
 * authres: what hosts that the user trusts have found out about where a message comes from.  Part of the room judge.
 *
 * Only Authentication-Results fields of trusted hosts count; those of others anybody could have written.  That a trusted
 * host takes such fields away from mail that comes in is its duty (RFC 8601, 5).  ARC's copies count when a trusted host
 * says that the chain holds, and the host of the copy is trusted, too.  Nothing is looked up.
 */
#ifndef UB_JUDGE_AUTHRES_H
#define UB_JUDGE_AUTHRES_H

#include "mime.h"
#include "roster.h"

#define UB_TRUSTED_MAX 32u

/* Names of hosts as they stand in Authentication-Results: an authserv-id. */
typedef struct ub_trusted {
    ub_str p[UB_TRUSTED_MAX];
    size_t n;
} ub_trusted;

/* Add the names in a list with commas or spaces between them.  false: more than UB_TRUSTED_MAX */
bool ub_trusted_add(ub_trusted *t, ub_str list);

/* What they say about a domain. */
typedef enum ub_auth {
    UB_AUTH_UNTOLD,      /* nothing: no trusted host had a look */
    UB_AUTH_PASSED,      /* it is from there: DMARC, DKIM or SPF passed for the same site */
    UB_AUTH_FAILED,      /* they looked, and none of these did */
} ub_auth;

/*
 * ub_auth_of - do trusted hosts say that the message is from `site`?
 *
 * in     is_mailer  does a signature of this site speak for it, too?  NULL: none does
 * out    *out    set on UB_OK
 * fails  UB_LIMIT: the arena is full
 * cost   linear in the fields
 * spec   RFC 8601 2.2, 2.7; RFC 8617 4.1.1; alignment as RFC 7489 3.1, relaxed
 */
ub_status ub_auth_of(ub_arena *a, const ub_mime *m, ub_url_ctx *urls, const ub_trusted *t, ub_str site,
                     bool (*is_mailer)(void *ctx, ub_str site), void *ctx, ub_auth *out);

#endif
