/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon screen: names, addresses, sites, wallets and numbers against the sanctions lists. */
#include "asking.h"
#include "cli.h"
#include "country.h"
#include "csv.h"
#include "date.h"
#include "listed.h"
#include "ndjson.h"
#include "screen_out.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const ub_command self = { "screen", ub_cli_screen, "[NAME...]",
                                 "Look names, addresses, sites, wallets and numbers up in the sanctions lists." };

struct job {
    ub_asking asking;
    ub_screen_query with;      /* what the options say of every query */
    bool json, explain, quiet;
    uint64_t found;
    ub_out out;
    ub_err failed;
};

/* ------------------------------------------------------------------------------------------------ answers */

static void answer_json(struct job *job, const ub_screen_query *q, uint64_t line, const ub_screen_answer *answer)
{
    ub_json j = ub_json_to(&job->out);
    char day[16];
    ub_json_begin(&j, NULL, '{');
    ub_json_uint(&j, "schema", 1);
    ub_json_text(&j, "type", "screen");
    ub_json_begin(&j, "query", '{');
    ub_json_str(&j, "name", q->text);
    ub_json_uint(&j, "line", line);
    if (q->birth) ub_json_str(&j, "birth", ub_str_of(day, ub_day_write(q->birth, day)));
    if (q->country.n) ub_json_str(&j, "country", q->country);
    if (q->kind) ub_json_text(&j, "type", ub_entry_kind_name(q->kind));
    ub_json_end(&j, '}');
    ub_screen_out_json(&j, &job->asking.lists, answer);
    if (answer->bad_wallet) ub_json_text(&j, "note", "wallet-checksum");
    ub_json_end(&j, '}');
    ub_json_line(&j);
}

static void answer_text(struct job *job, const ub_screen_query *q, const ub_screen_answer *answer)
{
    for (size_t i = 0; i < answer->n; i++) {
        ub_text_safe(&job->out, q->text, 200);
        ub_out_add(&job->out, UB_S(": "));
        ub_screen_out_hit(&job->out, &job->asking.lists, &answer->p[i], job->explain);
    }
    if (answer->omitted) ub_out_add(&job->out, UB_S("  and more hits, not shown\n"));
    if (answer->n == 0 && job->explain) {
        ub_text_safe(&job->out, q->text, 200);
        ub_out_add(&job->out, UB_S(": not found on"));
        for (size_t i = 0; i < job->asking.lists.n; i++) {
            const ub_list *l = &job->asking.lists.one[i].list;
            char day[16];
            ub_out_char(&job->out, i ? ',' : ' ');
            if (i) ub_out_char(&job->out, ' ');
            ub_out_add(&job->out, ub_list_str(l, l->name));
            if (l->date) ub_out_add(&job->out, UB_S(" of ")), ub_out_add(&job->out, ub_str_of(day, ub_day_write(l->date, day)));
        }
        ub_out_char(&job->out, '\n');
    }
    if (answer->bad_wallet && job->explain) ub_out_add(&job->out, UB_S("    it looks like a wallet address, but its checksum does not hold\n"));
}

/* ------------------------------------------------------------------------------------------------ queries */

static bool ask(struct job *job, const ub_screen_query *q, uint64_t line)
{
    ub_screen_answer answer;
    ub_arena scratch = job->asking.scratch;
    if (ub_asking_ask(&job->asking, &scratch, q, &answer, &job->failed) != UB_OK) return false;
    job->found += answer.n > 0;
    if (job->json) answer_json(job, q, line, &answer);
    else answer_text(job, q, &answer);
    return job->out.os == 0;
}

/* The status where asking ended early, with what was told so far: what failed is told at the end, once. */
static int ended(const struct job *job, int so_far) { return job->out.os ? so_far : UB_EXIT_BAD; }

