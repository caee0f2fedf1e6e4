/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of active formatting elements (13.2.4.3) and the adoption agency (13.2.6.4.7).
 *
 * A clone of an element is the element itself here: only its place counts.  Two things in the standard are not linear,
 * and have a bound.  Reconstruction may open every entry again at every text: it may open one for each eight bytes read
 * and 4,096 besides; after that it opens the last four and drops the others from the list (note html-formatting).  The
 * Noah's Ark clause looks at the last eight entries of a name.  Both only change which formatting elements are open, never
 * whether a tag is reported.
 */
#include "inside.h"

enum { FIRST_FMTS = 64, FMT_ALIGN = 32, FMTS_MAX = 1 << 14, ARK_STEPS = 8, FREE_REOPENS = 4096, KEPT = 4 };
enum { NO_ATTRS = 2 };      /* the hash of a tag without attributes; that of others is odd, and 0 is not yet known */

/* Where h->fmt_last has the last entry of a name; 0 is for markers. */
static const uint8_t slots[UB_TAG_COUNT] = {
    [UB_TAG_A] = 1, [UB_TAG_B] = 2, [UB_TAG_BIG] = 3, [UB_TAG_CODE] = 4, [UB_TAG_EM] = 5, [UB_TAG_FONT] = 6, [UB_TAG_I] = 7,
    [UB_TAG_NOBR] = 8, [UB_TAG_S] = 9, [UB_TAG_SMALL] = 10, [UB_TAG_STRIKE] = 11, [UB_TAG_STRONG] = 12, [UB_TAG_TT] = 13,
    [UB_TAG_U] = 14,
};

static inline void unlink_entry(ub_html *h, ub_html_fmt *e)
{
    ub_html_fmt *const f = h->fmts;
    const uint16_t prev = e->prev, next = e->next, same_prev = e->same_prev, same_next = e->same_next;
    h->nodes[e->node].fmt = 0;                    /* node 0 and entry 0 are none; what they hold here is never read */
    if (same_next) f[same_next].same_prev = same_prev;
    else h->fmt_last[slots[e->tag]] = same_prev;
    f[same_prev].same_next = same_next;
    f[prev].next = next;
    if (next) f[next].prev = prev;
    else h->fmt_top = prev;
}

void ub_html_fmt_remove(ub_html *h, uint32_t i)
{
    unlink_entry(h, &h->fmts[i]);
    h->fmts[i].prev = h->fmts_free;
    h->fmts_free = i;
}

static void note(ub_html *h)
{
    if (!h->noted_fmt) ub_notes_add(h->notes, "html-formatting", (size_t)(h->p - h->text.p), 0);
    h->noted_fmt = true;
}

bool ub_html_fmt_init(ub_html *h)
{
    h->fmts = ub_arena_take(h->a, FIRST_FMTS * sizeof *h->fmts, FMT_ALIGN);
    if (!h->fmts) return false;
    h->fmts[0] = (ub_html_fmt){ .node = 1 };
    h->fmts_cap = FIRST_FMTS;
    h->fmts_used = 1;
    return true;
}

/* Room for one more entry, when none is free. */
static __attribute__((noinline)) void make_room(ub_html *h)
{
    uint32_t cap = h->fmts_cap * 2;
    ub_html_fmt *more = cap > FMTS_MAX ? NULL : ub_arena_take(h->a, cap * sizeof *more, FMT_ALIGN);
    if (!more) {
        note(h);
        ub_html_fmt_remove(h, h->fmts[0].next);
        return;
    }
    memcpy(more, h->fmts, h->fmts_used * sizeof *more);
    h->fmts = more;
    h->fmts_cap = cap;
}

static inline uint32_t take(ub_html *h)
{
    uint32_t i = h->fmts_free;
    if (!i) {
        if (h->fmts_used == h->fmts_cap) make_room(h);
        if (!h->fmts_free) return h->fmts_used++;
        i = h->fmts_free;
    }
    h->fmts_free = h->fmts[i].prev;
    return i;
}

/* Put an entry at the end of the list. */
static inline ub_html_fmt *link_last(ub_html *h, uint32_t i, uint32_t tag)
{
    ub_html_fmt *const f = h->fmts, *const e = &f[i];
    uint32_t *last = &h->fmt_last[slots[tag]];
    e->prev = h->fmt_top;
    e->next = 0;
    e->same_prev = *last;
    e->same_next = 0;
    e->tag = (uint16_t)tag;
    e->order = ++h->fmt_order;
    f[h->fmt_top].next = i;
    f[*last].same_next = i;
    *last = h->fmt_top = i;
    return e;
}

void ub_html_fmt_marker(ub_html *h)
{
    ub_html_fmt *e = link_last(h, take(h), UB_TAG_OTHER);
    e->node = 1;
}

