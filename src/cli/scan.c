/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon scan: the findings of every message, and what they come to. */
#include "cli.h"
#include "flow.h"

#include <errno.h>
#include <unistd.h>

typedef struct scan {
    ub_flow flow;
    ub_out *out;
    ub_json json;
    ub_report_sum sum;
    bool as_json, quiet, all_links, hashes;
    unsigned verbose;
} scan;

static void scan_message(scan *s, const ub_box_item *item)
{
    ub_err err = { 0 };
    if (ub_flow_read(&s->flow, item->raw, &err) != UB_OK) {
        ub_cli_complain_err(item->path, &err);
        s->sum.errors++;
        return;
    }
    ub_report_message m = ub_flow_report(&s->flow, item);
    m.all_links = s->all_links;
    m.hashes = s->hashes;
    ub_report_add(&s->sum, &m);
    if (s->as_json) ub_report_json(&s->json, &m, &err);
    else if (!s->quiet) ub_report_lines(s->out, &m);
}

static void scan_path(scan *s, const char *path, const ub_box_opts *opts)
{
    ub_tree tree = { 0 };
    ub_box_item item;
    ub_err err = { 0 };
    if (ub_tree_open(&tree, path, opts, &err) != UB_OK) {
        ub_cli_complain_err(path, &err);
        s->sum.errors++;
        return;
    }
    while (!s->out->os && ub_tree_next(&tree, &item) == UB_OK) {
        if (item.kind == UB_BOX_MESSAGE) scan_message(s, &item);
        else if (item.kind == UB_BOX_UNREAD) ub_cli_complain_err(item.path, &item.err), s->sum.errors++;
        else if (s->verbose) ub_cli_complain_err(item.path, &item.err);
    }
    ub_tree_close(&tree);
}

int ub_cli_scan(int argc, char **argv)
{
    static const ub_command self = { "scan", ub_cli_scan, "[PATH...]", "Find every way in which messages would contact somebody." };
    static char out_buf[1 << 16];
    scan s = { 0 };
    ub_box_opts box = { .max_message_bytes = (uint64_t)256 << 20 };
    int format = 0, n, status;
    const ub_opt opts[] = {
        { "json", 0, UB_OPT_FLAG, &s.as_json, NULL, "one JSON object a message, a line each" },
        { "all-links", 0, UB_OPT_FLAG, &s.all_links, NULL, "show links too that carry no mark of the reader" },
        { "hashes", 0, UB_OPT_FLAG, &s.hashes, NULL, "add the SHA-256 of each message" },
        { "format", 0, UB_OPT_CHOICE, &format, "auto|mbox|maildir|eml", "what the input is; found out from its content by default" },
        { "max-message", 0, UB_OPT_BYTES, &box.max_message_bytes, "BYTES", "larger messages are reported as unread (256M)" },
        { "quiet", 'q', UB_OPT_FLAG, &s.quiet, NULL, "only the line that sums up" },
        { "verbose", 'v', UB_OPT_COUNT, &s.verbose, NULL, "say what was skipped" },
        { 0 },
    };
    ub_out out;
    ub_err err = { 0 };
    uint64_t start = ub_host_system.monotonic_ns(NULL);
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    box.format = (ub_box_format)format;
    ub_out_init(&out, STDOUT_FILENO, out_buf, sizeof out_buf);
    s.out = &out;
    s.json = ub_json_to(&out);
    if (ub_flow_open(&s.flow, box.max_message_bytes, &err) != UB_OK) return ub_cli_complain_err("memory", &err), UB_EXIT_TEMPORARY;
    if (n == 0) scan_path(&s, "-", &box);
    for (int i = 1; i <= n; i++) scan_path(&s, argv[i], &box);
    if (s.as_json) ub_report_sum_json(&s.json, &s.sum, (double)(ub_host_system.monotonic_ns(NULL) - start) / 1e9);
    else ub_report_sum_line(&out, &s.sum);
    ub_flow_close(&s.flow);
    if (ub_out_flush(&out, &err) != UB_OK && err.os != EPIPE) return ub_cli_complain_err("standard output", &err), UB_EXIT_BAD;
    return s.sum.errors ? UB_EXIT_BAD : s.sum.findings ? UB_EXIT_FOUND : UB_EXIT_NOTHING;
}
