/* SPDX-License-Identifier: Apache-2.0 */
/* Finding names on lists: on a small list of our own, and the three parties of 2024 on the real ones. */
#include "corpus_lists.h"
#include "index.h"
#include "slip.h"

static ub_arena arena, scratch;

static int open_arenas(void **state)
{
    (void)state;
    return ub_arena_open(&arena, (size_t)1 << 30, NULL) == UB_OK && ub_arena_open(&scratch, 16 << 20, NULL) == UB_OK ? 0 : -1;
}

static int close_arenas(void **state)
{
    (void)state;
    ub_arena_close(&arena);
    ub_arena_close(&scratch);
    return 0;
}

static const ub_list *lists[8];
static size_t n_lists;
static ub_names_finder *finder;
static ub_names_index ix;
static ub_str block;

static void build(void)
{
    ub_err err = { 0 };
    assert_int_equal(ub_names_index_build(&arena, lists, n_lists, &block, &err), UB_OK);
    assert_int_equal(ub_names_index_open(block, false, &ix, &err), UB_OK);
    assert_int_equal(ub_names_finder_open(&arena, &ix, &finder, &err), UB_OK);
}

static ub_list own_list(void)
{
    static const struct { const char *uid; ub_entry_kind kind; const char *name; ub_name_strength strength; } names[] = {
        { "1", UB_ENTRY_PERSON, "PETROVSKIY, Yevgeniy Olegovich", UB_NAME_STRONG },
        { "1", UB_ENTRY_PERSON, "Петровский Евгений Олегович", UB_NAME_STRONG },
        { "2", UB_ENTRY_PERSON, "AL-KHAZRAJI, Nizar Abd al-Karim", UB_NAME_STRONG },
        { "3", UB_ENTRY_ENTITY, "Torgovyy Dom Severnaya Zvezda OOO", UB_NAME_STRONG },
        { "4", UB_ENTRY_PERSON, "ŽIVKOVIĆ, Dragoljub", UB_NAME_STRONG },
        { "5", UB_ENTRY_PERSON, "Ali", UB_NAME_STRONG },
        { "5", UB_ENTRY_PERSON, "The Builder", UB_NAME_WEAK },
        { "6", UB_ENTRY_PERSON, "单国强", UB_NAME_STRONG },
        { "7", UB_ENTRY_VESSEL, "OCEAN LARK 7", UB_NAME_STRONG },
        { "8", UB_ENTRY_PERSON, "ADAM AG GHALI", UB_NAME_STRONG },
        { "9", UB_ENTRY_PERSON, "Zakariya ESSABAR", UB_NAME_STRONG },
        { "10", UB_ENTRY_PERSON, "Alexander Xenakis", UB_NAME_STRONG },
        { "11", UB_ENTRY_PERSON, "Eshaq AKHUNDZADA Qandahari", UB_NAME_STRONG },
        { "12", UB_ENTRY_PERSON, "Maxim FELIXOV", UB_NAME_STRONG },
    };
    ub_list_builder b;
    ub_list list;
    const char *uid = "";
    ub_list_begin(&b, &arena);
    for (size_t i = 0; i < UB_COUNT(names); i++) {
        if (strcmp(uid, names[i].uid) != 0) ub_list_add_entry(&b, ub_str_of(names[i].uid, strlen(names[i].uid)), names[i].kind);
        uid = names[i].uid;
        if (i == 0) ub_list_add_fact(&b, UB_FACT_BIRTH, UB_S(""), UB_S("1971"))->from = 19710000;
        ub_list_add_name(&b, ub_str_of(names[i].name, strlen(names[i].name)), UB_NAME_AKA, names[i].strength);
    }
    assert_int_equal(ub_list_finish(&b, UB_S("own"), 20260101, &list, NULL), UB_OK);
    return list;
}

