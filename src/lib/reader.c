/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libunbeacon's reader: one message at a time through the rooms, and what callers get to see of it.
 *
 * Two arenas, since JSON grows while the rooms use the end of theirs as scratch.  Nothing here prints or ends the program.
 */
#include "unbeacon/unbeacon.h"

#include "flow.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Messages up to MAIL_BYTES find room in the arenas that a reader opens with; a larger one gets its own. */
enum { MAIL_BYTES = 8 << 20, TEXT_KEEP = 4 << 20, RECIPIENTS_MAX = 1000, FROM_LINE = 2048 };

struct ub_reader {
    ub_flow flow;               /* the message and what is known of it */
    ub_arena text;              /* JSON */
    size_t room_for;            /* a message of so many bytes */
    ub_box box;
    ub_box_item item;
    ub_str input;               /* while the box reads: what is left of it */

    bool scanned, cleaned;
    ub_disarmed disarmed;
    size_t next;

    ub_disarm_opts how;
    bool all_links, hashes;
    char *path;
    char **recipients;
    size_t n_recipients;
    uint64_t max_message_bytes;

    const char *error;
    ub_reference reference;
    char part[UB_MIME_PATH_MAX], reasons[24 * UB_REASON_N], leaks[64];
};

const char *ub_version(void) { return UB_VERSION; }

static int fail(ub_reader *r, int answer, const char *why)
{
    r->error = why;
    return answer;
}

static int fail_status(ub_reader *r, ub_status s, const ub_err *err)
{
    int answer = s == UB_NOMEM ? UB_NO_MEMORY : UB_TOO_MUCH;
    return fail(r, answer, err->what ? err->what : ub_status_name(s));
}

/* ------------------------------------------------------------------------------------------------ opening and options */

static ub_status open_arenas(ub_reader *r, size_t message_bytes, ub_err *err)
{
    ub_status s;
    ub_arena_close(&r->flow.arena);
    ub_arena_close(&r->text);
    r->room_for = 0;
    if ((s = ub_flow_arena(&r->flow.arena, message_bytes, err)) != UB_OK) return s;
    if ((s = ub_flow_arena(&r->text, message_bytes, err)) != UB_OK) return s;
    r->room_for = message_bytes;
    return UB_OK;
}

int ub_reader_open(ub_reader **out)
{
    ub_reader *r;
    if (!out) return UB_BAD_CALL;
    *out = NULL;
    if (!(r = calloc(1, sizeof *r))) return UB_NO_MEMORY;
    r->error = "";
    r->max_message_bytes = (uint64_t)256 << 20;
    if (!(r->path = strdup("-")) || open_arenas(r, MAIL_BYTES, NULL) != UB_OK) {
        ub_reader_close(r);
        return UB_NO_MEMORY;
    }
    *out = r;
    return UB_DONE;
}

static void forget_recipients(ub_reader *r)
{
    for (size_t i = 0; i < r->n_recipients; i++) free(r->recipients[i]);
    free(r->recipients);
    r->recipients = NULL;
    r->n_recipients = 0;
}

void ub_reader_close(ub_reader *r)
{
    if (!r) return;
    ub_box_close(&r->box);
    ub_flow_close(&r->flow);
    ub_arena_close(&r->text);
    forget_recipients(r);
    free(r->path);
    free(r);
}

const char *ub_reader_error(const ub_reader *r) { return r ? r->error : "no reader"; }

typedef int setter(ub_reader *r, int choice, const char *value);

static int set_mode(ub_reader *r, int choice, const char *value)
{
    (void)value;
    r->how.mode = choice ? UB_DISARM_TRACKERS : UB_DISARM_STRICT;
    return UB_DONE;
}

static int set_withheld(ub_reader *r, int choice, const char *value)
{
    (void)value;
    r->how.withheld = choice ? UB_WITHHELD_DROP : UB_WITHHELD_ATTACH;
    return UB_DONE;
}

