/* SPDX-License-Identifier: Apache-2.0 */
/* Every note of the message reader, with a sentence for people.  Sorted; a test sees that each one emitted stands here. */
#include "internal.h"

static const struct { ub_str name; const char *text; } notes[] = {
    { UB_LIT("mime-after-close"), "A delimiter stands behind the closing one: some clients show a part there." },
    { UB_LIT("mime-bad-content-type"), "The Content-Type is not of the form type/subtype." },
    { UB_LIT("mime-bare-cr"), "A carriage return stands alone: some clients end a line there." },
    { UB_LIT("mime-blank-fold"), "A header line holds only white space: some clients end the header there." },
    { UB_LIT("mime-block-in-text"), "A text holds an encoded file, which older clients show as an attachment." },
    { UB_LIT("mime-boundary-nested"), "Two multiparts, one within the other, have the same boundary." },
    { UB_LIT("mime-boundary-prefix"), "A line begins with a boundary but goes on: some clients take it for a delimiter." },
    { UB_LIT("mime-broken-smime"), "S/MIME data cannot be taken apart." },
    { UB_LIT("mime-duplicate-content-type"), "There are several Content-Type fields that differ." },
    { UB_LIT("mime-duplicate-encoding"), "There are several Content-Transfer-Encoding fields that differ." },
    { UB_LIT("mime-empty-boundary"), "The boundary is empty." },
    { UB_LIT("mime-epilogue"), "There is text behind the last part: some clients show it." },
    { UB_LIT("mime-external-body"), "The content is elsewhere, and the field says where." },
    { UB_LIT("mime-fold-before-colon"), "A header field's name is folded before its colon: only some clients see the field." },
    { UB_LIT("mime-from-line"), "A mailbox's From line stands within the header." },
    { UB_LIT("mime-header-junk"), "A header line is no field and continues none: some clients end the header there." },
    { UB_LIT("mime-header-name"), "A header field's name holds bytes that may not stand there." },
    { UB_LIT("mime-html-in-disguise"), "Content that is not called HTML looks like HTML or is named like it." },
    { UB_LIT("mime-inline-pgp"), "A text holds a PGP message, which cannot be read without a key." },
    { UB_LIT("mime-leading-blank"), "An empty line stands before the header." },
    { UB_LIT("mime-limit-blocks"), "A text holds more encoded files than the limit: the rest was not read." },
    { UB_LIT("mime-limit-depth"), "Parts lie deeper than the limit: what is deeper was not read." },
    { UB_LIT("mime-limit-expansion"), "Content grows beyond the limit when it is decoded: it was not read." },
    { UB_LIT("mime-limit-header"), "A header is larger than the limit: the rest of its part was not read." },
    { UB_LIT("mime-limit-parts"), "There are more parts than the limit: the rest was not read." },
    { UB_LIT("mime-long-boundary"), "The boundary is longer than the 70 characters allowed." },
    { UB_LIT("mime-message-encoding"), "A message within the message has a transfer encoding, which some clients do not undo." },
    { UB_LIT("mime-message-in-disguise"), "Content that is not called a message is named like one, or is the beginning of one." },
    { UB_LIT("mime-multipart-encoding"), "A multipart has a transfer encoding, which is forbidden: some clients undo it." },
    { UB_LIT("mime-no-boundary"), "A multipart has no boundary parameter." },
    { UB_LIT("mime-no-close"), "The closing delimiter of a multipart is missing." },
    { UB_LIT("mime-no-open"), "A multipart has no delimiter at all." },
    { UB_LIT("mime-odd-boundary"), "The boundary is written so that clients take different values from it." },
    { UB_LIT("mime-odd-content-type"), "The Content-Type is written so that some clients do not see it." },
    { UB_LIT("mime-odd-encoding"), "The Content-Transfer-Encoding is written so that some clients do not see it." },
    { UB_LIT("mime-partial"), "This is a fragment of a message; the others come separately." },
    { UB_LIT("mime-preamble"), "There is text before the first part: some clients show it." },
    { UB_LIT("mime-reading-limit"), "So much can be read in several ways that this region was not read in all of them." },
    { UB_LIT("mime-smime-compressed"), "The content is compressed S/MIME data; it was taken out." },
    { UB_LIT("mime-smime-signed"), "The content is signed S/MIME data; it was taken out, the signature was not checked." },
    { UB_LIT("mime-space-before-colon"), "White space stands before a header field's colon: some clients do not see the field, or end the header there." },
    { UB_LIT("mime-unknown-encoding"), "The Content-Transfer-Encoding is not known." },
};

const char *ub_mime_note_text(ub_str name)
{
    size_t lo = 0, hi = UB_COUNT(notes);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = ub_str_cmp(name, notes[mid].name);
        if (c == 0) return notes[mid].text;
        if (c < 0) hi = mid;
        else lo = mid + 1;
    }
    return NULL;
}

ub_str ub_mime_note_name(size_t i) { return i < UB_COUNT(notes) ? notes[i].name : UB_S(""); }
