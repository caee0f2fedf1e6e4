/* SPDX-License-Identifier: Apache-2.0 */
/* Names in running text, on a small made-up list.  Its parties do not exist, but for two whose names are in the news. */
#include "mention.h"
#include "support.h"

static ub_arena arena, scratch;
static ub_lists lists;
static ub_matching matching;

static int open_lists(void **state)
{
    static const struct { const char *uid; ub_entry_kind kind; const char *name; } rows[] = {
        { "1", UB_ENTRY_PERSON, "LINDQVIST, Anneli Svetlana" },
        { "2", UB_ENTRY_ENTITY, "SVETLOGORSK TRADING AND SHIPPING LLC" },
        { "3", UB_ENTRY_PERSON, "OKONKWO, Chidi" },
        { "4", UB_ENTRY_ENTITY, "GAZVOSTOK" },
        { "5", UB_ENTRY_PERSON, "倪高彬" },
        { "6", UB_ENTRY_ENTITY, "武汉晓睿智科技有限责任公司" },
        { "7", UB_ENTRY_PERSON, "بشير العوضي" },
        { "8", UB_ENTRY_PERSON, "Хахалев Вирсавий" },
        { "9", UB_ENTRY_PERSON, "FOKSOV, Ruslan" },
    };
    ub_list_builder b;
    ub_list l;
    (void)state;
    if (ub_arena_open(&arena, 64 << 20, NULL) != UB_OK || ub_arena_open(&scratch, 64 << 20, NULL) != UB_OK || ub_arena_open(&lists.a, 64 << 20, NULL) != UB_OK) return -1;
    ub_list_begin(&b, &lists.a);
    for (size_t i = 0; i < UB_COUNT(rows); i++) {
        ub_list_add_entry(&b, ub_str_of(rows[i].uid, 1), rows[i].kind);
        ub_list_add_name(&b, ub_str_of(rows[i].name, strlen(rows[i].name)), UB_NAME_PRIMARY, UB_NAME_STRONG);
    }
    ub_list_add_name(&b, UB_S("THE FOX"), UB_NAME_AKA, UB_NAME_WEAK);
    return ub_list_finish(&b, UB_S("test"), 20240325, &l, NULL) != UB_OK || ub_lists_add(&lists, &l, NULL) != UB_OK
        || ub_matching_open(&matching, &lists, NULL, NULL) != UB_OK;
}

static int close_lists(void **state)
{
    (void)state;
    ub_matching_close(&matching);
    ub_lists_close(&lists);
    ub_arena_close(&arena);
    ub_arena_close(&scratch);
    return 0;
}

/* "name=uid|" for each mention. */
static ub_status write_one(void *ctx, ub_str name, const ub_screen_answer *answer)
{
    ub_buf *out = ctx;
    const ub_list *l = &lists.one[answer->p[0].list].list;
    ub_buf_add(out, name);
    ub_buf_char(out, '=');
    ub_buf_add(out, ub_list_str(l, l->entries[answer->p[0].entry].uid));
    ub_buf_char(out, '|');
    return UB_OK;
}

static ub_str mentions(ub_str text)
{
    ub_arena_reset(&arena, 1 << 20);
    ub_buf out = ub_buf_in(&arena);
    assert_int_equal(ub_mentions_find(&lists, &matching, &scratch, text, UB_NAMES_THRESHOLD, write_one, &out, NULL), UB_OK);
    return ub_buf_str(&out);
}

static void names_are_found_where_words_with_capitals_stand(void **state)
{
    static const struct { const char *text, *want; } cases[] = {
        { "yesterday Anneli Svetlana Lindqvist came", "Anneli Svetlana Lindqvist=1|" },
        { "Dear Mr. Chidi Okonkwo, thank you", "Chidi Okonkwo=3|" },
        { "the party (OKONKWO, Chidi) wrote", "OKONKWO, Chidi=3|" },
        { "Lagos, Chidi Okonkwo", "Chidi Okonkwo=3|" },
        { "with Chidi\n  Okonkwo", "Chidi Okonkwo=3|" },
        { "with Chidi\n\nOkonkwo", "" },
        { "Chidi. Okonkwo", "" },
        { "Chidi (Okonkwo)", "" },
        { "chidi okonkwo", "" },
        { "met Anneli Svetlana Lindqvist, Chidi Okonkwo and Anna Virtanen", "Anneli Svetlana Lindqvist=1|Chidi Okonkwo=3|" },
        { "at Svetlogorsk Trading and Shipping LLC.", "Svetlogorsk Trading and Shipping LLC=2|" },
        { "at Svetlogorsk. Shipping and Trading", "" },
        { "Anneli Svetlna Lindqvist", "Anneli Svetlna Lindqvist=1|" },
        { "пришёл Вирсавий Хахалев.", "Вирсавий Хахалев=8|" },
        { "", "" }, { "A", "" }, { ",", "" }, { "\xFF\xFE Chidi Okonkwo \xC3", "Chidi Okonkwo=3|" },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) ub_assert_str(cases[i].text, mentions(ub_str_of(cases[i].text, strlen(cases[i].text))), ub_str_of(cases[i].want, strlen(cases[i].want)));
}

