/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "shape.h"

static void tokens_have_shapes(void **state)
{
    static const struct { ub_str token; ub_shape shape; unsigned least, most; } cases[] = {
        { UB_LIT(""),                                      UB_SHAPE_EMPTY,   0, 0 },
        { UB_LIT("newsletter"),                            UB_SHAPE_WORDS,   1, 10 },
        { UB_LIT("spring-sale-2024"),                      UB_SHAPE_WORDS,   1, 20 },
        { UB_LIT("logo_600x200.png"),                      UB_SHAPE_WORDS,   1, 40 },
        { UB_LIT("utmSource"),                             UB_SHAPE_WORDS,   1, 20 },
        { UB_LIT("UnsubscribeLink"),                       UB_SHAPE_WORDS,   1, 20 },
        { UB_LIT("Headline3"),                             UB_SHAPE_WORDS,   1, 10 },
        { UB_LIT("v2"),                                    UB_SHAPE_WORDS,   1, 10 },
        { UB_LIT("email"),                                 UB_SHAPE_WORDS,   1, 10 },
        { UB_LIT("1234567"),                               UB_SHAPE_NUMBER,  20, 25 },
        { UB_LIT("1610613067"),                            UB_SHAPE_TIME,    20, 20 },
        { UB_LIT("1610613067123"),                         UB_SHAPE_TIME,    20, 20 },
        { UB_LIT("20210114"),                              UB_SHAPE_TIME,    20, 20 },
        { UB_LIT("rssIsAboutSimplicity"),                  UB_SHAPE_WORDS,   1, 20 },
        { UB_LIT("ASPTodayLogo.gif"),                      UB_SHAPE_WORDS,   1, 20 },
        { UB_LIT("Listen4Ever.pdf"),                       UB_SHAPE_WORDS,   1, 20 },
        { UB_LIT("1NewsInBrief.htmm"),                     UB_SHAPE_WORDS,   1, 20 },
        { UB_LIT("7AbCdEfGhIjK"),                          UB_SHAPE_OPAQUE, 60, 80 },
        { UB_LIT("4uazfoXQW9"),                            UB_SHAPE_OPAQUE, 50, 70 },
        { UB_LIT("christmasbook2002"),                     UB_SHAPE_WORDS,   1, 20 },
        { UB_LIT("hanson091102.asp"),                      UB_SHAPE_WORDS,   1, 30 },
        { UB_LIT("minutes-20241109"),                      UB_SHAPE_WORDS,   1, 40 },
        { UB_LIT("ns99992677"),                            UB_SHAPE_NUMBER,  24, 28 },
        { UB_LIT("msid-63909515"),                         UB_SHAPE_NUMBER,  24, 28 },
        { UB_LIT("17|306356|6644"),                        UB_SHAPE_NUMBER,  18, 22 },
        { UB_LIT("20211399"),                              UB_SHAPE_NUMBER,  20, 30 },
        { UB_LIT("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),  UB_SHAPE_UUID,    122, 122 },
        { UB_LIT("{6BA7B810-9DAD-11D1-80B4-00C04FD430C8}"), UB_SHAPE_UUID,   122, 122 },
        { UB_LIT("d41d8cd98f00b204e9800998ecf8427e"),      UB_SHAPE_HEX,     128, 128 },
        { UB_LIT("8f3c"),                                  UB_SHAPE_OPAQUE,  12, 21 },
        { UB_LIT("eyJhbGciOiJIUzI1NiJ9.eyJlIjoiYSJ9.c2ln"), UB_SHAPE_JWT,    100, 300 },
        { UB_LIT("anna@example.org"),                      UB_SHAPE_ADDRESS, 64, 64 },
        { UB_LIT("Inter:wght@400;700"),                    UB_SHAPE_WORDS,   1, 40 },
        { UB_LIT("logo@2x.png"),                           UB_SHAPE_WORDS,   1, 40 },
        { UB_LIT("https://news.example/"),                 UB_SHAPE_URL,     0, 0 },
        { UB_LIT("XkQ9vR2mZpL7wTnB"),                      UB_SHAPE_OPAQUE,  90, 100 },
        { UB_LIT("qzkfhwtrpl"),                            UB_SHAPE_OPAQUE,  40, 60 },
        { UB_LIT("aHR0cHM6Ly9iZWFjb24"),                   UB_SHAPE_OPAQUE,  100, 120 },
        { UB_LIT("aBcDeFgHiJ"),                            UB_SHAPE_OPAQUE,  50, 60 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_shape_info got = ub_shape_of(cases[i].token);
        if (got.shape != cases[i].shape || got.bits < cases[i].least || got.bits > cases[i].most)
            fail_msg("%.*s: %s with %u bits, want %s with %u to %u", UB_F(cases[i].token), ub_shape_name(got.shape), got.bits,
                     ub_shape_name(cases[i].shape), cases[i].least, cases[i].most);
    }
}

static void addresses_in_code_are_seen(void **state)
{
    static const struct { ub_str token; bool holds; } cases[] = {
        { UB_LIT("YW5uYS5saW5kcXZpc3RAcml2ZXJwb3N0LmV4YW1wbGU="), true },
        { UB_LIT("YW5uYS5saW5kcXZpc3RAcml2ZXJwb3N0LmV4YW1wbGU"), true },
        { UB_LIT("616e6e61407269766572706f73742e6578616d706c65"), true },
        { UB_LIT("382c616e6e61407269766572706f73742e6578616d706c652c33"), true },       /* "8,anna@riverpost.example,3" */
        { UB_LIT("82c616e6e61407269766572706f73742e6578616d706c652c33"), false },       /* the same from its second digit on */
        { UB_LIT("616e6e61407269766572706f73742e6578616d706c65.gif"), true },
        { UB_LIT("bm8gYWRkcmVzcyBhdCBhbGwsIG9ubHkgd29yZHM"), false },
        { UB_LIT("5e2b90c7d41f83a6b7e09c1d2f4a6b8c"), false }, { UB_LIT(""), false }, { UB_LIT("====") , false }, { UB_LIT(".gif"), false },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        if (ub_shape_holds_address(cases[i].token) != cases[i].holds) fail_msg("%.*s", UB_F(cases[i].token));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(tokens_have_shapes), cmocka_unit_test(addresses_in_code_are_seen) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
