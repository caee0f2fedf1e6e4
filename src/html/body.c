/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tags in body (13.2.6.4.7) and in foreign content (13.2.6.5), without a tree.  Foster parenting changes only where an
 * element hangs, not what is open, so it is not here.
 */
#include "inside.h"

void ub_html_content_of(ub_html *h, ub_html_content content, uint32_t tag)
{
    h->content = (uint8_t)content;
    h->content_tag = (uint16_t)tag;
}

static uint32_t insert(ub_html *h, const ub_html_tag_now *now)
{
    return ub_html_push_html(h, now->tag, now->el->props);
}

void ub_html_implied(ub_html *h, uint32_t except)
{
    while (h->nodes[h->top].props & P_IMPLIED && h->nodes[h->top].tag != except) ub_html_pop(h);
}

void ub_html_close_p(ub_html *h)
{
    if (!ub_is_open(h, UB_TAG_P)) return;
    if (ub_current_is(h, UB_TAG_P)) {
        ub_html_pop(h);
        return;
    }
    if (!ub_in_button_scope(h, UB_TAG_P)) return;
    ub_html_implied(h, UB_TAG_P);
    ub_html_pop_to(h, h->top_of[UB_TAG_P][0]);
}

static uint32_t top_heading(ub_html *h)
{
    uint32_t best = 0;
    for (uint32_t t = UB_TAG_H1; t <= UB_TAG_H6; t++)
        if (h->nodes[h->top_of[t][0]].serial > h->nodes[best].serial) best = h->top_of[t][0];
    return best;
}

/* An open li (or dd, dt) that the new one ends: no special element but address, div and p between. */
static void close_item(ub_html *h, uint32_t tag, uint32_t other)
{
    uint32_t i = h->top_of[tag][0], k = h->top_of[other][0];
    if (h->nodes[k].serial > h->nodes[i].serial) i = k;
    if (!i || h->nodes[i].serial < ub_html_block_serial(h)) return;
    ub_html_implied(h, h->nodes[i].tag);
    ub_html_pop_to(h, i);
}

static void start_select(ub_html *h, ub_html_tag_now *now)
{
    if (h->ctx_tag == UB_TAG_SELECT) now->flags |= UB_HTML_DROPPED;
    else if (ub_in_scope(h, UB_TAG_SELECT)) {
        ub_html_pop_to(h, h->top_of[UB_TAG_SELECT][0]);
        now->flags |= UB_HTML_DROPPED;
    } else {
        ub_reconstruct(h);
        insert(h, now);
        h->frameset_ok = false;
    }
}

static void start_option(ub_html *h, ub_html_tag_now *now)
{
    if (ub_in_scope(h, UB_TAG_SELECT)) ub_html_implied(h, now->el->start == DO_OPTION ? UB_TAG_OPTGROUP : UB_TAG_OTHER);
    else if (ub_current_is(h, UB_TAG_OPTION)) ub_html_pop(h);
    ub_reconstruct(h);
    insert(h, now);
}

static void start_input(ub_html *h, ub_html_tag_now *now)
{
    if (h->ctx_tag == UB_TAG_SELECT) {
        now->flags |= UB_HTML_DROPPED;
        return;
    }
    if (ub_in_scope(h, UB_TAG_SELECT)) ub_html_pop_to(h, h->top_of[UB_TAG_SELECT][0]);
    ub_reconstruct(h);
    if (!ub_html_attr_is(h, UB_ATTR_TYPE, UB_S("hidden"))) h->frameset_ok = false;
}

static void start_a(ub_html *h, ub_html_tag_now *now)
{
    uint32_t entry = ub_html_fmt_find(h, UB_TAG_A), node;
    if (entry && ub_html_fmt_renew(h, UB_TAG_A, now->el->props)) return;
    if (entry) {
        uint32_t order = h->fmts[entry].order;
        ub_html_adopt(h, UB_TAG_A);
        entry = ub_html_fmt_find(h, UB_TAG_A);
        if (entry && h->fmts[entry].order == order) {
            node = h->fmts[entry].node;
            ub_html_fmt_remove(h, entry);
            if (node) ub_html_unlink(h, node);
        }
    }
    ub_reconstruct(h);
    ub_html_fmt_push(h, insert(h, now), now->tag);
}

