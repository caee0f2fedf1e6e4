/* SPDX-License-Identifier: Apache-2.0 */
/* Expected values were made with coreutils' and OpenSSL's own programs. */
#include "judge_test.h"

#include "codec.h"

#define ANNA "Anna.Berg+news@example.org"

static void addresses_are_found_under_encodings_and_digests(void **state)
{
    static const struct { const char *name; ub_str token; const char *steps; ub_address_form form; } cases[] = {
        { "plain",            UB_LIT("anna.berg+news@example.org"), "", UB_ADDRESS_WRITTEN },
        { "percent-encoded",  UB_LIT("Anna.Berg%2Bnews%40example.org"), "percent", UB_ADDRESS_WRITTEN },
        { "VERP",             UB_LIT("bounce-17-anna.berg+news=example.org"), "", UB_ADDRESS_WRITTEN },
        { "md5",              UB_LIT("eb9d134c12bdffeb6344079353d1739b"), "md5", UB_ADDRESS_LOWER },
        { "sha256 as written", UB_LIT("9decb31360d4be0ca81b7ec765d847157ec6a2e51a72af7c377ae277da2b7b75"), "sha256", UB_ADDRESS_WRITTEN },
        { "sha1 untagged",    UB_LIT("85CB77F7A960C61EAECD38EAC6CE85FD8609EE37"), "sha1", UB_ADDRESS_UNTAGGED },
        { "md5 of md5",       UB_LIT("2f612cf5e6f0673d6e0e1bd03460016d"), "md5 md5", UB_ADDRESS_LOWER },
        { "sha1 of raw md5",  UB_LIT("e41a302f48748be29fcc6abb1b7b3093dbb02671"), "sha1 md5", UB_ADDRESS_LOWER },
        { "sha224",           UB_LIT("70403986def6655409af0bde56a646c1439cfa55930ace7596ba8710"), "sha224", UB_ADDRESS_LOWER },
        { "sha384 of upper",  UB_LIT("2ee865f0ace903eb8c759c727dd4f3e80491af1c9fa7a26b5ca56a9d147ace99fec22324cdadf6537dc6deba5624533f"), "sha384", UB_ADDRESS_UPPER },
        { "sha512 of user",   UB_LIT("558b2125f7fd76b198359fd0f5b71368e5075bccda07d52d29671c35991a1f788c60a315e6cfec11c911238b4a312697dc716051ea6d5be510cd2270223ee535"), "sha512", UB_ADDRESS_USER_UNTAGGED },
        { "crc32",            UB_LIT("23e82910"), "crc32", UB_ADDRESS_LOWER },
        { "base64",           UB_LIT("QW5uYS5CZXJnK25ld3NAZXhhbXBsZS5vcmc="), "base64", UB_ADDRESS_WRITTEN },
        { "base64, percent",  UB_LIT("QW5uYS5CZXJnK25ld3NAZXhhbXBsZS5vcmc%3D"), "percent base64", UB_ADDRESS_WRITTEN },
        { "base64 three times", UB_LIT("VVZjMWRWbFROVU5hV0VwdVN6STFiR1F6VGtGYVdHaG9ZbGhDYzFwVE5YWmpiV005"), "base64 base64 base64", UB_ADDRESS_WRITTEN },
        { "base64 of raw md5", UB_LIT("650TTBK9_-tjRAeTU9Fzmw"), "base64 md5", UB_ADDRESS_LOWER },
        { "hexadecimal",      UB_LIT("416e6e612e426572672b6e657773406578616d706c652e6f7267"), "hex", UB_ADDRESS_WRITTEN },
        { "base32",           UB_LIT("IFXG4YJOIJSXEZZLNZSXO42AMV4GC3LQNRSS433SM4"), "base32", UB_ADDRESS_WRITTEN },
        { "rot13",            UB_LIT("Naan.Oret+arjf@rknzcyr.bet"), "rot13", UB_ADDRESS_WRITTEN },
        { "base64 of reversed", UB_LIT("Z3JvLmVscG1heGVAc3dlbitncmVCLmFubkE="), "base64 reversed", UB_ADDRESS_WRITTEN },
        { "untagged",         UB_LIT("e.anna.berg@example.org"), "", UB_ADDRESS_UNTAGGED },
        { "percent, base64 three times", UB_LIT("VVZjMWRWbFROVU5hV0VwdVN6STFiR1F6VGtGYVdHaG9ZbGhDYzFwVE5YWmpiV005%3D"), "percent base64 base64 base64", UB_ADDRESS_WRITTEN },
        { "local part alone", UB_LIT("anna.berg+news"), "", UB_ADDRESS_USER },
        { "among others",     UB_LIT("c=5|e=anna.berg+news@example.org|x"), "", UB_ADDRESS_WRITTEN },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_addresses t;
        ub_address_hit hit = { 0 };
        ub_arena_reset(&arena, 1 << 20);
        ub_addresses_init(&t, &arena, NULL);
        ub_addresses_add(&t, UB_S("carl@other.example"));
        ub_addresses_add(&t, UB_S(ANNA));
        ub_status s = ub_addresses_find(&t, cases[i].token, &hit);
        ub_assert_str(cases[i].name, ub_str_of(ub_status_name(s), strlen(ub_status_name(s))), UB_S("ok"));
        assert_int_equal(hit.index, 1);
        ub_assert_str(cases[i].name, ub_str_of(hit.steps, strlen(hit.steps)), ub_str_of(cases[i].steps, strlen(cases[i].steps)));
        assert_int_equal(hit.form, cases[i].form);
        if (cases[i].form != UB_ADDRESS_USER || *cases[i].steps) assert_false(ub_address_none(cases[i].token));
    }
}

