/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wallet: addresses of digital currencies, told by their checksums.
 *
 * Base58Check (Bitcoin and its kin, Tron, XRP with its own alphabet), Bech32 and Bech32m (BIP 173, BIP 350), CashAddr,
 * hexadecimal addresses of Ethereum with or without the mixed case of EIP-55, Monero's base58 with Keccak.
 */
#ifndef UB_NAMES_WALLET_H
#define UB_NAMES_WALLET_H

#include "base.h"

typedef enum ub_wallet_kind {
    UB_WALLET_NONE,
    UB_WALLET_BASE58,      /* Base58Check; `chain` by its version byte */
    UB_WALLET_RIPPLE,
    UB_WALLET_BECH32,      /* SegWit version 0, Zcash Sapling */
    UB_WALLET_BECH32M,     /* SegWit version 1 and up */
    UB_WALLET_CASHADDR,
    UB_WALLET_HEX,         /* 0x and 40 digits */
    UB_WALLET_MONERO,
} ub_wallet_kind;

typedef struct ub_wallet {
    ub_wallet_kind kind;
    const char *chain;     /* "bitcoin", "ethereum", ..; several chains that share a form are named by the oldest */
    bool checked;          /* a checksum held; false only for a hexadecimal address in one case */
} ub_wallet;

#define UB_WALLET_MAX 128  /* bytes of the longest address */

/*
 * ub_wallet_parse - is `text` an address?  The whole text, no space around it.
 * fails  UB_ABSENT: of no form that we know; UB_SYNTAX: of one of these forms, but its checksum does not hold
 * cost   quadratic in at most UB_WALLET_MAX bytes
 * spec   BIP 13, BIP 173, BIP 350, EIP-55, CashAddr of Bitcoin Cash, Monero's cn_base58
 */
ub_status ub_wallet_parse(ub_str text, ub_wallet *w, ub_err *err);

/* Keccak-256 as Ethereum and Monero use it: FIPS 202 with the padding of the submission. */
void ub_keccak256(ub_str in, uint8_t out[32]);

#endif
