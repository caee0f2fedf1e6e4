/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stack of open elements, as far as it decides anything.
 *
 * It is a doubly linked list over one array, because the adoption agency works in its middle.  Every question is
 * answered in O(1): open elements of one name are chained, so are those that bound a scope, and serial numbers, which
 * grow up the stack, say which of two stands higher.  When UB_HTML_DEPTH_MAX elements are open, all but html, body and
 * the innermost sixteenth are forgotten: what stands at the top is always known, and the end tag of a forgotten element is merely ignored.
 */
#include "inside.h"

enum { FIRST_NODES = 256, NODE_ALIGN = 32, DEPTH_SHARE = 16, WORD_PROBES = 32, WORDS_MAX = 1 << 17 };

bool ub_html_stack_init(ub_html *h)
{
    h->nodes = ub_arena_take(h->a, FIRST_NODES * sizeof *h->nodes, NODE_ALIGN);
    if (!h->nodes) return false;
    h->nodes_cap = FIRST_NODES;
    h->nodes[0] = (ub_html_node){ 0 };
    h->nodes_used = 1;
    return true;
}

/* A chain of scopes may lead to a forgotten node, which is free or another one by now; then only the root is below. */
static uint32_t still(const ub_html *h, uint32_t i, uint32_t serial)
{
    return h->nodes[i].serial < serial ? i : 1;
}

static __attribute__((noinline)) void context(ub_html *h, uint32_t tag, int by)
{
    uint32_t *n = tag == UB_TAG_TEMPLATE ? &h->n_template : tag == UB_TAG_NOSCRIPT ? &h->n_noscript : &h->n_select;
    *n += (uint32_t)by;
    h->ctx = (h->n_template ? UB_HTML_IN_TEMPLATE : 0u) | (h->n_noscript ? UB_HTML_IN_NOSCRIPT : 0u)
        | (h->n_select ? UB_HTML_IN_SELECT : 0u);
}

static void leave_chain(ub_html *h, uint32_t i)
{
    ub_html_node *n = &h->nodes[i];
    if (n->same_above) h->nodes[n->same_above].same_below = n->same_below;
    else *ub_top_of(h, n->tag, n->ns != UB_HTML_NS_HTML) = n->same_below;
    if (n->same_below) h->nodes[n->same_below].same_above = n->same_above;
}

static void release(ub_html *h, uint32_t i)
{
    h->nodes[i].serial = UINT32_MAX;
    h->nodes[i].below = h->nodes_free;
    h->nodes_free = i;
}

/* Neither on the stack nor in the list any more, as far as others can see. */
static void forsake(ub_html *h, uint32_t i)
{
    ub_html_node *n = &h->nodes[i];
    if (n->props & P_GONE) return;
    if (n->fmt) h->fmts[n->fmt].node = 0;
    n->fmt = 0;
    if (n->props & P_CONTEXT) context(h, n->tag, -1);
    leave_chain(h, i);
}

static void cut_out(ub_html *h, uint32_t i)
{
    ub_html_node *n = &h->nodes[i];
    h->nodes[n->below].above = n->above;
    if (n->above) h->nodes[n->above].below = n->below;
    release(h, i);
}

/* Into the chain of its name and kind, at its top. */
static void enter_chain(ub_html *h, uint32_t i)
{
    ub_html_node *n = &h->nodes[i];
    uint16_t *top_of = ub_top_of(h, n->tag, n->ns != UB_HTML_NS_HTML);
    n->same_below = *top_of;
    n->same_above = 0;
    h->nodes[*top_of].same_above = (uint16_t)i;
    *top_of = (uint16_t)i;
}

/* Keep html, body and the innermost elements, and forget the others.  What is kept is linked anew and what is free is one
 * sweep, so that a text that goes deeper and deeper pays little for each element. */
static void forget(ub_html *h)
{
    ub_html_node *const nodes = h->nodes;
    const uint32_t root = nodes[nodes[1].above].tag == UB_TAG_BODY ? nodes[1].above : 1;
    uint32_t i = h->top;
    if (!h->noted_depth) ub_notes_add(h->notes, "html-depth", (size_t)(h->p - h->text.p), 0);
    h->noted_depth = true;
    for (uint32_t n = h->nodes_cap / DEPTH_SHARE; ; i = nodes[i].below) {
        nodes[i].props |= P_KEPT;
        if (!--n) break;
    }
    nodes[i].below = root;
    nodes[root].above = i;
    nodes[1].props |= P_KEPT;
    nodes[root].props |= P_KEPT;
    h->nodes_free = 0;
    for (i = 1; i < h->nodes_used; i++)
        if (nodes[i].props & P_KEPT) nodes[i].props &= (uint16_t)~P_KEPT;
        else release(h, i);
    memset(h->top_of, 0, sizeof h->top_of);
    for (i = 0; i < h->words_n; i++) h->words[i].top_of[0] = h->words[i].top_of[1] = 0;
    h->n_template = h->n_noscript = h->n_select = 0;
    for (i = 1; i; i = nodes[i].above) {
        if (nodes[i].props & P_GONE) continue;
        enter_chain(h, i);
        if (nodes[i].props & P_CONTEXT) context(h, nodes[i].tag, 1);
    }
    if (!(h->n_template | h->n_noscript | h->n_select)) h->ctx = 0;
    if (h->form != UINT32_MAX && nodes[h->form].serial == UINT32_MAX) h->form = UINT32_MAX;
    if (nodes[h->top_scope].serial == UINT32_MAX) h->top_scope = 1;
    if (nodes[h->top_block].serial == UINT32_MAX) h->top_block = 1;
    ub_html_fmt_forget(h);
}