static size_t ask(const char *name, ub_names_hit **hits)
{
    ub_names_query q = { .name = ub_str_of(name, strlen(name)) };
    size_t n = 0;
    ub_err err = { 0 };
    ub_arena_reset(&scratch, 1 << 20);
    assert_int_equal(ub_names_find(finder, &scratch, &q, UB_NAMES_THRESHOLD, hits, &n, &err), UB_OK);
    return n;
}

static bool found(const char *name, const char *uid)
{
    ub_names_hit *hits;
    size_t n = ask(name, &hits);
    for (size_t i = 0; i < n; i++) {
        const ub_list *l = lists[hits[i].list];
        if (ub_str_eq(ub_list_str(l, l->entries[hits[i].entry].uid), ub_str_of(uid, strlen(uid)))) return true;
    }
    return false;
}

static const struct { const char *name, *uid; bool exact; } cases[] = {
    { "Yevgeniy Olegovich Petrovskiy", "1", true },
    { "petrovskiy, yevgeniy olegovich", "1", true },
    { "Петровский Евгений Олегович", "1", true },
    { "Evgeny Petrovsky", "1", false },
    { "Jewgenij Olegowitsch Petrowskij", "1", false },
    { "Евгений Олегович Петровский", "1", true },                  /* in another order */
    { "Olegovich Yevgeniy Petrovskiy", "1", true },
    { "Olegovich Yevgeniy Petrovskyi", "1", false },               /* one slip */
    { "PetrovskiyYevgeniyOlegovich", "1", false },
    { "Yevgeniy Olegovich Petrovskyi", "1", false },
    { "Nizar Abdul Karim Alkhazraji", "2", false },
    { "نزار عبد الكريم الخزرجي", "2", false },
    { "Severnaya Zvezda Torgovyy Dom", "3", false },
    { "ООО Торговый дом Северная звезда", "3", false },
    { "Dragoljub Zivkovic", "4", true },
    { "Драгољуб Живковић", "4", false },
    { "آدم اغ غالي", "8", false },                                 /* "adm" is no admiral, "AG" no company here */
    { "زكريا الصبار", "9", false },                                /* es-Sabbar */
    { "ali", "5", true },
    { "Αλέξανδρος Ξενάκης", "10", false },                         /* -dros, as Latin ends it */
    { "Maksim Feliksov", "12", false },
    { "Максим Феликсов", "12", false },
    { "اسحاق آخوند زاده قندهاري", "11", false },
    { "Shan Guoqiang", "6", false },
    { "Guo-qiang Shan", "6", false },
    { "单国强", "6", true },
    { "Ocean Lark 7", "7", true },
};

static void names_are_found_in_any_script_order_and_spelling(void **state)
{
    ub_list own = own_list();
    (void)state;
    lists[0] = &own;
    n_lists = 1;
    build();
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_names_hit *hits;
        if (!found(cases[i].name, cases[i].uid)) fail_msg("%s is not found", cases[i].name);
        size_t n = ask(cases[i].name, &hits);
        bool exact = false;
        for (size_t k = 0; k < n; k++) exact |= hits[k].exact;
        if (exact != cases[i].exact) fail_msg("%s: exact is %d", cases[i].name, exact);
        assert_true(hits[0].n_reasons > 0);
        if (strcmp(cases[i].name, "Olegovich Yevgeniy Petrovskyi") == 0) assert_true(ub_str_eq(hits[0].reasons[0], UB_S("near-exact")));
    }
}

static void other_people_are_not_found(void **state)
{
    static const char *const others[] = {
        "Evgeny Ivanov", "Ali Hassan", "The", "张国强", "", ",", "   ", "\xFF\xFE", "١٢٣",
        "\xE0\x83\xA0" "li", "Ali\xED\xA0\x80" "x", "Smith", "John Smith", "Mohammed Ahmed Hassan",
    };
    ub_list own = own_list();
    (void)state;
    lists[0] = &own;
    n_lists = 1;
    build();
    for (size_t i = 0; i < UB_COUNT(others); i++) {
        ub_names_hit *hits;
        if (ask(others[i], &hits) != 0) fail_msg("%s is found: %.*s", others[i], UB_F(hits[0].reasons[0]));
    }
}

