/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unbeacon parts: what each reader sees, so that the readers can be tried by hand.
 *
 * Each part is taken through the readers that apply: transfer decoding, charset, HTML tokens, CSS rules, URLs.  Nothing
 * is judged here; that is the work of `scan`.
 */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "box.h"
#include "codec.h"
#include "css.h"
#include "html.h"
#include "mime.h"
#include "report.h"
#include "url.h"

/* ------------------------------------------------------------------------------------------------ what was seen */

typedef struct tally {
    uint64_t decoded_bytes;
    uint64_t tags, attributes, comments, text_bytes;   /* HTML */
    uint64_t rules, declarations, references;          /* CSS */
    uint64_t urls, bad_urls;                           /* values that browsers read as URLs, and those that they refuse */
} tally;

static void tally_add(tally *sum, const tally *t)
{
    uint64_t *to = (uint64_t *)sum;
    const uint64_t *from = (const uint64_t *)t;
    for (size_t i = 0; i < sizeof *t / sizeof *from; i++) to[i] += from[i];
}

/* One run of the command. */
typedef struct run {
    ub_out *out;
    ub_json json;
    bool as_json, quiet;      /* quiet: read, split, decode, tokenize, and nothing more */
    unsigned verbose;
    ub_arena arena;
    ub_charset_cache charsets;
    ub_url_ctx urls;
    uint64_t n_messages, n_unread, bytes;
    tally total;
    struct { ub_str text; tally t; } last;   /* the HTML walked last in this message, and what was in it */
    bool trouble;
} run;

/* ------------------------------------------------------------------------------------------------ readers */

static void see_url(run *r, ub_arena scratch, ub_str text, tally *t)
{
    ub_url url;
    if (ub_url_parse(&scratch, &r->urls, text, NULL, &url, NULL, NULL) == UB_OK) t->urls++;
    else t->bad_urls++;
}

static void see_value(run *r, ub_arena scratch, ub_str value, bool bare_strings, tally *t)
{
    ub_css_refs refs;
    ub_css_ref ref;
    ub_css_refs_init(&refs, &scratch, value, bare_strings);
    while (ub_css_refs_next(&refs, &ref) == UB_OK) {
        ub_arena a = scratch;
        ub_str url;
        t->references++;
        if (ref.kind != UB_CSS_REF_OPAQUE && ub_css_value(&a, &ref.t, &url) == UB_OK) see_url(r, a, url, t);
    }
}

static void see_css(run *r, ub_arena scratch, ub_str text, ub_css_entry entry, tally *t)
{
    ub_css_walk walk;
    ub_css_event ev;
    ub_css_walk_init(&walk, &scratch, NULL, text, entry);
    while (ub_css_walk_next(&walk, &ev) == UB_OK && ev.kind != UB_CSS_END) {
        t->rules += ev.kind == UB_CSS_RULE || ev.kind == UB_CSS_AT_RULE;
        t->declarations += ev.kind == UB_CSS_DECLARATION;
        if (!r->quiet && ev.kinds & (UB_CSS_BIT(UB_CSS_URL) | UB_CSS_BIT(UB_CSS_BAD_URL) | UB_CSS_BIT(UB_CSS_FUNCTION)
                                     | UB_CSS_BIT(UB_CSS_STRING) | UB_CSS_BIT(UB_CSS_BAD_STRING)))
            see_value(r, scratch, ev.body, ev.at == UB_CSS_AT_IMPORT, t);
    }
}

/* Attributes whose value is one URL.  HTML, "Attributes"; SVG 2. */
static bool holds_url(uint16_t id)
{
    switch (id) {
    case UB_ATTR_ACTION: case UB_ATTR_BACKGROUND: case UB_ATTR_CITE: case UB_ATTR_DATA: case UB_ATTR_FORMACTION:
    case UB_ATTR_HREF: case UB_ATTR_LONGDESC: case UB_ATTR_POSTER: case UB_ATTR_SRC: case UB_ATTR_XLINK_HREF:
        return true;
    default:
        return false;
    }
}