/* What the columns and members of a batch are called. */
enum field { TEXT, WALLET, EMAIL, DOMAIN, ID, BIRTH, COUNTRY, TYPE, FIELDS };
static const struct { ub_str name; enum field field; } fields[] = {
    { UB_LIT("name"), TEXT }, { UB_LIT("query"), TEXT }, { UB_LIT("text"), TEXT }, { UB_LIT("wallet"), WALLET }, { UB_LIT("email"), EMAIL },
    { UB_LIT("domain"), DOMAIN }, { UB_LIT("website"), DOMAIN }, { UB_LIT("id"), ID }, { UB_LIT("number"), ID },
    { UB_LIT("birth"), BIRTH }, { UB_LIT("dob"), BIRTH }, { UB_LIT("date_of_birth"), BIRTH }, { UB_LIT("birth_date"), BIRTH },
    { UB_LIT("country"), COUNTRY }, { UB_LIT("nationality"), COUNTRY }, { UB_LIT("type"), TYPE }, { UB_LIT("schema"), TYPE }, { UB_LIT("kind"), TYPE },
};

static int field_of(ub_str name)
{
    for (size_t i = 0; i < UB_COUNT(fields); i++)
        if (ub_str_eq_nocase(fields[i].name, ub_str_trim(name))) return (int)fields[i].field;
    return -1;
}

static ub_entry_kind kind_of(ub_str s)
{
    static const struct { ub_str word; ub_entry_kind kind; } words[] = {
        { UB_LIT("person"), UB_ENTRY_PERSON }, { UB_LIT("individual"), UB_ENTRY_PERSON }, { UB_LIT("entity"), UB_ENTRY_ENTITY },
        { UB_LIT("company"), UB_ENTRY_ENTITY }, { UB_LIT("organization"), UB_ENTRY_ENTITY }, { UB_LIT("organisation"), UB_ENTRY_ENTITY },
        { UB_LIT("legalentity"), UB_ENTRY_ENTITY }, { UB_LIT("vessel"), UB_ENTRY_VESSEL }, { UB_LIT("ship"), UB_ENTRY_VESSEL },
        { UB_LIT("aircraft"), UB_ENTRY_AIRCRAFT }, { UB_LIT("airplane"), UB_ENTRY_AIRCRAFT },
    };
    for (size_t i = 0; i < UB_COUNT(words); i++)
        if (ub_str_eq_nocase(words[i].word, ub_str_trim(s))) return words[i].kind;
    return UB_ENTRY_UNKNOWN;
}

static void set_birth(ub_screen_query *q, ub_str text)
{
    ub_days d;
    if (ub_days_parse(text, UB_DAY_FIRST, &d)) q->birth = d.from;
}

/* One row of a batch: its name and whatever else it holds are asked for, each with its birth, country and type. */
static bool ask_row(struct job *job, const ub_str value[FIELDS], uint64_t line)
{
    static const ub_screen_what whats[] = { UB_SCREEN_AUTO, UB_SCREEN_WALLET, UB_SCREEN_EMAIL, UB_SCREEN_DOMAIN, UB_SCREEN_ID };
    ub_screen_query q = job->with;
    if (value[BIRTH].n) set_birth(&q, value[BIRTH]);
    if (value[COUNTRY].n) q.country = ub_country_code(value[COUNTRY]);
    if (value[TYPE].n) q.kind = kind_of(value[TYPE]);
    for (int i = TEXT; i <= ID; i++) {
        if (ub_str_trim(value[i]).n == 0) continue;
        q.text = ub_str_trim(value[i]);
        q.what = i == TEXT ? job->with.what : whats[i];
        if (!ask(job, &q, line)) return false;
    }
    return true;
}

static int complain_at(const char *path, uint64_t row, size_t column, const ub_err *err)
{
    char subject[4200];
    snprintf(subject, sizeof subject, "%s:%llu:%zu", path, (unsigned long long)row, column);
    ub_cli_complain_err(subject, err);
    return UB_EXIT_BAD;
}

