/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests of many short texts at once: sixteen (of 64-bit words eight) side by side in the compiler's own vectors.
 *
 * Comparing one token with the digests of a message's addresses takes some hundred digests of a block or two each.  Through a
 * library that allocates and looks its algorithm up by name each of them costs more than the message's markup; side by side
 * they cost next to nothing.  The texts are no secrets, and nothing here is made to keep any.
 * RFC 1321, FIPS 180-4.
 */
#include "codec.h"

enum { LANES = 16, LANES_64 = 8 };
typedef uint32_t v32 __attribute__((vector_size(4 * LANES)));
typedef uint64_t v64 __attribute__((vector_size(8 * LANES_64)));

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define WIDER 1      /* the same text compiled for wider registers, chosen at run time */
#endif

#define INLINE static inline __attribute__((always_inline))

#define ROTL(x, n) ((x) << (n) | (x) >> (8 * sizeof((x)[0]) - (n)))
#define ROTR(x, n) ((x) >> (n) | (x) << (8 * sizeof((x)[0]) - (n)))

/* ------------------------------------------------------------------------------------------------ constants */

static const uint32_t md5_start[8] = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476 };
static const uint32_t sha1_start[8] = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0 };
static const uint32_t sha224_start[8] = {
    0xC1059ED8, 0x367CD507, 0x3070DD17, 0xF70E5939, 0xFFC00B31, 0x68581511, 0x64F98FA7, 0xBEFA4FA4,
};
static const uint32_t sha256_start[8] = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
};
static const uint64_t sha384_start[8] = {
    0xCBBB9D5DC1059ED8, 0x629A292A367CD507, 0x9159015A3070DD17, 0x152FECD8F70E5939,
    0x67332667FFC00B31, 0x8EB44A8768581511, 0xDB0C2E0D64F98FA7, 0x47B5481DBEFA4FA4,
};
static const uint64_t sha512_start[8] = {
    0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
    0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
};

/* floor(2^32 * abs(sin(i + 1))) */
static const uint32_t md5_k[64] = {
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
};
static const uint8_t md5_turn[4][4] = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } };

/* The first 64 bits of the fractions of the cube roots of the first 80 primes; SHA-256 takes the upper halves of the first 64. */
static const uint64_t sha2_k[80] = {
    0x428A2F98D728AE22, 0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0xE9B5DBA58189DBBC,
    0x3956C25BF348B538, 0x59F111F1B605D019, 0x923F82A4AF194F9B, 0xAB1C5ED5DA6D8118,
    0xD807AA98A3030242, 0x12835B0145706FBE, 0x243185BE4EE4B28C, 0x550C7DC3D5FFB4E2,
    0x72BE5D74F27B896F, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235, 0xC19BF174CF692694,
    0xE49B69C19EF14AD2, 0xEFBE4786384F25E3, 0x0FC19DC68B8CD5B5, 0x240CA1CC77AC9C65,
    0x2DE92C6F592B0275, 0x4A7484AA6EA6E483, 0x5CB0A9DCBD41FBD4, 0x76F988DA831153B5,
    0x983E5152EE66DFAB, 0xA831C66D2DB43210, 0xB00327C898FB213F, 0xBF597FC7BEEF0EE4,
    0xC6E00BF33DA88FC2, 0xD5A79147930AA725, 0x06CA6351E003826F, 0x142929670A0E6E70,
    0x27B70A8546D22FFC, 0x2E1B21385C26C926, 0x4D2C6DFC5AC42AED, 0x53380D139D95B3DF,
    0x650A73548BAF63DE, 0x766A0ABB3C77B2A8, 0x81C2C92E47EDAEE6, 0x92722C851482353B,
    0xA2BFE8A14CF10364, 0xA81A664BBC423001, 0xC24B8B70D0F89791, 0xC76C51A30654BE30,
    0xD192E819D6EF5218, 0xD69906245565A910, 0xF40E35855771202A, 0x106AA07032BBD1B8,
    0x19A4C116B8D2D0C8, 0x1E376C085141AB53, 0x2748774CDF8EEB99, 0x34B0BCB5E19B48A8,
    0x391C0CB3C5C95A63, 0x4ED8AA4AE3418ACB, 0x5B9CCA4F7763E373, 0x682E6FF3D6B2B8A3,
    0x748F82EE5DEFB2FC, 0x78A5636F43172F60, 0x84C87814A1F0AB72, 0x8CC702081A6439EC,
    0x90BEFFFA23631E28, 0xA4506CEBDE82BDE9, 0xBEF9A3F7B2C67915, 0xC67178F2E372532B,
    0xCA273ECEEA26619C, 0xD186B8C721C0C207, 0xEADA7DD6CDE0EB1E, 0xF57D4F7FEE6ED178,
    0x06F067AA72176FBA, 0x0A637DC5A2C898A6, 0x113F9804BEF90DAE, 0x1B710B35131C471B,
    0x28DB77F523047D84, 0x32CAAB7B40C72493, 0x3C9EBE0A15C9BEBC, 0x431D67C49C100D4C,
    0x4CC5D4BECB3E42B6, 0x597F299CFC657E2A, 0x5FCB6FAB3AD6FAEC, 0x6C44198C4A475817,
};

