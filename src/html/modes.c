/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The insertion modes (13.2.6.4) other than "in body".
 *
 * One function for each mode.  It returns false when the token is to be processed again in the mode that it has set.
 * The modes "text" and "in table text" are not here: the tokenizer knows where raw text ends, and table text changes
 * only whether formatting elements are opened again.
 */
#include "inside.h"

static void implicit(ub_html *h, uint32_t tag)
{
    ub_html_push(h, tag, UB_HTML_NS_HTML, ub_html_elements[tag].props);
}

static void insert(ub_html *h, const ub_html_tag_now *now)
{
    ub_html_push_html(h, now->tag, now->el->props);
}

/* Pop to the nearest of these, or to the bottom. */
static void clear_to(ub_html *h, uint32_t a, uint32_t b, uint32_t c)
{
    while (h->top != 1) {
        const ub_html_node *n = &h->nodes[h->top];
        if (n->ns == UB_HTML_NS_HTML && (n->tag == a || n->tag == b || n->tag == c || n->tag == UB_TAG_TEMPLATE)) return;
        ub_html_pop(h);
    }
}
static void clear_to_table(ub_html *h) { clear_to(h, UB_TAG_TABLE, UB_TAG_TABLE, UB_TAG_TABLE); }
static void clear_to_body(ub_html *h) { clear_to(h, UB_TAG_TBODY, UB_TAG_TFOOT, UB_TAG_THEAD); }
static void clear_to_row(ub_html *h) { clear_to(h, UB_TAG_TR, UB_TAG_TR, UB_TAG_TR); }

static bool drop(ub_html_tag_now *now)
{
    now->flags |= UB_HTML_DROPPED;
    return true;
}

/* ------------------------------------------------------------------------------------------------ head, template */

void ub_html_head_start(ub_html *h, ub_html_tag_now *now)
{
    switch ((ub_html_do)now->el->start) {
    case DO_HEAD_RAW:
        ub_html_content_of(h, UB_HTML_RAWTEXT, now->tag);
        break;
    case DO_SCRIPT:
        ub_html_content_of(h, UB_HTML_SCRIPT, now->tag);
        break;
    case DO_TITLE:
        ub_html_content_of(h, UB_HTML_RCDATA, now->tag);
        break;
    case DO_TEMPLATE:
        insert(h, now);
        ub_html_fmt_marker(h);
        h->frameset_ok = false;
        h->mode = M_IN_TEMPLATE;
        if (h->templates_n == h->templates_cap)
            ub_arena_grow(h->a, (void **)&h->templates, &h->templates_cap, 1);
        /* Without room the mode of the last one stands for this one too. */
        if (h->templates_n < h->templates_cap) h->templates[h->templates_n++] = M_IN_TEMPLATE;
        break;
    default:
        break;
    }
}

void ub_html_template_end(ub_html *h, ub_html_tag_now *now)
{
    if (!h->n_template) {
        now->flags |= UB_HTML_DROPPED;
        return;
    }
    while (h->nodes[h->top].props & P_IMPLIED2) ub_html_pop(h);
    ub_html_pop_to(h, h->top_of[UB_TAG_TEMPLATE][0]);
    ub_html_fmt_clear(h);
    if (h->templates_n) h->templates_n--;
    ub_html_reset_mode(h);
}

