/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What hides an element: its own attributes and style, the message's own rules with simple selectors, and what is around.
 *
 * Only asked for when something was found.  What is known of an open element is kept, so that each is looked at once.
 */
#include "inside.h"

/* ------------------------------------------------------------------------------------------------ lengths and colours */

/* px of "12px", "1.5em" (16 px each), "0", "3"; -2 of "50%", "auto" and what else is no number of px. */
static int32_t length_px(ub_str s)
{
    double v = 0, unit = 1, place = 0.1;
    size_t i = 0;
    bool minus = false, digits = false;
    s = ub_str_trim(s);
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) minus = s.p[i++] == '-';
    for (; i < s.n && ub_is_digit(ub_str_at(s, i)) && v < 1e7; i++) v = v * 10 + (s.p[i] - '0'), digits = true;
    if (i < s.n && s.p[i] == '.')
        for (i++; i < s.n && ub_is_digit(ub_str_at(s, i)); i++, place /= 10) v += (s.p[i] - '0') * place, digits = true;
    if (!digits) return -2;
    s = ub_str_from(s, i);
    if (ub_str_starts_nocase(s, UB_S("em")) || ub_str_starts_nocase(s, UB_S("rem"))) unit = 16;
    else if (ub_str_starts_nocase(s, UB_S("pt"))) unit = 4.0 / 3;
    else if (ub_str_starts_nocase(s, UB_S("in"))) unit = 96;
    else if (ub_str_starts_nocase(s, UB_S("cm"))) unit = 37.8;
    else if (ub_str_starts_nocase(s, UB_S("mm"))) unit = 3.78;
    else if (s.n && s.p[0] == '%') return v == 0 ? 0 : -2;
    else if (s.n && ub_is_alpha(ub_str_at(s, 0)) && !ub_str_starts_nocase(s, UB_S("px"))) return v == 0 ? 0 : -2;
    v *= unit;
    if (v > 1e6) v = 1e6;
    return minus ? -(int32_t)(v + 0.5) - 2 : (int32_t)(v + 0.5);
}

static const ub_str white[] = { UB_LIT("white"), UB_LIT("#fff"), UB_LIT("#ffffff"), UB_LIT("rgb(255,255,255)") };

static bool is_white(ub_str c)
{
    for (size_t i = 0; i < UB_COUNT(white); i++)
        if (ub_str_eq_nocase(c, white[i])) return true;
    return false;
}

static bool same_colour(ub_str a, ub_str b)
{
    return a.n && b.n && (ub_str_eq_nocase(a, b) || (is_white(a) && is_white(b)));
}

/* ------------------------------------------------------------------------------------------------ declarations */

/* What stays in this file: it is settled by what the element is, in as_shown(). */
enum {
    LOOK_FONT_SHOWN = 1 << 29,      /* a size of letters that is no FONT_ZERO: it ends one from around */
    LOOK_INDENTED = 1 << 30,        /* text-indent by 100 px or more: out goes what stands in lines */
};

