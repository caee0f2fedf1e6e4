/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parameters of structured fields: every candidate a client may take.  RFC 2045 5.1, RFC 2231, RFC 2047 against its section 5.
 *
 * Decided: a missing semicolon, junk behind a value, a missing quote, comments anywhere are read through; where that gives
 * another value than the text up to the next ';', both are given.
 */
#include "internal.h"

struct section {
    ub_str base;          /* name without its stars */
    uint32_t number;      /* of name*N */
    uint32_t order;       /* in the field */
    ub_str value, raw;
    bool extended, lone;  /* name*N* or name*; lone: no number */
    uint8_t flags;
};

struct parser {
    ub_arena *a;
    ub_charset_cache *cache;
    struct cursor c;
    ub_params *out;
    struct { struct section *p; size_t n, cap; } sections;
    uint32_t max, seen;
    bool nomem;
};

static bool name_byte(unsigned char b)
{
    return !is_white(b) && b != '=' && b != ';' && b != '"' && b != '(' && b != ',';
}

static ub_param *add(struct parser *p, ub_param param)
{
    ub_param *q = UB_PUSH(p->a, p->out);
    if (!q) p->nomem = true;
    else *q = param;
    return q;
}

/* Behind the quoted string at c->p, with its backslashes undone. */
static ub_str quoted(struct parser *p, uint8_t *flags)
{
    const char *from = ++p->c.p, *q = from, *end = p->c.end;
    bool escaped = false;
    ub_buf b;
    while (q < end && *q != '"') {
        if (*q == '\\' && q + 1 < end) escaped = true, q++;
        q++;
    }
    *flags |= UB_PARAMF_QUOTED | (q == end ? UB_PARAMF_OPEN : 0);
    p->c.p = q < end ? q + 1 : end;
    if (!escaped && !memchr(from, '\n', (size_t)(q - from))) return ub_str_range(from, q);
    b = ub_buf_in(p->a);
    for (; from < q; from++) {
        if (*from == '\\' && from + 1 < q) {
            *flags |= UB_PARAMF_ESCAPE;
            from++;
        } else if (*from == '\n' || (*from == '\r' && from + 1 < q && from[1] == '\n')) {
            continue;      /* a fold: its white space stays */
        }
        if (!ub_buf_char(&b, *from)) p->nomem = true;
    }
    return ub_buf_str(&b);
}

static ub_str bare(struct parser *p)
{
    const char *from = p->c.p;
    while (p->c.p < p->c.end && !is_white((unsigned char)*p->c.p) && *p->c.p != ';'
           && (*p->c.p != '(' || p->c.no_comments || p->c.p == from))
        p->c.p++;
    return ub_str_range(from, p->c.p);
}

/* Does a parameter begin here, though no semicolon stood before it? */
static bool looks_like_param(const struct cursor *c)
{
    const char *q = c->p;
    while (q < c->end && name_byte((unsigned char)*q)) q++;
    return q > c->p && q < c->end && *q == '=';
}

/* name, name*, name*3, name*3* */
static bool split_name(ub_str name, struct section *s)
{
    size_t star = ub_str_chr(name, '*');
    ub_str rest;
    uint64_t n = 0;
    if (star == name.n || star == 0) return false;
    s->base = ub_str_to(name, star);
    rest = ub_str_from(name, star + 1);
    s->extended = rest.n == 0 || rest.p[rest.n - 1] == '*';
    if (rest.n && s->extended) rest.n--;
    s->lone = rest.n == 0;
    if (!s->lone && !ub_str_uint(rest, 1u << 30, &n)) return false;
    s->number = (uint32_t)n;
    return true;
}

static bool fill_words(struct parser *p, ub_str value, ub_str *out)
{
    ub_str found;
    if (ub_str_find(value, UB_S("=?")) == value.n) return false;
    if (ub_mime_text(p->a, p->cache, value, &found, NULL) != UB_OK) {
        p->nomem = true;
        return false;
    }
    *out = found;
    return !ub_str_eq(found, value);
}

