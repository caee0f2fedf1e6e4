/* SPDX-License-Identifier: Apache-2.0 */
/* Expected values were made with coreutils' and OpenSSL's own programs. */
#include "judge_test.h"

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
        ub_addresses_init(&t, &arena);
        ub_addresses_add(&t, UB_S("carl@other.example"));
        ub_addresses_add(&t, UB_S(ANNA));
        ub_status s = ub_addresses_find(&t, cases[i].token, &hit);
        ub_assert_str(cases[i].name, ub_str_of(ub_status_name(s), strlen(ub_status_name(s))), UB_S("ok"));
        assert_int_equal(hit.index, 1);
        ub_assert_str(cases[i].name, ub_str_of(hit.steps, strlen(hit.steps)), ub_str_of(cases[i].steps, strlen(cases[i].steps)));
        assert_int_equal(hit.form, cases[i].form);
    }
}

static void other_tokens_carry_no_address(void **state)
{
    static const ub_str cases[] = {
        UB_LIT("d41d8cd98f00b204e9800998ecf8427e"),            /* md5 of nothing */
        UB_LIT("eb9d134c12bdffeb6344079353d1739c"),            /* one bit beside */
        UB_LIT("VlZaak1XUldiRlJPVlU1aFYwVndkVk42U1RGaVIxRjZWR3RHWVZkSGFHOVpiR2hEWXpGd1ZFNVlXbXBpVjAwNQ=="),   /* four levels */
        UB_LIT("hanna.berg+news@example.org"), UB_LIT("anna.berg+news@example.organic"), UB_LIT("newsletter"), UB_LIT("12345678"),
        UB_LIT(""), UB_LIT("%%%"), UB_LIT("===="),
    };
    ub_addresses t;
    ub_address_hit hit;
    (void)state;
    ub_arena_reset(&arena, 1 << 20);
    ub_addresses_init(&t, &arena);
    ub_addresses_add(&t, UB_S(ANNA));
    for (size_t i = 0; i < UB_COUNT(cases); i++) assert_int_equal(ub_addresses_find(&t, cases[i], &hit), UB_ABSENT);
}

static void the_list_of_addresses_is_bounded(void **state)
{
    ub_addresses t;
    char text[UB_ADDRESSES_MAX + 2][32];
    ub_address_hit hit;
    (void)state;
    ub_arena_reset(&arena, 1 << 20);
    ub_addresses_init(&t, &arena);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_found_under_encodings_and_digests), cmocka_unit_test(other_tokens_carry_no_address),
        cmocka_unit_test(the_list_of_addresses_is_bounded),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
