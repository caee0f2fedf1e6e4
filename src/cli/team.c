/* SPDX-License-Identifier: Apache-2.0 */
/* The program's side of the team: it cuts the input into batches, hands them out, and takes the answers in their order. */
#include "batch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    BATCH_BYTES = 256 << 10, BATCH_JOBS = 128,
    ALONE_BYTES = 1 << 20,        /* one message of at most this needs no worker */
    FILE_BYTES = 4 << 20,         /* a smaller file of a folder is opened by the worker */
    AHEAD = 2,                    /* batches that a worker may have before it */
    BUFFER_BYTES = 512 << 10, PIPE_BYTES = 256 << 10,
    HELD_BYTES = 16 << 20,        /* of bytes that are in the batches themselves */
    TICK_MS = 250, PATIENCE_MS = 10,
};

typedef struct member {
    pid_t pid;                    /* 0: there is none */
    int to, from;
    bool broken;                  /* it does not listen; what it has said is still to be read */
    ub_batch *before[AHEAD];      /* given to it and not finished, oldest first */
    unsigned n_before;
    unsigned early;               /* batches that were told wholly before it said that they are finished */
    char *buf;                    /* buf[at, n) is what it said and we have not read */
    size_t at, n, cap;
} member;

typedef struct team {
    const ub_work *work;
    ub_box_opts box;
    ub_tree tree;
    ub_err *err;
    ub_status trouble;            /* no worker can be had */
    bool started, ended;          /* ended: nothing more is wanted */
    unsigned n_members, n_waiting;
    member *member;
    ub_place *places;             /* shared, one for each */
    int notify[2];
    ub_batch *first, **end;       /* in the order of the input */
    ub_batch *open;               /* being filled */
    size_t held;                  /* bytes of all batches */
    uint64_t n_batches;
    ub_progress progress;
    uint64_t began_ns;
    ub_worker self;               /* works when there is no member */
    ub_place place;
    bool patience;                /* something came, so that the first batch may yet be done by itself */
    bool self_open, here;         /* here: there are never members */
} team;

static uint64_t now_ns(void) { return ub_host_system.monotonic_ns(NULL); }

static bool fail(team *t, ub_status s, const char *what, int os)
{
    if (t->trouble == UB_OK) {
        if (os) ub_fail_os(t->err, what, os);
        else ub_fail(t->err, s, what, 0);
        t->trouble = s;
    }
    t->ended = true;
    return false;
}

/* ------------------------------------------------------------------------------------------------ members */

/* Signals that the program catches end a worker. */
static void uncatch(int signal_number)
{
    struct sigaction now;
    if (sigaction(signal_number, NULL, &now) == 0 && now.sa_handler != SIG_IGN) signal(signal_number, SIG_DFL);
}

static _Noreturn void be_member(team *t, unsigned n, int in, int out, pid_t parent)
{
    ub_worker w;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    uncatch(SIGINT);
    uncatch(SIGTERM);
    uncatch(SIGHUP);
    for (unsigned i = 0; i < t->n_members; i++)
        if (t->member[i].pid) close(t->member[i].to), close(t->member[i].from);
    close(t->notify[0]);
    fcntl(out, F_SETFL, O_NONBLOCK);
    if (t->work->n_tally) memset(t->work->tally, 0, t->work->n_tally * sizeof *t->work->tally);
    if (ub_worker_open(&w, t->work, &t->box, &t->places[n], NULL) != UB_OK) _exit(UB_NOMEM);
    w.in = in;
    w.out = out;
    w.notify = t->notify[1];
    w.number = n;
    /* The file that is being cut is open, and so is the folder. */
    if (ub_tree_fd(&t->tree) >= 0) w.fd = dup(ub_tree_fd(&t->tree)), w.dev = t->tree.box.dev, w.ino = t->tree.box.ino;
    if (ub_tree_root(&t->tree) >= 0) {
        w.root = dup(ub_tree_root(&t->tree));
        w.root_path = strndup(t->tree.path, t->tree.frame[0].path_n);
    }
    ub_worker_live(&w);
}