/* The parameter whose name begins at c->p. */
static void one(struct parser *p, bool semicolon)
{
    const char *from = p->c.p, *stop;
    struct section s = { 0 };
    ub_param param = { .form = UB_PARAM_PLAIN };
    ub_str words, literal;
    bool comment_before = p->c.saw_comment;
    while (p->c.p < p->c.end && name_byte((unsigned char)*p->c.p)) p->c.p++;
    param.name = ub_str_range(from, p->c.p);
    p->c.saw_comment = false;
    skip_cfws(&p->c);
    if (p->c.p == p->c.end || *p->c.p != '=') return;
    p->c.p++;
    skip_cfws(&p->c);
    if (++p->seen > p->max) {
        p->out->limit = true;
        p->c.p = p->c.end;
        return;
    }
    stop = p->c.p;
    if (p->c.p < p->c.end && *p->c.p == '"') param.value = quoted(p, &param.flags);
    else param.value = bare(p);
    param.raw = ub_str_range(from, p->c.p);
    skip_cfws(&p->c);
    if (p->c.saw_comment || comment_before) param.flags |= UB_PARAMF_COMMENT;
    if (!semicolon) param.flags |= UB_PARAMF_NO_SEMICOLON;
    if (p->c.p < p->c.end && *p->c.p != ';' && !looks_like_param(&p->c)) param.flags |= UB_PARAMF_JUNK;
    if (split_name(param.name, &s)) {
        struct section *k = UB_PUSH(p->a, &p->sections);
        if (!k) {
            p->nomem = true;
            return;
        }
        s.order = (uint32_t)p->out->n, s.value = param.value, s.raw = param.raw, s.flags = param.flags;
        *k = s;
        param.form = UB_PARAM_PIECE;
    }
    add(p, param);
    if (param.form == UB_PARAM_PLAIN && fill_words(p, param.value, &words)) {
        ub_param w = param;
        w.form = UB_PARAM_WORDS;
        w.value = words;
        add(p, w);
    }
    if (!(param.flags & (UB_PARAMF_JUNK | UB_PARAMF_OPEN | UB_PARAMF_COMMENT | UB_PARAMF_ESCAPE))) return;
    /* Who cuts at semicolons sees one parameter behind each; so no byte is in two literals, but for an open quote's. */
    if (!semicolon && !(param.flags & UB_PARAMF_ESCAPE)) return;
    literal = ub_str_range(stop, p->c.end);
    if (!(param.flags & UB_PARAMF_ESCAPE)) literal = ub_str_to(literal, ub_str_chr(literal, ';'));
    else literal = ub_str_range(stop, ub_str_end(param.raw));
    literal = ub_str_trim(literal);
    if (param.flags & UB_PARAMF_ESCAPE) {
        if (literal.n && literal.p[0] == '"') literal = ub_str_from(literal, 1);
        if (literal.n && literal.p[literal.n - 1] == '"') literal.n--;
    }
    if (ub_str_eq(literal, param.value)) return;
    param.form = UB_PARAM_LITERAL;
    param.value = literal;
    add(p, param);
    if (param.flags & UB_PARAMF_OPEN) {      /* once a field: the open quote took the rest */
        p->c.p = ub_str_end(literal);
        p->c.no_comments = true;
    }
}

