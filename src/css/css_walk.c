/* SPDX-License-Identifier: Apache-2.0 */
/*
 * css: rules and declarations.  CSS Syntax 5.4.
 *
 * The draft tries a declaration, and on failure goes back and tries a rule.  Both begin at the same token and stop at the
 * same ones, and only a "{" outside brackets tells them apart, so here an item is read once: its component values up to
 * ";", "}", the end, or that first "{".  What it is follows from how it began:
 *
 *     stopped by              began "ident :"                    began otherwise
 *     ";" "}" end             declaration                        junk (a rule without a block)
 *     "{" after something     rule; "--x:" declaration, goes on  rule
 *     "{" at once             declaration if nothing follows the block but "!important", else junk: as a rule its
 *                             prelude would end in a colon, which no selector does
 *
 * At the top of a sheet there are no declarations: everything runs to its "{", and ";" and "}" are part of the prelude.
 */
#include "css_class.h"

enum { QUALIFIED = 0x80 };   /* in the stack of blocks, beside the innermost at-rule */

/* What reading component values found. */
struct run {
    const char *first, *last;         /* first byte and end of what is neither white space nor comment; first NULL: none */
    const char *before_bang;          /* the end of what stands before the last "!"; NULL: nothing */
    uint32_t kinds;
    bool important;                   /* it ends in "!important" */
    bool cut;                         /* the end of the input left something open */
};

/* What ends a run outside brackets: bits of token kinds. */
#define STOP_SEMICOLON UB_CSS_BIT(UB_CSS_SEMICOLON)
#define STOP_CLOSE     UB_CSS_BIT(UB_CSS_CLOSE_BRACE)
#define STOP_OPEN      UB_CSS_BIT(UB_CSS_OPEN_BRACE)

static bool push(ub_arena *a, ub_css_stack *s, uint8_t v)
{
    if (s->n == s->cap && !ub_arena_grow(a, (void **)&s->p, &s->cap, 1)) return false;
    s->p[s->n++] = v;
    return true;
}

static void note(ub_css_walk *w, const char *name, const char *at, const char *to)
{
    ub_notes_add(w->notes, name, (size_t)(at - w->start), (size_t)(to - at));
}

/* Does the escape at the end of the token lack what it escapes? */
static bool ends_in_backslash(const ub_css_walk *w, const ub_css_token *t)
{
    const char *p = ub_str_end(t->text);
    if (!(t->flags & UB_CSS_ESCAPED) || p != w->c.end) return false;
    while (p > t->text.p && p[-1] == '\\') p--;
    return (ub_str_end(t->text) - p) & 1;
}

static void note_token(ub_css_walk *w, const ub_css_token *t)
{
    const char *p = t->text.p, *end = ub_str_end(t->text), *name = NULL;
    if (t->kind == UB_CSS_BAD_STRING) name = "css-bad-string";
    else if (t->kind == UB_CSS_BAD_URL) name = "css-bad-url";
    else if (t->kind == UB_CSS_DELIM && *p == '\\') name = "css-backslash";
    else if (t->kind == UB_CSS_FUNCTION) {
        if (t->flags & UB_CSS_ESCAPED) note(w, "css-escaped-name", p, end);
        if (ub_css_fn_of(t) == UB_CSS_FN_EXPRESSION) name = "css-old-engine";
    } else if (t->kind == UB_CSS_AT_KEYWORD && (t->flags & UB_CSS_ESCAPED)) name = "css-escaped-name";
    if (t->flags & UB_CSS_UNCLOSED) note(w, "css-unclosed", p, end);
    if (ends_in_backslash(w, t)) note(w, "css-backslash", end - 1, end);
    if (name) note(w, name, p, end);
}

/* What may deserve a note. */
#define NOTABLE (UB_CSS_BIT(UB_CSS_BAD_STRING) | UB_CSS_BIT(UB_CSS_BAD_URL) | UB_CSS_BIT(UB_CSS_FUNCTION) \
                 | UB_CSS_BIT(UB_CSS_AT_KEYWORD) | UB_CSS_BIT(UB_CSS_DELIM))