/* ------------------------------------------------------------------------------------------------ one block of each lane */

INLINE void md5_block(v32 h[8], const v32 w[16])
{
    v32 a = h[0], b = h[1], c = h[2], d = h[3];
#pragma GCC unroll 64
    for (unsigned i = 0; i < 64; i++) {
        unsigned turn = md5_turn[i / 16][i % 4];
        unsigned at = i < 16 ? i : i < 32 ? (5 * i + 1) % 16 : i < 48 ? (3 * i + 5) % 16 : 7 * i % 16;
        v32 f = i < 16 ? d ^ (b & (c ^ d)) : i < 32 ? c ^ (d & (b ^ c)) : i < 48 ? b ^ c ^ d : c ^ (b | ~d);
        v32 t = a + f + w[at] + md5_k[i];
        a = d, d = c, c = b;
        b = b + ROTL(t, turn);
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d;
}

INLINE void sha1_block(v32 h[8], v32 w[16])
{
    static const uint32_t k[4] = { 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6 };
    v32 a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
#pragma GCC unroll 80
    for (unsigned i = 0; i < 80; i++) {
        v32 t = w[i % 16];
        if (i >= 16) {
            t ^= w[(i + 13) % 16] ^ w[(i + 8) % 16] ^ w[(i + 2) % 16];
            t = w[i % 16] = ROTL(t, 1);
        }
        v32 f = i < 20 ? d ^ (b & (c ^ d)) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (d & (b | c));
        t += ROTL(a, 5) + f + e + k[i / 20];
        e = d, d = c, c = ROTL(b, 30), b = a, a = t;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

/* SHA-256 and SHA-512 are one text with other turns: FIPS 180-4 4.1.2, 4.1.3, 6.2.2, 6.4.2. */
#define SHA2_BLOCK(NAME, V, ROUNDS, K, S0, S1, T0, T1)                                                                    \
    INLINE void NAME(V h[8], V w[16])                                                                                     \
    {                                                                                                                     \
        V s[8];                                                                                                           \
        memcpy(s, h, sizeof s);                                                                                           \
        for (unsigned j = 0; j < ROUNDS; j += 16) {                                                                       \
            _Pragma("GCC unroll 16")                                                                                      \
            for (unsigned i = 0; i < 16; i++) {                                                                           \
                V x = w[(i + 1) % 16], y = w[(i + 14) % 16], t, u;                                                        \
                if (j) w[i] += (T0) + w[(i + 9) % 16] + (T1);                                                             \
                x = s[4], y = s[0];                                                                                       \
                t = s[7] + (S1) + (s[6] ^ (s[4] & (s[5] ^ s[6]))) + (K) + w[i];                                           \
                u = (S0) + ((s[0] & s[1]) | (s[2] & (s[0] | s[1])));                                                      \
                s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = s[3] + t, s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = t + u; \
            }                                                                                                             \
        }                                                                                                                 \
        for (unsigned i = 0; i < 8; i++) h[i] += s[i];                                                                    \
    }
SHA2_BLOCK(sha256_block, v32, 64, (uint32_t)(sha2_k[j + i] >> 32),
           ROTR(y, 2) ^ ROTR(y, 13) ^ ROTR(y, 22), ROTR(x, 6) ^ ROTR(x, 11) ^ ROTR(x, 25),
           ROTR(x, 7) ^ ROTR(x, 18) ^ x >> 3, ROTR(y, 17) ^ ROTR(y, 19) ^ y >> 10)
SHA2_BLOCK(sha512_block, v64, 80, sha2_k[j + i],
           ROTR(y, 28) ^ ROTR(y, 34) ^ ROTR(y, 39), ROTR(x, 14) ^ ROTR(x, 18) ^ ROTR(x, 41),
           ROTR(x, 1) ^ ROTR(x, 8) ^ x >> 7, ROTR(y, 19) ^ ROTR(y, 61) ^ y >> 6)

/* ------------------------------------------------------------------------------------------------ sixteen texts */

/* Block `number` of a text with its padding: a one bit, zeros, and in the last bytes the length in bits. */
INLINE const char *block_of(ub_str in, size_t number, size_t size, bool little, char pad[128])
{
    size_t at = number * size, left = at < in.n ? in.n - at : 0, tail = size / 8;
    uint64_t bits = (uint64_t)in.n << 3;
    if (left >= size) return in.p + at;
    memset(pad, 0, size);
    if (left) memcpy(pad, in.p + at, left);
    if (at <= in.n) pad[left] = (char)0x80;
    if (little != (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)) bits = __builtin_bswap64(bits);
    if (at + size >= in.n + 1 + tail) memcpy(pad + size - 8, &bits, 8);
    return pad;
}

static size_t blocks_of(size_t n, size_t size) { return (n + 1 + size / 8 + size - 1) / size; }

INLINE uint32_t order32(uint32_t x, bool little)
{
    return little == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) ? x : __builtin_bswap32(x);
}
INLINE uint64_t order64(uint64_t x) { return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(x) : x; }

INLINE void some32(ub_digest_kind kind, const ub_str in[LANES], uint8_t out[LANES][UB_DIGEST_MAX])
{
    const uint32_t *start = kind == UB_MD5 ? md5_start : kind == UB_SHA1 ? sha1_start : kind == UB_SHA224 ? sha224_start : sha256_start;
    const bool little = kind == UB_MD5;
    size_t blocks[LANES], most = 0, size = ub_digest_size(kind);
    v32 h[8];
    for (int i = 0; i < 8; i++) h[i] = start[i] - (v32){ 0 };
    for (int l = 0; l < LANES; l++) {
        blocks[l] = blocks_of(in[l].n, 64);
        if (blocks[l] > most) most = blocks[l];
    }
    for (size_t b = 0; b < most; b++) {
        v32 w[16], old[8], on;
        uint32_t words[16][LANES];
        for (int l = 0; l < LANES; l++) {
            char pad[128];
            const char *p = block_of(in[l], b, 64, little, pad);
            for (int i = 0; i < 16; i++) {
                uint32_t x;
                memcpy(&x, p + 4 * i, 4);
                words[i][l] = order32(x, little);
            }
            on[l] = b < blocks[l] ? UINT32_MAX : 0;
        }
        memcpy(w, words, sizeof w);
        memcpy(old, h, sizeof old);
        if (kind == UB_MD5) md5_block(h, w);
        else if (kind == UB_SHA1) sha1_block(h, w);
        else sha256_block(h, w);
        for (int i = 0; i < 8; i++) h[i] = (h[i] & on) | (old[i] & ~on);
    }
    for (int l = 0; l < LANES; l++)
        for (size_t i = 0; i < size / 4; i++) {
            uint32_t x = order32(h[i][l], little);
            memcpy(&out[l][4 * i], &x, 4);
        }
}

INLINE void some64(ub_digest_kind kind, const ub_str in[LANES_64], uint8_t out[LANES_64][UB_DIGEST_MAX])
{
    const uint64_t *start = kind == UB_SHA384 ? sha384_start : sha512_start;
    size_t blocks[LANES_64], most = 0, size = ub_digest_size(kind);
    v64 h[8];
    for (int i = 0; i < 8; i++) h[i] = start[i] - (v64){ 0 };
    for (int l = 0; l < LANES_64; l++) {
        blocks[l] = blocks_of(in[l].n, 128);
        if (blocks[l] > most) most = blocks[l];
    }
    for (size_t b = 0; b < most; b++) {
        v64 w[16], old[8], on;
        uint64_t words[16][LANES_64];
        for (int l = 0; l < LANES_64; l++) {
            char pad[128];
            const char *p = block_of(in[l], b, 128, false, pad);
            for (int i = 0; i < 16; i++) {
                uint64_t x;
                memcpy(&x, p + 8 * i, 8);
                words[i][l] = order64(x);
            }
            on[l] = b < blocks[l] ? UINT64_MAX : 0;
        }
        memcpy(w, words, sizeof w);
        memcpy(old, h, sizeof old);
        sha512_block(h, w);
        for (int i = 0; i < 8; i++) h[i] = (h[i] & on) | (old[i] & ~on);
    }
    for (int l = 0; l < LANES_64; l++)
        for (size_t i = 0; i < size / 8; i++) {
            uint64_t x = order64(h[i][l]);
            memcpy(&out[l][8 * i], &x, 8);
        }
}

INLINE void some(ub_digest_kind kind, const ub_str in[LANES], uint8_t out[LANES][UB_DIGEST_MAX])
{
    switch (kind) {
    case UB_MD5: some32(UB_MD5, in, out); break;
    case UB_SHA1: some32(UB_SHA1, in, out); break;
    case UB_SHA224: case UB_SHA256: some32(kind, in, out); break;
    default: some64(kind, in, out);      /* half as many */
    }
}

typedef void some_fn(ub_digest_kind kind, const ub_str in[LANES], uint8_t out[LANES][UB_DIGEST_MAX]);

static void some_plain(ub_digest_kind kind, const ub_str in[LANES], uint8_t out[LANES][UB_DIGEST_MAX]) { some(kind, in, out); }

#ifdef WIDER
__attribute__((target("avx2")))
static void some_avx2(ub_digest_kind kind, const ub_str in[LANES], uint8_t out[LANES][UB_DIGEST_MAX]) { some(kind, in, out); }

__attribute__((target("avx2,avx512f,avx512vl,prefer-vector-width=512")))
static void some_avx512(ub_digest_kind kind, const ub_str in[LANES], uint8_t out[LANES][UB_DIGEST_MAX]) { some(kind, in, out); }
#endif

static some_fn *choose(void)
{
#ifdef WIDER
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return some_avx512;
    if (__builtin_cpu_supports("avx2")) return some_avx2;
#endif
    return some_plain;
}

void ub_digest_many(ub_digest_kind kind, const ub_str *in, size_t n, uint8_t (*out)[UB_DIGEST_MAX])
{
    const size_t lanes = kind >= UB_SHA384 ? LANES_64 : LANES;
    some_fn *f = choose();
    for (; n >= lanes; n -= lanes, in += lanes, out += lanes) f(kind, in, out);
    if (n) {
        ub_str rest[LANES];
        uint8_t sums[LANES][UB_DIGEST_MAX];
        for (size_t i = 0; i < LANES; i++) rest[i] = i < n ? in[i] : (ub_str){ NULL, 0 };
        f(kind, rest, sums);
        memcpy(out, sums, n * sizeof *out);
    }
}