/* Sections by name, then number, then place; merge sort, in place of `s` with as much scratch. */
static int section_cmp(const struct section *x, const struct section *y)
{
    int c = ub_str_cmp_nocase(x->base, y->base);
    if (c) return c;
    if (x->lone != y->lone) return x->lone ? -1 : 1;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void sort_sections(struct section *s, struct section *scratch, size_t n)
{
    size_t half = n / 2, i = 0, j = half, k = 0;
    if (n < 2) return;
    sort_sections(s, scratch, half);
    sort_sections(s + half, scratch, n - half);
    while (i < half && j < n) scratch[k++] = section_cmp(&s[j], &s[i]) < 0 ? s[j++] : s[i++];
    while (i < half) scratch[k++] = s[i++];
    while (j < n) scratch[k++] = s[j++];
    memcpy(s, scratch, n * sizeof *s);
}

static bool percent(ub_buf *b, ub_str v)
{
    for (size_t i = 0; i < v.n; i++) {
        int hi, lo;
        if (v.p[i] == '%' && i + 2 < v.n && (hi = ub_hex((unsigned char)v.p[i + 1])) >= 0
            && (lo = ub_hex((unsigned char)v.p[i + 2])) >= 0) {
            ub_buf_char(b, (char)(hi * 16 + lo));
            i += 2;
        } else {
            ub_buf_char(b, v.p[i]);
        }
    }
    return !b->failed;
}

/* charset'language'rest off the front of `v`. */
static void take_charset(ub_param *p, ub_str *v)
{
    size_t one = ub_str_chr(*v, '\''), two;
    ub_str rest = ub_str_from(*v, one + 1);
    if (one == v->n) return;
    two = ub_str_chr(rest, '\'');
    if (two == rest.n) return;
    p->charset = ub_str_to(*v, one);
    p->language = ub_str_to(rest, two);
    *v = ub_str_from(rest, two + 1);
}

/* One value of sections s[0..n), which have one name; n_used is how many belonged to it. */
static ub_param join(struct parser *p, const struct section *s, size_t n, size_t *n_used)
{
    ub_param param = { .name = s->base, .raw = s->raw, .flags = s->flags,
                       .form = s->lone ? UB_PARAM_EXTENDED : UB_PARAM_CONTINUED };
    ub_buf b = ub_buf_in(p->a);
    uint32_t want = 0;
    size_t i;
    for (i = 0; i < n; i++) {
        ub_str v = s[i].value;
        if (s->lone ? i > 0 : s[i].number != want) {
            if (!s->lone && s[i].number + 1 == want) {      /* the same section again: the first counts */
                param.flags |= UB_PARAMF_DUPLICATE;
                continue;
            }
            if (!s->lone) param.flags |= UB_PARAMF_GAP;
            break;
        }
        if (i == 0 && s[i].extended) take_charset(&param, &v);
        if (!(s[i].extended ? percent(&b, v) : ub_buf_add(&b, v))) p->nomem = true;
        want++;
    }
    *n_used = i ? i : 1;
    if (i == 0) param.flags |= UB_PARAMF_GAP;
    param.value = ub_buf_str(&b);
    if (!text_in_charset(p->a, p->cache, param.charset, param.value, &param.value)) p->nomem = true;
    return param;
}

/* Joined values go right behind the piece that began them. */
static void join_all(struct parser *p)
{
    struct { ub_param *p; size_t n, cap; } joined = { 0 }, merged = { 0 };
    struct { uint32_t *p; size_t n, cap; } order = { 0 };
    struct section *s = p->sections.p, *scratch;
    size_t n = p->sections.n;
    uint32_t *at;
    if (n == 0) return;
    scratch = UB_NEW(p->a, struct section, n);
    at = UB_NEW(p->a, uint32_t, p->out->n);      /* one more than the joined value that follows a candidate */
    if (!scratch || !at) {
        p->nomem = true;
        return;
    }
    sort_sections(s, scratch, n);
    for (size_t i = 0; i < n;) {
        size_t same = i + 1, used;
        while (same < n && s[same].lone == s[i].lone && ub_str_eq_nocase(s[same].base, s[i].base)) same++;
        if (s[i].lone || s[i].number == 0) {
            ub_param *k = UB_PUSH(p->a, &joined);
            uint32_t *o = UB_PUSH(p->a, &order);
            if (!k || !o) {
                p->nomem = true;
                return;
            }
            *k = join(p, s + i, same - i, &used);
            at[s[i].order] = (uint32_t)joined.n;
            i += s[i].lone ? used : same - i;
        } else {
            i = same;      /* no section 0: nobody joins these */
        }
    }
    for (size_t i = 0; i < p->out->n; i++) {
        ub_param *k = UB_PUSH(p->a, &merged);
        if (!k) break;
        *k = p->out->p[i];
        if (!at[i]) continue;
        k = UB_PUSH(p->a, &merged);
        if (!k) break;
        *k = joined.p[at[i] - 1];
    }
    if (merged.n < p->out->n) p->nomem = true;
    p->out->p = merged.p, p->out->n = merged.n, p->out->cap = merged.cap;
}

/* Mark what is not the first of its name and form.  A field has few names: those beyond 32 are not compared. */
static void mark_duplicates(ub_params *out)
{
    for (size_t i = 1; i < out->n && i < 32; i++)
        for (size_t k = 0; k < i; k++)
            if (out->p[k].form == out->p[i].form && out->p[i].form != UB_PARAM_PIECE
                && ub_str_eq_nocase(out->p[k].name, out->p[i].name)) {
                out->p[i].flags |= UB_PARAMF_DUPLICATE;
                break;
            }
}

ub_status ub_mime_params(ub_arena *a, ub_charset_cache *cache, ub_str value, const ub_mime_limits *limits, ub_params *out,
                         ub_err *err)
{
    struct parser p = { .a = a, .cache = cache, .c = cursor_of(value), .out = out,
                        .max = limits ? limits->params : ub_mime_limits_default.params };
    struct type_value type;
    bool semicolon;
    *out = (ub_params){ 0 };
    type_parse(value, &type);
    p.c.p = type.params.p;
    p.c.end = ub_str_end(type.params);
    while (p.c.p < p.c.end && !p.nomem) {
        semicolon = p.c.p > value.p && p.c.p[-1] == ';';
        p.c.saw_comment = false;
        skip_cfws(&p.c);
        while (p.c.p < p.c.end && *p.c.p == ';') {
            semicolon = true;
            p.c.p++;
            skip_cfws(&p.c);
        }
        if (p.c.p == p.c.end) break;
        if (name_byte((unsigned char)*p.c.p)) one(&p, semicolon);
        else p.c.p++;      /* it begins nothing */
    }
    if (!p.nomem) join_all(&p);
    if (p.nomem) return ub_fail(err, UB_LIMIT, "no room for parameters", 0);
    mark_duplicates(out);
    return UB_OK;
}

const ub_param *ub_param_next(const ub_params *params, ub_str name, const ub_param *after)
{
    size_t i = after ? (size_t)(after - params->p) + 1 : 0;
    for (; i < params->n; i++)
        if (params->p[i].form != UB_PARAM_PIECE && ub_str_eq_nocase(params->p[i].name, name)) return &params->p[i];
    return NULL;
}

const ub_param *ub_param_best(const ub_params *params, ub_str name)
{
    const ub_param *best = NULL;
    static const uint8_t rank[] = { [UB_PARAM_EXTENDED] = 4, [UB_PARAM_CONTINUED] = 3, [UB_PARAM_WORDS] = 2,
                                    [UB_PARAM_PLAIN] = 1, [UB_PARAM_LITERAL] = 0, [UB_PARAM_PIECE] = 0 };
    for (const ub_param *p = NULL; (p = ub_param_next(params, name, p)) != NULL;)
        if (!best || rank[p->form] > rank[best->form]) best = p;
    return best;
}
