/* SPDX-License-Identifier: Apache-2.0 */
/* Keccak-256 with the padding of 2011, which OpenSSL 3.0 does not have.  Source: FIPS 202, section 3; the Keccak submission. */
#include "wallet.h"

static uint64_t rol(uint64_t x, unsigned n) { return n ? x << n | x >> (64 - n) : x; }

/* Round constants of iota are the output of an 8-bit LFSR, x^8 + x^6 + x^5 + x^4 + 1.  FIPS 202, algorithm 5 */
static uint64_t round_constant(unsigned *lfsr)
{
    uint64_t c = 0;
    for (unsigned j = 0; j <= 6; j++) {
        if (*lfsr & 1) c |= UINT64_C(1) << ((1u << j) - 1);
        *lfsr = *lfsr << 1 ^ (*lfsr & 0x80 ? 0x171 : 0);
    }
    return c;
}

static void permute(uint64_t a[25])
{
    unsigned lfsr = 1;
    for (int round = 0; round < 24; round++) {
        uint64_t c[5], current;
        unsigned x = 1, y = 0;
        for (int i = 0; i < 5; i++) c[i] = a[i] ^ a[i + 5] ^ a[i + 10] ^ a[i + 15] ^ a[i + 20];
        for (int i = 0; i < 25; i++) a[i] ^= c[(i + 4) % 5] ^ rol(c[(i + 1) % 5], 1);
        current = a[1];
        for (unsigned t = 0; t < 24; t++) {                /* rho and pi */
            unsigned next = (2 * x + 3 * y) % 5;
            uint64_t moved;
            x = y;
            y = next;
            moved = a[x + 5 * y];
            a[x + 5 * y] = rol(current, (t + 1) * (t + 2) / 2 % 64);
            current = moved;
        }
        for (int row = 0; row < 25; row += 5) {            /* chi */
            for (int i = 0; i < 5; i++) c[i] = a[row + i];
            for (int i = 0; i < 5; i++) a[row + i] = c[i] ^ (~c[(i + 1) % 5] & c[(i + 2) % 5]);
        }
        a[0] ^= round_constant(&lfsr);
    }
}

void ub_keccak256(ub_str in, uint8_t out[32])
{
    enum { RATE = 136 };
    uint64_t a[25] = { 0 };
    size_t at = 0;
    for (size_t i = 0; i <= in.n; i++) {
        unsigned byte = i < in.n ? ub_str_at(in, i) : 0x01;
        a[at / 8] ^= (uint64_t)byte << 8 * (at % 8);
        if (i < in.n && ++at == RATE) permute(a), at = 0;
    }
    a[RATE / 8 - 1] ^= UINT64_C(0x80) << 56;
    permute(a);
    for (int i = 0; i < 32; i++) out[i] = (uint8_t)(a[i / 8] >> 8 * (i % 8));
}