void ub_html_reset_mode(ub_html *h)
{
    static const struct { uint16_t tag; uint8_t mode, as_context; } rows[] = {
        { UB_TAG_TD, M_IN_CELL, M_IN_BODY },               { UB_TAG_TH, M_IN_CELL, M_IN_BODY },
        { UB_TAG_TR, M_IN_ROW, M_IN_ROW },                 { UB_TAG_TBODY, M_IN_TABLE_BODY, M_IN_TABLE_BODY },
        { UB_TAG_THEAD, M_IN_TABLE_BODY, M_IN_TABLE_BODY }, { UB_TAG_TFOOT, M_IN_TABLE_BODY, M_IN_TABLE_BODY },
        { UB_TAG_CAPTION, M_IN_CAPTION, M_IN_CAPTION },    { UB_TAG_COLGROUP, M_IN_COLUMN_GROUP, M_IN_COLUMN_GROUP },
        { UB_TAG_TABLE, M_IN_TABLE, M_IN_TABLE },          { UB_TAG_TEMPLATE, M_IN_TEMPLATE, M_IN_TEMPLATE },
        { UB_TAG_HEAD, M_IN_HEAD, M_IN_BODY },             { UB_TAG_BODY, M_IN_BODY, M_IN_BODY },
        { UB_TAG_FRAMESET, M_IN_FRAMESET, M_IN_FRAMESET }, { UB_TAG_HTML, M_AFTER_HEAD, M_BEFORE_HEAD },
    };
    uint32_t best = 0;
    unsigned mode = M_AFTER_HEAD;
    for (size_t i = 0; i + 1 < UB_COUNT(rows); i++) {
        uint32_t s = ub_serial_of(h, rows[i].tag);
        if (s <= best) continue;
        best = s;
        mode = rows[i].mode;
    }
    if (!best && h->fragment) {
        mode = M_IN_BODY;
        for (size_t i = 0; i < UB_COUNT(rows); i++)
            if (h->ctx_tag == rows[i].tag && h->ctx_ns == UB_HTML_NS_HTML) mode = rows[i].as_context;
    }
    if (mode == M_IN_TEMPLATE && h->templates_n) mode = h->templates[h->templates_n - 1];
    h->mode = (uint8_t)mode;
}

/* ------------------------------------------------------------------------------------------------ start tags */

static bool start_in_head(ub_html *h, ub_html_tag_now *now)
{
    switch ((ub_html_do)now->el->start) {
    case DO_HTML:
        ub_html_body_start(h, now);
        return true;
    case DO_HEAD_VOID: case DO_HEAD_RAW: case DO_SCRIPT: case DO_TITLE: case DO_TEMPLATE:
        ub_html_head_start(h, now);
        return true;
    case DO_NOSCRIPT:
        if (h->scripting) ub_html_content_of(h, UB_HTML_RAWTEXT, now->tag);
        else {
            insert(h, now);
            h->mode = M_IN_HEAD_NOSCRIPT;
        }
        return true;
    default:
        if (now->tag == UB_TAG_HEAD) return drop(now);
        if (ub_current_is(h, UB_TAG_HEAD)) ub_html_pop(h);
        h->mode = M_AFTER_HEAD;
        return false;
    }
}

static bool start_in_head_noscript(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_HTML: case UB_TAG_BASEFONT: case UB_TAG_BGSOUND: case UB_TAG_LINK: case UB_TAG_META:
    case UB_TAG_NOFRAMES: case UB_TAG_STYLE:
        return start_in_head(h, now);
    case UB_TAG_HEAD: case UB_TAG_NOSCRIPT:
        return drop(now);
    default:
        if (ub_current_is(h, UB_TAG_NOSCRIPT)) ub_html_pop(h);
        h->mode = M_IN_HEAD;
        return false;
    }
}

static bool start_after_head(ub_html *h, ub_html_tag_now *now)
{
    switch ((ub_html_do)now->el->start) {
    case DO_HTML:
        ub_html_body_start(h, now);
        return true;
    case DO_BODY:
        insert(h, now);
        h->frameset_ok = false;
        h->mode = M_IN_BODY;
        return true;
    case DO_FRAMESET:
        insert(h, now);
        h->mode = M_IN_FRAMESET;
        return true;
    case DO_HEAD_VOID: case DO_HEAD_RAW: case DO_SCRIPT: case DO_TITLE: case DO_TEMPLATE:
        ub_html_head_start(h, now);      /* head is put on the stack for it and taken off again */
        return true;
    default:
        if (now->tag == UB_TAG_HEAD) return drop(now);
        implicit(h, UB_TAG_BODY);
        h->mode = M_IN_BODY;
        return false;
    }
}

static bool end_table(ub_html *h)
{
    if (!ub_in_table_scope(h, UB_TAG_TABLE)) return false;
    ub_html_pop_to(h, h->top_of[UB_TAG_TABLE][0]);
    ub_html_reset_mode(h);
    return true;
}

