/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon scan: the findings of every message, and what they come to. */
#include "cli.h"
#include "flow.h"
#include "progress.h"
#include "protect.h"
#include "screen_mail.h"
#include "team.h"
#include "trackers.h"

#include <errno.h>
#include <unistd.h>

typedef struct scan {
    ub_flow flow;             /* of the process that works */
    uint64_t max_message_bytes;
    ub_out *out;
    struct { ub_report_sum sum; uint64_t screened; } tally;      /* screened: parties, addresses and sites on sanctions lists */
    ub_protect protect;       /* opened before the workers, too */
    ub_asking *asking;        /* with --screen; opened before the workers are made, who inherit it */
    const ub_rules *rules;    /* lists of trackers, the same way */
    ub_progress_line progress;
    bool as_json, names, quiet, all_links, hashes, to_terminal, colour;
    unsigned verbose;
} scan;

static ub_status open_flow(void *ctx, ub_err *err)
{
    scan *s = ctx;
    ub_status status = ub_flow_open(&s->flow, s->max_message_bytes, err);
    ub_protect_give(&s->protect, &s->flow);
    s->flow.rules = s->rules;
    return status;
}

static ub_status scan_message(void *ctx, const ub_box_item *item, ub_out *out, ub_err *err)
{
    scan *s = ctx;
    ub_json json = ub_json_to(out);
    ub_status status;
    ub_flow_forget(&s->flow);
    status = ub_flow_read(&s->flow, item->raw, NULL, 0, err);
    if (status != UB_OK) return status;
    ub_report_message m = ub_flow_report(&s->flow, item);
    m.all_links = s->all_links;
    m.hashes = s->hashes;
    m.colour = s->colour;
    if (s->as_json) ub_report_json(&json, &m);
    else if (!s->quiet) ub_report_lines(out, &m);
    if (status == UB_OK && s->asking) status = ub_screen_mail(s->asking, &s->flow, item, &(ub_screen_mail_opts){ s->as_json, s->names }, out, &s->tally.screened, err);
    if (status == UB_OK && !out->os) ub_report_add(&s->tally.sum, &m);
    return status;
}

static bool take(void *ctx, ub_str bytes)
{
    scan *s = ctx;
    if (s->to_terminal) ub_progress_clear(&s->progress);
    ub_out_add(s->out, bytes);
    return !s->out->os;
}

static void tell_trouble(void *ctx, const ub_trouble *t)
{
    scan *s = ctx;
    if (t->kind == UB_TROUBLE_SKIPPED && !s->verbose) return;
    ub_progress_clear(&s->progress);
    ub_cli_complain_trouble(t);
    if (t->kind == UB_TROUBLE_SKIPPED) return;
    s->tally.sum.errors++;
    if (s->as_json) ub_cli_json_trouble(s->out, t);
}

static void tick(void *ctx, const ub_progress *p)
{
    scan *s = ctx;
    ub_progress_show(&s->progress, p);
}

