/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of digital currencies, told by their checksums. */
#include "wallet.h"

#include "codec.h"

static const char bitcoin_digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
static const char ripple_digits[] = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/* ------------------------------------------------------------------------------------------------ base58 */

/* The bytes that `s` is in base 58, leading zeros as the first digit; 0 when it is none or more than `room`. */
static size_t base58(ub_str s, const char *digits, uint8_t *out, size_t room)
{
    size_t n = 0, zeros = 0;
    while (zeros < s.n && s.p[zeros] == digits[0]) zeros++;
    for (size_t i = 0; i < s.n; i++) {
        const char *at = s.p[i] ? strchr(digits, s.p[i]) : NULL;
        unsigned carry;
        if (!at) return 0;
        carry = (unsigned)(at - digits);
        for (size_t k = 0; k < n; k++) {                   /* out[0] is the lowest byte for now */
            carry += 58u * out[k];
            out[k] = (uint8_t)carry;
            carry >>= 8;
        }
        if (carry) {
            if (n == room) return 0;
            out[n++] = (uint8_t)carry;
        }
    }
    if (n + zeros > room) return 0;
    while (zeros--) out[n++] = 0;
    for (size_t i = 0; i < n / 2; i++) {
        uint8_t t = out[i];
        out[i] = out[n - 1 - i];
        out[n - 1 - i] = t;
    }
    return n;
}

/* Version bytes of addresses.  From each chain's parameters; P2PKH and P2SH. */
static const struct { uint8_t version[2]; uint8_t n; const char *chain; } versions[] = {
    { { 0x00 }, 1, "bitcoin" }, { { 0x05 }, 1, "bitcoin" }, { { 0x30 }, 1, "litecoin" }, { { 0x32 }, 1, "litecoin" },
    { { 0x4C }, 1, "dash" }, { { 0x10 }, 1, "dash" }, { { 0x1E }, 1, "dogecoin" }, { { 0x16 }, 1, "dogecoin" },
    { { 0x26 }, 1, "bitcoin-gold" }, { { 0x17 }, 1, "bitcoin-gold" }, { { 0x21 }, 1, "verge" }, { { 0x41 }, 1, "tron" },
    { { 0x1C, 0xB8 }, 2, "zcash" }, { { 0x1C, 0xBD }, 2, "zcash" },
};

static bool double_sha_holds(const uint8_t *p, size_t n)
{
    uint8_t first[32], second[32];
    return ub_digest(UB_SHA256, ub_str_of((const char *)p, n - 4), first, NULL) == UB_OK
        && ub_digest(UB_SHA256, ub_str_of((const char *)first, 32), second, NULL) == UB_OK && memcmp(second, p + n - 4, 4) == 0;
}

static ub_status parse_base58(ub_str s, ub_wallet *w, ub_err *err)
{
    uint8_t b[64];
    size_t n = base58(s, bitcoin_digits, b, sizeof b);
    if (n == 25 || n == 26)
        for (size_t i = 0; i < UB_COUNT(versions); i++) {
            if (n != 24u + versions[i].n || memcmp(b, versions[i].version, versions[i].n) != 0) continue;
            if (!double_sha_holds(b, n)) return ub_fail(err, UB_SYNTAX, "the checksum of the address does not hold", 0);
            *w = (ub_wallet){ UB_WALLET_BASE58, versions[i].chain, true };
            return UB_OK;
        }
    n = base58(s, ripple_digits, b, sizeof b);
    if (n == 25 && b[0] == 0 && s.p[0] == 'r' && double_sha_holds(b, n)) {
        *w = (ub_wallet){ UB_WALLET_RIPPLE, "xrp", true };
        return UB_OK;
    }
    return UB_ABSENT;
}

/* ------------------------------------------------------------------------------------------------ Monero */

/* Blocks of 8 bytes as 11 digits, a rest of 5 bytes as 7; 69 bytes are 8 blocks and such a rest, 77 end in a block of 5 too. */
static size_t monero_bytes(ub_str s, uint8_t *out)
{
    static const uint8_t size_of[12] = { 0, 0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8 };
    size_t n = 0;
    while (s.n) {
        size_t take = s.n < 11 ? s.n : 11, size = size_of[take];
        uint64_t v = 0;
        if (!size) return 0;
        for (size_t i = 0; i < take; i++) {
            const char *at = s.p[i] ? strchr(bitcoin_digits, s.p[i]) : NULL;
            if (!at || __builtin_mul_overflow(v, 58u, &v) || __builtin_add_overflow(v, (uint64_t)(at - bitcoin_digits), &v)) return 0;
        }
        if (size < 8 && v >> 8 * size) return 0;
        for (size_t i = size; i--; v >>= 8) out[n + i] = (uint8_t)v;
        n += size;
        s = ub_str_from(s, take);
    }
    return n;
}