/* A worker has no use for the bytes that are held here, and shall not be counted as having them. */
static void keep_from_workers(char *p, size_t n)
{
    const uintptr_t page = 4096;
    uintptr_t from = ((uintptr_t)p + page - 1) & ~(page - 1), to = ((uintptr_t)p + n) & ~(page - 1);
    if (p && n >= 64 * page && from < to) madvise((void *)from, to - from, MADV_DONTFORK);
}

static bool start_member(team *t, unsigned n)
{
    member *m = &t->member[n];
    int to[2], from[2];
    pid_t pid, self = getpid();
    if (!m->buf && !(m->buf = malloc(m->cap = BUFFER_BYTES))) return false;
    if (pipe2(to, O_CLOEXEC) != 0) return false;
    if (pipe2(from, O_CLOEXEC) != 0) return close(to[0]), close(to[1]), false;
    memset(&t->places[n], 0, sizeof t->places[n]);
    keep_from_workers(t->tree.box.p, t->tree.box.cap);
    for (const ub_batch *b = t->first; b; b = b->next) keep_from_workers(b->p, b->cap);
    for (unsigned i = 0; i < t->n_members; i++) keep_from_workers(t->member[i].buf, t->member[i].cap);
    if ((pid = fork()) == 0) {
        close(to[1]);
        close(from[0]);
        be_member(t, n, to[0], from[1], self);
    }
    close(to[0]);
    close(from[1]);
    if (pid < 0) return close(to[1]), close(from[0]), false;
    fcntl(from[0], F_SETPIPE_SZ, PIPE_BYTES);     /* where it is refused, the pipe is smaller */
    fcntl(to[1], F_SETFL, O_NONBLOCK);
    fcntl(from[0], F_SETFL, O_NONBLOCK);
    m->pid = pid;
    m->to = to[1];
    m->from = from[0];
    m->broken = false;
    m->n_before = m->early = 0;
    m->at = m->n = 0;
    return true;
}

static void end_member(member *m)
{
    if (!m->pid) return;
    close(m->to);
    close(m->from);
    m->pid = 0;
}

