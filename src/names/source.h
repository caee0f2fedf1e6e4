/* SPDX-License-Identifier: Apache-2.0 */
/* source: whole files of lists, packed or not, and what they hash to. */
#ifndef UB_NAMES_SOURCE_H
#define UB_NAMES_SOURCE_H

#include "read.h"

/* A file in memory: mapped when it is not packed. */
typedef struct ub_source {
    ub_str data;
    void *map;
    size_t n_map;
    ub_arena unpacked;
    ub_day changed;        /* day of its last change, UTC */
} ub_source;

/*
 * ub_source_open - read a file; gzip is unpacked.
 * fails  UB_IO, UB_SYNTAX (damaged packing, or another than gzip), UB_LIMIT (over UB_LIST_FILE_MAX)
 */
ub_status ub_source_open(ub_source *s, const char *path, ub_err *err);
void ub_source_close(ub_source *s);    /* NULL-safe, idempotent; for UB_CLEANUP */

/*
 * ub_source_hash - SHA-256 of a list: of its one file, not packed; of several, of what `sha256sum` prints for them in the
 * order of their names: lines "HEX  NAME".
 */
ub_status ub_source_hash(const ub_list_file *files, size_t n, uint8_t out[32], ub_err *err);

/* Write `data` packed by gzip. */
ub_status ub_source_pack(const char *path, ub_str data, ub_err *err);

#endif