static int set_header(ub_reader *r, int choice, const char *value) { (void)value; r->how.no_header = choice; return UB_DONE; }
static int set_csp(ub_reader *r, int choice, const char *value) { (void)value; r->how.no_csp = choice; return UB_DONE; }
static int set_links(ub_reader *r, int choice, const char *value) { (void)value; r->flow.clean_links = choice; return UB_DONE; }
static int set_all_links(ub_reader *r, int choice, const char *value) { (void)value; r->all_links = choice; return UB_DONE; }
static int set_hashes(ub_reader *r, int choice, const char *value) { (void)value; r->hashes = choice; return UB_DONE; }

static int set_path(ub_reader *r, int choice, const char *value)
{
    char *copy = strdup(value);
    (void)choice;
    if (!copy) return fail(r, UB_NO_MEMORY, "no memory");
    free(r->path);
    r->path = copy;
    return UB_DONE;
}

static int set_recipient(ub_reader *r, int choice, const char *value)
{
    char *copy, **list;
    (void)choice;
    if (!*value) return forget_recipients(r), UB_DONE;
    if (r->n_recipients == RECIPIENTS_MAX) return fail(r, UB_BAD_CALL, "more than 1,000 recipients");
    if (!(list = realloc(r->recipients, (r->n_recipients + 1) * sizeof *list))) return fail(r, UB_NO_MEMORY, "no memory");
    r->recipients = list;
    if (!(copy = strdup(value))) return fail(r, UB_NO_MEMORY, "no memory");
    list[r->n_recipients++] = copy;
    return UB_DONE;
}

static int set_max_message(ub_reader *r, int choice, const char *value)
{
    uint64_t n;
    (void)choice;
    if (!ub_str_uint(ub_str_of(value, strlen(value)), UINT32_MAX, &n) || n == 0)
        return fail(r, UB_BAD_CALL, "max-message wants a number of bytes, 1 to 4294967295");
    r->max_message_bytes = n;
    return UB_DONE;
}

/* `words`: the values, the default first; NULL: any text. */
static const struct option { const char *name, *words[2]; setter *set; } options[] = {
    { "all-links", { "no", "yes" }, set_all_links },
    { "csp", { "yes", "no" }, set_csp },
    { "hashes", { "no", "yes" }, set_hashes },
    { "header", { "yes", "no" }, set_header },
    { "links", { "keep", "clean" }, set_links },
    { "max-message", { NULL, NULL }, set_max_message },
    { "mode", { "strict", "trackers" }, set_mode },
    { "path", { NULL, NULL }, set_path },
    { "recipient", { NULL, NULL }, set_recipient },
    { "withheld", { "attach", "drop" }, set_withheld },
};

int ub_reader_set(ub_reader *r, const char *name, const char *value)
{
    if (!r) return UB_BAD_CALL;
    if (!name || !value) return fail(r, UB_BAD_CALL, "an option wants a name and a value");
    for (size_t i = 0; i < UB_COUNT(options); i++) {
        const struct option *o = &options[i];
        if (strcmp(name, o->name)) continue;
        if (!o->words[0]) return o->set(r, 0, value);
        for (int w = 0; w < 2; w++)
            if (!strcmp(value, o->words[w])) return o->set(r, w, value);
        return fail(r, UB_BAD_CALL, "no such value of this option");
    }
    return fail(r, UB_BAD_CALL, "no such option");
}

/* ------------------------------------------------------------------------------------------------ scanning */

static ptrdiff_t more_input(void *ctx, void *out, size_t n, ub_err *err)
{
    ub_str *left = ctx;
    (void)err;
    if (n > left->n) n = left->n;
    if (n) memcpy(out, left->p, n);
    *left = ub_str_from(*left, n);
    return (ptrdiff_t)n;
}

