/* SPDX-License-Identifier: Apache-2.0 */
/* The versions of lists in a folder. */
#include "versions.h"

#include "codec.h"
#include "source.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------------------------------------ paths */

bool ub_list_name_holds(ub_str name)
{
    if (name.n == 0 || name.n > UB_LIST_NAME_TEXT_MAX || name.p[0] < 'a' || name.p[0] > 'z') return false;
    for (size_t i = 0; i < name.n; i++)
        if (!(name.p[i] >= 'a' && name.p[i] <= 'z') && !ub_is_digit((unsigned char)name.p[i]) && name.p[i] != '-') return false;
    return true;
}

size_t ub_list_name_make(ub_str title, char out[UB_LIST_NAME_TEXT_MAX + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < title.n && n < UB_LIST_NAME_TEXT_MAX; i++) {
        unsigned char c = ub_lower((unsigned char)title.p[i]);
        if (ub_is_alpha(c) || (ub_is_digit(c) && n)) out[n++] = (char)c;
        else if (n && out[n - 1] != '-') out[n++] = '-';
    }
    while (n && out[n - 1] == '-') n--;
    return n;
}

bool ub_version_path(char out[UB_VERSION_PATH_MAX], const char *dir, const ub_version *v, const char *end)
{
    return snprintf(out, UB_VERSION_PATH_MAX, "%s/%s/%08u-%s%s", dir, v->name, v->date, v->sha256, end) < UB_VERSION_PATH_MAX;
}

/* "20240325-HEX.list" */
static bool read_file_name(const char *file, const char *end, ub_version *v)
{
    ub_str s = ub_str_of(file, strlen(file));
    uint64_t date;
    if (s.n != 8 + 1 + 64 + strlen(end) || s.p[8] != '-' || !ub_str_ends(s, ub_str_of(end, strlen(end))) || !ub_str_uint(ub_str_to(s, 8), 99999999, &date)) return false;
    for (size_t i = 9; i < 73; i++)
        if (ub_hex((unsigned char)s.p[i]) < 0) return false;
    v->date = (ub_day)date;
    memcpy(v->sha256, s.p + 9, 64);
    v->sha256[64] = 0;
    v->end = end;
    return true;
}

/* ------------------------------------------------------------------------------------------------ versions */

static int by_date(const void *x, const void *y)
{
    const ub_version *a = x, *b = y;
    int c = strcmp(a->name, b->name);
    if (c) return c;
    if (a->date != b->date) return a->date < b->date ? -1 : 1;
    if (a->installed != b->installed) return a->installed < b->installed ? -1 : 1;
    return strcmp(a->sha256, b->sha256);
}

/* When its sources were put there; 0: they are gone. */
static int64_t installed_of(const char *dir, const ub_version *v)
{
    char path[UB_VERSION_PATH_MAX];
    struct stat st;
    if (!ub_version_path(path, dir, v, ".src") || stat(path, &st) != 0) return 0;
    return (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
}

ub_status ub_versions_read(ub_arena *a, const char *dir, const char *end, ub_version **v, size_t *n, ub_err *err)
{
    struct { ub_version *p; size_t n, cap; } all = { 0 };
    DIR *d = opendir(dir);
    ub_status s = UB_OK;
    *v = NULL;
    *n = 0;
    if (!d) {
        struct stat st;
        int os = errno;
        /* A home that is another's, as under sudo, holds none of ours. */
        if (os == ENOENT || (os == EACCES && stat(dir, &st) != 0)) return UB_OK;
        return ub_fail_os(err, "cannot read the folder of lists", os);
    }
    for (struct dirent *e; s == UB_OK && (e = readdir(d)) != NULL; ) {
        char path[UB_VERSION_PATH_MAX];
        DIR *inner;
        if (!ub_list_name_holds(ub_str_of(e->d_name, strlen(e->d_name)))) continue;
        if (snprintf(path, sizeof path, "%s/%s", dir, e->d_name) >= (int)sizeof path || !(inner = opendir(path))) continue;
        for (struct dirent *f; (f = readdir(inner)) != NULL; ) {
            ub_version one = { 0 }, *slot;
            strcpy(one.name, e->d_name);
            if (!read_file_name(f->d_name, end, &one)) continue;
            one.installed = installed_of(dir, &one);
            slot = all.n < UB_VERSIONS_MAX ? UB_PUSH(a, &all) : NULL;
            if (!slot) { s = ub_fail(err, UB_LIMIT, "too many versions of lists", 0); break; }
            *slot = one;
        }
        closedir(inner);
    }
    closedir(d);
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_date);
    *v = all.p;
    *n = all.n;
    return s;
}

