/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stack of open elements: enough to know where an element ends that goes with its content, what text a link has, and
 * what hides a picture.  It is not a tree builder's: an end tag closes the topmost element of its name, templates aside.
 * Each step costs a constant, or closes what it looks at.
 */
#include "inside.h"

static void close_top(struct walk *w, uint32_t end, uint32_t text_end)
{
    struct node *n = &w->open.p[--w->open.n];
    w->top[n->tag] = n->same;
    if (!n->watched) return;
    if (n->span != UB_NONE) {
        ub_find_span *s = &w->f->f->spans.p[n->span];
        s->at.n = end - s->at.at;
    }
    if (w->link_node == w->open.n + 1) {
        for (uint32_t i = n->link; i < n->link + n->n_link; i++) {
            ub_finding *x = &w->f->f->findings.p[i];
            if (x->doc != w->doc) continue;       /* of a document in its address */
            bool named = x->vector == UB_VEC_A_HREF || x->vector == UB_VEC_A_HREF_REDIRECT || x->vector == UB_VEC_UNSUBSCRIBE_LINK
                         || x->vector == UB_VEC_AREA_HREF;
            if (text_end > n->text_at) x->text = span_of(n->text_at, text_end - n->text_at);
            if (!named || n->tag == UB_TAG_AREA) continue;
            if (!n->visible || x->look.bits & (UB_LOOK_DISPLAY_NONE | UB_LOOK_INVISIBLE | UB_LOOK_FONT_ZERO | UB_LOOK_OFFSCREEN | UB_LOOK_SAME_COLOUR))
                x->vector = UB_VEC_A_HIDDEN_LINK;
        }
        w->link_node = 0;
        if (w->top[UB_TAG_A]) w->link_node = w->top[UB_TAG_A];
    }
}

/* Close everything above the element at `index`, and it too. */
static void close_to(struct walk *w, uint32_t index, uint32_t end, uint32_t text_end)
{
    while (w->open.n > index) close_top(w, end, text_end);
}

/* Elements that end where another of their kind begins, unless `within` was opened since. */
static void imply_end(struct walk *w, unsigned tag, uint32_t at)
{
    static const struct { uint16_t begins, ends, within; } rules[] = {
        { UB_TAG_TD, UB_TAG_TD, UB_TAG_TABLE }, { UB_TAG_TD, UB_TAG_TH, UB_TAG_TABLE }, { UB_TAG_TH, UB_TAG_TD, UB_TAG_TABLE },
        { UB_TAG_TH, UB_TAG_TH, UB_TAG_TABLE }, { UB_TAG_TR, UB_TAG_TD, UB_TAG_TABLE }, { UB_TAG_TR, UB_TAG_TH, UB_TAG_TABLE },
        { UB_TAG_TR, UB_TAG_TR, UB_TAG_TABLE }, { UB_TAG_LI, UB_TAG_LI, UB_TAG_UL }, { UB_TAG_DT, UB_TAG_DD, UB_TAG_DL },
        { UB_TAG_DD, UB_TAG_DT, UB_TAG_DL }, { UB_TAG_OPTION, UB_TAG_OPTION, UB_TAG_SELECT }, { UB_TAG_A, UB_TAG_A, UB_TAG_TABLE },
        { UB_TAG_P, UB_TAG_P, UB_TAG_TABLE },
    };
    uint32_t barrier = w->top[UB_TAG_TEMPLATE];
    for (size_t i = 0; i < UB_COUNT(rules); i++) {
        uint32_t top;
        if (rules[i].begins != tag) continue;
        top = w->top[rules[i].ends];
        if (top > barrier && top > w->floor && top > w->top[rules[i].within] && (tag != UB_TAG_LI || top > w->top[UB_TAG_OL])) close_to(w, top - 1, at, at);
    }
}

static bool implies(unsigned tag)
{
    switch (tag) {
    case UB_TAG_TD: case UB_TAG_TH: case UB_TAG_TR: case UB_TAG_LI: case UB_TAG_DT: case UB_TAG_DD: case UB_TAG_OPTION: case UB_TAG_A:
    case UB_TAG_P: return true;
    default: return false;
    }
}

