/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ofac: the score that OFAC's Sanctions List Search would give, as far as its FAQ tells (246, 247, 249): Jaro-Winkler over
 * the whole name, and over its parts one by one, the higher one, in hundredths.  Words of one or two letters of the query
 * are left out, and parts less than half alike count as not alike, which is how its answers look.
 */
#include <math.h>

#include "match.h"
#include "score.h"

enum { PARTS_MAX = 32, WHOLE_MAX = 256 };

typedef struct parts { char text[WHOLE_MAX]; ub_str part[PARTS_MAX]; size_t n, n_text; } parts;

/* Letters and digits in small letters, other scripts in Latin letters, parted by single spaces. */
static void cut(ub_str name, bool query, parts *p)
{
    ub_forms forms;
    ub_forms_make(name, UB_FORMS_QUERY, &forms);
    const ub_form *f = &forms.form[0];
    p->n = p->n_text = 0;
    for (unsigned i = 0; i < f->n; i++) {
        ub_str s = ub_token_text(f, &f->token[i]);
        if ((query && s.n <= 2 && f->n > 1) || p->n_text + s.n + 1 > WHOLE_MAX) continue;
        if (p->n_text) p->text[p->n_text++] = ' ';
        memcpy(p->text + p->n_text, s.p, s.n);
        p->part[p->n++] = ub_str_of(p->text + p->n_text, s.n);
        p->n_text += s.n;
    }
}

static float by_parts(const parts *q, const parts *l)
{
    bool taken[PARTS_MAX] = { false };
    float sum = 0;
    size_t weight = 0;
    for (size_t i = 0; i < q->n; i++) {
        float best = 0;
        size_t at = PARTS_MAX;
        for (size_t j = 0; j < l->n; j++) {
            float s = taken[j] ? 0 : ub_jaro_winkler(q->part[i], l->part[j]);
            if (s > best) best = s, at = j;
        }
        if (best < 0.5f) best = 0;
        else taken[at] = true;
        sum += best * (float)q->part[i].n;
        weight += q->part[i].n;
    }
    return weight ? sum / (float)weight : 0;
}

int ub_names_ofac_score(ub_str query, ub_str listed)
{
    parts q, l;
    cut(query, true, &q);
    cut(listed, false, &l);
    if (!q.n || !l.n) return 0;
    float whole = ub_jaro_winkler(ub_str_of(q.text, q.n_text), ub_str_of(l.text, l.n_text)), apart = by_parts(&q, &l);
    return (int)lroundf(100 * fmaxf(whole, apart));
}