static int ask_csv(struct job *job, const char *path, ub_str text)
{
    int of[UB_CSV_COLUMNS_MAX], status = 0;
    ub_csv *c = UB_NEW(&job->asking.scratch, ub_csv, 1);
    ub_arena rows = job->asking.scratch;
    size_t n = 0;
    bool known = false;
    ub_status s;
    ub_err err = { 0 };
    if (!c) return UB_EXIT_TEMPORARY;
    for (ub_csv_open(c, text, ','); (s = ub_csv_next(c, &job->asking.scratch, &err)) == UB_OK; job->asking.scratch = rows) {
        ub_str value[FIELDS] = { 0 };
        if (c->row == 1) {
            for (n = 0; n < c->n; n++) {
                of[n] = field_of(c->field[n]);
                known |= of[n] >= 0 && of[n] <= ID;
            }
            if (known) continue;
            return ub_cli_complain(path, "its first row names no column \"name\", \"wallet\", \"email\", \"domain\" or \"id\""), UB_EXIT_BAD;
        }
        if (c->n != n) {
            status = complain_at(path, c->row, c->n < n ? c->n : n + 1, &(ub_err){ .what = "the row has another number of columns" });
            continue;
        }
        for (size_t i = 0; i < n; i++)
            if (of[i] >= 0 && !value[of[i]].n) value[of[i]] = c->field[i];
        if (!ask_row(job, value, c->row)) return ended(job, status);
    }
    return s == UB_ABSENT ? status : complain_at(path, c->row, err.at, &err);
}

static int ask_ndjson(struct job *job, const char *path, ub_str text)
{
    int status = 0;
    for (uint64_t line = 1; text.n; line++) {
        ub_str one = ub_str_trim(ub_str_cut(&text, '\n')), value[FIELDS] = { 0 };
        ub_ndjson_member m[UB_NDJSON_MEMBERS_MAX];
        ub_arena keep = job->asking.scratch;
        ub_err err = { 0 };
        size_t n;
        if (one.n == 0) continue;
        if (ub_ndjson_read(&job->asking.scratch, one, m, &n, &err) != UB_OK) status = complain_at(path, line, err.at + 1, &err);
        else {
            for (size_t i = 0; i < n; i++) {
                int f = field_of(m[i].key);
                if (f >= 0 && !value[f].n && !ub_str_eq(m[i].value, UB_S("null"))) value[f] = m[i].value;
            }
            if (!ask_row(job, value, line)) return ended(job, status);
        }
        job->asking.scratch = keep;
    }
    return status;
}

