/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reasons: what is known of a party beside its name, and why a hit is one.
 *
 * Facts speak as evidence does: an agreeing year of birth is worth more than a country, and lists are wrong often enough
 * that a contradiction lowers a score and never clears a name.
 */
#include "reasons.h"

enum fact { NOTHING, AGREES, NEAR, CONTRADICTS };

static enum fact born(const ub_names_query *q, const ub_ix_facts *x, bool *day)
{
    uint32_t year = q->birth / 10000;
    enum fact best = NOTHING;
    *day = false;
    if (!year) return NOTHING;
    for (unsigned i = 0; i < x->n_born; i++) {
        enum fact f = CONTRADICTS;
        if (year >= x->born[i][0] && year <= x->born[i][1]) {
            f = AGREES;
            if (q->birth % 100 && x->born_on[i]) {
                if (q->birth == x->born_on[i]) *day = true;
                else f = NEAR;
            }
        } else if (year + 1 >= x->born[i][0] && year <= x->born[i][1] + 1u) f = NEAR;
        if (best == NOTHING || f < best) best = f;
    }
    return best;
}

static enum fact country(const ub_names_query *q, const ub_ix_facts *x)
{
    if (q->country.n != 2 || !x->n_country) return NOTHING;
    for (unsigned i = 0; i < x->n_country; i++)
        if (ub_lower((unsigned char)q->country.p[0]) == ub_lower((unsigned char)x->country[i][0])
            && ub_lower((unsigned char)q->country.p[1]) == ub_lower((unsigned char)x->country[i][1])) return AGREES;
    return CONTRADICTS;
}

static enum fact kind(const ub_names_query *q, const ub_ix_facts *x)
{
    if (q->kind == UB_ENTRY_UNKNOWN || x->kind == UB_ENTRY_UNKNOWN || q->kind == x->kind) return NOTHING;
    return CONTRADICTS;
}

float ub_facts_score(const ub_names_query *q, const ub_ix_facts *x)
{
    static const float by_birth[] = { 0, 3, -0.5f, -6 }, by_country[] = { 0, 1, 0, -1.5f };
    bool day;
    enum fact b = born(q, x, &day);
    return by_birth[b] + (day ? 3 : 0) + by_country[country(q, x)] - (kind(q, x) == CONTRADICTS ? 5 : 0);
}

float ub_facts_most(const ub_names_query *q) { return (q->birth ? 6.0f : 0) + (q->country.n == 2 ? 1.0f : 0); }

/* ------------------------------------------------------------------------------------------------ words */

void ub_reason_add(ub_reasons *r, const char *rule, ub_str what, ub_str other)
{
    if (r->n == r->max) return;
    ub_buf b = ub_buf_in(r->a);
    ub_buf_add(&b, ub_str_of(rule, strlen(rule)));
    if (what.n) ub_buf_add(&b, UB_S(": ")), ub_buf_add(&b, what);
    if (other.n) ub_buf_add(&b, UB_S("/")), ub_buf_add(&b, other);
    if (b.failed) r->failed = true;
    else r->out[r->n++] = ub_buf_str(&b);
}

/* The tokens of a mask, with spaces between, into `text`. */
static ub_str tokens_text(const ub_form *f, uint32_t mask, char *text, size_t max)
{
    size_t n = 0;
    for (unsigned i = 0; i < f->n; i++) {
        if (!(mask >> i & 1) || n + f->token[i].n + 1 > max) continue;
        if (n) text[n++] = ' ';
        memcpy(text + n, f->text + f->token[i].at, f->token[i].n);
        n += f->token[i].n;
    }
    return ub_str_of(text, n);
}

void ub_reasons_match(ub_reasons *r, const ub_form *x, const ub_form *y, const ub_match *m)
{
    static const char *const rules[] = { "", "same", "spelling", "typo", "initial", "joined", "number" };
    char a[128], b[128];
    for (unsigned i = 0; i < m->n_links; i++) {
        const ub_link *l = &m->link[i];
        ub_str s = tokens_text(x, l->x, a, sizeof a), t = tokens_text(y, l->y, b, sizeof b);
        ub_reason_add(r, rules[l->how], s, ub_str_eq(s, t) ? UB_S("") : t);
    }
    if (m->left_x) ub_reason_add(r, "not-listed", tokens_text(x, m->left_x, a, sizeof a), UB_S(""));
    if (m->left_y) ub_reason_add(r, "only-listed", tokens_text(y, m->left_y, a, sizeof a), UB_S(""));
    if (m->order) ub_reason_add(r, "order", UB_S(""), UB_S(""));
    if (m->number) ub_reason_add(r, "number-contradicts", UB_S(""), UB_S(""));
    if (m->patronymic) ub_reason_add(r, "patronymic-contradicts", UB_S(""), UB_S(""));
    if (m->legal) ub_reason_add(r, "legal-form-contradicts", UB_S(""), UB_S(""));
}
