/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions: read into steps, then all states followed at once. */
#include "regex.h"

enum { OP_BYTE, OP_SET, OP_ANY, OP_SPLIT, OP_JUMP, OP_SAVE, OP_BEGIN, OP_END, OP_WORD, OP_NOT_WORD, OP_MATCH, OPS };

/* ------------------------------------------------------------------------------------------------ reading */

/* What stands at the ends of all that a piece of an expression can match: a mark, which is no letter or digit? */
struct edges { bool first, last, empty; };      /* empty: it can match nothing */

/* A piece outside groups: one byte, or only its edges. */
struct outer { struct edges e; bool byte; char c; };

enum { OUTERS = 128 };

struct reader {
    ub_arena *a;
    ub_regex_pool *pool;
    ub_str s;
    size_t at, first_step, first_set;
    unsigned depth;
    bool nocase, grouped;
    struct { char p[64]; size_t n; } run, best;      /* literal bytes side by side outside groups */
    struct outer outer[OUTERS];                      /* the expression outside groups, as far as it fits */
    size_t n_outer;
    struct edges edges;                              /* of what was read last */
    bool alternatives;                               /* a | outside groups: nothing is needed */
    ub_err *err;
};

static ub_status refuse(struct reader *r, ub_status s, const char *what) { return ub_fail(r->err, s, what, r->at); }

static int peek(const struct reader *r) { return r->at < r->s.n ? (int)ub_str_at(r->s, r->at) : -1; }

static size_t steps_n(const struct reader *r) { return r->pool->steps.n; }

static void end_run(struct reader *r)
{
    if (r->run.n > r->best.n) r->best = r->run;
    r->run.n = 0;
}

static ub_status add(struct reader *r, ub_regex_step step)
{
    ub_regex_step *p;
    if (steps_n(r) - r->first_step >= UB_REGEX_STEPS_MAX) return refuse(r, UB_LIMIT, "an expression of too many steps");
    if (!(p = UB_PUSH(r->a, &r->pool->steps))) return refuse(r, UB_LIMIT, "the arena is full");
    *p = step;
    return UB_OK;
}

/* The same, before step `at`.  Jumps do not cross it: what lies behind is a whole. */
static ub_status insert(struct reader *r, size_t at, ub_regex_step step)
{
    ub_status s = add(r, step);
    ub_regex_step *p = r->pool->steps.p;
    if (s != UB_OK) return s;
    memmove(p + at + 1, p + at, (steps_n(r) - 1 - at) * sizeof *p);
    p[at] = step;
    return UB_OK;
}

static void set_add(ub_regex_set *set, unsigned c) { set->bits[c >> 6] |= UINT64_C(1) << (c & 63); }
static bool set_has(const ub_regex_set *set, unsigned c) { return set->bits[c >> 6] >> (c & 63) & 1; }

static bool is_mark(unsigned char c) { return !ub_is_alnum(c); }

static struct edges all_marks(const ub_regex_set *set)
{
    bool marks = true;
    for (unsigned c = 0; c < 256; c++) marks &= !set_has(set, c) || is_mark((unsigned char)c);
    return (struct edges){ marks, marks, false };
}

static bool is_word(int c) { return c >= 0 && (ub_is_alnum((unsigned char)c) || c == '_'); }

/* \d \w \s and their capitals.  False: another letter. */
static bool set_add_kind(ub_regex_set *set, int c)
{
    int kind = ub_lower((unsigned char)c);
    if (kind != 'd' && kind != 'w' && kind != 's') return false;
    for (int i = 0; i < 256; i++) {
        bool in = kind == 'd' ? ub_is_digit((unsigned char)i) : kind == 'w' ? is_word(i)
                : i == ' ' || (i >= '\t' && i <= '\r');
        if (in == (c == kind)) set_add(set, (unsigned)i);
    }
    return true;
}

static ub_status add_set(struct reader *r, const ub_regex_set *set)
{
    ub_regex_set *p;
    if (r->pool->sets.n - r->first_set > UB_REGEX_MAX) return refuse(r, UB_LIMIT, "an expression of too many sets");
    if (!(p = UB_PUSH(r->a, &r->pool->sets))) return refuse(r, UB_LIMIT, "the arena is full");
    *p = *set;
    r->edges = all_marks(set);
    return add(r, (ub_regex_step){ .op = OP_SET, .set = (uint16_t)(r->pool->sets.n - 1 - r->first_set) });
}