/* What one declaration says.  Sizes are kept in the look; max-width and its like as sizes that clip. */
void look_declaration(ub_look *look, ub_str *fg, ub_str *bg, ub_str name, ub_str value)
{
    int32_t px;
    value = ub_str_trim(value);
    if (!value.n || !name.n) return;
    switch (ub_lower((unsigned char)name.p[0])) {
    case 'd':
        if (ub_str_eq_nocase(name, UB_S("display")) && ub_str_starts_nocase(value, UB_S("none"))) look->bits |= UB_LOOK_DISPLAY_NONE;
        break;
    case 'v':
        if (ub_str_eq_nocase(name, UB_S("visibility")) && (ub_str_starts_nocase(value, UB_S("hidden")) || ub_str_starts_nocase(value, UB_S("collapse"))))
            look->bits |= UB_LOOK_INVISIBLE;
        break;
    case 'o':
        if (ub_str_eq_nocase(name, UB_S("opacity")) && (ub_str_eq(value, UB_S("0")) || ub_str_starts(value, UB_S("0.0")) || ub_str_starts(value, UB_S(".0"))
                                                         || ub_str_eq(value, UB_S("0%")))) look->bits |= UB_LOOK_INVISIBLE;
        break;
    case 'f':
        if (ub_str_eq_nocase(name, UB_S("font-size"))) {
            px = length_px(value);
            look->bits &= ~(uint32_t)(UB_LOOK_FONT_ZERO | LOOK_FONT_SHOWN);
            look->bits |= px >= 0 && px <= 2 ? UB_LOOK_FONT_ZERO : LOOK_FONT_SHOWN;
        }
        break;
    case 'w': if (ub_str_eq_nocase(name, UB_S("width"))) look->width = length_px(value); break;
    case 'h': if (ub_str_eq_nocase(name, UB_S("height"))) look->height = length_px(value); break;
    case 'm':
        if (ub_str_eq_nocase(name, UB_S("max-height")) || ub_str_eq_nocase(name, UB_S("max-width"))) {
            px = length_px(value);
            if (px >= 0 && px <= 3) look->bits |= UB_LOOK_CLIPPED;
        } else if (ub_str_eq_nocase(name, UB_S("mso-hide")) && ub_str_starts_nocase(value, UB_S("all"))) look->bits |= UB_LOOK_INVISIBLE;
        else if (ub_str_eq_nocase(name, UB_S("margin-left")) || ub_str_eq_nocase(name, UB_S("margin-top"))) {
            if (length_px(value) <= -102) look->bits |= UB_LOOK_OFFSCREEN;
        }
        break;
    case 'l': if (ub_str_eq_nocase(name, UB_S("left")) && length_px(value) <= -102) look->bits |= UB_LOOK_OFFSCREEN; break;
    case 't':
        if (ub_str_eq_nocase(name, UB_S("top")) && length_px(value) <= -102) look->bits |= UB_LOOK_OFFSCREEN;
        else if (ub_str_eq_nocase(name, UB_S("text-indent")) && length_px(value) <= -102) look->bits |= LOOK_INDENTED;
        break;
    case 'c':
        if (ub_str_eq_nocase(name, UB_S("color"))) *fg = value;
        else if (ub_str_eq_nocase(name, UB_S("clip")) && (ub_str_find(value, UB_S("0,")) < value.n || ub_str_find(value, UB_S("0 0")) < value.n))
            look->bits |= UB_LOOK_CLIPPED;
        break;
    case 'b':
        if (ub_str_eq_nocase(name, UB_S("background-color")) || ub_str_eq_nocase(name, UB_S("background"))) *bg = value;
        break;
    default: break;
    }
}

static void inline_style(struct walk *w, ub_html_span at, ub_look *look, ub_str *fg, ub_str *bg)
{
    ub_str text = ub_str_of(doc_bytes(w).p + at.at, at.n);
    ub_css_walk walk;
    ub_css_event ev;
    bool plain = ub_scan3(text.p, ub_str_end(text), '&', '\\', '/') == ub_str_end(text);
    if (!plain && memchr(text.p, '&', text.n)) {
        ub_html_attr as = { .flags = UB_HTML_A_DECODE | UB_HTML_A_VALUE, .value = at };
        if (!attr_value(w, &as, &text)) return;
    }
    /* Without escapes and comments, pieces between semicolons are the declarations, or at least those that hide. */
    if (plain || (!memchr(text.p, '\\', text.n) && ub_str_find(text, UB_S("/*")) == text.n)) {
        for (const char *p = text.p, *end = ub_str_end(text); p < end; ) {
            const char *from = p, *colon = ub_scan2(p, end, ':', ';');
            p = ub_scan1(colon, end, ';');
            look_declaration(look, fg, bg, ub_str_trim(ub_str_range(from, colon)), ub_str_range(colon + (colon < p), p));
            p += p < end;
        }
        return;
    }
    ub_css_walk_init(&walk, w->f->a, NULL, text, UB_CSS_DECLARATIONS);
    while (ub_css_walk_next(&walk, &ev) == UB_OK && ev.kind != UB_CSS_END)
        if (ev.kind == UB_CSS_DECLARATION) look_declaration(look, fg, bg, ev.name.value, ev.body);
}

/* ------------------------------------------------------------------------------------------------ rules */

static uint32_t bucket_of(char kind, ub_str name)
{
    uint32_t h = 2166136261u ^ (unsigned char)kind;
    for (size_t i = 0; i < name.n; i++) h = (h ^ ub_lower((unsigned char)name.p[i])) * 16777619u;
    return h & (HIDE_BUCKETS - 1);
}

static size_t ident(ub_str s)
{
    size_t n = 0;
    while (n < s.n && (ub_is_alnum(ub_str_at(s, n)) || s.p[n] == '-' || s.p[n] == '_')) n++;
    return n;
}

