/* SPDX-License-Identifier: Apache-2.0 */
/*
 * box: opening a file, finding out its kind, and files that are one message.
 *
 * The kind is told from the first bytes: compressed (expanded, then asked again), a From_ line, the byte count of an
 * .emlx, else one message.  An empty file is an empty mailbox, unless it is known to be a message.
 */
#include "box_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const char *const note_names[UB_BOX_N_NOTES] = {
    [UB_BOX_NOTE_LENGTH] = "box-content-length-mismatch",  /* it is wrong, or hides the From_ line at `at` */
    [UB_BOX_NOTE_LENGTH_TWICE] = "box-content-length-twice",
    [UB_BOX_NOTE_INSIDE] = "box-from-line-inside",         /* another reading ends the message at `at` */
    [UB_BOX_NOTE_UNDATED] = "box-from-line-undated",       /* the message begins with a From_ line without a date */
    [UB_BOX_NOTE_NO_BLANK] = "box-from-line-no-blank",     /* .. without an empty line before it */
    [UB_BOX_NOTE_NO_HEADERS] = "box-from-line-no-headers", /* .. without two header fields behind it, or in a header */
    [UB_BOX_NOTE_LONG] = "box-from-line-long",             /* .. longer than 1,024 bytes */
    [UB_BOX_NOTE_CR] = "box-cr-line-ends",
    [UB_BOX_NOTE_NO_FROM] = "box-text-before-first-from",
    [UB_BOX_NOTE_TRUNCATED] = "box-truncated",             /* reading broke off at `at` */
    [UB_BOX_NOTE_EMLX] = "box-emlx-count-mismatch",
};

const char *ub_box_reading_name(unsigned readings)
{
    if (readings == UB_BOX_ALL) return "all";
    return readings & UB_BOX_FROM ? "from" : readings & UB_BOX_ANY ? "any"
         : readings & UB_BOX_HEADERS ? "headers" : readings & UB_BOX_LENGTH ? "length" : "whole";
}

/* ------------------------------------------------------------------------------------------------ open, close */

void box_end_file(ub_box *b)
{
    if (b->own_fd && b->fd >= 0) close(b->fd);
    b->own_fd = false;
    b->fd = -1;
    b->is_open = false;
    box_filter_end(b);
}

/* Everything but the memory back to the beginning. */
static void begin(ub_box *b, const char *path, const ub_box_opts *opts)
{
    char *p = b->p;
    size_t cap = b->cap;
    struct ub_box_filter *filter = b->filter;
    if (b->is_open) box_end_file(b);
    /* Pieces, items and notes are filled where they are used. */
    memset(b, 0, offsetof(ub_box, piece));
    b->open_from = 0;
    b->lax = b->cr = b->headers_open = b->length_open = b->length_known = b->length_right = false;
    b->length = b->length_end = b->n_messages = b->n_items = b->n_cuts = 0;
    b->n_done = b->next_done = 0;
    b->p = p;
    b->cap = cap;
    b->filter = filter;
    b->fd = -1;
    b->path = path;
    b->is_open = true;
    if (opts) b->opts = *opts;
    if (!b->opts.max_message_bytes) b->opts.max_message_bytes = (uint64_t)256 << 20;
    if (!b->opts.max_other_bytes) b->opts.max_other_bytes = (uint64_t)16 << 20;
    if (!b->opts.window_bytes) b->opts.window_bytes = (size_t)256 << 10;
    if (b->opts.max_other_bytes > b->opts.max_message_bytes) b->opts.max_other_bytes = b->opts.max_message_bytes;
}

ub_status box_begin_fd(ub_box *b, int fd, bool own, const struct stat *st, const char *path, const ub_box_opts *opts,
                       ub_err *err)
{
    off_t start;
    begin(b, path, opts);
    b->fd = fd;
    b->own_fd = own;
    b->dev = st->st_dev;
    b->ino = st->st_ino;
    if (S_ISDIR(st->st_mode)) return ub_fail_os(err, "is a folder", EISDIR);
    /* A file of size 0 may be one of /proc, which has content all the same. */
    if (!S_ISREG(st->st_mode) || st->st_size == 0) return UB_OK;
    start = own ? 0 : lseek(fd, 0, SEEK_CUR);
    if (start < 0 || start > st->st_size) return UB_OK;
    b->regular = true;
    b->fd_start = (uint64_t)start;
    b->size_bytes = (uint64_t)(st->st_size - start);
    if (b->size_bytes > (1u << 20)) posix_fadvise(fd, start, 0, POSIX_FADV_SEQUENTIAL);
    return UB_OK;
}