/* The byte an escape stands for, behind the backslash; -1 and trouble told when it is none. */
static int escaped(struct reader *r)
{
    static const char from[] = "tnvfr0", to[] = "\t\n\v\f\r";
    int c = peek(r);
    const char *at = c > 0 ? strchr(from, c) : NULL;
    int high, low;
    if (c < 0) return refuse(r, UB_SYNTAX, "a backslash at the end"), -1;
    r->at++;
    if (at) return to[at - from];
    if (c == 'x') {
        high = r->at < r->s.n ? ub_hex((unsigned char)r->s.p[r->at]) : -1;
        low = r->at + 1 < r->s.n ? ub_hex((unsigned char)r->s.p[r->at + 1]) : -1;
        if (high < 0 || low < 0) return refuse(r, UB_SYNTAX, "not an escape"), -1;
        r->at += 2;
        return high << 4 | low;
    }
    if (ub_is_digit((unsigned char)c) || c == 'k') return refuse(r, UB_ABSENT, "a reference to a group"), -1;
    if (ub_is_alpha((unsigned char)c)) return refuse(r, UB_ABSENT, "an escape that is not known"), -1;
    return c;
}

/* One end of a range in a class, or a kind: then *kind. */
static int class_item(struct reader *r, ub_regex_set *set, bool *kind)
{
    int c = peek(r);
    *kind = false;
    r->at++;
    if (c != '\\') return c;
    c = peek(r);
    if (c == 'b') return r->at++, '\b';
    if (c == '-') return r->at++, '-';
    if (c >= 0 && set_add_kind(set, c)) return r->at++, *kind = true, 0;
    return escaped(r);
}

static ub_status class(struct reader *r)
{
    ub_regex_set set = { { 0 } };
    bool not = false, kind;
    if (peek(r) == '^') not = true, r->at++;
    while (peek(r) != ']') {
        int from, to;
        if (peek(r) < 0) return refuse(r, UB_SYNTAX, "a class is never closed");
        if ((from = to = class_item(r, &set, &kind)) < 0) return r->err->status;
        if (kind) continue;
        if (peek(r) == '-' && r->at + 1 < r->s.n && r->s.p[r->at + 1] != ']') {
            r->at++;
            if ((to = class_item(r, &set, &kind)) < 0) return r->err->status;
            if (kind) set_add(&set, '-'), set_add(&set, (unsigned)from);
            if (kind) continue;
        }
        if (to < from) return refuse(r, UB_SYNTAX, "a range that runs backwards");
        for (int c = from; c <= to; c++) set_add(&set, (unsigned)c);
    }
    r->at++;
    if (r->nocase)      /* the text is in lower case */
        for (unsigned c = 'A'; c <= 'Z'; c++)
            if (set_has(&set, c)) set_add(&set, c | 0x20);
    for (int i = 0; not && i < 4; i++) set.bits[i] = ~set.bits[i];
    return add_set(r, &set);
}

static ub_status alternatives(struct reader *r);

static ub_status group(struct reader *r)
{
    bool capture = true;
    ub_status s;
    if (r->depth == UB_REGEX_DEPTH_MAX) return refuse(r, UB_LIMIT, "groups nested too deep");
    if (peek(r) == '?') {
        if (r->at + 1 >= r->s.n || r->s.p[r->at + 1] != ':') return refuse(r, UB_ABSENT, "looking ahead or behind");
        r->at += 2;
        capture = false;
    }
    capture = capture && !r->grouped;
    if (capture) r->grouped = true;
    end_run(r);
    r->depth++;
    if (capture && (s = add(r, (ub_regex_step){ .op = OP_SAVE, .c = 0 })) != UB_OK) return s;
    if ((s = alternatives(r)) != UB_OK) return s;
    if (capture && (s = add(r, (ub_regex_step){ .op = OP_SAVE, .c = 1 })) != UB_OK) return s;
    r->depth--;
    if (peek(r) != ')') return refuse(r, UB_SYNTAX, "a group is never closed");
    r->at++;
    return UB_OK;
}

