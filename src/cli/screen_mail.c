/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of one message is on the sanctions lists.
 *
 * The role says where it stood: a name in From is a claim of the sender; a site that is linked to, and a name in the text, are
 * mentions, and one in a quoted text is not even the sender's.
 */
#include "screen_mail.h"

#include "mail_text.h"
#include "mention.h"
#include "screen_out.h"
#include "wallet.h"

#define SLOTS (4 * 4096u)
#define TEXTS_MAX ((size_t)512 << 20)          /* address space for the text of one document */
static_assert(SLOTS > UB_SCREEN_MAIL_MAX, "the table is never full");

struct job {
    ub_asking *asking;
    ub_flow *f;
    const ub_box_item *item;
    bool as_json, names;   /* names: look for them in texts */
    ub_out *out;
    uint64_t *hits;
    ub_arena a;            /* of this message */
    uint64_t *seen;        /* hashes of what was asked for; 0 empty */
    size_t n_seen;
    const char *role;      /* of the text at hand */
    uint32_t part;         /* .. and its part; UB_NONE: a field of the header */
    ub_err *err;
    ub_status status;
};

/* `space` keeps apart what is asked for in different ways: an ub_screen_what, or MENTION and what a role begins with. */
enum { MENTION = 64 };
static bool is_new(struct job *job, unsigned space, ub_str text)
{
    uint64_t h = ub_key_hash((ub_key_kind)(space + 16), text) | 1, i = h >> 20;
    for (; job->seen[i % SLOTS]; i++)
        if (job->seen[i % SLOTS] == h) return false;
    if (job->n_seen >= UB_SCREEN_MAIL_MAX) return false;
    job->n_seen++;
    return job->seen[i % SLOTS] = h, true;
}

static void tell_json(struct job *job, const char *role, ub_str text, const ub_screen_answer *answer)
{
    ub_json j = ub_json_to(job->out);
    ub_json_begin(&j, NULL, '{');
    ub_json_uint(&j, "schema", 1);
    ub_json_text(&j, "type", "screen");
    ub_json_begin(&j, "source", '{');
    ub_json_str(&j, "path", ub_str_of(job->item->path, strlen(job->item->path)));
    ub_json_uint(&j, "index", job->item->index);
    ub_json_end(&j, '}');
    ub_json_begin(&j, "query", '{');
    ub_json_str(&j, "name", text);
    ub_json_text(&j, "role", role);
    if (job->part != UB_NONE) {
        char path[UB_MIME_PATH_MAX];
        ub_json_str(&j, "part", ub_str_of(path, ub_mime_path(&job->f->mime, job->part, path)));
    }
    ub_json_end(&j, '}');
    ub_screen_out_json(&j, &job->asking->lists, answer);
    ub_json_end(&j, '}');
    ub_json_line(&j);
}

static void tell_lines(struct job *job, const char *role, ub_str text, const ub_screen_answer *answer)
{
    for (size_t i = 0; i < answer->n; i++) {
        ub_text_safe(job->out, ub_str_of(job->item->path, strlen(job->item->path)), 4096);
        if (job->item->index || job->item->offset) ub_out_char(job->out, ':'), ub_out_uint(job->out, job->item->index + 1);
        ub_out_add(job->out, UB_S(": screen "));
        ub_out_add(job->out, ub_str_of(role, strlen(role)));
        ub_out_add(job->out, UB_S("  "));
        ub_text_safe(job->out, text, 200);
        ub_out_add(job->out, UB_S(": "));
        ub_screen_out_hit(job->out, &job->asking->lists, &answer->p[i], false);
    }
}

static void tell(struct job *job, const char *role, ub_str text, const ub_screen_answer *answer)
{
    ++*job->hits;
    if (job->as_json) tell_json(job, role, text, answer);
    else tell_lines(job, role, text, answer);
}

