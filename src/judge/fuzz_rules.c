/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are read as a list of trackers, then asked about an address; built once for each format, which FORMAT says.
 *
 * The input is the list, "====", the address, all on lines.  Bytes that are not told to be of that format are put into its frame.
 * What must hold: a list that is read holds together, a refusal says why and where, the same bytes give the same list; what is
 * found by keys is what trying every rule finds; a line that is named is one of the file.
 */
#include "rules_form.h"

#include <stdio.h>
#include <stdlib.h>

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct { const char *before, *behind; } frames[] = {
    [UB_RULES_ADBLOCK] = { "! Title: x\n", "\n||frame.example^\n" },
    [UB_RULES_CLEARURLS] = { "{\"providers\":{\"a\":{\"urlPattern\":\"^https?://(?:[a-z0-9-]+\\\\.)*?a\\\\.example\",\"rules\":[\"x\"", "]}}}" },
    [UB_RULES_FIREFOX] = { "{\"a\":{\"queryParams\":[\"x\"", "]}}" },
};

static ub_str framed(ub_arena *a, ub_str list)
{
    ub_buf b = ub_buf_in(a);
    if (ub_rules_detect(list) == FORMAT) return list;
    ub_buf_add(&b, ub_str_of(frames[FORMAT].before, strlen(frames[FORMAT].before)));
    ub_buf_add(&b, list);
    ub_buf_add(&b, ub_str_of(frames[FORMAT].behind, strlen(frames[FORMAT].behind)));
    return ub_buf_str(&b);
}

static bool any_fits(const ub_rules_arrays *x, int table, unsigned flags, const rules_asked *k)
{
    for (size_t i = 0; i < x->n_order[table]; i++) {
        const rules_rule *r = &x->rules[x->order[table][i]];
        if ((r->flags & flags) == flags && rules_fit(x, r, k)) return true;
    }
    return false;
}

static void check_asking(ub_rules *r, ub_str text, size_t n_lines)
{
    char low[UB_RULES_URL_MAX];
    const ub_rules_arrays *x = r->set[0].arrays;
    rules_asked k;
    ub_url url;
    ub_url_pair pair;
    ub_rules_hit hit;
    ub_str target;
    if (ub_url_parse(&r->a, NULL, text, NULL, &url, NULL, NULL) != UB_OK || !url.host.n) return;
    for (int type = 0; type < UB_RULES_TYPES; type++) {
        ub_rules_request q = { .url = url.href, .host = url.host, .site = url.host, .type = (ub_rules_type)type };
        if (type & 1) q.from_host = UB_S("www.a.example"), q.from_site = UB_S("a.example");
        rules_ask(&k, &q, low);
        bool want = any_fits(x, TABLE_BLOCK, RULE_IMPORTANT, &k) || (any_fits(x, TABLE_BLOCK, 0, &k) && !any_fits(x, TABLE_ALLOW, 0, &k));
        bool found = ub_rules_find(r, &q, &hit);
        HOLDS(found == want && (!found || (hit.set == &r->set[0] && hit.line >= 1 && hit.line <= n_lines)));
        for (ub_str rest = url.query; ub_url_query_next(&rest, &pair);)
            if (ub_rules_param(r, &q, &pair, &hit)) HOLDS(hit.line >= 1 && hit.line <= n_lines);
        if (ub_rules_redirect(r, &q, &target, &hit)) HOLDS(target.p >= q.url.p && target.p + target.n <= q.url.p + q.url.n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    UB_CLEANUP(ub_rules_deinit) ub_rules r = { 0 };
    ub_str in = ub_str_of((const char *)data, n), list, url;
    ub_ruleset set, again;
    ub_list_fault fault, fault2;
    size_t at = ub_str_find(in, UB_S("====\n")), n_lines = 1;
    ub_status s;
    HOLDS(ub_rules_init(&r, NULL) == UB_OK);
    list = framed(&r.a, ub_str_to(in, at));
    url = ub_str_trim(ub_str_from(in, at + 5));
    for (size_t i = 0; i < list.n; i++) n_lines += list.p[i] == '\n';
    s = ub_ruleset_read(&r.a, &(ub_list_file){ UB_S("x.txt"), list }, UB_S(""), 0, &set, &fault);
    HOLDS(s == ub_ruleset_read(&r.a, &(ub_list_file){ UB_S("x.txt"), list }, UB_S(""), 0, &again, &fault2));
    if (s != UB_OK) {
        HOLDS(fault.err.what && fault.err.status == s && fault.row == fault2.row && fault.column == fault2.column);
        HOLDS(s == UB_ABSENT || (fault.row >= 1 && fault.row <= n_lines && fault.column >= 1));
        return 0;
    }
    HOLDS(rules_hold(&set) && memcmp(set.head, again.head, sizeof *set.head) == 0 && ub_str_eq(set.text, again.text));
    for (size_t i = 0; i < set.n_notes; i++) HOLDS(set.notes[i].row <= n_lines && set.notes[i].count);
    HOLDS(ub_rules_add(&r, &set, NULL) == UB_OK);
    check_asking(&r, url.n ? url : UB_S("https://www.a.example/x?x=1"), n_lines);
    return 0;
}