static ub_status byte(struct reader *r, int c)
{
    if (r->nocase) c = ub_lower((unsigned char)c);
    r->edges = (struct edges){ is_mark((unsigned char)c), is_mark((unsigned char)c), false };
    if (!r->depth && r->run.n < sizeof r->run.p) r->run.p[r->run.n++] = (char)c;
    return add(r, (ub_regex_step){ .op = OP_BYTE, .c = (uint8_t)c });
}

/* `*literal`: one byte, which the last of the run is. */
static ub_status atom(struct reader *r, bool *literal, bool *empty)
{
    static const struct { char c; uint8_t op; } marks[] = { { '^', OP_BEGIN }, { '$', OP_END }, { '.', OP_ANY } };
    int c = peek(r);
    ub_regex_set set = { { 0 } };
    *literal = *empty = false;
    r->at++;
    for (size_t i = 0; i < UB_COUNT(marks); i++)
        if (c == marks[i].c) {
            end_run(r);
            *empty = c != '.';
            r->edges = (struct edges){ *empty, *empty, false };      /* an end is as good as a mark */
            return add(r, (ub_regex_step){ .op = marks[i].op });
        }
    if (c == '(') return group(r);
    if (c == '[') return end_run(r), class(r);
    if (c == '*' || c == '+' || c == '?') return refuse(r, UB_SYNTAX, "nothing to repeat");
    if (c == '\\') {
        c = peek(r);
        if (c == 'b' || c == 'B') {
            end_run(r);
            *empty = true;
            r->at++;
            r->edges = (struct edges){ false, false, true };
            return add(r, (ub_regex_step){ .op = c == 'b' ? OP_WORD : OP_NOT_WORD });
        }
        if (c >= 0 && set_add_kind(&set, c)) return r->at++, end_run(r), add_set(r, &set);
        if ((c = escaped(r)) < 0) return r->err->status;
    }
    *literal = true;
    return byte(r, c);
}

/* "{2}", "{2,}", "{2,5}".  False: an ordinary brace. */
static bool counts(struct reader *r, unsigned *least, unsigned *most)
{
    ub_str rest = ub_str_from(r->s, r->at + 1), inside = ub_str_to(rest, ub_str_chr(rest, '}')), low, high;
    uint64_t n;
    bool range = ub_str_chr(inside, ',') < inside.n;
    if (inside.n == rest.n) return false;
    high = inside;
    low = ub_str_cut(&high, ',');
    if (!ub_str_uint(low, UB_REGEX_STEPS_MAX + 1, &n)) return false;
    *least = *most = (unsigned)n;
    if (range && high.n == 0) *most = UINT32_MAX;
    else if (range && (!ub_str_uint(high, UB_REGEX_STEPS_MAX + 1, &n) || (*most = (unsigned)n) < *least)) return false;
    r->at += inside.n + 2;
    return true;
}

static ub_regex_step split(bool lazy, long to, long or_to)
{
    return lazy ? (ub_regex_step){ .op = OP_SPLIT, .to = (int16_t)or_to, .or_to = (int16_t)to }
                : (ub_regex_step){ .op = OP_SPLIT, .to = (int16_t)to, .or_to = (int16_t)or_to };
}

/* Once more what stands in [from, from + n). */
static ub_status again(struct reader *r, size_t from, size_t n)
{
    ub_status s = UB_OK;
    for (size_t i = 0; s == UB_OK && i < n; i++) s = add(r, r->pool->steps.p[from + i]);
    return s;
}

/* Repeat the steps from `from` on, which are one atom. */
static ub_status repeat(struct reader *r, size_t from, unsigned least, unsigned most, bool lazy)
{
    size_t n = steps_n(r) - from;
    long len = (long)n;
    ub_status s = UB_OK;
    if (most == 0) return r->pool->steps.n = from, UB_OK;
    for (unsigned i = 1; s == UB_OK && i < least; i++) s = again(r, from, n);
    if (most == UINT32_MAX) {
        if (least) return s == UB_OK ? add(r, split(lazy, -len, 1)) : s;
        if ((s = insert(r, from, split(lazy, 1, len + 2))) != UB_OK) return s;
        return add(r, (ub_regex_step){ .op = OP_JUMP, .to = (int16_t)-(len + 1) });
    }
    if (least == 0) {      /* the one there is becomes optional, and is what is copied */
        if ((s = insert(r, from, split(lazy, 1, len + 1))) != UB_OK) return s;
        for (unsigned i = 1; s == UB_OK && i < most; i++) s = again(r, from, n + 1);
        return s;
    }
    for (unsigned i = least; s == UB_OK && i < most; i++) {
        s = add(r, split(lazy, 1, len + 1));
        if (s == UB_OK) s = again(r, from, n);
    }
    return s;
}

