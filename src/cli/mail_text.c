/* SPDX-License-Identifier: Apache-2.0 */
/* What a body says to its reader; see mail_text.h. */
#include "mail_text.h"

struct piece {
    ub_buf text;
    const char *role;
    ub_mail_text_piece tell;
    void *ctx;
    ub_err *err;
    ub_status status;
};

static const char body[] = "body", quoted[] = "quoted", signature[] = "signature";

/* What is told so far goes when another role begins. */
static void turn(struct piece *p, const char *role)
{
    if (p->role == role) return;
    if (p->text.failed) p->status = ub_fail(p->err, UB_LIMIT, "too much for one message", 0);
    else if (p->status == UB_OK && p->text.n) p->status = p->tell(p->ctx, p->role, ub_buf_str(&p->text));
    p->text.n = 0;
    p->role = role;
}

/* ------------------------------------------------------------------------------------------------ plain text */

/* "-----Original Message-----" and its like: nothing but a few words between hyphens. */
static bool passes_on(ub_str line)
{
    size_t n = line.n;
    if (!ub_str_starts(line, UB_S("-----")) || n > 80) return false;
    ub_str words = line;
    while (words.n && words.p[0] == '-') words = ub_str_from(words, 1);
    while (words.n && words.p[words.n - 1] == '-') words.n--;
    return ub_str_trim(words).n > 0 && words.n < n - 5;
}

static void read_plain(struct piece *p, ub_str text)
{
    const char *role = body;
    while (text.n && p->status == UB_OK) {
        ub_str line = ub_str_cut(&text, '\n');
        bool cited = line.n && line.p[0] == '>';
        if (line.n && line.p[line.n - 1] == '\r') line.n--;
        if (role != quoted && passes_on(line)) role = quoted;
        else if (role == body && ub_str_eq(line, UB_S("-- "))) role = signature;
        else if (role == signature && cited) role = body;
        while (cited && line.n && (line.p[0] == '>' || line.p[0] == ' ')) line = ub_str_from(line, 1);
        turn(p, cited ? quoted : role);
        ub_buf_add(&p->text, line);
        ub_buf_char(&p->text, '\n');
    }
}

/* ------------------------------------------------------------------------------------------------ HTML */

/* Elements that stand within a line, in the order of their ids. */
static const uint16_t inlines[] = {
    UB_TAG_A, UB_TAG_ABBR, UB_TAG_ACRONYM, UB_TAG_B, UB_TAG_BDI, UB_TAG_BDO, UB_TAG_BIG, UB_TAG_CITE, UB_TAG_CODE, UB_TAG_DEL, UB_TAG_DFN, UB_TAG_EM,
    UB_TAG_FONT, UB_TAG_I, UB_TAG_INS, UB_TAG_KBD, UB_TAG_LABEL, UB_TAG_MARK, UB_TAG_NOBR, UB_TAG_Q, UB_TAG_S, UB_TAG_SAMP, UB_TAG_SMALL, UB_TAG_SPAN,
    UB_TAG_STRIKE, UB_TAG_STRONG, UB_TAG_SUB, UB_TAG_SUP, UB_TAG_TIME, UB_TAG_TT, UB_TAG_U, UB_TAG_VAR, UB_TAG_WBR,
};

static bool stands_in_line(uint16_t tag)
{
    for (size_t i = 0; i < UB_COUNT(inlines); i++)
        if (inlines[i] == tag) return true;
    return false;
}

/* What is decoded is at most three times as long as it was written, so there is room. */
static void add_folded(struct piece *p, ub_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!ub_is_space((unsigned char)s.p[i])) ub_buf_char(&p->text, s.p[i]);
        else if (p->text.n && !ub_is_space((unsigned char)p->text.p[p->text.n - 1])) ub_buf_char(&p->text, ' ');
    }
}

static void add_alt(struct piece *p, ub_arena *a, const ub_html *h, const ub_html_token *t)
{
    for (uint32_t i = 0; i < t->n_attrs; i++) {
        ub_str alt;
        ub_arena scratch = *a;
        if (t->attrs[i].id == UB_ATTR_ALT && ub_html_value(&scratch, h, &t->attrs[i], &alt)) add_folded(p, alt);
    }
}

static ub_status read_html(struct piece *p, ub_arena *a, ub_str text)
{
    ub_arena scratch;
    ub_html h;
    unsigned depth = 0;
    ub_status s = ub_html_init(&h, a, text, 0, p->err);
    if (s != UB_OK) return s;
    for (const ub_html_token *t; p->status == UB_OK && (t = ub_html_next(&h))->kind != UB_HTML_EOF; ) {
        ub_str shown;
        if (t->flags & (UB_HTML_DROPPED | UB_HTML_IN_TEMPLATE)) continue;
        if (t->kind == UB_HTML_TEXT) {
            scratch = *a;
            if ((t->content == UB_HTML_DATA || t->content == UB_HTML_PLAINTEXT || t->tag == UB_TAG_TEXTAREA) && ub_html_text(&scratch, &h, t, &shown)) add_folded(p, shown);
            continue;
        }
        if ((t->kind != UB_HTML_START && t->kind != UB_HTML_END) || stands_in_line(t->tag)) continue;
        if (t->tag == UB_TAG_BLOCKQUOTE) {
            if (t->kind == UB_HTML_START) depth++;
            else if (depth) depth--;
            turn(p, depth ? quoted : body);
        }
        if (t->tag == UB_TAG_BR) ub_buf_char(&p->text, '\n');
        else if (t->tag == UB_TAG_IMG) add_alt(p, a, &h, t);
        else if (p->text.n) ub_buf_add(&p->text, UB_S("\n\n"));
    }
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ one document */

ub_status ub_mail_text(ub_arena *a, ub_charset_cache *charsets, const ub_doc *d, ub_mail_text_piece tell, void *ctx, ub_err *err)
{
    ub_arena work = *a, scratch;
    struct piece p = { .role = body, .tell = tell, .ctx = ctx, .err = err };
    ub_str text = ub_str_to(d->bytes, UB_MAIL_TEXT_MAX);
    ub_status s = UB_OK;
    if (d->kind != UB_DOC_HTML && d->kind != UB_DOC_TEXT) return UB_OK;
    if (!d->converted && d->charset) s = ub_charset_decode(&work, charsets, d->charset, text, &text, NULL, NULL, err);
    if (s != UB_OK) return s;
    p.text = ub_buf_in(&work);
    if (!ub_buf_room(&p.text, 3 * text.n + 4)) return ub_fail(err, UB_LIMIT, "too much for one message", 0);
    scratch = work;
    if (d->kind == UB_DOC_TEXT) read_plain(&p, text);
    else s = read_html(&p, &scratch, text);
    turn(&p, NULL);
    return s != UB_OK ? s : p.status;
}
