/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts and names of a message, held against the roster. */
#include "impersonate.h"

#include "hosts.h"

enum { SEEN = 64 };      /* places for hosts that were looked up: a message names few, often */

typedef struct posing {
    ub_deception *d;
    const ub_roster *r;
    struct { ub_str host; bool alike; ub_str of; uint32_t why; } seen[SEEN];
} posing;

static const uint32_t why_of[] = {
    [UB_ALIKE_LETTERS] = UB_WHY_ALIKE_LETTERS, [UB_ALIKE_SUFFIX] = UB_WHY_ALIKE_SUFFIX, [UB_ALIKE_EDIT] = UB_WHY_ALIKE_EDIT,
    [UB_ALIKE_WORDS] = UB_WHY_ALIKE_WORDS, [UB_ALIKE_SUBDOMAIN] = UB_WHY_ALIKE_SUBDOMAIN,
};

static ub_status look_at(posing *p, ub_str host, uint32_t where, uint32_t finding)
{
    bool sender = where & (UB_WHY_IN_FROM | UB_WHY_IN_REPLY_TO);
    uint64_t place = ub_str_hash(host, sender) & (SEEN - 1);
    uint32_t index;
    if (!host.n) return UB_OK;
    if (!ub_str_eq(p->seen[place].host, host)) {
        ub_alike alike = ub_roster_host(p->d->a, p->r, p->d->urls, host, sender, &index);
        p->seen[place].host = host;
        p->seen[place].alike = alike > UB_ALIKE_TRUE;
        if (alike <= UB_ALIKE_TRUE) return UB_OK;
        p->seen[place].of = p->r->homes.p[index].site;
        p->seen[place].why = why_of[alike];
    }
    if (!p->seen[place].alike) return UB_OK;
    return ub_signal_add(p->d->a, p->d->signals, (ub_signal){ UB_SIGNAL_LOOKALIKE, p->seen[place].why | where, finding, host, p->seen[place].of }) ? UB_OK : UB_LIMIT;
}

static ub_status look_at_answers(posing *p)
{
    const ub_part *root = &p->d->m->parts.p[0];
    for (const ub_field *f = ub_mime_field(p->d->m, root, UB_HDR_REPLY_TO, NULL); f; f = ub_mime_field(p->d->m, root, UB_HDR_REPLY_TO, f)) {
        ub_addrs list;
        ub_status s = ub_mime_addresses(p->d->a, p->d->charsets, ub_field_value(p->d->m, root, f), NULL, &list, NULL);
        for (size_t i = 0; s == UB_OK && i < list.n; i++) {
            ub_str host;
            if ((s = ub_dns_name(p->d->a, p->d->urls, list.p[i].domain, &host)) == UB_OK) s = look_at(p, host, UB_WHY_IN_REPLY_TO, UB_SIGNAL_NOWHERE);
        }
        if (s != UB_OK) return s;
    }
    return UB_OK;
}

ub_status ub_impersonate_find(ub_deception *d, const ub_sender *from, const ub_roster *roster)
{
    posing p = { .d = d, .r = roster };
    ub_status s = look_at(&p, from->domain, UB_WHY_IN_FROM, UB_SIGNAL_NOWHERE);
    if (s == UB_OK) s = look_at_answers(&p);
    for (uint32_t i = 0; i < d->f->findings.n && s == UB_OK; i++) {
        const ub_finding *g = &d->f->findings.p[i];
        if (d->f->docs.p[g->doc].kind != UB_DOC_FIELDS) s = look_at(&p, g->host, UB_WHY_IN_LINK, i);
    }
    return s;
}