/* Room for one more element, when none is free. */
static __attribute__((noinline)) void make_room(ub_html *h)
{
    uint32_t cap = h->nodes_cap * 2;
    ub_html_node *more = cap > UB_HTML_DEPTH_MAX ? NULL : ub_arena_take(h->a, cap * sizeof *more, NODE_ALIGN);
    if (!more) {
        forget(h);
        return;
    }
    memcpy(more, h->nodes, h->nodes_used * sizeof *more);
    h->nodes = more;
    h->nodes_cap = cap;
}

/* Push when no node is free. */
static __attribute__((noinline)) uint32_t push_more(ub_html *h, uint32_t tag, unsigned ns, unsigned props)
{
    if (h->nodes_used == h->nodes_cap) make_room(h);
    if (!h->nodes_free) {
        h->nodes[h->nodes_used].below = 0;
        h->nodes_free = h->nodes_used++;
    }
    return ub_html_push(h, tag, ns, props);
}

static __attribute__((noinline)) uint32_t set_bound(ub_html *h, uint32_t i, unsigned props)
{
    ub_html_node *const n = &h->nodes[i];
    n->scope_below = (uint16_t)h->top_scope;
    n->block_below = (uint16_t)h->top_block;
    if (props & P_SCOPE) h->top_scope = i;
    if (props & P_BLOCK) h->top_block = i;
    if (props & P_CONTEXT) context(h, n->tag, 1);
    return i;
}

static inline __attribute__((always_inline)) uint32_t push(ub_html *h, uint32_t tag, unsigned ns, unsigned props)
{
    const uint32_t i = h->nodes_free, top = h->top;
    ub_html_node *const nodes = h->nodes, *const n = &nodes[i], *const below = &nodes[top];
    uint16_t *top_of;
    uint32_t same;
    if (__builtin_expect(!i, 0)) return push_more(h, tag, ns, props);
    h->nodes_free = n->below;
    top_of = ub_top_of(h, tag, ns != UB_HTML_NS_HTML);
    same = *top_of;
    nodes[same].same_above = (uint16_t)i;           /* node 0 is none; what it holds is never read */
    *top_of = (uint16_t)i;
    h->top = i;
    below->above = (uint16_t)i;
    n->below = (uint16_t)top;
    n->above = 0;
    n->same_below = (uint16_t)same;
    n->same_above = 0;
    n->fmt = 0;
    n->props = (uint16_t)props;
    n->serial = ++h->serial;
    n->tag = tag;
    n->html_serial = below->ns == UB_HTML_NS_HTML ? below->serial : below->html_serial;
    n->ns = (uint8_t)ns;
    return props & (P_BLOCK | P_SCOPE | P_CONTEXT) ? set_bound(h, i, props) : i;
}

uint32_t ub_html_push(ub_html *h, uint32_t tag, unsigned ns, unsigned props) { return push(h, tag, ns, props); }
uint32_t ub_html_push_html(ub_html *h, uint32_t tag, unsigned props) { return push(h, tag, UB_HTML_NS_HTML, props); }

/* An element that bounds a search, counts as context, or has been taken off before. */
static __attribute__((noinline)) void pop_bound(ub_html *h)
{
    uint32_t i = h->top;
    ub_html_node *n = &h->nodes[i];
    if (h->top_scope == i) h->top_scope = still(h, n->scope_below, n->serial);
    if (h->top_block == i) h->top_block = still(h, n->block_below, n->serial);
    forsake(h, i);
    h->top = n->below;
    h->nodes[h->top].above = 0;
    release(h, i);
}