static void other_tokens_carry_no_address(void **state)
{
    static const ub_str cases[] = {
        UB_LIT("d41d8cd98f00b204e9800998ecf8427e"),            /* md5 of nothing */
        UB_LIT("eb9d134c12bdffeb6344079353d1739c"),            /* one bit beside */
        UB_LIT("650TTBK9_-tjRAeTU9Fzmx"),                      /* base64 of the digest, but its four bits behind the last byte are not zero */
        UB_LIT("VlZaak1XUldiRlJPVlU1aFYwVndkVk42U1RGaVIxRjZWR3RHWVZkSGFHOVpiR2hEWXpGd1ZFNVlXbXBpVjAwNQ=="),   /* four levels */
        UB_LIT("hanna.berg+news@example.org"), UB_LIT("anna.berg+news@example.organic"), UB_LIT("newsletter"), UB_LIT("12345678"),
        UB_LIT(""), UB_LIT("%%%"), UB_LIT("===="),
    };
    ub_addresses t;
    ub_address_hit hit;
    (void)state;
    ub_arena_reset(&arena, 1 << 20);
    ub_addresses_init(&t, &arena, NULL);
    ub_addresses_add(&t, UB_S(ANNA));
    for (size_t i = 0; i < UB_COUNT(cases); i++) assert_int_equal(ub_addresses_find(&t, cases[i], &hit), UB_ABSENT);
}

