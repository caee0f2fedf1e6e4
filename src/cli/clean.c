/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon clean: one message in, the disarmed message out; or a mailbox, with -o. */
#include "clean.h"

#include "beside.h"
#include "cli.h"
#include "pick.h"
#include "team.h"
#include "trackers.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* All of it or, as far as we can help it, nothing: the message is complete before the first byte goes out. */
static ub_status write_out(const ub_cleaner *c, ub_str from, int fd, ub_err *err)
{
    static char buf[1 << 16];
    ub_out out;
    ub_out_init(&out, fd, buf, sizeof buf);
    if (from.n) ub_out_add(&out, from), ub_out_char(&out, '\n');
    for (size_t i = 0; i < c->out.pieces.n; i++) ub_out_add(&out, c->out.pieces.p[i]);
    return ub_out_flush(&out, err);
}

void ub_clean_report(ub_out *out, ub_cleaner *c, const ub_box_item *item, ub_str id)
{
    ub_report_message m = ub_flow_report(&c->flow, item);
    ub_json j = ub_json_to(out);
    m.disarmed = &c->out;
    ub_report_json(&j, &m);
    for (size_t i = 0; i < c->out.withheld.n; i++) {
        char part[UB_MIME_PATH_MAX], file[128];
        ub_mime_path(&c->flow.mime, c->out.withheld.p[i].part, part);
        ub_cleaner_withheld_name(file, id, (unsigned)i + 1);
        ub_json_begin(&j, NULL, '{');
        ub_json_uint(&j, "schema", 1);
        ub_json_text(&j, "type", "withheld");
        ub_json_begin(&j, "source", '{');
        ub_json_text(&j, "path", item->path);
        ub_json_uint(&j, "index", item->index);
        ub_json_end(&j, '}');
        ub_json_text(&j, "part", part);
        ub_json_uint(&j, "bytes", c->out.withheld.p[i].bytes.n);
        if (c->withheld_dir >= 0) ub_json_text(&j, "file", file);
        else ub_json_null(&j, "file");
        ub_json_end(&j, '}');
        ub_json_line(&j);
    }
}

static ub_status write_report(ub_cleaner *c, const ub_box_item *item, ub_beside *file, ub_err *err)
{
    static char buf[1 << 14];
    ub_out out;
    ub_out_init(&out, file->fd, buf, sizeof buf);
    ub_clean_report(&out, c, item, UB_S(""));
    return ub_out_flush(&out, err);
}

/* A file whose messages are several, if it is taken for a mailbox. */
static ub_status refuse_mailbox(const char *path, const ub_box_opts *how, ub_err *err)
{
    UB_CLEANUP(ub_box_close) ub_box box = { 0 };
    ub_box_opts opts = *how;
    ub_box_item item;
    unsigned n = 0;
    opts.format = UB_BOX_AUTO;
    if (ub_box_open(&box, path, &opts, NULL) != UB_OK) return UB_OK;
    while (n < 2 && ub_box_index(&box, &item, NULL) == UB_OK) n += item.primary;
    return n < 2 ? UB_OK : ub_fail(err, UB_SYNTAX, "holds more than one message; write them with -o OUT, or choose one with --message N", 0);
}

/* The one message of the input, or the one that was asked for. */
static ub_status get(ub_pick *p, ub_box *box, const ub_clean_opts *o, bool told, ub_err *err)
{
    ub_box_opts how = o->box;
    size_t n = strlen(o->in);
    bool by_name = ub_str_ends_nocase(ub_str_of(o->in, n), UB_S(".eml"));
    ub_status s;
    if (!p->number && !told) how.format = UB_BOX_EML, how.as_stored = !strcmp(o->in, "-");
    if ((s = ub_box_open(box, o->in, &how, err)) != UB_OK) return s;
    if (p->number) return ub_pick_message(p, box, err);
    s = ub_box_next(box, &p->item, err);
    if (s == UB_ABSENT) return p->item = (ub_box_item){ .kind = UB_BOX_MESSAGE, .path = o->in }, UB_OK;      /* no bytes are a message too */
    if (s == UB_OK && p->item.kind != UB_BOX_MESSAGE) *err = p->item.err, s = err->status ? err->status : UB_LIMIT;
    if (s == UB_OK && p->item.from.n && strcmp(o->in, "-") && !told && !by_name) return refuse_mailbox(o->in, &o->box, err);
    return s;
}