ub_status ub_box_open_fd(ub_box *b, int fd, const char *path, const ub_box_opts *opts, ub_err *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        begin(b, path, opts);
        return b->finished = true, ub_fail_os(err, "cannot be read", errno);
    }
    return box_begin_fd(b, fd, false, &st, path, opts, err);
}

ub_status ub_box_open(ub_box *b, const char *path, const ub_box_opts *opts, ub_err *err)
{
    struct stat st;
    int fd;
    if (strcmp(path, "-") == 0) return ub_box_open_fd(b, STDIN_FILENO, path, opts, err);
    do fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY); while (fd < 0 && errno == EINTR);
    if (fd < 0 || fstat(fd, &st) != 0) {
        int os = errno;
        if (fd >= 0) close(fd);
        begin(b, path, opts);
        return b->finished = true, ub_fail_os(err, "cannot be opened", os);
    }
    return box_begin_fd(b, fd, true, &st, path, opts, err);
}

ub_status ub_box_open_source(ub_box *b, const ub_box_source *source, const char *path, const ub_box_opts *opts,
                             ub_err *err)
{
    (void)err;
    begin(b, path, opts);
    b->source = *source;
    return UB_OK;
}

void ub_box_close(ub_box *b)
{
    if (!b) return;
    if (b->is_open) box_end_file(b);
    box_filter_release(b);
    box_release(b);
}

/* ------------------------------------------------------------------------------------------------ which kind */

/* The byte count in the first line of an .emlx, padded with spaces; *line_end is behind the line. */
static bool emlx_count(ub_str head, uint64_t *count, size_t *line_end)
{
    size_t n = ub_str_chr(head, '\n');
    ub_str line = ub_str_to(head, n);
    if (n == head.n || n > 64 || n == 0 || !ub_is_digit((unsigned char)line.p[0])) return false;
    *line_end = n + 1;
    return ub_str_uint(ub_str_trim(line), UINT64_C(1) << 48, count);
}

static size_t n_empty_lines(ub_str head)
{
    size_t i = 0;
    while (i < head.n && (head.p[i] == '\n' || head.p[i] == '\r')) i++;
    return i;
}

static void begin_whole(ub_box *b, ub_box_format format)
{
    b->whole = true;
    b->format = format;
}

/* Look at the first bytes and decide.  Trouble stands in b->trouble. */
static void find_format(ub_box *b)
{
    ub_box_format format = b->opts.format;
    uint64_t count;
    size_t from, line_end;
    ub_str head;
    box_need(b, BOX_SNIFF);
    if (!b->opts.as_stored && box_is_compressed(b->p, b->hi)) {
        if (box_filter_begin(b, &b->trouble) != UB_OK) {
            b->finished = true;
            return;
        }
        box_need(b, BOX_SNIFF);
    }
    if (b->opts.spans_where_fit && b->regular && !b->expanded && b->fd_start == 0) b->opts.spans_only = true;
    head = ub_str_of(b->p, b->hi);
    if (head.n == 0 && (format == UB_BOX_AUTO || format == UB_BOX_MBOX || b->trouble.status)) {
        b->format = UB_BOX_MBOX;
        b->finished = true;
        return;
    }
    if (format == UB_BOX_AUTO) {
        from = n_empty_lines(head);
        if (ub_str_starts(ub_str_from(head, from), UB_S("From "))) format = UB_BOX_MBOX;
        else format = emlx_count(head, &count, &line_end) ? UB_BOX_EMLX : UB_BOX_EML;
    }
    if (format != UB_BOX_MBOX) {
        begin_whole(b, format);
        return;
    }
    from = n_empty_lines(head);
    b->format = UB_BOX_MBOX;
    b->in_mbox = true;
    box_mbox_begin(b, ub_str_starts(ub_str_from(head, from), UB_S("From ")) ? from : BOX_UNKNOWN);
}

/* ------------------------------------------------------------------------------------------------ one message */

