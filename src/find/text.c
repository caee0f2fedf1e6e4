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

/* The next "www.name" that begins a word, from *from on. */
static bool www_next(ub_str text, size_t *from, ub_span *at)
{
    while (*from < text.n) {
        size_t i = *from + ub_str_find(ub_str_from(text, *from), UB_S("www.")), n;
        if (i >= text.n) break;
        *from = i + 4;
        if (i > 0 && (ub_is_alnum(ub_str_at(text, i - 1)) || memchr("/@.-_=:%", text.p[i - 1], 8))) continue;
        for (n = 4; i + n < text.n && (ub_is_alnum(ub_str_at(text, i + n)) || memchr("-._~/?#&=%+", text.p[i + n], 11)); n++) {}
        while (n > 4 && memchr(".-_~?#&=%+", text.p[i + n - 1], 10)) n--;
        if (n == 4) continue;
        *from = i + n;
        *at = span_of(i, n);
        return true;
    }
    *from = text.n;
    return false;
}

/* A name without a scheme: clients put http:// before it. */
static void www_text(struct walk *w, struct place *p, ub_span at)
{
    size_t from = findings_now(w);
    ub_buf b = ub_buf_in(w->f->a);
    ub_buf_add(&b, UB_S("http://"));
    ub_buf_add(&b, ub_str_of(doc_bytes(w).p + at.at, at.n));
    if (b.failed) out_of_memory(w->f);
    else if (ref_see(w, p, ub_buf_str(&b), at) != REF_INERT) span_claim(w, span_add(w, p, UB_UNIT_LINK, UB_CAUSE_LINK, at), from);
}

void text_run(struct walk *w)
{
    struct place p = { .form = UB_VEC_A_TEXT_AUTOLINK, .loads = LOAD_LINK };
    ub_str text = doc_bytes(w);
    size_t from = 0, www_from = 0;
    ub_span at = { 0, 0 }, www = { 0, 0 };
    bool have = address_next(text, &from, &at), have_www = www_next(text, &www_from, &www);
    while (going(w->f) && (have || have_www)) {
        if (have && (!have_www || at.at <= www.at)) {
            link_text(w, &p, at);
            while (have_www && www.at < at.at + at.n) have_www = www_next(text, &www_from, &www);
            have = address_next(text, &from, &at);
        } else {
            www_text(w, &p, www);
            have_www = www_next(text, &www_from, &www);
        }
    }
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