#define OPENING (UB_CSS_BIT(UB_CSS_OPEN_PAREN) | UB_CSS_BIT(UB_CSS_OPEN_SQUARE) | UB_CSS_BIT(UB_CSS_OPEN_BRACE))

static uint8_t closer(unsigned kind)
{
    return kind == UB_CSS_OPEN_SQUARE ? UB_CSS_CLOSE_SQUARE : kind == UB_CSS_OPEN_BRACE ? UB_CSS_CLOSE_BRACE
        : UB_CSS_CLOSE_PAREN;
}

/* Pass over white space and comments; the token behind them, and the kinds of all. */
static uint32_t significant(ub_css *c, ub_css_token *t)
{
    uint32_t kinds = 0;
    do {
        ub_css_next(c, t);
        kinds |= UB_CSS_BIT(t->kind);
        if (t->flags & UB_CSS_ESCAPED) kinds |= UB_CSS_CARE_ESCAPED;
    } while (t->kind == UB_CSS_SPACE || t->kind == UB_CSS_COMMENT);
    return kinds;
}

/* The plain bytes [p, to): only where they begin and end matters. */
static void take_plain(struct run *r, const char *p, const char *to)
{
    while (p < to && (class_of(*p) & SPACE)) p++;
    if (p == to) return;
    while (class_of(to[-1]) & SPACE) to--;
    if (!r->first) r->first = p;
    r->last = to;
    r->important = false;
}

/* A "!" outside brackets: with the "important" that follows, if one does. */
static void take_bang(ub_css_walk *w, struct run *r, const ub_css_token *bang)
{
    ub_css ahead = w->c;
    ub_css_token t;
    uint32_t kinds = significant(&ahead, &t);
    r->before_bang = r->last;
    r->last = ub_str_end(bang->text);
    r->important = t.kind == UB_CSS_IDENT && ub_css_name_is(&t, UB_S("important"));
    if (!r->important) return;
    r->kinds |= kinds;
    r->last = ub_str_end(t.text);
    w->c = ahead;
}

/* Read one special token of a run into `r`, minding its brackets. */
static bool take(ub_css_walk *w, struct run *r, const ub_css_token *t)
{
    const uint32_t bit = UB_CSS_BIT(t->kind);
    ub_css_stack *s = &w->brackets;
    r->kinds |= bit;
    if (t->flags) {
        if (t->flags & UB_CSS_ESCAPED) r->kinds |= UB_CSS_CARE_ESCAPED;
        if (t->flags & UB_CSS_UNCLOSED) r->cut = true;
    }
    if (w->notes && ((bit & NOTABLE) || t->flags)) note_token(w, t);
    if (t->kind <= UB_CSS_SPACE) return true;
    if (!r->first) r->first = t->text.p;
    if (t->kind == UB_CSS_DELIM && *t->text.p == '!' && s->n == 0) {
        take_bang(w, r, t);
        return true;
    }
    r->important = false;
    /* The newline that makes these two what they are belongs to the span, or they would be others when it is read alone. */
    r->last = ub_str_end(t->text)
        + (t->kind == UB_CSS_BAD_STRING || (t->kind == UB_CSS_DELIM && *t->text.p == '\\'));
    switch (t->kind) {
    case UB_CSS_FUNCTION: case UB_CSS_OPEN_PAREN: case UB_CSS_OPEN_SQUARE: case UB_CSS_OPEN_BRACE:
        return push(w->a, s, closer(t->kind));
    case UB_CSS_CLOSE_PAREN: case UB_CSS_CLOSE_SQUARE: case UB_CSS_CLOSE_BRACE:
        if (s->n && s->p[s->n - 1] == t->kind) s->n--;
        return true;
    default:
        return true;
    }
}

/* Tokens that are told from one byte where a token begins: of "@" only what no name follows. */
static const uint8_t byte_kinds[256] = {
    ['('] = UB_CSS_OPEN_PAREN, [')'] = UB_CSS_CLOSE_PAREN, ['['] = UB_CSS_OPEN_SQUARE, [']'] = UB_CSS_CLOSE_SQUARE,
    ['{'] = UB_CSS_OPEN_BRACE, ['}'] = UB_CSS_CLOSE_BRACE, [':'] = UB_CSS_COLON, [';'] = UB_CSS_SEMICOLON,
    ['>'] = UB_CSS_DELIM, ['@'] = UB_CSS_DELIM,
};