static void what_can_hold_nobodys_address_is_told_without_any(void **state)
{
    static const struct { ub_str token; bool none; } cases[] = {
        { UB_LIT(""), true }, { UB_LIT("images"), true }, { UB_LIT("newsletter"), true }, { UB_LIT("track-open.php"), true }, { UB_LIT("unsubscribe"), true },
        { UB_LIT("a@b"), false }, { UB_LIT("a=b"), false }, { UB_LIT("a%b"), false }, { UB_LIT("anna_at_example"), false }, { UB_LIT("cat"), true },
        { UB_LIT("00000000"), false },                                   /* hexadecimal of four bytes, as CRC-32 has */
        { UB_LIT("000000"), true },
        { UB_LIT("QQQQQQQQQQQQQQQQQQQQQQ"), false },                     /* base64 of sixteen bytes, as MD5 has */
        { UB_LIT("AAAAAAAAAAAAAAAAAAAAAA"), true },                      /* .. in hexadecimal digits alone */
        { UB_LIT("QQQQQQQQQQQQQQQQQQQQQR"), true },                      /* .. which leaves bits over */
        { UB_LIT("4QQQQQQQQQQQQQQQQQQQQQQ"), true },                     /* .. of seventeen */
        { UB_LIT("44444444444444444444444444"), false },                 /* hexadecimal of thirteen bytes of text */
        { UB_LIT("QQQQQQQQQQQQQQQQQQQQQQQQQA"), false },                 /* base32 of sixteen bytes */
        { UB_LIT("QQQQQQQQQQQQQQQQQQQQQQQQQB"), true },                  /* .. which leaves bits over */
        { UB_LIT("QQQQQQQQQQQQQQQQQQQQQQQQQQQ"), false },                /* base64 of twenty */
        { UB_LIT("QQQQQQQQQQQQQQQQQQQQQQQQQQR"), true },                 /* .. which leaves bits over, and base32 with a letter too many */
        { UB_LIT("YW5uYUBleGFtcGxl"), false },                           /* base64 of "anna@example" */
    };
    char longer[UB_NONE_MAX + 1];
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        if (ub_address_none(cases[i].token) != cases[i].none) fail_msg("%.*s", UB_F(cases[i].token));
    memset(longer, '!', sizeof longer);
    assert_true(ub_address_none(ub_str_of(longer, UB_NONE_MAX)));
    assert_false(ub_address_none(ub_str_of(longer, UB_NONE_MAX + 1)));
}

static void the_list_of_addresses_is_bounded(void **state)
{
    ub_addresses t;
    char text[UB_ADDRESSES_MAX + 2][32];
    ub_address_hit hit;
    (void)state;
    ub_arena_reset(&arena, 1 << 20);
    ub_addresses_init(&t, &arena, NULL);
    ub_addresses_add(&t, UB_S("nobody"));
    ub_addresses_add(&t, UB_S("@example.org"));
    ub_addresses_add(&t, UB_S("someone@"));
    assert_int_equal(t.n, 0);
    for (int i = 0; i < UB_ADDRESSES_MAX + 2; i++) {
        int n = snprintf(text[i], sizeof text[i], "person%d@example.org", i);
        ub_addresses_add(&t, ub_str_of(text[i], (size_t)n));
        ub_addresses_add(&t, ub_str_of(text[i], (size_t)n));
    }
    assert_int_equal(t.n, UB_ADDRESSES_MAX);
    assert_int_equal(ub_addresses_find(&t, UB_S("person63@example.org"), &hit), UB_OK);
    assert_int_equal(ub_addresses_find(&t, UB_S("person64@example.org"), &hit), UB_ABSENT);
}

/* The token of a digest, by the library that browsers and mailers have. */
static ub_str digest_of(ub_digest_kind kind, ub_str text)
{
    char raw[UB_DIGEST_MAX], *hex = ub_arena_take(&arena, 2 * UB_DIGEST_MAX, 1);
    assert_int_equal(ub_digest(kind, text, raw, NULL), UB_OK);
    ub_hex_write(ub_str_of(raw, ub_digest_size(kind)), hex);
    return ub_str_of(hex, 2 * ub_digest_size(kind));
}

/* "person17@example.org", or the same with a name so long that no cache keeps it. */
static ub_str person(int i)
{
    char *text = ub_arena_take(&arena, 128, 1);
    int n = i % 7 ? snprintf(text, 128, "person%d@example.org", i)
                  : snprintf(text, 128, "person%d.of.the.house.with.the.very.long.name@subscribers.lists.example.org", i);
    return ub_str_of(text, (size_t)n);
}

