/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files of lists. */
#include "source.h"

#include "codec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

/* Packings that are told by their first bytes but not read here. */
static bool is_other_packing(ub_str s)
{
    return ub_str_starts(s, UB_S("\xFD" "7zXZ")) || ub_str_starts(s, UB_S("\x28\xB5\x2F\xFD")) || ub_str_starts(s, UB_S("BZh"))
        || ub_str_starts(s, UB_S("PK\x03\x04"));
}

/* By zlib, which checks that the file is whole. */
static ub_status unpack(ub_source *s, const char *path, ub_err *err)
{
    ub_status status = ub_arena_open(&s->unpacked, (size_t)UB_LIST_FILE_MAX * 2 + (1 << 20), err);
    gzFile f = status == UB_OK ? gzopen(path, "rbe") : NULL;
    ub_buf b = ub_buf_in(&s->unpacked);
    int n = 1, end;
    if (status != UB_OK) return status;
    if (!f) return ub_fail_os(err, "cannot read", errno ? errno : ENOMEM);
    gzbuffer(f, 1 << 17);
    while (n > 0 && b.n <= UB_LIST_FILE_MAX && ub_buf_room(&b, 1 << 20))
        if ((n = gzread(f, b.p + b.n, 1 << 20)) > 0) b.n += (size_t)n;
    end = gzclose(f);
    if (b.failed || b.n > UB_LIST_FILE_MAX) return ub_fail(err, UB_LIMIT, "the file is too large", 0);
    if (n < 0 || end != Z_OK) return ub_fail(err, UB_SYNTAX, "its packing is damaged", b.n);
    s->data = ub_buf_str(&b);
    munmap(s->map, s->n_map);
    s->map = NULL;
    return UB_OK;
}

ub_status ub_source_open(ub_source *s, const char *path, ub_err *err)
{
    struct stat st;
    struct tm tm;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ub_status status;
    memset(s, 0, sizeof *s);
    if (fd < 0) return ub_fail_os(err, "cannot read", errno);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return ub_fail(err, UB_SYNTAX, "not a regular file", 0);
    }
    if (gmtime_r(&st.st_mtime, &tm)) s->changed = (ub_day)((tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday);
    if ((uint64_t)st.st_size > UB_LIST_FILE_MAX) {
        close(fd);
        return ub_fail(err, UB_LIMIT, "the file is too large", 0);
    }
    s->n_map = (size_t)st.st_size;
    if (s->n_map) {
        s->map = mmap(NULL, s->n_map, PROT_READ, MAP_PRIVATE, fd, 0);
        if (s->map == MAP_FAILED) {
            int os = errno;
            s->map = NULL;
            close(fd);
            return ub_fail_os(err, "cannot map", os);
        }
    }
    close(fd);
    s->data = ub_str_of(s->map, s->n_map);
    status = is_other_packing(s->data) ? ub_fail(err, UB_SYNTAX, "packed in a way that is not read here; unpack it first", 0)
           : ub_str_starts(s->data, UB_S("\x1F\x8B")) ? unpack(s, path, err) : UB_OK;
    if (status != UB_OK) ub_source_close(s);
    return status;
}

void ub_source_close(ub_source *s)
{
    if (!s) return;
    if (s->map) munmap(s->map, s->n_map);
    ub_arena_close(&s->unpacked);
    memset(s, 0, sizeof *s);
}

static int by_name(const void *x, const void *y)
{
    const ub_list_file *const *a = x, *const *b = y;
    return ub_str_cmp((*a)->name, (*b)->name);
}

ub_status ub_source_hash(const ub_list_file *files, size_t n, uint8_t out[32], ub_err *err)
{
    const ub_list_file *order[UB_LIST_FILES_MAX];
    UB_CLEANUP(ub_hasher_close) ub_hasher h = { 0 };
    ub_status s;
    if (n == 1) return ub_digest(UB_SHA256, files[0].data, out, err);
    if (n == 0 || n > UB_LIST_FILES_MAX) return ub_fail(err, UB_LIMIT, "too many files for one list", 0);
    for (size_t i = 0; i < n; i++) order[i] = &files[i];
    qsort(order, n, sizeof *order, by_name);
    if ((s = ub_hasher_open(&h, UB_SHA256, err)) != UB_OK) return s;
    for (size_t i = 0; i < n; i++) {
        uint8_t one[32];
        char hex[64];
        if ((s = ub_digest(UB_SHA256, order[i]->data, one, err)) != UB_OK) return s;
        ub_hex_write(ub_str_of((const char *)one, 32), hex);
        if ((s = ub_hasher_add(&h, ub_str_of(hex, 64), err)) != UB_OK || (s = ub_hasher_add(&h, UB_S("  "), err)) != UB_OK
            || (s = ub_hasher_add(&h, order[i]->name, err)) != UB_OK || (s = ub_hasher_add(&h, UB_S("\n"), err)) != UB_OK) return s;
    }
    return ub_hasher_finish(&h, out, err);
}

ub_status ub_source_pack(const char *path, ub_str data, ub_err *err)
{
    gzFile f = gzopen(path, "wbe6");
    if (!f) return ub_fail_os(err, "cannot write", errno ? errno : ENOMEM);
    while (data.n) {
        unsigned n = data.n < 1u << 20 ? (unsigned)data.n : 1u << 20;
        if (gzwrite(f, data.p, n) != (int)n) {
            int os = errno ? errno : EIO;
            gzclose(f);
            return ub_fail_os(err, "cannot write", os);
        }
        data = ub_str_from(data, n);
    }
    return gzclose(f) == Z_OK ? UB_OK : ub_fail_os(err, "cannot write", errno ? errno : EIO);
}