static bool start_team(team *t)
{
    unsigned alive = 0;
    t->started = true;
    if (!(t->member = calloc(t->n_members, sizeof *t->member))) return fail(t, UB_NOMEM, "no memory for workers", 0);
    t->places = mmap(NULL, t->n_members * sizeof *t->places, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (t->places == MAP_FAILED) return t->places = NULL, fail(t, UB_NOMEM, "no memory for workers", 0);
    if (pipe2(t->notify, O_CLOEXEC | O_NONBLOCK) != 0) return t->notify[0] = t->notify[1] = -1, fail(t, UB_IO, "no pipe for workers", errno);
    for (unsigned i = 0; i < t->n_members; i++) alive += start_member(t, i);
    return alive ? true : fail(t, UB_NOMEM, "no worker process can be started", errno);
}

static void stop_team(team *t)
{
    if (!t->started) return;
    for (unsigned i = 0; t->member && i < t->n_members; i++) {
        member *m = &t->member[i];
        pid_t pid = m->pid;
        if (pid && t->ended) kill(pid, SIGKILL);
        end_member(m);                            /* it sees the end of its jobs */
        if (pid) while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
        free(m->buf);
    }
    free(t->member);
    t->member = NULL;
    if (t->places) munmap(t->places, t->n_members * sizeof *t->places);
    if (t->notify[0] >= 0) close(t->notify[0]), close(t->notify[1]);
}

/* ------------------------------------------------------------------------------------------------ handing out */

static void send_some(member *m)
{
    for (unsigned i = 0; i < m->n_before && !m->broken; i++) {
        ub_batch *b = m->before[i];
        while (b->sent < b->n) {
            ssize_t n = write(m->to, b->p + b->sent, b->n - b->sent);
            if (n > 0) b->sent += (size_t)n;
            else if (n < 0 && errno == EAGAIN) return;
            else if (n < 0 && errno != EINTR) {
                m->broken = true;
                return;
            }
        }
    }
}

static bool wants_to_send(const member *m)
{
    return m->pid && !m->broken && m->n_before && m->before[m->n_before - 1]->sent < m->before[m->n_before - 1]->n;
}

/*
 * Give out what has no worker yet, the first first.  A worker's answers come in the order of its batches, so what is done
 * again goes to one that has nothing of later: the one that takes the place of the dead.
 */
static void assign(team *t)
{
    for (ub_batch *b = t->first; b && t->n_waiting; b = b->next) {
        member *best = NULL;
        if (b->is_trouble || b->worker != UB_BATCH_FREE) continue;
        for (unsigned i = 0; i < t->n_members; i++) {
            member *m = &t->member[i];
            if (b->only != UB_BATCH_FREE && b->only != (int)i) continue;
            if (m->pid && !m->broken && m->n_before < AHEAD && (!best || m->n_before < best->n_before)) best = m;
        }
        if (!best && b->only == UB_BATCH_FREE) return;
        if (!best) continue;
        b->worker = (int)(best - t->member);
        b->sent = 0;
        best->before[best->n_before++] = b;
        t->n_waiting--;
        send_some(best);
    }
}

static void finished(team *t)
{
    unsigned char who[256];
    ssize_t n;
    while ((n = read(t->notify[0], who, sizeof who)) > 0)
        for (ssize_t i = 0; i < n; i++) {
            member *m = &t->member[who[i]];
            if (m->early) {
                m->early--;
                continue;
            }
            if (!m->n_before) continue;
            m->before[0]->done = true;
            memmove(m->before, m->before + 1, --m->n_before * sizeof *m->before);
        }
}

/* ------------------------------------------------------------------------------------------------ answers */

static void tell_records(team *t, const char *p, size_t n)
{
    size_t tally = t->work->n_tally * sizeof *t->work->tally;
    for (size_t i = 0; i < t->work->n_tally; i++) {
        uint64_t value;
        memcpy(&value, p + i * sizeof value, sizeof value);
        t->work->tally[i] += value;
    }
    for (size_t at = tally; at < n && !t->ended;) {
        ub_record r;
        memcpy(&r, p + at, sizeof r);
        at += sizeof r;
        if (r.kind == UB_RECORD_TROUBLE) {
            ub_trouble it;
            memcpy(&it, p + at, sizeof it);
            it.path = p + at + sizeof it;
            t->work->trouble(t->work->ctx, &it);
        } else if (r.n && !t->work->take(t->work->ctx, ub_str_of(p + at, r.n))) t->ended = true;
        at += r.n;
    }
}

static void drop_first(team *t)
{
    ub_batch *b = t->first;
    member *m = t->member && b->worker >= 0 ? &t->member[b->worker] : NULL;
    if (m && m->n_before && m->before[0] == b) {
        memmove(m->before, m->before + 1, --m->n_before * sizeof *m->before);
        m->early++;
    }
    t->first = b->next;
    if (!t->first) t->end = &t->first;
    t->held -= b->cap;
    t->n_batches--;
    t->progress.done_bytes += b->weight;
    ub_batch_free(b);
}

/* Room for `want` bytes from m->at on. */
static bool make_room(team *t, member *m, size_t want)
{
    if (m->at) memmove(m->buf, m->buf + m->at, m->n - m->at);
    m->n -= m->at;
    m->at = 0;
    if (want > m->cap || m->cap > 16 * BUFFER_BYTES) {
        size_t cap = want > BUFFER_BYTES ? want : m->n > BUFFER_BYTES ? m->n : BUFFER_BYTES;
        char *p = realloc(m->buf, cap);
        if (!p) return fail(t, UB_NOMEM, "no memory for the answer of a worker", 0);
        m->buf = p;
        m->cap = cap;
    }
    return true;
}

/* A whole frame of the batch that is next, from what its worker said.  False: there is none yet. */
static bool take_frame(team *t, ub_batch *b)
{
    member *m = &t->member[b->worker];
    ub_frame f;
    if (m->n - m->at < sizeof f) return false;
    memcpy(&f, m->buf + m->at, sizeof f);
    if (m->n - m->at - sizeof f < f.n_bytes) {
        if (m->at + sizeof f + f.n_bytes > m->cap) make_room(t, m, sizeof f + f.n_bytes);
        return false;
    }
    assert(f.seq == b->seq);
    tell_records(t, m->buf + m->at + sizeof f, f.n_bytes);
    m->at += sizeof f + f.n_bytes;
    if (m->at == m->n) m->at = m->n = 0;
    b->jobs_done = f.jobs_done;
    b->items_done = f.items_done;
    if (f.last) drop_first(t);
    return true;
}

/* Its worker has ended, and all that it said was read.  What it had is cut at the place where it was. */
static void bury(team *t, unsigned n)
{
    member *m = &t->member[n];
    ub_place at = t->places[n];
    ub_trouble what = { .kind = UB_TROUBLE_DIED };
    pid_t pid = m->pid;
    int status = 0;
    end_member(m);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    finished(t);                  /* all it could say of itself */
    what.ended_by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    for (ub_batch **link = &t->first; *link && !t->ended;) {
        ub_batch *b = *link, *rest;
        if (b->worker != (int)n || b->is_trouble) {
            link = &b->next;
            continue;
        }
        if (!ub_batch_rest(b, at.busy && at.seq == b->seq ? &at : NULL, !at.busy, &what, &rest)) {
            fail(t, UB_NOMEM, "no memory to do again what a worker had", 0);
            return;
        }
        *link = rest;
        t->n_batches--;
        t->held -= b->cap;
        for (ub_batch *r = rest; r; r = r->next) {
            t->n_batches++;
            t->held += r->cap;
            r->only = (int)n;
            if (!r->is_trouble) ub_batch_end(r, ++t->self.seq), t->n_waiting++;
        }
        while (*link) link = &(*link)->next;
        *link = b->next;
        ub_batch_free(b);
        if (!*link) t->end = link;
    }
    if (!t->ended && !start_member(t, n)) fail(t, UB_NOMEM, "no worker process can be started", errno);
}

/* Read on what the worker of the first batch says. */
static void hear(team *t, unsigned n)
{
    member *m = &t->member[n];
    ssize_t got;
    if (m->cap - m->n < BUFFER_BYTES / 4 && m->at && !make_room(t, m, m->n - m->at + 1)) return;
    got = read(m->from, m->buf + m->n, m->cap - m->n);
    if (got > 0) m->n += (size_t)got;
    else if (got == 0) bury(t, n);
}

/* Take what can be taken without waiting. */
static void deliver(team *t)
{
    while (t->first && !t->ended) {
        ub_batch *b = t->first;
        if (b->is_trouble) {
            b->trouble.path = b->p;
            t->work->trouble(t->work->ctx, &b->trouble);
            drop_first(t);
        } else if (b->worker == UB_BATCH_FREE || !take_frame(t, b)) return;
    }
}

static void tick(team *t)
{
    if (t->work->stop && *t->work->stop) t->ended = true;
    if (!t->work->tick) return;
    t->progress.seconds = (double)(now_ns() - t->began_ns) / 1e9;
    t->work->tick(t->work->ctx, &t->progress);
}

/* Wait for something to happen, and let it. */
static void pump(team *t)
{
    struct pollfd fds[UB_TEAM_MOST + 2];
    unsigned who[UB_TEAM_MOST + 2], n = 0;
    assign(t);
    fds[n++] = (struct pollfd){ .fd = t->notify[0], .events = POLLIN };
    if (t->first && !t->first->is_trouble && t->first->worker != UB_BATCH_FREE) {
        who[n] = (unsigned)t->first->worker;
        /* Asked for when its batch is done, so that it does not wake us for every piece; or when that takes long, since it may
         * be waiting for us, or dead. */
        fds[n++] = (struct pollfd){ .fd = t->first->done || t->patience == 0 ? t->member[t->first->worker].from : -1, .events = POLLIN };
    } else fds[n++] = (struct pollfd){ .fd = -1 };
    for (unsigned i = 0; i < t->n_members; i++)
        if (wants_to_send(&t->member[i])) who[n] = i, fds[n++] = (struct pollfd){ .fd = t->member[i].to, .events = POLLOUT };
    int got = poll(fds, n, fds[1].fd < 0 && t->first ? PATIENCE_MS : TICK_MS);
    /* What comes in large pieces will not fit where it waits. */
    t->patience = got > 0 && (!fds[1].revents || t->member[who[1]].n - t->member[who[1]].at < BUFFER_BYTES / 4);
    if (got > 0) {
        if (fds[0].revents) finished(t);
        for (unsigned i = 2; i < n; i++)
            if (fds[i].revents) send_some(&t->member[who[i]]);
        if (fds[1].revents) hear(t, who[1]);
    }
    tick(t);
    if (!t->ended) deliver(t);
}

/* ------------------------------------------------------------------------------------------------ without workers */

static void self_sealed(ub_worker *w)
{
    team *t = (team *)((char *)w - offsetof(team, self));
    ub_frame f;
    memcpy(&f, w->reply.buf, sizeof f);
    /* The tally here is the one the work adds to: take it back before it is told. */
    tell_records(t, w->reply.buf + sizeof f, f.n_bytes);
    ub_arena_reset(&w->arena, FILE_BYTES);
    ub_out_to_memory(&w->reply, &w->arena);
}

static bool open_self(team *t)
{
    uint64_t seq = t->self.seq;
    if (t->self_open) return true;
    if (ub_worker_open(&t->self, t->work, &t->box, &t->place, t->err) != UB_OK) {
        t->trouble = t->err->status;
        t->ended = true;
        return false;
    }
    t->self.seq = seq;
    t->self.sealed = self_sealed;
    return t->self_open = true;
}

/* The only batch there is, here. */
static void do_it_here(team *t, ub_batch *b)
{
    ub_batch_head head;
    if (!open_self(t)) return;
    memcpy(&head, b->p, sizeof head);
    ub_worker_batch(&t->self, &head, (const ub_job *)(const void *)(b->p + sizeof head));
}

/* ------------------------------------------------------------------------------------------------ filling */

static void append(team *t, ub_batch *b)
{
    *t->end = b;
    t->end = &b->next;
    t->held += b->cap;
    t->n_batches++;
}

/* The batch that is being filled is full, or the input has ended. */
static void submit(team *t)
{
    ub_batch *b = t->open;
    if (!b || t->ended) return;
    t->open = NULL;
    ub_batch_end(b, ++t->self.seq);
    append(t, b);
    t->n_waiting++;
    if (!t->started && !start_team(t)) return;
    do {
        assign(t);
        deliver(t);
        if (t->ended || (t->n_batches < 8 * t->n_members && t->n_waiting == 0 && t->held < HELD_BYTES)) break;
        pump(t);
    } while (!t->ended);
    /* What a pipe gave is in the window until the next message is asked for; then it must be on its way. */
    finished(t);
}

static void add_trouble(team *t, const ub_trouble *what)
{
    ub_batch *b;
    if (t->self_open) ub_worker_flush(&t->self);
    if (t->open) submit(t);
    if (t->ended) return;
    if (!t->first) {
        t->work->trouble(t->work->ctx, what);
        return;
    }
    if (!(b = ub_batch_trouble(what))) fail(t, UB_NOMEM, "no memory", 0);
    else append(t, b);
}

static void add_item(team *t, ub_box_item *item)
{
    const ub_tree_frame *root = t->tree.depth ? &t->tree.frame[0] : NULL;
    size_t below = root ? root->path_n + (root->path_n && item->path[root->path_n - 1] == '/' ? 0 : 1) : 0;
    const ub_box *box = t->tree.box_open ? &t->tree.box : &(ub_box){ 0 };
    if (t->work->eml_is_one && item->kind == UB_BOX_FILE && item->format == UB_BOX_AUTO
        && ub_str_ends_nocase(ub_str_of(item->path, strlen(item->path)), UB_S(".eml"))) item->format = UB_BOX_EML;
    if (!t->open && !(t->open = ub_batch_new())) {
        fail(t, UB_NOMEM, "no memory", 0);
        return;
    }
    if (!ub_batch_add(t->open, item, box->dev, box->ino, below)) fail(t, UB_NOMEM, "no memory for a message", 0);
    if (t->open && (t->open->weight >= BATCH_BYTES || t->open->n_jobs >= BATCH_JOBS)) {
        bool alone = !t->started && t->open->n_jobs == 1 && t->open->weight <= ALONE_BYTES;
        if (!alone) submit(t);
    }
}

static void do_path(team *t, const char *path)
{
    ub_box_item item;
    ub_err err = { 0 };
    if (ub_tree_open(&t->tree, path, &t->box, &err) != UB_OK) {
        add_trouble(t, &(ub_trouble){ .path = path, .err = err });
        return;
    }
    while (!t->ended && ub_tree_next(&t->tree, &item) == UB_OK) {
        if (item.kind == UB_BOX_MESSAGE && t->here) {
            if (open_self(t)) ub_worker_item(&t->self, &item);
            t->progress.done_bytes += item.bytes;
            tick(t);
        } else if (item.kind == UB_BOX_MESSAGE || item.kind == UB_BOX_FILE) add_item(t, &item);
        else add_trouble(t, &(ub_trouble){ .kind = item.kind == UB_BOX_SKIPPED ? UB_TROUBLE_SKIPPED : UB_TROUBLE_UNREAD,
            .path = item.path, .of_message = item.bytes > 0, .index = item.index, .offset = item.offset, .bytes = item.bytes, .err = item.err });
        if (t->work->stop && *t->work->stop) t->ended = true;
    }
    ub_tree_close(&t->tree);
}

/* ------------------------------------------------------------------------------------------------ all of it */

static unsigned n_cores(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : (int)sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > UB_TEAM_MOST ? UB_TEAM_MOST : (unsigned)n;
}

static uint64_t total_bytes(char *const *paths, size_t n)
{
    uint64_t sum = 0;
    struct stat st;
    for (size_t i = 0; i < n; i++) {
        bool there = strcmp(paths[i], "-") ? stat(paths[i], &st) == 0 : fstat(STDIN_FILENO, &st) == 0;
        if (there && !S_ISREG(st.st_mode)) return 0;
        if (there) sum += (uint64_t)st.st_size;
    }
    return sum;
}

ub_status ub_team_run(const ub_work *work, char *const *paths, size_t n_paths, const ub_box_opts *box, ub_err *err)
{
    team t = {
        .work = work, .box = *box, .err = err, .notify = { -1, -1 }, .end = &t.first, .began_ns = now_ns(),
    };
    t.here = work->n_workers == 1 && !work->always;
    t.box.spans_where_fit = !t.here;
    t.box.files_below = t.here ? 0 : FILE_BYTES;
    t.n_members = work->n_workers ? work->n_workers : n_cores();
    if (work->tick) t.progress.total_bytes = total_bytes(paths, n_paths);
    for (size_t i = 0; i < n_paths && !t.ended; i++) do_path(&t, paths[i]);
    if (!t.started && t.open && t.open->n_jobs == 1 && t.open->weight <= ALONE_BYTES && !work->always) {
        ub_batch_end(t.open, ++t.self.seq);
        do_it_here(&t, t.open);
    } else if (t.open) submit(&t);
    if (t.self_open) ub_worker_flush(&t.self);
    while (t.first && !t.ended) pump(&t);
    stop_team(&t);
    if (t.self_open) ub_worker_close(&t.self);
    ub_batch_free(t.open);
    while (t.first) drop_first(&t);
    return t.trouble;
}