/* Lines of plain text, each a query. */
static int ask_lines(struct job *job, ub_str text)
{
    for (uint64_t line = 1; text.n; line++) {
        ub_screen_query q = job->with;
        q.text = ub_str_trim(ub_str_cut(&text, '\n'));
        if (q.text.n && !ask(job, &q, line)) return ended(job, 0);
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ input */

/* All of standard input, in memory of its own. */
static bool read_input(ub_source *s, ub_err *err)
{
    ub_buf b;
    ssize_t n = 1;
    memset(s, 0, sizeof *s);
    if (ub_arena_open(&s->unpacked, (size_t)UB_LIST_FILE_MAX * 2, err) != UB_OK) return false;
    b = ub_buf_in(&s->unpacked);
    while (n && b.n <= UB_LIST_FILE_MAX && ub_buf_room(&b, 1 << 16)) {
        n = read(STDIN_FILENO, b.p + b.n, 1 << 16);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ub_fail_os(err, "cannot read", errno), false;
        b.n += (size_t)n;
    }
    if (n) return ub_fail(err, UB_LIMIT, "the input is too large", 0), false;
    s->data = ub_buf_str(&b);
    return true;
}

static int with_file(struct job *job, const char *path, int (*use)(struct job *, const char *, ub_str))
{
    UB_CLEANUP(ub_source_close) ub_source s = { 0 };
    ub_err err = { 0 };
    bool input = !strcmp(path, "-");
    if (input ? !read_input(&s, &err) : ub_source_open(&s, path, &err) != UB_OK)
        return ub_cli_failed(input ? "standard input" : path, &err);
    return use(job, input ? "standard input" : path, s.data);
}

static int ask_batch(struct job *job, const char *path, ub_str text)
{
    text = ub_str_without_bom(text);
    return ub_str_starts(ub_str_trim(ub_str_to(text, 4096)), UB_S("{")) ? ask_ndjson(job, path, text) : ask_csv(job, path, text);
}

static int ask_plain(struct job *job, const char *path, ub_str text)
{
    (void)path;
    return ask_lines(job, text);
}

/* ------------------------------------------------------------------------------------------------ pairs */

static bool pair_row(struct job *job, const ub_str value[3], uint64_t row)
{
    ub_names_pair pair;
    ub_arena scratch = job->asking.scratch;
    ub_json j = ub_json_to(&job->out);
    if (ub_names_compare(&scratch, kind_of(value[0]), value[1], value[2], &pair, &job->failed) != UB_OK) return false;
    ub_json_begin(&j, NULL, '{');
    ub_json_uint(&j, "schema", 1);
    ub_json_text(&j, "type", "pair");
    ub_json_uint(&j, "row", row);
    ub_json_bool(&j, "match", pair.match);
    ub_screen_out_number(&j, "score", (double)pair.score);
    ub_json_begin(&j, "reasons", '[');
    for (size_t i = 0; i < pair.n_reasons; i++) ub_json_str(&j, NULL, pair.reasons[i]);
    ub_json_end(&j, ']');
    ub_json_end(&j, '}');
    ub_json_line(&j);
    return job->out.os == 0;
}

static int ask_pairs(struct job *job, const char *path, ub_str text)
{
    static const ub_str heads[3] = { UB_LIT("schema"), UB_LIT("name1"), UB_LIT("name2") };
    size_t of[3] = { SIZE_MAX, SIZE_MAX, SIZE_MAX };
    ub_csv *c = UB_NEW(&job->asking.scratch, ub_csv, 1);
    ub_arena rows = job->asking.scratch;
    ub_status s;
    ub_err err = { 0 };
    if (!c) return UB_EXIT_TEMPORARY;
    for (ub_csv_open(c, text, ','); (s = ub_csv_next(c, &job->asking.scratch, &err)) == UB_OK; job->asking.scratch = rows) {
        ub_str value[3] = { 0 };
        if (c->row == 1) {
            for (size_t i = 0; i < c->n; i++)
                for (size_t k = 0; k < 3; k++)
                    if (ub_str_eq_nocase(ub_str_trim(c->field[i]), heads[k])) of[k] = i;
            if (of[1] != SIZE_MAX && of[2] != SIZE_MAX) continue;
            return ub_cli_complain(path, "its first row names no columns \"name1\" and \"name2\""), UB_EXIT_BAD;
        }
        for (size_t k = 0; k < 3; k++)
            if (of[k] < c->n) value[k] = c->field[of[k]];
        if (!pair_row(job, value, c->row - 1)) return ended(job, 0);
    }
    return s == UB_ABSENT ? 0 : complain_at(path, c->row, err.at, &err);
}

/* ------------------------------------------------------------------------------------------------ the command */

struct options {
    const char *folder, *dir, *as_of, *batch, *pairs, *birth, *country, *threshold;
    int kind, type;
    bool ofac;
};

static bool read_options(struct job *job, const struct options *o, ub_day *as_of)
{
    static const ub_entry_kind kinds[] = { UB_ENTRY_UNKNOWN, UB_ENTRY_PERSON, UB_ENTRY_ENTITY, UB_ENTRY_VESSEL, UB_ENTRY_AIRCRAFT };
    if (!ub_listed_day("--as-of", o->as_of, as_of)) return false;
    job->asking.ofac = o->ofac;
    job->asking.threshold = UB_NAMES_THRESHOLD;
    if (o->threshold) {
        char *end;
        job->asking.threshold = strtod(o->threshold, &end);
        if (*end || end == o->threshold || !(job->asking.threshold >= 0))
            return ub_cli_complain("--threshold", "not a number; write it as 100 or 0.001"), false;
    }
    job->with = (ub_screen_query){ .what = (ub_screen_what)o->kind, .kind = kinds[o->type] };
    if (o->birth) {
        set_birth(&job->with, ub_str_of(o->birth, strlen(o->birth)));
        if (!job->with.birth) return ub_cli_complain("--birth", "not a day or year; write it as 1985-10-27 or 1985"), false;
    }
    if (o->country) {
        job->with.country = ub_country_code(ub_str_of(o->country, strlen(o->country)));
        if (!job->with.country.n) return ub_cli_complain("--country", "not a country that we know; try its two letters"), false;
    }
    return true;
}

static int run(struct job *job, const struct options *o, int n, char **argv)
{
    if (o->pairs) return with_file(job, o->pairs, ask_pairs);
    if (o->batch) return with_file(job, o->batch, ask_batch);
    if (n == 0) return with_file(job, "-", ask_plain);
    for (int i = 1; i <= n; i++) {
        ub_screen_query q = job->with;
        if (!strcmp(argv[i], "-")) {
            int status = with_file(job, "-", ask_plain);
            if (status) return status;
            continue;
        }
        q.text = ub_str_of(argv[i], strlen(argv[i]));
        if (!ask(job, &q, (uint64_t)i)) return ended(job, 0);
    }
    return 0;
}

int ub_cli_screen(int argc, char **argv)
{
    static char buf[1 << 16];
    static struct job job;
    struct options o = { 0 };
    const ub_opt opts[] = {
        { "json", 0, UB_OPT_FLAG, &job.json, NULL, "one JSON object a query, a line each" },
        { "explain", 0, UB_OPT_FLAG, &job.explain, NULL, "tell why, and what the list knows of each hit" },
        { "batch", 0, UB_OPT_TEXT, &o.batch, "FILE", "queries from a CSV file with a header, or from NDJSON" },
        { "pairs", 0, UB_OPT_TEXT, &o.pairs, "FILE", "compare name1 and name2 of each row of a CSV file" },
        { "threshold", 0, UB_OPT_TEXT, &o.threshold, "E", "show hits with at most E chance hits in a million names" },
        { "as-of", 0, UB_OPT_TEXT, &o.as_of, "DAY", "ask the lists as they were on that day" },
        { "lists", 0, UB_OPT_TEXT, &o.folder, "DIR", "use the list files of this folder and install nothing" },
        { "dir", 0, UB_OPT_TEXT, &o.dir, "DIR", "folder of the installed lists" },
        { "kind", 0, UB_OPT_CHOICE, &o.kind, "auto|name|wallet|email|domain|id", "what the arguments are" },
        { "type", 0, UB_OPT_CHOICE, &o.type, "any|person|entity|vessel|aircraft", "what the parties are" },
        { "birth", 0, UB_OPT_TEXT, &o.birth, "DAY", "date or year of birth" },
        { "country", 0, UB_OPT_TEXT, &o.country, "COUNTRY", "country, by name or code" },
        { "ofac-score", 0, UB_OPT_FLAG, &o.ofac, NULL, "add the score that OFAC's own search would give" },
        { 0 },
    };
    ub_day as_of;
    ub_err err = { 0 };
    int n, status;
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    if ((o.batch || o.pairs) && (n || (o.batch && o.pairs)))
        return ub_cli_complain(n ? argv[1] : "--pairs", "names, --batch and --pairs do not go together"), UB_EXIT_BAD;
    if (!read_options(&job, &o, &as_of)) return UB_EXIT_BAD;
    ub_out_init(&job.out, STDOUT_FILENO, buf, sizeof buf);
    if ((status = ub_asking_open(&job.asking, o.pairs != NULL, o.folder, o.dir, as_of)) != 0) return status;
    status = run(&job, &o, n, argv);
    if (job.failed.what) status = ub_cli_failed("screen", &job.failed);
    if (ub_out_flush(&job.out, &err) != UB_OK && err.os != EPIPE) status = ub_cli_failed("standard output", &err);
    ub_asking_close(&job.asking);
    return status ? status : job.found ? UB_EXIT_FOUND : UB_EXIT_NOTHING;
}
