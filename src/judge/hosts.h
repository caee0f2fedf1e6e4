/* SPDX-License-Identifier: Apache-2.0 */
/* hosts: names of hosts as people write them, the site they belong to, and the text they stand in.  Part of the room judge. */
#ifndef UB_JUDGE_HOSTS_H
#define UB_JUDGE_HOSTS_H

#include "url.h"

/* As the DNS has it: lower case, punycode.  *out is empty when it is no name.  fails  UB_LIMIT, UB_NOMEM */
ub_status ub_dns_name(ub_arena *a, ub_url_ctx *urls, ub_str host, ub_str *out);

/* The registrable domain of such a name; the name itself where there is none, or no list.  A slice of `host`. */
ub_str ub_dns_site(ub_url_ctx *urls, ub_str host);

/* A byte that could be one of a host, where nobody has looked closely. */
static inline bool ub_host_byte(unsigned char c) { return ub_is_alnum(c) || c == '.' || c == '-' || c >= 0x80; }

/* A host at the beginning of `s`, or an empty slice: labels of letters, digits and hyphens, a dot within, the last no number. */
ub_str ub_host_at(ub_str s);

/* Its last label. */
ub_str ub_host_ending(ub_str host);

/* What is shown of the first `max_bytes` of HTML: without tags and characters that take no room.  In `a`; what there was room for. */
ub_str ub_shown(ub_arena *a, ub_str html, size_t max_bytes);

#endif