/* The top of the stack is the top of its chain too. */
static inline void pop_one(ub_html *h)
{
    ub_html_node *const nodes = h->nodes, *const n = &nodes[h->top];
    const uint32_t i = h->top, below = n->below, same = n->same_below;
    if (n->props & (P_BLOCK | P_SCOPE | P_CONTEXT | P_GONE)) {
        pop_bound(h);
        return;
    }
    if (n->fmt) h->fmts[n->fmt].node = 0;
    *ub_top_of(h, n->tag, n->ns != UB_HTML_NS_HTML) = (uint16_t)same;
    nodes[same].same_above = 0;
    nodes[below].above = 0;
    h->top = below;
    n->serial = UINT32_MAX;         /* as release() does */
    n->below = (uint16_t)h->nodes_free;
    h->nodes_free = i;
}

static inline void pop(ub_html *h)
{
    assert(h->top != 1);
    pop_one(h);
    while (__builtin_expect(h->nodes[h->top].props & P_GONE, 0)) pop_one(h);
}

void ub_html_pop(ub_html *h) { pop(h); }

void ub_html_pop_to(ub_html *h, uint32_t node)
{
    uint32_t at;
    do {
        at = h->top;
        pop(h);
    } while (at != node);
}

void ub_html_unlink(ub_html *h, uint32_t i)
{
    ub_html_node *n = &h->nodes[i];
    if (i == h->top) {
        ub_html_pop(h);
        return;
    }
    forsake(h, i);
    if (n->props & P_BLOCK) {       /* a form: others hold on to it */
        n->props = P_GONE;
        return;
    }
    cut_out(h, i);
}

uint32_t ub_html_move_above(ub_html *h, uint32_t node, uint32_t block)
{
    uint32_t fmt = h->nodes[node].fmt, at = node, i, above;
    ub_html_node *n;
    while (h->nodes[at].same_above && h->nodes[h->nodes[at].same_above].serial < h->nodes[block].serial)
        at = h->nodes[at].same_above;
    /* The node itself moves: out of its place, and in again above `block` and above `at` in its chain. */
    above = h->nodes[at].same_above;
    i = node;
    n = &h->nodes[i];
    h->nodes[n->below].above = n->above;
    h->nodes[n->above].below = n->below;
    if (at != node) {
        leave_chain(h, i);
        n->same_below = at;
        n->same_above = above;
        h->nodes[at].same_above = i;
        if (above) h->nodes[above].same_below = i;
        else *ub_top_of(h, n->tag, 0) = i;
    }
    n->below = block;
    n->above = h->nodes[block].above;
    h->nodes[block].above = i;
    if (n->above) h->nodes[n->above].below = i;
    else h->top = i;
    n->serial = h->nodes[block].serial;
    n->fmt = fmt;
    return i;
}

/* The topmost block, when the one that was is gone. */
uint32_t ub_html_find_block(ub_html *h)
{
    while (h->nodes[h->top_block].props & P_GONE)
        h->top_block = still(h, h->nodes[h->top_block].block_below, h->nodes[h->top_block].serial);
    return h->nodes[h->top_block].serial;
}

/* ------------------------------------------------------------------------------------------------ unknown names */

static bool more_words(ub_html *h)
{
    uint32_t cap = h->words_cap ? h->words_cap * 2 : 32, n = cap * 2;
    ub_html_word *w = cap > WORDS_MAX ? NULL : ub_arena_take(h->a, cap * sizeof *w, _Alignof(ub_html_word));
    uint32_t *s = w ? ub_arena_array(h->a, sizeof *s, n, _Alignof(uint32_t)) : NULL;
    if (!s) return false;
    if (h->words_n) memcpy(w, h->words, h->words_n * sizeof *w);
    h->words = w;
    h->words_cap = cap;
    h->word_slots = s;
    h->word_slots_n = n;
    for (uint32_t i = 0; i < h->words_n; i++) {
        uint32_t at = w[i].hash & (n - 1);
        while (s[at]) at = (at + 1) & (n - 1);
        s[at] = i + 1;
    }
    return true;
}

/* Any name that cannot be remembered is UB_TAG_OTHER, which no end tag closes. */
uint32_t ub_html_word_of(ub_html *h, ub_str name)
{
    uint32_t hash = ub_html_name_hash(name), at, probes = 0;
    if (h->words_n == h->words_cap && !more_words(h) && !h->words_cap) return UB_TAG_OTHER;
    at = hash & (h->word_slots_n - 1);
    for (; h->word_slots[at]; at = (at + 1) & (h->word_slots_n - 1)) {
        ub_html_word *w = &h->words[h->word_slots[at] - 1];
        if (w->hash == hash && ub_str_eq_nocase(w->name, name)) return UB_TAG_COUNT + h->word_slots[at] - 1;
        if (++probes > WORD_PROBES) return UB_TAG_OTHER;
    }
    if (h->words_n == h->words_cap) return UB_TAG_OTHER;
    h->words[h->words_n] = (ub_html_word){ .name = name, .hash = hash };
    h->word_slots[at] = ++h->words_n;
    return UB_TAG_COUNT + h->words_n - 1;
}