static int clean_one(const ub_clean_opts *o, uint64_t number, bool told)
{
    UB_CLEANUP(ub_box_close) ub_box box = { 0 };
    ub_cleaner c = { .opts = o->disarm, .withheld_dir = -1 };
    ub_pick pick = { .number = number };
    ub_beside report = { 0 };
    ub_err err = { 0 };
    const char *what = o->in;
    ub_status s = ub_flow_open(&c.flow, o->box.max_message_bytes, &err);
    c.flow.clean_links = o->clean_links;
    ub_protect_give(&o->protect, &c.flow);
    c.flow.rules = o->rules;
    if (s == UB_OK) s = get(&pick, &box, o, told, &err);
    if (s == UB_OK) s = ub_cleaner_read(&c, pick.item.raw, &err);
    if (s == UB_OK && o->withheld && (s = ub_cleaner_withhold_in(&c, o->withheld, &err)) != UB_OK) what = o->withheld;
    if (s == UB_OK && o->report && (s = ub_beside_file(&report, o->report, &err)) != UB_OK) what = o->report;
    if (s == UB_OK && o->report && (s = write_report(&c, &pick.item, &report, &err)) != UB_OK) what = o->report;
    if (s == UB_OK && o->withheld && (s = ub_cleaner_put_withheld(&c, UB_S(""), &err)) != UB_OK) what = o->withheld;
    if (s == UB_OK && (s = write_out(&c, pick.item.from, STDOUT_FILENO, &err)) != UB_OK) what = "standard output";
    if (s == UB_OK && o->report && (s = ub_beside_place(&report, &err)) != UB_OK) what = o->report;
    ub_beside_drop(&report);
    ub_flow_close(&c.flow);
    free(pick.copy);
    return s == UB_OK ? UB_EXIT_NOTHING : ub_cli_failed(what, &err);
}

int ub_cli_clean(int argc, char **argv)
{
    static const ub_command self = { "clean", ub_cli_clean, "[PATH]", "Write the message so that it looks the same and contacts nobody." };
    ub_clean_opts o = { .in = "-", .box = { .max_message_bytes = (uint64_t)256 << 20 } };
    int mode = 0, links = 0, format = 0, form = 0, n, status;
    uint64_t number = 0, jobs = 0;
    unsigned verbose = 0;
    const char *withheld = "attach", *lists = NULL, *ublock = NULL;
    static ub_rules rules;
    const ub_opt opts[] = {
        { "output", 'o', UB_OPT_TEXT, &o.out, "OUT", "clean a whole mailbox or folder, and write it there" },
        { "as", 0, UB_OPT_CHOICE, &form, "auto|mbox|maildir", "what OUT is; a Maildir when the input is a folder, else an mbox" },
        { "mode", 0, UB_OPT_CHOICE, &mode, "strict|trackers", "strict: nothing makes contact before a click (default)" },
        { "links", 0, UB_OPT_CHOICE, &links, "keep|clean", "clean: without known wrappers and tracking parameters" },
        { "lists", 0, UB_OPT_TEXT, &lists, "DIR", "the lists of trackers of this folder instead of those installed" },
        UB_OPT_UBLOCK(&ublock),
        { "withheld", 0, UB_OPT_TEXT, &withheld, "attach|drop|DIR", "what becomes of parts that could not be read safely" },
        { "report", 0, UB_OPT_TEXT, &o.report, "FILE", "say there what was done and left, a JSON object a line" },
        UB_OPT_ROSTER(&o.protect),
        UB_OPT_TRUST(&o.protect),
        { "message", 0, UB_OPT_UINT, &number, NULL, "only this message of a mailbox, from 1" },
        { "no-header", 0, UB_OPT_FLAG, &o.disarm.no_header, NULL, "do not add the field Unbeacon:" },
        { "no-csp", 0, UB_OPT_FLAG, &o.disarm.no_csp, NULL, "do not add a Content-Security-Policy" },
        { "format", 0, UB_OPT_CHOICE, &format, "auto|mbox|maildir|eml", "what the input is; one message without -o, else found out" },
        { "max-message", 0, UB_OPT_BYTES, &o.box.max_message_bytes, "BYTES", "refuse a larger message (256M)" },
        { "jobs", 'j', UB_OPT_UINT, &jobs, NULL, "worker processes with -o (one for each core)" },
        { "quiet", 'q', UB_OPT_FLAG, &o.quiet, NULL, "with -o: no line that sums up, no progress" },
        { "verbose", 'v', UB_OPT_COUNT, &verbose, NULL, "with -o: say what was skipped" },
        { 0 },
    };
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    if (n > 1) return ub_cli_complain(argv[2], "clean takes one path; try 'unbeacon clean --help'"), UB_EXIT_BAD;
    if (n) o.in = argv[1];
    o.disarm.mode = (ub_disarm_mode)mode;
    o.clean_links = links;
    o.disarm.withheld = strcmp(withheld, "attach") ? UB_WITHHELD_DROP : UB_WITHHELD_ATTACH;
    if (strcmp(withheld, "attach") && strcmp(withheld, "drop")) o.withheld = withheld;
    o.box.format = (ub_box_format)format;
    o.form = (ub_clean_form)form;
    o.jobs = jobs > UB_TEAM_MOST ? UB_TEAM_MOST : (unsigned)jobs;
    o.verbose = verbose > 0;
    if (number && o.out) return ub_cli_complain("--message", "chooses one message for standard output; leave out -o"), UB_EXIT_BAD;
    if (!o.out && !number && (format == UB_BOX_MBOX || format == UB_BOX_MAILDIR)) o.out = "-";
    if (links || o.report) {      /* they say which parameters go, and what things are called */
        if ((status = ub_trackers_open(&rules, lists, false, ublock)) != 0) return status;
        o.rules = &rules;
    }
    if ((status = ub_protect_open(&o.protect)) == 0) status = o.out ? ub_clean_mailbox(&o) : clean_one(&o, number, format != UB_BOX_AUTO);
    ub_protect_close(&o.protect);
    ub_rules_deinit(&rules);
    return status;
}