static void ask(struct job *job, const char *role, ub_screen_what what, ub_str text)
{
    const ub_screen_query q = { .text = text, .what = what };
    ub_arena scratch = job->a;
    ub_screen_answer answer;
    text = ub_str_trim(text);
    if (text.n == 0 || job->status != UB_OK || !is_new(job, what, text)) return;
    if ((job->status = ub_asking_ask(job->asking, &scratch, &q, &answer, job->err)) != UB_OK || answer.n == 0) return;
    tell(job, role, text, &answer);
}

/* ------------------------------------------------------------------------------------------------ header and links */

static void ask_header(struct job *job)
{
    static const struct { ub_hdr id; const char *role; } fields[] = {
        { UB_HDR_FROM, "from" }, { UB_HDR_SENDER, "sender" }, { UB_HDR_REPLY_TO, "reply-to" }, { UB_HDR_RETURN_PATH, "return-path" },
        { UB_HDR_TO, "to" }, { UB_HDR_CC, "cc" },
    };
    const ub_mime *m = &job->f->mime;
    const ub_part *root = &m->parts.p[0];
    for (size_t i = 0; i < UB_COUNT(fields); i++)
        for (const ub_field *f = ub_mime_field(m, root, fields[i].id, NULL); f; f = ub_mime_field(m, root, fields[i].id, f)) {
            ub_arena keep = job->a;
            ub_addrs list;
            if (ub_mime_addresses(&job->a, &job->f->charsets, ub_field_value(m, root, f), NULL, &list, NULL) == UB_OK)
                for (size_t k = 0; k < list.n; k++) {
                    ask(job, fields[i].role, UB_SCREEN_NAME, list.p[k].name);
                    ask(job, fields[i].role, UB_SCREEN_EMAIL, list.p[k].address);
                }
            job->a = keep;
        }
}

static void ask_links(struct job *job)
{
    const ub_found *found = &job->f->found;
    for (size_t i = 0; i < found->findings.n; i++) {
        ub_str host = found->findings.p[i].host;
        if (ub_str_starts_nocase(host, UB_S("www."))) host = ub_str_from(host, 4);
        ask(job, "link", UB_SCREEN_DOMAIN, host);
    }
}

/* ------------------------------------------------------------------------------------------------ texts */

/* Letters of wallet and email addresses. */
static bool in_word(unsigned char c) { return ub_is_alnum(c) || c == '@' || c == '.' || c == '_' || c == '-' || c == '+' || c == ':'; }

static void ask_word(struct job *job, ub_str word)
{
    ub_wallet w;
    ub_str bare;
    while (word.n && !ub_is_alnum((unsigned char)word.p[word.n - 1])) word.n--;
    while (word.n && !ub_is_alnum((unsigned char)word.p[0])) word = ub_str_from(word, 1);
    if (ub_str_chr(word, '@') < word.n) {
        if (word.n <= 320) ask(job, job->role, UB_SCREEN_EMAIL, word);
        return;
    }
    if (word.n < 25 || word.n > UB_WALLET_MAX) return;
    bare = word;
    if (ub_str_chr(word, ':') < word.n) bare = ub_str_from(word, ub_str_chr(word, ':') + 1);      /* "bitcoin:1A1z.." */
    if (ub_wallet_parse(bare, &w, NULL) != UB_ABSENT) ask(job, job->role, UB_SCREEN_WALLET, bare);
}

/* "IMO 9826902": seven digits behind the word, `at` stands behind it. */
static void ask_ship(struct job *job, ub_str text, size_t at)
{
    size_t from = at;
    while (at < text.n && at - from < 10 && !ub_is_alnum((unsigned char)text.p[at])) at++;
    for (from = at; at < text.n && ub_is_digit((unsigned char)text.p[at]); at++) continue;
    if (at - from == 7) ask(job, job->role, UB_SCREEN_ID, ub_str_of(text.p + from, 7));
}

/* A number with capitals before or behind it, as passports have them: "FA1234567". */
static bool is_document(ub_str word)
{
    size_t digits = 0, capitals = 0;
    for (size_t i = 0; i < word.n; i++) {
        digits += ub_is_digit((unsigned char)word.p[i]);
        capitals += word.p[i] >= 'A' && word.p[i] <= 'Z';
    }
    return word.n >= 7 && word.n <= 14 && digits >= 5 && capitals > 0 && digits + capitals == word.n;
}