static void note_outer(struct reader *r, struct edges e, bool is_byte, int c)
{
    r->edges = e;
    if (!r->depth && r->n_outer < OUTERS) r->outer[r->n_outer++] = (struct outer){ e, is_byte, (char)c };
}

static ub_status piece(struct reader *r)
{
    size_t from = steps_n(r);
    unsigned least = 1, most = 1;
    bool literal, empty, lazy = false;
    ub_status s = atom(r, &literal, &empty);
    int c = peek(r), last = s == UB_OK && literal ? r->pool->steps.p[from].c : 0;
    struct edges edges = r->edges;
    if (s != UB_OK) return s;
    if (c == '*') least = 0, most = UINT32_MAX, r->at++;
    else if (c == '+') most = UINT32_MAX, r->at++;
    else if (c == '?') least = 0, r->at++;
    else if (c != '{' || !counts(r, &least, &most)) return note_outer(r, edges, literal, last), UB_OK;
    if (empty) return refuse(r, UB_SYNTAX, "nothing to repeat");
    if (peek(r) == '?') lazy = true, r->at++;
    if (literal && least == 0 && r->run.n) r->run.n--;
    if (literal) end_run(r);
    edges.empty |= least == 0;
    note_outer(r, edges, false, 0);
    return repeat(r, from, least, most, lazy);
}

static ub_status sequence(struct reader *r)
{
    struct edges all = { true, true, true };      /* of nothing: what stands around it decides */
    ub_status s = UB_OK;
    while (s == UB_OK && r->at < r->s.n && peek(r) != '|' && peek(r) != ')') {
        if ((s = piece(r)) != UB_OK) break;
        if (all.empty) all.first &= r->edges.first;
        all.last = r->edges.last && (!r->edges.empty || all.last);
        all.empty &= r->edges.empty;
    }
    r->edges = all;
    end_run(r);
    return s;
}

static ub_status alternatives(struct reader *r)
{
    size_t from = steps_n(r);
    ub_status s = sequence(r);
    while (s == UB_OK && peek(r) == '|') {
        size_t jump;
        struct edges before = r->edges;
        if (!r->depth) r->alternatives = true;
        r->at++;
        if ((s = insert(r, from, split(false, 1, (long)(steps_n(r) - from) + 2))) != UB_OK) return s;
        jump = steps_n(r);
        if ((s = add(r, (ub_regex_step){ .op = OP_JUMP })) != UB_OK) return s;
        from = steps_n(r);
        if ((s = alternatives(r)) != UB_OK) return s;      /* takes the rest, so this goes round once */
        r->pool->steps.p[jump].to = (int16_t)(steps_n(r) - jump);
        r->edges = (struct edges){ r->edges.first && before.first, r->edges.last && before.last, r->edges.empty || before.empty };
    }
    return s;
}

/* Is there a mark or an end of the text before piece `i`, whatever it matches?  Behind it? */
static bool mark_before(const struct reader *r, size_t i)
{
    for (; i; i--) {
        if (!r->outer[i - 1].e.last) return false;
        if (!r->outer[i - 1].e.empty) return true;
    }
    return false;
}
static bool mark_behind(const struct reader *r, size_t i)
{
    for (i++; i < r->n_outer; i++) {
        if (!r->outer[i].e.first) return false;
        if (!r->outer[i].e.empty) return true;
    }
    return false;
}

