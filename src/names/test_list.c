/* SPDX-License-Identifier: Apache-2.0 */
/* The model of a list: what goes in comes out, tidied; nothing beyond its arrays is believed. */
#include "list.h"
#include "support.h"

static ub_arena arena;

static int open_arena(void **state)
{
    (void)state;
    return ub_arena_open(&arena, 64 << 20, NULL) == UB_OK ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    ub_arena_close(&arena);
    return 0;
}

static ub_list two_entries(void)
{
    ub_list_builder b;
    ub_list list;
    ub_list_begin(&b, &arena);
    ub_list_add_entry(&b, UB_S("47814"), UB_ENTRY_PERSON);
    ub_list_add_name(&b, UB_S("Guangzong"), UB_NAME_AKA, UB_NAME_WEAK);
    ub_list_family(&b, ub_list_add_name(&b, UB_S("ZHAO,  Guangzong "), UB_NAME_PRIMARY, UB_NAME_STRONG), UB_S("ZHAO"), false);
    ub_list_add_fact(&b, UB_FACT_BIRTH, UB_S(""), UB_S("12 Nov 1985"))->from = 19851112;
    ub_list_add_entry(&b, UB_S("nameless"), UB_ENTRY_ENTITY);
    ub_list_add_fact(&b, UB_FACT_EMAIL, UB_S(""), UB_S("gone@example.org"));
    ub_list_add_entry(&b, UB_S("47800"), UB_ENTRY_ENTITY);
    ub_list_add_name(&b, UB_S("武汉晓睿智科技有限责任公司"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    ub_list_add_fact(&b, UB_FACT_OTHER, UB_S("Shoe size"), UB_S("44"));
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 20240325, &list, NULL), UB_OK);
    return list;
}

static void an_entry_keeps_its_names_and_facts(void **state)
{
    ub_list l = two_entries();
    (void)state;
    assert_int_equal(l.n_entries, 2);
    assert_int_equal(l.n_names, 3);
    assert_int_equal(l.n_facts, 2);
    ub_assert_str("uid", ub_list_str(&l, l.entries[1].uid), UB_S("47800"));
    ub_assert_str("fact", ub_list_str(&l, l.facts[l.entries[1].fact].value), UB_S("44"));
    assert_int_equal(l.facts[1].entry, 1);
    assert_int_equal(l.names[2].script, UB_SCRIPT_HAN);
    assert_true(ub_list_holds(&l));
}

static void the_primary_name_comes_first_and_spaces_are_tidy(void **state)
{
    ub_list l = two_entries();
    (void)state;
    ub_assert_str("first", ub_list_str(&l, l.names[0].text), UB_S("ZHAO, Guangzong"));
    ub_assert_str("family", ub_list_str(&l, l.names[0].family), UB_S("ZHAO"));
    ub_assert_str("second", ub_list_str(&l, l.names[1].text), UB_S("Guangzong"));
    assert_int_equal(l.names[1].strength, UB_NAME_WEAK);
}

static void an_entry_without_a_name_is_left_out_with_a_note(void **state)
{
    ub_list l = two_entries();
    (void)state;
    assert_int_equal(l.n_notes, 1);
    ub_assert_str("detail", ub_list_str(&l, l.notes[0].detail), UB_S("nameless"));
}

static void bytes_that_are_not_utf8_become_replacement_characters(void **state)
{
    ub_list_builder b;
    ub_list l;
    (void)state;
    ub_list_begin(&b, &arena);
    ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON);
    ub_list_add_name(&b, UB_S("\xC2\xA0J\xFCrgen\t\r\n M"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 0, &l, NULL), UB_OK);
    ub_assert_str("name", ub_list_str(&l, l.names[0].text), UB_S("J\xEF\xBF\xBDrgen M"));
}