static bool start_in_table(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_CAPTION:
        clear_to_table(h);
        ub_html_fmt_marker(h);
        insert(h, now);
        h->mode = M_IN_CAPTION;
        return true;
    case UB_TAG_COLGROUP:
        clear_to_table(h);
        insert(h, now);
        h->mode = M_IN_COLUMN_GROUP;
        return true;
    case UB_TAG_COL:
        clear_to_table(h);
        implicit(h, UB_TAG_COLGROUP);
        h->mode = M_IN_COLUMN_GROUP;
        return false;
    case UB_TAG_TBODY: case UB_TAG_TFOOT: case UB_TAG_THEAD:
        clear_to_table(h);
        insert(h, now);
        h->mode = M_IN_TABLE_BODY;
        return true;
    case UB_TAG_TD: case UB_TAG_TH: case UB_TAG_TR:
        clear_to_table(h);
        implicit(h, UB_TAG_TBODY);
        h->mode = M_IN_TABLE_BODY;
        return false;
    case UB_TAG_TABLE:
        return end_table(h) ? false : drop(now);
    case UB_TAG_STYLE: case UB_TAG_SCRIPT: case UB_TAG_TEMPLATE:
        ub_html_head_start(h, now);
        return true;
    case UB_TAG_INPUT:
        if (!ub_html_attr_is(h, UB_ATTR_TYPE, UB_S("hidden"))) ub_html_body_start(h, now);
        return true;
    case UB_TAG_FORM:
        if (h->n_template || h->form) return drop(now);
        insert(h, now);
        h->form = UINT32_MAX;            /* popped at once */
        ub_html_pop(h);
        return true;
    default:
        ub_html_body_start(h, now);
        return true;
    }
}

static bool is_table_part(const ub_html_tag_now *now)
{
    return now->el->start == DO_TABLE_PART && now->tag != UB_TAG_HEAD && now->tag != UB_TAG_FRAME;
}

static bool end_caption(ub_html *h)
{
    if (!ub_in_table_scope(h, UB_TAG_CAPTION)) return false;
    ub_html_implied(h, UB_TAG_OTHER);
    ub_html_pop_to(h, h->top_of[UB_TAG_CAPTION][0]);
    ub_html_fmt_clear(h);
    h->mode = M_IN_TABLE;
    return true;
}

static bool start_in_caption(ub_html *h, ub_html_tag_now *now)
{
    if (is_table_part(now)) return end_caption(h) ? false : drop(now);
    ub_html_body_start(h, now);
    return true;
}

static bool leave_column_group(ub_html *h)
{
    if (!ub_current_is(h, UB_TAG_COLGROUP)) return false;
    ub_html_pop(h);
    h->mode = M_IN_TABLE;
    return true;
}

static bool start_in_column_group(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_HTML:
        ub_html_body_start(h, now);
        return true;
    case UB_TAG_COL:
        return true;
    case UB_TAG_TEMPLATE:
        ub_html_head_start(h, now);
        return true;
    default:
        return leave_column_group(h) ? false : drop(now);
    }
}

static bool in_table_body(ub_html *h)
{
    return ub_in_table_scope(h, UB_TAG_TBODY) || ub_in_table_scope(h, UB_TAG_THEAD)
        || ub_in_table_scope(h, UB_TAG_TFOOT);
}

static void leave_table_body(ub_html *h)
{
    clear_to_body(h);
    if (h->top != 1) ub_html_pop(h);
    h->mode = M_IN_TABLE;
}

static bool start_in_table_body(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_TR:
        clear_to_body(h);
        insert(h, now);
        h->mode = M_IN_ROW;
        return true;
    case UB_TAG_TH: case UB_TAG_TD:
        clear_to_body(h);
        implicit(h, UB_TAG_TR);
        h->mode = M_IN_ROW;
        return false;
    case UB_TAG_CAPTION: case UB_TAG_COL: case UB_TAG_COLGROUP: case UB_TAG_TBODY: case UB_TAG_TFOOT: case UB_TAG_THEAD:
        if (!in_table_body(h)) return drop(now);
        leave_table_body(h);
        return false;
    default:
        return start_in_table(h, now);
    }
}

static bool leave_row(ub_html *h)
{
    if (!ub_in_table_scope(h, UB_TAG_TR)) return false;
    clear_to_row(h);
    if (h->top != 1) ub_html_pop(h);
    h->mode = M_IN_TABLE_BODY;
    return true;
}

static bool start_in_row(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_TH: case UB_TAG_TD:
        clear_to_row(h);
        insert(h, now);
        h->mode = M_IN_CELL;
        ub_html_fmt_marker(h);
        return true;
    case UB_TAG_CAPTION: case UB_TAG_COL: case UB_TAG_COLGROUP: case UB_TAG_TBODY: case UB_TAG_TFOOT: case UB_TAG_THEAD:
    case UB_TAG_TR:
        return leave_row(h) ? false : drop(now);
    default:
        return start_in_table(h, now);
    }
}