static void see_tag(run *r, ub_arena scratch, const ub_html *h, const ub_html_token *tok, tally *t)
{
    t->attributes += tok->n_attrs;
    for (uint32_t i = 0; i < tok->n_attrs; i++) {
        const ub_html_attr *at = &tok->attrs[i];
        ub_arena a = scratch;
        ub_str value;
        if (at->id != UB_ATTR_STYLE && (r->quiet || !holds_url(at->id))) continue;
        if (!ub_html_value(&a, h, at, &value)) continue;
        if (at->id == UB_ATTR_STYLE) see_css(r, a, value, UB_CSS_BLOCK, t);
        else see_url(r, a, value, t);
    }
}

/* HTML with scripting off, conditional comments entered: they are markup to Word. */
static void see_html(run *r, ub_arena scratch, ub_str text, ub_html_span stretch, unsigned depth, tally *t)
{
    ub_html h;
    const ub_html_token *tok;
    if (ub_html_within(&h, &scratch, text, stretch, 0, NULL) != UB_OK) return;
    while ((tok = ub_html_next(&h))->kind != UB_HTML_EOF)
        switch (tok->kind) {
        case UB_HTML_START:
            t->tags++;
            if (tok->n_attrs) see_tag(r, scratch, &h, tok, t);
            break;
        case UB_HTML_COMMENT:
            t->comments++;
            if (tok->comment == UB_HTML_COMMENT_COND && depth < 2) see_html(r, scratch, text, tok->inner, depth + 1, t);
            break;
        case UB_HTML_TEXT:
            t->text_bytes += tok->span.n;
            if (tok->tag == UB_TAG_STYLE) see_css(r, scratch, ub_html_str(&h, tok->span), UB_CSS_SHEET, t);
            break;
        default:
            break;
        }
}

/* Several readings of a part often have the same text to show: it is walked once. */
static void see_document(run *r, ub_str text, tally *t)
{
    if (!r->last.text.p || text.p != r->last.text.p || text.n != r->last.text.n) {
        r->last.t = (tally){ 0 };
        r->last.text = text;
        see_html(r, r->arena, text, (ub_html_span){ 0, (uint32_t)text.n }, 0, &r->last.t);
    }
    tally_add(t, &r->last.t);
}

/* The charset that the part's own label names; NULL when the bytes can be walked as they are. */
static const ub_charset *own_walk(run *r, ub_arena *a, const ub_mime *m, const ub_part *p, ub_str body, ub_str *label)
{
    size_t bom_n;
    const ub_charset *cs = ub_charset_bom(body, &bom_n);
    *label = (ub_str){ 0 };
    if (p->type_field != UB_NONE) {
        ub_params params;
        ub_str value = ub_field_value(m, p, &m->fields.p[p->type_field]);
        if (ub_mime_params(a, &r->charsets, value, NULL, &params, NULL) == UB_OK) {
            const ub_param *best = ub_param_best(&params, UB_S("charset"));
            if (best) *label = best->value;
        }
    }
    if (!cs && label->n) cs = ub_charset_find(*label, NULL);
    return cs && ub_charset_own_walk(cs) ? cs : NULL;
}

static const char *note_text(const char *name) { return ub_mime_note_text(ub_str_of(name, strlen(name))); }

/* ------------------------------------------------------------------------------------------------ one part */

typedef struct seen {
    tally t;
    ub_str charset, file_name;
    bool html, css, decoded;
} seen;