int ub_cli_scan(int argc, char **argv)
{
    static const ub_command self = { "scan", ub_cli_scan, "[PATH...]", "Find every way in which messages would contact somebody." };
    static char out_buf[1 << 16];
    static char *standard_input[] = { "-" };
    scan s = { .max_message_bytes = (uint64_t)256 << 20 };
    ub_box_opts box = { 0 };
    static ub_asking asking;
    static ub_rules rules;
    const char *lists = NULL, *as_of = NULL, *ublock = NULL;
    bool screen = false;
    ub_day day = 0;
    uint64_t jobs = 0, start = ub_host_system.monotonic_ns(NULL);
    int format = 0, colour = 0, n, status;
    const ub_opt opts[] = {
        { "json", 0, UB_OPT_FLAG, &s.as_json, NULL, "one JSON object a message, a line each" },
        { "all-links", 0, UB_OPT_FLAG, &s.all_links, NULL, "show links too that carry no mark of the reader" },
        { "hashes", 0, UB_OPT_FLAG, &s.hashes, NULL, "add the SHA-256 of each message" },
        { "format", 0, UB_OPT_CHOICE, &format, "auto|mbox|maildir|eml", "what the input is; found out from its content by default" },
        { "max-message", 0, UB_OPT_BYTES, &s.max_message_bytes, "BYTES", "larger messages are reported as unread (256M)" },
        { "jobs", 'j', UB_OPT_UINT, &jobs, NULL, "worker processes (one for each core); 1: none" },
        { "screen", 0, UB_OPT_FLAG, &screen, NULL, "look its parties, addresses and sites up in the sanctions lists" },
        { "screen-body", 0, UB_OPT_FLAG, &s.names, NULL, "with --screen, which it implies: the names in its texts, too" },
        { "lists", 0, UB_OPT_TEXT, &lists, "DIR", "the list files of this folder instead of those installed" },
        UB_OPT_UBLOCK(&ublock),
        { "as-of", 0, UB_OPT_TEXT, &as_of, "DAY", "with --screen: the lists as they were on that day" },
        UB_OPT_ROSTER(&s.protect),
        UB_OPT_TRUST(&s.protect),
        UB_OPT_COLOUR(&colour),
        { "quiet", 'q', UB_OPT_FLAG, &s.quiet, NULL, "only the line that sums up" },
        { "verbose", 'v', UB_OPT_COUNT, &s.verbose, NULL, "say what was skipped" },
        { 0 },
    };
    ub_out out;
    ub_err err = { 0 };
    ub_status ran;
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    box.format = (ub_box_format)format;
    box.max_message_bytes = s.max_message_bytes;
    screen |= s.names;
    if ((status = ub_protect_open(&s.protect)) != 0) return status;
    if (screen) {
        asking.threshold = UB_NAMES_THRESHOLD;
        if (!ub_listed_day("--as-of", as_of, &day)) return UB_EXIT_BAD;
        if ((status = ub_asking_open(&asking, false, lists, NULL, day)) != 0) return status;
        s.asking = &asking;
    }
    if ((status = ub_trackers_open(&rules, lists, screen, ublock)) != 0) return status;
    s.rules = &rules;
    ub_out_init(&out, STDOUT_FILENO, out_buf, sizeof out_buf);
    s.out = &out;
    s.to_terminal = isatty(STDOUT_FILENO);
    s.colour = ub_cli_colour(colour, STDOUT_FILENO);
    s.progress = ub_progress_begin(s.quiet);
    const ub_work work = {
        .ctx = &s, .open = open_flow, .message = scan_message, .take = take, .trouble = tell_trouble, .tick = tick,
        .tally = (uint64_t *)&s.tally, .n_tally = sizeof s.tally / sizeof(uint64_t),
        .n_workers = jobs > UB_TEAM_MOST ? UB_TEAM_MOST : (unsigned)jobs, .reply_bytes = 8 * (size_t)s.max_message_bytes,
    };
    ran = ub_team_run(&work, n ? argv + 1 : standard_input, n ? (size_t)n : 1, &box, &err);
    ub_progress_clear(&s.progress);
    ub_flow_close(&s.flow);
    if (s.asking) ub_asking_close(s.asking);
    ub_protect_close(&s.protect);
    ub_rules_deinit(&rules);
    if (ran != UB_OK) ub_cli_complain_err("workers", &err);
    if (s.as_json) {
        ub_json json = ub_json_to(&out);
        ub_report_sum_json(&json, &s.tally.sum, (double)(ub_host_system.monotonic_ns(NULL) - start) / 1e9);
    } else ub_report_sum_line(&out, &s.tally.sum);
    if (ub_out_flush(&out, &err) != UB_OK && err.os != EPIPE) {
        ub_cli_complain_err("standard output", &err);
        return ub_cli_exit_of(&err);
    }
    if (ran != UB_OK) return UB_EXIT_TEMPORARY;
    return s.tally.sum.errors ? UB_EXIT_BAD : s.tally.sum.findings || s.tally.sum.signals || s.tally.screened ? UB_EXIT_FOUND : UB_EXIT_NOTHING;
}
