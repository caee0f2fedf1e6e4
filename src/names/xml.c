/* SPDX-License-Identifier: Apache-2.0 */
/* XML as a stream of records, by expat. */
#include "xml.h"

#include <expat.h>

struct state {
    const ub_xml_reader *reader;
    ub_arena *outer_arena, a;          /* `a` is scratch for the record being read */
    XML_Parser parser;
    ub_str outer[UB_XML_DEPTH_MAX];    /* names of the open elements outside of records */
    ub_arena before[UB_XML_DEPTH_MAX]; /* the arena as it was before each of them */
    size_t depth, record_depth;        /* record_depth 0: outside */
    ub_xml_node *open[UB_XML_DEPTH_MAX];
    ub_buf text[UB_XML_DEPTH_MAX];
    size_t record_bytes;
    ub_status status;
    const char *what;
    size_t row, column;
};

static void stop(struct state *s, ub_status status, const char *what)
{
    if (s->status != UB_OK) return;
    s->status = status;
    s->what = what;
    s->row = XML_GetCurrentLineNumber(s->parser);
    s->column = XML_GetCurrentColumnNumber(s->parser) + 1;
    XML_StopParser(s->parser, XML_FALSE);
}

static ub_str local(const char *name)
{
    const char *colon = strrchr(name, ':');
    if (colon) name = colon + 1;
    return ub_str_of(name, strlen(name));
}

static bool copy(struct state *s, ub_str from, ub_str *to)
{
    s->record_bytes += from.n + sizeof(ub_xml_attr);
    return s->record_bytes <= UB_XML_RECORD_MAX && ub_str_copy(&s->a, from, to);
}

/* A node with copies of name and attributes, NULL at a limit. */
static ub_xml_node *make_node(struct state *s, const char *name, const char **attrs)
{
    size_t n = 0;
    ub_xml_node *node = UB_NEW(&s->a, ub_xml_node, 1);
    ub_xml_attr *out;
    while (attrs[2 * n]) n++;
    out = UB_NEW(&s->a, ub_xml_attr, n);
    s->record_bytes += sizeof *node;
    if (!node || !out || !copy(s, local(name), &node->name)) return NULL;
    for (size_t i = 0; i < n; i++) {
        ub_str value = ub_str_of(attrs[2 * i + 1], strlen(attrs[2 * i + 1]));
        if (!copy(s, local(attrs[2 * i]), &out[i].name) || !copy(s, value, &out[i].value)) return NULL;
    }
    node->attr = out;
    node->n_attr = n;
    node->row = XML_GetCurrentLineNumber(s->parser);
    node->column = XML_GetCurrentColumnNumber(s->parser) + 1;
    return node;
}

static void XMLCALL starts(void *ctx, const char *name, const char **attrs)
{
    struct state *s = ctx;
    ub_xml_node *node;
    if (s->status != UB_OK) return;
    if (s->depth >= UB_XML_DEPTH_MAX) { stop(s, UB_LIMIT, "elements are nested too deep"); return; }
    if (!s->record_depth) s->a = *s->outer_arena, s->record_bytes = 0;
    if (!(node = make_node(s, name, attrs))) { stop(s, UB_LIMIT, "a record is too large"); return; }
    if (!s->record_depth) {
        if (!s->reader->is_record(s->reader->ctx, s->outer, s->depth, node)) {
            ub_str kept;
            s->before[s->depth] = *s->outer_arena;
            if (!ub_str_copy(s->outer_arena, local(name), &kept)) { stop(s, UB_LIMIT, "a record is too large"); return; }
            s->outer[s->depth++] = kept;
            return;
        }
        s->record_depth = s->depth + 1;
    } else {
        ub_xml_node *parent = s->open[s->depth - 1];
        if (parent->last) parent->last->next = node;
        else parent->child = node;
        parent->last = node;
    }
    s->open[s->depth] = node;
    s->text[s->depth++] = ub_buf_in(&s->a);
}