ub_status ub_version_of(ub_arena *a, const char *dir, const char *end, ub_str name, const uint8_t sha256[32], ub_day date,
                        ub_version *v, bool *known, ub_err *err)
{
    ub_version *all;
    size_t n;
    ub_status s;
    if (!ub_list_name_holds(name)) return ub_fail(err, UB_SYNTAX, "not a name for a list", 0);
    *v = (ub_version){ .date = date, .end = end };
    memcpy(v->name, name.p, name.n);
    ub_hex_write(ub_str_of((const char *)sha256, 32), v->sha256);
    *known = false;
    if ((s = ub_versions_read(a, dir, end, &all, &n, err)) != UB_OK) return s;
    for (size_t i = 0; i < n && !*known; i++)
        if (!strcmp(all[i].name, v->name) && !strcmp(all[i].sha256, v->sha256)) *v = all[i], *known = true;
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ sources */

ub_status ub_version_keep_sources(const char *dir, const ub_version *v, const ub_list_file *files, size_t n, ub_err *err)
{
    char folder[UB_VERSION_PATH_MAX];
    ub_status s;
    if (!ub_version_path(folder, dir, v, ".src")) return ub_fail_os(err, "cannot write", ENAMETOOLONG);
    s = ub_cache_folders(folder, err);
    for (size_t i = 0; s == UB_OK && i < n; i++) {
        char path[UB_VERSION_PATH_MAX];
        ub_str name = files[i].name;
        if (ub_str_chr(name, '/') < name.n || name.n == 0 || name.p[0] == '.') name = UB_S("list");
        if (snprintf(path, sizeof path, "%s/%.*s.gz", folder, UB_F(name)) >= (int)sizeof path)
            return ub_fail_os(err, "cannot write", ENAMETOOLONG);
        s = ub_source_pack(path, files[i].data, err);
    }
    return s;
}

ub_status ub_version_open_sources(ub_arena *a, const char *dir, const ub_version *v, ub_source source[UB_LIST_FILES_MAX],
                                  ub_list_file files[UB_LIST_FILES_MAX], size_t *n, ub_err *err)
{
    char folder[UB_VERSION_PATH_MAX], path[UB_VERSION_PATH_MAX];
    ub_status s = UB_OK;
    DIR *d = ub_version_path(folder, dir, v, ".src") ? opendir(folder) : NULL;
    *n = 0;
    if (!d) return ub_fail(err, UB_SYNTAX, "the compiled list is damaged and its sources are gone", 0);
    for (struct dirent *e; s == UB_OK && *n < UB_LIST_FILES_MAX && (e = readdir(d)) != NULL; ) {
        ub_str name = ub_str_of(e->d_name, strlen(e->d_name));
        if (!ub_str_ends(name, UB_S(".gz")) || snprintf(path, sizeof path, "%s/%s", folder, e->d_name) >= (int)sizeof path) continue;
        if ((s = ub_source_open(&source[*n], path, err)) != UB_OK) break;
        files[*n].data = source[*n].data;
        if (!ub_str_copy(a, ub_str_to(name, name.n - 3), &files[*n].name)) s = ub_fail(err, UB_LIMIT, "the arena is full", 0);
        ++*n;
    }
    closedir(d);
    return s;
}

/* Files of a folder, then the folder itself. */
static void remove_folder(const char *path)
{
    DIR *d = opendir(path);
    if (!d) return;
    for (struct dirent *e; (e = readdir(d)) != NULL; )
        if (e->d_name[0] != '.') unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
    rmdir(path);
}

/* The packed sources of a version, and the folder of its list when nothing else is in it. */
void ub_version_remove_sources(const char *dir, const ub_version *v)
{
    char path[UB_VERSION_PATH_MAX];
    if (ub_version_path(path, dir, v, ".src")) remove_folder(path);
    if (snprintf(path, sizeof path, "%s/%s", dir, v->name) < (int)sizeof path) rmdir(path);
}

ub_status ub_version_remove(const char *dir, const ub_version *v, ub_err *err)
{
    char path[UB_VERSION_PATH_MAX];
    if (!ub_version_path(path, dir, v, v->end)) return ub_fail_os(err, "cannot remove", ENAMETOOLONG);
    if (unlink(path) != 0) return ub_fail_os(err, "cannot remove", errno);
    ub_version_remove_sources(dir, v);
    return UB_OK;
}
