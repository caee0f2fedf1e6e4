/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with a part once its region is known: decoding what has to be split again. */
#include "walk.h"

static uint32_t add_source(struct walk *w, ub_str bytes, uint32_t part)
{
    ub_mime_source *s = UB_PUSH(w->a, &w->m->sources);
    if (!s) return w->nomem = true, UB_NONE;
    *s = (ub_mime_source){ .bytes = bytes, .part = part };
    return (uint32_t)w->m->sources.n - 1;
}

/* The decoded body of a part as a source; UB_NONE when there is no room. */
static uint32_t decoded(struct walk *w, uint32_t i)
{
    ub_part *p = &w->m->parts.p[i];
    ub_str out;
    if (p->decoded != UB_NONE) return p->decoded;
    if (ub_codec_decode(w->a, (ub_cte)p->cte, 0, ub_part_raw_body(w->m, p), &out, NULL, NULL, NULL) != UB_OK) {
        p->unseen = UB_UNSEEN_LIMIT;
        return UB_NONE;
    }
    return p->decoded = add_source(w, out, i);
}

void follow_up(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    if (p->unseen) return;
    if (p->kind == UB_PART_MESSAGE && p->cte != UB_CTE_IDENTITY && p->cte != UB_CTE_UNKNOWN) {
        uint32_t s = decoded(w, i);
        struct job job = { .reading = p->reading, .part = UB_NONE, .source = s, .type_field = FIELD_AUTO, .cte_field = FIELD_AUTO };
        if (s == UB_NONE) return;
        walk_region(w, s, 0, (uint32_t)w->m->sources.p[s].bytes.n, i, p->depth + 1u, &job);
    }
}
