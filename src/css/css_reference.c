/* SPDX-License-Identifier: Apache-2.0 */
#include "css_reference.h"

#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------------------------------------------ lists */

#define ADD(list, n, item) \
    do { \
        if (((n) & ((n) - 1)) == 0) (list) = must(realloc((list), ((n) ? (n) * 2 : 1) * sizeof *(list))); \
        (list)[(n)++] = (item); \
    } while (0)

static void *must(void *p)
{
    if (!p) abort();
    return p;
}

/* ------------------------------------------------------------------------------------------------ 3.3 preprocessing */

enum { END = -1, BYTE = 0x200000 };   /* a byte from 0x80 on is BYTE + byte: a code point that is not ASCII */

struct stream {
    int32_t *cp;
    size_t *at;      /* where each code point came from; at[n] is the end */
    size_t n, n_at, i;
    reference *out;
};

static void preprocess(struct stream *s, ub_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        ADD(s->at, s->n_at, i);
        if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n') i++;
        ADD(s->cp, s->n, c == '\r' || c == '\f' ? '\n' : c == 0 ? 0xFFFD : c < 0x80 ? c : BYTE + c);
    }
    ADD(s->at, s->n_at, text.n);
}

/* ------------------------------------------------------------------------------------------------ 4.2 definitions */