static void begin(ub_addresses *t, ub_address_cache *cache, int first, int n)
{
    ub_arena_reset(&arena, 1 << 20);
    ub_addresses_init(t, &arena, cache);
    for (int i = first; i < first + n; i++) ub_addresses_add(t, person(i));
}

static void digests_that_are_kept_serve_the_next_message_and_no_other_reader(void **state)
{
    UB_CLEANUP(ub_address_cache_deinit) ub_address_cache cache = { 0 };
    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 600; i++) {      /* more than there are places, so that most have gone when they come again */
            ub_addresses t;
            ub_address_hit hit;
            begin(&t, &cache, i / 2, 2);     /* and each of them two messages long */
            for (int k = 0; k < 2; k++) {
                ub_str once = digest_of(UB_SHA256, person(i / 2 + k));
                assert_int_equal(ub_addresses_find(&t, once, &hit), UB_OK);
                assert_int_equal(hit.index, k);
                assert_string_equal(hit.steps, "sha256");
                assert_int_equal(ub_addresses_find(&t, digest_of(UB_MD5, once), &hit), UB_OK);
                assert_int_equal(hit.index, k);
                assert_string_equal(hit.steps, "md5 sha256");
            }
            assert_int_equal(ub_addresses_find(&t, digest_of(UB_SHA256, person(i / 2 + 2)), &hit), UB_ABSENT);
            assert_int_equal(ub_addresses_find(&t, digest_of(UB_MD5, person(i / 2 - 1)), &hit), UB_ABSENT);
        }
}

static void readers_of_one_message_who_want_the_same_place_are_all_found(void **state)
{
    UB_CLEANUP(ub_address_cache_deinit) ub_address_cache cache = { 0 };
    (void)state;
    for (int round = 0; round < 3; round++) {
        ub_addresses t;
        ub_address_hit hit;
        begin(&t, &cache, 40 * round, UB_ADDRESSES_MAX);      /* some have been here before */
        for (int i = 0; i < UB_ADDRESSES_MAX; i++) {
            assert_int_equal(ub_addresses_find(&t, digest_of(UB_SHA1, digest_of(UB_SHA512, person(40 * round + i))), &hit), UB_OK);
            assert_int_equal(hit.index, i);
        }
    }
}

static void an_address_in_other_letters_is_another_and_what_is_let_go_is_made_anew(void **state)
{
    UB_CLEANUP(ub_address_cache_deinit) ub_address_cache cache = { 0 };
    static const struct { ub_str address; ub_address_form form; } cases[] = {
        { UB_LIT("Anna@example.org"), UB_ADDRESS_LOWER }, { UB_LIT("anna@example.org"), UB_ADDRESS_WRITTEN }, { UB_LIT("ANNA@example.org"), UB_ADDRESS_LOWER },
    };
    (void)state;
    for (size_t i = 0; i < 2 * UB_COUNT(cases); i++) {
        ub_addresses t;
        ub_address_hit hit;
        ub_str token;
        ub_arena_reset(&arena, 1 << 20);
        token = digest_of(UB_MD5, UB_S("anna@example.org"));
        ub_addresses_init(&t, &arena, &cache);
        ub_addresses_add(&t, cases[i % 3].address);
        for (int let_go = 0; let_go < 2; let_go++) {
            assert_int_equal(ub_addresses_find(&t, token, &hit), UB_OK);
            assert_int_equal(hit.form, cases[i % 3].form);
            if (!let_go) ub_addresses_let_go(&t);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_found_under_encodings_and_digests), cmocka_unit_test(other_tokens_carry_no_address),
        cmocka_unit_test(what_can_hold_nobodys_address_is_told_without_any), cmocka_unit_test(the_list_of_addresses_is_bounded),
        cmocka_unit_test(digests_that_are_kept_serve_the_next_message_and_no_other_reader),
        cmocka_unit_test(readers_of_one_message_who_want_the_same_place_are_all_found),
        cmocka_unit_test(an_address_in_other_letters_is_another_and_what_is_let_go_is_made_anew),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
