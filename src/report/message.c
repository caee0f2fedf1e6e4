/* SPDX-License-Identifier: Apache-2.0 */
/* One message, as JSON and as lines. */
#include "inside.h"
#include "rules.h"

#include <stdio.h>

bool ub_report_shows(const ub_report_message *m, size_t i)
{
    const ub_judgement *j = &m->judged->p[i];
    bool cleaned = m->disarmed && m->disarmed->was && m->disarmed->was[i].n;
    return j->reported && (m->all_links || cleaned || j->kind != UB_KIND_LINK);
}

/* ------------------------------------------------------------------------------------------------ header */

static const ub_field *field(const ub_report_message *m, ub_hdr id)
{
    return ub_mime_field(m->mime, &m->mime->parts.p[0], id, NULL);
}

static void json_field_text(ub_json *j, const ub_report_message *m, const char *key, ub_hdr id)
{
    const ub_field *f = field(m, id);
    ub_arena scratch = *m->a;
    ub_str text;
    if (f && ub_mime_text(&scratch, m->charsets, ub_field_value(m->mime, &m->mime->parts.p[0], f), &text, NULL) == UB_OK)
        ub_json_str(j, key, text);
    else ub_json_null(j, key);
}

static void json_address(ub_json *j, const char *key, const ub_addr *a)
{
    ub_json_begin(j, key, '{');
    ub_json_str(j, "name", a->name);
    ub_json_str(j, "address", a->address);
    ub_json_end(j, '}');
}

static void json_addresses(ub_json *j, const ub_report_message *m, const char *key, ub_hdr id)
{
    const ub_part *root = &m->mime->parts.p[0];
    ub_json_begin(j, key, '[');
    for (const ub_field *f = ub_mime_field(m->mime, root, id, NULL); f; f = ub_mime_field(m->mime, root, id, f)) {
        ub_arena scratch = *m->a;
        ub_addrs list;
        if (ub_mime_addresses(&scratch, m->charsets, ub_field_value(m->mime, root, f), NULL, &list, NULL) != UB_OK) continue;
        for (size_t i = 0; i < list.n; i++) json_address(j, NULL, &list.p[i]);
    }
    ub_json_end(j, ']');
}

static void json_from(ub_json *j, const ub_report_message *m)
{
    const ub_field *f = field(m, UB_HDR_FROM);
    ub_arena scratch = *m->a;
    ub_addrs list = { 0 };
    if (f && ub_mime_addresses(&scratch, m->charsets, ub_field_value(m->mime, &m->mime->parts.p[0], f), NULL, &list, NULL) == UB_OK
        && list.n) json_address(j, "from", &list.p[0]);
    else ub_json_null(j, "from");
}

static void json_date(ub_json *j, const ub_report_message *m)
{
    const ub_field *f = field(m, UB_HDR_DATE);
    int64_t utc_s;
    char text[21];
    if (!f || !ub_mime_date(ub_field_value(m->mime, &m->mime->parts.p[0], f), &utc_s, NULL)) {
        ub_json_null(j, "date");
        return;
    }
    ub_time_text(utc_s, text);
    ub_json_text(j, "date", text);
}

static void json_id(ub_json *j, const ub_report_message *m)
{
    const ub_field *f = field(m, UB_HDR_MESSAGE_ID);
    ub_arena scratch = *m->a;
    ub_str rest, id;
    ub_buf b = ub_buf_in(&scratch);
    if (f) rest = ub_field_value(m->mime, &m->mime->parts.p[0], f);
    if (!f || !ub_mime_id_next(&scratch, &rest, &id)) {
        ub_json_null(j, "id");
        return;
    }
    ub_buf_char(&b, '<');
    ub_buf_add(&b, id);
    ub_buf_char(&b, '>');
    ub_json_str(j, "id", ub_buf_str(&b));
}

static void json_service(ub_json *j, unsigned service, ub_str tenant)
{
    if (service) ub_json_str(j, "service", ub_service_of((ub_service_id)service)->name);
    else ub_json_null(j, "service");
    if (tenant.n) ub_json_str(j, "tenant", tenant);
    else ub_json_null(j, "tenant");
}