/* The message and its From_ line, told apart by the room that knows how; the bytes are the box's from now on. */
static ub_status take_in(ub_reader *r, ub_err *err)
{
    const ub_box_source source = { .ctx = &r->input, .read = more_input };
    const ub_box_opts opts = { .format = UB_BOX_EML, .as_stored = true, .max_message_bytes = r->max_message_bytes };
    ub_status s = ub_box_open_source(&r->box, &source, r->path, &opts, err);
    if (s == UB_OK) s = ub_box_next(&r->box, &r->item, err);
    if (s == UB_ABSENT) r->item = (ub_box_item){ .kind = UB_BOX_MESSAGE, .path = r->path }, s = UB_OK;      /* no bytes are a message */
    if (s == UB_OK && r->item.kind != UB_BOX_MESSAGE) *err = r->item.err, s = err->status ? err->status : UB_LIMIT;
    return s;
}

/* The caller may name others before the next message: what the findings view is a copy. */
static ub_status understand(ub_reader *r, ub_err *err)
{
    ub_str *recipients = UB_NEW(&r->flow.arena, ub_str, r->n_recipients + 1);
    if (!recipients) return ub_fail(err, UB_LIMIT, "too many recipients", 0);
    for (size_t i = 0; i < r->n_recipients; i++)
        if (!ub_str_copy(&r->flow.arena, ub_str_of(r->recipients[i], strlen(r->recipients[i])), &recipients[i]))
            return ub_fail(err, UB_LIMIT, "too many recipients", 0);
    return ub_flow_read(&r->flow, r->item.raw, recipients, r->n_recipients, err);
}

int ub_reader_scan(ub_reader *r, const void *bytes, size_t n)
{
    size_t want = n > MAIL_BYTES ? n : MAIL_BYTES;
    ub_err err = { 0 };
    ub_status s = UB_OK;
    if (!r) return UB_BAD_CALL;
    r->scanned = r->cleaned = false;
    r->next = 0;
    if (!bytes && n) return fail(r, UB_BAD_CALL, "no bytes where a message should be");
    if (n > r->max_message_bytes + FROM_LINE) return fail(r, UB_TOO_MUCH, "larger than max-message");
    if (want > r->room_for || (want == MAIL_BYTES && r->room_for > MAIL_BYTES)) s = open_arenas(r, want, &err);
    if (s == UB_OK) {
        ub_flow_forget(&r->flow);
        ub_arena_reset(&r->text, TEXT_KEEP);
        r->input = ub_str_of(bytes, n);
        s = take_in(r, &err);
        if (s == UB_OK) s = understand(r, &err);
    }
    if (s != UB_OK) return fail_status(r, s, &err);
    r->scanned = true;
    return UB_DONE;
}

const char *ub_reader_verdict(const ub_reader *r) { return r && r->scanned ? ub_verdict_name(r->flow.judged.verdict) : NULL; }

static ub_report_message about(ub_reader *r)
{
    ub_report_message m = ub_flow_report(&r->flow, &r->item);
    m.source.path = ub_str_of(r->path, strlen(r->path));
    m.disarmed = r->cleaned ? &r->disarmed : NULL;
    m.all_links = r->all_links;
    m.hashes = r->hashes;
    return m;
}

/* ------------------------------------------------------------------------------------------------ references */

static ub_text text_of(ub_str s) { return (ub_text){ s.p ? s.p : "", s.n }; }

/* The words of the bits, with a space between. */
static void words_of(char *out, size_t cap, uint64_t bits, unsigned n_bits, const char *(*name)(unsigned))
{
    size_t n = 0;
    out[0] = 0;
    for (unsigned i = 0; i < n_bits; i++) {
        const char *word = bits >> i & 1 ? name(i) : NULL;
        if (!word || n + strlen(word) + 2 > cap) continue;
        n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? " " : "", word);
    }
}

