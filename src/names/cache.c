/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays in a file that is mapped as it is. */
#include "cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALIGN 64

struct header {
    char magic[8];         /* "UBCACHE", NUL */
    char kind[4];
    uint32_t version, order, n;
    uint64_t size, sum;    /* of the file; over the file with this field zero */
    struct { uint64_t at, n; } section[UB_CACHE_SECTIONS_MAX];
};

static uint64_t mix(uint64_t h, uint64_t w)
{
    h = (h ^ w) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

/* Four lanes, so that four multiplications are under way at once.  Against damage, not against malice. */
static uint64_t sum_of(uint64_t h, const char *p, size_t n)
{
    uint64_t lane[4] = { h, h + 1, h + 2, h + 3 }, w[4] = { 0 };
    for (; n >= 32; p += 32, n -= 32) {
        memcpy(w, p, 32);
        for (int i = 0; i < 4; i++) lane[i] = mix(lane[i], w[i]);
    }
    memset(w, 0, sizeof w);
    if (n) memcpy(w, p, n);
    for (int i = 0; i < 4; i++) lane[i] = mix(lane[i], w[i]);
    return mix(mix(mix(mix(h, lane[0]), lane[1]), lane[2]), lane[3]);
}

/* The header with its sum zero, then the rest. */
static uint64_t file_sum(const struct header *h, const char *rest, size_t n)
{
    struct header zero = *h;
    zero.sum = 0;
    return sum_of(sum_of(0, (const char *)&zero, sizeof zero), rest, n);
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t w = write(fd, p, n);
        if (w < 0 && errno == EINTR) continue;
        if (w <= 0) return false;
        p += w;
        n -= (size_t)w;
    }
    return true;
}

/* The folder of `path` is flushed, so that the new name lasts. */
static void sync_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    int fd;
    if (n >= sizeof folder) return;
    memcpy(folder, path, n);
    folder[n] = 0;
    fd = open(slash ? (n ? folder : "/") : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
}

static ub_status put(const char *path, const char *beside, const char *p, size_t n, ub_err *err)
{
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), os;
    if (fd < 0) return ub_fail_os(err, "cannot write", errno);
    if (!write_all(fd, p, n) || fsync(fd) != 0) {
        os = errno;
        close(fd);
        unlink(beside);
        return ub_fail_os(err, "cannot write", os);
    }
    if (close(fd) != 0 || rename(beside, path) != 0) {
        os = errno;
        unlink(beside);
        return ub_fail_os(err, "cannot write", os);
    }
    sync_folder(path);
    return UB_OK;
}

ub_status ub_cache_write(const char *path, const char kind[4], uint32_t version, const ub_str *section, size_t n, ub_err *err)
{
    struct header h = { .magic = "UBCACHE", .version = version, .order = 0x01020304, .n = (uint32_t)n };
    char beside[4096];
    size_t at = (sizeof h + ALIGN - 1) / ALIGN * ALIGN, end = at;
    char *file;
    ub_status s;
    if (n > UB_CACHE_SECTIONS_MAX) return ub_fail(err, UB_LIMIT, "too many sections", 0);
    if ((size_t)snprintf(beside, sizeof beside, "%s.%ld.new", path, (long)getpid()) >= sizeof beside)
        return ub_fail_os(err, "cannot write", ENAMETOOLONG);
    memcpy(h.kind, kind, 4);
    for (size_t i = 0; i < n; i++) {
        h.section[i].at = end;
        h.section[i].n = section[i].n;
        end += (section[i].n + ALIGN - 1) / ALIGN * ALIGN;
    }
    h.size = end;
    if (!(file = calloc(1, end))) return ub_fail(err, UB_NOMEM, "no memory to write the cache", 0);
    for (size_t i = 0; i < n; i++)
        if (section[i].n) memcpy(file + h.section[i].at, section[i].p, section[i].n);
    h.sum = file_sum(&h, file + sizeof h, end - sizeof h);
    memcpy(file, &h, sizeof h);
    s = put(path, beside, file, end, err);
    free(file);
    return s;
}

ub_status ub_cache_folders(const char *path, ub_err *err)
{
    char p[4096];
    if (strlen(path) >= sizeof p) return ub_fail_os(err, "cannot make the folder", ENAMETOOLONG);
    strcpy(p, path);
    for (char *c = p + (*p != 0); ; c++) {
        char was = *c;
        if (was != '/' && was != 0) continue;
        *c = 0;
        if (mkdir(p, 0755) != 0 && errno != EEXIST) return ub_fail_os(err, "cannot make the folder", errno);
        *c = was;
        if (!was) return UB_OK;
    }
}

static ub_status check(ub_cache *c, const char kind[4], uint32_t version, ub_err *err)
{
    static const char *const other = "the cache is of another version", *const damaged = "the cache is damaged";
    struct header h;
    if (c->n_map < sizeof h) return ub_fail(err, UB_SYNTAX, damaged, 0);
    memcpy(&h, c->map, sizeof h);
    if (memcmp(h.magic, "UBCACHE", 8) != 0 || memcmp(h.kind, kind, 4) != 0 || h.version != version || h.order != 0x01020304)
        return ub_fail(err, UB_SYNTAX, other, 0);
    if (h.size != c->n_map || h.n > UB_CACHE_SECTIONS_MAX
        || h.sum != file_sum(&h, (const char *)c->map + sizeof h, c->n_map - sizeof h)) return ub_fail(err, UB_SYNTAX, damaged, 0);
    for (size_t i = 0; i < h.n; i++) {
        if (h.section[i].at > h.size || h.section[i].at % ALIGN || h.section[i].n > h.size - h.section[i].at)
            return ub_fail(err, UB_SYNTAX, damaged, 0);
        c->section[i] = ub_str_of((const char *)c->map + h.section[i].at, h.section[i].n);
    }
    c->n = h.n;
    return UB_OK;
}

ub_status ub_cache_open(ub_cache *c, const char *path, const char kind[4], uint32_t version, ub_err *err)
{
    struct stat st;
    ub_status s;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *c = UB_CACHE_NULL;
    if (fd < 0) return errno == ENOENT ? ub_fail(err, UB_ABSENT, "no such cache", 0) : ub_fail_os(err, "cannot read", errno);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0) {
        close(fd);
        return ub_fail(err, UB_SYNTAX, "the cache is damaged", 0);
    }
    c->n_map = (size_t)st.st_size;
    c->map = mmap(NULL, c->n_map, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    close(fd);
    if (c->map == MAP_FAILED) {
        *c = UB_CACHE_NULL;
        return ub_fail_os(err, "cannot map", errno);
    }
    if ((s = check(c, kind, version, err)) != UB_OK) ub_cache_close(c);
    return s;
}

void ub_cache_close(ub_cache *c)
{
    if (!c || !c->map) return;
    munmap(c->map, c->n_map);
    *c = UB_CACHE_NULL;
}
