/* SPDX-License-Identifier: Apache-2.0 */
/*
 * impersonate: does a message pose as somebody of the roster?  Part of the room judge.
 */
#ifndef UB_JUDGE_IMPERSONATE_H
#define UB_JUDGE_IMPERSONATE_H

#include "deception.h"
#include "roster.h"

/*
 * ub_impersonate_find - hosts that look like protected ones.
 *
 * Never a signal for a protected domain, its subdomains, and what the roster lists as mailers.
 * out    signals of `d`, appended
 * fails  UB_LIMIT: the arena is full; UB_NOMEM
 * cost   linear in the hosts of the message, each looked up once
 */
ub_status ub_impersonate_find(ub_deception *d, const ub_sender *from, const ub_roster *roster);

#endif
