/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong, as a line on standard error, as JSON, and as an exit status. */
#include "cli.h"
#include "report.h"
#include "team.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

void ub_cli_complain(const char *subject, const char *what)
{
    char buf[256];
    ub_out out;
    ub_out_init(&out, STDERR_FILENO, buf, sizeof buf);
    ub_out_add(&out, UB_S("unbeacon: "));
    ub_text_safe(&out, ub_str_of(subject, strlen(subject)), 4096);
    ub_out_add(&out, UB_S(": "));
    ub_out_add(&out, ub_str_of(what, strlen(what)));
    ub_out_char(&out, '\n');
    ub_out_flush(&out, NULL);
}

void ub_cli_err_text(char *out, size_t n, const ub_err *err)
{
    snprintf(out, n, "%s%s%s", err->what ? err->what : ub_status_name(err->status), err->os ? ": " : "",
             err->os ? strerrordesc_np(err->os) : "");
}

void ub_cli_complain_err(const char *subject, const ub_err *err)
{
    char text[256];
    ub_cli_err_text(text, sizeof text, err);
    ub_cli_complain(subject, text);
}

static void trouble_text(char *out, size_t n, const ub_trouble *t)
{
    const char *name = t->ended_by ? sigdescr_np(t->ended_by) : NULL;
    if (t->kind != UB_TROUBLE_DIED) ub_cli_err_text(out, n, &t->err);
    else if (name) snprintf(out, n, "the worker that read it ended by signal %d (%s); it was left out", t->ended_by, name);
    else snprintf(out, n, "the worker that read it ended; it was left out");
}

void ub_cli_complain_trouble(const ub_trouble *t)
{
    char text[320];
    int n = t->of_message ? snprintf(text, sizeof text, "message %llu: ", (unsigned long long)t->index + 1) : 0;
    trouble_text(text + n, sizeof text - (size_t)n, t);
    ub_cli_complain(t->path, text);
}

void ub_cli_json_trouble(ub_out *out, const ub_trouble *t)
{
    ub_json j = ub_json_to(out);
    char text[256];
    trouble_text(text, sizeof text, t);
    ub_json_begin(&j, NULL, '{');
    ub_json_uint(&j, "schema", 1);
    ub_json_text(&j, "type", "error");
    ub_json_begin(&j, "source", '{');
    ub_json_text(&j, "path", t->path);
    if (t->of_message) {
        ub_json_uint(&j, "index", t->index);
        ub_json_uint(&j, "offset", t->offset);
        ub_json_uint(&j, "bytes", t->bytes);
    }
    ub_json_end(&j, '}');
    ub_json_text(&j, "error", text);
    ub_json_end(&j, '}');
    ub_json_line(&j);
}

int ub_cli_exit_of(const ub_err *err)
{
    bool temporary = err->status == UB_NOMEM || err->os == ENOMEM || err->os == ENOSPC || err->os == EDQUOT || err->os == EFBIG
                  || err->os == EAGAIN || err->os == EMFILE || err->os == ENFILE;
    return err->os == EPIPE ? UB_EXIT_NOTHING : temporary ? UB_EXIT_TEMPORARY : UB_EXIT_BAD;
}

int ub_cli_failed(const char *subject, const ub_err *err)
{
    if (err->os != EPIPE) ub_cli_complain_err(subject, err);
    return ub_cli_exit_of(err);
}
