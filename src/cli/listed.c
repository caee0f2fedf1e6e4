/* SPDX-License-Identifier: Apache-2.0 */
/* Where lists are, and how files become lists. */
#include "listed.h"

#include "cli.h"
#include "date.h"
#include "roster_store.h"
#include "rules.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool format_path(char out[UB_LISTED_PATH_MAX], const char *a, const char *b)
{
    return snprintf(out, UB_LISTED_PATH_MAX, "%s%s", a, b) < UB_LISTED_PATH_MAX;
}

bool ub_listed_dir(const char *option, char out[UB_LISTED_PATH_MAX])
{
    if (option) return format_path(out, option, "");
    return ub_cli_place(out, UB_LISTED_PATH_MAX, "XDG_DATA_HOME", ".local/share", "unbeacon/lists")
        || format_path(out, "/var/lib/unbeacon/lists", "");
}

bool ub_listed_day(const char *option, const char *text, ub_day *day)
{
    ub_days d;
    *day = 0;
    if (!text) return true;
    if (ub_days_parse(ub_str_of(text, strlen(text)), UB_DAY_FIRST, &d) && d.from == d.to && d.from % 100) return *day = d.from, true;
    ub_cli_complain(option, "not a day; write it as 2021-01-14");
    return false;
}

/* ------------------------------------------------------------------------------------------------ trouble */

void ub_listed_complain(const ub_listed_set *set, const ub_list_fault *fault, const char *more)
{
    char subject[UB_LISTED_PATH_MAX + 64], what[512], text[256];
    const char *path = fault->file < set->n ? set->path[fault->file] : set->n ? set->path[0] : "list";
    if (fault->row) snprintf(subject, sizeof subject, "%s:%zu:%zu", path, fault->row, fault->column);
    else snprintf(subject, sizeof subject, "%s", path);
    ub_cli_err_text(text, sizeof text, &fault->err);
    snprintf(what, sizeof what, "%s%s%s", text, more ? "; " : "", more ? more : "");
    ub_cli_complain(subject, what);
}

static void tell_note(const char *path, size_t row, size_t column, ub_str what, ub_str detail, uint32_t count)
{
    char subject[UB_LISTED_PATH_MAX + 64], text[1024], times[32] = "";
    if (count > 1) snprintf(times, sizeof times, " (%u times)", count);
    if (row) snprintf(subject, sizeof subject, "%s:%zu:%zu", path, row, column);
    else snprintf(subject, sizeof subject, "%s", path);
    snprintf(text, sizeof text, "%.*s%s%.*s%s", UB_F(what), detail.n ? ": " : "", UB_F(detail), times);
    ub_cli_complain(subject, text);
}

static void tell_more(const char *path, size_t left, ub_str name)
{
    char text[256];
    if (!left) return;
    snprintf(text, sizeof text, "%zu more oddities; 'unbeacon lists show %.*s' lists them", left, UB_F(name));
    ub_cli_complain(path, text);
}

void ub_listed_notes(const ub_list *l, const char *path, size_t max)
{
    for (uint32_t i = 0; i < l->n_notes && i < max; i++) {
        const ub_list_note *n = &l->notes[i];
        char file[UB_LISTED_PATH_MAX];
        snprintf(file, sizeof file, "%.*s", UB_F(ub_list_str(l, n->file)));
        tell_note(n->row ? file : path, n->row, n->column, ub_list_str(l, n->what), ub_list_str(l, n->detail), n->count);
    }
    tell_more(path, l->n_notes > max ? l->n_notes - max : 0, ub_list_str(l, l->name));
}

void ub_listed_rules_notes(const ub_ruleset *set, const char *path, size_t max)
{
    for (size_t i = 0; i < set->n_notes && i < max; i++) {
        const ub_rules_note *n = &set->notes[i];
        tell_note(path, n->row, n->column, ub_ruleset_str(set, n->what_at, n->what_n), ub_ruleset_str(set, n->detail_at, n->detail_n), n->count);
    }
    tell_more(path, set->n_notes > max ? set->n_notes - max : 0, ub_ruleset_name(set));
}

/* ------------------------------------------------------------------------------------------------ files into lists */

struct found {
    char *path;
    bool named;            /* on the command line, not met in a folder */
    ub_list_format format;
    bool rules, roster;    /* a list of trackers; a roster */
    bool used;
};

struct files {
    struct found *p;
    size_t n, cap;
};

static int worse(int a, int b) { return a > b ? a : b; }

static bool add_path(struct files *f, const char *path, bool named)
{
    if (f->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 64;
        struct found *p = realloc(f->p, cap * sizeof *p);
        if (!p) return false;
        f->p = p;
        f->cap = cap;
    }
    f->p[f->n] = (struct found){ .path = strdup(path), .named = named };
    return f->p[f->n].path && ++f->n;
}

