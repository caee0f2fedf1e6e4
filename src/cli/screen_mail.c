/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of one message is on the sanctions lists.
 *
 * The role says where it stood: a name in From is a claim of the sender, a site that is linked to is a mention.
 */
#include "screen_mail.h"

#include "screen_out.h"
#include "wallet.h"

#define SLOTS (4 * 4096u)
static_assert(SLOTS > UB_SCREEN_MAIL_MAX, "the table is never full");

struct job {
    ub_asking *asking;
    ub_flow *f;
    const ub_box_item *item;
    bool as_json;
    ub_out *out;
    uint64_t *hits;
    ub_arena a;            /* of this message */
    uint64_t *seen;        /* hashes of what was asked for; 0 empty */
    size_t n_seen;
    ub_err *err;
    ub_status status;
};

static bool is_new(struct job *job, ub_screen_what what, ub_str text)
{
    uint64_t h = ub_key_hash((ub_key_kind)(what + 16), text) | 1, i = h >> 20;
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

static void ask(struct job *job, const char *role, ub_screen_what what, ub_str text)
{
    const ub_screen_query q = { .text = text, .what = what };
    ub_arena scratch = job->a;
    ub_screen_answer answer;
    text = ub_str_trim(text);
    if (text.n == 0 || job->status != UB_OK || !is_new(job, what, text)) return;
    if ((job->status = ub_asking_ask(job->asking, &scratch, &q, &answer, job->err)) != UB_OK || answer.n == 0) return;
    ++*job->hits;
    if (job->as_json) tell_json(job, role, text, &answer);
    else tell_lines(job, role, text, &answer);
}

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

/* Letters of wallet and email addresses. */
static bool in_word(unsigned char c) { return ub_is_alnum(c) || c == '@' || c == '.' || c == '_' || c == '-' || c == '+' || c == ':'; }

static void ask_word(struct job *job, ub_str word)
{
    ub_wallet w;
    ub_str bare;
    while (word.n && !ub_is_alnum((unsigned char)word.p[word.n - 1])) word.n--;
    while (word.n && !ub_is_alnum((unsigned char)word.p[0])) word = ub_str_from(word, 1);
    if (ub_str_chr(word, '@') < word.n) {
        if (word.n <= 320) ask(job, "body", UB_SCREEN_EMAIL, word);
        return;
    }
    if (word.n < 25 || word.n > UB_WALLET_MAX) return;
    bare = word;
    if (ub_str_chr(word, ':') < word.n) bare = ub_str_from(word, ub_str_chr(word, ':') + 1);      /* "bitcoin:1A1z.." */
    if (ub_wallet_parse(bare, &w, NULL) != UB_ABSENT) ask(job, "body", UB_SCREEN_WALLET, bare);
}

static void ask_text(struct job *job, ub_str text)
{
    for (size_t i = 0, from; i < text.n; i++) {
        for (from = i; i < text.n && in_word((unsigned char)text.p[i]); i++) continue;
        if (i - from >= 6) ask_word(job, ub_str_of(text.p + from, i - from));
    }
}

static void ask_bodies(struct job *job)
{
    ub_mime *m = &job->f->mime;
    for (uint32_t i = 0; i < m->parts.n && job->status == UB_OK; i++) {
        ub_arena keep = job->f->arena;
        ub_str body;
        if (m->parts.p[i].type != UB_TYPE_TEXT || m->parts.p[i].kind != UB_PART_LEAF) continue;
        if (ub_mime_body(&job->f->arena, m, i, &body, NULL, NULL, NULL) == UB_OK) ask_text(job, body);
        if (m->parts.p[i].decoded == UB_NONE) job->f->arena = keep;
    }
}

ub_status ub_screen_mail(ub_asking *asking, ub_flow *f, const ub_box_item *item, bool as_json, ub_out *out, uint64_t *hits, ub_err *err)
{
    struct job job = { asking, f, item, as_json, out, hits, asking->scratch, NULL, 0, err, UB_OK };
    if (!(job.seen = UB_NEW(&job.a, uint64_t, SLOTS))) return ub_fail(err, UB_LIMIT, "too much for one message", 0);
    ask_header(&job);
    ask_links(&job);
    ask_bodies(&job);
    return job.status;
}