/* The stack has forgotten elements: their entries go too. */
void ub_html_fmt_forget(ub_html *h)
{
    for (uint32_t i = h->fmts[0].next, next; i; i = next) {
        next = h->fmts[i].next;
        if (!h->fmts[i].node || h->nodes[h->fmts[i].node].serial != UINT32_MAX) continue;
        h->fmts[i].node = 0;
        ub_html_fmt_remove(h, i);
    }
}

void ub_html_fmt_clear(ub_html *h)
{
    while (h->fmt_top) {
        bool marker = h->fmts[h->fmt_top].tag == UB_TAG_OTHER;
        ub_html_fmt_remove(h, h->fmt_top);
        if (marker) return;
    }
}

/* The entry counts when it stands behind the last marker.  Entry 0 has order 0. */
static inline bool reachable(const ub_html *h, uint32_t i) { return h->fmts[i].order > h->fmts[h->fmt_last[0]].order; }

uint32_t ub_html_fmt_find(ub_html *h, uint32_t tag)
{
    uint32_t i = h->fmt_last[slots[tag]];
    return reachable(h, i) ? i : 0;
}

static inline uint64_t hash_of(const ub_html *h, ub_html_fmt *e)
{
    if (!e->hash) e->hash = ub_html_attrs_hash(h, e->at, e->n) | 1;
    return e->hash;
}

/* "Noah's Ark": of elements alike, three at most.  The entry that has to go for the tag at hand, or 0. */
static __attribute__((noinline)) uint32_t alike(ub_html *h, uint32_t i, uint64_t hash)
{
    ub_html_fmt *const f = h->fmts;
    const uint32_t after = f[h->fmt_last[0]].order;
    for (int steps = 0, n = 0; steps < ARK_STEPS && f[i].order > after; i = f[i].same_prev, steps++)
        if (hash_of(h, &f[i]) == hash && ++n == 3) return i;
    return 0;
}

static inline uint32_t ark(ub_html *h, uint32_t tag, uint64_t *hash)
{
    const ub_html_fmt *const f = h->fmts;
    const uint32_t i = h->fmt_last[slots[tag]], second = f[i].same_prev, third = f[second].same_prev;
    if (f[third].order <= f[h->fmt_last[0]].order) return 0;      /* entry 0 has order 0 */
    if (!*hash) *hash = ub_html_attrs_hash(h, h->tok.span.at, h->tok.span.n) | 1;
    else if (f[i].hash == NO_ATTRS && f[second].hash == NO_ATTRS && f[third].hash == NO_ATTRS) return third;
    return alike(h, i, *hash);
}

/* A flood of one tag: the end of the list is three elements alike, and here is a fourth.  Each takes the place of the
 * one before it. */
static inline bool move_up(ub_html *h, uint32_t node, uint32_t tag)
{
    ub_html_fmt *const f = h->fmts, *e, *second, *third;
    if (h->tok.n_attrs) return false;
    e = &f[h->fmt_top];
    if (e->tag != tag || e->hash != NO_ATTRS) return false;
    second = &f[e->prev];
    if (second->tag != tag || second->hash != NO_ATTRS) return false;
    third = &f[second->prev];
    if (third->tag != tag || third->hash != NO_ATTRS) return false;
    h->nodes[third->node].fmt = 0;
    h->nodes[third->node = second->node].fmt = second->prev;
    h->nodes[second->node = e->node].fmt = e->prev;
    h->nodes[e->node = node].fmt = h->fmt_top;
    e->order = ++h->fmt_order;
    return true;
}

static inline void enter(ub_html *h, uint32_t i, uint32_t node, uint32_t tag, uint64_t hash)
{
    ub_html_fmt *e = link_last(h, i, tag);
    e->node = (uint16_t)node;
    e->at = h->tok.span.at;
    e->n = h->tok.span.n;
    e->hash = hash;
    h->nodes[node].fmt = (uint16_t)i;
}

static __attribute__((noinline)) void add(ub_html *h, uint32_t node, uint32_t tag)
{
    uint64_t hash = h->tok.n_attrs ? 0 : NO_ATTRS;
    uint32_t i = ark(h, tag, &hash);
    if (i) unlink_entry(h, &h->fmts[i]);
    else i = take(h);
    enter(h, i, node, tag, hash);
}

/* The same where nobody has to look at attributes or make room, as for most: add() is too large to be called for each. */
static __attribute__((noinline)) void add_plain(ub_html *h, uint32_t node, uint32_t tag)
{
    ub_html_fmt *const f = h->fmts;
    const uint32_t first = h->fmt_last[slots[tag]], second = f[first].same_prev, third = f[second].same_prev;
    uint32_t i = third;
    if (f[third].order <= f[h->fmt_last[0]].order) {
        i = h->fmts_free;
        if (!i || h->tok.n_attrs) {
            add(h, node, tag);
            return;
        }
        h->fmts_free = f[i].prev;
    } else {
        if (h->tok.n_attrs || f[first].hash != NO_ATTRS || f[second].hash != NO_ATTRS || f[third].hash != NO_ATTRS) {
            add(h, node, tag);
            return;
        }
        unlink_entry(h, &f[i]);
    }
    enter(h, i, node, tag, NO_ATTRS);
}

