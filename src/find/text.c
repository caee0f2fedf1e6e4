/* SPDX-License-Identifier: Apache-2.0 */
/* Plain text, in which clients make links of addresses; and enriched text, of which they make HTML. */
#include "inside.h"

static void link_text(struct walk *w, struct place *p, ub_span at)
{
    size_t from = findings_now(w);
    ub_str text = ub_str_of(doc_bytes(w).p + at.at, at.n);
    if (ref_see(w, p, text, at) == REF_INERT) return;
    span_claim(w, span_add(w, p, UB_UNIT_LINK, UB_CAUSE_LINK, at), from);
}

void text_run(struct walk *w)
{
    struct place p = { .form = UB_VEC_A_TEXT_AUTOLINK, .loads = LOAD_LINK };
    ub_str text = doc_bytes(w);
    size_t from = 0, seen = 0;
    ub_span at;
    while (going(w->f) && address_next(text, &from, &at)) {
        seen = at.at + at.n;
        link_text(w, &p, at);
    }
    (void)seen;
}

void enriched_run(struct walk *w)
{
    struct place p = { .form = UB_VEC_MIME_ENRICHED };
    ub_str text = doc_bytes(w);
    size_t from = 0;
    ub_span at;
    while (going(w->f) && address_next(text, &from, &at)) {
        size_t first = findings_now(w);
        ub_str url = ub_str_of(text.p + at.at, at.n);
        bool param = at.at >= 7 && ub_str_ends_nocase(ub_str_to(text, at.at), UB_S("<param>"));
        p.form = param ? UB_VEC_MIME_ENRICHED : UB_VEC_A_TEXT_AUTOLINK;
        p.loads = param ? 0 : LOAD_LINK;
        enum outcome o = ref_see(w, &p, url, at);
        if (o != REF_INERT) span_claim(w, span_add(w, &p, o == REF_LINK ? UB_UNIT_LINK : UB_UNIT_DEAD, o == REF_LINK ? UB_CAUSE_LINK : UB_CAUSE_REFERENCE, at), first);
    }
}