static ub_box_done *whole_done(ub_box *b, uint64_t raw, uint64_t raw_end, unsigned readings, bool primary)
{
    ub_box_done *d = &b->done[b->n_done++];
    *d = (ub_box_done){ .end = box_end(b), .raw_end = raw_end, .readings = readings, .primary = primary };
    d->piece.raw = raw;
    d->piece.from = b->format == UB_BOX_EMLX ? raw : 0;
    d->over = raw_end - raw > b->opts.max_message_bytes;
    return d;
}

/* Where the property list behind an .emlx message begins: at a line "<?xml " with "<plist" behind it, in the last
 * 64 KiB.  box_end when there is none. */
static uint64_t emlx_list(const ub_box *b, uint64_t from)
{
    ub_str text = ub_str_of(box_at(b, from), (size_t)(box_end(b) - from));
    bool plist = false;
    for (size_t i = text.n; i-- > 0 && text.n - i <= (64u << 10);) {
        if (text.p[i] != '<') continue;
        plist = plist || ub_str_starts(ub_str_from(text, i), UB_S("<plist"));
        if (plist && (i == 0 || text.p[i - 1] == '\n') && ub_str_starts(ub_str_from(text, i), UB_S("<?xml ")))
            return from + i;
    }
    return box_end(b);
}

/* True: it was one.  Its count is right when a property list or the end stands where it points. */
static bool emlx_done(ub_box *b)
{
    uint64_t count, list, by_count, end = box_end(b);
    size_t line_end;
    ub_box_done *d;
    if (!emlx_count(ub_str_of(b->p, b->hi), &count, &line_end)) return false;
    list = emlx_list(b, line_end);
    by_count = count > end - line_end ? end : line_end + count;
    if (line_end + count == end || (line_end + count < end
        && ub_str_starts(ub_str_of(box_at(b, by_count), (size_t)(end - by_count)), UB_S("<?xml ")))) {
        whole_done(b, line_end, by_count, UB_BOX_ALL, true);
        return true;
    }
    if (list == end) return false;              /* neither: a message that begins with digits */
    d = whole_done(b, line_end, list, UB_BOX_FROM | UB_BOX_ANY | UB_BOX_HEADERS, true);
    box_note(&d->piece, UB_BOX_NOTE_EMLX, 0);
    if (by_count == list) d->readings = UB_BOX_ALL;
    else box_note(&whole_done(b, line_end, by_count, UB_BOX_LENGTH, false)->piece, UB_BOX_NOTE_EMLX, 0);
    return true;
}

/* A From_ line before a single message ends where a line ends. */
static uint64_t whole_from_line(const ub_box *b)
{
    ub_str text = ub_str_of(b->p, b->hi);
    size_t n;
    if (!ub_str_starts(text, UB_S("From "))) return 0;
    n = ub_str_chr(ub_str_to(text, BOX_LINE_MAX), '\n');
    return n < text.n && n < BOX_LINE_MAX ? n + 1 : 0;
}

/* Too large to hold: with an envelope, or with a property list, which is a few kilobytes. */
static bool whole_over(const ub_box *b, uint64_t n)
{
    return n > b->opts.max_message_bytes + (b->format == UB_BOX_EMLX ? 1u << 20 : BOX_LINE_MAX);
}

void box_whole_step(ub_box *b)
{
    uint64_t raw;
    bool over;
    ub_box_done *d;
    box_need(b, BOX_LINE_MAX);
    raw = whole_from_line(b);
    over = b->regular && !b->expanded && !b->eof && whole_over(b, b->size_bytes);
    if (over) b->base = b->size_bytes - b->hi;  /* it need not be read */
    while (!over && box_more(b)) {
        bool counted = whole_over(b, box_end(b)) || (b->opts.spans_only && b->format != UB_BOX_EMLX);
        b->scan = counted ? box_end(b) : 0;     /* only counted from here on */
    }
    over = over || whole_over(b, box_end(b));
    b->finished = true;
    if (!over && b->format == UB_BOX_EMLX && emlx_done(b)) return;
    if (b->format == UB_BOX_EMLX) b->format = UB_BOX_EML;
    d = whole_done(b, raw, box_end(b), b->again ? UB_BOX_WHOLE : UB_BOX_ALL, !b->again);
    if (b->trouble.status) box_note(&d->piece, UB_BOX_NOTE_TRUNCATED, box_end(b));
}