static void another_year_of_birth_counts_against(void **state)
{
    ub_list own = own_list();
    ub_names_query q = { .name = UB_S("Evgeny Petrovsky"), .birth = 19710000 };
    ub_names_hit *hits;
    size_t n;
    (void)state;
    lists[0] = &own;
    n_lists = 1;
    build();
    assert_int_equal(ub_names_find(finder, &scratch, &q, 1e9, &hits, &n, NULL), UB_OK);
    assert_true(n >= 1);
    float same = hits[0].score;
    q.birth = 19850000;
    assert_int_equal(ub_names_find(finder, &scratch, &q, 1e9, &hits, &n, NULL), UB_OK);
    assert_true(n >= 1);
    assert_true(hits[0].score < same - 5);
}

static void the_three_parties_of_2024_are_found_and_the_five_others_are_not(void **state)
{
    static const struct { const char *name, *uid; } golden[] = {
        { "ZHAO Guangzong", "47814" }, { "Guangzong Zhao", "47814" }, { "Zhao Guang Zong", "47814" }, { "Guang-zong Zhao", "47814" },
        { "ZhaoGuangzong", "47814" }, { "Chao Kuang-tsung", "47814" }, { "赵光宗", "47814" }, { "趙光宗", "47814" },
        { "NI Gaobin", "47818" }, { "Gaobin Ni", "47818" }, { "Ni Gao Bin", "47818" }, { "Gao Bin Ni", "47818" }, { "NI GAO-BIN", "47818" },
        { "Ni Kao-pin", "47818" }, { "倪高彬", "47818" }, { "Gao-Bin Ni", "47818" }, { "nigaobin", "47818" }, { "gaobinni", "47818" },
        { "zhaoguangzong", "47814" }, { "guangzongzhao", "47814" }, { "ZHAO GUANGZNOG", "47814" }, { "Gaobon Ni", "47818" },
        { "Wuhan Xiaoruizhi Science and Technology Company Limited", "47800" }, { "Wuhan Xiaoruizhi Science & Technology Co., Ltd.", "47800" },
        { "Xiaoruizhi Science and Technology", "47800" }, { "Wuhan Xiao Rui Zhi Science and Technology Co Ltd", "47800" },
        { "Wuhan Hsiao-jui-chih Science and Technology Company Limited", "47800" }, { "武汉晓睿智科技有限责任公司", "47800" },
    };
    static const char *const others[] = {
        "Weng Ming", "翁明", "Cheng Feng", "程锋", "Peng Yaowen", "彭耀文", "Sun Xiaohui", "孙小辉", "Xiong Wang", "熊旺",
    };
    ub_list sdn = ub_corpus_list(&arena, UB_CORPUS_SDN_2026), uk = ub_corpus_list(&arena, UB_CORPUS_UK);
    (void)state;
    lists[0] = &sdn;
    lists[1] = &uk;
    n_lists = 2;
    build();
    for (size_t i = 0; i < UB_COUNT(golden); i++)
        if (!found(golden[i].name, golden[i].uid)) fail_msg("%s is not found", golden[i].name);
    for (size_t i = 0; i < UB_COUNT(others); i++) {
        ub_names_hit *hits;
        if (ask(others[i], &hits) != 0) fail_msg("%s is found", others[i]);
    }
}

static void the_index_of_the_same_lists_is_the_same(void **state)
{
    ub_list own = own_list();
    ub_str first;
    (void)state;
    lists[0] = &own;
    n_lists = 1;
    build();
    first = block;
    build();
    assert_true(ub_str_eq(first, block));
}