void look_rule(struct walk *w, ub_str selectors, const ub_look *look, ub_str fg, ub_str bg)
{
    struct finder *f = w->f;
    bool tiny = (look->width >= 0 && look->width <= 3) || (look->height >= 0 && look->height <= 3);
    if (!look->bits && !tiny && !fg.n && !bg.n && look->width == -1 && look->height == -1) return;
    if (!w->buckets) {
        w->buckets = w->spare_buckets ? memset(w->spare_buckets, 0, HIDE_BUCKETS * sizeof *w->buckets) : UB_NEW(f->a, uint32_t, HIDE_BUCKETS);
        if (!w->buckets) {
            out_of_memory(f);
            return;
        }
    }
    while (selectors.n) {
        ub_str sel = ub_str_trim(ub_str_cut(&selectors, ',')), tag, name;
        size_t n = ident(sel);
        struct hide_rule *r;
        char kind = 0;
        uint32_t bucket;
        tag = name = ub_str_to(sel, n);
        sel = ub_str_from(sel, n);
        if (sel.n && (sel.p[0] == '.' || sel.p[0] == '#')) {
            kind = sel.p[0];
            n = ident(ub_str_from(sel, 1));
            name = ub_str_to(ub_str_from(sel, 1), n);
            sel = ub_str_from(sel, n + 1);
        } else tag = (ub_str){ 0 };
        if (sel.n || !name.n) continue;        /* not simple */
        if (!(r = UB_PUSH(f->a, &w->rules))) {
            out_of_memory(f);
            return;
        }
        bucket = bucket_of(kind, name);
        *r = (struct hide_rule){ name, kind, tag, w->buckets[bucket], *look, fg, bg };
        w->buckets[bucket] = (uint32_t)w->rules.n;
    }
}

static void apply(struct walk *w, char kind, ub_str name, ub_str tag, ub_look *look, ub_str *fg, ub_str *bg)
{
    unsigned steps = 0;
    if (!w->buckets || !name.n) return;
    /* The later rule comes first here, and what is said already stays. */
    for (uint32_t i = w->buckets[bucket_of(kind, name)]; i && steps < 64; i = w->rules.p[i - 1].next, steps++) {
        const struct hide_rule *r = &w->rules.p[i - 1];
        if (r->kind != kind || !ub_str_eq_nocase(r->name, name) || (r->also.n && !ub_str_eq_nocase(r->also, tag))) continue;
        uint32_t bits = r->look.bits;
        if (look->bits & (UB_LOOK_FONT_ZERO | LOOK_FONT_SHOWN)) bits &= ~(uint32_t)(UB_LOOK_FONT_ZERO | LOOK_FONT_SHOWN);
        look->bits |= bits & ~(uint32_t)LOOK_FONT_SHOWN ? bits | UB_LOOK_BY_RULE : bits;
        if (look->width == -1) look->width = r->look.width;
        if (look->height == -1) look->height = r->look.height;
        if (!fg->n) *fg = r->fg;
        if (!bg->n) *bg = r->bg;
    }
}

static void apply_rules(struct walk *w, ub_str tag, ub_str cls, ub_str id, ub_look *look, ub_str *fg, ub_str *bg)
{
    if (!w->buckets) return;
    apply(w, '#', ub_str_trim(id), tag, look, fg, bg);
    while (cls.n) {
        size_t n = 0, i = 0;
        while (i < cls.n && ub_is_space(ub_str_at(cls, i))) i++;
        cls = ub_str_from(cls, i);
        while (n < cls.n && !ub_is_space(ub_str_at(cls, n))) n++;
        apply(w, '.', ub_str_to(cls, n), tag, look, fg, bg);
        cls = ub_str_from(cls, n);
    }
    apply(w, 0, tag, tag, look, fg, bg);
}

/* ------------------------------------------------------------------------------------------------ elements */

static bool tiny(int32_t px) { return px >= 0 && px <= 3; }

/* What the bits of an element get from those around it. */
static uint32_t inherit(uint32_t own, uint32_t around)
{
    return own & LOOK_FONT_SHOWN ? around & ~(uint32_t)UB_LOOK_FONT_ZERO : around & ~(uint32_t)LOOK_FONT_SHOWN;
}

/* The size of letters is nothing to a picture, nor is an indent to what is painted behind a box. */
static uint32_t as_shown(uint32_t bits, unsigned tag)
{
    bool text = tag == UB_TAG_A || tag == UB_TAG_AREA, in_line = text || tag == UB_TAG_IMG || tag == UB_TAG_IMAGE || tag == UB_TAG_INPUT;
    if (bits & LOOK_INDENTED && in_line) bits |= UB_LOOK_OFFSCREEN;
    return bits & ~(uint32_t)(LOOK_INDENTED | LOOK_FONT_SHOWN | (text ? 0 : UB_LOOK_FONT_ZERO));
}

