/* SPDX-License-Identifier: Apache-2.0 */
/* clean -o: a whole mailbox or folder, written beside its place and put there when it is whole. */
#include "beside.h"
#include "clean.h"
#include "cli.h"
#include "maildir_out.h"
#include "progress.h"
#include "team.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Only numbers: they are added up over processes. */
typedef struct tally {
    uint64_t messages, changed, removed, links;
    ub_report_sum sum;
} tally;

typedef struct mailbox {
    const ub_clean_opts *o;
    ub_cleaner c;                     /* of the process that works */
    bool maildir;
    size_t top_n;                     /* bytes of a path that name the input, with the slash */
    ub_beside out, report;
    int spool;                        /* for standard output, or -1 */
    ub_out mail, lines;
    tally tally;
    uint64_t began_ns;
    ub_err fatal;
    const char *fatal_what;
    ub_progress_line progress;
} mailbox;

/* Before what comes of one message: how much of it goes where. */
typedef struct sizes { uint64_t mail, report; ub_err fatal; bool withheld; } sizes;

static volatile sig_atomic_t stopped;      /* the number of the signal that ends us */
static void stop(int number) { stopped = number; }

/* ------------------------------------------------------------------------------------------------ in a worker */

static ub_status open_cleaner(void *ctx, ub_err *err)
{
    mailbox *m = ctx;
    ub_status s = ub_flow_open(&m->c.flow, m->o->box.max_message_bytes, err);
    m->c.flow.clean_links = m->o->clean_links;
    ub_protect_give(&m->o->protect, &m->c.flow);
    m->c.flow.rules = m->o->rules;
    return s;
}

/* fails  with n->fatal: not this message but the place where all are put */
static ub_status put_message(mailbox *m, const ub_box_item *item, ub_out *out, sizes *n, ub_err *err)
{
    ub_arena *a = &m->c.flow.arena;
    const ub_str *pieces = m->c.out.pieces.p;
    size_t before = out->n, n_pieces = m->c.out.pieces.n;
    ub_status s;
    if (m->maildir) return ub_maildir_put(m->out.fd, m->top_n, item, pieces, n_pieces, &n->fatal);
    s = ub_mbox_put(out, item, pieces, n_pieces, a, err);
    n->mail = out->n - before;
    return s;
}

