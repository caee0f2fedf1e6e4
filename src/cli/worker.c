/* SPDX-License-Identifier: Apache-2.0 */
/* A worker: reads the messages of its jobs, lets the work be done, and puts what comes of them into frames. */
#include "team_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FRAME_BYTES = 128 << 10,      /* a frame is sealed at the end of the message that fills it */
    UNSENT_BYTES = 8 << 20,       /* with more than this a worker waits until it is asked for */
    WINDOW_BYTES = 512 << 10,     /* spans that follow each other are read together */
    KEPT_BYTES = 8 << 20,
};

ub_status ub_worker_open(ub_worker *w, const ub_work *work, const ub_box_opts *box, ub_place *place, ub_err *err)
{
    ub_status s;
    *w = (ub_worker){ .work = work, .box_opts = *box, .place = place, .fd = -1, .root = -1, .frame_at = SIZE_MAX, .record_at = SIZE_MAX };
    w->box_opts.spans_where_fit = false;
    w->box_opts.files_below = 0;
    if ((s = ub_arena_open(&w->arena, 2 * (work->reply_bytes + UNSENT_BYTES + FRAME_BYTES), err)) != UB_OK) return s;
    ub_out_to_memory(&w->reply, &w->arena);
    return work->open ? work->open(work->ctx, err) : UB_OK;
}

void ub_worker_close(ub_worker *w)
{
    ub_box_close(&w->box);
    ub_arena_close(&w->arena);
    if (w->fd >= 0) close(w->fd);
    if (w->root >= 0) close(w->root);
    free(w->root_path);
    free(w->window);
}

/* ------------------------------------------------------------------------------------------------ frames */

static void open_frame(ub_worker *w)
{
    static const ub_frame empty = { 0 };
    if (w->frame_at != SIZE_MAX) return;
    w->frame_at = w->reply.n;
    ub_out_add(&w->reply, ub_str_of((const char *)&empty, sizeof empty));
    ub_out_add(&w->reply, ub_str_of((const char *)w->work->tally, w->work->n_tally * sizeof *w->work->tally));
}

static void seal(ub_worker *w, uint64_t jobs_done, uint64_t items_done, bool last)
{
    ub_frame f = { .seq = w->seq, .jobs_done = jobs_done, .items_done = items_done, .last = last };
    open_frame(w);
    assert(!w->reply.os);         /* messages are cut off before this can happen */
    f.n_bytes = w->reply.n - w->frame_at - sizeof f;
    memcpy(w->reply.buf + w->frame_at, &f, sizeof f);
    if (w->work->n_tally) {
        memcpy(w->reply.buf + w->frame_at + sizeof f, w->work->tally, w->work->n_tally * sizeof *w->work->tally);
        memset(w->work->tally, 0, w->work->n_tally * sizeof *w->work->tally);
    }
    w->frame_at = w->record_at = SIZE_MAX;
    w->sealed(w);
}

static void open_record(ub_worker *w, uint64_t kind)
{
    ub_record r = { .kind = kind };
    open_frame(w);
    w->record_at = w->reply.n;
    ub_out_add(&w->reply, ub_str_of((const char *)&r, sizeof r));
}

static void close_record(ub_worker *w)
{
    ub_record r;
    memcpy(&r, w->reply.buf + w->record_at, sizeof r);
    r.n = w->reply.n - w->record_at - sizeof r;
    memcpy(w->reply.buf + w->record_at, &r, sizeof r);
}

static void tell(ub_worker *w, ub_trouble_kind kind, const char *path, const ub_box_item *item, const ub_err *err)
{
    ub_trouble t = { .kind = kind, .err = *err };
    if (item) t.of_message = true, t.index = item->index, t.offset = item->offset, t.bytes = item->bytes;
    open_record(w, UB_RECORD_TROUBLE);
    ub_out_add(&w->reply, ub_str_of((const char *)&t, sizeof t));
    ub_out_add(&w->reply, ub_str_of(path, strlen(path) + 1));
    close_record(w);
    w->record_at = SIZE_MAX;
}

static void do_message(ub_worker *w, const ub_box_item *item)
{
    ub_err err = { 0 };
    ub_status s;
    size_t before;
    w->place->index = item->index;
    w->place->offset = item->offset;
    w->place->bytes = item->bytes;
    w->place->of_message = true;
    if (w->record_at == SIZE_MAX) open_record(w, UB_RECORD_BYTES);
    before = w->reply.n;
    s = w->work->message(w->work->ctx, item, &w->reply, &err);
    if (w->reply.os || ub_arena_left(&w->arena) < FRAME_BYTES / 2) {
        w->reply.os = 0;
        s = ub_fail(&err, UB_LIMIT, "what comes of the message is too large", 0);
    }
    if (s != UB_OK) w->reply.n = before;
    close_record(w);
    if (s != UB_OK) tell(w, UB_TROUBLE_UNREAD, item->path, item, &err);
}

/* ------------------------------------------------------------------------------------------------ spans */