static ub_status parse_monero(ub_str s, ub_wallet *w, ub_err *err)
{
    uint8_t b[UB_WALLET_MAX], sum[32];
    size_t n;
    if (s.n != 95 && s.n != 106) return UB_ABSENT;
    n = monero_bytes(s, b);
    if (n != 69 && n != 77) return UB_ABSENT;
    if (b[0] != 18 && b[0] != 42 && b[0] != 19) return UB_ABSENT;      /* standard, subaddress, integrated */
    if ((b[0] == 19) != (n == 77)) return UB_ABSENT;
    ub_keccak256(ub_str_of((const char *)b, n - 4), sum);
    if (memcmp(sum, b + n - 4, 4) != 0) return ub_fail(err, UB_SYNTAX, "the checksum of the address does not hold", 0);
    *w = (ub_wallet){ UB_WALLET_MONERO, "monero", true };
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ Bech32, CashAddr */

static const char bech32_digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static int bech32_digit(char c)
{
    const char *at = c ? strchr(bech32_digits, (int)ub_lower((unsigned char)c)) : NULL;
    return at ? (int)(at - bech32_digits) : -1;
}

static bool mixed_case(ub_str s)
{
    bool upper = false, lower = false;
    for (size_t i = 0; i < s.n; i++) {
        upper |= s.p[i] >= 'A' && s.p[i] <= 'Z';
        lower |= s.p[i] >= 'a' && s.p[i] <= 'z';
    }
    return upper && lower;
}

static uint32_t bech32_step(uint32_t c, unsigned value)
{
    static const uint32_t generator[5] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
    uint32_t top = c >> 25;
    c = (c & 0x1ffffff) << 5 ^ value;
    for (int i = 0; i < 5; i++) c ^= top >> i & 1 ? generator[i] : 0;
    return c;
}

/* Human-readable parts. */
static const struct { ub_str prefix; const char *chain; bool segwit; } humans[] = {
    { UB_LIT("bc"), "bitcoin", true }, { UB_LIT("ltc"), "litecoin", true }, { UB_LIT("btg"), "bitcoin-gold", true },
    { UB_LIT("zs"), "zcash", false },
};

/* A SegWit program of so many groups of 5 bits: 2 to 40 bytes, 20 or 32 in version 0, the padding zero. */
static bool segwit_program(ub_str data, unsigned version)
{
    size_t bits = data.n * 5, bytes = bits / 8;
    unsigned pad = (unsigned)(bits % 8);
    if (version > 16 || bytes < 2 || bytes > 40 || pad > 4 || (version == 0 && bytes != 20 && bytes != 32)) return false;
    return (bech32_digit(data.p[data.n - 1]) & ((1 << pad) - 1)) == 0;
}

static ub_status parse_bech32(ub_str s, ub_wallet *w, ub_err *err)
{
    ub_str data;
    uint32_t c = 1;
    size_t i, one = s.n;
    while (one && s.p[one - 1] != '1') one--;
    if (one < 2 || s.n > 90 || s.n - one < 7) return UB_ABSENT;
    for (i = 0; i < UB_COUNT(humans) && !ub_str_eq_nocase(humans[i].prefix, ub_str_to(s, one - 1)); i++) continue;
    if (i == UB_COUNT(humans) || mixed_case(s)) return UB_ABSENT;
    for (size_t k = 0; k < one - 1; k++) c = bech32_step(c, ub_lower((unsigned char)s.p[k]) >> 5);
    c = bech32_step(c, 0);
    for (size_t k = 0; k < one - 1; k++) c = bech32_step(c, ub_lower((unsigned char)s.p[k]) & 31);
    for (size_t k = one; k < s.n; k++) {
        int v = bech32_digit(s.p[k]);
        if (v < 0) return UB_ABSENT;
        c = bech32_step(c, (unsigned)v);
    }
    data = ub_str_to(ub_str_from(s, one), s.n - one - 6);
    if (humans[i].segwit) {
        unsigned version = data.n ? (unsigned)bech32_digit(data.p[0]) : 99;
        if (c != (version ? 0x2bc830a3u : 1u) || !segwit_program(ub_str_from(data, 1), version))
            return ub_fail(err, UB_SYNTAX, "the checksum of the address does not hold", 0);
        *w = (ub_wallet){ version ? UB_WALLET_BECH32M : UB_WALLET_BECH32, humans[i].chain, true };
        return UB_OK;
    }
    if (c != 1) return ub_fail(err, UB_SYNTAX, "the checksum of the address does not hold", 0);
    *w = (ub_wallet){ UB_WALLET_BECH32, humans[i].chain, true };
    return UB_OK;
}

static uint64_t cash_step(uint64_t c, unsigned value)
{
    static const uint64_t generator[5] = { 0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470 };
    unsigned top = (unsigned)(c >> 35);
    c = (c & 0x07ffffffff) << 5 ^ value;
    for (int i = 0; i < 5; i++) c ^= top >> i & 1 ? generator[i] : 0;
    return c;
}

/* With or without "bitcoincash:"; 42 letters behind it for the 160 bits that are in use. */
static ub_status parse_cashaddr(ub_str s, ub_wallet *w, ub_err *err)
{
    static const ub_str prefix = UB_LIT("bitcoincash");
    uint64_t c = 1;
    bool named = ub_str_starts_nocase(s, prefix) && s.n > prefix.n && s.p[prefix.n] == ':';
    if (mixed_case(s)) return UB_ABSENT;
    if (named) s = ub_str_from(s, prefix.n + 1);
    if (s.n != 42 || (ub_lower((unsigned char)s.p[0]) != 'q' && ub_lower((unsigned char)s.p[0]) != 'p')) return UB_ABSENT;
    for (size_t i = 0; i < prefix.n; i++) c = cash_step(c, prefix.p[i] & 31);
    c = cash_step(c, 0);
    for (size_t i = 0; i < s.n; i++) {
        int v = bech32_digit(s.p[i]);
        if (v < 0) return UB_ABSENT;
        c = cash_step(c, (unsigned)v);
    }
    if (c != 1) return named ? ub_fail(err, UB_SYNTAX, "the checksum of the address does not hold", 0) : UB_ABSENT;
    *w = (ub_wallet){ UB_WALLET_CASHADDR, "bitcoin-cash", true };
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ EIP-55 */

static ub_status parse_hex(ub_str s, ub_wallet *w, ub_err *err)
{
    char lower[40];
    uint8_t hash[32];
    if (s.n != 42 || s.p[0] != '0' || (s.p[1] != 'x' && s.p[1] != 'X')) return UB_ABSENT;
    s = ub_str_from(s, 2);
    for (size_t i = 0; i < 40; i++) {
        if (ub_hex((unsigned char)s.p[i]) < 0) return UB_ABSENT;
        lower[i] = (char)ub_lower((unsigned char)s.p[i]);
    }
    *w = (ub_wallet){ UB_WALLET_HEX, "ethereum", false };
    if (!mixed_case(s)) return UB_OK;
    ub_keccak256(ub_str_of(lower, 40), hash);
    for (size_t i = 0; i < 40; i++) {
        bool upper = (hash[i / 2] >> (i % 2 ? 0 : 4) & 8) != 0;
        if (ub_is_alpha((unsigned char)lower[i]) && upper != (s.p[i] <= 'F'))
            return ub_fail(err, UB_SYNTAX, "the mixed case of the address does not hold", 0);
    }
    w->checked = true;
    return UB_OK;
}

ub_status ub_wallet_parse(ub_str text, ub_wallet *w, ub_err *err)
{
    static ub_status (*const forms[])(ub_str, ub_wallet *, ub_err *) = {
        parse_hex, parse_bech32, parse_cashaddr, parse_monero, parse_base58,
    };
    *w = (ub_wallet){ 0 };
    if (text.n < 25 || text.n > UB_WALLET_MAX) return UB_ABSENT;
    for (size_t i = 0; i < UB_COUNT(forms); i++) {
        ub_status s = forms[i](text, w, err);
        if (s != UB_ABSENT) return s;
    }
    return UB_ABSENT;
}