/* Only where a field of a mailer's stands in the header. */
static void json_mailer(ub_json *j, const ub_mailer *mailer)
{
    if (!mailer->service) return;
    ub_json_begin(j, "mailer", '{');
    json_service(j, mailer->service, mailer->tenant);
    ub_json_str(j, "field", mailer->field);
    ub_json_end(j, '}');
}

static void json_message(ub_json *j, const ub_report_message *m)
{
    ub_json_begin(j, "message", '{');
    json_id(j, m);
    json_date(j, m);
    json_from(j, m);
    json_addresses(j, m, "reply_to", UB_HDR_REPLY_TO);
    json_addresses(j, m, "to", UB_HDR_TO);
    json_addresses(j, m, "cc", UB_HDR_CC);
    json_field_text(j, m, "subject", UB_HDR_SUBJECT);
    json_mailer(j, &m->judged->mailer);
    if (m->hashes) report_hashes(j, m);
    ub_json_end(j, '}');
}

/* ------------------------------------------------------------------------------------------------ findings */

/* Decimal digits; how many. */
static size_t number(unsigned v, char *out)
{
    char digits[10];
    size_t n = 0;
    do digits[n++] = (char)('0' + v % 10); while (v /= 10);
    for (size_t i = 0; i < n; i++) out[i] = digits[n - 1 - i];
    return n;
}

/* "query:NAME", "path:2", "user" */
static void json_where(ub_json *j, const ub_token *t)
{
    static const ub_str slots[] = {
        [UB_SLOT_HOST] = UB_LIT("host:"), [UB_SLOT_USER] = UB_LIT("user"), [UB_SLOT_PATH] = UB_LIT("path:"),
        [UB_SLOT_QUERY] = UB_LIT("query:"), [UB_SLOT_FRAGMENT] = UB_LIT("fragment"),
    };
    char where[128];
    size_t n = slots[t->slot].n;
    memcpy(where, slots[t->slot].p, n);
    if (t->slot == UB_SLOT_QUERY) {
        ub_str key = ub_str_to(t->key, 100);
        const char *nul = key.n ? memchr(key.p, 0, key.n) : NULL;
        if (nul) key.n = (size_t)(nul - key.p);
        if (key.n) memcpy(where + n, key.p, key.n);
        n += key.n;
    } else if (t->slot == UB_SLOT_PATH || t->slot == UB_SLOT_HOST) n += number(t->number, where + n);
    ub_json_str(j, "where", ub_str_of(where, n));
}

static void json_token(ub_json *j, const ub_token *t)
{
    char means[96];
    if (t->state == UB_TOKEN_NONE) {
        ub_json_null(j, "token");
        return;
    }
    ub_json_begin(j, "token", '{');
    ub_json_str(j, "value", t->value);
    json_where(j, t);
    if (t->inside) ub_json_text(j, "of", "target");
    ub_json_text(j, "state", ub_token_state_name((ub_token_state)t->state));
    if (t->state == UB_TOKEN_PROVEN) {
        snprintf(means, sizeof means, "address%s%s", t->steps[0] ? " " : "", t->steps);
        ub_json_text(j, "means", means);
    } else ub_json_text(j, "means", ub_shape_name(t->shape.shape));
    ub_json_end(j, '}');
}

static void json_reasons(ub_json *j, uint64_t bits)
{
    ub_json_begin(j, "reasons", '[');
    for (; bits; bits &= bits - 1) ub_json_text(j, NULL, ub_reason_name((unsigned)__builtin_ctzll(bits)));
    ub_json_end(j, ']');
}

static void json_wrappers(ub_json *j, const ub_judgement *jud)
{
    if (!jud->n_layers) return;
    if (jud->target.n) ub_json_str(j, "target", jud->target);
    else ub_json_null(j, "target");
    ub_json_begin(j, "wrappers", '[');
    for (unsigned i = 0; i < jud->n_layers; i++) ub_json_str(j, NULL, ub_service_of((ub_service_id)jud->layers[i])->name);
    ub_json_end(j, ']');
}

