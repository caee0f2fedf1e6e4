/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon lists: install sanctions lists, lists of trackers and rosters, show what is installed, remove it. */
#include "asking.h"
#include "cli.h"
#include "date.h"
#include "roster_store.h"
#include "trackers.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static const ub_command self = { "lists", ub_cli_lists, "[show [NAME] | add FILE... | remove NAME]",
                                 "Install lists of sanctions and of trackers, and rosters; show what is installed, remove it." };

struct job {
    char dir[UB_LISTED_PATH_MAX];
    const char *name;
    ub_day date;
    const char *ublock;
    bool json, quiet;
    uint64_t installed, with_names;      /* with_names: sanctions lists */
    ub_out *out;
};

/* ------------------------------------------------------------------------------------------------ show */

static void show_json(ub_out *out, const ub_list *l)
{
    ub_json j = ub_json_to(out);
    char day[16], hex[64];
    ub_json_begin(&j, NULL, '{');
    ub_json_uint(&j, "schema", 1);
    ub_json_text(&j, "type", "list");
    ub_json_text(&j, "kind", "sanctions");
    ub_json_str(&j, "name", ub_list_str(l, l->name));
    if (l->date) ub_json_str(&j, "date", ub_str_of(day, ub_day_write(l->date, day)));
    else ub_json_null(&j, "date");
    ub_hex_write(ub_str_of((const char *)l->sha256, 32), hex);
    ub_json_str(&j, "sha256", ub_str_of(hex, 64));
    ub_json_uint(&j, "entries", l->n_entries);
    ub_json_uint(&j, "names", l->n_names);
    ub_json_uint(&j, "facts", l->n_facts);
    ub_json_begin(&j, "notes", '[');
    for (uint32_t i = 0; i < l->n_notes; i++) {
        const ub_list_note *n = &l->notes[i];
        ub_json_begin(&j, NULL, '{');
        ub_json_str(&j, "note", ub_list_str(l, n->what));
        ub_json_str(&j, "text", ub_list_str(l, n->detail));
        ub_json_str(&j, "file", ub_list_str(l, n->file));
        ub_json_uint(&j, "row", n->row);
        ub_json_uint(&j, "column", n->column);
        ub_json_uint(&j, "count", n->count);
        ub_json_end(&j, '}');
    }
    ub_json_end(&j, ']');
    ub_json_end(&j, '}');
    ub_json_line(&j);
}

static void show_line(ub_out *out, const ub_list *l)
{
    char text[256], day[16] = "-", hex[65] = { 0 };
    if (l->date) day[ub_day_write(l->date, day)] = 0;
    ub_hex_write(ub_str_of((const char *)l->sha256, 32), hex);
    snprintf(text, sizeof text, "%-12.*s %-10s  %7u entries %8u names  %.16s", UB_F(ub_list_str(l, l->name)), day, l->n_entries, l->n_names, hex);
    ub_out_add(out, ub_str_of(text, strlen(text)));
    if (l->n_notes) ub_out_add(out, UB_S("  with oddities"));
    ub_out_char(out, '\n');
}