/* Is the token of one byte at p what ends the run, or more than its byte? */
static inline bool ends_bytes(const char *p, const char *end, unsigned kind, bool inside, uint32_t stops)
{
    return (!inside && (stops & UB_CSS_BIT(kind))) || (*p == '@' && is_start(p + 1, end));
}

/* Behind plain bytes these may be more than a bracket: of a function, the end of "-->", of an at-keyword. */
static inline bool joins_name(char c) { return c == '(' || c == '>' || c == '@'; }

/*
 * Tokens of one byte where the walk stands, which is at the beginning of a token, and short runs of plain bytes between them:
 * what take_plain() and take() would do with each, for floods of brackets.  It stops before whatever else there is.
 */
static bool take_bytes(ub_css_walk *w, struct run *r, uint32_t stops)
{
    enum { SHORT = 8 };
    const char *p = w->c.p, *end = w->c.end, *first = NULL;
    ub_css_stack s = w->brackets;
    uint32_t kinds = 0;
    bool room = true;
    for (;;) {
        const char *q = p, *near = end - p > SHORT ? p + SHORT : end;
        unsigned kind;
        while (q < near && (class_of(*q) & PLAIN)) q++;
        if (q == end || !(kind = byte_kinds[(unsigned char)*q]) || ends_bytes(q, end, kind, s.n, stops) || (q > p && joins_name(*q))) break;
        kinds |= UB_CSS_BIT(kind);
        if (UB_CSS_BIT(kind) & OPENING) {
            if (s.n == s.cap && !(room = ub_arena_grow(w->a, (void **)&s.p, &s.cap, 1))) break;
            s.p[s.n++] = closer(kind);
        } else if (s.n && s.p[s.n - 1] == kind) s.n--;      /* only closing kinds are on the stack */
        if (!first) {
            for (first = p; class_of(*first) & SPACE; first++);     /* a bracket ends it at the latest */
        }
        p = q + 1;
    }
    w->brackets = s;
    if (!first) return room;
    if (!r->first) r->first = first;
    r->last = p;
    r->kinds |= kinds;
    r->important = false;
    w->c.p = p;
    return room;
}

/* "Consume a list of component values": up to a stop outside brackets, which is not taken, or the end.  *stop is the kind
 * of what it stands at. */
static bool run_to(ub_css_walk *w, struct run *r, uint32_t stops, ub_css_kind *stop)
{
    for (;;) {
        ub_css_token t;
        const char *p = w->c.p;
        ub_css_special(&w->c, &t, false);
        if (t.text.p > p) take_plain(r, p, t.text.p);
        if (t.kind == UB_CSS_EOF || (w->brackets.n == 0 && (stops & UB_CSS_BIT(t.kind)))) {
            *stop = (ub_css_kind)t.kind;
            w->c.p = t.text.p;
            if (w->brackets.n) r->cut = true;
            w->brackets.n = 0;
            return true;
        }
        if (!take(w, r, &t) || !take_bytes(w, r, stops)) return false;
    }
}

/* The "{}" block at which the walk stands, as one component value. */
static bool run_block(ub_css_walk *w, struct run *r)
{
    do {
        ub_css_token t;
        const char *p = w->c.p;
        ub_css_special(&w->c, &t, false);
        if (t.text.p > p) take_plain(r, p, t.text.p);
        if (t.kind == UB_CSS_EOF) {
            r->cut = true;
            w->brackets.n = 0;
            break;
        }
        if (!take(w, r, &t)) return false;
    } while (w->brackets.n);
    return true;
}

/* The same between items. */
static void between(ub_css_walk *w, ub_css_token *t)
{
    do {
        ub_css_next(&w->c, t);
        if (t->flags & UB_CSS_UNCLOSED && t->kind == UB_CSS_COMMENT)
            note(w, "css-unclosed", t->text.p, ub_str_end(t->text));
    } while (t->kind == UB_CSS_SPACE || t->kind == UB_CSS_COMMENT);
}

