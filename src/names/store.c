/* SPDX-License-Identifier: Apache-2.0 */
/* The versions of lists that are installed. */
#include "store.h"

#include "codec.h"
#include "source.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define KIND "list"
#define PATH_MAX_BYTES 4096

/* ------------------------------------------------------------------------------------------------ compiled files */

/* What the sections of a compiled list are. */
enum { HEAD, ENTRIES, NAMES, FACTS, NOTES, KEYS, TEXT, SECTIONS };

struct head {
    uint32_t n_entries, n_names, n_facts, n_notes, n_text, n_keys;
    ub_text name;
    ub_day date;
    uint32_t sizes[4];     /* of the structs, so that another layout is another version */
    uint8_t sha256[32];
};

static struct head head_of(const ub_list *l, const ub_keys *k)
{
    struct head h = { l->n_entries, l->n_names, l->n_facts, l->n_notes, l->n_text, (uint32_t)k->n, l->name, l->date,
                      { sizeof(ub_list_entry), sizeof(ub_list_name), sizeof(ub_list_fact), sizeof(ub_key) }, { 0 } };
    memcpy(h.sha256, l->sha256, 32);
    return h;
}

static ub_str bytes(const void *p, size_t n, size_t size) { return ub_str_of(p, n * size); }

static ub_status write_list(const char *path, const ub_list *l, const ub_keys *k, ub_err *err)
{
    struct head h = head_of(l, k);
    const ub_str section[SECTIONS] = {
        [HEAD] = bytes(&h, 1, sizeof h), [ENTRIES] = bytes(l->entries, l->n_entries, sizeof *l->entries),
        [NAMES] = bytes(l->names, l->n_names, sizeof *l->names), [FACTS] = bytes(l->facts, l->n_facts, sizeof *l->facts),
        [NOTES] = bytes(l->notes, l->n_notes, sizeof *l->notes), [KEYS] = bytes(k->p, k->n, sizeof *k->p),
        [TEXT] = bytes(l->text, l->n_text, 1),
    };
    return ub_cache_write(path, KIND, UB_LIST_VERSION, section, SECTIONS, err);
}

static bool keys_hold(const ub_list *l, const ub_keys *k)
{
    for (size_t i = 0; i < k->n; i++) {
        if (k->p[i].kind >= UB_KEY_COUNT || k->p[i].at >= (k->p[i].kind == UB_KEY_NAME ? l->n_names : l->n_facts)) return false;
        if (i && k->p[i - 1].hash > k->p[i].hash) return false;
    }
    return true;
}

static ub_status map_list(const char *path, ub_lists_one *one, ub_err *err)
{
    struct head h;
    const ub_str *s = one->cache.section;
    ub_status status = ub_cache_open(&one->cache, path, KIND, UB_LIST_VERSION, err);
    if (status != UB_OK) return status;
    if (one->cache.n == SECTIONS && s[HEAD].n == sizeof h) {
        memcpy(&h, s[HEAD].p, sizeof h);
        one->list = (ub_list){ (const void *)s[ENTRIES].p, (const void *)s[NAMES].p, (const void *)s[FACTS].p, (const void *)s[NOTES].p,
                               s[TEXT].p, h.n_entries, h.n_names, h.n_facts, h.n_notes, h.n_text, h.name, h.date, { 0 } };
        memcpy(one->list.sha256, h.sha256, 32);
        one->keys = (ub_keys){ (const void *)s[KEYS].p, h.n_keys };
        if (h.sizes[0] == sizeof(ub_list_entry) && h.sizes[1] == sizeof(ub_list_name) && h.sizes[2] == sizeof(ub_list_fact)
            && h.sizes[3] == sizeof(ub_key) && s[ENTRIES].n == h.n_entries * sizeof(ub_list_entry)
            && s[NAMES].n == h.n_names * sizeof(ub_list_name) && s[FACTS].n == h.n_facts * sizeof(ub_list_fact)
            && s[NOTES].n == h.n_notes * sizeof(ub_list_note) && s[KEYS].n == h.n_keys * sizeof(ub_key) && s[TEXT].n == h.n_text
            && ub_list_holds(&one->list) && keys_hold(&one->list, &one->keys)) return UB_OK;
    }
    ub_cache_close(&one->cache);
    return ub_fail(err, UB_SYNTAX, "the compiled list is damaged", 0);
}