static ub_str part(const struct walk *w, ub_html_span s) { return ub_str_of(doc_bytes(w).p + s.at, s.n); }

/* What an open element does to all in it. */
static void node_look(struct walk *w, struct node *n, const struct node *around)
{
    ub_look look = { -1, -1, 0 };
    ub_str fg = { 0 }, bg = { 0 };
    if (n->slots_have & NODE_HIDDEN) look.bits |= UB_LOOK_DISPLAY_NONE;
    if (n->slots_have & NODE_STYLE) inline_style(w, n->style, &look, &fg, &bg);
    apply_rules(w, ub_html_tag_names[n->tag], n->slots_have & NODE_CLASS ? part(w, n->cls) : (ub_str){ 0 },
                n->slots_have & NODE_ID ? part(w, n->id) : (ub_str){ 0 }, &look, &fg, &bg);
    /* A table or cell of 1 px grows with its content; one that clips does not. */
    if ((tiny(look.width) || tiny(look.height)) && (n->tag == UB_TAG_DIV || n->tag == UB_TAG_SPAN || n->tag == UB_TAG_P)) look.bits |= UB_LOOK_TINY;
    if (!fg.n && n->slots_have & NODE_COLOR) fg = ub_str_trim(part(w, n->color));
    if (!bg.n && n->slots_have & NODE_BGCOLOR) bg = ub_str_trim(part(w, n->bgcolor));
    n->bits = look.bits & ~(uint32_t)UB_LOOK_BY_RULE;
    n->fg = fg.n ? fg : around ? around->fg : fg;
    n->bg = bg.n ? bg : around ? around->bg : bg;
    if (around) n->bits |= inherit(look.bits, around->bits);
    n->look_done = true;
}

static const struct node *around(struct walk *w)
{
    size_t i = w->open.n;
    if (!i) return NULL;
    while (i > 0 && !w->open.p[i - 1].look_done) i--;
    for (; i < w->open.n; i++) node_look(w, &w->open.p[i], i ? &w->open.p[i - 1] : NULL);
    return &w->open.p[w->open.n - 1];
}

static void look_at(struct walk *w, const struct tag *g, ub_look *look)
{
    const ub_html_attr *a = g->t->attrs;
    const struct node *n = around(w);
    ub_str fg = { 0 }, bg = { 0 };
    uint32_t from_around;
    *look = (ub_look){ -1, -1, 0 };
    if (g->have & 1u << SLOT_HIDDEN) look->bits |= UB_LOOK_DISPLAY_NONE;
    if (g->have & 1u << SLOT_STYLE) inline_style(w, a[g->slot[SLOT_STYLE]].value, look, &fg, &bg);
    apply_rules(w, g->name, g->have & 1u << SLOT_CLASS ? part(w, a[g->slot[SLOT_CLASS]].value) : (ub_str){ 0 },
                g->have & 1u << SLOT_ID ? part(w, a[g->slot[SLOT_ID]].value) : (ub_str){ 0 }, look, &fg, &bg);
    if (look->width == -1 && g->have & 1u << SLOT_WIDTH) look->width = length_px(part(w, a[g->slot[SLOT_WIDTH]].value));
    if (look->height == -1 && g->have & 1u << SLOT_HEIGHT) look->height = length_px(part(w, a[g->slot[SLOT_HEIGHT]].value));
    if (look->width < -2) look->width = -2;
    if (look->height < -2) look->height = -2;
    if (tiny(look->width) || tiny(look->height)) look->bits |= UB_LOOK_TINY;
    if (!fg.n && g->have & 1u << SLOT_COLOR) fg = ub_str_trim(part(w, a[g->slot[SLOT_COLOR]].value));
    if (!fg.n && n && (g->t->tag == UB_TAG_A)) fg = n->fg;
    if (!bg.n && n) bg = n->bg;
    if (same_colour(fg, bg)) look->bits |= UB_LOOK_SAME_COLOUR;
    from_around = n ? as_shown(inherit(look->bits, n->bits), g->t->tag) : 0;
    look->bits = as_shown(look->bits, g->t->tag);
    if (look->bits == UB_LOOK_BY_RULE) look->bits = 0;      /* what the rule said came to nothing */
    if (from_around) look->bits |= from_around | UB_LOOK_BY_PARENT;
}

ub_look look_of(struct walk *w, struct tag *g)
{
    if (!g) return (ub_look){ -1, -1, 0 };
    if (!g->looked) look_at(w, g, &g->look);
    g->looked = true;
    return g->look;
}