static void json_listed(ub_json *j, const ub_judgement *jud)
{
    char hex[64];
    ub_json_begin(j, "listed", '{');
    ub_json_str(j, "list", ub_ruleset_name(jud->list));
    ub_json_str(j, "title", ub_ruleset_title(jud->list));
    ub_hex_write(ub_str_of((const char *)jud->list->head->sha256, 32), hex);
    ub_json_str(j, "list_sha256", ub_str_of(hex, 64));
    ub_json_uint(j, "line", jud->list_line);
    ub_json_end(j, '}');
}

/* What became of a link that was cleaned. */
static void json_link(ub_json *j, const ub_report_message *m, size_t i)
{
    ub_arena scratch = *m->a;
    ub_link_change change;
    if (!m->disarmed || !m->disarmed->was || !m->disarmed->was[i].n) return;
    if (ub_link_clean(&scratch, m->links, m->disarmed->was[i], &change) != UB_OK) return;
    ub_json_begin(j, "link", '{');
    ub_json_str(j, "url", change.url);
    ub_json_begin(j, "opened", '[');
    for (unsigned k = 0; k < change.n_opened; k++) ub_json_str(j, NULL, change.opened[k]);
    ub_json_end(j, ']');
    ub_json_begin(j, "dropped", '[');
    for (unsigned k = 0; k < change.n_dropped; k++) ub_json_str(j, NULL, change.dropped[k]);
    ub_json_end(j, ']');
    ub_json_end(j, '}');
}

/* The path of a part, which is that of the finding before nearly always. */
struct part_path { uint32_t part; char text[UB_MIME_PATH_MAX]; };

static void json_finding(ub_json *j, const ub_report_message *m, size_t i, struct part_path *path)
{
    const ub_finding *f = &m->found->findings.p[i];
    const ub_judgement *jud = &m->judged->p[i];
    unsigned hundredths = (unsigned)(jud->confidence * 100 + 0.5f);
    const char confidence[] = { (char)('0' + hundredths / 100), '.', (char)('0' + hundredths / 10 % 10), (char)('0' + hundredths % 10) };
    if (path->part != f->part) ub_mime_path(m->mime, path->part = f->part, path->text);
    ub_json_begin(j, NULL, '{');
    ub_json_str(j, "vector", ub_vectors[jud->vector].id);
    if (f->form != f->vector) ub_json_str(j, "form", ub_vectors[f->form].id);
    ub_json_text(j, "kind", ub_kind_name((ub_kind)jud->kind));
    ub_json_text(j, "trigger", ub_trigger_name((ub_trigger)f->trigger));
    ub_json_text(j, "part", path->text);
    ub_json_uint(j, "line", f->line);
    ub_json_uint(j, "byte", f->byte);
    ub_json_uint(j, "length", f->length);
    ub_json_str(j, "url", f->url);
    ub_json_str(j, "raw", f->raw);
    ub_json_text(j, "reading", f->reading);
    ub_json_str(j, "host", f->host);
    ub_json_str(j, "site", f->site);
    ub_json_begin(j, "leaks", '[');
    for (unsigned bits = f->leaks; bits; bits &= bits - 1) ub_json_text(j, NULL, ub_leak_name((unsigned)__builtin_ctz(bits)));
    ub_json_end(j, ']');
    ub_json_bool(j, "hidden", jud->hidden);
    json_service(j, jud->service, jud->tenant);
    json_wrappers(j, jud);
    json_token(j, &jud->token);
    ub_json_raw(j, "confidence", ub_str_of(confidence, sizeof confidence));
    json_reasons(j, jud->reasons);
    if (jud->list) json_listed(j, jud);
    ub_json_text(j, "action", ub_action_name((ub_action)(m->disarmed ? m->disarmed->action[i] : f->action)));
    json_link(j, m, i);
    ub_json_end(j, '}');
}