static void scripts_are_told_by_most_letters(void **state)
{
    static const struct { ub_str text; ub_script want; } cases[] = {
        { UB_LIT(""), UB_SCRIPT_NONE }, { UB_LIT("11420"), UB_SCRIPT_NONE }, { UB_LIT("Jürgen"), UB_SCRIPT_LATIN },
        { UB_LIT("Щукин"), UB_SCRIPT_CYRILLIC }, { UB_LIT("محمد"), UB_SCRIPT_ARABIC }, { UB_LIT("倪高彬"), UB_SCRIPT_HAN },
        { UB_LIT("김정은"), UB_SCRIPT_HANGUL }, { UB_LIT("オウム"), UB_SCRIPT_KANA }, { UB_LIT("倪高彬 (NI)"), UB_SCRIPT_HAN },
        { UB_LIT("აბაშიძე"), UB_SCRIPT_GEORGIAN }, { UB_LIT("\xFF\xFE"), UB_SCRIPT_NONE },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) assert_int_equal(ub_script_of(cases[i].text), cases[i].want);
}

static void a_long_name_is_cut_at_a_character(void **state)
{
    static char text[3 * 2000];
    ub_list_builder b;
    ub_list l;
    (void)state;
    for (size_t i = 0; i < sizeof text; i += 3) memcpy(text + i, "倪", 3);
    ub_list_begin(&b, &arena);
    ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON);
    ub_list_add_name(&b, ub_str_of(text, UB_LIST_NAME_MAX / 3 * 3), UB_NAME_PRIMARY, UB_NAME_STRONG);
    memcpy(text, "人", 3);
    ub_list_add_name(&b, ub_str_of(text, sizeof text), UB_NAME_AKA, UB_NAME_STRONG);
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 0, &l, NULL), UB_OK);
    assert_int_equal(l.names[0].text.n, UB_LIST_NAME_MAX / 3 * 3);
    assert_int_equal(l.names[1].text.n, UB_LIST_NAME_MAX / 3 * 3);
}

static void what_comes_late_goes_to_its_entry_and_repetitions_go(void **state)
{
    ub_list_builder b;
    ub_list l;
    (void)state;
    ub_list_begin(&b, &arena);
    ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON);
    ub_list_add_name(&b, UB_S("first"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    ub_list_add_entry(&b, UB_S("2"), UB_ENTRY_PERSON);
    ub_list_add_name(&b, UB_S("second"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    ub_list_add_fact(&b, UB_FACT_EMAIL, UB_S(""), UB_S("two@example.org"));
    assert_true(ub_list_resume(&b, UB_S(" 1 ")));
    assert_false(ub_list_resume(&b, UB_S("3")));
    for (int i = 0; i < 2; i++) {
        ub_list_add_name(&b, UB_S("also first"), UB_NAME_AKA, UB_NAME_STRONG);
        ub_list_add_fact(&b, UB_FACT_EMAIL, UB_S(""), UB_S("one@example.org"));
    }
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 0, &l, NULL), UB_OK);
    assert_true(ub_list_holds(&l));
    assert_int_equal(l.n_names, 3);
    assert_int_equal(l.n_facts, 2);
    ub_assert_str("name", ub_list_str(&l, l.names[1].text), UB_S("also first"));
    ub_assert_str("fact", ub_list_str(&l, l.facts[0].value), UB_S("one@example.org"));
}

static void notes_that_repeat_are_counted_and_kinds_are_limited(void **state)
{
    ub_list_builder b;
    ub_list l;
    char detail[16];
    (void)state;
    ub_list_begin(&b, &arena);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < UB_LIST_NOTES_MAX + 1; i++)
            ub_list_note_add(&b, UB_S("f"), "odd", ub_str_of(detail, (size_t)snprintf(detail, sizeof detail, "%d", i)), 7, 1);
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 0, &l, NULL), UB_OK);
    assert_int_equal(l.n_notes, UB_LIST_NOTES_MAX);
    assert_int_equal(l.notes[0].count, 2);
    assert_int_equal(l.notes[0].row, 7);
}

