/* SPDX-License-Identifier: Apache-2.0 */
#include "flow.h"

/* The address space a message may take, by its size: decoded bodies, their conversions, edits.  Only what is touched is
 * backed by memory. */
enum { ARENA_PER_BYTE = 32, ARENA_LEAST = 256 << 20, ARENA_LIMITED = 16 << 20, ARENA_KEEP = 4 << 20 };

ub_status ub_flow_open(ub_flow *f, uint64_t max_message_bytes, ub_err *err)
{
    *f = (ub_flow){ 0 };
    return ub_arena_open_upto(&f->arena, ARENA_LEAST + ARENA_PER_BYTE * (size_t)max_message_bytes, ARENA_LIMITED, err);
}

void ub_flow_close(ub_flow *f)
{
    ub_charset_cache_deinit(&f->charsets);
    ub_url_ctx_deinit(&f->urls);
    ub_arena_close(&f->arena);
}

ub_status ub_flow_read(ub_flow *f, ub_str raw, ub_err *err)
{
    ub_find_opts find = { .urls = &f->urls, .charsets = &f->charsets };
    ub_judge_opts judge = { .charsets = &f->charsets };
    ub_status s;
    ub_arena_reset(&f->arena, ARENA_KEEP);
    f->notes = (ub_notes){ .a = &f->arena };
    s = ub_mime_parse(&f->arena, raw, NULL, &f->mime, &f->notes, err);
    if (s == UB_OK) s = ub_find(&f->arena, &f->mime, &find, &f->found, &f->notes, err);
    if (s == UB_OK) s = ub_judge(&f->arena, &f->mime, &f->found, &judge, &f->judged, err);
    return s;
}

ub_report_message ub_flow_report(ub_flow *f, const ub_box_item *item)
{
    return (ub_report_message){
        .a = &f->arena, .charsets = &f->charsets, .mime = &f->mime, .found = &f->found, .judged = &f->judged, .notes = &f->notes,
        .source = { .path = ub_str_of(item->path, strlen(item->path)), .index = item->index, .offset = item->offset,
                    .bytes = item->bytes, .notes = item->notes, .n_notes = item->n_notes, .of_mbox = item->format == UB_BOX_MBOX },
    };
}
