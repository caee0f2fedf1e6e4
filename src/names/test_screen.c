/* SPDX-License-Identifier: Apache-2.0 */
/* What lists say exactly, and how much of it. */
#include "screen.h"
#include "support.h"

struct fixture {
    ub_arena a;
    ub_lists lists;
};

static int open_fixture(void **state)
{
    static struct fixture f;
    memset(&f, 0, sizeof f);
    *state = &f;
    return ub_arena_open(&f.a, 64 << 20, NULL) == UB_OK && ub_arena_open(&f.lists.a, 64 << 20, NULL) == UB_OK ? 0 : -1;
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;
    ub_arena_close(&f->a);
    ub_lists_close(&f->lists);
    return 0;
}

static void begin(struct fixture *f, ub_list_builder *b) { ub_list_begin(b, &f->lists.a); }

static void end(struct fixture *f, ub_list_builder *b, ub_str name)
{
    ub_list l;
    assert_int_equal(ub_list_finish(b, name, 20240325, &l, NULL), UB_OK);
    assert_int_equal(ub_lists_add(&f->lists, &l, NULL), UB_OK);
}

static ub_screen_answer ask(struct fixture *f, ub_screen_query q)
{
    ub_screen_answer answer;
    assert_int_equal(ub_screen_exact(&f->lists, &f->a, &q, &answer, NULL), UB_OK);
    return answer;
}

static bool has_reason(const ub_screen_hit *h, const char *reason)
{
    for (size_t i = 0; i < h->n_reasons; i++)
        if (ub_str_eq(h->reasons[i], ub_str_of(reason, strlen(reason)))) return true;
    return false;
}