/* ------------------------------------------------------------------------------------------------ events */

static void around(const ub_css_walk *w, ub_css_event *ev)
{
    uint8_t top = w->blocks.n ? w->blocks.p[w->blocks.n - 1] : 0;
    ev->at = top & (uint8_t)~QUALIFIED;
    ev->in_rule = top & QUALIFIED;
    ev->depth = w->blocks.n > UINT32_MAX ? UINT32_MAX : (uint32_t)w->blocks.n;
}

static void fill(ub_css_event *ev, ub_css_event_kind kind, const struct run *r, const char *from, const char *to)
{
    const char *last = r->important ? r->before_bang : r->last;
    ev->kind = (uint8_t)kind;
    ev->body = r->first && last && last > r->first ? ub_str_range(r->first, last) : (ub_str){ r->first ? r->first : to, 0 };
    ev->kinds = r->kinds & (UB_CSS_CARE | UB_CSS_CARE_ESCAPED);
    if (r->cut) ev->flags |= UB_CSS_CUT;
    ev->text = ub_str_range(from, to);
}

/* The "{" at which the walk stands opens the block of `ev`. */
static ub_status open_block(ub_css_walk *w, ub_css_event *ev, uint8_t frame)
{
    w->c.p++;
    ev->flags |= UB_CSS_OPENS;
    ev->text.n = (size_t)(w->c.p - ev->text.p);
    return push(w->a, &w->blocks, frame) ? UB_OK : UB_LIMIT;
}

static ub_status close_block(ub_css_walk *w, ub_css_event *ev, ub_str text)
{
    w->blocks.n--;
    around(w, ev);
    ev->kind = UB_CSS_BLOCK_END;
    ev->text = ev->body = text;
    ev->body.n = 0;
    if (text.n == 0) {
        ev->flags |= UB_CSS_CUT;
        note(w, "css-unclosed", text.p, text.p);
    }
    return UB_OK;
}

static ub_status junk(ub_css_walk *w, ub_css_event *ev, const struct run *r, const char *from)
{
    fill(ev, UB_CSS_JUNK, r, from, r->last ? r->last : w->c.p);
    ev->body = ev->text;
    return UB_OK;
}

/* A rule whose block nobody enters. */
static ub_status closed_rule(ub_css_walk *w, ub_css_event *ev, struct run *r, const char *from)
{
    return run_block(w, r) ? junk(w, ev, r, from) : UB_LIMIT;
}

static bool is_deep(ub_css_walk *w, const char *from)
{
    if (w->blocks.n < UB_CSS_DEPTH_MAX) return false;
    note(w, "css-depth", from, w->c.p);
    return true;
}

static ub_status rule(ub_css_walk *w, ub_css_event *ev, struct run *r, const char *from)
{
    if (is_deep(w, from)) return closed_rule(w, ev, r, from);
    r->important = false;
    fill(ev, UB_CSS_RULE, r, from, w->c.p);
    return open_block(w, ev, ev->at | QUALIFIED);
}

/* "Consume an at-rule".  `t` is its keyword. */
static ub_status at_rule(ub_css_walk *w, ub_css_event *ev, const ub_css_token *t, bool nested)
{
    struct run r = { 0 };
    ub_css_kind stop;
    ub_css_at at = ub_css_at_of(t);
    if (w->notes) note_token(w, t);
    if (!run_to(w, &r, STOP_SEMICOLON | STOP_OPEN | (nested ? STOP_CLOSE : 0), &stop)) return UB_LIMIT;
    r.important = false;
    if (w->notes && at == UB_CSS_AT_IMPORT) {
        if (nested || w->seen_rule) note(w, "css-import-misplaced", t->text.p, w->c.p);
        if (stop != UB_CSS_SEMICOLON) note(w, "css-import-unterminated", t->text.p, w->c.p);
    }
    if (at != UB_CSS_AT_IMPORT && at != UB_CSS_AT_CHARSET && at != UB_CSS_AT_LAYER) w->seen_rule = true;
    if (stop == UB_CSS_OPEN_BRACE && is_deep(w, t->text.p)) {
        r.kinds |= UB_CSS_BIT(UB_CSS_AT_KEYWORD) | (t->flags & UB_CSS_ESCAPED ? UB_CSS_CARE_ESCAPED : 0);
        return closed_rule(w, ev, &r, t->text.p);
    }
    if (stop == UB_CSS_SEMICOLON) w->c.p++;
    else if (stop == UB_CSS_EOF) r.cut = true;
    fill(ev, UB_CSS_AT_RULE, &r, t->text.p, stop == UB_CSS_SEMICOLON ? w->c.p : r.last ? r.last : ub_str_end(t->text));
    ev->name = *t;
    ev->at = (uint8_t)at;
    return stop == UB_CSS_OPEN_BRACE ? open_block(w, ev, (uint8_t)at) : UB_OK;
}