static bool close_cell(ub_html *h)
{
    uint32_t td = h->top_of[UB_TAG_TD][0], th = h->top_of[UB_TAG_TH][0];
    if (h->nodes[th].serial > h->nodes[td].serial) td = th;
    if (!td || !ub_in_table_scope(h, h->nodes[td].tag)) return false;
    ub_html_implied(h, UB_TAG_OTHER);
    ub_html_pop_to(h, td);
    ub_html_fmt_clear(h);
    h->mode = M_IN_ROW;
    return true;
}

static bool start_in_cell(ub_html *h, ub_html_tag_now *now)
{
    if (is_table_part(now)) return close_cell(h) ? false : drop(now);
    ub_html_body_start(h, now);
    return true;
}

static bool template_mode(ub_html *h, unsigned mode)
{
    if (h->templates_n) h->templates[h->templates_n - 1] = (uint8_t)mode;
    h->mode = (uint8_t)mode;
    return false;
}

static bool start_in_template(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_BASE: case UB_TAG_BASEFONT: case UB_TAG_BGSOUND: case UB_TAG_LINK: case UB_TAG_META: case UB_TAG_NOFRAMES:
    case UB_TAG_SCRIPT: case UB_TAG_STYLE: case UB_TAG_TEMPLATE: case UB_TAG_TITLE:
        ub_html_head_start(h, now);
        return true;
    case UB_TAG_CAPTION: case UB_TAG_COLGROUP: case UB_TAG_TBODY: case UB_TAG_TFOOT: case UB_TAG_THEAD:
        return template_mode(h, M_IN_TABLE);
    case UB_TAG_COL:
        return template_mode(h, M_IN_COLUMN_GROUP);
    case UB_TAG_TR:
        return template_mode(h, M_IN_TABLE_BODY);
    case UB_TAG_TD: case UB_TAG_TH:
        return template_mode(h, M_IN_ROW);
    default:
        return template_mode(h, M_IN_BODY);
    }
}

static bool start_in_frameset(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_HTML:
        ub_html_body_start(h, now);
        return true;
    case UB_TAG_FRAMESET:
        if (h->mode != M_IN_FRAMESET) return drop(now);
        insert(h, now);
        return true;
    case UB_TAG_FRAME:
        return h->mode == M_IN_FRAMESET ? true : drop(now);
    case UB_TAG_NOFRAMES:
        ub_html_head_start(h, now);
        return true;
    default:
        return drop(now);
    }
}

static void before_html(ub_html *h)
{
    if (h->mode == M_INITIAL && !h->srcdoc) h->quirks = UB_HTML_QUIRKS;
    h->mode = M_BEFORE_HTML;
}

static bool start_early(ub_html *h, ub_html_tag_now *now)
{
    switch ((ub_html_mode)h->mode) {
    case M_INITIAL:
        before_html(h);
        return false;
    case M_BEFORE_HTML:
        h->mode = M_BEFORE_HEAD;
        return now->tag == UB_TAG_HTML;
    default:
        if (now->tag == UB_TAG_HTML) {
            ub_html_body_start(h, now);
            return true;
        }
        implicit(h, UB_TAG_HEAD);
        h->mode = M_IN_HEAD;
        return now->tag == UB_TAG_HEAD;
    }
}

static bool start_in(ub_html *h, ub_html_tag_now *now)
{
    switch ((ub_html_mode)h->mode) {
    case M_INITIAL: case M_BEFORE_HTML: case M_BEFORE_HEAD: return start_early(h, now);
    case M_IN_HEAD: return start_in_head(h, now);
    case M_IN_HEAD_NOSCRIPT: return start_in_head_noscript(h, now);
    case M_AFTER_HEAD: return start_after_head(h, now);
    case M_IN_BODY: break;
    case M_IN_TABLE: return start_in_table(h, now);
    case M_IN_CAPTION: return start_in_caption(h, now);
    case M_IN_COLUMN_GROUP: return start_in_column_group(h, now);
    case M_IN_TABLE_BODY: return start_in_table_body(h, now);
    case M_IN_ROW: return start_in_row(h, now);
    case M_IN_CELL: return start_in_cell(h, now);
    case M_IN_TEMPLATE: return start_in_template(h, now);
    case M_AFTER_BODY: case M_AFTER_AFTER_BODY:
        if (now->tag == UB_TAG_HTML) break;
        h->mode = M_IN_BODY;
        return false;
    case M_IN_FRAMESET: case M_AFTER_FRAMESET: case M_AFTER_AFTER_FRAMESET: return start_in_frameset(h, now);
    }
    ub_html_body_start(h, now);
    return true;
}

