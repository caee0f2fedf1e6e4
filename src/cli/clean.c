/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon clean: one message in, the disarmed message out. */
#include "cli.h"
#include "flow.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct clean {
    ub_flow flow;
    ub_disarm_opts opts;
    ub_disarmed out;
} clean;

/* In the mode `trackers` what names the reader goes, and nothing else. */
static ub_status choose(clean *c, ub_err *err)
{
    bool *cut = UB_NEW(&c->flow.arena, bool, c->flow.judged.n + 1);
    if (!cut) return ub_fail(err, UB_LIMIT, "too many findings", 0);
    for (size_t i = 0; i < c->flow.judged.n; i++) cut[i] = c->flow.judged.p[i].names_reader && c->flow.judged.p[i].kind != UB_KIND_TRACKING_LINK;
    c->opts.cut = cut;
    return UB_OK;
}

static ub_status disarm_message(clean *c, ub_str raw, ub_err *err)
{
    ub_status s = ub_flow_read(&c->flow, raw, err);
    if (s == UB_OK) s = choose(c, err);
    c->opts.verdict = ub_verdict_name(c->flow.judged.verdict);
    c->opts.link_token = c->flow.judged.link_token;
    c->opts.charsets = &c->flow.charsets;
    ub_find_opts find = { .urls = &c->flow.urls, .charsets = &c->flow.charsets };
    c->opts.find = &find;
    return s == UB_OK ? ub_disarm(&c->flow.arena, &c->flow.mime, &c->flow.found, &c->opts, &c->out, err) : s;
}

/* All of it or, as far as we can help it, nothing: the message is complete before the first byte goes out. */
static ub_status write_out(const clean *c, ub_str from, int fd, ub_err *err)
{
    static char buf[1 << 16];
    ub_out out;
    ub_out_init(&out, fd, buf, sizeof buf);
    if (from.n) ub_out_add(&out, from), ub_out_char(&out, '\n');
    for (size_t i = 0; i < c->out.pieces.n; i++) ub_out_add(&out, c->out.pieces.p[i]);
    return ub_out_flush(&out, err);
}

static int failed(const char *path, const ub_err *err)
{
    if (err->os == EPIPE) return UB_EXIT_NOTHING;
    ub_cli_complain_err(path, err);
    return err->status == UB_NOMEM || err->os == ENOSPC || err->os == ENOMEM || err->os == EDQUOT ? UB_EXIT_TEMPORARY : UB_EXIT_BAD;
}

int ub_cli_clean(int argc, char **argv)
{
    static const ub_command self = { "clean", ub_cli_clean, "[PATH]", "Write the message so that it looks the same and contacts nobody." };
    clean c = { 0 };
    ub_box box = { 0 };
    ub_box_opts how = { .max_message_bytes = (uint64_t)256 << 20, .format = UB_BOX_EML, .as_stored = true };
    int mode = 0, withheld = 0, n, status;
    const ub_opt opts[] = {
        { "mode", 0, UB_OPT_CHOICE, &mode, "strict|trackers", "strict: nothing makes contact before a click (default)" },
        { "withheld", 0, UB_OPT_CHOICE, &withheld, "attach|drop", "what becomes of parts that could not be read safely" },
        { "no-header", 0, UB_OPT_FLAG, &c.opts.no_header, NULL, "do not add the field Unbeacon:" },
        { "no-csp", 0, UB_OPT_FLAG, &c.opts.no_csp, NULL, "do not add a Content-Security-Policy" },
        { "max-message", 0, UB_OPT_BYTES, &how.max_message_bytes, "BYTES", "refuse a larger message (256M)" },
        { 0 },
    };
    ub_box_item item;
    ub_err err = { 0 };
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    if (n > 1) return ub_cli_complain(argv[2], "clean takes one message; for a mailbox see unbeacon-clean(1)"), UB_EXIT_BAD;
    const char *path = n ? argv[1] : "-";
    c.opts.mode = (ub_disarm_mode)mode;
    c.opts.withheld = (ub_withheld)withheld;
    if (ub_flow_open(&c.flow, how.max_message_bytes, &err) != UB_OK) return failed("memory", &err);
    status = UB_EXIT_NOTHING;
    if (ub_box_open(&box, path, &how, &err) != UB_OK) status = failed(path, &err);
    else {
        ub_status s = ub_box_next(&box, &item, &err);
        if (s == UB_ABSENT) item = (ub_box_item){ .kind = UB_BOX_MESSAGE }, s = UB_OK;      /* no bytes are a message too */
        if (s == UB_OK && item.kind != UB_BOX_MESSAGE) err = item.err, s = err.status ? err.status : UB_LIMIT;
        if (s == UB_OK) s = disarm_message(&c, item.raw, &err);
        if (s == UB_OK) s = write_out(&c, item.from, STDOUT_FILENO, &err);
        if (s != UB_OK) status = failed(path, &err);
    }
    ub_box_close(&box);
    ub_flow_close(&c.flow);
    return status;
}