static void see_part(run *r, ub_mime *m, uint32_t n, seen *s)
{
    const ub_part *p = &m->parts.p[n];
    const ub_charset *cs;
    ub_str body, text;
    *s = (seen){ 0 };
    if (p->kind == UB_PART_MULTIPART || p->kind == UB_PART_MESSAGE || p->kind == UB_PART_SMIME || p->unseen) return;
    if (ub_mime_body(&r->arena, m, n, &body, NULL, NULL, NULL) != UB_OK) return;
    p = &m->parts.p[n];
    s->decoded = true;
    s->t.decoded_bytes = body.n;
    s->html = p->media == UB_MEDIA_TEXT_HTML || p->media == UB_MEDIA_APPLICATION_XHTML_XML || p->media == UB_MEDIA_IMAGE_SVG_XML
              || p->reading == UB_READ_HTML;
    s->css = p->media == UB_MEDIA_TEXT_CSS;
    if (p->type != UB_TYPE_TEXT && !s->html) return;
    text = body;
    if ((cs = own_walk(r, &r->arena, m, p, body, &s->charset))
        && ub_charset_decode(&r->arena, &r->charsets, cs, body, &text, NULL, NULL, NULL) != UB_OK) return;
    if (s->html && text.n <= UB_HTML_TEXT_MAX) see_document(r, text, &s->t);
    if (s->css) see_css(r, r->arena, text, UB_CSS_SHEET, &s->t);
}

/* ------------------------------------------------------------------------------------------------ as JSON */

static void json_field(run *r, const ub_mime *m, const ub_part *p, const ub_field *f)
{
    ub_arena scratch = r->arena;
    ub_str text;
    ub_json_begin(&r->json, NULL, '{');
    ub_json_str(&r->json, "name", ub_field_name(m, p, f));
    ub_json_uint(&r->json, "byte", f->name.at);
    ub_json_str(&r->json, "raw", ub_field_value(m, p, f));
    if (ub_mime_text(&scratch, &r->charsets, ub_field_value(m, p, f), &text, NULL) == UB_OK) ub_json_str(&r->json, "text", text);
    ub_json_end(&r->json, '}');
}

static void json_tally(ub_json *j, const tally *t, bool html, bool css)
{
    if (html) {
        ub_json_begin(j, "html", '{');
        ub_json_uint(j, "tags", t->tags);
        ub_json_uint(j, "attributes", t->attributes);
        ub_json_uint(j, "comments", t->comments);
        ub_json_uint(j, "text_bytes", t->text_bytes);
        ub_json_end(j, '}');
    }
    if (html || css) {
        ub_json_begin(j, "css", '{');
        ub_json_uint(j, "rules", t->rules);
        ub_json_uint(j, "declarations", t->declarations);
        ub_json_uint(j, "references", t->references);
        ub_json_end(j, '}');
        ub_json_uint(j, "urls", t->urls);
        ub_json_uint(j, "bad_urls", t->bad_urls);
    }
}

static void json_part(run *r, const ub_mime *m, uint32_t n, const seen *s)
{
    const ub_part *p = &m->parts.p[n];
    char path[UB_MIME_PATH_MAX], type[256];
    ub_json *j = &r->json;
    ub_mime_path(m, n, path);
    ub_json_begin(j, NULL, '{');
    ub_json_text(j, "part", path);
    ub_json_text(j, "kind", ub_part_kind_name((ub_part_kind)p->kind));
    snprintf(type, sizeof type, "%.*s/%.*s", UB_F(ub_str_to(p->type_name, 100)), UB_F(ub_str_to(p->subtype_name, 100)));
    ub_json_text(j, "type", type);
    ub_json_text(j, "reading", ub_reading_name((ub_reading)p->reading));
    ub_json_uint(j, "source", p->source);
    ub_json_uint(j, "byte", p->whole.at);
    ub_json_uint(j, "bytes", p->whole.n);
    ub_json_uint(j, "body_byte", p->body.at);
    ub_json_uint(j, "body_bytes", p->body.n);
    ub_json_text(j, "encoding", ub_cte_name((ub_cte)p->cte));
    if (s->charset.n) ub_json_str(j, "charset", s->charset);
    if (s->file_name.n) ub_json_str(j, "file_name", s->file_name);
    if (p->unseen) ub_json_text(j, "unseen", ub_unseen_name((ub_unseen)p->unseen));
    if (s->decoded) ub_json_uint(j, "decoded_bytes", s->t.decoded_bytes);
    json_tally(j, &s->t, s->html, s->css);
    if (p->n_fields) {
        ub_json_begin(j, "fields", '[');
        for (uint32_t i = 0; i < p->n_fields; i++) json_field(r, m, p, ub_mime_each_field(m, p, i));
        ub_json_end(j, ']');
    }
    ub_json_end(j, '}');
}