/* Is the token for the rules of foreign content (13.2.6, the dispatcher)? */
static bool is_foreign(const ub_html *h, const ub_html_tag_now *now)
{
    const ub_html_node *n = &h->nodes[h->top];
    unsigned ns = n->ns, props = n->props;
    if (h->top == 1 && h->ctx_ns) ns = h->ctx_ns, props = h->ctx_flags;
    if (ns == UB_HTML_NS_HTML) return false;
    if (!now) return true;
    if (props & P_HTML_IP) return false;
    if (props & P_TEXT_IP && now->tag != UB_TAG_MGLYPH && now->tag != UB_TAG_MALIGNMARK) return false;
    return !(props & P_ANNOTATION_XML && now->tag == UB_TAG_SVG);
}

void ub_html_tree_start(ub_html *h, ub_html_tag_now *now)
{
    if (__builtin_expect(h->nodes[h->top].ns | h->ctx_ns, 0) && is_foreign(h, now) && ub_html_foreign_start(h, now))
        return;
    if (h->mode == M_IN_BODY) ub_html_body_start(h, now);
    else while (!start_in(h, now)) { }
}

/* ------------------------------------------------------------------------------------------------ end tags */

static bool is_html_body_br(const ub_html_tag_now *now)
{
    return now->tag == UB_TAG_HTML || now->tag == UB_TAG_BODY || now->tag == UB_TAG_BR;
}

static bool end_early(ub_html *h, ub_html_tag_now *now)
{
    if (h->mode == M_INITIAL) {
        before_html(h);
        return false;
    }
    if (h->mode == M_BEFORE_HTML || h->mode == M_BEFORE_HEAD) {
        if (!is_html_body_br(now) && now->tag != UB_TAG_HEAD) return drop(now);
        if (h->mode == M_BEFORE_HEAD) implicit(h, UB_TAG_HEAD);
        h->mode = h->mode == M_BEFORE_HTML ? M_BEFORE_HEAD : M_IN_HEAD;
        return false;
    }
    if (h->mode == M_IN_HEAD_NOSCRIPT) {
        if (now->tag != UB_TAG_NOSCRIPT && now->tag != UB_TAG_BR) return drop(now);
        if (ub_current_is(h, UB_TAG_NOSCRIPT)) ub_html_pop(h);
        h->mode = M_IN_HEAD;
        return now->tag == UB_TAG_NOSCRIPT;
    }
    if (now->tag == UB_TAG_TEMPLATE) {
        ub_html_template_end(h, now);
        return true;
    }
    if (h->mode == M_IN_HEAD) {
        if (!is_html_body_br(now) && now->tag != UB_TAG_HEAD) return drop(now);
        if (ub_current_is(h, UB_TAG_HEAD)) ub_html_pop(h);
        h->mode = M_AFTER_HEAD;
        return now->tag == UB_TAG_HEAD;
    }
    if (!is_html_body_br(now)) return drop(now);
    implicit(h, UB_TAG_BODY);
    h->mode = M_IN_BODY;
    return false;
}

static bool end_in_body(ub_html *h, ub_html_tag_now *now)
{
    if (now->el->end != DO_BODY && now->el->end != DO_HTML) {
        ub_html_body_end(h, now);
        return true;
    }
    if (!ub_in_scope(h, UB_TAG_BODY)) return drop(now);
    h->mode = M_AFTER_BODY;
    return now->tag == UB_TAG_BODY;
}

static bool end_in_table(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_TABLE:
        return end_table(h) ? true : drop(now);
    case UB_TAG_BODY: case UB_TAG_CAPTION: case UB_TAG_COL: case UB_TAG_COLGROUP: case UB_TAG_HTML: case UB_TAG_TBODY:
    case UB_TAG_TD: case UB_TAG_TFOOT: case UB_TAG_TH: case UB_TAG_THEAD: case UB_TAG_TR:
        return drop(now);
    default:
        ub_html_body_end(h, now);
        return true;
    }
}