static void notes_are_the_same_when_they_read_the_same(void **state)
{
    static const ub_str details[] = { UB_LIT("Shoe  size"), UB_LIT("Shoe size"), UB_LIT(" Shoe\xC2\xA0size"), UB_LIT("Shoe\tsize\xE2\x80\x8B") };
    ub_list_builder b;
    ub_list l;
    size_t text;
    (void)state;
    ub_list_begin(&b, &arena);
    ub_list_note_add(&b, UB_S("f"), "odd", details[0], 7, 1);
    text = b.text.n;
    for (size_t i = 0; i < UB_COUNT(details); i++) ub_list_note_add(&b, UB_S("f"), "odd", details[i], 8, 1);
    assert_int_equal(b.text.n, text);                      /* nothing is kept of what only counts */
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 0, &l, NULL), UB_OK);
    assert_int_equal(l.n_notes, 1);
    assert_int_equal(l.notes[0].count, 1 + UB_COUNT(details));
    assert_int_equal(l.notes[0].row, 7);
    ub_assert_str("detail", ub_list_str(&l, l.notes[0].detail), UB_S("Shoe size"));
}

static void a_list_with_an_index_too_far_does_not_hold(void **state)
{
    ub_list l = two_entries(), bad;
    ub_list_entry entries[2];
    ub_list_name names[3];
    ub_list_fact facts[2];
    (void)state;
    memcpy(entries, l.entries, sizeof entries);
    memcpy(names, l.names, sizeof names);
    memcpy(facts, l.facts, sizeof facts);
    bad = l;
    bad.entries = entries;
    bad.names = names;
    bad.facts = facts;
    assert_true(ub_list_holds(&bad));
#define BREAKS(place, value) do { __typeof__(place) was = (place); (place) = (value); \
        assert_false(ub_list_holds(&bad)); (place) = was; assert_true(ub_list_holds(&bad)); } while (0)
    BREAKS(entries[1].name, 1);
    BREAKS(entries[1].n_names, 2);
    BREAKS(entries[1].n_names, UINT32_MAX);
    BREAKS(entries[0].n_facts, 0);
    BREAKS(entries[0].uid.at, l.n_text + 1);
    BREAKS(entries[0].uid.n, UINT32_MAX);
    BREAKS(entries[0].kind, 77);
    BREAKS(names[2].entry, 0);
    BREAKS(names[2].entry, 2);
    BREAKS(names[0].family.at, UINT32_MAX);
    BREAKS(names[0].script, UB_SCRIPT_COUNT);
    BREAKS(facts[0].entry, 1);
    BREAKS(facts[1].kind, UB_FACT_COUNT);
    BREAKS(facts[1].place.n, UINT32_MAX);
}

static void a_full_arena_is_a_limit(void **state)
{
    ub_arena small;
    ub_list_builder b;
    ub_list l;
    (void)state;
    assert_int_equal(ub_arena_open(&small, 16 << 10, NULL), UB_OK);
    ub_list_begin(&b, &small);
    for (int i = 0; i < 1000; i++) {
        ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON);
        ub_list_add_name(&b, UB_S("somebody"), UB_NAME_PRIMARY, UB_NAME_STRONG);
    }
    assert_int_equal(ub_list_finish(&b, UB_S("test"), 0, &l, NULL), UB_LIMIT);
    ub_arena_close(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_keeps_its_names_and_facts),
        cmocka_unit_test(the_primary_name_comes_first_and_spaces_are_tidy),
        cmocka_unit_test(an_entry_without_a_name_is_left_out_with_a_note),
        cmocka_unit_test(bytes_that_are_not_utf8_become_replacement_characters),
        cmocka_unit_test(scripts_are_told_by_most_letters),
        cmocka_unit_test(a_long_name_is_cut_at_a_character),
        cmocka_unit_test(what_comes_late_goes_to_its_entry_and_repetitions_go),
        cmocka_unit_test(notes_that_repeat_are_counted_and_kinds_are_limited),
        cmocka_unit_test(notes_are_the_same_when_they_read_the_same),
        cmocka_unit_test(a_list_with_an_index_too_far_does_not_hold),
        cmocka_unit_test(a_full_arena_is_a_limit),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