/* `path`: of a list that is not installed, or NULL. */
static void show_rules_json(ub_out *out, const ub_ruleset *set, ub_day date, const char *path)
{
    const ub_rules_head *h = set->head;
    ub_json j = ub_json_to(out);
    char day[16], hex[64];
    ub_json_begin(&j, NULL, '{');
    ub_json_uint(&j, "schema", 1);
    ub_json_text(&j, "type", "list");
    ub_json_text(&j, "kind", "trackers");
    ub_json_str(&j, "name", ub_ruleset_name(set));
    ub_json_str(&j, "title", ub_ruleset_title(set));
    ub_json_text(&j, "format", ub_rules_format_name((ub_rules_format)h->format));
    if (path) ub_json_text(&j, "path", path);
    if (date) ub_json_str(&j, "date", ub_str_of(day, ub_day_write(date, day)));
    else ub_json_null(&j, "date");
    ub_hex_write(ub_str_of((const char *)h->sha256, 32), hex);
    ub_json_str(&j, "sha256", ub_str_of(hex, 64));
    ub_json_uint(&j, "entries", ub_ruleset_entries(set));
    ub_json_uint(&j, "rules", h->block);
    ub_json_uint(&j, "exceptions", h->allow);
    ub_json_uint(&j, "parameters", h->params);
    ub_json_uint(&j, "wrappers", h->redirects);
    ub_json_uint(&j, "cosmetic", h->cosmetic);
    ub_json_uint(&j, "unknown", h->unknown);
    ub_json_begin(&j, "notes", '[');
    for (size_t i = 0; i < set->n_notes; i++) {
        const ub_rules_note *n = &set->notes[i];
        ub_json_begin(&j, NULL, '{');
        ub_json_str(&j, "note", ub_ruleset_str(set, n->what_at, n->what_n));
        ub_json_str(&j, "text", ub_ruleset_str(set, n->detail_at, n->detail_n));
        ub_json_uint(&j, "row", n->row);
        ub_json_uint(&j, "column", n->column);
        ub_json_uint(&j, "count", n->count);
        ub_json_end(&j, '}');
    }
    ub_json_end(&j, ']');
    ub_json_end(&j, '}');
    ub_json_line(&j);
}

static void show_rules_line(ub_out *out, const ub_ruleset *set, ub_day date, const char *path)
{
    char text[256], day[16] = "-", hex[65] = { 0 };
    if (date) day[ub_day_write(date, day)] = 0;
    ub_hex_write(ub_str_of((const char *)set->head->sha256, 32), hex);
    snprintf(text, sizeof text, "%-12.*s %-10s  %7u entries, of trackers  %.16s", UB_F(ub_ruleset_name(set)), day, ub_ruleset_entries(set), hex);
    ub_out_add(out, ub_str_of(text, strlen(text)));
    if (set->head->unknown) ub_out_add(out, UB_S("  with oddities"));
    if (path) ub_out_add(out, UB_S("  ")), ub_text_safe(out, ub_str_of(path, strlen(path)), SIZE_MAX);
    ub_out_char(out, '\n');
}

static int show_names(struct job *job, const ub_arena *a, const ub_version *v, bool notes)
{
    ub_lists_one one;
    ub_arena scratch = *a;
    ub_err err = { 0 };
    if (ub_store_open(job->dir, v, &scratch, &one, &err) != UB_OK) return ub_cli_failed(v->name, &err);
    if (job->json) show_json(job->out, &one.list);
    else show_line(job->out, &one.list);
    if (notes && !job->json) ub_out_flush(job->out, NULL), ub_listed_notes(&one.list, v->name, SIZE_MAX);
    ub_cache_close(&one.cache);
    return UB_EXIT_NOTHING;
}

/* A list of trackers: an installed version, or a file that is used where it is. */
static int show_rules(struct job *job, const ub_version *v, const char *path, const char *only, size_t *shown)
{
    UB_CLEANUP(ub_rules_deinit) ub_rules r = { 0 };
    ub_list_fault fault = { 0 };
    ub_status s = ub_rules_init(&r, &fault.err);
    const ub_ruleset *set = &r.set[0];
    if (s == UB_OK) s = v ? ub_rules_add_version(&r, job->dir, v, &fault.err) : ub_rules_add_source(&r, path, NULL, &fault);
    if (s != UB_OK) return ub_cli_failed(v ? v->name : path, &fault.err);
    if (only && !ub_str_eq(ub_ruleset_name(set), ub_str_of(only, strlen(only)))) return UB_EXIT_NOTHING;
    ++*shown;
    if (job->json) show_rules_json(job->out, set, v ? v->date : set->head->date, path);
    else show_rules_line(job->out, set, v ? v->date : set->head->date, path);
    if (only && !job->json) ub_out_flush(job->out, NULL), ub_listed_rules_notes(set, path ? path : v->name, SIZE_MAX);
    return UB_EXIT_NOTHING;
}

/* How many domains, or how many mailers. */
static size_t homes_of(const ub_roster *r, bool mailers)
{
    size_t n = 0;
    for (size_t i = 0; i < r->homes.n; i++) n += r->homes.p[i].mailer == mailers;
    return n;
}