/* How a declaration began. */
struct head {
    ub_css_token name;
    const char *behind_colon;
    uint32_t kinds;       /* up to and with the colon */
    bool custom;
};

static ub_status declaration(ub_css_walk *w, ub_css_event *ev, const struct run *r, const struct head *h)
{
    const ub_css_token *name = &h->name;
    const char *to = r->last ? r->last : h->behind_colon;
    fill(ev, UB_CSS_DECLARATION, r, name->text.p, to);
    ev->name = *name;
    if (r->important) ev->flags |= UB_CSS_IMPORTANT;
    if (h->custom) ev->flags |= UB_CSS_CUSTOM;
    if (w->notes) {
        if (name->flags & UB_CSS_ESCAPED) note(w, "css-escaped-name", name->text.p, ub_str_end(name->text));
        if ((ev->kinds & (UB_CSS_BIT(UB_CSS_URL) | UB_CSS_BIT(UB_CSS_FUNCTION) | UB_CSS_BIT(UB_CSS_BAD_URL)))
            && (ub_css_name_is(name, UB_S("behavior")) || ub_css_name_is(name, UB_S("-ms-behavior"))
                || ub_css_name_is(name, UB_S("-moz-binding"))))
            note(w, "css-old-engine", ev->text.p, to);
    }
    return UB_OK;
}

/* What looked like a declaration is none: its name and colon are part of what it is. */
static void with_head(struct run *r, const struct head *h)
{
    r->first = h->name.text.p;
    r->kinds |= h->kinds;
    if (h->name.flags & UB_CSS_ESCAPED) r->kinds |= UB_CSS_CARE_ESCAPED;
}

static bool ends_item(const ub_css_token *t)
{
    return t->kind == UB_CSS_EOF || t->kind == UB_CSS_SEMICOLON || t->kind == UB_CSS_CLOSE_BRACE;
}

/* "name: {": a declaration when the block is its whole value. */
static ub_status block_value(ub_css_walk *w, ub_css_event *ev, struct run *r, const struct head *h)
{
    ub_css_token t;
    ub_css_kind stop;
    ub_css ahead;
    if (!run_block(w, r)) return UB_LIMIT;
    ahead = w->c;
    significant(&ahead, &t);
    if (t.kind == UB_CSS_DELIM && *t.text.p == '!') {
        significant(&ahead, &t);
        if (t.kind != UB_CSS_IDENT || !ub_css_name_is(&t, UB_S("important"))) t.kind = UB_CSS_DELIM;
        else significant(&ahead, &t);
    }
    if (!ends_item(&t)) {
        with_head(r, h);
        return junk(w, ev, r, h->name.text.p);
    }
    return run_to(w, r, STOP_SEMICOLON | STOP_CLOSE, &stop) ? declaration(w, ev, r, h) : UB_LIMIT;
}

/* ------------------------------------------------------------------------------------------------ items */