static void json_notes(ub_json *j, const ub_note *notes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ub_json_begin(j, NULL, '{');
        ub_json_text(j, "note", notes[i].name);
        ub_json_uint(j, "byte", notes[i].at);
        const char *text = note_text(notes[i].name);
        if (text) ub_json_text(j, "text", text);
        ub_json_end(j, '}');
    }
}

static void json_head(run *r, const ub_box_item *item)
{
    ub_json *j = &r->json;
    ub_json_begin(j, NULL, '{');
    ub_json_uint(j, "schema", 1);
    ub_json_text(j, "type", "parts");
    ub_json_begin(j, "source", '{');
    ub_json_text(j, "path", item->path);
    ub_json_uint(j, "index", item->index);
    ub_json_uint(j, "offset", item->offset);
    ub_json_uint(j, "bytes", item->bytes);
    ub_json_text(j, "reading", item->readings == UB_BOX_ALL ? "all" : ub_box_reading_name(item->readings));
    ub_json_end(j, '}');
}

static void json_message(run *r, const ub_box_item *item, ub_mime *m, const ub_notes *notes)
{
    ub_json *j = &r->json;
    json_head(r, item);
    ub_json_begin(j, "parts", '[');
    for (uint32_t i = 0; i < m->parts.n; i++) {
        seen s;
        see_part(r, m, i, &s);
        tally_add(&r->total, &s.t);
        json_part(r, m, i, &s);
    }
    ub_json_end(j, ']');
    ub_json_begin(j, "notes", '[');
    json_notes(j, item->notes, item->n_notes);
    json_notes(j, notes->p, notes->n);
    ub_json_end(j, ']');
    if (notes->omitted) ub_json_uint(j, "notes_omitted", notes->omitted);
    ub_json_end(j, '}');
    ub_json_line(j);
}

/* ------------------------------------------------------------------------------------------------ as text */

static void say(run *r, const char *text) { ub_out_add(r->out, ub_str_of(text, strlen(text))); }

static void say_number(run *r, uint64_t n, const char *what)
{
    ub_out_char(r->out, ' ');
    ub_out_uint(r->out, n);
    say(r, what);
}

static void text_part(run *r, const ub_mime *m, uint32_t n, const seen *s)
{
    const ub_part *p = &m->parts.p[n];
    char path[UB_MIME_PATH_MAX];
    ub_mime_path(m, n, path);
    say(r, "  ");
    say(r, path);
    for (size_t i = strlen(path); i < 12; i++) ub_out_char(r->out, ' ');
    ub_out_char(r->out, ' ');
    ub_text_safe(r->out, p->type_name, 60);
    ub_out_char(r->out, '/');
    ub_text_safe(r->out, p->subtype_name, 60);
    if (p->kind != UB_PART_LEAF) say(r, ", "), say(r, ub_part_kind_name((ub_part_kind)p->kind));
    if (p->cte != UB_CTE_IDENTITY) say(r, ", "), say(r, ub_cte_name((ub_cte)p->cte));
    if (s->charset.n) say(r, ", "), ub_text_safe(r->out, s->charset, 40);
    if (s->file_name.n) say(r, ", \""), ub_text_safe(r->out, s->file_name, 80), say(r, "\"");
    if (p->unseen) say(r, ", not seen: "), say(r, ub_unseen_name((ub_unseen)p->unseen));
    if (s->decoded) say(r, ","), say_number(r, s->t.decoded_bytes, " bytes");
    if (p->reading != UB_READ_ALL) say(r, "; read again as "), say(r, ub_reading_name((ub_reading)p->reading));
    ub_out_char(r->out, '\n');
    if (s->html || s->css) {
        say(r, "              ");
        if (s->html)
            say_number(r, s->t.tags, " tags,"), say_number(r, s->t.attributes, " attributes,"),
            say_number(r, s->t.comments, " comments;");
        say_number(r, s->t.rules, " rules,"), say_number(r, s->t.declarations, " declarations;");
        say_number(r, s->t.urls, " URLs");
        if (s->t.bad_urls) say(r, ","), say_number(r, s->t.bad_urls, " that no browser takes");
        ub_out_char(r->out, '\n');
    }
    if (r->verbose)
        for (uint32_t i = 0; i < p->n_fields; i++) {
            const ub_field *f = ub_mime_each_field(m, p, i);
            say(r, "                ");
            ub_text_safe(r->out, ub_field_name(m, p, f), 80);
            say(r, ": ");
            ub_text_safe(r->out, ub_str_trim(ub_field_value(m, p, f)), r->verbose > 1 ? SIZE_MAX : 100);
            ub_out_char(r->out, '\n');
        }
}

