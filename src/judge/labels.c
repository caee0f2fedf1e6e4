/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a label of a host, of which nothing is known but its letters, is a mark of the reader.
 *
 * Servers, keys, accounts and stores of files have odd names, too, and are the same for all.  In tests/labels/lookups.csv odd labels
 * of links are nearly all made for one copy, and those of header fields nearly all names of machines.
 */
#include "weigh.h"

enum { BITS_FIELD = 120 };        /* a UUID, a digest, 24 letters and digits: names of machines are shorter */

/* What stands behind the name that a customer gives to a store of files: "xk3v9.blob.core.windows.net".  Sorted. */
static const ub_str store_words[] = { UB_LIT("blob"), UB_LIT("bucket"), UB_LIT("cdn"), UB_LIT("objects"), UB_LIT("s3"), UB_LIT("storage") };

/* Is the label one that the customer of a store gave to it? */
static bool names_store(const ub_finding *g, const ub_token *t)
{
    ub_str host = g->host, label;
    for (unsigned i = 0; ub_url_label_next(&host, &label); i++)
        if (i > t->number && word_is_among(store_words, UB_COUNT(store_words), label)) return true;
    return false;
}

/* An id of a message that a provider's server gave to it, or that was made up, has in it a site which has no part in the message. */
static bool has_part(const struct scales *s, const struct ask *k, const ub_finding *g)
{
    const struct cell *site = &s->cells[k->site];
    return ub_str_eq(g->site, s->from->site) || ub_str_eq(g->site, s->bounces) || site->opens + site->clicks;
}

bool label_tells(const struct scales *s, const struct ask *k, const ub_finding *g, const ub_token *t)
{
    bool field = g->flags & UB_FINDING_IF_TOKEN;
    if (t->state == UB_TOKEN_PROVEN) return true;
    if (t->state < UB_TOKEN_LIKELY || g->vector == UB_VEC_HDR_DKIM_DNS) return false;      /* keys are named at random, and the same for all */
    if (!field) return t->shape.shape != UB_SHAPE_OPAQUE || !names_store(g, t);
    return t->shape.bits >= BITS_FIELD && (!ub_str_eq_nocase(g->attribute, UB_S("Message-ID")) || has_part(s, k, g));
}