static int32_t peek(const struct stream *s, size_t k) { return s->i + k < s->n ? s->cp[s->i + k] : END; }
static bool digit(int32_t c) { return c >= '0' && c <= '9'; }
static bool hex(int32_t c) { return digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }
static bool letter(int32_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
static bool ident_start(int32_t c) { return letter(c) || c >= 0x80 || c == '_'; }
static bool ident_part(int32_t c) { return ident_start(c) || digit(c) || c == '-'; }
static bool white(int32_t c) { return c == '\n' || c == '\t' || c == ' '; }
static bool non_printable(int32_t c) { return (c >= 0 && c <= 8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F; }

/* 4.3.8 */
static bool valid_escape(const struct stream *s, size_t k) { return peek(s, k) == '\\' && peek(s, k + 1) != '\n'; }

/* 4.3.9 */
static bool would_start_ident(const struct stream *s, size_t k)
{
    if (peek(s, k) == '-') return ident_start(peek(s, k + 1)) || peek(s, k + 1) == '-' || valid_escape(s, k + 1);
    if (ident_start(peek(s, k))) return true;
    return peek(s, k) == '\\' && valid_escape(s, k);
}

/* 4.3.10 */
static bool would_start_number(const struct stream *s)
{
    int32_t c = peek(s, 0);
    if (c == '+' || c == '-') return digit(peek(s, 1)) || (peek(s, 1) == '.' && digit(peek(s, 2)));
    if (c == '.') return digit(peek(s, 1));
    return digit(c);
}

/* ------------------------------------------------------------------------------------------------ 4.3 tokenizing */

static void append(struct stream *s, int32_t c)
{
    char u[4];
    size_t n = 0;
    if (c >= BYTE) u[n++] = (char)(c - BYTE);
    else if (c < 0x80) u[n++] = (char)c;
    else if (c < 0x800) u[n++] = (char)(0xC0 | c >> 6), u[n++] = (char)(0x80 | (c & 63));
    else {
        if (c < 0x10000) u[n++] = (char)(0xE0 | c >> 12);
        else u[n++] = (char)(0xF0 | c >> 18), u[n++] = (char)(0x80 | (c >> 12 & 63));
        u[n++] = (char)(0x80 | (c >> 6 & 63));
        u[n++] = (char)(0x80 | (c & 63));
    }
    for (size_t i = 0; i < n; i++) ADD(s->out->values, s->out->n_values, u[i]);
}

/* 4.3.7 */
static int32_t consume_escape(struct stream *s)
{
    int32_t c = peek(s, 0), v = 0;
    if (c == END) return 0xFFFD;
    s->i++;
    if (!hex(c)) return c;
    for (int n = 0;; n++) {
        v = v * 16 + (digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
        if (n == 5 || !hex(peek(s, 0))) break;
        c = peek(s, 0);
        s->i++;
    }
    if (white(peek(s, 0))) s->i++;
    return v == 0 || (v >= 0xD800 && v <= 0xDFFF) || v > 0x10FFFF ? 0xFFFD : v;
}

/* 4.3.11 */
static void consume_ident_sequence(struct stream *s)
{
    for (;;) {
        if (peek(s, 0) != END && ident_part(peek(s, 0))) append(s, s->cp[s->i++]);
        else if (valid_escape(s, 0)) s->i++, append(s, consume_escape(s));
        else return;
    }
}

/* 4.3.12, 4.3.13: the type is all that matters here */
static bool consume_number(struct stream *s)
{
    bool integer = true;
    if (peek(s, 0) == '+' || peek(s, 0) == '-') s->i++;
    while (digit(peek(s, 0))) s->i++;
    if (peek(s, 0) == '.' && digit(peek(s, 1))) {
        s->i += 2;
        integer = false;
        while (digit(peek(s, 0))) s->i++;
    }
    if ((peek(s, 0) == 'e' || peek(s, 0) == 'E')
        && (digit(peek(s, 1)) || ((peek(s, 1) == '+' || peek(s, 1) == '-') && digit(peek(s, 2))))) {
        s->i += 2;
        integer = false;
        while (digit(peek(s, 0))) s->i++;
    }
    return integer;
}

/* 4.3.14 */
static void consume_bad_url_remnants(struct stream *s)
{
    while (peek(s, 0) != END) {
        if (peek(s, 0) == ')') {
            s->i++;
            return;
        }
        if (valid_escape(s, 0)) s->i++, consume_escape(s);
        else s->i++;
    }
}

/* 4.3.6 */
static void consume_url(struct stream *s, reference_token *t)
{
    t->kind = UB_CSS_URL;
    s->out->n_values = t->value_at;
    while (white(peek(s, 0))) s->i++;
    for (;;) {
        int32_t c = peek(s, 0);
        if (c == ')') {
            s->i++;
            return;
        }
        if (c == END) {
            t->unclosed = true;
            return;
        }
        if (white(c)) {
            while (white(peek(s, 0))) s->i++;
            if (peek(s, 0) == ')') {
                s->i++;
                return;
            }
            if (peek(s, 0) == END) {
                t->unclosed = true;
                return;
            }
            break;
        }
        if (c == '"' || c == '\'' || c == '(' || non_printable(c)) break;
        if (c == '\\') {
            if (!valid_escape(s, 0)) break;
            s->i++;
            append(s, consume_escape(s));
            continue;
        }
        s->i++;
        append(s, c);
    }
    consume_bad_url_remnants(s);
    t->kind = UB_CSS_BAD_URL;
}

/* 4.3.4 */
static void consume_ident_like(struct stream *s, reference_token *t)
{
    const char *v;
    consume_ident_sequence(s);
    t->kind = UB_CSS_IDENT;
    if (peek(s, 0) != '(') return;
    s->i++;
    t->kind = UB_CSS_FUNCTION;
    v = s->out->values + t->value_at;
    if (s->out->n_values - t->value_at != 3 || (v[0] | 0x20) != 'u' || (v[1] | 0x20) != 'r' || (v[2] | 0x20) != 'l') return;
    {
        /* The white space that the draft takes here comes out as one token with the one that is left: see css.h. */
        size_t k = 0;
        while (white(peek(s, k))) k++;
        if (peek(s, k) == '"' || peek(s, k) == '\'') return;
    }
    consume_url(s, t);
}

/* 4.3.5 */
static void consume_string(struct stream *s, reference_token *t, int32_t quote)
{
    t->kind = UB_CSS_STRING;
    for (;;) {
        int32_t c = peek(s, 0);
        if (c == END) {
            t->unclosed = true;
            return;
        }
        if (c == '\n') {
            t->kind = UB_CSS_BAD_STRING;
            return;
        }
        s->i++;
        if (c == quote) return;
        if (c == '\\') {
            if (peek(s, 0) == END) continue;
            if (peek(s, 0) == '\n') s->i++;
            else append(s, consume_escape(s));
        } else append(s, c);
    }
}

/* 4.3.2 */
static void consume_comments(struct stream *s)
{
    while (peek(s, 0) == '/' && peek(s, 1) == '*') {
        s->i += 2;
        while (peek(s, 0) != END && !(peek(s, 0) == '*' && peek(s, 1) == '/')) s->i++;
        s->i = s->i + 2 < s->n ? s->i + 2 : s->n;
    }
}

/* 4.3.3 */
static void consume_numeric(struct stream *s, reference_token *t)
{
    t->integer = consume_number(s);
    if (would_start_ident(s, 0)) {
        t->kind = UB_CSS_DIMENSION;
        consume_ident_sequence(s);
    } else if (peek(s, 0) == '%') {
        s->i++;
        t->kind = UB_CSS_PERCENTAGE;
    } else t->kind = UB_CSS_NUMBER;
}

/* 4.3.1 */
static reference_token consume_token(struct stream *s)
{
    static const char punctuation[] = "(),:;[]{}";
    static const ub_css_kind kinds[] = { UB_CSS_OPEN_PAREN, UB_CSS_CLOSE_PAREN, UB_CSS_COMMA, UB_CSS_COLON, UB_CSS_SEMICOLON,
        UB_CSS_OPEN_SQUARE, UB_CSS_CLOSE_SQUARE, UB_CSS_OPEN_BRACE, UB_CSS_CLOSE_BRACE };
    reference_token t = { .kind = UB_CSS_DELIM };
    int32_t c;
    consume_comments(s);
    t.from = s->at[s->i];
    t.value_at = s->out->n_values;
    c = peek(s, 0);
    if (c == END) t.kind = UB_CSS_EOF;
    else if (white(c)) {
        while (white(peek(s, 0))) s->i++;
        t.kind = UB_CSS_SPACE;
    } else if (c == '"' || c == '\'') s->i++, consume_string(s, &t, c);
    else if (c == '#' && peek(s, 1) != END && (ident_part(peek(s, 1)) || valid_escape(s, 1))) {
        t.kind = UB_CSS_HASH;
        t.id = would_start_ident(s, 1);
        s->i++;
        consume_ident_sequence(s);
    } else if (c < 0x80 && strchr(punctuation, c)) {
        t.kind = kinds[strchr(punctuation, c) - punctuation];
        s->i++;
    } else if (would_start_number(s)) consume_numeric(s, &t);
    else if (c == '-' && peek(s, 1) == '-' && peek(s, 2) == '>') s->i += 3, t.kind = UB_CSS_CDC;
    else if (c == '<' && peek(s, 1) == '!' && peek(s, 2) == '-' && peek(s, 3) == '-') s->i += 4, t.kind = UB_CSS_CDO;
    else if (c == '@' && would_start_ident(s, 1)) {
        s->i++;
        t.kind = UB_CSS_AT_KEYWORD;
        consume_ident_sequence(s);
    } else if (would_start_ident(s, 0)) consume_ident_like(s, &t);
    else s->i++, append(s, c);
    t.to = s->at[s->i];
    t.value_n = s->out->n_values - t.value_at;
    return t;
}

/* ------------------------------------------------------------------------------------------------ 5.4 parsing */

struct parser {
    reference *out;
    size_t i;          /* next token */
    size_t depth;
};

static const reference_token *next(const struct parser *p) { return &p->out->tokens[p->i]; }
static ub_css_kind kind(const struct parser *p) { return next(p)->kind; }
static void discard(struct parser *p) { if (kind(p) != UB_CSS_EOF) p->i++; }

static bool value_is(const struct parser *p, const reference_token *t, const char *lower, bool prefix)
{
    size_t n = strlen(lower);
    if (prefix ? t->value_n < n : t->value_n != n) return false;
    for (size_t i = 0; i < n; i++)
        if (ub_lower((unsigned char)p->out->values[t->value_at + i]) != (unsigned char)lower[i]) return false;
    return true;
}

/* 5.4.7 to 5.4.10 */
static void consume_component_value(struct parser *p)
{
    ub_css_kind k = kind(p), ending;
    if (k == UB_CSS_OPEN_BRACE) ending = UB_CSS_CLOSE_BRACE;
    else if (k == UB_CSS_OPEN_SQUARE) ending = UB_CSS_CLOSE_SQUARE;
    else if (k == UB_CSS_OPEN_PAREN || k == UB_CSS_FUNCTION) ending = UB_CSS_CLOSE_PAREN;
    else {
        discard(p);
        return;
    }
    discard(p);
    while (kind(p) != UB_CSS_EOF && kind(p) != ending) consume_component_value(p);
    discard(p);
}

/* Bytes of the tokens [i, to) without white space around them. */
static void bytes(const struct parser *p, size_t i, size_t to, size_t *from_byte, size_t *to_byte)
{
    const reference_token *t = p->out->tokens;
    while (i < to && t[i].kind == UB_CSS_SPACE) i++;
    while (to > i && t[to - 1].kind == UB_CSS_SPACE) to--;
    *from_byte = t[i].from;
    *to_byte = to > i ? t[to - 1].to : t[i].from;
    /* With the newline that makes a bad string or a backslash what it is: see css.h. */
    if (to > i && (t[to - 1].kind == UB_CSS_BAD_STRING
            || (t[to - 1].kind == UB_CSS_DELIM && value_is(p, &t[to - 1], "\\", false)))) ++*to_byte;
}

static reference_event *emit(struct parser *p, ub_css_event_kind k, size_t from, size_t to)
{
    reference_event ev = { .kind = k, .depth = p->depth };
    bytes(p, from, to, &ev.from, &ev.to);
    ev.body_from = ev.from;
    ev.body_to = ev.to;
    ADD(p->out->events, p->out->n_events, ev);
    return &p->out->events[p->out->n_events - 1];
}

static void consume_block(struct parser *p);

/* The prelude was tokens [from, p->i) and the next token is "{". */
static void open_rule(struct parser *p, ub_css_event_kind k, size_t from, size_t prelude)
{
    reference_event *ev;
    if (p->depth >= UB_CSS_DEPTH_MAX) {
        consume_component_value(p);
        emit(p, UB_CSS_JUNK, from, p->i);
        return;
    }
    ev = emit(p, k, from, p->i + 1);
    ev->flags = UB_CSS_OPENS;
    bytes(p, prelude, p->i, &ev->body_from, &ev->body_to);
    consume_block(p);
}

/* 5.4.2 */
static void consume_at_rule(struct parser *p, bool nested)
{
    const size_t from = p->i;
    reference_event *ev;
    discard(p);
    for (;;) {
        ub_css_kind k = kind(p);
        if (k == UB_CSS_SEMICOLON || k == UB_CSS_EOF || (k == UB_CSS_CLOSE_BRACE && nested)) break;
        if (k == UB_CSS_OPEN_BRACE) {
            open_rule(p, UB_CSS_AT_RULE, from, from + 1);
            return;
        }
        consume_component_value(p);
    }
    ev = emit(p, UB_CSS_AT_RULE, from, p->i);
    bytes(p, from + 1, p->i, &ev->body_from, &ev->body_to);
    if (kind(p) == UB_CSS_SEMICOLON) {
        ev->to = next(p)->to;
        discard(p);
    }
}

/* 5.4.3.  A declaration of a custom property is always valid here, so that prelude is met at the top only. */
static void consume_qualified_rule(struct parser *p, bool stop_at_semicolon, bool nested)
{
    const size_t from = p->i;
    size_t solid[2] = { 0, 0 }, n_solid = 0;
    for (;;) {
        const reference_token *t = next(p);
        if (t->kind == UB_CSS_EOF || (t->kind == UB_CSS_SEMICOLON && stop_at_semicolon)
            || (t->kind == UB_CSS_CLOSE_BRACE && nested)) {
            emit(p, UB_CSS_JUNK, from, p->i);
            return;
        }
        if (t->kind == UB_CSS_OPEN_BRACE) {
            const reference_token *a = &p->out->tokens[solid[0]], *b = &p->out->tokens[solid[1]];
            bool property = n_solid >= 2 && a->kind == UB_CSS_IDENT && b->kind == UB_CSS_COLON;
            /* What the draft discards, and what no grammar of selectors takes: a prelude that is "name:". */
            if (property && (nested ? n_solid == 2 : value_is(p, a, "--", true))) {
                consume_component_value(p);
                emit(p, UB_CSS_JUNK, from, p->i);
            } else open_rule(p, UB_CSS_RULE, from, from);
            return;
        }
        if (t->kind != UB_CSS_SPACE) {
            if (n_solid < 2) solid[n_solid] = p->i;
            n_solid++;
        }
        consume_component_value(p);
    }
}

/* 5.4.6.  `nested` is false for the list of declarations of 2013, where the value runs to the ";". */
static bool consume_declaration(struct parser *p, bool nested)
{
    const reference_token *t = p->out->tokens;
    const size_t from = p->i;
    size_t *solid = NULL, n = 0, colon, to, n_blocks = 0;
    bool custom, important = false;
    reference_event *ev;
    if (kind(p) != UB_CSS_IDENT) return false;
    discard(p);
    while (kind(p) == UB_CSS_SPACE) discard(p);
    if (kind(p) != UB_CSS_COLON) return false;
    colon = p->i;
    discard(p);
    while (kind(p) != UB_CSS_EOF && kind(p) != UB_CSS_SEMICOLON && !(kind(p) == UB_CSS_CLOSE_BRACE && nested)) {
        if (kind(p) != UB_CSS_SPACE) ADD(solid, n, p->i);
        consume_component_value(p);
    }
    to = p->i;
    if (n >= 2 && t[solid[n - 2]].kind == UB_CSS_DELIM && value_is(p, &t[solid[n - 2]], "!", false)
        && t[solid[n - 1]].kind == UB_CSS_IDENT && value_is(p, &t[solid[n - 1]], "important", false)) {
        important = true;
        n -= 2;
        to = solid[n];
    }
    custom = value_is(p, &t[from], "--", true);
    for (size_t i = 0; i < n; i++) n_blocks += t[solid[i]].kind == UB_CSS_OPEN_BRACE;
    free(solid);
    if (nested && !custom && n_blocks && n > 1) return false;
    ev = emit(p, UB_CSS_DECLARATION, from, p->i);
    bytes(p, colon + 1, to, &ev->body_from, &ev->body_to);
    ev->flags = (important ? UB_CSS_IMPORTANT : 0) | (custom ? UB_CSS_CUSTOM : 0);
    return true;
}

/* 5.4.5 */
static void consume_block_contents(struct parser *p, bool outermost)
{
    for (;;) {
        const size_t mark = p->i;
        switch (kind(p)) {
        case UB_CSS_SPACE: case UB_CSS_SEMICOLON:
            discard(p);
            break;
        case UB_CSS_EOF:
            return;
        case UB_CSS_CLOSE_BRACE:
            if (!outermost) return;
            /* The draft ends the attribute here; css.h says why we go on, by the rule of 2013 for a bad declaration. */
            while (kind(p) != UB_CSS_EOF && kind(p) != UB_CSS_SEMICOLON) consume_component_value(p);
            emit(p, UB_CSS_JUNK, mark, p->i);
            break;
        case UB_CSS_AT_KEYWORD:
            consume_at_rule(p, true);
            break;
        default:
            if (!consume_declaration(p, true)) {
                p->i = mark;
                consume_qualified_rule(p, true, true);
            }
            break;
        }
    }
}

/* 5.4.4 */
static void consume_block(struct parser *p)
{
    reference_event *ev;
    size_t at;
    discard(p);
    p->depth++;
    consume_block_contents(p, false);
    p->depth--;
    at = p->i;
    discard(p);
    ev = emit(p, UB_CSS_BLOCK_END, at, p->i);
    ev->body_to = ev->body_from;
}

/* 5.4.1; without CDO and CDC "consume a list of rules" of 2013 */
static void consume_stylesheet_contents(struct parser *p, bool top)
{
    for (;;)
        switch (kind(p)) {
        case UB_CSS_SPACE: discard(p); break;
        case UB_CSS_EOF: return;
        case UB_CSS_CDO: case UB_CSS_CDC:
            if (top) discard(p);
            else consume_qualified_rule(p, false, false);
            break;
        case UB_CSS_AT_KEYWORD: consume_at_rule(p, false); break;
        default: consume_qualified_rule(p, false, false); break;
        }
}

/* "Consume a list of declarations" of 2013, 5.4.4 there */
static void consume_declaration_list(struct parser *p)
{
    for (;;) {
        const size_t mark = p->i;
        switch (kind(p)) {
        case UB_CSS_SPACE: case UB_CSS_SEMICOLON: discard(p); break;
        case UB_CSS_EOF: return;
        case UB_CSS_AT_KEYWORD: consume_at_rule(p, false); break;
        default:
            if (consume_declaration(p, false)) break;
            p->i = mark;
            while (kind(p) != UB_CSS_EOF && kind(p) != UB_CSS_SEMICOLON) consume_component_value(p);
            emit(p, UB_CSS_JUNK, mark, p->i);
            break;
        }
    }
}

reference reference_read(ub_str text, ub_css_entry entry)
{
    reference r = { 0 };
    struct stream s = { .out = &r };
    struct parser p = { .out = &r };
    ADD(r.values, r.n_values, 0);
    preprocess(&s, text);
    do {
        reference_token t = consume_token(&s);
        ADD(r.tokens, r.n_tokens, t);
    } while (r.tokens[r.n_tokens - 1].kind != UB_CSS_EOF);
    free(s.cp);
    free(s.at);
    if (entry == UB_CSS_BLOCK) consume_block_contents(&p, true);
    else if (entry == UB_CSS_DECLARATIONS) consume_declaration_list(&p);
    else consume_stylesheet_contents(&p, entry == UB_CSS_SHEET);
    return r;
}

void reference_free(reference *r)
{
    free(r->tokens);
    free(r->events);
    free(r->values);
    *r = (reference){ 0 };
}

size_t reference_openers(ub_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += text.p[i] == '(' || text.p[i] == '[' || text.p[i] == '{';
    return n;
}

/* ------------------------------------------------------------------------------------------------ comparing */

static const char *differ(ub_arena *a, const char *what, size_t i, size_t at)
{
    char *s = ub_arena_take(a, 200, 1);
    if (s) snprintf(s, 200, "%s %zu at byte %zu", what, i, at);
    return s ? s : "no memory";
}

static const char *token_difference(ub_arena *a, const reference *r, ub_str text)
{
    ub_css c;
    ub_css_init(&c, text);
    for (size_t i = 0; i < r->n_tokens; i++) {
        const reference_token *want = &r->tokens[i];
        ub_arena scratch = *a;
        ub_css_token t;
        ub_str v;
        size_t from;
        do ub_css_next(&c, &t); while (t.kind == UB_CSS_COMMENT);
        from = (size_t)(t.text.p - c.end) + text.n;
        if (t.kind != want->kind) return differ(a, "kind of token", i, want->from);
        if (from != want->from || from + t.text.n != want->to) return differ(a, "span of token", i, want->from);
        if (want->kind == UB_CSS_DELIM || want->kind == UB_CSS_BAD_URL) continue;
        if (ub_css_value(&scratch, &t, &v) != UB_OK) return "no memory";
        if (!ub_str_eq(v, ub_str_of(r->values + want->value_at, want->value_n))) return differ(a, "value of token", i, want->from);
        if (want->integer != !!(t.flags & UB_CSS_INTEGER) || want->id != !!(t.flags & UB_CSS_ID)
            || want->unclosed != !!(t.flags & UB_CSS_UNCLOSED)) return differ(a, "flags of token", i, want->from);
    }
    return NULL;
}

static const char *event_difference(ub_arena *a, const reference *r, ub_str text, ub_css_entry entry)
{
    ub_arena scratch = *a;
    ub_css_walk w;
    const unsigned mask = UB_CSS_OPENS | UB_CSS_IMPORTANT | UB_CSS_CUSTOM;
    ub_css_walk_init(&w, &scratch, NULL, text, entry);
    for (size_t i = 0;; i++) {
        ub_css_event ev;
        const reference_event *want;
        size_t from, body;
        if (ub_css_walk_next(&w, &ev) != UB_OK) return "no memory";
        if (i == r->n_events) return ev.kind == UB_CSS_END ? NULL : differ(a, "one event too many,", i, (size_t)(ev.text.p - text.p));
        want = &r->events[i];
        if (ev.kind != want->kind) return differ(a, "kind of event", i, want->from);
        from = (size_t)(ev.text.p - text.p);
        if (from != want->from || from + ev.text.n != want->to) return differ(a, "text of event", i, want->from);
        if ((ev.flags & mask) != want->flags || ev.depth != want->depth) return differ(a, "flags or depth of event", i, want->from);
        body = (size_t)(ev.body.p - text.p);
        if (ev.body.n != want->body_to - want->body_from || (ev.body.n && body != want->body_from))
            return differ(a, "body of event", i, want->from);
    }
}

const char *reference_difference(ub_arena *a, ub_str text, ub_css_entry entry)
{
    reference r = reference_read(text, entry);
    const char *what = token_difference(a, &r, text);
    if (!what) what = event_difference(a, &r, text, entry);
    reference_free(&r);
    return what;
}