static void text_notes(run *r, const ub_note *notes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *text = note_text(notes[i].name);
        say(r, "  note: ");
        say(r, notes[i].name);
        say(r, " at byte");
        say_number(r, notes[i].at, text ? ": " : "");
        if (text) say(r, text);
        ub_out_char(r->out, '\n');
    }
}

static void text_message(run *r, const ub_box_item *item, ub_mime *m, const ub_notes *notes)
{
    ub_text_safe(r->out, ub_str_of(item->path, strlen(item->path)), SIZE_MAX);
    say(r, ": message");
    say_number(r, item->index + 1, " at byte");
    say_number(r, item->offset, ",");
    say_number(r, item->bytes, " bytes");
    if (item->readings != UB_BOX_ALL && !item->primary) say(r, ", cut as "), say(r, ub_box_reading_name(item->readings));
    ub_out_char(r->out, '\n');
    for (uint32_t i = 0; i < m->parts.n; i++) {
        seen s;
        see_part(r, m, i, &s);
        tally_add(&r->total, &s.t);
        text_part(r, m, i, &s);
    }
    text_notes(r, item->notes, item->n_notes);
    text_notes(r, notes->p, notes->n);
}

static void count_message(run *r, ub_mime *m)
{
    for (uint32_t i = 0; i < m->parts.n; i++) {
        seen s;
        see_part(r, m, i, &s);
        tally_add(&r->total, &s.t);
    }
}

/* ------------------------------------------------------------------------------------------------ messages */

enum { ARENA_BYTES_PER_BYTE = 24, ARENA_BYTES_LEAST = 64 << 20, ARENA_KEEP = 1 << 20 };

static void see_message(run *r, const ub_box_item *item)
{
    ub_notes notes = { .a = &r->arena };
    ub_mime m;
    ub_err err = { 0 };
    ub_arena_reset(&r->arena, ARENA_KEEP);
    r->last.text = (ub_str){ 0 };
    r->n_messages++;
    r->bytes += item->bytes;
    if (ub_mime_parse(&r->arena, item->raw, NULL, &m, &notes, &err) != UB_OK) {
        ub_cli_complain_err(item->path, &err);
        r->trouble = true;
        return;
    }
    if (r->quiet) count_message(r, &m);
    else if (r->as_json) json_message(r, item, &m, &notes);
    else text_message(r, item, &m, &notes);
}