/* "Consume a declaration" behind its colon, and a qualified rule where it is none. */
static ub_status behind_head(ub_css_walk *w, ub_css_event *ev, const struct head *h, bool nesting)
{
    struct run r = { 0 };
    ub_css_kind stop;
    const uint32_t stops = nesting ? STOP_SEMICOLON | STOP_CLOSE : STOP_SEMICOLON;
    const char *p = skip_plain(h->behind_colon, w->c.end);
    if (p == w->c.end || *p == ';' || (*p == '}' && nesting)) {   /* nearly all there are */
        take_plain(&r, h->behind_colon, p);
        w->c.p = p;
        return declaration(w, ev, &r, h);
    }
    w->c.p = h->behind_colon;
    if (!run_to(w, &r, nesting && !h->custom ? stops | STOP_OPEN : stops, &stop)) return UB_LIMIT;
    if (stop != UB_CSS_OPEN_BRACE) return declaration(w, ev, &r, h);
    if (!r.first) return block_value(w, ev, &r, h);
    with_head(&r, h);
    return rule(w, ev, &r, h->name.text.p);
}

/* An item that begins with the identifier `t`. */
static ub_status ident_item(ub_css_walk *w, ub_css_event *ev, const ub_css_token *t, bool nesting)
{
    struct run r = { 0 };
    struct head h = { .name = *t };
    ub_css_token colon;
    ub_css_kind stop;
    h.kinds = significant(&w->c, &colon);
    if (colon.kind == UB_CSS_COLON) {
        h.behind_colon = w->c.p;
        h.custom = ub_css_name_starts(t, UB_S("--"));
        return behind_head(w, ev, &h, nesting);
    }
    w->c.p = t->text.p;
    if (!run_to(w, &r, nesting ? STOP_SEMICOLON | STOP_CLOSE | STOP_OPEN : STOP_SEMICOLON, &stop)) return UB_LIMIT;
    return stop == UB_CSS_OPEN_BRACE ? rule(w, ev, &r, t->text.p) : junk(w, ev, &r, t->text.p);
}

/* Does a name without escapes begin at p, which is not the end? */
static bool is_plain_start(const char *p, const char *end)
{
    if (*p != '-') return (class_of(*p) & (NAME | START)) == (NAME | START);
    return p + 1 < end && (p[1] == '-' || (class_of(p[1]) & (NAME | START)) == (NAME | START));
}

/* The next item, if it is of the common form: the end of a block, "name:", or a plain prelude.  False: nothing was read. */
static bool plain_item(ub_css_walk *w, ub_css_event *ev, ub_status *s)
{
    const char *p = w->c.p, *end = w->c.end, *q, *colon;
    struct run r = { 0 };
    ub_css_kind stop;
    while (p < end && ((class_of(*p) & SPACE) || *p == ';')) p++;
    w->c.p = p;
    if (p == end) return false;
    if (*p == '}' && w->blocks.n) {
        w->c.p = p + 1;
        *s = close_block(w, ev, ub_str_of(p, 1));
        return true;
    }
    if (is_plain_start(p, end)) {
        q = skip_name(p + 1, end);
        for (colon = q; colon < end && (class_of(*colon) & SPACE); colon++) ;
        if (colon < end && *colon == ':') {
            const struct head h = {
                .name = { .kind = UB_CSS_IDENT, .text = ub_str_range(p, q), .value = ub_str_range(p, q) },
                .behind_colon = colon + 1, .kinds = UB_CSS_BIT(UB_CSS_COLON), .custom = p[0] == '-' && p[1] == '-',
            };
            *s = behind_head(w, ev, &h, true);
            return true;
        }
        if (colon < end && (*colon == '/' || *colon == '\\' || *colon == 0)) return false;   /* the colon may yet come */
    }
    /* What begins otherwise, and is no at-rule, no comment and no escape, is a rule or junk by what ends it. */
    else if (*p == '-' || (!(class_of(*p) & PLAIN) && *p != ':' && *p != '[')) return false;
    if (!run_to(w, &r, STOP_SEMICOLON | STOP_CLOSE | STOP_OPEN, &stop)) *s = UB_LIMIT;
    else *s = stop == UB_CSS_OPEN_BRACE ? rule(w, ev, &r, p) : junk(w, ev, &r, p);
    return true;
}