void ub_html_fmt_push(ub_html *h, uint32_t node, uint32_t tag)
{
    if (!move_up(h, node, tag)) add_plain(h, node, tag);
}

bool ub_html_fmt_renew(ub_html *h, uint32_t tag, unsigned props)
{
    ub_html_fmt *const e = &h->fmts[h->fmt_top];
    if (e->tag != tag || !h->fmts[e->prev].node) return false;
    if (e->node == h->top) h->nodes[h->top].serial = ++h->serial;
    else if (!e->node && !ub_current_is(h, tag)) {
        e->node = (uint16_t)ub_html_push_html(h, tag, props);
        h->nodes[e->node].fmt = (uint16_t)h->fmt_top;
    } else return false;
    e->at = h->tok.span.at;
    e->n = h->tok.span.n;
    e->hash = h->tok.n_attrs ? 0 : NO_ATTRS;
    e->order = ++h->fmt_order;
    return true;
}

void ub_html_reopen(ub_html *h)
{
    uint32_t i = h->fmt_top, n = 1;
    while (!h->fmts[h->fmts[i].prev].node) {
        i = h->fmts[i].prev;
        n++;
    }
    if (n > KEPT && h->reopened + n > FREE_REOPENS + (uint64_t)(h->p - h->text.p) / 8) {
        note(h);
        for (; n > KEPT; n--) {
            uint32_t next = h->fmts[i].next;
            ub_html_fmt_remove(h, i);
            i = next;
        }
    }
    h->reopened += n;
    for (; i; i = h->fmts[i].next) {
        uint32_t node = ub_html_push_html(h, h->fmts[i].tag, ub_html_elements[h->fmts[i].tag].props);
        h->fmts[i].node = node;
        h->nodes[node].fmt = i;
    }
}

/* Move an entry to behind `after`.  It stays the last of its name. */
static void move_entry(ub_html *h, uint32_t i, uint32_t after)
{
    ub_html_fmt *e = &h->fmts[i];
    h->fmts[e->prev].next = e->next;
    if (e->next) h->fmts[e->next].prev = e->prev;
    else h->fmt_top = e->prev;
    e->prev = after;
    e->next = h->fmts[after].next;
    h->fmts[after].next = i;
    if (e->next) h->fmts[e->next].prev = i;
    else h->fmt_top = i;
}

/* One round of the outer loop with a furthest block. */
static __attribute__((noinline)) void adopt_block(ub_html *h, uint32_t entry, uint32_t formatting, uint32_t block)
{
    uint32_t bookmark = 0, below, n = 0;
    bool first = true;
    for (uint32_t node = h->nodes[block].below; node != formatting; node = below) {
        below = h->nodes[node].below;
        if (++n > 3 && h->nodes[node].fmt) ub_html_fmt_remove(h, h->nodes[node].fmt);
        if (!h->nodes[node].fmt) {
            ub_html_unlink(h, node);
            continue;
        }
        if (first) bookmark = h->nodes[node].fmt;
        first = false;
    }
    if (bookmark) move_entry(h, entry, bookmark);
    ub_html_move_above(h, formatting, block);
}

/* Close a formatting element with no block in it, as nearly all are.  False: there is one. */
static inline bool close_simple(ub_html *h, uint32_t entry, uint32_t node)
{
    if (ub_html_special_serial(h) > h->nodes[node].serial) return false;
    ub_html_fmt_remove(h, entry);
    ub_html_pop_to(h, node);
    return true;
}

static __attribute__((noinline)) bool adopt(ub_html *h, uint32_t tag)
{
    for (int round = 0; round < 8; round++) {
        uint32_t entry = ub_html_fmt_find(h, tag), node = h->fmts[entry].node, block;
        if (!entry) return false;
        if (!node) {
            ub_html_fmt_remove(h, entry);
            return true;
        }
        if (h->nodes[node].serial < h->nodes[h->top_scope].serial || close_simple(h, entry, node)) return true;
        for (block = h->nodes[node].above; !(h->nodes[block].props & P_SPECIAL); ) block = h->nodes[block].above;
        adopt_block(h, entry, node, block);
    }
    return true;
}

bool ub_html_adopt(ub_html *h, uint32_t tag)
{
    const uint32_t entry = ub_html_fmt_find(h, tag), node = h->fmts[entry].node;
    if (ub_current_is(h, tag) && !h->nodes[h->top].fmt) {
        ub_html_pop(h);
        return true;
    }
    if (entry && node && h->nodes[node].serial >= h->nodes[h->top_scope].serial && close_simple(h, entry, node)) return true;
    return adopt(h, tag);
}