static ub_status open_path(ub_worker *w, const ub_job *j, int *fd, ub_err *err)
{
    const char *path = ub_job_path(j);
    if (!j->below) return ub_tree_open_below(AT_FDCWD, path, fd, err);
    if (w->root < 0 || !w->root_path || strlen(w->root_path) != j->below - 1 || memcmp(w->root_path, path, j->below - 1) != 0) {
        if (w->root >= 0) close(w->root);
        free(w->root_path);
        w->root = -1;
        w->root_path = strndup(path, j->below - 1);
        if (!w->root_path) return ub_fail(err, UB_NOMEM, "no memory for a path", 0);
        w->root = open(*w->root_path ? w->root_path : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (w->root < 0) return ub_fail_os(err, "cannot be opened", errno);
    }
    return ub_tree_open_below(w->root, path + j->below, fd, err);
}

/* The file of a span.  It is the one that was cut, or refused. */
static ub_status open_span_file(ub_worker *w, const ub_job *j, ub_err *err)
{
    struct stat st;
    int fd = -1;
    ub_status s;
    if (w->fd >= 0 && w->dev == j->dev && w->ino == j->ino) return UB_OK;
    if (!strcmp(ub_job_path(j), "-")) fd = dup(STDIN_FILENO);
    else if ((s = open_path(w, j, &fd, err)) != UB_OK) return s;
    if (fd < 0 || fstat(fd, &st) != 0) {
        ub_fail_os(err, "cannot be read", errno);
        if (fd >= 0) close(fd);
        return UB_IO;
    }
    if (w->fd >= 0) close(w->fd);
    w->fd = fd;
    w->window_n = 0;
    w->dev = st.st_dev;
    w->ino = st.st_ino;
    if (w->dev == j->dev && w->ino == j->ino) return UB_OK;
    return ub_fail(err, UB_IO, "was replaced while it was read", 0);
}

/* The From_ line that stands before a message. */
static ub_str from_line(ub_str head)
{
    while (head.n && (head.p[0] == '\n' || head.p[0] == '\r')) head = ub_str_from(head, 1);
    while (head.n && (head.p[head.n - 1] == '\n' || head.p[head.n - 1] == '\r')) head.n--;
    return head.n <= 1024 && ub_str_starts(head, UB_S("From ")) ? head : (ub_str){ 0 };
}

/* The bytes of a span, and of those behind it that a read takes along. */
static ub_status fetch(ub_worker *w, const ub_job *j, uint64_t until, ub_box_item *item, ub_err *err)
{
    size_t n = (size_t)(j->end - j->start);
    ub_status s = open_span_file(w, j, err);
    if (s != UB_OK) return s;
    if (!w->window_n || j->start < w->window_at || j->end > w->window_at + w->window_n) {
        if (until > j->end && n < WINDOW_BYTES) n = until - j->start < WINDOW_BYTES ? (size_t)(until - j->start) : WINDOW_BYTES;
        if (n > w->window_cap || w->window_cap > KEPT_BYTES) {
            free(w->window);
            w->window_cap = n > WINDOW_BYTES ? n : WINDOW_BYTES;
            w->window = malloc(w->window_cap);
            if (!w->window) return w->window_cap = w->window_n = 0, ub_fail(err, UB_NOMEM, "no memory for a message", 0);
        }
        w->window_n = 0;
        if ((s = ub_box_pread(w->fd, j->start, w->window, n, err)) != UB_OK) return s;
        w->window_at = j->start;
        w->window_n = n;
    }
    item->raw = ub_str_of(w->window + (j->offset - w->window_at), (size_t)j->bytes);
    item->from = from_line(ub_str_of(w->window + (j->start - w->window_at), (size_t)(j->offset - j->start)));
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ jobs */

static ub_box_item item_of(const ub_job *j)
{
    return (ub_box_item){
        .kind = UB_BOX_MESSAGE, .path = ub_job_path(j), .format = (ub_box_format)j->format, .readings = j->readings,
        .primary = j->primary, .spans_fit = j->kind == UB_JOB_SPAN, .index = j->index, .start = j->start, .end = j->end,
        .offset = j->offset, .bytes = j->bytes, .from = ub_str_of(ub_job_from(j), j->from_n),
        .notes = ub_job_notes(j), .n_notes = j->n_notes,
    };
}

static bool full(const ub_worker *w) { return w->frame_at != SIZE_MAX && w->reply.n - w->frame_at >= FRAME_BYTES; }

/* Every message of a small file.  Where it may be an mbox, one that kills us costs one message, so each counts. */
static void do_file(ub_worker *w, const ub_job *j, uint64_t number)
{
    ub_box_opts opts = w->box_opts;
    ub_box_item item;
    ub_err err = { 0 };
    uint64_t n = 0;
    ub_status s;
    int fd;
    opts.format = (ub_box_format)j->format;
    if ((s = open_path(w, j, &fd, &err)) != UB_OK) {
        tell(w, s == UB_ABSENT ? UB_TROUBLE_SKIPPED : UB_TROUBLE_UNREAD, ub_job_path(j), NULL, &err);
        return;
    }
    s = ub_box_open_fd(&w->box, fd, ub_job_path(j), &opts, &err);
    for (; s == UB_OK && n < j->stop; n++) {
        w->place->item = n;
        w->place->of_message = false;
        if ((s = ub_box_next(&w->box, &item, &err)) != UB_OK) break;
        if (n < j->skip) continue;
        if (item.kind == UB_BOX_MESSAGE) do_message(w, &item);
        else tell(w, UB_TROUBLE_UNREAD, item.path, &item, &item.err);
        if (full(w)) seal(w, number, n + 1, false);
    }
    if (s != UB_OK && s != UB_ABSENT) tell(w, UB_TROUBLE_UNREAD, ub_job_path(j), NULL, &err);
    close(fd);
}

static void do_job(ub_worker *w, const ub_job *j, uint64_t number, uint64_t until)
{
    ub_box_item item;
    ub_err err = { 0 };
    w->place->of_message = false;
    w->place->item = 0;
    w->place->job = number;
    if (j->kind == UB_JOB_FILE) {
        do_file(w, j, number);
        return;
    }
    item = item_of(j);
    if (j->kind == UB_JOB_BYTES) item.raw = ub_str_of(ub_job_raw(j), (size_t)j->bytes);
    else if (fetch(w, j, until, &item, &err) != UB_OK) {
        tell(w, UB_TROUBLE_UNREAD, item.path, &item, &err);
        return;
    }
    do_message(w, &item);
}

void ub_worker_item(ub_worker *w, const ub_box_item *item)
{
    do_message(w, item);
    if (full(w)) seal(w, 0, 0, false);
}

void ub_worker_flush(ub_worker *w)
{
    if (w->frame_at != SIZE_MAX) seal(w, 0, 0, false);
}

void ub_worker_batch(ub_worker *w, const ub_batch_head *head, const ub_job *jobs)
{
    const ub_job *j = jobs;
    uint64_t until = 0;
    w->seq = head->seq;
    w->place->seq = head->seq;
    w->place->job = w->place->item = 0;
    w->place->of_message = false;
    w->place->busy = true;
    /* As far as spans of one file go on, they are read together. */
    for (uint64_t i = 0; i < head->n_jobs; i++, j = ub_job_next(j)) {
        if (j->kind != UB_JOB_SPAN || j->ino != jobs->ino || j->dev != jobs->dev) {
            until = 0;
            break;
        }
        if (j->end > until) until = j->end;
    }
    j = jobs;
    for (uint64_t i = 0; i < head->n_jobs; i++, j = ub_job_next(j)) {
        do_job(w, j, i, until);
        if (full(w) && i + 1 < head->n_jobs) seal(w, i + 1, 0, false);
    }
    w->place->busy = false;
    seal(w, head->n_jobs, 0, true);
}

/* ------------------------------------------------------------------------------------------------ the process */

/* Hand over what is whole.  Waits only when there is too much of it, or when told to. */
static void hand_over(ub_worker *w, bool wait)
{
    while (w->sent < w->reply.n) {
        ssize_t n = write(w->out, w->reply.buf + w->sent, w->reply.n - w->sent);
        if (n > 0) w->sent += (size_t)n;
        else if (n < 0 && errno == EAGAIN) {
            if (!wait && w->reply.n - w->sent < UNSENT_BYTES) return;
            poll(&(struct pollfd){ .fd = w->out, .events = POLLOUT }, 1, -1);
        } else if (n < 0 && errno != EINTR) _exit(0);      /* nobody wants it any more */
    }
    w->sent = 0;
    ub_arena_reset(&w->arena, KEPT_BYTES);
    ub_out_to_memory(&w->reply, &w->arena);
}

static void process_sealed(ub_worker *w) { hand_over(w, false); }

static void read_all(ub_worker *w, void *to, size_t n)
{
    char *p = to;
    while (n) {
        ssize_t got = read(w->in, p, n);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) _exit(0);
        p += got;
        n -= (size_t)got;
    }
}

_Noreturn void ub_worker_live(ub_worker *w)
{
    char *jobs = NULL;
    size_t cap = 0;
    w->sealed = process_sealed;
    for (;;) {
        ub_batch_head head;
        unsigned char number = (unsigned char)w->number;
        struct pollfd fds[] = { { .fd = w->in, .events = POLLIN }, { .fd = w->out, .events = POLLOUT } };
        while (w->sent < w->reply.n && poll(fds, 2, -1) >= 0 && !fds[0].revents) hand_over(w, false);
        read_all(w, &head, sizeof head);
        if (head.n_bytes > cap || cap > KEPT_BYTES) {
            free(jobs);
            cap = head.n_bytes > FRAME_BYTES ? head.n_bytes : FRAME_BYTES;
            if (!(jobs = malloc(cap))) _exit(UB_NOMEM);
        }
        read_all(w, jobs, head.n_bytes);
        ub_worker_batch(w, &head, (const ub_job *)(const void *)jobs);
        while (write(w->notify, &number, 1) < 0 && errno == EINTR) {}
    }
}
