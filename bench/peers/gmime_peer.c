/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gmime_peer parse|extract MBOX - what the best free libraries need for the same work.
 *
 * parse    GMime takes the messages apart and visits each part; nothing is decoded
 * extract  GMime decodes the text parts and gumbo reads the HTML: every address in attributes, style sheets, plain text
 *          and the fields that ask for contact is found and counted
 */
#include <gmime/gmime.h>
#include <gumbo.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static struct counts { long messages, parts, references; long long bytes; } n;

static const char *const attributes[] = {
    "src", "href", "background", "poster", "data", "action", "formaction", "srcset", "imagesrcset", "cite", "longdesc", "lowsrc",
    "dynsrc", "codebase", "classid", "archive", "usemap", "profile", "manifest", "ping", "xlink:href",
};

static bool loads(const char *name)
{
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (!strcasecmp(name, attributes[i])) return true;
    return false;
}

/* url( and @import of a style sheet. */
static void look_css(const char *text)
{
    for (const char *p = text; (p = strpbrk(p, "uU@")); p++)
        n.references += !strncasecmp(p, "url(", 4) || !strncasecmp(p, "@import", 7);
}

static void look_text(const char *text)
{
    for (const char *p = text; (p = strcasestr(p, "http")); p += 4)
        n.references += !strncmp(p + 4, "://", 3) || !strncasecmp(p + 4, "s://", 4);
}

static void look_element(const GumboElement *e)
{
    for (unsigned i = 0; i < e->attributes.length; i++) {
        const GumboAttribute *a = e->attributes.data[i];
        if (loads(a->name)) n.references += strchr(a->value, ':') != NULL;
        else if (!strcasecmp(a->name, "style")) look_css(a->value);
    }
    for (unsigned i = 0; e->tag == GUMBO_TAG_STYLE && i < e->children.length; i++) {
        const GumboNode *child = e->children.data[i];
        if (child->type == GUMBO_NODE_TEXT) look_css(child->v.text.text);
    }
}

/* Without recursion: mail nests deeper than a stack. */
static void look_html(const char *bytes, size_t size)
{
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    GumboOutput *out = gumbo_parse_with_options(&options, bytes, size);
    const GumboNode *at = out->root;
    while (at) {
        bool element = at->type == GUMBO_NODE_ELEMENT || at->type == GUMBO_NODE_TEMPLATE;
        if (element) look_element(&at->v.element);
        if (at->type == GUMBO_NODE_TEXT) look_text(at->v.text.text);
        if (element && at->v.element.children.length) {
            at = at->v.element.children.data[0];
            continue;
        }
        while (at && at != out->root) {
            const GumboNode *up = at->parent;
            if (at->index_within_parent + 1 < up->v.element.children.length) {
                at = up->v.element.children.data[at->index_within_parent + 1];
                break;
            }
            at = up;
        }
        if (at == out->root) break;
    }
    gumbo_destroy_output(&options, out);
}

static void look_part(GMimeObject *parent, GMimeObject *part, gpointer extract)
{
    GMimeContentType *type = g_mime_object_get_content_type(part);
    (void)parent;
    n.parts++;
    if (!extract || !GMIME_IS_PART(part) || !g_mime_content_type_is_type(type, "text", "*")) return;
    GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)part);
    if (!content) return;
    GMimeStream *memory = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, memory);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)memory);
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    n.bytes += bytes->len;
    if (g_mime_content_type_is_type(type, "text", "html")) look_html((char *)bytes->data, bytes->len - 1);
    else if (g_mime_content_type_is_type(type, "text", "css")) look_css((char *)bytes->data);
    else look_text((char *)bytes->data);
    g_object_unref(memory);
}

static void look_message(GMimeMessage *m, bool extract)
{
    static const char *const fields[] = { "Disposition-Notification-To", "Return-Receipt-To", "List-Unsubscribe", "X-Confirm-Reading-To" };
    n.messages++;
    g_mime_message_foreach(m, look_part, extract ? &n : NULL);
    for (size_t i = 0; extract && i < sizeof fields / sizeof *fields; i++)
        n.references += g_mime_object_get_header((GMimeObject *)m, fields[i]) != NULL;
}

int main(int argc, char **argv)
{
    int fd = argc == 3 ? open(argv[2], O_RDONLY) : -1;
    if (fd < 0 || (strcmp(argv[1], "parse") && strcmp(argv[1], "extract"))) return fputs("usage: gmime_peer parse|extract MBOX\n", stderr), 2;
    g_mime_init();
    GMimeStream *stream = g_mime_stream_fs_new(fd);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
    while (!g_mime_parser_eos(parser)) {
        GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);
        if (!m) continue;
        look_message(m, !strcmp(argv[1], "extract"));
        g_object_unref(m);
    }
    printf("%ld messages, %ld parts, %lld bytes of text, %ld references\n", n.messages, n.parts, n.bytes, n.references);
    g_object_unref(parser);
    g_object_unref(stream);
    return 0;
}