/* The longest word that every match holds between marks: outer[*at .. *at + n). */
static size_t find_word(const struct reader *r, size_t *at)
{
    size_t best = 0;
    for (size_t i = 0, end; i < r->n_outer; i = end + 1) {
        for (end = i; end < r->n_outer && r->outer[end].byte && !r->outer[end].e.first; end++) continue;
        if (end - i > best && mark_before(r, i) && mark_behind(r, end - 1)) best = end - i, *at = i;
    }
    return r->alternatives ? 0 : best;
}

ub_status ub_regex_compile(ub_arena *a, ub_regex_pool *pool, ub_str expression, bool nocase, bool whole, ub_regex *re, ub_err *err)
{
    ub_err own = { 0 };
    struct reader r = { .a = a, .pool = pool, .s = expression, .first_step = pool->steps.n, .first_set = pool->sets.n,
                        .nocase = nocase, .err = err ? err : &own };
    ub_status s = UB_OK;
    size_t at = 0;
    if (expression.n > UB_REGEX_MAX) return refuse(&r, UB_LIMIT, "an expression that is too long");
    if (whole && (s = add(&r, (ub_regex_step){ .op = OP_BEGIN })) == UB_OK) note_outer(&r, (struct edges){ true, true, false }, false, 0);
    if (s == UB_OK) s = alternatives(&r);
    if (s == UB_OK && r.at < r.s.n) s = refuse(&r, UB_SYNTAX, "a group was never opened");
    if (s == UB_OK && whole && (s = add(&r, (ub_regex_step){ .op = OP_END })) == UB_OK) note_outer(&r, (struct edges){ true, true, false }, false, 0);
    if (s == UB_OK) s = add(&r, (ub_regex_step){ .op = OP_MATCH });
    if (s != UB_OK) {
        pool->steps.n = r.first_step;
        pool->sets.n = r.first_set;
        return s;
    }
    if (r.alternatives || r.best.n < 3) r.best.n = 0;
    *re = (ub_regex){ (uint32_t)r.first_step, (uint32_t)r.first_set, (uint16_t)(pool->steps.n - r.first_step),
                      (uint16_t)(pool->sets.n - r.first_set), (uint32_t)pool->text->n, (uint16_t)r.best.n, nocase, 0, 0 };
    if (!ub_buf_add(pool->text, ub_str_of(r.best.p, r.best.n))) return refuse(&r, UB_LIMIT, "the arena is full");
    re->word_at = (uint32_t)pool->text->n;
    re->word_n = (uint32_t)find_word(&r, &at);
    for (size_t i = 0; i < re->word_n; i++) ub_buf_char(pool->text, r.outer[at + i].c);
    return pool->text->failed ? refuse(&r, UB_LIMIT, "the arena is full") : UB_OK;
}

bool ub_regex_holds(const ub_regex *re, const ub_regex_view *v, size_t n_steps, size_t n_sets, size_t n_text)
{
    const ub_regex_step *p;
    if (re->steps_at > n_steps || re->n_steps > n_steps - re->steps_at || re->n_steps > UB_REGEX_STEPS_MAX || re->n_steps == 0
        || re->sets_at > n_sets || re->n_sets > n_sets - re->sets_at || re->need_at > n_text || re->need_n > n_text - re->need_at
        || re->word_at > n_text || re->word_n > n_text - re->word_at) return false;
    p = v->steps + re->steps_at;
    for (int i = 0; i < re->n_steps; i++) {
        int to = i + p[i].to, or_to = i + p[i].or_to;
        if (p[i].op >= OPS || (p[i].op == OP_SET && p[i].set >= re->n_sets) || (p[i].op == OP_SAVE && p[i].c > 1)) return false;
        if ((p[i].op == OP_SPLIT || p[i].op == OP_JUMP) && (to < 0 || to >= re->n_steps)) return false;
        if (p[i].op == OP_SPLIT && (or_to < 0 || or_to >= re->n_steps)) return false;
        if (i + 1 == re->n_steps && p[i].op != OP_MATCH && p[i].op != OP_JUMP && p[i].op != OP_SPLIT) return false;
    }
    return true;
}

/* ------------------------------------------------------------------------------------------------ matching */

/* Where a group began and ended: one more than the byte, 0 not yet. */
struct saved { uint32_t at[2]; };

struct states {
    uint16_t list[UB_REGEX_STEPS_MAX], place[UB_REGEX_STEPS_MAX];
    struct saved saved[UB_REGEX_STEPS_MAX];
    unsigned n;
};

