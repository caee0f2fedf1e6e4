/* SPDX-License-Identifier: Apache-2.0 */
/* The versions of lists that are installed. */
#include "store.h"

#include "codec.h"

#include <errno.h>

#define KIND "list"

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

/* ------------------------------------------------------------------------------------------------ adding, removing */

ub_status ub_store_add(ub_arena *a, const char *dir, const ub_list_file *files, size_t n, ub_str name, ub_day date, ub_day fallback,
                       ub_list *list, ub_version *version, bool *known, ub_list_fault *fault)
{
    char path[UB_VERSION_PATH_MAX];
    ub_keys keys;
    ub_status s = ub_list_read(a, files, n, name, date, list, fault);
    if (s != UB_OK) return s;
    if (!list->date) list->date = fallback;
    if ((s = ub_source_hash(files, n, list->sha256, &fault->err)) != UB_OK) return s;
    s = ub_version_of(a, dir, UB_VERSION_NAMES, ub_list_str(list, list->name), list->sha256, list->date, version, known, &fault->err);
    if (s != UB_OK || *known) return s;
    if ((s = ub_keys_build(a, list, &keys, &fault->err)) != UB_OK) return s;
    s = ub_version_keep_sources(dir, version, files, n, &fault->err);
    if (s == UB_OK) s = ub_version_path(path, dir, version, version->end) ? write_list(path, list, &keys, &fault->err)
                                                                          : ub_fail_os(&fault->err, "cannot write", ENAMETOOLONG);
    if (s != UB_OK) ub_version_remove_sources(dir, version);
    return s;
}

/* ------------------------------------------------------------------------------------------------ opening */

/* Make a compiled list anew from its sources, which must still be what they were. */
static ub_status make_anew(const char *dir, const ub_version *v, ub_arena *a, ub_lists_one *one, ub_err *err)
{
    ub_source source[UB_LIST_FILES_MAX];
    ub_list_file files[UB_LIST_FILES_MAX];
    char path[UB_VERSION_PATH_MAX], hex[65] = { 0 };
    size_t n;
    ub_list_fault fault = { 0 };
    ub_status s = ub_version_open_sources(a, dir, v, source, files, &n, err);
    if (s == UB_OK) s = ub_list_read(a, files, n, ub_str_of(v->name, strlen(v->name)), v->date, &one->list, &fault);
    if (s != UB_OK && fault.err.what) s = ub_fail(err, s, fault.err.what, 0);
    if (s == UB_OK) s = ub_source_hash(files, n, one->list.sha256, err);
    if (s == UB_OK) {
        ub_hex_write(ub_str_of((const char *)one->list.sha256, 32), hex);
        if (strcmp(hex, v->sha256)) s = ub_fail(err, UB_SYNTAX, "the compiled list is damaged and its sources are not what they were", 0);
    }
    if (s == UB_OK) s = ub_keys_build(a, &one->list, &one->keys, err);
    if (s == UB_OK && ub_version_path(path, dir, v, v->end)) write_list(path, &one->list, &one->keys, NULL);    /* next time it is faster */
    while (n--) ub_source_close(&source[n]);
    return s;
}

ub_status ub_store_open(const char *dir, const ub_version *v, ub_arena *a, ub_lists_one *one, ub_err *err)
{
    char path[UB_VERSION_PATH_MAX];
    ub_status s;
    memset(one, 0, sizeof *one);
    if (!ub_version_path(path, dir, v, v->end)) return ub_fail_os(err, "cannot read", ENAMETOOLONG);
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
    status = ub_versions_read(&s->a, dir, UB_VERSION_NAMES, &v, &n, err);
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