/* The part of the commonest reading in which a byte of the message stands. */
static uint32_t part_at(const ub_mime *m, size_t at)
{
    uint32_t best = 0;
    for (uint32_t i = 0; i < m->parts.n; i++) {
        const ub_part *p = &m->parts.p[i];
        if (p->source == 0 && p->reading == UB_READ_ALL && at >= p->whole.at && at - p->whole.at < p->whole.n) best = i;
    }
    return best;
}

static void json_note(ub_json *j, const ub_report_message *m, const ub_note *note, bool of_mailbox)
{
    const char *text = ub_mime_note_text(ub_str_of(note->name, strlen(note->name)));
    char path[UB_MIME_PATH_MAX];
    ub_json_begin(j, NULL, '{');
    ub_json_text(j, "note", note->name);
    if (of_mailbox) ub_json_null(j, "part");
    else ub_mime_path(m->mime, part_at(m->mime, note->at), path), ub_json_text(j, "part", path);
    ub_json_uint(j, "byte", note->at);
    if (text) ub_json_text(j, "text", text);
    ub_json_end(j, '}');
}

/* What cleaning did to signatures, or would do by default. */
static void json_signatures(ub_json *j, const ub_report_message *m)
{
    ub_arena scratch = *m->a;
    ub_disarm_opts opts = { .charsets = m->charsets, .link_token = m->judged->link_token };
    ub_disarmed foreseen = { 0 };
    const ub_disarmed *d = m->disarmed ? m->disarmed : &foreseen;
    ub_json_begin(j, "signatures", '[');
    if (!m->disarmed && ub_disarm_foresee(&scratch, m->mime, m->found, &opts, &foreseen, NULL) != UB_OK) foreseen = (ub_disarmed){ 0 };
    for (size_t i = 0; i < d->dkim.n; i++) {
        ub_json_begin(j, NULL, '{');
        ub_json_text(j, "kind", "dkim");
        ub_json_str(j, "domain", d->dkim.p[i].domain);
        ub_json_bool(j, "broken_by_us", d->dkim.p[i].broken);
        ub_json_end(j, '}');
    }
    ub_json_end(j, ']');
}

static void json_signals(ub_json *j, const ub_report_message *m)
{
    const ub_signals *list = &m->judged->signals;
    ub_json_begin(j, "signals", '[');
    for (size_t i = 0; i < list->n; i++) {
        const ub_signal *s = &list->p[i];
        ub_json_begin(j, NULL, '{');
        ub_json_text(j, "signal", ub_signal_name((ub_signal_id)s->id));
        ub_json_str(j, "value", s->value);
        ub_json_str(j, "of", s->of);
        if (s->finding != UB_SIGNAL_NOWHERE) {
            const ub_finding *f = &m->found->findings.p[s->finding];
            char path[UB_MIME_PATH_MAX];
            ub_mime_path(m->mime, f->part, path);
            ub_json_text(j, "part", path);
            ub_json_uint(j, "byte", f->byte);
        } else ub_json_null(j, "part"), ub_json_null(j, "byte");
        ub_json_begin(j, "reasons", '[');
        for (unsigned b = 0; b < UB_WHY_N; b++)
            if (s->why >> b & 1) ub_json_text(j, NULL, ub_why_name(b));
        ub_json_end(j, ']');
        ub_json_end(j, '}');
    }
    ub_json_end(j, ']');
    if (list->omitted) ub_json_uint(j, "signals_omitted", list->omitted);
}

static void json_rest(ub_json *j, const ub_report_message *m)
{
    char path[UB_MIME_PATH_MAX];
    ub_json_begin(j, "unseen", '[');
    for (size_t i = 0; i < m->found->unseen.n; i++) {
        ub_mime_path(m->mime, m->found->unseen.p[i].part, path);
        ub_json_begin(j, NULL, '{');
        ub_json_text(j, "part", path);
        ub_json_text(j, "why", ub_unseen_name((ub_unseen)m->found->unseen.p[i].why));
        ub_json_end(j, '}');
    }
    ub_json_end(j, ']');
    json_signatures(j, m);
    ub_json_begin(j, "notes", '[');
    for (size_t i = 0; i < m->source.n_notes; i++) json_note(j, m, &m->source.notes[i], true);
    for (size_t i = 0; m->notes && i < m->notes->n; i++) json_note(j, m, &m->notes->p[i], false);
    ub_json_end(j, ']');
    json_signals(j, m);
}