static int by_path(const void *x, const void *y) { return strcmp(((const struct found *)x)->path, ((const struct found *)y)->path); }

#define FOLDER_DEPTH_MAX 8

static int add_folder(struct files *f, const char *path, int depth)
{
    struct files inside = { 0 };
    DIR *d = opendir(path);
    int status = 0;
    if (!d) return ub_cli_complain(path, strerrordesc_np(errno)), UB_EXIT_BAD;
    for (struct dirent *e; (e = readdir(d)) != NULL; ) {
        char full[UB_LISTED_PATH_MAX];
        if (e->d_name[0] != '.' && snprintf(full, sizeof full, "%s/%s", path, e->d_name) < (int)sizeof full)
            if (!add_path(&inside, full, false)) status = UB_EXIT_TEMPORARY;
    }
    closedir(d);
    if (inside.n) qsort(inside.p, inside.n, sizeof *inside.p, by_path);
    for (size_t i = 0; i < inside.n; i++) {
        struct stat st;
        if (lstat(inside.p[i].path, &st) == 0) {
            if (S_ISDIR(st.st_mode) && depth < FOLDER_DEPTH_MAX) status = worse(status, add_folder(f, inside.p[i].path, depth + 1));
            else if (S_ISREG(st.st_mode) && !add_path(f, inside.p[i].path, false)) status = UB_EXIT_TEMPORARY;
        }
        free(inside.p[i].path);
    }
    free(inside.p);
    return status;
}

static const char *base_name(const char *path) { return strrchr(path, '/') ? strrchr(path, '/') + 1 : path; }

/* Do two files of OFAC's CSV belong to one list? */
static bool together(const char *x, const char *y)
{
    size_t nx = (size_t)(base_name(x) - x), ny = (size_t)(base_name(y) - y);
    return nx == ny && strncmp(x, y, nx) == 0 && !strncasecmp(base_name(x), "cons", 4) == !strncasecmp(base_name(y), "cons", 4);
}

static int take(ub_listed_set *set, struct found *f)
{
    ub_err err = { 0 };
    const char *name = base_name(f->path);
    size_t n = strlen(name);
    f->used = true;
    if (ub_source_open(&set->source[set->n], f->path, &err) != UB_OK) return ub_cli_failed(f->path, &err);
    if (n > 3 && !strcmp(name + n - 3, ".gz")) n -= 3;
    set->path[set->n] = f->path;
    set->file[set->n] = (ub_list_file){ ub_str_of(name, n), set->source[set->n].data };
    if (set->source[set->n].changed > set->changed) set->changed = set->source[set->n].changed;
    set->n++;
    return 0;
}

static int see_set(struct files *f, size_t first, int (*see)(void *ctx, ub_listed_set *set), void *ctx)
{
    ub_listed_set *set = calloc(1, sizeof *set);
    int status;
    if (!set) return UB_EXIT_TEMPORARY;
    status = take(set, &f->p[first]);
    for (size_t i = first + 1; ub_list_is_ofac_csv(f->p[first].format) && i < f->n; i++)
        if (!f->p[i].used && ub_list_is_ofac_csv(f->p[i].format) && together(f->p[first].path, f->p[i].path)) {
            if (set->n == UB_LIST_FILES_MAX) break;
            status = worse(status, take(set, &f->p[i]));
        }
    if (!status) status = see(ctx, set);
    for (size_t i = 0; i < set->n; i++) ub_source_close(&set->source[i]);
    free(set);
    return status;
}

/* What each file is; those of folders that are none are passed over. */
static int tell_formats(struct files *f)
{
    int status = 0;
    for (size_t i = 0; i < f->n; i++) {
        ub_source s;
        ub_err err = { 0 };
        if (ub_source_open(&s, f->p[i].path, &err) != UB_OK) {
            f->p[i].used = true;
            if (!f->p[i].named && err.status == UB_SYNTAX) continue;
            status = worse(status, ub_cli_failed(f->p[i].path, &err));
            continue;
        }
        f->p[i].format = ub_list_detect(s.data);
        f->p[i].roster = f->p[i].format == UB_LIST_NONE && ub_roster_detect(s.data);
        f->p[i].rules = f->p[i].format == UB_LIST_NONE && !f->p[i].roster && ub_rules_detect(s.data) != UB_RULES_NONE;
        ub_source_close(&s);
        if (f->p[i].format != UB_LIST_NONE || f->p[i].rules || f->p[i].roster) continue;
        f->p[i].used = true;
        if (!f->p[i].named) continue;
        ub_cli_complain(f->p[i].path, "neither a list of OFAC, the UK, the UN or the EU nor one of trackers nor a roster");
        status = worse(status, UB_EXIT_BAD);
    }
    return status;
}

