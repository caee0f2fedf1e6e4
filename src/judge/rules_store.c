/* SPDX-License-Identifier: Apache-2.0 */
#include "rules_store.h"

#include "codec.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

ub_status ub_rules_install(ub_arena *a, const char *dir, const ub_list_file *file, ub_str name, ub_day date, ub_day fallback,
                           ub_ruleset *set, ub_version *version, bool *known, ub_list_fault *fault)
{
    char path[UB_VERSION_PATH_MAX];
    ub_err *err = &fault->err;
    ub_status s = ub_ruleset_read(a, file, name, date, set, fault);
    if (s != UB_OK) return s;
    s = ub_version_of(a, dir, UB_VERSION_RULES, ub_ruleset_name(set), set->head->sha256, set->head->date ? set->head->date : fallback,
                      version, known, err);
    if (s != UB_OK || *known) return s;
    s = ub_version_keep_sources(dir, version, file, 1, err);
    if (s == UB_OK) s = ub_version_path(path, dir, version, version->end) ? ub_ruleset_write(path, set, err) : ub_fail_os(err, "cannot write", ENAMETOOLONG);
    if (s != UB_OK) ub_version_remove_sources(dir, version);
    return s;
}

/* Read the version's source again. */
static ub_status make_anew(ub_rules *r, const char *dir, const ub_version *v, const char *path, ub_err *err)
{
    ub_source source[UB_LIST_FILES_MAX];
    ub_list_file files[UB_LIST_FILES_MAX];
    ub_ruleset set;
    ub_list_fault fault = { 0 };
    char hex[65] = { 0 };
    size_t n;
    ub_status s = ub_version_open_sources(&r->a, dir, v, source, files, &n, err);
    if (s == UB_OK && n != 1) s = ub_fail(err, UB_SYNTAX, "the compiled list is damaged and its source is gone", 0);
    if (s == UB_OK && (s = ub_ruleset_read(&r->a, &files[0], ub_str_of(v->name, strlen(v->name)), 0, &set, &fault)) != UB_OK)
        s = ub_fail(err, s, fault.err.what, 0);
    if (s == UB_OK) {
        ub_hex_write(ub_str_of((const char *)set.head->sha256, 32), hex);
        if (strcmp(hex, v->sha256)) s = ub_fail(err, UB_SYNTAX, "the compiled list is damaged and its source is not what it was", 0);
    }
    if (s == UB_OK && (s = ub_rules_add(r, &set, err)) == UB_OK) ub_ruleset_write(path, &set, NULL);      /* next time it is faster */
    while (n--) ub_source_close(&source[n]);
    return s;
}

ub_status ub_rules_add_version(ub_rules *r, const char *dir, const ub_version *v, ub_err *err)
{
    char path[UB_VERSION_PATH_MAX];
    ub_status s;
    if (!ub_version_path(path, dir, v, v->end)) return ub_fail_os(err, "cannot read", ENAMETOOLONG);
    s = ub_rules_add_file(r, path, err);
    return s == UB_SYNTAX ? make_anew(r, dir, v, path, err) : s;
}

ub_status ub_rules_add_installed(ub_rules *r, const char *dir, ub_version *failed, ub_err *err)
{
    ub_version *v;
    size_t n;
    ub_status s = ub_versions_read(&r->a, dir, UB_VERSION_RULES, &v, &n, err);
    *failed = (ub_version){ 0 };
    for (size_t i = 0; s == UB_OK && i < n; i++) {
        ub_err trouble = { 0 };
        if (i + 1 < n && !strcmp(v[i].name, v[i + 1].name)) continue;
        if (ub_rules_add_version(r, dir, &v[i], &trouble) != UB_OK && !failed->end) *failed = v[i], *err = trouble;
    }
    return s;
}

#define NAME_DIGITS 16      /* of the hash of a path, in front of that of what the file was */

static bool hash_hex(ub_str x, char hex[65])
{
    uint8_t sum[32];
    if (ub_digest(UB_SHA256, x, sum, NULL) != UB_OK) return false;
    ub_hex_write(ub_str_of((const char *)sum, 32), hex);
    hex[64] = 0;
    return true;
}

/* Where what is compiled of a file is kept: by its path, then by its size, last change and our layout. */
static bool cache_path(char out[UB_VERSION_PATH_MAX], const char *cache, const char *path, const struct stat *st)
{
    const uint64_t facts[] = { (uint64_t)st->st_size, (uint64_t)st->st_mtim.tv_sec, (uint64_t)st->st_mtim.tv_nsec, (uint64_t)st->st_ino, (uint64_t)st->st_dev,
                               UB_RULES_VERSION };
    char name[65], what[65];
    return hash_hex(ub_str_of(path, strlen(path)), name) && hash_hex(ub_str_of((const char *)facts, sizeof facts), what)
        && snprintf(out, UB_VERSION_PATH_MAX, "%s/%.*s-%s%s", cache, NAME_DIGITS, name, what, UB_VERSION_RULES) < UB_VERSION_PATH_MAX;
}

/* Keep it, in place of what was kept of the same path before. */
static void keep_compiled(const char *cache, const char *path, const ub_ruleset *set)
{
    const char *name = strrchr(path, '/') + 1;
    DIR *d;
    if (ub_cache_folders(cache, NULL) != UB_OK || ub_ruleset_write(path, set, NULL) != UB_OK || !(d = opendir(cache))) return;
    for (struct dirent *e; (e = readdir(d)) != NULL; )
        if (!strncmp(e->d_name, name, NAME_DIGITS + 1) && strcmp(e->d_name, name)) unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}

ub_status ub_rules_add_source(ub_rules *r, const char *path, const char *cache, ub_list_fault *fault)
{
    char kept[UB_VERSION_PATH_MAX];
    UB_CLEANUP(ub_source_close) ub_source source = { 0 };
    const char *slash = strrchr(path, '/');
    struct stat st;
    ub_ruleset set;
    ub_status s;
    *fault = (ub_list_fault){ 0 };
    if (stat(path, &st) != 0) return ub_fail_os(&fault->err, "cannot read", errno);
    if (cache && !cache_path(kept, cache, path, &st)) cache = NULL;
    if (cache && ub_rules_add_file(r, kept, NULL) == UB_OK) return UB_OK;
    if ((s = ub_source_open(&source, path, &fault->err)) != UB_OK) return s;
    ub_list_file file = { ub_str_of(slash ? slash + 1 : path, strlen(slash ? slash + 1 : path)), source.data };
    if ((s = ub_ruleset_read(&r->a, &file, UB_S(""), 0, &set, fault)) != UB_OK) return s;
    if (cache) keep_compiled(cache, kept, &set);
    return ub_rules_add(r, &set, &fault->err);
}