static void one_person(struct fixture *f)
{
    ub_list_builder b;
    ub_list_fact *born;
    ub_text place;
    begin(f, &b);
    ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON);
    ub_list_add_name(&b, UB_S("Anneli Lindqvist"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    ub_list_add_name(&b, UB_S("Anni"), UB_NAME_AKA, UB_NAME_WEAK);
    born = ub_list_add_fact(&b, UB_FACT_BIRTH, UB_S(""), UB_S("1985"));
    born->from = born->to = 19850000;
    place = ub_list_add_text(&b, UB_S("FI"));
    ub_list_add_fact(&b, UB_FACT_COUNTRY, UB_S("citizen"), UB_S("Finland"))->place = place;
    ub_list_add_fact(&b, UB_FACT_WALLET, UB_S("ETH"), UB_S("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"));
    ub_list_add_fact(&b, UB_FACT_WEBSITE, UB_S(""), UB_S("front.example"));
    end(f, &b, UB_S("one"));
}

static void what_is_known_of_the_party_is_told_and_hides_nothing(void **state)
{
    struct fixture *f = *state;
    ub_screen_answer answer;
    one_person(f);
    answer = ask(f, (ub_screen_query){ .text = UB_S("anneli lindqvist"), .birth = 19850602, .country = UB_S("fi"), .kind = UB_ENTRY_PERSON });
    assert_int_equal(answer.n, 1);
    assert_true(has_reason(answer.p, "birth-agrees: 1985"));
    assert_true(has_reason(answer.p, "country-agrees: Finland"));
    answer = ask(f, (ub_screen_query){ .text = UB_S("anneli lindqvist"), .birth = 19860000, .country = UB_S("SE"), .kind = UB_ENTRY_VESSEL });
    assert_int_equal(answer.n, 1);
    assert_true(has_reason(answer.p, "birth-differs: 1985"));
    assert_true(has_reason(answer.p, "country-differs"));
    assert_true(has_reason(answer.p, "kind-differs"));
}

static void weak_aliases_are_no_hits_alone(void **state)
{
    struct fixture *f = *state;
    one_person(f);
    assert_int_equal(ask(f, (ub_screen_query){ .text = UB_S("Anni") }).n, 0);
}

/* Its mixed case is wrong; publishers do that. */
static void a_wrongly_listed_wallet_is_found_as_listed(void **state)
{
    struct fixture *f = *state;
    ub_screen_answer answer;
    one_person(f);
    answer = ask(f, (ub_screen_query){ .text = UB_S("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD") });
    assert_int_equal(answer.n, 1);
    assert_true(answer.bad_wallet);
    assert_true(has_reason(answer.p, "listed-with-a-wrong-checksum"));
}

static void a_listed_site_is_told_once(void **state)
{
    struct fixture *f = *state;
    ub_screen_answer answer;
    one_person(f);
    answer = ask(f, (ub_screen_query){ .text = UB_S("https://www.front.example/") });
    assert_int_equal(answer.n, 1);
    assert_int_equal(answer.p->kind, UB_KEY_SITE);
    answer = ask(f, (ub_screen_query){ .text = UB_S("x@mail.front.example") });
    assert_int_equal(answer.n, 1);
    assert_int_equal(answer.p->kind, UB_KEY_DOMAIN);
}

static void so_many_hits_are_shown_and_the_rest_counted(void **state)
{
    struct fixture *f = *state;
    for (size_t over = 0; over < 2; over++) {
        ub_list_builder b;
        ub_screen_answer answer;
        char uid[16];
        f->lists.n = 0;
        begin(f, &b);
        for (size_t i = 0; i < UB_SCREEN_HITS_MAX + over; i++) {
            ub_list_add_entry(&b, ub_str_of(uid, (size_t)snprintf(uid, sizeof uid, "%zu", i)), UB_ENTRY_PERSON);
            ub_list_add_name(&b, UB_S("Wang Wei"), UB_NAME_PRIMARY, UB_NAME_STRONG);
        }
        end(f, &b, UB_S("many"));
        answer = ask(f, (ub_screen_query){ .text = UB_S("wang wei") });
        assert_int_equal(answer.n, UB_SCREEN_HITS_MAX);
        assert_int_equal(answer.omitted, over);
    }
}

static void a_hit_has_so_many_reasons(void **state)
{
    ub_screen_hit h = { 0 };
    (void)state;
    for (int i = 0; i <= UB_SCREEN_REASONS_MAX; i++) ub_screen_reason(&h, UB_S("x"));
    assert_int_equal(h.n_reasons, UB_SCREEN_REASONS_MAX);
}

static void so_many_lists_are_used_at_once(void **state)
{
    struct fixture *f = *state;
    ub_list_builder b;
    ub_list l;
    for (int i = 0; i < UB_LISTS_MAX; i++) one_person(f);
    assert_int_equal(f->lists.n, UB_LISTS_MAX);
    begin(f, &b);
    ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON);
    ub_list_add_name(&b, UB_S("A"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    assert_int_equal(ub_list_finish(&b, UB_S("l"), 0, &l, NULL), UB_OK);
    assert_int_equal(ub_lists_add(&f->lists, &l, NULL), UB_LIMIT);
    assert_int_equal(ask(f, (ub_screen_query){ .text = UB_S("Anneli Lindqvist") }).n, UB_LISTS_MAX);
}

/* Whatever number is not listed hits nothing: a hundred thousand seeded ones of each form. */
static void random_text_hits_nothing(void **state)
{
    struct fixture *f = *state;
    static const char *const forms[] = { "0123456789abcdef", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz.@" };
    uint64_t seed = 42;
    one_person(f);
    for (int i = 0; i < 300000; i++) {
        const char *digits = forms[i % 3];
        char text[64];
        size_t n = 8 + (size_t)(i / 3) % 40;
        ub_arena keep = f->a;
        for (size_t k = 0; k < n; k++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            text[k] = digits[(seed >> 33) % strlen(digits)];
        }
        if (ask(f, (ub_screen_query){ .text = ub_str_of(text, n) }).n) fail_msg("%.*s", (int)n, text);
        f->a = keep;
    }
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)

/* Two kinds may share a hash.  Then an index into facts is not one into names. */
static void a_key_of_another_kind_is_not_looked_into(void **state)
{
    struct fixture *f = *state;
    const uint64_t hash = ub_key_hash(UB_KEY_NAME, UB_S("anneli lindqvist"));
    const ub_key keys[] = { { .hash = hash, .at = 0, .kind = UB_KEY_NAME }, { .hash = hash, .at = 200000000, .kind = UB_KEY_ID } };
    one_person(f);
    f->lists.one[0].keys = (ub_keys){ keys, 2 };
    assert_int_equal(ask(f, (ub_screen_query){ .text = UB_S("Anneli Lindqvist") }).n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(what_is_known_of_the_party_is_told_and_hides_nothing), WITH(weak_aliases_are_no_hits_alone),
        WITH(a_wrongly_listed_wallet_is_found_as_listed), WITH(a_listed_site_is_told_once),
        WITH(so_many_hits_are_shown_and_the_rest_counted), WITH(a_hit_has_so_many_reasons), WITH(so_many_lists_are_used_at_once),
        WITH(random_text_hits_nothing), WITH(a_key_of_another_kind_is_not_looked_into),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