/* ------------------------------------------------------------------------------------------------ paths */

bool ub_list_name_holds(ub_str name)
{
    if (name.n == 0 || name.n > UB_LIST_NAME_TEXT_MAX || name.p[0] < 'a' || name.p[0] > 'z') return false;
    for (size_t i = 0; i < name.n; i++)
        if (!(name.p[i] >= 'a' && name.p[i] <= 'z') && !ub_is_digit((unsigned char)name.p[i]) && name.p[i] != '-') return false;
    return true;
}

static bool path_of(char out[PATH_MAX_BYTES], const char *dir, const ub_version *v, const char *end)
{
    return snprintf(out, PATH_MAX_BYTES, "%s/%s/%08u-%s%s", dir, v->name, v->date, v->sha256, end) < PATH_MAX_BYTES;
}

/* "20240325-HEX.list" */
static bool read_file_name(const char *file, ub_version *v)
{
    ub_str s = ub_str_of(file, strlen(file));
    uint64_t date;
    if (s.n != 8 + 1 + 64 + 5 || s.p[8] != '-' || !ub_str_ends(s, UB_S(".list")) || !ub_str_uint(ub_str_to(s, 8), 99999999, &date)) return false;
    for (size_t i = 9; i < 73; i++)
        if (ub_hex((unsigned char)s.p[i]) < 0) return false;
    v->date = (ub_day)date;
    memcpy(v->sha256, s.p + 9, 64);
    v->sha256[64] = 0;
    return true;
}

/* ------------------------------------------------------------------------------------------------ versions */

static int by_date(const void *x, const void *y)
{
    const ub_version *a = x, *b = y;
    int c = strcmp(a->name, b->name);
    if (c) return c;
    if (a->date != b->date) return a->date < b->date ? -1 : 1;
    return strcmp(a->sha256, b->sha256);
}