/* "Consume a block's contents", and before nesting "consume a list of declarations". */
static ub_status next_item(ub_css_walk *w, ub_css_event *ev)
{
    const bool nesting = w->blocks.n || w->entry != UB_CSS_DECLARATIONS;
    uint32_t stops = nesting ? STOP_SEMICOLON | STOP_CLOSE | STOP_OPEN : STOP_SEMICOLON;
    struct run r = { 0 };
    ub_css_token t;
    ub_css_kind stop;
    ub_status s;
    if (nesting && plain_item(w, ev, &s)) return s;
    do between(w, &t); while (t.kind == UB_CSS_SEMICOLON);
    switch (t.kind) {
    case UB_CSS_EOF:
        return w->blocks.n ? close_block(w, ev, t.text) : UB_OK;
    case UB_CSS_AT_KEYWORD:
        return at_rule(w, ev, &t, nesting);
    case UB_CSS_IDENT:
        return ident_item(w, ev, &t, nesting);
    case UB_CSS_CLOSE_BRACE:
        if (w->blocks.n) return close_block(w, ev, t.text);
        note(w, "css-stray-brace", t.text.p, ub_str_end(t.text));
        stops = STOP_SEMICOLON;
        break;
    default:
        break;
    }
    w->c.p = t.text.p;
    if (!run_to(w, &r, stops, &stop)) return UB_LIMIT;
    return stop == UB_CSS_OPEN_BRACE ? rule(w, ev, &r, t.text.p) : junk(w, ev, &r, t.text.p);
}

/* "Consume a stylesheet's contents", and without CDO and CDC "consume a list of rules". */
static ub_status next_rule(ub_css_walk *w, ub_css_event *ev)
{
    struct run r = { 0 };
    ub_css_token t, colon;
    ub_css_kind stop;
    bool custom = false;
    const char *p = w->c.p, *end = w->c.end;
    while (p < end && (class_of(*p) & SPACE)) p++;
    w->c.p = p;
    if (p < end && (class_of(*p) & PLAIN) && *p != '-') {   /* neither CDC nor "--x:" */
        w->seen_rule = true;
        if (!run_to(w, &r, STOP_OPEN, &stop)) return UB_LIMIT;
        if (stop == UB_CSS_OPEN_BRACE) return rule(w, ev, &r, p);
        r.cut = true;
        return junk(w, ev, &r, p);
    }
    for (;;) {
        between(w, &t);
        if (w->entry != UB_CSS_SHEET || (t.kind != UB_CSS_CDO && t.kind != UB_CSS_CDC)) break;
        note(w, "css-comment-marker", t.text.p, ub_str_end(t.text));
    }
    if (t.kind == UB_CSS_EOF) return UB_OK;
    if (t.kind == UB_CSS_AT_KEYWORD) return at_rule(w, ev, &t, false);
    w->seen_rule = true;
    if (t.kind == UB_CSS_IDENT && ub_css_name_starts(&t, UB_S("--"))) {
        significant(&w->c, &colon);
        custom = colon.kind == UB_CSS_COLON;
    }
    w->c.p = t.text.p;
    if (!run_to(w, &r, STOP_OPEN, &stop)) return UB_LIMIT;
    if (stop == UB_CSS_OPEN_BRACE && !custom) return rule(w, ev, &r, t.text.p);
    if (stop == UB_CSS_OPEN_BRACE && !run_block(w, &r)) return UB_LIMIT;
    if (stop != UB_CSS_OPEN_BRACE) r.cut = true;
    return junk(w, ev, &r, t.text.p);
}

void ub_css_walk_init(ub_css_walk *w, ub_arena *a, ub_notes *notes, ub_str text, ub_css_entry entry)
{
    *w = (ub_css_walk){ .a = a, .notes = notes, .entry = (uint8_t)entry };
    ub_css_init(&w->c, text);
    w->start = w->c.p;
}

ub_status ub_css_walk_next(ub_css_walk *w, ub_css_event *ev)
{
    ub_status s;
    *ev = (ub_css_event){ 0 };
    around(w, ev);
    s = w->blocks.n == 0 && w->entry <= UB_CSS_RULES ? next_rule(w, ev) : next_item(w, ev);
    if (s != UB_OK) {
        *ev = (ub_css_event){ 0 };
        w->c.p = w->c.end;
        w->blocks.n = w->brackets.n = 0;
    }
    return s;
}