static bool end_in_caption(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_CAPTION:
        return end_caption(h) ? true : drop(now);
    case UB_TAG_TABLE:
        return end_caption(h) ? false : drop(now);
    default:
        return end_in_table(h, now);
    }
}

static bool end_in_column_group(ub_html *h, ub_html_tag_now *now)
{
    if (now->tag == UB_TAG_COLGROUP) return leave_column_group(h) ? true : drop(now);
    if (now->tag == UB_TAG_COL) return drop(now);
    if (now->tag == UB_TAG_TEMPLATE) {
        ub_html_template_end(h, now);
        return true;
    }
    return leave_column_group(h) ? false : drop(now);
}

static bool end_in_table_body(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_TBODY: case UB_TAG_TFOOT: case UB_TAG_THEAD:
        if (!ub_in_table_scope(h, now->tag)) return drop(now);
        leave_table_body(h);
        return true;
    case UB_TAG_TABLE:
        if (!in_table_body(h)) return drop(now);
        leave_table_body(h);
        return false;
    default:
        return end_in_table(h, now);
    }
}

static bool end_in_row(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_TR:
        return leave_row(h) ? true : drop(now);
    case UB_TAG_TABLE:
        return leave_row(h) ? false : drop(now);
    case UB_TAG_TBODY: case UB_TAG_TFOOT: case UB_TAG_THEAD:
        if (!ub_in_table_scope(h, now->tag)) return drop(now);
        if (!leave_row(h)) return drop(now);
        return false;
    default:
        return end_in_table(h, now);
    }
}

static bool end_in_cell(ub_html *h, ub_html_tag_now *now)
{
    switch (now->tag) {
    case UB_TAG_TD: case UB_TAG_TH:
        if (!ub_in_table_scope(h, now->tag)) return drop(now);
        ub_html_implied(h, UB_TAG_OTHER);
        ub_html_pop_to(h, h->top_of[now->tag][0]);
        ub_html_fmt_clear(h);
        h->mode = M_IN_ROW;
        return true;
    case UB_TAG_BODY: case UB_TAG_CAPTION: case UB_TAG_COL: case UB_TAG_COLGROUP: case UB_TAG_HTML:
        return drop(now);
    case UB_TAG_TABLE: case UB_TAG_TBODY: case UB_TAG_TFOOT: case UB_TAG_THEAD: case UB_TAG_TR:
        if (!ub_in_table_scope(h, now->tag)) return drop(now);
        return close_cell(h) ? false : drop(now);
    default:
        ub_html_body_end(h, now);
        return true;
    }
}

static bool end_late(ub_html *h, ub_html_tag_now *now)
{
    switch ((ub_html_mode)h->mode) {
    case M_AFTER_BODY:
        if (now->tag == UB_TAG_HTML) {
            if (h->fragment) return drop(now);
            h->mode = M_AFTER_AFTER_BODY;
            return true;
        }
        h->mode = M_IN_BODY;
        return false;
    case M_AFTER_AFTER_BODY:
        h->mode = M_IN_BODY;
        return false;
    case M_IN_FRAMESET:
        if (now->tag != UB_TAG_FRAMESET || h->top == 1) return drop(now);
        ub_html_pop(h);
        if (!h->fragment && !ub_current_is(h, UB_TAG_FRAMESET)) h->mode = M_AFTER_FRAMESET;
        return true;
    case M_AFTER_FRAMESET:
        if (now->tag != UB_TAG_HTML) return drop(now);
        h->mode = M_AFTER_AFTER_FRAMESET;
        return true;
    default:
        return drop(now);
    }
}

static bool end_in(ub_html *h, ub_html_tag_now *now)
{
    switch ((ub_html_mode)h->mode) {
    case M_INITIAL: case M_BEFORE_HTML: case M_BEFORE_HEAD: case M_IN_HEAD: case M_IN_HEAD_NOSCRIPT: case M_AFTER_HEAD:
        return end_early(h, now);
    case M_IN_BODY: return end_in_body(h, now);
    case M_IN_TABLE: return end_in_table(h, now);
    case M_IN_CAPTION: return end_in_caption(h, now);
    case M_IN_COLUMN_GROUP: return end_in_column_group(h, now);
    case M_IN_TABLE_BODY: return end_in_table_body(h, now);
    case M_IN_ROW: return end_in_row(h, now);
    case M_IN_CELL: return end_in_cell(h, now);
    case M_IN_TEMPLATE:
        if (now->tag != UB_TAG_TEMPLATE) return drop(now);
        ub_html_template_end(h, now);
        return true;
    case M_AFTER_BODY: case M_IN_FRAMESET: case M_AFTER_FRAMESET: case M_AFTER_AFTER_BODY: case M_AFTER_AFTER_FRAMESET:
        break;
    }
    return end_late(h, now);
}