static void a_damaged_index_is_refused(void **state)
{
    ub_list own = own_list();
    ub_names_index other;
    (void)state;
    lists[0] = &own;
    n_lists = 1;
    build();
    char *copy = ub_arena_take(&arena, block.n, 64);
    memcpy(copy, block.p, block.n);
    assert_int_equal(ub_names_index_open(ub_str_of(copy, block.n - 8), false, &other, NULL), UB_SYNTAX);
    copy[20] ^= 1;
    assert_int_equal(ub_names_index_open(ub_str_of(copy, block.n), false, &other, NULL), UB_SYNTAX);
    copy[20] ^= 1;
    const ub_ix_head *h = (const ub_ix_head *)(const void *)copy;
    ((uint32_t *)(void *)(copy + h->at_tokens))[0] = h->n_words;
    assert_int_equal(ub_names_index_open(ub_str_of(copy, block.n), false, &other, NULL), UB_SYNTAX);
}

static void lists_of_one_short_name_or_none_have_an_index(void **state)
{
    static const char *const names[] = { "Ali", "A", "", "7", "و" };
    (void)state;
    n_lists = 1;
    for (size_t i = 0; i <= UB_COUNT(names); i++) {
        ub_list_builder b;
        ub_list one;
        ub_names_hit *hits;
        ub_list_begin(&b, &arena);
        if (i < UB_COUNT(names)) {
            ub_list_add_entry(&b, UB_S("1"), UB_ENTRY_PERSON);
            ub_list_add_name(&b, ub_str_of(names[i], strlen(names[i])), UB_NAME_PRIMARY, UB_NAME_STRONG);
        }
        assert_int_equal(ub_list_finish(&b, UB_S("tiny"), 20260101, &one, NULL), UB_OK);
        lists[0] = &one;
        build();
        assert_int_equal(ask("Ali", &hits), i == 0);
        assert_int_equal(ask("Ali Hassan", &hits), 0);
    }
}

static void an_index_that_names_what_is_not_there_is_refused(void **state)
{
    ub_list own = own_list(), second = own_list();
    ub_names_index other;
    (void)state;
    lists[0] = &own;
    lists[1] = &second;
    n_lists = 2;
    build();
    char *copy = ub_arena_take(&arena, block.n, 64);
    memcpy(copy, block.p, block.n);
    ub_str whole = ub_str_of(copy, block.n);
    const ub_ix_head *h = (const ub_ix_head *)(const void *)copy;
    ub_ix_facts *facts = (ub_ix_facts *)(void *)(copy + h->at_facts);
    ub_ix_name *listed = (ub_ix_name *)(void *)(copy + h->at_names);
    assert_int_equal(ub_names_index_open(whole, false, &other, NULL), UB_OK);
    facts[0].n_born = 4;
    assert_int_equal(ub_names_index_open(whole, false, &other, NULL), UB_OK);
    facts[0].n_born = 5;
    assert_int_equal(ub_names_index_open(whole, false, &other, NULL), UB_SYNTAX);
    facts[0].n_born = 0;
    facts[h->n_facts - 1].n_country = 6;
    assert_int_equal(ub_names_index_open(whole, false, &other, NULL), UB_OK);
    facts[h->n_facts - 1].n_country = 7;
    assert_int_equal(ub_names_index_open(whole, false, &other, NULL), UB_SYNTAX);
    facts[h->n_facts - 1].n_country = 0;
    listed[h->n_names - 1].entry = h->base[1];
    assert_int_equal(ub_names_index_open(whole, false, &other, NULL), UB_OK);
    listed[h->n_names - 1].entry = h->base[1] - 1;                 /* the other list's */
    assert_int_equal(ub_names_index_open(whole, false, &other, NULL), UB_SYNTAX);
    listed[h->n_names - 1].entry = h->base[1];
    listed[0].entry = h->base[1];
    assert_int_equal(ub_names_index_open(whole, false, &other, NULL), UB_SYNTAX);
}