ub_status ub_store_versions(ub_arena *a, const char *dir, ub_version **v, size_t *n, ub_err *err)
{
    struct { ub_version *p; size_t n, cap; } all = { 0 };
    DIR *d = opendir(dir);
    ub_status s = UB_OK;
    *v = NULL;
    *n = 0;
    if (!d) return errno == ENOENT ? UB_OK : ub_fail_os(err, "cannot read the folder of lists", errno);
    for (struct dirent *e; s == UB_OK && (e = readdir(d)) != NULL; ) {
        char path[PATH_MAX_BYTES];
        DIR *inner;
        if (!ub_list_name_holds(ub_str_of(e->d_name, strlen(e->d_name)))) continue;
        if (snprintf(path, sizeof path, "%s/%s", dir, e->d_name) >= (int)sizeof path || !(inner = opendir(path))) continue;
        for (struct dirent *f; (f = readdir(inner)) != NULL; ) {
            ub_version one = { 0 }, *slot;
            strcpy(one.name, e->d_name);
            if (!read_file_name(f->d_name, &one)) continue;
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

/* ------------------------------------------------------------------------------------------------ adding, removing */

static ub_status keep_sources(const char *folder, const ub_list_file *files, size_t n, ub_err *err)
{
    ub_status s = ub_cache_folders(folder, err);
    for (size_t i = 0; s == UB_OK && i < n; i++) {
        char path[PATH_MAX_BYTES];
        ub_str name = files[i].name;
        if (ub_str_chr(name, '/') < name.n || name.n == 0 || name.p[0] == '.') name = UB_S("list");
        if (snprintf(path, sizeof path, "%s/%.*s.gz", folder, UB_F(name)) >= (int)sizeof path)
            return ub_fail_os(err, "cannot write", ENAMETOOLONG);
        s = ub_source_pack(path, files[i].data, err);
    }
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
static void remove_sources(const char *dir, const ub_version *v)
{
    char path[PATH_MAX_BYTES];
    if (path_of(path, dir, v, ".src")) remove_folder(path);
    if (snprintf(path, sizeof path, "%s/%s", dir, v->name) < (int)sizeof path) rmdir(path);
}

ub_status ub_store_add(ub_arena *a, const char *dir, const ub_list_file *files, size_t n, ub_str name, ub_day date, ub_day fallback,
                       ub_list *list, ub_version *version, bool *known, ub_list_fault *fault)
{
    char path[PATH_MAX_BYTES];
    ub_keys keys;
    ub_version *all;
    size_t n_all;
    ub_status s = ub_list_read(a, files, n, name, date, list, fault);
    if (s != UB_OK) return s;
    if (!list->date) list->date = fallback;
    name = ub_list_str(list, list->name);
    if (!ub_list_name_holds(name)) return ub_fail(&fault->err, UB_SYNTAX, "not a name for a list", 0);
    if ((s = ub_source_hash(files, n, list->sha256, &fault->err)) != UB_OK) return s;
    memset(version, 0, sizeof *version);
    memcpy(version->name, name.p, name.n);
    ub_hex_write(ub_str_of((const char *)list->sha256, 32), version->sha256);
    version->date = list->date;
    if ((s = ub_store_versions(a, dir, &all, &n_all, &fault->err)) != UB_OK) return s;
    *known = false;
    for (size_t i = 0; i < n_all; i++)
        if (!strcmp(all[i].name, version->name) && !strcmp(all[i].sha256, version->sha256)) {
            *version = all[i];
            *known = true;
            return UB_OK;
        }
    if ((s = ub_keys_build(a, list, &keys, &fault->err)) != UB_OK) return s;
    if (!path_of(path, dir, version, ".src")) return ub_fail_os(&fault->err, "cannot write", ENAMETOOLONG);
    s = keep_sources(path, files, n, &fault->err);
    if (s == UB_OK) s = path_of(path, dir, version, ".list") ? write_list(path, list, &keys, &fault->err)
                                                             : ub_fail_os(&fault->err, "cannot write", ENAMETOOLONG);
    if (s != UB_OK) remove_sources(dir, version);
    return s;
}

ub_status ub_store_remove(const char *dir, const ub_version *v, ub_err *err)
{
    char path[PATH_MAX_BYTES];
    if (!path_of(path, dir, v, ".list")) return ub_fail_os(err, "cannot remove", ENAMETOOLONG);
    if (unlink(path) != 0) return ub_fail_os(err, "cannot remove", errno);
    remove_sources(dir, v);
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ opening */

/* Make a compiled list anew from its sources, which must still be what they were. */
static ub_status make_anew(const char *dir, const ub_version *v, ub_arena *a, ub_lists_one *one, ub_err *err)
{
    ub_source source[UB_LIST_FILES_MAX];
    ub_list_file files[UB_LIST_FILES_MAX];
    char folder[PATH_MAX_BYTES], path[PATH_MAX_BYTES], hex[65] = { 0 };
    size_t n = 0;
    ub_list_fault fault = { 0 };
    ub_status s = UB_OK;
    DIR *d = path_of(folder, dir, v, ".src") ? opendir(folder) : NULL;
    if (!d) return ub_fail(err, UB_SYNTAX, "the compiled list is damaged and its sources are gone", 0);
    for (struct dirent *e; s == UB_OK && n < UB_LIST_FILES_MAX && (e = readdir(d)) != NULL; ) {
        ub_str name = ub_str_of(e->d_name, strlen(e->d_name));
        if (!ub_str_ends(name, UB_S(".gz")) || snprintf(path, sizeof path, "%s/%s", folder, e->d_name) >= (int)sizeof path) continue;
        if ((s = ub_source_open(&source[n], path, err)) != UB_OK) break;
        files[n].data = source[n].data;
        if (!ub_str_copy(a, ub_str_to(name, name.n - 3), &files[n].name)) s = ub_fail(err, UB_LIMIT, "the arena is full", 0);
        n++;
    }
    closedir(d);
    if (s == UB_OK) s = ub_list_read(a, files, n, ub_str_of(v->name, strlen(v->name)), v->date, &one->list, &fault);
    if (s != UB_OK && fault.err.what) s = ub_fail(err, s, fault.err.what, 0);
    if (s == UB_OK) s = ub_source_hash(files, n, one->list.sha256, err);
    if (s == UB_OK) {
        ub_hex_write(ub_str_of((const char *)one->list.sha256, 32), hex);
        if (strcmp(hex, v->sha256)) s = ub_fail(err, UB_SYNTAX, "the compiled list is damaged and its sources are not what they were", 0);
    }
    if (s == UB_OK) s = ub_keys_build(a, &one->list, &one->keys, err);
    if (s == UB_OK && path_of(path, dir, v, ".list")) write_list(path, &one->list, &one->keys, NULL);    /* next time it is faster */
    while (n--) ub_source_close(&source[n]);
    return s;
}

ub_status ub_store_open(const char *dir, const ub_version *v, ub_arena *a, ub_lists_one *one, ub_err *err)
{
    char path[PATH_MAX_BYTES];
    ub_status s;
    memset(one, 0, sizeof *one);
    if (!path_of(path, dir, v, ".list")) return ub_fail_os(err, "cannot read", ENAMETOOLONG);
    s = map_list(path, one, err);
    return s == UB_SYNTAX ? make_anew(dir, v, a, one, err) : s;
}

/* The version of the list that begins at v[i] which answers for the day; *later as in ub_lists_one. */
static size_t in_force(const ub_version *v, size_t i, size_t end, ub_day as_of, bool *later)
{
    size_t best = i;
    *later = as_of && v[i].date > as_of;
    for (size_t k = i; k < end; k++)
        if (!as_of || v[k].date <= as_of) best = k;
    return best;
}

#define ARENA_MAX ((size_t)4 << 30)    /* address space; only lists that are not mapped take memory */

ub_status ub_lists_open(ub_lists *s, const char *dir, ub_day as_of, ub_err *err)
{
    ub_version *v;
    size_t n;
    ub_status status;
    memset(s, 0, sizeof *s);
    s->as_of = as_of;
    if ((status = ub_arena_open(&s->a, ARENA_MAX, err)) != UB_OK) return status;
    status = ub_store_versions(&s->a, dir, &v, &n, err);
    for (size_t i = 0, end; status == UB_OK && i < n; i = end) {
        bool later;
        for (end = i + 1; end < n && !strcmp(v[end].name, v[i].name); end++) continue;
        if (s->n == UB_LISTS_MAX) { status = ub_fail(err, UB_LIMIT, "too many lists", 0); break; }
        size_t k = in_force(v, i, end, as_of, &later);
        if ((status = ub_store_open(dir, &v[k], &s->a, &s->one[s->n], err)) == UB_OK) s->one[s->n++].later = later;
    }
    if (status == UB_OK && s->n == 0) status = ub_fail(err, UB_ABSENT, "no list is installed", 0);
    if (status != UB_OK) ub_lists_close(s);
    return status;
}

void ub_lists_close(ub_lists *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->n; i++) ub_cache_close(&s->one[i].cache);
    ub_arena_close(&s->a);
    s->n = 0;
}

ub_status ub_lists_add(ub_lists *s, const ub_list *list, ub_err *err)
{
    ub_lists_one *one = &s->one[s->n];
    ub_status status;
    if (s->n == UB_LISTS_MAX) return ub_fail(err, UB_LIMIT, "too many lists", 0);
    *one = (ub_lists_one){ .list = *list, .later = s->as_of && list->date > s->as_of };
    if ((status = ub_keys_build(&s->a, list, &one->keys, err)) == UB_OK) s->n++;
    return status;
}

ub_in_force ub_lists_in_force(const ub_lists *s, size_t i, uint32_t entry)
{
    ub_day listed = s->one[i].list.entries[entry].listed;
    if (!s->one[i].later) return UB_IN_FORCE;
    if (!listed) return UB_PERHAPS;
    return listed > s->as_of ? UB_NOT_YET : UB_IN_FORCE;
}