void ub_report_json(ub_json *j, const ub_report_message *m)
{
    ub_json_begin(j, NULL, '{');
    ub_json_uint(j, "schema", 1);
    ub_json_text(j, "type", "message");
    ub_json_begin(j, "source", '{');
    ub_json_str(j, "path", m->source.path);
    ub_json_uint(j, "index", m->source.index);
    ub_json_uint(j, "offset", m->source.offset);
    ub_json_uint(j, "bytes", m->source.bytes);
    ub_json_end(j, '}');
    json_message(j, m);
    ub_json_text(j, "verdict", ub_verdict_name(m->judged->verdict));
    ub_json_begin(j, "findings", '[');
    struct part_path path = { UB_NONE, "" };
    for (size_t i = 0; i < m->found->findings.n; i++)
        if (ub_report_shows(m, i)) json_finding(j, m, i, &path);
    ub_json_end(j, ']');
    if (m->found->findings_omitted) ub_json_uint(j, "findings_omitted", m->found->findings_omitted);
    json_rest(j, m);
    ub_json_end(j, '}');
    ub_json_line(j);
}

/* ------------------------------------------------------------------------------------------------ lines */

static void line_source(ub_out *out, const ub_report_message *m)
{
    ub_text_safe(out, m->source.path, SIZE_MAX);
    if (m->source.index || m->source.offset) ub_out_char(out, ':'), ub_out_uint(out, m->source.index + 1);
    ub_out_add(out, UB_S(": "));
}

static void line_signal(ub_out *out, const ub_report_message *m, const ub_signal *s)
{
    const char *name = ub_signal_name((ub_signal_id)s->id);
    line_source(out, m);
    if (m->colour) ub_out_add(out, UB_S("\033[1;35m"));
    ub_out_add(out, ub_str_of(name, strlen(name)));
    if (m->colour) ub_out_add(out, UB_S("\033[0m"));
    ub_out_add(out, UB_S("  "));
    ub_text_safe(out, s->value, 400);
    if (s->of.n) ub_out_add(out, UB_S("  of ")), ub_text_safe(out, s->of, 400);
    ub_out_char(out, '\n');
}

void ub_report_lines(ub_out *out, const ub_report_message *m)
{
    for (size_t i = 0; i < m->judged->signals.n; i++) line_signal(out, m, &m->judged->signals.p[i]);
    for (size_t i = 0; i < m->found->findings.n; i++) {
        const ub_finding *f = &m->found->findings.p[i];
        const ub_part *p = &m->mime->parts.p[f->part];
        if (!ub_report_shows(m, i)) continue;
        line_source(out, m);
        /* Red: it names the reader. */
        if (m->colour) ub_out_add(out, m->judged->p[i].names_reader ? UB_S("\033[1;31m") : UB_S("\033[33m"));
        ub_out_add(out, ub_vectors[m->judged->p[i].vector].id);
        if (m->colour) ub_out_add(out, UB_S("\033[0m"));
        ub_out_add(out, UB_S("  "));
        ub_text_safe(out, f->url.n ? f->url : f->raw, 400);
        ub_out_add(out, UB_S("  in "));
        ub_text_safe(out, p->type_name, 40);
        ub_out_char(out, '/');
        ub_text_safe(out, p->subtype_name, 40);
        ub_out_add(out, UB_S(", byte "));
        ub_out_uint(out, f->byte);
        if (m->judged->p[i].names_reader) ub_out_add(out, UB_S(", names the reader"));
        ub_out_char(out, '\n');
    }
}