int ub_listed_each(char **paths, int n, const ub_listed_see *see)
{
    struct files f = { 0 };
    int status = 0;
    for (int i = 0; i < n; i++) {
        struct stat st;
        if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode)) status = worse(status, add_folder(&f, paths[i], 0));
        else if (!add_path(&f, paths[i], true)) status = UB_EXIT_TEMPORARY;
    }
    status = worse(status, tell_formats(&f));
    for (size_t i = 0; i < f.n; i++) {
        int (*one)(void *, ub_listed_set *) = f.p[i].roster ? see->roster : f.p[i].rules ? see->rules : see->names;
        if (!f.p[i].used && one) status = worse(status, see_set(&f, i, one, see->ctx));
    }
    for (size_t i = 0; i < f.n; i++) free(f.p[i].path);
    free(f.p);
    return status;
}

/* ------------------------------------------------------------------------------------------------ opening */

/* A list of a folder, for one day: of several versions the newest not later than the day stays. */
static int read_set(void *ctx, ub_listed_set *set)
{
    ub_lists *lists = ctx;
    ub_list l;
    ub_list_fault fault;
    ub_err err = { 0 };
    ub_status s = ub_list_read(&lists->a, set->file, set->n, UB_S(""), 0, &l, &fault);
    if (s != UB_OK) return ub_listed_complain(set, &fault, NULL), ub_cli_exit_of(&fault.err);
    if (!l.date) l.date = set->changed;
    if (ub_source_hash(set->file, set->n, l.sha256, &err) != UB_OK) return ub_cli_failed(set->path[0], &err);
    for (size_t i = 0; i < lists->n; i++) {
        const ub_list *other = &lists->one[i].list;
        bool fits, other_fits;
        if (!ub_str_eq(ub_list_str(other, other->name), ub_list_str(&l, l.name))) continue;
        fits = !lists->as_of || l.date <= lists->as_of;
        other_fits = !lists->as_of || other->date <= lists->as_of;
        if (fits != other_fits ? other_fits : fits ? other->date >= l.date : other->date <= l.date) return 0;
        lists->one[i] = lists->one[--lists->n];
        break;
    }
    if (ub_lists_add(lists, &l, &err) != UB_OK) return ub_cli_failed(set->path[0], &err);
    return 0;
}

#define ARENA_MAX ((size_t)4 << 30)

static int open_folder(ub_lists *lists, const char *folder, ub_day as_of)
{
    ub_err err = { 0 };
    int status;
    char *paths[1] = { (char *)(uintptr_t)folder };
    memset(lists, 0, sizeof *lists);
    lists->as_of = as_of;
    if (ub_arena_open(&lists->a, ARENA_MAX, &err) != UB_OK) return ub_cli_failed(folder, &err);
    status = ub_listed_each(paths, 1, &(ub_listed_see){ .ctx = lists, .names = read_set });
    if (!status && lists->n == 0) ub_cli_complain(folder, "holds no list of OFAC, the UK, the UN or the EU"), status = UB_EXIT_BAD;
    if (status) ub_lists_close(lists);
    return status;
}

/* A list of a later day than was asked for does not know who was taken off since: that is said. */
static void warn_later(const ub_lists *lists)
{
    for (size_t i = 0; i < lists->n; i++) {
        const ub_list *l = &lists->one[i].list;
        char name[64], what[256], day[16], asked[16];
        if (!lists->one[i].later) continue;
        day[ub_day_write(l->date, day)] = 0;
        asked[ub_day_write(lists->as_of, asked)] = 0;
        snprintf(name, sizeof name, "%.*s", UB_F(ub_list_str(l, l->name)));
        snprintf(what, sizeof what, "no version of %s or before; the one of %s answers without what it says was listed later, and does not "
                 "know what was taken off", asked, day);
        ub_cli_complain(name, what);
    }
}

int ub_listed_open(ub_lists *lists, const char *folder, const char *dir, ub_day as_of)
{
    char path[UB_LISTED_PATH_MAX];
    ub_err err = { 0 };
    int status = 0;
    if (folder) status = open_folder(lists, folder, as_of);
    else if (!ub_listed_dir(dir, path)) return ub_cli_complain("lists", "the name of the folder is too long"), UB_EXIT_BAD;
    else if (ub_lists_open(lists, path, as_of, &err) != UB_OK) {
        if (err.status != UB_ABSENT) return ub_cli_failed(path, &err);
        return ub_cli_complain(path, "no list is installed; 'unbeacon lists add FILE' installs one"), UB_EXIT_BAD;
    }
    if (!status) warn_later(lists);
    return status;
}
