/* SPDX-License-Identifier: Apache-2.0 */
/* Rosters, looks of words, hosts that look like protected ones.  What is expected was written by hand. */
#include "judge_test.h"

static void words_that_look_alike_have_one_form(void **state)
{
    static const struct { ub_str a, b; ub_look_how how; bool same; } cases[] = {
        { UB_LIT("Neue Z\xC3\xBCrcher"), UB_LIT("NEUEZU\xCC\x88RCHER"), UB_LOOK_PLAIN, true },
        { UB_LIT("a-b c.d"), UB_LIT("abcd"), UB_LOOK_PLAIN, true },
        { UB_LIT("paypal"), UB_LIT("paypa1"), UB_LOOK_PLAIN, false },
        { UB_LIT("paypal"), UB_LIT("paypa1"), UB_LOOK_SINGLE, true },
        { UB_LIT("paypal"), UB_LIT("payp\xD0\xB0l"), UB_LOOK_SINGLE, true },           /* U+0430 */
        { UB_LIT("paypal"), UB_LIT("\xF0\x9D\x93\x85" "aypal"), UB_LOOK_SINGLE, true }, /* U+1D4C5 */
        { UB_LIT("paypal"), UB_LIT("pay\xE2\x80\x8Bpal"), UB_LOOK_PLAIN, true },       /* U+200B */
        { UB_LIT("modern"), UB_LIT("modem"), UB_LOOK_SINGLE, false },
        { UB_LIT("modern"), UB_LIT("modem"), UB_LOOK_PAIRS, true },
        { UB_LIT("wired"), UB_LIT("vvirecl"), UB_LOOK_PAIRS, true },
        { UB_LIT("medic"), UB_LIT("medci"), UB_LOOK_PAIRS, false },
        { UB_LIT("uw"), UB_LIT("uvv"), UB_LOOK_PAIRS, true },
        { UB_LIT("kd"), UB_LIT("lcdl"), UB_LOOK_LOOSE, true },
        { UB_LIT("bhm"), UB_LIT("lblhrr"), UB_LOOK_LOOSE, true },
        { UB_LIT("wal"), UB_LIT("uuall"), UB_LOOK_LOOSE, true },
        { UB_LIT("cnmn"), UB_LIT("cnnnn"), UB_LOOK_PAIRS, false },
        { UB_LIT("summer"), UB_LIT("sunnmer"), UB_LOOK_PAIRS, false },
        { UB_LIT("summer"), UB_LIT("sunnmer"), UB_LOOK_LOOSE, true },
        { UB_LIT("\xD0\x9C\xD0\x95\xD0\x94\xD0\xA3\xD0\x97\xD0\x90"), UB_LIT("\xD0\xBC\xD0\xB5\xD0\xB4\xD1\x83\xD0\xB7\xD0\xB0"), UB_LOOK_PLAIN, true },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_word a = ub_word_of(cases[i].a, cases[i].how), b = ub_word_of(cases[i].b, cases[i].how);
        if (ub_word_eq(&a, &b) != cases[i].same) fail_msg("%.*s, %.*s", UB_F(cases[i].a), UB_F(cases[i].b));
    }
}