/* body: its attributes are added to the one there is. */
static void start_body(ub_html *h, ub_html_tag_now *now)
{
    uint32_t second = h->nodes[1].above;
    if (!second || h->nodes[second].tag != UB_TAG_BODY || h->nodes[second].ns || h->n_template) now->flags |= UB_HTML_DROPPED;
    else {
        h->frameset_ok = false;
        now->flags |= UB_HTML_MERGED;
    }
}

static void start_frameset(ub_html *h, ub_html_tag_now *now)
{
    uint32_t second = h->nodes[1].above;
    if (!second || h->nodes[second].tag != UB_TAG_BODY || h->nodes[second].ns || !h->frameset_ok) {
        now->flags |= UB_HTML_DROPPED;
        return;
    }
    while (h->top != 1) ub_html_pop(h);
    insert(h, now);
    h->mode = M_IN_FRAMESET;
}

static void start_form(ub_html *h, ub_html_tag_now *now)
{
    uint32_t node;
    if (h->form && !h->n_template) {
        now->flags |= UB_HTML_DROPPED;
        return;
    }
    ub_html_close_p(h);
    node = insert(h, now);
    if (!h->n_template) h->form = node, h->form_serial = h->nodes[node].serial;
}

void ub_html_format_start(ub_html *h, ub_html_tag_now *now)
{
    ub_reconstruct(h);
    ub_html_fmt_push(h, insert(h, now), now->tag);
}

void ub_html_body_start(ub_html *h, ub_html_tag_now *now)
{
    switch ((ub_html_do)now->el->start) {
    case DO_OTHER:
        ub_reconstruct(h);
        insert(h, now);
        break;
    case DO_BLOCK:
        ub_html_close_p(h);
        insert(h, now);
        break;
    case DO_A:
        start_a(h, now);
        break;
    case DO_FORMAT:
        ub_html_format_start(h, now);
        break;
    case DO_VOID_LIVE: case DO_IMAGE:
        ub_reconstruct(h);
        h->frameset_ok = false;
        break;
    case DO_TABLE:
        if (h->quirks != UB_HTML_QUIRKS) ub_html_close_p(h);
        insert(h, now);
        h->frameset_ok = false;
        h->mode = M_IN_TABLE;
        break;
    case DO_TABLE_PART:
        now->flags |= UB_HTML_DROPPED;
        break;
    case DO_HEADING:
        ub_html_close_p(h);
        if (h->nodes[h->top].props & P_HEADING) ub_html_pop(h);
        insert(h, now);
        break;
    case DO_PRE:
        ub_html_close_p(h);
        insert(h, now);
        h->frameset_ok = false;
        break;
    case DO_LI:
        h->frameset_ok = false;
        close_item(h, UB_TAG_LI, UB_TAG_LI);
        ub_html_close_p(h);
        insert(h, now);
        break;
    case DO_DD:
        h->frameset_ok = false;
        close_item(h, UB_TAG_DD, UB_TAG_DT);
        ub_html_close_p(h);
        insert(h, now);
        break;
    case DO_FORM:
        start_form(h, now);
        break;
    case DO_PLAINTEXT:
        ub_html_close_p(h);
        insert(h, now);
        ub_html_content_of(h, UB_HTML_PLAINTEXT, now->tag);
        break;
    case DO_BUTTON:
        if (ub_in_scope(h, UB_TAG_BUTTON)) {
            ub_html_implied(h, UB_TAG_OTHER);
            ub_html_pop_to(h, h->top_of[UB_TAG_BUTTON][0]);
        }
        ub_reconstruct(h);
        insert(h, now);
        h->frameset_ok = false;
        break;
    case DO_NOBR:
        if (ub_html_fmt_renew(h, UB_TAG_NOBR, now->el->props)) break;
        ub_reconstruct(h);
        if (ub_in_scope(h, UB_TAG_NOBR)) {
            ub_html_adopt(h, UB_TAG_NOBR);
            ub_reconstruct(h);
        }
        ub_html_fmt_push(h, insert(h, now), now->tag);
        break;
    case DO_OBJECT:
        ub_reconstruct(h);
        insert(h, now);
        ub_html_fmt_marker(h);
        h->frameset_ok = false;
        break;
    case DO_INPUT:
        start_input(h, now);
        break;
    case DO_VOID:
        break;
    case DO_HR:
        ub_html_close_p(h);
        if (ub_in_scope(h, UB_TAG_SELECT)) ub_html_implied(h, UB_TAG_OTHER);
        h->frameset_ok = false;
        break;
    case DO_TEXTAREA:
        h->frameset_ok = false;
        ub_html_content_of(h, UB_HTML_RCDATA, now->tag);
        break;
    case DO_XMP:
        ub_html_close_p(h);
        ub_reconstruct(h);
        h->frameset_ok = false;
        ub_html_content_of(h, UB_HTML_RAWTEXT, now->tag);
        break;
    case DO_IFRAME:
        h->frameset_ok = false;
        ub_html_content_of(h, UB_HTML_RAWTEXT, now->tag);
        break;
    case DO_NOSCRIPT:
        if (!h->scripting) {
            ub_reconstruct(h);
            insert(h, now);
            break;
        }
        ub_html_content_of(h, UB_HTML_RAWTEXT, now->tag);
        break;
    case DO_RAW:
        ub_html_content_of(h, UB_HTML_RAWTEXT, now->tag);
        break;
    case DO_SELECT:
        start_select(h, now);
        break;
    case DO_OPTION: case DO_OPTGROUP:
        start_option(h, now);
        break;
    case DO_RB:
        if (ub_in_scope(h, UB_TAG_RUBY)) ub_html_implied(h, UB_TAG_OTHER);
        insert(h, now);
        break;
    case DO_RT:
        if (ub_in_scope(h, UB_TAG_RUBY)) ub_html_implied(h, UB_TAG_RTC);
        insert(h, now);
        break;
    case DO_FOREIGN:
        ub_reconstruct(h);
        now->ns = now->tag == UB_TAG_SVG ? UB_HTML_NS_SVG : UB_HTML_NS_MATH;
        if (!now->self_closing) ub_html_push(h, now->tag, now->ns, 0);
        break;
    case DO_HTML:
        now->flags |= h->n_template ? UB_HTML_DROPPED : UB_HTML_MERGED;
        break;
    case DO_BODY:
        start_body(h, now);
        break;
    case DO_FRAMESET:
        start_frameset(h, now);
        break;
    case DO_HEAD_VOID: case DO_HEAD_RAW: case DO_SCRIPT: case DO_TITLE: case DO_TEMPLATE:
        ub_html_head_start(h, now);
        break;
    case DO_P: case DO_BR: case DO_IGNORE:
        break;
    }
}

