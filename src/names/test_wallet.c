/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wallet addresses and their checksums.  Vectors: BIP 173, BIP 350, EIP-55, the CashAddr specification, addresses that the
 * chains' own documents show; the rest is those that OFAC listed.
 */
#include "wallet.h"
#include "support.h"

static ub_str of(const char *s) { return ub_str_of(s, strlen(s)); }

static void addresses_are_told_by_their_checksums(void **state)
{
    static const struct { const char *text; ub_wallet_kind kind; const char *chain; bool checked; } cases[] = {
        /* BIP 173 and BIP 350, "valid segwit addresses" */
        { "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", UB_WALLET_BECH32, "bitcoin", true },
        { "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", UB_WALLET_BECH32M, "bitcoin", true },
        { "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", UB_WALLET_BECH32M, "bitcoin", true },
        /* the first block's, and BIP 13's form */
        { "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", UB_WALLET_BASE58, "bitcoin", true },
        { "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", UB_WALLET_BASE58, "bitcoin", true },
        /* EIP-55, "test cases": mixed, all capitals, all lower */
        { "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", UB_WALLET_HEX, "ethereum", true },
        { "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", UB_WALLET_HEX, "ethereum", true },
        { "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", UB_WALLET_HEX, "ethereum", true },
        { "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", UB_WALLET_HEX, "ethereum", true },
        { "0x52908400098527886E0F7030069857D2E4169EE7", UB_WALLET_HEX, "ethereum", false },
        { "0xde709f2102306220921060314715629080e2fb77", UB_WALLET_HEX, "ethereum", false },
        /* CashAddr, "examples of address translation" */
        { "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", UB_WALLET_CASHADDR, "bitcoin-cash", true },
        { "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", UB_WALLET_CASHADDR, "bitcoin-cash", true },
        { "ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq", UB_WALLET_CASHADDR, "bitcoin-cash", true },
        /* the contract of USDT on Tron; XRP's first account and its account zero; Monero's general fund, old and new */
        { "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", UB_WALLET_BASE58, "tron", true },
        { "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", UB_WALLET_RIPPLE, "xrp", true },
        { "rrrrrrrrrrrrrrrrrrrrrhoLvTp", UB_WALLET_RIPPLE, "xrp", true },
        { "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", UB_WALLET_MONERO, "monero", true },
        { "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H", UB_WALLET_MONERO, "monero", true },
        /* as OFAC listed them */
        { "LaizKtS5DUhPuP1nTQcc83MS7HwK6vk85z", UB_WALLET_BASE58, "litecoin", true },
        { "t1WSKwCDL1QYRRUrCCknEs5tDLhtGVYu9KM", UB_WALLET_BASE58, "zcash", true },
        { "0x8576acc5c05d6ce88f4e49bf65bdf0c62f91353c", UB_WALLET_HEX, "ethereum", false },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_wallet w;
        ub_err err = { 0 };
        ub_status s = ub_wallet_parse(of(cases[i].text), &w, &err);
        if (s != UB_OK) fail_msg("%s: %s, %s", cases[i].text, ub_status_name(s), err.what);
        assert_int_equal(w.kind, cases[i].kind);
        assert_string_equal(w.chain, cases[i].chain);
        assert_int_equal(w.checked, cases[i].checked);
    }
}

static void a_wrong_checksum_is_no_address(void **state)
{
    static const struct { const char *text; ub_status want; } cases[] = {
        { "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", UB_SYNTAX },                       /* BIP 173: checksum */
        { "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2", UB_SYNTAX },                       /* version 3 with Bech32 */
        { "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", UB_SYNTAX },                             /* length of the program */
        { "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", UB_SYNTAX },   /* BIP 350: Bech32 for version 1 */
        { "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", UB_ABSENT },   /* a letter that is no digit */
        { "bc1qw508d6qejxtdg4y5r3zarvary0c5XW7KV8F3T4", UB_ABSENT },                       /* mixed case */
        { "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", UB_ABSENT },                       /* a test network */
        { "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", UB_SYNTAX },
        { "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", UB_SYNTAX },
        { "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg", UB_ABSENT },
        { "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6q", UB_SYNTAX },
        { "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3B", UB_SYNTAX },
        { "antidisestablishmentarianism", UB_ABSENT }, { "", UB_ABSENT }, { "d41d8cd98f00b204e9800998ecf8427e", UB_ABSENT },
        { "Wuhan Xiaoruizhi Science and Technology", UB_ABSENT },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_wallet w;
        ub_status s = ub_wallet_parse(of(cases[i].text), &w, NULL);
        if (s != cases[i].want) fail_msg("%s: %s", cases[i].text, ub_status_name(s));
    }
}

/* Whatever letter is exchanged for another digit of the same form, the checksum notices. */
static void every_exchanged_letter_is_noticed(void **state)
{
    static const struct { const char *text, *digits; size_t from; } cases[] = {
        { "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 1 },
        { "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "qpzry9x8gf2tvdw0s3jn54khce6mua7l", 4 },
        { "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "qpzry9x8gf2tvdw0s3jn54khce6mua7l", 1 },
        { "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
          "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 2 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++)
        for (size_t at = cases[i].from; cases[i].text[at]; at++)
            for (const char *d = cases[i].digits; *d; d++) {
                char text[UB_WALLET_MAX + 1];
                ub_wallet w;
                if (*d == cases[i].text[at]) continue;
                strcpy(text, cases[i].text);
                text[at] = *d;
                if (ub_wallet_parse(of(text), &w, NULL) == UB_OK) fail_msg("%s is an address", text);
            }
}

static void keccak_gives_the_digests_of_its_submission(void **state)
{
    static const uint8_t empty[32] = { 0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d, 0xb2, 0xdc, 0xc7, 0x03, 0xc0,
                                       0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82, 0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70 };
    static const uint8_t abc[32] = { 0x4e, 0x03, 0x65, 0x7a, 0xea, 0x45, 0xa9, 0x4f, 0xc7, 0xd4, 0x7b, 0xa8, 0x26, 0xc8, 0xd6, 0x67,
                                     0xc0, 0xd1, 0xe6, 0xe3, 0x3a, 0x64, 0xa0, 0x36, 0xec, 0x44, 0xf5, 0x8f, 0xa1, 0x2d, 0x6c, 0x45 };
    uint8_t out[32];
    (void)state;
    ub_keccak256(UB_S(""), out);
    assert_memory_equal(out, empty, 32);
    ub_keccak256(UB_S("abc"), out);
    assert_memory_equal(out, abc, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_told_by_their_checksums), cmocka_unit_test(a_wrong_checksum_is_no_address),
        cmocka_unit_test(every_exchanged_letter_is_noticed), cmocka_unit_test(keccak_gives_the_digests_of_its_submission),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