static void see_path(run *r, const char *path, const ub_box_opts *opts)
{
    ub_tree tree = { 0 };
    ub_box_item item;
    ub_err err = { 0 };
    if (ub_tree_open(&tree, path, opts, &err) != UB_OK) {
        ub_cli_complain_err(path, &err);
        r->trouble = true;
        return;
    }
    while (ub_tree_next(&tree, &item) == UB_OK && !r->out->os)
        switch (item.kind) {
        case UB_BOX_MESSAGE:
            see_message(r, &item);
            break;
        case UB_BOX_UNREAD:
            ub_cli_complain_err(item.path, &item.err);
            r->n_unread++;
            r->trouble = true;
            break;
        case UB_BOX_SKIPPED:
            if (r->verbose) ub_cli_complain_err(item.path, &item.err);
            break;
        case UB_BOX_FILE:       /* only on request */
            break;
        }
    ub_tree_close(&tree);
}

static void summary(run *r)
{
    const tally *t = &r->total;
    if (r->as_json) {
        ub_json *j = &r->json;
        ub_json_begin(j, NULL, '{');
        ub_json_uint(j, "schema", 1);
        ub_json_text(j, "type", "parts-summary");
        ub_json_uint(j, "messages", r->n_messages);
        ub_json_uint(j, "unread", r->n_unread);
        ub_json_uint(j, "bytes", r->bytes);
        ub_json_uint(j, "decoded_bytes", t->decoded_bytes);
        json_tally(j, t, true, true);
        ub_json_end(j, '}');
        ub_json_line(j);
        return;
    }
    ub_out_uint(r->out, r->n_messages);
    say(r, " messages,");
    say_number(r, r->bytes, " bytes;");
    say_number(r, t->tags, " tags,"), say_number(r, t->attributes, " attributes,"), say_number(r, t->comments, " comments;");
    say_number(r, t->rules, " rules,"), say_number(r, t->declarations, " declarations");
    if (!r->quiet) say(r, ";"), say_number(r, t->urls, " URLs,"), say_number(r, t->bad_urls, " that no browser takes");
    ub_out_char(r->out, '\n');
}

int ub_cli_parts(int argc, char **argv)
{
    static const ub_command self = { "parts", ub_cli_parts, "[PATH...]", "Show what each reader sees." };
    static char out_buf[1 << 16];
    run r = { 0 };
    ub_box_opts box = { .max_message_bytes = (uint64_t)256 << 20 };
    int format = 0, n, status;
    const ub_opt opts[] = {
        { "json", 0, UB_OPT_FLAG, &r.as_json, NULL, "one JSON object a message, a line each" },
        { "format", 0, UB_OPT_CHOICE, &format, "auto|mbox|maildir|eml", "what the input is; found out from its content by default" },
        { "max-message", 0, UB_OPT_BYTES, &box.max_message_bytes, "BYTES", "larger messages are reported as unread (256M)" },
        { "quiet", 'q', UB_OPT_FLAG, &r.quiet, NULL, "only the line that sums up; tokens are counted, URLs are not read" },
        { "verbose", 'v', UB_OPT_COUNT, &r.verbose, NULL, "show header fields and skipped files; twice: in full" },
        { 0 },
    };
    ub_out out;
    ub_err err = { 0 };
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    box.format = (ub_box_format)format;
    ub_out_init(&out, STDOUT_FILENO, out_buf, sizeof out_buf);
    r.out = &out;
    r.json = ub_json_to(&out);
    size_t room = ARENA_BYTES_LEAST + ARENA_BYTES_PER_BYTE * (size_t)box.max_message_bytes;
    if (ub_arena_open(&r.arena, room, &err) != UB_OK) return ub_cli_complain_err("memory", &err), UB_EXIT_TEMPORARY;
    if (n == 0) see_path(&r, "-", &box);
    for (int i = 1; i <= n; i++) see_path(&r, argv[i], &box);
    summary(&r);
    ub_charset_cache_deinit(&r.charsets);
    ub_url_ctx_deinit(&r.urls);
    ub_arena_close(&r.arena);
    if (ub_out_flush(&out, &err) != UB_OK && err.os != EPIPE) return ub_cli_failed("standard output", &err);
    return r.trouble ? UB_EXIT_BAD : UB_EXIT_NOTHING;
}
