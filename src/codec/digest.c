/* SPDX-License-Identifier: Apache-2.0 */
/* Digests through OpenSSL's EVP; CRC-32 and hexadecimal of our own. */
#include "codec.h"

#include <openssl/evp.h>

/* FIPS 180-4, RFC 1321; in the order of ub_digest_kind. */
static const struct digest { const char *name, *evp; uint8_t size; } digests[] = {
    [UB_MD5]    = { "md5",    "MD5",     16 }, [UB_SHA1]   = { "sha1",   "SHA1",    20 },
    [UB_SHA224] = { "sha224", "SHA224",  28 }, [UB_SHA256] = { "sha256", "SHA256",  32 },
    [UB_SHA384] = { "sha384", "SHA384",  48 }, [UB_SHA512] = { "sha512", "SHA512",  64 },
};

size_t ub_digest_size(ub_digest_kind kind) { return digests[kind].size; }
const char *ub_digest_name(ub_digest_kind kind) { return digests[kind].name; }

ub_status ub_hasher_open(ub_hasher *h, ub_digest_kind kind, ub_err *err)
{
    const EVP_MD *md = EVP_get_digestbyname(digests[kind].evp);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!ctx) return ub_fail(err, UB_NOMEM, "no memory for a digest", 0);
    if (!md || EVP_DigestInit_ex(ctx, md, NULL) != 1) {
        EVP_MD_CTX_free(ctx);
        return ub_fail(err, UB_ABSENT, "the cryptographic library refuses this digest", 0);
    }
    *h = (ub_hasher){ ctx, kind };
    return UB_OK;
}

ub_status ub_hasher_add(ub_hasher *h, ub_str in, ub_err *err)
{
    if (in.n && EVP_DigestUpdate(h->ctx, in.p, in.n) != 1) return ub_fail(err, UB_NOMEM, "digest failed", 0);
    return UB_OK;
}

ub_status ub_hasher_finish(ub_hasher *h, void *out, ub_err *err)
{
    if (EVP_DigestFinal_ex(h->ctx, out, NULL) != 1 || EVP_DigestInit_ex(h->ctx, NULL, NULL) != 1)
        return ub_fail(err, UB_NOMEM, "digest failed", 0);
    return UB_OK;
}

void ub_hasher_close(ub_hasher *h)
{
    if (!h || !h->ctx) return;
    EVP_MD_CTX_free(h->ctx);
    h->ctx = NULL;
}

ub_status ub_digest(ub_digest_kind kind, ub_str in, void *out, ub_err *err)
{
    UB_CLEANUP(ub_hasher_close) ub_hasher h = { 0 };
    ub_status s = ub_hasher_open(&h, kind, err);
    if (s == UB_OK) s = ub_hasher_add(&h, in, err);
    if (s == UB_OK) s = ub_hasher_finish(&h, out, err);
    return s;
}

/* Half-byte table of the reflected polynomial 0xEDB88320 (ISO 3309). */
static const uint32_t crc_half[16] = {
    0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
    0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
};

uint32_t ub_crc32(uint32_t crc, ub_str in)
{
    crc = ~crc;
    for (size_t i = 0; i < in.n; i++) {
        crc ^= (unsigned char)in.p[i];
        crc = crc >> 4 ^ crc_half[crc & 15];
        crc = crc >> 4 ^ crc_half[crc & 15];
    }
    return ~crc;
}

/* Eight digits at a time, one in each byte of a number: no branch, and no table. */
static void hex_write(ub_str in, char *out, unsigned letters)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t i = 0;
    for (; in.n - i >= 4; i += 4, out += 8) {
        uint64_t v = (uint64_t)ub_str_at(in, i) | (uint64_t)ub_str_at(in, i + 1) << 16 | (uint64_t)ub_str_at(in, i + 2) << 32
                   | (uint64_t)ub_str_at(in, i + 3) << 48;
        uint64_t halves = (v >> 4 & UINT64_C(0x000F000F000F000F)) | (v & UINT64_C(0x000F000F000F000F)) << 8;
        uint64_t over = (halves + 6 * ones) >> 4 & ones;      /* 1 where the digit is a letter */
        uint64_t digits = halves + '0' * ones + over * (letters - '0' - 10);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
        digits = __builtin_bswap64(digits);
#endif
        memcpy(out, &digits, 8);
    }
    for (; i < in.n; i++) {
        unsigned high = ub_str_at(in, i) >> 4, low = ub_str_at(in, i) & 15;
        *out++ = (char)(high < 10 ? '0' + high : letters + high - 10);
        *out++ = (char)(low < 10 ? '0' + low : letters + low - 10);
    }
}

void ub_hex_write(ub_str in, char *out) { hex_write(in, out, 'a'); }
void ub_hex_write_upper(ub_str in, char *out) { hex_write(in, out, 'A'); }