static ub_status clean_message(void *ctx, const ub_box_item *item, ub_out *out, ub_err *err)
{
    mailbox *m = ctx;
    size_t head = out->n, before;
    char digest[17];
    ub_str id = UB_S("");
    sizes n = { 0 };
    ub_status s;
    /* The readings differ: what mutt and Dovecot go by counts, and what is written all read alike. */
    if (!(item->readings & UB_BOX_LENGTH)) return UB_OK;
    if ((s = ub_cleaner_read(&m->c, item->raw, err)) != UB_OK) return s;
    if (m->c.out.withheld.n) ub_item_digest(item, m->top_n, digest), id = ub_str_of(digest, 16);
    ub_out_add(out, ub_str_of((const char *)&n, sizeof n));
    s = put_message(m, item, out, &n, err);
    if (s != UB_OK && !n.fatal.status) return s;
    if (s == UB_OK && m->o->withheld && (s = ub_cleaner_put_withheld(&m->c, id, &n.fatal)) != UB_OK) n.withheld = true;
    before = out->n;
    if (s == UB_OK && m->o->report) ub_clean_report(out, &m->c, item, id);
    n.report = out->n - before;
    if (s != UB_OK) out->n = head + sizeof n, n.mail = n.report = 0;
    if (out->os) return UB_OK;        /* the team tells of it */
    memcpy(out->buf + head, &n, sizeof n);
    m->tally.messages++;
    m->tally.changed += m->c.out.changed;
    m->tally.removed += m->c.out.n_removed;
    m->tally.links += m->c.out.n_links;
    if (m->o->report) {
        ub_report_message r = ub_flow_report(&m->c.flow, item);
        ub_report_add(&m->tally.sum, &r);
    }
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ here */

static bool give_up(mailbox *m, const char *what, const ub_err *err)
{
    if (!m->fatal.status) m->fatal = *err, m->fatal_what = what;
    return false;
}

static bool take(void *ctx, ub_str bytes)
{
    mailbox *m = ctx;
    while (bytes.n) {
        sizes n;
        memcpy(&n, bytes.p, sizeof n);
        if (n.fatal.status) return give_up(m, n.withheld ? m->o->withheld : m->o->out, &n.fatal);
        bytes = ub_str_from(bytes, sizeof n);
        if (n.mail) ub_out_add(&m->mail, ub_str_to(bytes, n.mail));
        bytes = ub_str_from(bytes, n.mail);
        if (n.report) ub_out_add(&m->lines, ub_str_to(bytes, n.report));
        bytes = ub_str_from(bytes, n.report);
    }
    if (m->mail.os) return ub_out_flush(&m->mail, &m->fatal), m->fatal_what = m->o->out, false;
    if (m->lines.os) return ub_out_flush(&m->lines, &m->fatal), m->fatal_what = m->o->report, false;
    return true;
}

static void tell_trouble(void *ctx, const ub_trouble *t)
{
    mailbox *m = ctx;
    if (t->kind == UB_TROUBLE_SKIPPED && !m->o->verbose) return;
    ub_progress_clear(&m->progress);
    ub_cli_complain_trouble(t);
    if (t->kind == UB_TROUBLE_SKIPPED) return;
    m->tally.sum.errors++;
    if (m->o->report) ub_cli_json_trouble(&m->lines, t);
}

static void tick(void *ctx, const ub_progress *p)
{
    mailbox *m = ctx;
    ub_progress_show(&m->progress, p);
}

/* ------------------------------------------------------------------------------------------------ beginning and end */

static bool is_folder(const char *path)
{
    struct stat st;
    return strcmp(path, "-") && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void choose_form(mailbox *m)
{
    const ub_clean_opts *o = m->o;
    size_t n = strlen(o->out);
    bool in_folder = is_folder(o->in);
    if (o->form != UB_CLEAN_AS_IS) m->maildir = o->form == UB_CLEAN_MAILDIR;
    else if (!strcmp(o->out, "-")) m->maildir = false;
    else if (is_folder(o->out) || (n && o->out[n - 1] == '/')) m->maildir = true;
    else m->maildir = in_folder && !ub_str_ends_nocase(ub_str_of(o->out, n), UB_S(".mbox"));
    if (!in_folder) return;
    for (m->top_n = strlen(o->in); m->top_n > 1 && o->in[m->top_n - 1] == '/';) m->top_n--;
    m->top_n += o->in[m->top_n - 1] != '/';
}

static ub_status open_spool(mailbox *m, ub_err *err)
{
    const char *tmp = getenv("TMPDIR");
    m->spool = open(tmp && *tmp ? tmp : "/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    return m->spool < 0 ? ub_fail_os(err, "no temporary file", errno) : UB_OK;
}

static ub_status begin(mailbox *m, const char **what, ub_err *err)
{
    static char mail_buf[1 << 18], report_buf[1 << 16];
    const ub_clean_opts *o = m->o;
    bool to_stdout = !strcmp(o->out, "-");
    ub_status s = UB_OK;
    *what = o->out;
    if (!to_stdout && ub_beside_is_inside(o->out, o->in)) return ub_fail(err, UB_SYNTAX, "is the input or lies inside it; name another place", 0);
    if (to_stdout && m->maildir) return ub_fail(err, UB_SYNTAX, "a Maildir needs a place; name it with -o", 0);
    s = to_stdout ? open_spool(m, err) : m->maildir ? ub_beside_folder(&m->out, o->out, err) : ub_beside_file(&m->out, o->out, err);
    if (s == UB_OK && m->maildir) s = ub_maildir_begin(m->out.fd, err);
    if (s != UB_OK) return s;
    ub_out_init(&m->mail, to_stdout ? m->spool : m->out.fd, mail_buf, sizeof mail_buf);
    if (o->report) {
        *what = o->report;
        if ((s = ub_beside_file(&m->report, o->report, err)) != UB_OK) return s;
        ub_out_init(&m->lines, m->report.fd, report_buf, sizeof report_buf);
    }
    if (o->withheld) *what = o->withheld, s = ub_cleaner_withhold_in(&m->c, o->withheld, err);
    return s;
}

static ub_status copy_spool(mailbox *m, ub_err *err)
{
    static char buf[1 << 16];
    ssize_t n = 0, done;
    if (lseek(m->spool, 0, SEEK_SET) < 0) return ub_fail_os(err, "cannot be read again", errno);
    while (!stopped && (n = read(m->spool, buf, sizeof buf)) > 0)
        /* Whoever reads may take as long as he likes, and we may be stopped meanwhile. */
        for (ssize_t at = 0; at < n && !stopped; at += done) {
            done = write(STDOUT_FILENO, buf + at, (size_t)(n - at));
            if (done < 0 && errno != EINTR) return ub_fail_os(err, "cannot write", errno);
            if (done < 0) done = 0;
        }
    return n < 0 ? ub_fail_os(err, "cannot be read again", errno) : UB_OK;
}

static ub_status finish(mailbox *m, const char **what, ub_err *err)
{
    ub_status s = UB_OK;
    *what = m->o->out;
    if (!m->maildir) s = ub_out_flush(&m->mail, err);
    if (s == UB_OK && m->o->report) {
        ub_json j = ub_json_to(&m->lines);
        *what = m->o->report;
        ub_report_sum_json(&j, &m->tally.sum, (double)(ub_host_system.monotonic_ns(NULL) - m->began_ns) / 1e9);
        s = ub_out_flush(&m->lines, err);
    }
    if (s != UB_OK || stopped) return s;
    *what = m->o->out;
    s = m->spool >= 0 ? copy_spool(m, err) : ub_beside_place(&m->out, err);
    if (s == UB_OK && !stopped && m->o->report) *what = m->o->report, s = ub_beside_place(&m->report, err);
    return s;
}

static void sum_up(const mailbox *m)
{
    const tally *n = &m->tally;
    fprintf(stderr, "unbeacon: %llu message%s, %llu changed, %llu left out; %llu contact%s taken out, %llu link%s kept\n",
            (unsigned long long)n->messages, n->messages == 1 ? "" : "s", (unsigned long long)n->changed, (unsigned long long)n->sum.errors,
            (unsigned long long)n->removed, n->removed == 1 ? "" : "s", (unsigned long long)n->links, n->links == 1 ? "" : "s");
}

int ub_clean_mailbox(const ub_clean_opts *o)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction catch = { .sa_handler = stop }, was;
    mailbox m = { .o = o, .c = { .opts = o->disarm, .withheld_dir = -1 }, .spool = -1, .progress = ub_progress_begin(o->quiet),
        .began_ns = ub_host_system.monotonic_ns(NULL) };
    ub_box_opts box = o->box;
    char *const paths[] = { (char *)o->in };
    const char *what;
    ub_err err = { 0 };
    ub_status s;
    int status = UB_EXIT_NOTHING;
    for (size_t i = 0; i < UB_COUNT(signals); i++)
        if (sigaction(signals[i], NULL, &was) == 0 && was.sa_handler != SIG_IGN) sigaction(signals[i], &catch, NULL);
    choose_form(&m);
    if ((s = begin(&m, &what, &err)) == UB_OK) {
        /* A name that says that it is one message. */
        if (box.format == UB_BOX_AUTO && ub_str_ends_nocase(ub_str_of(o->in, strlen(o->in)), UB_S(".eml"))) box.format = UB_BOX_EML;
        box.max_other_bytes = box.max_message_bytes;
        box.stop = &stopped;
        const ub_work work = {
            .ctx = &m, .open = open_cleaner, .message = clean_message, .take = take, .trouble = tell_trouble, .tick = tick,
            .tally = (uint64_t *)&m.tally, .n_tally = sizeof m.tally / sizeof(uint64_t), .stop = &stopped, .n_workers = o->jobs, .always = true, .eml_is_one = true,
            .reply_bytes = 8 * (size_t)box.max_message_bytes,
        };
        s = ub_team_run(&work, paths, 1, &box, &err);
        what = "workers";
        ub_progress_clear(&m.progress);
        if (s == UB_OK && m.fatal.status) s = m.fatal.status, err = m.fatal, what = m.fatal_what;
        if (s == UB_OK && !stopped) s = finish(&m, &what, &err);
    }
    ub_beside_drop(&m.out);
    ub_beside_drop(&m.report);
    if (m.spool >= 0) close(m.spool);
    ub_flow_close(&m.c.flow);
    if (stopped) {
        signal(stopped, SIG_DFL);
        raise(stopped);
    }
    if (s != UB_OK) return ub_cli_failed(what, &err);
    if (!o->quiet) sum_up(&m);
    if (m.tally.sum.errors) status = UB_EXIT_BAD;
    return status;
}