/* A message's file that was read as an mbox, because it begins with a From_ line, and was cut: read it again, whole. */
static bool read_again(ub_box *b)
{
    size_t n = strlen(b->path);
    if (!b->in_mbox || b->n_items < 2 || b->trouble.status || !b->regular || b->expanded) return false;
    if (b->opts.format != UB_BOX_AUTO || !ub_str_ends_nocase(ub_str_of(b->path, n), UB_S(".eml"))) return false;
    if (lseek(b->fd, (off_t)b->fd_start, SEEK_SET) < 0) return false;
    b->base = b->scan = b->got_bytes = 0;
    b->lo = b->hi = b->asked = b->answered = 0;
    b->in_mbox = b->eof = b->finished = false;
    b->again = true;
    begin_whole(b, UB_BOX_EML);
    return true;
}

uint64_t box_hold(const ub_box *b)
{
    return b->in_mbox ? box_mbox_hold(b) : b->scan;
}

/* ------------------------------------------------------------------------------------------------ items */

/* The From_ line without its line end. */
static ub_str from_line(const ub_box *b, const ub_box_piece *piece)
{
    ub_str line = { NULL, 0 };
    if (piece->raw == piece->from || piece->from_long || piece->from < b->base + b->lo) return line;
    line = ub_str_of(box_at(b, piece->from), (size_t)(piece->raw - piece->from));
    if (line.n && line.p[line.n - 1] == '\n') line.n--;
    if (line.n && line.p[line.n - 1] == '\r') line.n--;
    return line;
}

static ub_str maildir_flags(const char *path)
{
    const char *name = strrchr(path, '/'), *q;
    name = name ? name + 1 : path;
    q = strrchr(name, ',');
    /* ":2," is the separator; ";2," and "!2," stand in its place on file systems without colons. */
    if (!q || q - name < 2 || q[-1] != '2' || !strchr(":;!", q[-2])) return ub_str_of("", 0);
    return ub_str_of(q + 1, strlen(q + 1));
}

static void make_item(ub_box *b, const ub_box_done *d, ub_box_item *item)
{
    const ub_box_piece *piece = &d->piece;
    b->n_items++;
    *item = (ub_box_item){
        .kind = d->over ? UB_BOX_UNREAD : UB_BOX_MESSAGE, .path = b->path, .format = b->format,
        .readings = d->readings, .primary = d->primary, .spans_fit = b->regular && !b->expanded,
        .index = piece->index, .start = piece->start, .end = d->end,
        .offset = piece->raw, .bytes = d->raw_end - piece->raw,
    };
    if (d->over)
        ub_fail(&item->err, UB_LIMIT, piece->cut_off ? "too many From_ lines" : "message is larger than the limit",
                (size_t)item->bytes);
    if (!d->over && !b->opts.spans_only) {
        item->from = from_line(b, piece);
        item->raw = ub_str_of(box_at(b, piece->raw), (size_t)item->bytes);
    }
    if (b->format == UB_BOX_MAILDIR) item->flags = maildir_flags(b->path);
    BOX_EACH(i, piece->notes) {
        uint64_t at = i < UB_BOX_N_PLACED ? piece->note_at[i] : i == UB_BOX_NOTE_TRUNCATED ? d->end : piece->from;
        b->notes[item->n_notes++] = (ub_note){ note_names[i], (size_t)at, 0 };
    }
    item->notes = b->notes;
}

ub_status ub_box_next(ub_box *b, ub_box_item *item, ub_err *err)
{
    ub_status s;
    for (;;) {
        if (b->next_done < b->n_done) {
            make_item(b, &b->done[b->next_done++], item);
            return UB_OK;
        }
        b->n_done = b->next_done = 0;
        if (b->finished && !read_again(b)) break;
        if (b->format == UB_BOX_AUTO) find_format(b);
        else if (b->whole) box_whole_step(b);
        else box_mbox_step(b);
    }
    if ((s = b->trouble.status) == UB_OK) return UB_ABSENT;
    if (err) *err = b->trouble;
    b->trouble = (ub_err){ 0 };
    return s;
}

ub_status ub_box_index(ub_box *b, ub_box_item *item, ub_err *err)
{
    b->opts.spans_only = true;
    return ub_box_next(b, item, err);
}
