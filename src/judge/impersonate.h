/* SPDX-License-Identifier: Apache-2.0 */
/*
 * impersonate: does a message pose as somebody of the roster?  Part of the room judge.
 */
#ifndef UB_JUDGE_IMPERSONATE_H
#define UB_JUDGE_IMPERSONATE_H

#include "authres.h"
#include "deception.h"
#include "roster.h"

/*
 * ub_impersonate_find - hosts that look like protected ones, and claims to a protected name that nothing bears out.
 *
 * Hosts: of From, Reply-To, and of what the message leads to.  Where one looks too little like a domain to be told for that
 * alone, it is when the message names whose domain it is.  Claims: the display names of From and Reply-To, what stands
 * before the @ of From, the subject, and author and footer together in the text.  What bears a claim out: From at one of
 * their domains or mailers, or a List-Id of theirs.  Where trusted hosts looked whether a message is from the protected
 * domain that From names, one of DMARC, DKIM and SPF must have passed for it.
 *
 * Never a signal for a protected domain, its subdomains, and what the roster lists as mailers, unless trusted hosts say so.
 * out    signals of `d`, appended
 * fails  UB_LIMIT: the arena is full; UB_NOMEM
 * cost   linear in the header and the hosts; in the texts once for each of at most UB_NAMED_MAX parties whose domain a host is like
 */
ub_status ub_impersonate_find(ub_deception *d, const ub_sender *from, const ub_roster *roster, const ub_trusted *trusted);

#define UB_NAMED_MAX 8u

#endif
