/* SPDX-License-Identifier: Apache-2.0 */
#include "trackers.h"

#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Where Debian 12's webext-ublock-origin-firefox and webext-ublock-origin-chromium 1.67.0 put them. */
static const char *const folders[] = {
    "/usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}/uBlock0@raymondhill.net/assets",
    "/usr/share/chromium/extensions/ublock-origin/assets",
};

/* Those of its lists that are about trackers; the others are about advertisements, malware, looks. */
static const char *const files[] = { "thirdparties/easylist/easyprivacy.txt", "ublock/privacy.min.txt" };

static size_t in_folder(const char *folder, ub_trackers_file file[UB_TRACKERS_FILES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < UB_COUNT(files); i++)
        if (snprintf(file[n].path, sizeof file[n].path, "%s/%s", folder, files[i]) < (int)sizeof file[n].path && access(file[n].path, R_OK) == 0) n++;
    return n;
}

size_t ub_trackers_ublock(const char *option, ub_trackers_file file[UB_TRACKERS_FILES_MAX])
{
    size_t n = 0;
    if (option && !strcmp(option, "off")) return 0;
    if (option) return in_folder(option, file);
    for (size_t i = 0; !n && i < UB_COUNT(folders); i++) n = in_folder(folders[i], file);
    return n;
}

/* Where what is compiled of files that are not installed is kept.  NULL: nowhere. */
static const char *cache_folder(char out[UB_LISTED_PATH_MAX])
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    const char *form = "%s/unbeacon/rules";
    if (!cache || cache[0] != '/') {
        if (!home || home[0] != '/') return NULL;
        cache = home;
        form = "%s/.cache/unbeacon/rules";
    }
    return snprintf(out, UB_LISTED_PATH_MAX, form, cache) < UB_LISTED_PATH_MAX ? out : NULL;
}

static void complain(const char *path, const ub_list_fault *fault)
{
    char subject[UB_LISTED_PATH_MAX + 64], what[256];
    if (fault->row) snprintf(subject, sizeof subject, "%s:%zu:%zu", path, fault->row, fault->column);
    else snprintf(subject, sizeof subject, "%s", path);
    ub_cli_err_text(what, sizeof what, &fault->err);
    ub_cli_complain(subject, what);
}

static int add_file(ub_rules *r, const char *path)
{
    char cache[UB_LISTED_PATH_MAX];
    ub_list_fault fault;
    if (ub_rules_add_source(r, path, cache_folder(cache), &fault) == UB_OK) return 0;
    complain(path, &fault);
    return ub_cli_exit_of(&fault.err);
}

static int add_set(void *ctx, ub_listed_set *set) { return add_file(ctx, set->path[0]); }

static void add_installed(ub_rules *r)
{
    char dir[UB_LISTED_PATH_MAX];
    ub_version failed = { 0 };
    ub_err err = { 0 };
    if (!ub_listed_dir(NULL, dir)) return;
    if (ub_rules_add_installed(r, dir, &failed, &err) != UB_OK) ub_cli_complain_err(dir, &err);
    else if (failed.end) ub_cli_complain_err(failed.name, &err);
}

/* Is a list of that name in already?  An installed one is newer than a package's, or the user's own choice. */
static bool is_in(const ub_rules *r, size_t n, ub_str name)
{
    for (size_t i = 0; i < n; i++)
        if (ub_str_eq(ub_ruleset_name(&r->set[i]), name)) return true;
    return false;
}

int ub_trackers_open(ub_rules *r, const char *folder, bool may_be_none, const char *ublock)
{
    ub_trackers_file found[UB_TRACKERS_FILES_MAX];
    ub_err err = { 0 };
    char *paths[1] = { (char *)(uintptr_t)folder };
    size_t installed, n;
    if (ub_rules_init(r, &err) != UB_OK) return ub_cli_failed("lists", &err);
    if (folder) {
        int status = ub_listed_each(paths, 1, &(ub_listed_see){ .ctx = r, .rules = add_set });
        if (status || r->n || may_be_none) return status;
        return ub_cli_complain(folder, "holds no list of trackers"), UB_EXIT_BAD;
    }
    add_installed(r);
    installed = r->n;
    n = ub_trackers_ublock(ublock, found);
    for (size_t i = 0; i < n; i++) {
        if (add_file(r, found[i].path) || !is_in(r, installed, ub_ruleset_name(&r->set[r->n - 1]))) continue;
        ub_cache_close(&r->cache[--r->n]);
    }
    return 0;
}