static void show_roster_json(ub_out *out, const ub_version *v, const ub_roster *r)
{
    ub_json j = ub_json_to(out);
    char day[16];
    ub_json_begin(&j, NULL, '{');
    ub_json_uint(&j, "schema", 1);
    ub_json_text(&j, "type", "list");
    ub_json_text(&j, "kind", "roster");
    ub_json_text(&j, "name", v->name);
    ub_json_str(&j, "date", ub_str_of(day, ub_day_write(v->date, day)));
    ub_json_text(&j, "sha256", v->sha256);
    ub_json_uint(&j, "entries", r->who.n);
    ub_json_uint(&j, "names", r->names.n);
    ub_json_uint(&j, "domains", homes_of(r, false));
    ub_json_uint(&j, "mailers", homes_of(r, true));
    ub_json_begin(&j, "notes", '[');
    ub_json_end(&j, ']');
    ub_json_end(&j, '}');
    ub_json_line(&j);
}

static int show_roster(struct job *job, const ub_version *v)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx urls = { 0 };
    ub_roster r;
    ub_str text;
    ub_err err = { 0 };
    char line[256], day[16];
    if (ub_arena_open(&a, UB_ROSTER_ARENA, &err) != UB_OK || ub_roster_version(&a, job->dir, v, &text, &err) != UB_OK
        || ub_roster_read(&a, &urls, text, &r, &err) != UB_OK) return ub_cli_failed(v->name, &err);
    if (job->json) return show_roster_json(job->out, v, &r), UB_EXIT_NOTHING;
    day[ub_day_write(v->date, day)] = 0;
    snprintf(line, sizeof line, "%-12s %-10s  %7zu entries, of a roster  %.16s\n", v->name, day, r.who.n, v->sha256);
    ub_out_add(job->out, ub_str_of(line, strlen(line)));
    return UB_EXIT_NOTHING;
}

static int worse(int a, int b) { return a > b ? a : b; }

static int show(struct job *job, const char *name)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    static ub_trackers_file found[UB_TRACKERS_FILES_MAX];
    ub_err err = { 0 };
    ub_version *v, *rules, *rosters;
    size_t n, n_rules, n_rosters, shown = 0, n_found = ub_trackers_ublock(job->ublock, found);
    int status = UB_EXIT_NOTHING;
    if (ub_arena_open(&a, (size_t)4 << 30, &err) != UB_OK || ub_versions_read(&a, job->dir, UB_VERSION_NAMES, &v, &n, &err) != UB_OK
        || ub_versions_read(&a, job->dir, UB_VERSION_RULES, &rules, &n_rules, &err) != UB_OK
        || ub_versions_read(&a, job->dir, UB_VERSION_ROSTER, &rosters, &n_rosters, &err) != UB_OK) return ub_cli_failed(job->dir, &err);
    for (size_t i = 0; i < n; i++) {
        if (name && strcmp(name, v[i].name)) continue;
        shown++;
        status = worse(status, show_names(job, &a, &v[i], name));
    }
    for (size_t i = 0; i < n_rules; i++)
        if (!name || !strcmp(name, rules[i].name)) status = worse(status, show_rules(job, &rules[i], NULL, name, &shown));
    for (size_t i = 0; i < n_rosters; i++)
        if (!name || !strcmp(name, rosters[i].name)) shown++, status = worse(status, show_roster(job, &rosters[i]));
    for (size_t i = 0; i < n_found; i++) status = worse(status, show_rules(job, NULL, found[i].path, name, &shown));
    if (name && !shown && !status) return ub_cli_complain(name, "no such list is installed; 'unbeacon lists' shows those that are"), UB_EXIT_BAD;
    if (!shown && !job->json && !status) ub_out_add(job->out, UB_S("no list is installed\n"));
    return status;
}

/* ------------------------------------------------------------------------------------------------ add */

static const char *const ends[] = { UB_VERSION_NAMES, UB_VERSION_RULES, UB_VERSION_ROSTER };