static void any_other_end(ub_html *h, ub_html_tag_now *now)
{
    uint32_t i = *ub_top_of(h, now->tag, 0);
    if (!i || now->tag == UB_TAG_OTHER || h->nodes[i].serial < ub_html_special_serial(h)) {
        now->flags |= UB_HTML_DROPPED;
        return;
    }
    ub_html_implied(h, now->tag);
    ub_html_pop_to(h, i);
}

void ub_html_format_end(ub_html *h, ub_html_tag_now *now)
{
    if (!ub_html_adopt(h, now->tag)) any_other_end(h, now);
}

static void end_form(ub_html *h, ub_html_tag_now *now)
{
    uint32_t node = h->form;
    if (h->n_template) {
        if (!ub_in_scope(h, UB_TAG_FORM)) {
            now->flags |= UB_HTML_DROPPED;
            return;
        }
        ub_html_implied(h, UB_TAG_OTHER);
        ub_html_pop_to(h, h->top_of[UB_TAG_FORM][0]);
        return;
    }
    h->form = 0;
    if (!node || node == UINT32_MAX || h->nodes[node].serial != h->form_serial || h->nodes[node].props & P_GONE
        || h->form_serial < h->nodes[h->top_scope].serial) {
        now->flags |= UB_HTML_DROPPED;
        return;
    }
    ub_html_implied(h, UB_TAG_OTHER);
    ub_html_unlink(h, node);
}