struct run {
    const ub_regex_step *steps;
    const ub_regex_set *sets;
    ub_str text;
    uint16_t stack[UB_REGEX_STEPS_MAX + 1];
    struct saved stack_saved[UB_REGEX_STEPS_MAX + 1];
};

static bool at_word_edge(ub_str s, size_t at)
{
    bool before = at > 0 && is_word((unsigned char)s.p[at - 1]), behind = at < s.n && is_word((unsigned char)s.p[at]);
    return before != behind;
}

/* All states that can be reached from `step` without a byte, those to try first in front.  A step is pushed only by the one
 * state that names it as its second way, so the stack holds at most one of each. */
static void follow(struct run *run, struct states *to, unsigned step, size_t at, struct saved saved)
{
    unsigned depth = 0;
    for (;;) {
        const ub_regex_step *p = &run->steps[step];
        bool seen = to->place[step] < to->n && to->list[to->place[step]] == step, on = false;
        if (!seen) {
            to->place[step] = (uint16_t)to->n;
            to->list[to->n] = (uint16_t)step;
            to->saved[to->n++] = saved;
            switch (p->op) {
            case OP_JUMP: step = (unsigned)((int)step + p->to); on = true; break;
            case OP_SPLIT:
                run->stack[depth] = (uint16_t)((int)step + p->or_to);
                run->stack_saved[depth++] = saved;
                step = (unsigned)((int)step + p->to);
                on = true;
                break;
            case OP_SAVE:
                saved.at[p->c] = (uint32_t)at + 1;
                step++;
                on = true;
                break;
            case OP_BEGIN:    if (at == 0) step++, on = true; break;
            case OP_END:      if (at == run->text.n) step++, on = true; break;
            case OP_WORD:     if (at_word_edge(run->text, at)) step++, on = true; break;
            case OP_NOT_WORD: if (!at_word_edge(run->text, at)) step++, on = true; break;
            default: break;
            }
        }
        if (on) continue;
        if (!depth) return;
        step = run->stack[--depth];
        saved = run->stack_saved[depth];
    }
}

static bool takes(const struct run *run, const ub_regex_step *p, unsigned c)
{
    return p->op == OP_BYTE ? p->c == c : p->op == OP_SET ? set_has(&run->sets[p->set], c) : p->op == OP_ANY && c != '\n' && c != '\r';
}

bool ub_regex_match(const ub_regex *re, const ub_regex_view *v, ub_str text, ub_str *group)
{
    struct run run;
    struct states a, b, *now = &a, *then = &b;
    struct saved best = { { 0 } };
    bool matched = false, anchored;
    run.steps = v->steps + re->steps_at;
    run.sets = re->n_sets ? v->sets + re->sets_at : NULL;
    run.text = text;
    if (group) *group = ub_str_of(NULL, 0);
    if (re->need_n && ub_str_find(text, ub_str_of(v->text + re->need_at, re->need_n)) == text.n) return false;
    memset(a.place, 0, re->n_steps * sizeof *a.place);
    memset(b.place, 0, re->n_steps * sizeof *b.place);
    a.n = b.n = 0;
    anchored = run.steps[0].op == OP_BEGIN;
    for (size_t at = 0; ; at++) {
        if (!matched && (at == 0 || !anchored)) follow(&run, now, 0, at, (struct saved){ { 0 } });
        if (!now->n) break;
        then->n = 0;
        for (unsigned i = 0; i < now->n; i++) {
            const ub_regex_step *p = &run.steps[now->list[i]];
            if (p->op == OP_MATCH) {
                if (!group) return true;
                matched = true;
                best = now->saved[i];
                break;      /* those behind are worse */
            }
            if (at < text.n && takes(&run, p, ub_str_at(text, at))) follow(&run, then, now->list[i] + 1u, at + 1, now->saved[i]);
        }
        if (at == text.n) break;
        struct states *t = now;
        now = then;
        then = t;
    }
    if (matched && best.at[0] && best.at[1] >= best.at[0]) *group = ub_str_of(text.p + best.at[0] - 1, best.at[1] - best.at[0]);
    return matched;
}