void open_push(struct walk *w, const struct tag *g, uint32_t span, size_t link_from)
{
    const ub_html_token *t = g->t;
    const ub_html_attr *a = t->attrs;
    struct node *n;
    bool link = link_from < findings_now(w);
    if (w->open.n >= UB_HTML_DEPTH_MAX) return;
    if (!(n = UB_PUSH(w->f->a, &w->open))) {
        out_of_memory(w->f);
        return;
    }
    n->tag = t->tag;
    n->ns = t->ns;
    n->span = span;
    n->same = w->top[t->tag];
    n->watched = span != UB_NONE || link;
    n->text_at = t->span.at + t->span.n;
    w->top[t->tag] = (uint32_t)w->open.n;
    if (link) {
        n->link = (uint32_t)link_from;
        n->n_link = (uint32_t)(findings_now(w) - link_from);
        w->link_node = (uint32_t)w->open.n;
    }
    if (!g->have) return;
    if (g->have & 1u << SLOT_STYLE) n->style = a[g->slot[SLOT_STYLE]].value, n->slots_have |= NODE_STYLE;
    if (g->have & 1u << SLOT_CLASS) n->cls = a[g->slot[SLOT_CLASS]].value, n->slots_have |= NODE_CLASS;
    if (g->have & 1u << SLOT_ID) n->id = a[g->slot[SLOT_ID]].value, n->slots_have |= NODE_ID;
    if (g->have & 1u << SLOT_WIDTH) n->width = a[g->slot[SLOT_WIDTH]].value, n->slots_have |= NODE_WIDTH;
    if (g->have & 1u << SLOT_HEIGHT) n->height = a[g->slot[SLOT_HEIGHT]].value, n->slots_have |= NODE_HEIGHT;
    if (g->have & 1u << SLOT_BGCOLOR) n->bgcolor = a[g->slot[SLOT_BGCOLOR]].value, n->slots_have |= NODE_BGCOLOR;
    if (g->have & 1u << SLOT_COLOR) n->color = a[g->slot[SLOT_COLOR]].value, n->slots_have |= NODE_COLOR;
    if (g->have & 1u << SLOT_HIDDEN) n->slots_have |= NODE_HIDDEN;
}

void open_implied(struct walk *w, const ub_html_token *t)
{
    if (w->open.n && implies(t->tag) && t->ns == UB_HTML_NS_HTML) imply_end(w, t->tag, t->span.at);
}

void open_end(struct walk *w, const ub_html_token *t)
{
    uint32_t top = w->top[t->tag], end = t->span.at + t->span.n;
    enum tag_policy policy = ub_find_tags[t->tag].policy;
    bool inside_barrier = top > w->top[UB_TAG_TEMPLATE] || t->tag == UB_TAG_TEMPLATE;
    if (policy == TAG_UNKNOWN) {
        ub_str name = ub_str_to(ub_str_from(doc_bytes(w), t->name.at), t->name.n);
        policy = t->tag == UB_TAG_OTHER ? ub_find_tag_policy(name) : TAG_UNKNOWN;
        if (t->tag == UB_TAG_OTHER && ub_find_vml_tag(name) != UB_TAG_OTHER) policy = TAG_PASS;
    }
    if (policy == TAG_UNKNOWN || policy == TAG_LOAD) {
        struct place p = { .tag = span_html(t->span), .tag_id = t->tag, .flags = UB_SPANF_END_TAG };
        (void)span_add(w, &p, UB_UNIT_TAG, UB_CAUSE_ELEMENT, span_html(t->span));
    } else if (t->n_attrs || t->flags & UB_HTML_UNCLOSED) {
        /* An end tag has no attributes, and some readers have seen them all the same. */
        struct place p = { .tag = span_html(t->span), .tag_id = t->tag, .flags = UB_SPANF_END_TAG };
        if (!ub_find_dead_inert(ub_str_from(ub_str_to(ub_str_from(doc_bytes(w), t->span.at), t->span.n), 2)))
            (void)span_add(w, &p, UB_UNIT_TAG, UB_CAUSE_SYNTAX, span_html(t->span));
    }
    if (top > w->floor && inside_barrier && t->tag != UB_TAG_OTHER) close_to(w, top - 1, end, t->span.at);
}

void open_close_all(struct walk *w, uint32_t at)
{
    close_to(w, w->floor, at, at);
}

bool open_has(const struct walk *w, unsigned tag) { return w->top[tag] != 0; }