static void tables_are_sorted(void **state)
{
    static const char *const words[] = {
#define W(word, kind, value, canon) word,
#include "words.def"
#undef W
    };
    (void)state;
    for (size_t i = 1; i < UB_COUNT(words); i++)
        if (strcmp(words[i - 1], words[i]) >= 0) fail_msg("%s", words[i]);
    assert_true(ub_words_sorted());
    for (size_t i = 1; i < ub_n_romans; i++) assert_true(ub_romans[i - 1].first < ub_romans[i].first);
    for (size_t i = 1; i < ub_n_han_families; i++) assert_true(ub_han_families[i - 1].c < ub_han_families[i].c);
    for (size_t i = 1; i < ub_n_pinyin_sounds; i++) assert_true(strcmp(ub_pinyin_sounds[i - 1], ub_pinyin_sounds[i]) < 0);
}

static bool one_slip(const char *listed, const char *asked)
{
    static ub_forms x, y;
    uint64_t of[2][UB_SLIP_KEYS_MAX];
    ub_forms_make(ub_str_of(listed, strlen(listed)), UB_FORMS_LIST, &x);
    ub_forms_make(ub_str_of(asked, strlen(asked)), UB_FORMS_QUERY, &y);
    unsigned n = ub_slip_keys(&x, true, of[0]), m = ub_slip_keys(&y, false, of[1]);
    for (unsigned i = 0; i < n; i++)
        for (unsigned k = 0; k < m; k++)
            if (of[0][i] == of[1][k]) return true;
    return false;
}

static void a_name_with_one_slip_shares_a_key_with_it_and_no_other_does(void **state)
{
    static const struct { const char *listed, *asked; bool want; } names[] = {
        { "Anneli Lindqvist", "Anneli Lindqvist", true }, { "Anneli Lindqvist", "Lindqvist, Anneli", true },
        { "Anneli Lindqvist", "Aneli Lindqvist", true }, { "Anneli Lindqvist", "Anneli Lindqvvist", true },
        { "Anneli Lindqvist", "Anneli Lindkvist", true }, { "Anneli Lindqvist", "Lindqivst Anneli", true },
        { "Anneli Lindqvist", "ÄNNELI LINDKVIST", true }, { "Anneli Lindqvist", "annelilindqvist", true },
        { "Anneli Lindqvist", "lindqvistanneli", true }, { "Anna Maria Lindqvist", "mariaLindqvistAnna", true },
        { "Anneli Lindqvist", "Aneli Lindkvist", false }, { "Anneli Lindqvist", "Anneli", false },
        { "Anneli Lindqvist", "Anneli Maria Lindqvist", false }, { "Anneli Lindqvist", "Annel iLindqvist", false },
        { "Anneli Lindqvist", "Anneli Lindkwist", false }, { "Anneli Lindqvist", "Анели Lindqvist", false },
        { "Lindqvist", "Lindqist", true }, { "Lind", "Lin", false }, { "", "", false },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(names); i++)
        if (one_slip(names[i].listed, names[i].asked) != names[i].want) fail_msg("%s, %s", names[i].listed, names[i].asked);
}

static void names_of_too_many_words_or_letters_have_no_keys_of_slips(void **state)
{
    static ub_forms f;
    char text[400];
    uint64_t keys[UB_SLIP_KEYS_MAX];
    (void)state;
    for (unsigned n = UB_WORDS_MAX; n <= UB_WORDS_MAX + 1; n++) {
        for (unsigned i = 0; i < n; i++) memcpy(text + 3 * i, "ab ", 3);
        ub_forms_make(ub_str_of(text, 3 * n), UB_FORMS_QUERY, &f);
        assert_int_equal(ub_slip_keys(&f, false, keys) > 0, n == UB_WORDS_MAX);
    }
    for (unsigned n = UB_WORDS_TEXT; n <= UB_WORDS_TEXT + 1; n++) {
        for (unsigned i = 0; i < n; i++) text[i] = (char)('a' + i % 25);
        ub_forms_make(ub_str_of(text, n), UB_FORMS_QUERY, &f);
        unsigned k = ub_slip_keys(&f, false, keys);
        assert_int_equal(k > 0, n == UB_WORDS_TEXT);
        assert_true(k <= UB_SLIP_KEYS_MAX);
    }
}

