/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A compiled list in which bytes were changed: a checksum is no signature.
 *
 * The input is records of four bytes: which array, where in it (two bytes), the new byte.
 * What must hold: a list that holds together is asked without reading outside (the sanitizers see that), and answers are
 * pieces of it.
 */
#include "rules_form.h"

#include <stdio.h>
#include <stdlib.h>

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const ub_str lists[] = {
    UB_LIT("! Title: x\n||a.example^\n/pix*el^$image,domain=b.example|~c.example\n@@||a.example/ok\n/^https?:\\/\\/(?:t|u)[0-9]{2}\\.example/\n$removeparam=x\n||b.example^$removeparam=/^y/\n"),
    UB_LIT("{\"providers\":{\"a\":{\"urlPattern\":\"^https?://a\\\\.example\",\"completeProvider\":true,\"rules\":[\"x\",\"y[0-9]*\"],\"exceptions\":[\"/ok\"],"
           "\"redirections\":[\"u=([^&]*)\"]}}}"),
};

/* A copy that ends where its memory does. */
static void *copy_of(const void *p, size_t n)
{
    void *c = malloc(n ? n : 1);
    HOLDS(c);
    if (n) memcpy(c, p, n);
    return c;
}

static void ask_all(ub_rules *r)
{
    static const char *const urls[] = { "https://a.example/ok?x=1&u=https%3A", "https://t12.example/pix/a/el?y=1", "https://b.example/pixel" };
    for (size_t i = 0; i < UB_COUNT(urls); i++) {
        ub_str url = ub_str_of(urls[i], strlen(urls[i])), rest = ub_str_from(url, 8), host = ub_str_to(rest, ub_str_chr(rest, '/')), target;
        ub_rules_request q = { url, host, host, UB_S("b.example"), UB_S("b.example"), UB_RULES_IMAGE };
        ub_rules_hit hit;
        if (ub_rules_find(r, &q, &hit)) HOLDS(hit.set == &r->set[0]);
        ub_rules_param(r, &q, &(ub_url_pair){ UB_S("x"), UB_S("1"), true }, &hit);
        ub_rules_param(r, &q, &(ub_url_pair){ UB_S("y2"), UB_S(""), false }, &hit);
        if (ub_rules_redirect(r, &q, &target, &hit)) HOLDS(target.p >= url.p && target.p + target.n <= url.p + url.n);
    }
    HOLDS(ub_ruleset_title(&r->set[0]).p || r->set[0].head->title_n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    UB_CLEANUP(ub_rules_deinit) ub_rules r = { 0 };
    ub_ruleset set;
    ub_list_fault fault;
    ub_str list = lists[n ? data[0] % UB_COUNT(lists) : 0];
    HOLDS(ub_rules_init(&r, NULL) == UB_OK);
    HOLDS(ub_ruleset_read(&r.a, &(ub_list_file){ UB_S("x"), list }, UB_S(""), 0, &set, &fault) == UB_OK);
    ub_rules_arrays x = *set.arrays;
    struct { void *p; size_t n; } part[] = {
        { copy_of(set.head, sizeof *set.head), sizeof *set.head }, { copy_of(set.notes, set.n_notes * sizeof *set.notes), set.n_notes * sizeof *set.notes },
        { copy_of(x.text, x.n_text), x.n_text }, { copy_of(x.rules, x.n_rules * sizeof *x.rules), x.n_rules * sizeof *x.rules },
        { copy_of(x.conds, x.n_conds * sizeof *x.conds), x.n_conds * sizeof *x.conds },
        { copy_of(x.regexes, x.n_regexes * sizeof *x.regexes), x.n_regexes * sizeof *x.regexes },
        { copy_of(x.steps, x.n_steps * sizeof *x.steps), x.n_steps * sizeof *x.steps }, { copy_of(x.sets, x.n_sets * sizeof *x.sets), x.n_sets * sizeof *x.sets },
        { copy_of(x.names, x.n_names * sizeof *x.names), x.n_names * sizeof *x.names },
        { copy_of(x.redirects, x.n_redirects * sizeof *x.redirects), x.n_redirects * sizeof *x.redirects },
        { copy_of(x.slots[0], x.n_slots[0] * sizeof **x.slots), x.n_slots[0] * sizeof **x.slots },
        { copy_of(x.slots[1], x.n_slots[1] * sizeof **x.slots), x.n_slots[1] * sizeof **x.slots },
        { copy_of(x.order[0], x.n_order[0] * sizeof **x.order), x.n_order[0] * sizeof **x.order },
        { copy_of(x.order[1], x.n_order[1] * sizeof **x.order), x.n_order[1] * sizeof **x.order },
    };
    for (size_t i = 1; i + 4 <= n; i += 4) {
        size_t which = data[i] % UB_COUNT(part), at = (size_t)data[i + 1] << 8 | data[i + 2];
        if (part[which].n) ((uint8_t *)part[which].p)[at % part[which].n] = data[i + 3];
    }
    set.head = part[0].p;
    set.notes = part[1].p;
    x.text = part[2].p; x.rules = part[3].p; x.conds = part[4].p; x.regexes = part[5].p; x.steps = part[6].p; x.sets = part[7].p;
    x.names = part[8].p; x.redirects = part[9].p; x.slots[0] = part[10].p; x.slots[1] = part[11].p; x.order[0] = part[12].p; x.order[1] = part[13].p;
    for (x.n_exact = 0; x.n_exact < x.n_names && !x.names[x.n_exact].regex && !(x.names[x.n_exact].flags & NAME_ALL); x.n_exact++) continue;
    set.text = ub_str_of(x.text, x.n_text);
    set.arrays = &x;
    if (rules_hold(&set)) {
        HOLDS(ub_rules_add(&r, &set, NULL) == UB_OK);
        ask_all(&r);
    }
    for (size_t i = 0; i < UB_COUNT(part); i++) free(part[i].p);
    return 0;
}