void ub_html_body_end(ub_html *h, ub_html_tag_now *now)
{
    uint32_t i;
    switch ((ub_html_do)now->el->end) {
    case DO_BLOCK:
        if (!ub_in_scope(h, now->tag)) {
            now->flags |= UB_HTML_DROPPED;
            break;
        }
        ub_html_implied(h, UB_TAG_OTHER);
        ub_html_pop_to(h, h->top_of[now->tag][0]);
        break;
    case DO_P:
        if (!ub_in_button_scope(h, UB_TAG_P)) break;   /* an empty p, opened and closed */
        ub_html_close_p(h);
        break;
    case DO_FORMAT:
        ub_html_format_end(h, now);
        break;
    case DO_LI:
        if (!ub_in_list_scope(h, UB_TAG_LI)) {
            now->flags |= UB_HTML_DROPPED;
            break;
        }
        ub_html_implied(h, UB_TAG_LI);
        ub_html_pop_to(h, h->top_of[UB_TAG_LI][0]);
        break;
    case DO_DD:
        if (!ub_in_scope(h, now->tag)) {
            now->flags |= UB_HTML_DROPPED;
            break;
        }
        ub_html_implied(h, now->tag);
        ub_html_pop_to(h, h->top_of[now->tag][0]);
        break;
    case DO_HEADING:
        i = top_heading(h);
        if (!i || h->nodes[i].serial < h->nodes[h->top_scope].serial) {
            now->flags |= UB_HTML_DROPPED;
            break;
        }
        ub_html_implied(h, UB_TAG_OTHER);
        ub_html_pop_to(h, i);
        break;
    case DO_FORM:
        end_form(h, now);
        break;
    case DO_OBJECT:
        if (!ub_in_scope(h, now->tag)) {
            now->flags |= UB_HTML_DROPPED;
            break;
        }
        ub_html_implied(h, UB_TAG_OTHER);
        ub_html_pop_to(h, h->top_of[now->tag][0]);
        ub_html_fmt_clear(h);
        break;
    case DO_BR:
        ub_reconstruct(h);
        h->frameset_ok = false;
        break;
    case DO_TEMPLATE:
        ub_html_template_end(h, now);
        break;
    default:
        any_other_end(h, now);
    }
}

/* ------------------------------------------------------------------------------------------------ foreign content */

static unsigned foreign_props(ub_html *h, uint32_t tag, unsigned ns)
{
    const unsigned bound = P_SPECIAL | P_BLOCK | P_SCOPE;
    if (ns == UB_HTML_NS_SVG)
        return tag == UB_TAG_FOREIGNOBJECT || tag == UB_TAG_DESC || tag == UB_TAG_TITLE ? bound | P_HTML_IP : 0;
    switch (tag) {
    case UB_TAG_MI: case UB_TAG_MO: case UB_TAG_MN: case UB_TAG_MS: case UB_TAG_MTEXT:
        return bound | P_TEXT_IP;
    case UB_TAG_ANNOTATION_XML:
        return bound | P_ANNOTATION_XML
            | (ub_html_attr_is(h, UB_ATTR_ENCODING, UB_S("text/html"))
               || ub_html_attr_is(h, UB_ATTR_ENCODING, UB_S("application/xhtml+xml")) ? P_HTML_IP : 0u);
    default:
        return 0;
    }
}

static void break_out(ub_html *h, ub_html_tag_now *now)
{
    while (h->nodes[h->top].ns != UB_HTML_NS_HTML && !(h->nodes[h->top].props & (P_TEXT_IP | P_HTML_IP))) ub_html_pop(h);
    now->flags |= UB_HTML_BREAKOUT;
}

bool ub_html_foreign_start(ub_html *h, ub_html_tag_now *now)
{
    bool root = h->top == 1;
    unsigned ns = root ? h->ctx_ns : h->nodes[h->top].ns;
    if (now->el->props & P_BREAKOUT
        || (now->tag == UB_TAG_FONT && (ub_html_has_attr(h, UB_ATTR_COLOR) || ub_html_has_attr(h, UB_ATTR_FACE)
                                        || ub_html_has_attr(h, UB_ATTR_SIZE)))) {
        break_out(h, now);
        return false;
    }
    now->ns = (uint8_t)ns;
    if (!now->self_closing) ub_html_push(h, now->tag, ns, foreign_props(h, now->tag, ns));
    return true;
}

bool ub_html_foreign_end(ub_html *h, ub_html_tag_now *now)
{
    uint32_t i;
    if (now->tag == UB_TAG_BR || now->tag == UB_TAG_P) {
        break_out(h, now);
        return false;
    }
    if (h->top == 1) {
        now->flags |= UB_HTML_DROPPED;
        return true;
    }
    i = *ub_top_of(h, now->tag, 1);
    if (!i || now->tag == UB_TAG_OTHER || h->nodes[i].serial <= h->nodes[h->top].html_serial) return false;
    now->ns = h->nodes[i].ns;
    ub_html_pop_to(h, i);
    return true;
}
