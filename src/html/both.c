/* SPDX-License-Identifier: Apache-2.0 */
/*
 * noscript, read both ways in one pass.
 *
 * The reader with scripting off leads.  At a noscript we look for the "</noscript" that ends the raw text of the other
 * reading.  When the leading reader has an end tag exactly there, and stands as it stood before the noscript, the two
 * readings are one again.  When not, they have parted: a second reader, with scripting on, goes from the start of the
 * text to that place in silence and from there on beside the first.  Tokens that both have are given once.
 */
#include "inside.h"

ub_status ub_html_both_init(ub_html_both *b, ub_arena *a, ub_str text, unsigned flags, ub_err *err)
{
    b->reading = UB_HTML_READ_BOTH;
    b->flags = flags & ~(unsigned)UB_HTML_SCRIPTING;
    b->forked = b->have_off = b->have_on = false;
    b->raw_end = UINT32_MAX;
    b->found = NULL;
    return ub_html_init(&b->off, a, text, b->flags, err);
}

/* Where raw text that begins at `from` ends.  Asked with growing `from`; no byte is looked at twice. */
static const char *raw_text_end(ub_html_both *b, const char *from)
{
    if (!b->found || b->found < from) b->found = ub_html_raw_end(from, b->off.end, UB_S("noscript"));
    return b->found;
}

static void part(ub_html_both *b, uint32_t at)
{
    ub_html *off = &b->off, *on = &b->on;
    if (ub_html_init(on, off->a, off->text, b->flags | UB_HTML_SCRIPTING, NULL) != UB_OK) {
        ub_notes_add(off->notes, "html-noscript-unread", at, off->text.n - at);
        return;
    }
    do ub_html_next(on); while (on->tok.kind != UB_HTML_EOF && on->tok.span.at < at);
    b->forked = b->have_on = true;
    b->have_off = false;
}

static void stand(const ub_html *h, ub_html_stand *s)
{
    *s = (ub_html_stand){ h->top, h->nodes[h->top].serial, h->mode, h->frameset_ok, h->form, h->fmt_top,
                          h->fmt_top ? h->fmts[h->fmt_top].order : 0 };
}

static bool stands_as(const ub_html *h, const ub_html_stand *s)
{
    ub_html_stand now;
    stand(h, &now);
    return now.top == s->top && now.serial == s->serial && now.mode == s->mode && now.frameset_ok == s->frameset_ok
        && now.form == s->form && now.fmt == s->fmt && now.order == s->order;
}

const ub_html_token *ub_html_both_next(ub_html_both *b, const ub_html **of)
{
    ub_html *off = &b->off, *on = &b->on;
    if (!b->forked) {
        ub_html_stand before;
        const ub_html_token *t;
        if (b->raw_end == UINT32_MAX) stand(off, &before);
        t = ub_html_next(off);
        *of = off;
        b->reading = UB_HTML_READ_BOTH;
        if (b->raw_end == UINT32_MAX) {
            if (t->kind != UB_HTML_START || t->tag != UB_TAG_NOSCRIPT || t->ns != UB_HTML_NS_HTML
                || t->flags & (UB_HTML_DROPPED | UB_HTML_PARTIAL) || !off->tree) return t;
            b->raw_end = (uint32_t)(raw_text_end(b, off->p) - off->text.p);
            /* Where text or the tag itself opened head or body, the place before it is that after it without it. */
            b->before = before;
            b->before.top = off->nodes[off->top].below;
            b->before.serial = off->nodes[b->before.top].serial;
            b->before.mode = off->mode == M_IN_HEAD_NOSCRIPT ? M_IN_HEAD : off->mode;
            b->before.fmt = off->fmt_top;
            b->before.order = off->fmt_top ? off->fmts[off->fmt_top].order : 0;
            return t;
        }
        b->reading = UB_HTML_READ_OFF;
        if (t->kind != UB_HTML_EOF && t->span.at + t->span.n <= b->raw_end) return t;
        if (t->kind == UB_HTML_END && t->span.at == b->raw_end && !(t->flags & (UB_HTML_DROPPED | UB_HTML_UNCLOSED))
            && stands_as(off, &b->before)) b->reading = UB_HTML_READ_BOTH;
        else part(b, b->raw_end);
        b->raw_end = UINT32_MAX;
        if (!b->forked) return t;
        b->have_off = true;
    }
    if (!b->have_off) ub_html_next(off);
    if (!b->have_on) ub_html_next(on);
    b->have_off = b->have_on = true;
    const ub_html_token *x = &off->tok, *y = &on->tok;
    if (x->kind == y->kind && x->span.at == y->span.at && x->span.n == y->span.n && x->flags == y->flags
        && x->content == y->content) {
        b->reading = UB_HTML_READ_BOTH;
        b->have_off = b->have_on = x->kind == UB_HTML_EOF;
    } else if (y->kind == UB_HTML_EOF || (x->kind != UB_HTML_EOF && x->span.at <= y->span.at)) {
        b->reading = UB_HTML_READ_OFF;
        b->have_off = false;
    } else {
        b->reading = UB_HTML_READ_ON;
        b->have_on = false;
    }
    *of = b->reading == UB_HTML_READ_ON ? on : off;
    return &(*of)->tok;
}
