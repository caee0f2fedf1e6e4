/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cache: arrays in a file that is mapped as it is.
 *
 * A cache file carries a magic word, the version of its kind, the order of bytes and a checksum over all of it.  What is wrong
 * in any of these is absent: the caller makes it anew.  It is written beside, flushed and renamed, so that readers see the
 * old or the new one and never a part.
 */
#ifndef UB_NAMES_CACHE_H
#define UB_NAMES_CACHE_H

#include "base.h"

#define UB_CACHE_SECTIONS_MAX 32

typedef struct ub_cache {
    void *map;
    size_t n_map, n;       /* bytes mapped; sections */
    ub_str section[UB_CACHE_SECTIONS_MAX];     /* each aligned to 64 bytes */
} ub_cache;

#define UB_CACHE_NULL ((ub_cache){ 0 })

/*
 * ub_cache_write
 * in     kind     four letters that say what it holds; `version` of its arrays' layout
 *        section  n <= UB_CACHE_SECTIONS_MAX
 * fails  UB_IO; the file at `path` is as before
 */
ub_status ub_cache_write(const char *path, const char kind[4], uint32_t version, const ub_str *section, size_t n, ub_err *err);

/*
 * ub_cache_folders - make a folder, and those above it that are missing.
 * fails  UB_IO with the number of the system; what was made of them so far stays
 */
ub_status ub_cache_folders(const char *path, ub_err *err);

/*
 * ub_cache_open - map a cache file.
 * fails  UB_ABSENT: there is none; UB_SYNTAX: it is of another kind, version or machine, or damaged; UB_IO
 * cost   one pass over the file for its checksum, about 10 GB a second
 */
ub_status ub_cache_open(ub_cache *c, const char *path, const char kind[4], uint32_t version, ub_err *err);
void ub_cache_close(ub_cache *c);      /* NULL-safe, idempotent; for UB_CLEANUP */

#endif