/* What to say besides when something is installed; NULL when nothing is. */
static const char *what_stays(const struct job *job)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_version *v;
    size_t n = 0;
    if (ub_arena_open(&a, 64 << 20, NULL) != UB_OK) return NULL;
    for (size_t i = 0, one; i < UB_COUNT(ends); i++)
        if (ub_versions_read(&a, job->dir, ends[i], &v, &one, NULL) == UB_OK) n += one;
    if (!n) return NULL;
    return "nothing was changed, the installed versions stay in force";
}

static int refused(const struct job *job, const ub_listed_set *set, const ub_list_fault *fault)
{
    ub_listed_complain(set, fault, what_stays(job));
    return ub_cli_exit_of(&fault->err);
}

static ub_str name_wished(const struct job *job) { return ub_str_of(job->name, job->name ? strlen(job->name) : 0); }

/* "NAME of DAY: WHAT". */
static void tell_installed(struct job *job, const ub_version *v, const char *what, bool known)
{
    char text[512], day[16];
    day[ub_day_write(v->date, day)] = 0;
    snprintf(text, sizeof text, "%s of %s: %s%s\n", v->name, day, what, known ? "; was installed already" : "");
    ub_out_add(job->out, ub_str_of(text, strlen(text)));
    job->installed++;
}

static int add_set(void *ctx, ub_listed_set *set)
{
    struct job *job = ctx;
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_list l;
    ub_list_fault fault = { 0 };
    ub_version v;
    bool known;
    char what[128];
    if (ub_arena_open(&a, (size_t)4 << 30, &fault.err) != UB_OK) return ub_listed_complain(set, &fault, NULL), ub_cli_exit_of(&fault.err);
    if (ub_store_add(&a, job->dir, set->file, set->n, name_wished(job), job->date, set->changed, &l, &v, &known, &fault) != UB_OK)
        return refused(job, set, &fault);
    job->with_names++;
    if (!job->quiet) ub_listed_notes(&l, set->path[0], 10);
    snprintf(what, sizeof what, "%u entries, %u names", l.n_entries, l.n_names);
    tell_installed(job, &v, what, known);
    if (!job->date && set->n && l.date == set->changed && !job->quiet && !known)
        ub_cli_complain(set->path[0], "does not say its date; taken from the file's last change, --date DAY sets another");
    return UB_EXIT_NOTHING;
}

static int add_rules(void *ctx, ub_listed_set *set)
{
    struct job *job = ctx;
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_ruleset rules;
    ub_list_fault fault = { 0 };
    ub_version v;
    bool known;
    char what[256];
    if (ub_arena_open(&a, (size_t)4 << 30, &fault.err) != UB_OK
        || ub_rules_install(&a, job->dir, &set->file[0], name_wished(job), job->date, set->changed, &rules, &v, &known, &fault) != UB_OK)
        return refused(job, set, &fault);
    const ub_rules_head *h = rules.head;
    if (!job->quiet) ub_listed_rules_notes(&rules, set->path[0], 10);
    snprintf(what, sizeof what, "%u rules for trackers, %u exceptions, %u parameters, %u wrappers; not for mail %u, not understood %u",
             h->block, h->allow, h->params, h->redirects, h->cosmetic, h->unknown);
    tell_installed(job, &v, what, known);
    return UB_EXIT_NOTHING;
}

static int add_roster(void *ctx, ub_listed_set *set)
{
    struct job *job = ctx;
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_roster r;
    ub_list_fault fault = { 0 };
    ub_version v;
    bool known;
    char what[128];
    if (ub_arena_open(&a, UB_ROSTER_ARENA, &fault.err) != UB_OK
        || ub_roster_install(&a, job->dir, &set->file[0], name_wished(job), job->date ? job->date : set->changed, &r, &v, &known, &fault) != UB_OK)
        return refused(job, set, &fault);
    snprintf(what, sizeof what, "a roster of %zu, with %zu names, %zu domains and %zu mailers", r.who.n, r.names.n, homes_of(&r, false), homes_of(&r, true));
    tell_installed(job, &v, what, known);
    return UB_EXIT_NOTHING;
}