void ub_html_tree_end(ub_html *h, ub_html_tag_now *now)
{
    if (__builtin_expect(h->nodes[h->top].ns | h->ctx_ns, 0) && is_foreign(h, NULL) && ub_html_foreign_end(h, now)) return;
    while (!end_in(h, now)) { }
}

/* ------------------------------------------------------------------------------------------------ text, doctype */

static void text_in_body(ub_html *h, unsigned c)
{
    if (c & (T_SPACE | T_OTHER)) ub_reconstruct(h);
    if (c & T_OTHER) h->frameset_ok = false;
}

static bool is_table_context(const ub_html *h)
{
    const ub_html_node *n = &h->nodes[h->top];
    return n->ns == UB_HTML_NS_HTML && (n->tag == UB_TAG_TABLE || n->tag == UB_TAG_TBODY || n->tag == UB_TAG_TEMPLATE
        || n->tag == UB_TAG_TFOOT || n->tag == UB_TAG_THEAD || n->tag == UB_TAG_TR);
}

void ub_html_tree_text(ub_html *h, const char *from, const char *to, bool references)
{
    unsigned c, mode = h->mode;
    /* The common case: nothing to open again, and no frameset can come any more. */
    if (!h->frameset_ok && (mode == M_IN_BODY || (mode >= M_IN_TABLE && mode <= M_IN_TEMPLATE && mode != M_IN_COLUMN_GROUP))
        && !ub_html_can_reopen(h)) return;
    c = ub_html_classify(from, to, references);
    if (is_foreign(h, NULL) && !((h->top == 1 ? h->ctx_flags : h->nodes[h->top].props) & (P_HTML_IP | P_TEXT_IP))) {
        if (c & T_OTHER) h->frameset_ok = false;
        return;
    }
    for (;;) switch ((ub_html_mode)h->mode) {
    case M_INITIAL:
        if (c == T_SPACE) return;
        before_html(h);
        continue;
    case M_BEFORE_HTML:
        if (c == T_SPACE) return;
        h->mode = M_BEFORE_HEAD;
        continue;
    case M_BEFORE_HEAD:
        if (c == T_SPACE) return;
        implicit(h, UB_TAG_HEAD);
        h->mode = M_IN_HEAD;
        continue;
    case M_IN_HEAD:
        if (c == T_SPACE) return;
        if (ub_current_is(h, UB_TAG_HEAD)) ub_html_pop(h);
        h->mode = M_AFTER_HEAD;
        continue;
    case M_IN_HEAD_NOSCRIPT:
        if (c == T_SPACE) return;
        if (ub_current_is(h, UB_TAG_NOSCRIPT)) ub_html_pop(h);
        h->mode = M_IN_HEAD;
        continue;
    case M_AFTER_HEAD:
        if (c == T_SPACE) return;
        implicit(h, UB_TAG_BODY);
        h->mode = M_IN_BODY;
        continue;
    case M_IN_TABLE: case M_IN_TABLE_BODY: case M_IN_ROW:
        /* In table text, white space is inserted as it is; the rest is as in body. */
        if (!is_table_context(h) || c & T_OTHER) text_in_body(h, c);
        return;
    case M_IN_COLUMN_GROUP:
        if (c == T_SPACE || !leave_column_group(h)) return;
        continue;
    case M_AFTER_BODY: case M_AFTER_AFTER_BODY:
        if (c != T_SPACE) h->mode = M_IN_BODY;
        text_in_body(h, c);
        return;
    case M_IN_FRAMESET: case M_AFTER_FRAMESET:
        return;
    case M_AFTER_AFTER_FRAMESET:
        if (c & T_SPACE) ub_reconstruct(h);
        return;
    case M_IN_BODY: case M_IN_CAPTION: case M_IN_CELL: case M_IN_TEMPLATE:
        text_in_body(h, c);
        return;
    }
}

void ub_html_tree_doctype(ub_html *h)
{
    if (h->mode == M_INITIAL) h->mode = M_BEFORE_HTML;
}