static void XMLCALL characters(void *ctx, const char *p, int n)
{
    struct state *s = ctx;
    if (s->status != UB_OK || !s->record_depth) return;
    s->record_bytes += (size_t)n;
    if (s->record_bytes > UB_XML_RECORD_MAX || !ub_buf_add(&s->text[s->depth - 1], ub_str_of(p, (size_t)n)))
        stop(s, UB_LIMIT, "a record is too large");
}

static void XMLCALL ends(void *ctx, const char *name)
{
    struct state *s = ctx;
    (void)name;
    if (s->status != UB_OK) return;
    s->depth--;
    if (!s->record_depth) {
        *s->outer_arena = s->before[s->depth];
        return;
    }
    s->open[s->depth]->text = ub_buf_str(&s->text[s->depth]);
    if (s->depth + 1 == s->record_depth) {
        ub_status status = s->reader->record(s->reader->ctx, s->outer, s->depth, s->open[s->depth]);
        s->record_depth = 0;
        if (status != UB_OK) stop(s, status, NULL);
    }
}

static void XMLCALL doctype(void *ctx, const char *name, const char *system, const char *public, int subset)
{
    (void)name, (void)system, (void)public, (void)subset;
    stop(ctx, UB_SYNTAX, "a document type is not allowed in a list");
}

ub_status ub_xml_read(ub_arena *a, ub_str text, const ub_xml_reader *reader, size_t *row, size_t *column, ub_err *err)
{
    struct state *s = UB_NEW(a, struct state, 1);
    XML_Parser p = XML_ParserCreate(NULL);
    if (!s || !p) {
        XML_ParserFree(p);
        return ub_fail(err, UB_NOMEM, "no memory for reading XML", 0);
    }
    *s = (struct state){ .reader = reader, .outer_arena = a, .a = *a, .parser = p };
    XML_SetUserData(p, s);
    XML_SetElementHandler(p, starts, ends);
    XML_SetCharacterDataHandler(p, characters);
    XML_SetStartDoctypeDeclHandler(p, doctype);
    XML_SetParamEntityParsing(p, XML_PARAM_ENTITY_PARSING_NEVER);
    for (size_t at = 0, n; s->status == UB_OK; at += n) {
        n = text.n - at < 1u << 16 ? text.n - at : 1u << 16;
        if (XML_Parse(p, n ? text.p + at : "", (int)n, at + n == text.n) == XML_STATUS_ERROR && s->status == UB_OK)
            stop(s, XML_GetErrorCode(p) == XML_ERROR_NO_MEMORY ? UB_NOMEM : UB_SYNTAX, XML_ErrorString(XML_GetErrorCode(p)));
        if (at + n == text.n) break;
    }
    XML_ParserFree(p);
    *row = s->row;
    *column = s->column;
    return s->status == UB_OK ? UB_OK : s->what ? ub_fail(err, s->status, s->what, 0) : s->status;
}

const ub_xml_node *ub_xml_child(const ub_xml_node *n, ub_str name)
{
    if (!n) return NULL;
    for (const ub_xml_node *c = n->child; c; c = c->next)
        if (ub_str_eq(c->name, name)) return c;
    return NULL;
}

const ub_xml_node *ub_xml_next(const ub_xml_node *n, ub_str name)
{
    for (n = n->next; n; n = n->next)
        if (ub_str_eq(n->name, name)) return n;
    return NULL;
}

ub_str ub_xml_text(const ub_xml_node *n, ub_str name)
{
    const ub_xml_node *c = ub_xml_child(n, name);
    return c ? ub_str_trim(c->text) : UB_S("");
}

ub_str ub_xml_attr_of(const ub_xml_node *n, ub_str name)
{
    for (size_t i = 0; n && i < n->n_attr; i++)
        if (ub_str_eq(n->attr[i].name, name)) return ub_str_trim(n->attr[i].value);
    return UB_S("");
}