/* The index of names is built now, so that the first question does not wait for it. */
static int build_index(const char *dir)
{
    static ub_lists lists;
    UB_CLEANUP(ub_matching_close) ub_matching matching = { 0 };
    char folder[UB_LISTED_PATH_MAX];
    ub_err err = { 0 };
    if (ub_lists_open(&lists, dir, 0, &err) != UB_OK) return ub_cli_failed(dir, &err);
    if (ub_matching_open(&matching, &lists, ub_asking_index_folder(NULL, dir, folder) ? folder : NULL, &err) != UB_OK) {
        ub_lists_close(&lists);
        return ub_cli_failed(dir, &err);
    }
    ub_lists_close(&lists);
    return UB_EXIT_NOTHING;
}

/* ------------------------------------------------------------------------------------------------ remove */

/* Versions of one kind.  *gone: how many went. */
static int drop_kind(struct job *job, const char *end, const char *name, const char *hash, size_t *gone)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_err err = { 0 };
    ub_version *v;
    size_t n;
    if (ub_arena_open(&a, 64 << 20, &err) != UB_OK || ub_versions_read(&a, job->dir, end, &v, &n, &err) != UB_OK)
        return ub_cli_failed(job->dir, &err);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(v[i].name, name) || (hash && strncmp(v[i].sha256, hash, strlen(hash)))) continue;
        if (ub_version_remove(job->dir, &v[i], &err) != UB_OK) return ub_cli_failed(name, &err);
        ++*gone;
    }
    return UB_EXIT_NOTHING;
}

static int drop(struct job *job, const char *name, const char *hash)
{
    size_t gone = 0;
    int status = UB_EXIT_NOTHING;
    for (size_t i = 0; i < UB_COUNT(ends); i++) status = worse(status, drop_kind(job, ends[i], name, hash, &gone));
    if (!status && !gone) return ub_cli_complain(name, "no such list is installed; 'unbeacon lists' shows those that are"), UB_EXIT_BAD;
    return status;
}

int ub_cli_lists(int argc, char **argv)
{
    static char buf[1 << 14];
    static struct job job;
    const char *dir = NULL, *date = NULL, *hash = NULL;
    int n, status;
    const ub_opt opts[] = {
        { "json", 0, UB_OPT_FLAG, &job.json, NULL, "show: one JSON object a version, a line each" },
        { "name", 0, UB_OPT_TEXT, &job.name, "NAME", "add: what to call the list" },
        { "date", 0, UB_OPT_TEXT, &date, "DAY", "add: the day of the data, where the file does not say it" },
        { "version", 0, UB_OPT_TEXT, &hash, "HASH", "remove: only the version whose SHA-256 begins so" },
        { "dir", 0, UB_OPT_TEXT, &dir, "DIR", "folder of the installed lists" },
        UB_OPT_UBLOCK(&job.ublock),
        { "quiet", 'q', UB_OPT_FLAG, &job.quiet, NULL, "add: do not tell what is odd in a list" },
        { 0 },
    };
    ub_out out;
    ub_err err = { 0 };
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    if (!ub_listed_dir(dir, job.dir)) return ub_cli_complain("lists", "the name of the folder is too long"), UB_EXIT_BAD;
    if (!ub_listed_day("--date", date, &job.date)) return UB_EXIT_BAD;
    ub_out_init(&out, STDOUT_FILENO, buf, sizeof buf);
    job.out = &out;
    if (n == 0 || (!strcmp(argv[1], "show") && n <= 2)) status = show(&job, n == 2 ? argv[2] : NULL);
    else if (!strcmp(argv[1], "add") && n >= 2) status = ub_listed_each(argv + 2, n - 1, &(ub_listed_see){ .ctx = &job, .names = add_set, .rules = add_rules, .roster = add_roster });
    else if (!strcmp(argv[1], "remove") && n == 2) status = drop(&job, argv[2], hash);
    else return ub_cli_complain(argv[1], "not a use of lists; try 'unbeacon lists --help'"), UB_EXIT_BAD;
    if (!strcmp(n ? argv[1] : "", "add") && !status && !job.installed) ub_cli_complain(argv[2], "holds no list"), status = UB_EXIT_BAD;
    if (job.with_names) {
        int built = build_index(job.dir);
        if (built > status) status = built;
    }
    if (ub_out_flush(&out, &err) != UB_OK && err.os != EPIPE) return ub_cli_failed("standard output", &err);
    return status;
}