static void a_word_alone_is_a_name_within_a_sentence_only(void **state)
{
    (void)state;
    ub_assert_str("we bought it from Gazvostok yesterday", mentions(UB_S("we bought it from Gazvostok yesterday")), UB_S("Gazvostok=4|"));
    ub_assert_str("from Gazvostok, and more", mentions(UB_S("from Gazvostok, and more")), UB_S("Gazvostok=4|"));
    ub_assert_str("Gazvostok is a word", mentions(UB_S("Gazvostok is a word")), UB_S(""));
    ub_assert_str("It is. Gazvostok is a word", mentions(UB_S("It is. Gazvostok is a word")), UB_S(""));
    ub_assert_str("from Gazvostak yesterday", mentions(UB_S("from Gazvostak yesterday")), UB_S(""));             /* alike is not enough */
}

static void a_weak_alias_is_no_mention(void **state)
{
    (void)state;
    ub_assert_str("at The Fox in town", mentions(UB_S("at The Fox in town")), UB_S(""));
}

static void scripts_without_capitals_need_the_name_as_it_is(void **state)
{
    (void)state;
    ub_assert_str("昨天倪高彬来了", mentions(UB_S("昨天倪高彬来了")), UB_S("倪高彬=5|"));
    ub_assert_str("他在武汉晓睿智科技有限责任公司工作。", mentions(UB_S("他在武汉晓睿智科技有限责任公司工作。")), UB_S("武汉晓睿智科技有限责任公司=6|"));
    ub_assert_str("他在武汉晓睿智科技工作。", mentions(UB_S("他在武汉晓睿智科技工作。")), UB_S(""));
    ub_assert_str("قال بشير العوضي أمس", mentions(UB_S("قال بشير العوضي أمس")), UB_S("بشير العوضي=7|"));
    ub_assert_str("قال بشير أمس", mentions(UB_S("قال بشير أمس")), UB_S(""));
}

static void names_are_found_wherever_they_stand_in_a_long_run(void **state)
{
    (void)state;
    for (unsigned before = 0; before < 200; before += 3) {
        char text[4000] = "";
        for (unsigned i = 0; i < before; i++) strcat(text, "Aaaaaaa ");
        strcat(text, "Chidi Okonkwo");
        for (unsigned i = 0; i < 10; i++) strcat(text, " Bbbbbbb");
        ub_str got = mentions(ub_str_of(text, strlen(text)));
        assert_true(ub_str_find(got, UB_S("Chidi Okonkwo=3|")) < got.n);
    }
}

static ub_status stop(void *ctx, ub_str name, const ub_screen_answer *answer)
{
    (void)name, (void)answer;
    ++*(unsigned *)ctx;
    return UB_LIMIT;
}

static void what_the_caller_fails_with_ends_it(void **state)
{
    unsigned n = 0;
    (void)state;
    assert_int_equal(ub_mentions_find(&lists, &matching, &scratch, UB_S("Chidi Okonkwo. then Chidi Okonkwo"), 50, stop, &n, NULL), UB_LIMIT);
    assert_int_equal(n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_where_words_with_capitals_stand),
        cmocka_unit_test(a_word_alone_is_a_name_within_a_sentence_only),
        cmocka_unit_test(a_weak_alias_is_no_mention),
        cmocka_unit_test(scripts_without_capitals_need_the_name_as_it_is),
        cmocka_unit_test(names_are_found_wherever_they_stand_in_a_long_run),
        cmocka_unit_test(what_the_caller_fails_with_ends_it),
    };
    return cmocka_run_group_tests_name("mention", tests, open_lists, close_lists);
}