static void one_edit_is_told_from_two(void **state)
{
    static const struct { ub_str a, b; unsigned want; } cases[] = {
        { UB_LIT("abc"), UB_LIT("abc"), 0 }, { UB_LIT("abc"), UB_LIT("ab"), 1 }, { UB_LIT("abc"), UB_LIT("abxc"), 1 }, { UB_LIT("abc"), UB_LIT("axc"), 1 },
        { UB_LIT("abc"), UB_LIT("bac"), 1 }, { UB_LIT("abcd"), UB_LIT("abdc"), 1 }, { UB_LIT("abc"), UB_LIT("cab"), 2 }, { UB_LIT("abcd"), UB_LIT("badc"), 2 },
        { UB_LIT("aab"), UB_LIT("ab"), 1 }, { UB_LIT("a"), UB_LIT(""), 1 }, { UB_LIT(""), UB_LIT(""), 0 }, { UB_LIT("abc"), UB_LIT("a"), 2 },
        { UB_LIT("abcde"), UB_LIT("axcye"), 2 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_word a = ub_word_of(cases[i].a, UB_LOOK_PLAIN), b = ub_word_of(cases[i].b, UB_LOOK_PLAIN);
        if (ub_word_edit(&a, &b) != cases[i].want || ub_word_edit(&b, &a) != cases[i].want) fail_msg("%.*s, %.*s", UB_F(cases[i].a), UB_F(cases[i].b));
    }
}

static void the_tables_are_sorted(void **state)
{
    (void)state;
    for (unsigned i = 1; i < ub_n_looks; i++)
        if (ub_looks[i - 1].code >= ub_looks[i].code) fail_msg("%x", ub_looks[i].code);
    assert_true(ub_roster_words_sorted());
}

static const char roster_text[] =
    "# whom we protect\n\n[Morgenblatt]\nname = Das Morgenblatt\r\ndomain = www.morgenblatt.example\ndomain = morgenblatt.co.uk\nmailer = mb.mailsvc.test\n"
    "; the others\n[NZB]\nDomain = nzb.ch\n[Stadt Z\xC3\xBCrich]\ndomain = z\xC3\xBCrich.ch\n[Reporter]\ndomain = post.com\n"
    "[\xD0\x9D\xD0\xBE\xD0\xB2\xD0\xBE\xD1\x81\xD1\x82\xD0\xB8]\ndomain = \xD0\xBD\xD0\xBE\xD0\xB2\xD0\xBE\xD1\x81\xD1\x82\xD0\xB8.\xD1\x80\xD1\x84\n";

static void hosts_are_told_by_what_a_reader_would_take_them_for(void **state)
{
    static const struct { ub_str host; ub_alike link, sender; } cases[] = {
        { UB_LIT("morgenblatt.example"), UB_ALIKE_TRUE, UB_ALIKE_TRUE },
        { UB_LIT("news.morgenblatt.co.uk"), UB_ALIKE_TRUE, UB_ALIKE_TRUE },
        { UB_LIT("mailsvc.test"), UB_ALIKE_TRUE, UB_ALIKE_TRUE },
        { UB_LIT("xn--zrich-kva.ch"), UB_ALIKE_TRUE, UB_ALIKE_TRUE },
        { UB_LIT("example.org"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("203.0.113.1"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("localhost"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("morgenblatt.net"), UB_ALIKE_SUFFIX, UB_ALIKE_SUFFIX },
        { UB_LIT("morgenblatt.github.io"), UB_ALIKE_SUFFIX, UB_ALIKE_SUFFIX },
        { UB_LIT("nzb.com"), UB_ALIKE_NONE, UB_ALIKE_SUFFIX },                          /* three letters: many have them */
        { UB_LIT("rnorgenblatt.example"), UB_ALIKE_LETTERS, UB_ALIKE_LETTERS },
        { UB_LIT("m0rgenb1att.net"), UB_ALIKE_LETTERS, UB_ALIKE_LETTERS },
        { UB_LIT("xn--mrgenblatt-evi.example"), UB_ALIKE_LETTERS, UB_ALIKE_LETTERS },   /* U+043E for o */
        { UB_LIT("morgen-blatt.example"), UB_ALIKE_LETTERS, UB_ALIKE_LETTERS },
        { UB_LIT("zurich.ch"), UB_ALIKE_LETTERS, UB_ALIKE_LETTERS },
        { UB_LIT("morgenblat.example"), UB_ALIKE_EDIT, UB_ALIKE_EDIT },
        { UB_LIT("mogrenblatt.net"), UB_ALIKE_EDIT, UB_ALIKE_EDIT },
        { UB_LIT("morgenbrett.example"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("host.com"), UB_ALIKE_NONE, UB_ALIKE_NONE },                           /* h is far from p */
        { UB_LIT("poost.com"), UB_ALIKE_EDIT, UB_ALIKE_EDIT },
        { UB_LIT("poost.net"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("ozb.ch"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("morgenblatt-login.test"), UB_ALIKE_WORDS, UB_ALIKE_WORDS },
        { UB_LIT("mymorgenblatt.test"), UB_ALIKE_WORDS, UB_ALIKE_WORDS },
        { UB_LIT("the-morgenblatt-shop.test"), UB_ALIKE_WORDS, UB_ALIKE_WORDS },
        { UB_LIT("nzb-news.test"), UB_ALIKE_WORDS, UB_ALIKE_WORDS },
        { UB_LIT("nzb-garden.test"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("newspost24.test"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("postnews24.test"), UB_ALIKE_WORDS, UB_ALIKE_WORDS },
        { UB_LIT("poster.test"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("morgenblatt-co-uk.test"), UB_ALIKE_WORDS, UB_ALIKE_WORDS },
        { UB_LIT("nzb-ch.test"), UB_ALIKE_WORDS, UB_ALIKE_WORDS },
        { UB_LIT("www.nzb.ch.evil.test"), UB_ALIKE_SUBDOMAIN, UB_ALIKE_SUBDOMAIN },
        { UB_LIT("nzb-ch.evil.test"), UB_ALIKE_SUBDOMAIN, UB_ALIKE_SUBDOMAIN },
        { UB_LIT("nzb.chat.evil.test"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("morgenblatt.evil.test"), UB_ALIKE_SUBDOMAIN, UB_ALIKE_SUBDOMAIN },
        { UB_LIT("post.evil.test"), UB_ALIKE_NONE, UB_ALIKE_NONE },
        { UB_LIT("xn--b1amnebsh.com"), UB_ALIKE_SUFFIX, UB_ALIKE_SUFFIX },
        { UB_LIT(""), UB_ALIKE_NONE, UB_ALIKE_NONE },
    };
    ub_roster r;
    ub_err err = { 0 };
    uint32_t home;
    (void)state;
    ub_arena_reset(&arena, 1 << 20);
    assert_int_equal(ub_roster_read(&arena, &urls, UB_S(roster_text), &r, &err), UB_OK);
    assert_int_equal(r.who.n, 5);
    assert_int_equal(r.names.n, 6);
    assert_int_equal(r.homes.n, 7);
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        for (ub_wary sender = UB_WARY_LINK; sender <= UB_WARY_SENDER; sender++) {
            ub_alike got = ub_roster_host(&arena, &r, &urls, cases[i].host, sender, &home), want = sender ? cases[i].sender : cases[i].link;
            if (got != want) fail_msg("%.*s: %d, not %d", UB_F(cases[i].host), (int)got, (int)want);
        }
}

static void what_is_wrong_with_a_roster_is_told_with_its_place(void **state)
{
    static const struct { ub_str text; ub_status want; size_t at; } cases[] = {
        { UB_LIT(""), UB_OK, 0 }, { UB_LIT("# nothing\n\n"), UB_OK, 0 }, { UB_LIT("\xEF\xBB\xBF[A]\ndomain=a.example"), UB_OK, 0 },
        { UB_LIT("domain = a.example\n"), UB_SYNTAX, 0 }, { UB_LIT("[A]\nname\n"), UB_SYNTAX, 4 }, { UB_LIT("[A\n"), UB_SYNTAX, 0 },
        { UB_LIT("[A]\n\n[]\n"), UB_SYNTAX, 5 }, { UB_LIT("[A]\nsite = a.example\n"), UB_SYNTAX, 4 }, { UB_LIT("[A]\ndomain = com\n"), UB_SYNTAX, 4 },
        { UB_LIT("[A]\ndomain = 203.0.113.1\n"), UB_SYNTAX, 4 }, { UB_LIT("[A]\nmailer = ma127.0.64.1\n"), UB_SYNTAX, 4 },
        { UB_LIT("[A]\ndomain = \xD0\xBD..-tf=\n"), UB_SYNTAX, 4 }, { UB_LIT("[A]\ndomain = a..example\n"), UB_SYNTAX, 4 }, { UB_LIT("[A]\ndomain = a_b.example\n"), UB_SYNTAX, 4 },
        { UB_LIT("[A]\ndomain = a b\n"), UB_SYNTAX, 4 }, { UB_LIT("[...]\n"), UB_SYNTAX, 0 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_roster r;
        ub_err err = { 0 };
        ub_arena_reset(&arena, 1 << 20);
        ub_status s = ub_roster_read(&arena, &urls, cases[i].text, &r, &err);
        if (s != cases[i].want || (s != UB_OK && err.at != cases[i].at)) fail_msg("%.*s: %s at %zu", UB_F(cases[i].text), ub_status_name(s), err.at);
    }
}

static void a_roster_holds_ten_thousand_names_and_no_more(void **state)
{
    static char text[UB_ROSTER_MAX * 16 + 64];
    ub_roster r;
    ub_err err = { 0 };
    size_t n = 0;
    (void)state;
    for (unsigned i = 0; i < UB_ROSTER_MAX; i++) n += (size_t)snprintf(text + n, sizeof text - n, "[name %u]\n", i);
    ub_arena_reset(&arena, 1 << 20);
    assert_int_equal(ub_roster_read(&arena, &urls, ub_str_of(text, n), &r, &err), UB_OK);
    size_t whole = n;
    n += (size_t)snprintf(text + n, sizeof text - n, "[one more]\n");
    ub_arena_reset(&arena, 1 << 20);
    assert_int_equal(ub_roster_read(&arena, &urls, ub_str_of(text, n), &r, &err), UB_LIMIT);
    assert_int_equal(err.at, whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_look_alike_have_one_form),
        cmocka_unit_test(one_edit_is_told_from_two),
        cmocka_unit_test(the_tables_are_sorted),
        cmocka_unit_test(hosts_are_told_by_what_a_reader_would_take_them_for),
        cmocka_unit_test(what_is_wrong_with_a_roster_is_told_with_its_place),
        cmocka_unit_test(a_roster_holds_ten_thousand_names_and_no_more),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