static void ask_text(struct job *job, ub_str text)
{
    for (size_t i = 0, from; i < text.n; i++) {
        for (from = i; i < text.n && in_word((unsigned char)text.p[i]); i++) continue;
        ub_str word = ub_str_of(text.p + from, i - from);
        if (word.n >= 6) ask_word(job, word);
        if (ub_str_starts(word, UB_S("IMO")) && word.n < 11) ask_ship(job, text, from + 3);
        while (word.n && !ub_is_alnum((unsigned char)word.p[word.n - 1])) word.n--;
        if (is_document(word)) ask(job, job->role, UB_SCREEN_ID, word);
    }
}

/* A name within a text. */
static ub_status tell_mention(void *ctx, ub_str name, const ub_screen_answer *answer)
{
    struct job *job = ctx;
    if (is_new(job, MENTION + (unsigned char)job->role[0], name)) tell(job, job->role, name, answer);
    return UB_OK;
}

static ub_status ask_piece(void *ctx, const char *role, ub_str text)
{
    struct job *job = ctx;
    job->role = role;
    ask_text(job, text);
    if (job->names && job->status == UB_OK)
        job->status = ub_mentions_find(&job->asking->lists, &job->asking->matching, &job->a, text, job->asking->threshold, tell_mention, job, job->err);
    return job->status;
}

static void ask_subject(struct job *job)
{
    const ub_mime *m = &job->f->mime;
    const ub_part *root = &m->parts.p[0];
    for (const ub_field *f = ub_mime_field(m, root, UB_HDR_SUBJECT, NULL); f && job->status == UB_OK; f = ub_mime_field(m, root, UB_HDR_SUBJECT, f)) {
        ub_arena keep = job->a;
        ub_str text;
        if (ub_mime_text(&job->a, &job->f->charsets, ub_field_value(m, root, f), &text, NULL) == UB_OK) ask_piece(job, "subject", text);
        job->a = keep;
    }
}

/* What is shown of the bodies. */
static void ask_shown(struct job *job)
{
    const ub_found *found = &job->f->found;
    ub_arena texts = ub_arena_split(&job->a, TEXTS_MAX);
    for (size_t i = 0; i < found->docs.n && job->status == UB_OK; i++) {
        const ub_doc *d = &found->docs.p[i];
        job->part = d->part;
        if (d->canonical) job->status = ub_mail_text(&texts, &job->f->charsets, d, ask_piece, job, job->err);
    }
    ub_arena_join(&job->a, &texts, false);
}

/* All that stands in texts, shown or not: addresses of links, comments. */
static void ask_written(struct job *job)
{
    ub_mime *m = &job->f->mime;
    job->role = "body";
    for (uint32_t i = 0; i < m->parts.n && job->status == UB_OK; i++) {
        ub_arena keep = job->f->arena;
        ub_str body;
        if (m->parts.p[i].type != UB_TYPE_TEXT || m->parts.p[i].kind != UB_PART_LEAF) continue;
        job->part = i;
        if (ub_mime_body(&job->f->arena, m, i, &body, NULL, NULL, NULL) == UB_OK) ask_text(job, body);
        if (m->parts.p[i].decoded == UB_NONE) job->f->arena = keep;
    }
}

ub_status ub_screen_mail(ub_asking *asking, ub_flow *f, const ub_box_item *item, const ub_screen_mail_opts *o, ub_out *out, uint64_t *hits, ub_err *err)
{
    struct job job = { .asking = asking, .f = f, .item = item, .as_json = o->as_json, .names = o->names, .out = out, .hits = hits,
                       .a = asking->scratch, .part = UB_NONE, .err = err };
    if (!(job.seen = UB_NEW(&job.a, uint64_t, SLOTS))) return ub_fail(err, UB_LIMIT, "too much for one message", 0);
    ask_header(&job);
    ask_links(&job);
    if (o->names) ask_subject(&job);
    ask_shown(&job);
    ask_written(&job);
    return job.status;
}
