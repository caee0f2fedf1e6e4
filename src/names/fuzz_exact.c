/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are asked for: as name, wallet, email, site and number, against a small list.
 * What must hold: folding and normal forms are their own normal forms and UTF-8 where the input was; an address keeps its kind
 * however its case is where case does not matter; asking for what a hit matched gives that hit again.
 */
#include "codec.h"
#include "fold.h"
#include "screen.h"
#include "wallet.h"

#include <stdio.h>
#include <stdlib.h>

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static ub_lists *lists(void)
{
    static ub_lists s;
    static ub_arena a;
    ub_list_builder b;
    ub_list l;
    if (s.n) return &s;
    HOLDS(ub_arena_open(&a, 1 << 20, NULL) == UB_OK);
    s.a = a;
    ub_list_begin(&b, &s.a);
    ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON);
    ub_list_family(&b, ub_list_add_name(&b, UB_S("ZHAO, Guangzong"), UB_NAME_PRIMARY, UB_NAME_STRONG), UB_S("ZHAO"), false);
    ub_list_add_name(&b, UB_S("赵光宗"), UB_NAME_AKA, UB_NAME_STRONG);
    ub_list_add_fact(&b, UB_FACT_WEBSITE, UB_S(""), UB_S("http://www.front.co.uk/about"));
    ub_list_add_fact(&b, UB_FACT_WEBSITE, UB_S(""), UB_S("facebook.com/front"));
    ub_list_add_fact(&b, UB_FACT_EMAIL, UB_S(""), UB_S("boss@front.co.uk"));
    ub_list_add_fact(&b, UB_FACT_ID, UB_S("IMO"), UB_S("IMO9826902"));
    ub_list_add_fact(&b, UB_FACT_WALLET, UB_S("XBT"), UB_S("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"));
    ub_list_add_fact(&b, UB_FACT_WALLET, UB_S("ETH"), UB_S("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
    HOLDS(ub_list_finish(&b, UB_S("test"), 20240325, &l, NULL) == UB_OK);
    HOLDS(ub_lists_add(&s, &l, NULL) == UB_OK);
    return &s;
}

static void check_forms(ub_arena *a, ub_str text)
{
    for (int k = 0; k < UB_KEY_COUNT; k++) {
        ub_str once, twice;
        if (!ub_key_normal(a, (ub_key_kind)k, text, &once)) continue;
        HOLDS(ub_key_normal(a, (ub_key_kind)k, once, &twice) && ub_str_eq(once, twice));
        HOLDS(ub_utf8_valid_to(text) < text.n || ub_utf8_valid_to(once) == once.n);
    }
}

static void check_hits(ub_arena *a, ub_str text)
{
    const ub_lists *s = lists();
    for (int what = UB_SCREEN_AUTO; what <= UB_SCREEN_ID; what++) {
        ub_screen_query q = { .text = text, .what = (ub_screen_what)what, .birth = 19850000, .country = UB_S("CN") };
        ub_screen_answer answer, again;
        HOLDS(ub_screen_exact(s, a, &q, &answer, NULL) == UB_OK);
        for (size_t i = 0; i < answer.n; i++) {
            bool same = false;
            HOLDS(answer.p[i].list == 0 && answer.p[i].entry == 0 && answer.p[i].exact && answer.p[i].n_reasons > 0);
            q.text = answer.p[i].matched;
            q.what = UB_SCREEN_AUTO;           /* an address may have hit a site */
            HOLDS(ub_screen_exact(s, a, &q, &again, NULL) == UB_OK);
            for (size_t k = 0; k < again.n; k++) same |= ub_str_eq(again.p[k].matched, answer.p[i].matched);
            HOLDS(same);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    ub_arena a = { 0 };
    ub_str text = ub_str_of((const char *)data, n);
    ub_wallet w;
    if (n > 1 << 16) return 0;
    HOLDS(ub_arena_open(&a, ((size_t)1 << 20) + n * 100, NULL) == UB_OK);
    check_forms(&a, text);
    check_hits(&a, text);
    if (ub_wallet_parse(text, &w, NULL) == UB_OK) HOLDS(w.kind != UB_WALLET_NONE && w.chain && (w.checked || w.kind == UB_WALLET_HEX));
    ub_arena_close(&a);
    return 0;
}