static void fill_reference(ub_reader *r, size_t i)
{
    const ub_finding *f = &r->flow.found.findings.p[i];
    const ub_judgement *j = &r->flow.judged.p[i];
    ub_mime_path(&r->flow.mime, f->part, r->part);
    words_of(r->reasons, sizeof r->reasons, j->reasons, UB_REASON_N, ub_reason_name);
    words_of(r->leaks, sizeof r->leaks, f->leaks, UB_LEAK_N, ub_leak_name);
    r->reference = (ub_reference){
        .vector = ub_vectors[j->vector].id.p, .kind = ub_kind_name((ub_kind)j->kind),
        .trigger = ub_trigger_name((ub_trigger)f->trigger), .part = r->part,
        .action = ub_action_name((ub_action)(r->cleaned ? r->disarmed.action[i] : f->action)),
        .reading = f->reading, .reasons = r->reasons, .leaks = r->leaks,
        .url = text_of(f->url), .raw = text_of(f->raw), .host = text_of(f->host), .site = text_of(f->site),
        .token = text_of(j->token.state == UB_TOKEN_NONE ? (ub_str){ 0 } : j->token.value),
        .line = f->line, .byte = f->byte, .length = f->length,
        .confidence = (double)j->confidence, .names_reader = j->names_reader, .hidden = j->hidden,
    };
}

const ub_reference *ub_reader_next(ub_reader *r)
{
    ub_report_message m;
    if (!r || !r->scanned) return NULL;
    m = about(r);
    while (r->next < r->flow.found.findings.n) {
        size_t i = r->next++;
        if (ub_report_shows(&m, i)) return fill_reference(r, i), &r->reference;
    }
    r->next = 0;
    return NULL;
}

/* ------------------------------------------------------------------------------------------------ JSON */

static int hand_out(ub_reader *r, ub_out *out, const char **text, size_t *n)
{
    ub_err err = { 0 };
    if (ub_out_flush(out, &err) != UB_OK) return fail(r, UB_TOO_MUCH, "the text is too large");
    *text = ub_out_text(out).p;
    *n = ub_out_text(out).n;
    return UB_DONE;
}

int ub_reader_json(ub_reader *r, const char **text, size_t *n)
{
    ub_out out;
    ub_json j;
    ub_report_message m;
    if (!r) return UB_BAD_CALL;
    if (!text || !n) return fail(r, UB_BAD_CALL, "nowhere to put the answer");
    if (!r->scanned) return fail(r, UB_BAD_CALL, "nothing was scanned yet");
    ub_arena_reset(&r->text, TEXT_KEEP);
    ub_out_to_memory(&out, &r->text);
    j = ub_json_to(&out);
    m = about(r);
    ub_report_json(&j, &m);
    if (!out.os && out.n && out.buf[out.n - 1] == '\n') out.n--;
    return hand_out(r, &out, text, n);
}

int ub_reader_vectors(ub_reader *r, const char **text, size_t *n)
{
    ub_out out;
    if (!r) return UB_BAD_CALL;
    if (!text || !n) return fail(r, UB_BAD_CALL, "nowhere to put the answer");
    ub_arena_reset(&r->text, TEXT_KEEP);
    ub_out_to_memory(&out, &r->text);
    ub_report_vectors_json(&out);
    return hand_out(r, &out, text, n);
}

/* ------------------------------------------------------------------------------------------------ cleaning */

static ub_status write_clean(ub_reader *r, ub_buf *b, ub_err *err)
{
    ub_status s = ub_flow_disarm(&r->flow, &r->how, &r->disarmed, err);
    if (s != UB_OK) return s;
    *b = ub_buf_in(&r->flow.arena);
    if (r->item.from.n) ub_buf_add(b, r->item.from), ub_buf_char(b, '\n');
    for (size_t i = 0; i < r->disarmed.pieces.n; i++) ub_buf_add(b, r->disarmed.pieces.p[i]);
    ub_buf_char(b, 0);
    return b->failed ? ub_fail(err, UB_LIMIT, "too many edits", 0) : UB_OK;
}

int ub_reader_clean(ub_reader *r, const char **bytes, size_t *n)
{
    ub_buf b;
    ub_err err = { 0 };
    ub_status s;
    if (!r) return UB_BAD_CALL;
    if (!bytes || !n) return fail(r, UB_BAD_CALL, "nowhere to put the answer");
    if (!r->scanned) return fail(r, UB_BAD_CALL, "nothing was scanned yet");
    r->cleaned = false;
    if ((s = write_clean(r, &b, &err)) != UB_OK) return fail_status(r, s, &err);
    r->cleaned = true;
    *bytes = b.p;
    *n = b.n - 1;
    return UB_DONE;
}