static bool has_legal(ub_str name, ub_legal legal)
{
    static ub_forms forms;
    ub_forms_make(name, UB_FORMS_QUERY, &forms);
    for (unsigned i = 0; i < forms.form[0].n; i++)
        if (forms.form[0].token[i].kind == UB_TOKEN_LEGAL && forms.form[0].token[i].value == legal) return true;
    return false;
}

static void a_long_legal_form_is_read_with_one_slip(void **state)
{
    static const struct { const char *word; int value; bool legal; } words[] = {
#define W(word, kind, value, canon) { word, value, UB_TOKEN_##kind == UB_TOKEN_LEGAL },
#include "words.def"
#undef W
    };
    unsigned n = 0;
    (void)state;
    for (size_t i = 0; i < UB_COUNT(words); i++) {
        size_t len = strlen(words[i].word);
        char text[64];
        if (!words[i].legal || len < 10) continue;
        for (size_t at = 1; at < len; at++, n++) {                 /* each letter left out, and each another */
            snprintf(text, sizeof text, "Northern %.*s%s", (int)at, words[i].word, words[i].word + at + 1);
            if (!has_legal(ub_str_of(text, strlen(text)), (ub_legal)words[i].value)) fail_msg("%s", text);
            snprintf(text, sizeof text, "Northern %.*sx%s", (int)at, words[i].word, words[i].word + at + 1);
            if (!has_legal(ub_str_of(text, strlen(text)), (ub_legal)words[i].value)) fail_msg("%s", text);
        }
    }
    assert_true(n > 30);
    assert_false(has_legal(UB_S("Northern Akciovina"), UB_LEGAL_STOCK));   /* akciova is short */
    assert_false(has_legal(UB_S("Northern Partnerhsips"), UB_LEGAL_PARTNERS));   /* two slips */
}

static void a_legal_form_of_several_words_is_read_with_a_slip_in_the_last(void **state)
{
    static const struct { const char *name; ub_legal legal; bool read; } names[] = {
        { "Northern Star Joint Stock Company", UB_LEGAL_STOCK, true }, { "Northern Star Joint Stock Compan", UB_LEGAL_STOCK, true },
        { "Northern Star Joint Stock Compnay", UB_LEGAL_STOCK, true }, { "Northern Star Limited Liability Compan", UB_LEGAL_LIMITED, true },
        { "Northern Star Co. Limite", UB_LEGAL_LIMITED, true }, { "Estrella Sociedad Anonim", UB_LEGAL_STOCK, true },
        { "Stern Gesellschaft mit beschrankter Haftun", UB_LEGAL_LIMITED, true }, { "Northern Star Joint Stock Comp", UB_LEGAL_STOCK, false },
        { "Northern Star Joint Stok Company", UB_LEGAL_STOCK, false }, { "Northern Star Company Lte", UB_LEGAL_LIMITED, false },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(names); i++)
        if (has_legal(ub_str_of(names[i].name, strlen(names[i].name)), names[i].legal) != names[i].read) fail_msg("%s", names[i].name);
}

static void names_compare_alike_in_either_order(void **state)
{
    static const struct { const char *x, *y; ub_entry_kind kind; bool match; } pairs[] = {
        { "Yevgeniy Petrovskiy", "Evgeny Petrovsky", UB_ENTRY_PERSON, true },
        { "Yevgeniy Petrovskiy", "Евгений Петровский", UB_ENTRY_PERSON, true },
        { "Yevgeniy Petrovskiy", "Yevgeniy Ivanov", UB_ENTRY_PERSON, false },
        { "Yevgeniy Olegovich Petrovskiy", "Yevgeniy Ivanovich Petrovskiy", UB_ENTRY_PERSON, false },
        { "Northern Star Shipping Company Limited", "Northern Star Shipping Co., Ltd.", UB_ENTRY_ENTITY, true },
        { "Bank of Norway", "Bank of Poland", UB_ENTRY_ENTITY, false },
        { "单国强", "Shan Guoqiang", UB_ENTRY_PERSON, true },
        { "", "", UB_ENTRY_PERSON, false },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(pairs); i++) {
        ub_str x = ub_str_of(pairs[i].x, strlen(pairs[i].x)), y = ub_str_of(pairs[i].y, strlen(pairs[i].y));
        ub_names_pair p, q;
        size_t before = ub_arena_used(&scratch);
        assert_int_equal(ub_names_compare(&scratch, pairs[i].kind, x, y, &p, NULL), UB_OK);
        assert_true(ub_arena_used(&scratch) - before < 1024);      /* reasons, nothing else */
        assert_int_equal(ub_names_compare(&scratch, pairs[i].kind, y, x, &q, NULL), UB_OK);
        if (p.match != pairs[i].match) fail_msg("%s, %s: %.3f", pairs[i].x, pairs[i].y, (double)p.score);
        assert_true(p.score == q.score);
    }
}

static void the_score_of_ofacs_kind_is_jaro_winklers(void **state)
{
    (void)state;
    /* By hand, from the definition: MARTHA and MARHTA have Jaro 0.944, and 0.961 with three letters in front alike;
     * DIXON and DICKSONX 0.767 and 0.813. */
    assert_int_equal(ub_names_ofac_score(UB_S("MARTHA"), UB_S("MARHTA")), 96);
    assert_int_equal(ub_names_ofac_score(UB_S("DIXON"), UB_S("DICKSONX")), 81);
    assert_int_equal(ub_names_ofac_score(UB_S("Guangzong ZHAO"), UB_S("ZHAO, Guangzong")), 100);
    assert_int_equal(ub_names_ofac_score(UB_S(""), UB_S("ZHAO, Guangzong")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_are_found_in_any_script_order_and_spelling, open_arenas, close_arenas),
        cmocka_unit_test_setup_teardown(other_people_are_not_found, open_arenas, close_arenas),
        cmocka_unit_test_setup_teardown(another_year_of_birth_counts_against, open_arenas, close_arenas),
        cmocka_unit_test_setup_teardown(the_three_parties_of_2024_are_found_and_the_five_others_are_not, open_arenas, close_arenas),
        cmocka_unit_test_setup_teardown(the_index_of_the_same_lists_is_the_same, open_arenas, close_arenas),
        cmocka_unit_test(tables_are_sorted),
        cmocka_unit_test(a_name_with_one_slip_shares_a_key_with_it_and_no_other_does),
        cmocka_unit_test(names_of_too_many_words_or_letters_have_no_keys_of_slips),
        cmocka_unit_test(the_score_of_ofacs_kind_is_jaro_winklers),
        cmocka_unit_test(a_long_legal_form_is_read_with_one_slip),
        cmocka_unit_test(a_legal_form_of_several_words_is_read_with_a_slip_in_the_last),
        cmocka_unit_test_setup_teardown(names_compare_alike_in_either_order, open_arenas, close_arenas),
        cmocka_unit_test_setup_teardown(a_damaged_index_is_refused, open_arenas, close_arenas),
        cmocka_unit_test_setup_teardown(lists_of_one_short_name_or_none_have_an_index, open_arenas, close_arenas),
        cmocka_unit_test_setup_teardown(an_index_that_names_what_is_not_there_is_refused, open_arenas, close_arenas),
    };
    return cmocka_run_group_tests_name("names match", tests, NULL, NULL);
}
