/* SPDX-License-Identifier: Apache-2.0 */
/* Elements and attributes: the tables of allow.h. */
#include "allow.h"

/* ------------------------------------------------------------------------------------------------ elements */

#define P(t)      [UB_TAG_##t] = { TAG_PASS, 0, 0 }
#define PV(t)     [UB_TAG_##t] = { TAG_PASS, TAGF_VOID, 0 }
#define PC(t, v)  [UB_TAG_##t] = { TAG_PASS, TAGF_CTX, UB_VEC_##v }
#define R(t)      [UB_TAG_##t] = { TAG_PASS, TAGF_RAW, 0 }
#define L(t)      [UB_TAG_##t] = { TAG_LOAD, 0, 0 }
#define LV(t)     [UB_TAG_##t] = { TAG_LOAD, TAGF_VOID, 0 }
#define X(t)      [UB_TAG_##t] = { TAG_ALL, 0, 0 }

const tag_info ub_find_tags[UB_TAG_COUNT] = {
    /* HTML, obsolete elements too.  object, iframe, frame, audio, video, applet's kin: their attributes are what loads. */
    P(A), P(ABBR), P(ACRONYM), P(ADDRESS), PV(AREA), P(ARTICLE), P(ASIDE), P(AUDIO), P(B), PV(BASEFONT), P(BDI), P(BDO),
    P(BIG), P(BLINK), P(BLOCKQUOTE), P(BODY), PV(BR), P(BUTTON), P(CANVAS), P(CAPTION), P(CENTER), P(CITE), P(CODE),
    PV(COL), P(COLGROUP), P(COMMAND), P(CONTENT), P(DATA), P(DATALIST), P(DD), P(DEL), PC(DETAILS, DETAILS_POPOVER), P(DFN),
    PC(DIALOG, DETAILS_POPOVER), P(DIR), P(DIV), P(DL), P(DT), P(EM), P(FIELDSET), P(FIGCAPTION), P(FIGURE), P(FONT),
    P(FOOTER), P(FORM), PV(FRAME), P(FRAMESET), P(H1), P(H2), P(H3), P(H4), P(H5), P(H6), P(HEAD), P(HEADER), P(HGROUP),
    PV(HR), P(HTML), P(I), R(IFRAME), P(IMAGE), PV(IMG), PV(INPUT), P(INS), P(KBD), PV(KEYGEN), P(LABEL), P(LEGEND), P(LI),
    P(LISTING), P(MAIN), P(MAP), P(MARK), P(MARQUEE), P(MENU), P(MENUITEM), P(METER), P(MULTICOL), P(NAV), P(NOBR),
    R(NOEMBED), R(NOFRAMES), P(NOLAYER), P(NOSCRIPT), P(OBJECT), P(OL), P(OPTGROUP), P(OPTION), P(OUTPUT), P(P), PV(PARAM),
    P(PICTURE), P(PLAINTEXT), P(PRE), P(PROGRESS), P(Q), P(RB), P(RP), P(RT), P(RTC), P(RUBY), P(S), P(SAMP), P(SEARCH),
    P(SECTION), P(SELECT), P(SELECTEDCONTENT), P(SHADOW), P(SLOT), P(SMALL), PV(SOURCE), PV(SPACER), P(SPAN), P(STRIKE),
    P(STRONG), P(SUB), P(SUMMARY), P(SUP), P(TABLE), P(TBODY), P(TD), P(TEXTAREA), P(TFOOT), P(TH), P(THEAD), P(TIME),
    P(TITLE), P(TR), PV(TRACK), P(TT), P(U), P(UL), P(VAR), P(VIDEO), PV(WBR), P(XML), P(XMP),
    L(APPLET), LV(BGSOUND), LV(EMBED), L(FENCEDFRAME), L(ILAYER), L(LAYER), L(ISINDEX), L(PORTAL), L(SOUND), X(SERVER),
    LV(NEXTID),
    [UB_TAG_LINK] = { TAG_LINK, TAGF_VOID, 0 },
    [UB_TAG_META] = { TAG_META, TAGF_VOID, 0 },
    [UB_TAG_BASE] = { TAG_BASE, TAGF_VOID, 0 },
    [UB_TAG_STYLE] = { TAG_STYLE, 0, 0 },
    [UB_TAG_SCRIPT] = { TAG_SCRIPT, 0, 0 },
    [UB_TAG_TEMPLATE] = { TAG_TEMPLATE, TAGF_CTX, UB_VEC_TEMPLATE_SHADOW },

    /* SVG */
    P(SVG), P(ALTGLYPH), P(ALTGLYPHDEF), P(ALTGLYPHITEM), P(ANIMATE), P(ANIMATECOLOR), P(ANIMATEMOTION), P(ANIMATETRANSFORM),
    P(ANIMATION), P(CIRCLE), P(CLIPPATH), P(COLOR_PROFILE), P(CURSOR), P(DEFS), P(DESC), P(ELLIPSE), P(FEBLEND),
    P(FECOLORMATRIX), P(FECOMPONENTTRANSFER), P(FECOMPOSITE), P(FECONVOLVEMATRIX), P(FEDIFFUSELIGHTING), P(FEDISPLACEMENTMAP),
    P(FEDISTANTLIGHT), P(FEDROPSHADOW), P(FEFLOOD), P(FEFUNCA), P(FEFUNCB), P(FEFUNCG), P(FEFUNCR), P(FEGAUSSIANBLUR),
    P(FEIMAGE), P(FEMERGE), P(FEMERGENODE), P(FEMORPHOLOGY), P(FEOFFSET), P(FEPOINTLIGHT), P(FESPECULARLIGHTING),
    P(FESPOTLIGHT), P(FETILE), P(FETURBULENCE), P(FILTER), P(FONT_FACE), P(FONT_FACE_FORMAT), P(FONT_FACE_NAME),
    P(FONT_FACE_SRC), P(FONT_FACE_URI), PC(FOREIGNOBJECT, SVG_FOREIGNOBJECT), P(G), P(GLYPH), P(GLYPHREF), P(HATCH),
    P(HATCHPATH), P(HKERN), P(LINE), P(LINEARGRADIENT), P(MARKER), P(MASK), P(MESH), P(MESHGRADIENT), P(MESHPATCH),
    P(MESHROW), P(METADATA), P(MISSING_GLYPH), P(MPATH), P(PATH), P(PATTERN), P(POLYGON), P(POLYLINE), P(RADIALGRADIENT),
    P(RECT), P(SET), P(SOLIDCOLOR), P(STOP), P(SWITCH), P(SYMBOL), P(TBREAK), P(TEXT), P(TEXTPATH), P(TREF), P(TSPAN),
    P(UNKNOWN), P(USE), P(VIEW), P(VKERN),
    X(HANDLER), L(LISTENER), L(PREFETCH), L(DISCARD),

    /* MathML */
    P(MATH), P(MACTION), P(MALIGNGROUP), P(MALIGNMARK), P(MENCLOSE), P(MERROR), P(MFENCED), P(MFRAC), P(MGLYPH), P(MI),
    P(MLABELEDTR), P(MMULTISCRIPTS), P(MN), P(MO), P(MOVER), P(MPADDED), P(MPHANTOM), P(MPRESCRIPTS), P(MROOT), P(MROW),
    P(MS), P(MSCARRIES), P(MSCARRY), P(MSPACE), P(MSQRT), P(MSTYLE), P(MSUB), P(MSUBSUP), P(MSUP), P(MTABLE), P(MTD),
    P(MTEXT), P(MTR), P(MUNDER), P(MUNDEROVER), P(NONE), P(SEMANTICS), PC(ANNOTATION, MATHML_ANNOTATION),
    PC(ANNOTATION_XML, MATHML_ANNOTATION), P(SHARE), P(CI), P(CN), P(CSYMBOL),

    /* VML, Office and Word, whose elements no other engine knows */
    P(V_ARC), P(V_BACKGROUND), P(V_CURVE), P(V_F), P(V_FILL), P(V_FORMULAS), P(V_GROUP), P(V_H), P(V_HANDLES), P(V_IMAGE),
    P(V_IMAGEDATA), P(V_LINE), P(V_OVAL), P(V_PATH), P(V_POLYLINE), P(V_RECT), P(V_ROUNDRECT), P(V_SHADOW), P(V_SHAPE),
    P(V_SHAPETYPE), P(V_STROKE), P(V_TEXTBOX), P(V_TEXTPATH), P(O_ALLOWPNG), P(O_ATTACHEDTEMPLATE), P(O_CALLOUT),
    P(O_EXTRUSION), P(O_IDMAP), P(O_LOCK), P(O_OFFICEDOCUMENTSETTINGS), P(O_P), P(O_PIXELSPERINCH), P(O_SHAPEDEFAULTS),
    P(O_SHAPELAYOUT), P(O_SMARTTAGTYPE), P(O_WRAPBLOCK), P(W_ANCHORLOCK), P(W_ATTACHEDTEMPLATE), P(W_LATENTSTYLES),
    P(W_WORDDOCUMENT), P(W_WRAP), P(ST1_PLACE), P(O_OLEOBJECT),
    L(VMLFRAME), L(XI_INCLUDE),
};
#undef P
#undef PV
#undef PC
#undef R
#undef L
#undef LV
#undef X

enum tag_policy ub_find_tag_policy(ub_str name)
{
    /* Office's own namespaces, and the smart tags of Word (st1:, st2:, ..).  No other engine knows them. */
    static const ub_str prefixes[] = {
        UB_LIT("m:"), UB_LIT("o:"), UB_LIT("p:"), UB_LIT("u1:"), UB_LIT("u2:"), UB_LIT("u3:"), UB_LIT("v:"), UB_LIT("w:"),
        UB_LIT("w10:"), UB_LIT("wx:"), UB_LIT("x:"),
    };
    for (size_t i = 0; i < name.n; i++)
        if (!ub_is_alnum(ub_str_at(name, i)) && name.p[i] != '-' && name.p[i] != ':') return TAG_UNKNOWN;
    for (size_t i = 0; i < UB_COUNT(prefixes); i++)
        if (ub_str_starts_nocase(name, prefixes[i])) return TAG_PASS;
    if (ub_str_starts_nocase(name, UB_S("st")) && name.n > 4 && ub_is_digit((unsigned char)name.p[2])) {
        size_t colon = ub_str_chr(name, ':');
        if (colon < name.n && colon <= 4) return TAG_PASS;
    }
    return TAG_UNKNOWN;
}

ub_html_tag_id ub_find_vml_tag(ub_str name)
{
    static const struct { ub_str name; ub_html_tag_id id; } names[] = {
        { UB_LIT("imagedata"), UB_TAG_V_IMAGEDATA }, { UB_LIT("fill"), UB_TAG_V_FILL }, { UB_LIT("stroke"), UB_TAG_V_STROKE },
        { UB_LIT("v:vmlframe"), UB_TAG_VMLFRAME }, { UB_LIT("oleobject"), UB_TAG_O_OLEOBJECT },
        { UB_LIT("attachedtemplate"), UB_TAG_O_ATTACHEDTEMPLATE },
    };
    for (size_t i = 0; i < UB_COUNT(names); i++)
        if (ub_str_eq_nocase(name, names[i].name)) return names[i].id;
    return UB_TAG_OTHER;
}

/* ------------------------------------------------------------------------------------------------ loads */

/* Rows of one attribute stand together, the commonest element first. */
const load_row ub_find_loads[] = {
#define ROW(a, t, v, f) { UB_ATTR_##a, UB_TAG_##t, UB_VEC_##v, f },
#include "loads.def"
#undef ROW
};

const load_row *ub_find_load(unsigned attr, unsigned tag, unsigned ns)
{
    const attr_info *info = &ub_find_attrs[attr];
    for (unsigned i = info->first; i < (unsigned)info->first + info->n; i++)
        if (ub_find_loads[i].tag == tag && (!(ub_find_loads[i].flags & LOAD_SVG) || ns == UB_HTML_NS_SVG)) return &ub_find_loads[i];
    return NULL;
}

/* ------------------------------------------------------------------------------------------------ attributes */

/* Where the rows of each attribute begin, counted by the compiler. */
enum {
#define ROW(a, t, v, f) AT_##a##_##t,
#include "loads.def"
#undef ROW
};
#define ROWS(a, from, to) AT_##a##_##from, AT_##a##_##to - AT_##a##_##from + 1

#define I(a)            [UB_ATTR_##a] = { ATTR_INERT, 0, 0, 0, 0 }
#define S(a, c)         [UB_ATTR_##a] = { ATTR_##c, SLOT_##a, 0, 0, 0 }
#define C(a, v)         [UB_ATTR_##a] = { ATTR_CSS, 0, 0, 0, UB_VEC_##v }
#define E(a)            [UB_ATTR_##a] = { ATTR_EVENT, 0, 0, 0, UB_VEC_SCRIPT_INLINE }
#define U(a, v)         [UB_ATTR_##a] = { ATTR_URL, 0, 0, 0, UB_VEC_##v }
#define UR(a, v, f, t)  [UB_ATTR_##a] = { ATTR_URL, 0, ROWS(a, f, t), UB_VEC_##v }
#define K(a)            [UB_ATTR_##a] = { ATTR_CARRIER, 0, 0, 0, UB_VEC_CITE_CARRIER }

/* tests/judge/mutate builds with UB_WEAKEN=1 to 10: one attribute that loads is called inert, and the judge has to notice. */
#ifdef UB_WEAKEN
#define WEAK_1 UB_ATTR_SRC
#define WEAK_2 UB_ATTR_SRCSET
#define WEAK_3 UB_ATTR_HREF
#define WEAK_4 UB_ATTR_BACKGROUND
#define WEAK_5 UB_ATTR_POSTER
#define WEAK_6 UB_ATTR_DATA
#define WEAK_7 UB_ATTR_STYLE
#define WEAK_8 UB_ATTR_SRCDOC
#define WEAK_9 UB_ATTR_XLINK_HREF
#define WEAK_10 UB_ATTR_MASK
#define WEAK_NAMED(n) WEAK_##n
#define WEAK_OF(n) WEAK_NAMED(n)
#define WEAK WEAK_OF(UB_WEAKEN)
#endif

const attr_info ub_find_attrs[UB_ATTR_COUNT] = {
    /* what loads */
    UR(SRC, UNKNOWN_ATTRIBUTE, IMG, PARAM), UR(BACKGROUND, ANY_BACKGROUND, TD, MARQUEE), UR(POSTER, VIDEO_POSTER, VIDEO, VIDEO),
    [UB_ATTR_HREF] = { ATTR_URL, SLOT_HREF, ROWS(HREF, A, XI_INCLUDE), UB_VEC_UNKNOWN_ATTRIBUTE },
    [UB_ATTR_XLINK_HREF] = { ATTR_URL, SLOT_HREF, ROWS(HREF, A, XI_INCLUDE), UB_VEC_UNKNOWN_ATTRIBUTE },
    UR(DATA, UNKNOWN_ATTRIBUTE, OBJECT, OBJECT), UR(ACTION, FORM_ACTION, FORM, ISINDEX),
    UR(FORMACTION, BUTTON_FORMACTION, BUTTON, ISINDEX), UR(LONGDESC, IMG_LONGDESC, IMG, FRAME), UR(CODE, EMBED_CODE, EMBED, APPLET),
    UR(CODEBASE, OBJECT_CODEBASE, OBJECT, APPLET), UR(CLASSID, OBJECT_CODEBASE, OBJECT, OBJECT), U(OBJECT, APPLET_OBJECT),
    U(MOVIE, OBJECT_MOVIE), U(MANIFEST, HTML_MANIFEST), U(PROFILE, HEAD_PROFILE), U(LOWSRC, IMG_LOWSRC), U(DYNSRC, IMG_DYNSRC),
    U(ICON, MENUITEM_ICON), U(DATASRC, XML_ISLAND), U(IMPLEMENTATION, IMPORT_PI), U(O_HREF, VML_IMAGEDATA_HREF),
    U(R_HREF, VML_IMAGEDATA_HREF), U(PLUGINSPAGE, EMBED_CODE), U(PLUGINURL, EMBED_CODE), U(ALTIMG, MATHML_MGLYPH),
    U(DEFINITIONURL, MATHML_MACTION), U(USEMAP, UNKNOWN_ATTRIBUTE), U(XML_BASE, SVG_XML_BASE), U(V_SRC, VML_IMAGE),
    U(FILENAME, OBJECT_PARAM_URL), U(URN, CITE_CARRIER),
    [UB_ATTR_ARCHIVE] = { ATTR_URLS, 0, ROWS(ARCHIVE, OBJECT, APPLET), UB_VEC_OBJECT_CODEBASE },
    [UB_ATTR_PING] = { ATTR_URLS, 0, ROWS(PING, A, AREA), UB_VEC_A_PING },
    [UB_ATTR_ATTRIBUTIONSRC] = { ATTR_URLS, 0, ROWS(ATTRIBUTIONSRC, IMG, SCRIPT), UB_VEC_IMG_ATTRIBUTIONSRC },
    [UB_ATTR_ACTIONTYPE] = { ATTR_URLS, 0, 0, 0, UB_VEC_MATHML_MACTION },
    [UB_ATTR_SRCSET] = { ATTR_SRCSET, 0, 0, 0, UB_VEC_IMG_SRCSET },
    [UB_ATTR_IMAGESRCSET] = { ATTR_SRCSET, 0, 0, 0, UB_VEC_LINK_IMAGESRCSET },
    [UB_ATTR_SRCDOC] = { ATTR_SRCDOC, 0, 0, 0, UB_VEC_IFRAME_SRCDOC },
    S(STYLE, STYLE), S(CONTENT, CONTENT),
    [UB_ATTR_VALUE] = { ATTR_PARAM, 0, 0, 0, UB_VEC_OBJECT_PARAM_URL },
    [UB_ATTR_TO] = { ATTR_ANIMATE, 0, 0, 0, 0 }, [UB_ATTR_FROM] = { ATTR_ANIMATE, 0, 0, 0, 0 },
    [UB_ATTR_BY] = { ATTR_ANIMATE, 0, 0, 0, 0 }, [UB_ATTR_VALUES] = { ATTR_ANIMATE, 0, 0, 0, 0 },
    C(FILL, SVG_FILL), C(STROKE, SVG_STROKE), C(MASK, SVG_MASK_ATTR), C(FILTER, SVG_FILTER_ATTR), C(CLIP_PATH, SVG_CLIP_ATTR),
    C(MARKER, SVG_MARKER), C(MARKER_START, SVG_MARKER), C(MARKER_MID, SVG_MARKER), C(MARKER_END, SVG_MARKER),
    C(CURSOR, SVG_CURSOR),

    /* addresses that are only carried */
    K(CITE), K(DATA_BACKGROUND), K(DATA_BG), K(DATA_HREF), K(DATA_ID), K(DATA_LINK), K(DATA_ORIGINAL), K(DATA_OUTLOOK_TRACE),
    K(DATA_SAFELINK), K(DATA_SAFEREDIRECTURL), K(DATA_SRC), K(DATA_SRCSET), K(DATA_TYPE), K(DATA_URL), K(DATA_OGSRC),
    K(DATA_OGSC), K(DATA_OGSB), K(DATA_OGAB), K(DATA_OGAC), K(ORIGINALSRC), K(SAFEREDIRECTURL), K(SRC_ORIGINAL),

    /* inert whatever they say, and wanted */
    S(CLASS, INERT), S(ID, INERT), S(WIDTH, INERT), S(HEIGHT, INERT), S(HIDDEN, INERT), S(ALT, INERT), S(REL, INERT),
    S(MEDIA, INERT), S(TYPE, INERT), S(LOADING, INERT), S(CROSSORIGIN, INERT), S(REFERRERPOLICY, INERT),
    S(ATTRIBUTENAME, INERT), S(HTTP_EQUIV, INERT), S(NAME, INERT), S(PROPERTY, INERT), S(SHADOWROOTMODE, INERT),
    S(COLOR, INERT), S(BGCOLOR, INERT), S(POPOVER, INERT), S(SIZE, INERT), S(ROLE, INERT),

    /* inert whatever they say: HTML */
    I(ABBR), I(ABOUT), I(ACCEPT), I(ACCEPT_CHARSET), I(ACCESSKEY), I(ALIGN), I(ALINK), I(ALLOW), I(ALLOWFULLSCREEN),
    I(ALLOWPAYMENTREQUEST), I(ALLOWTRANSPARENCY), I(ARIA_DESCRIBEDBY), I(ARIA_HIDDEN), I(ARIA_LABEL), I(ARIA_LABELLEDBY),
    I(ARIA_LEVEL), I(AS), I(ASYNC), I(AUTOCAPITALIZE), I(AUTOCOMPLETE), I(AUTOFOCUS), I(AUTOPLAY), I(AXIS), I(BEHAVIOR),
    I(BGPROPERTIES), I(BLOCKING), I(BORDER), I(BORDERCOLOR), I(BORDERCOLORDARK), I(BORDERCOLORLIGHT), I(BOTTOMMARGIN),
    I(CAPTURE), I(CELLPADDING), I(CELLSPACING), I(CHAR), I(CHAROFF), I(CHARSET), I(CHECKED), I(CLEAR), I(CLIPBOARDWRITE),
    I(CLOSEDBY), I(CODETYPE), I(COLS), I(COLSPAN), I(COMMAND), I(COMMANDFOR), I(COMPACT), I(CONTENTEDITABLE), I(CONTEXTMENU),
    I(CONTROLS), I(CONTROLSLIST), I(COORDS), I(CREDENTIALLESS), I(DATETIME), I(DECLARE), I(DECODING), I(DEFAULT), I(DEFER),
    I(DIR), I(DIRECTION), I(DIRNAME), I(DISABLED), I(DISABLEPICTUREINPICTURE), I(DISABLEREMOTEPLAYBACK), I(DOWNLOAD),
    I(DRAGGABLE), I(DROPZONE), I(ENCTYPE), I(ENCODING), I(ENTERKEYHINT), I(EXPORTPARTS), I(FACE), I(FETCHPRIORITY), I(FOR),
    I(FORM), I(FORMENCTYPE), I(FORMMETHOD), I(FORMNOVALIDATE), I(FORMTARGET), I(FRAME), I(FRAMEBORDER), I(FRAMESET),
    I(FRAMESPACING), I(GALLERYIMG), I(GUTTER), I(HEADERS), I(HIGH), I(HREFLANG), I(HSPACE), I(IMAGESIZES), I(IMPORTANCE),
    I(INERT), I(INPUTMODE), I(INTEGRITY), I(IS), I(ISMAP), I(ITEMID), I(ITEMPROP), I(ITEMREF), I(ITEMSCOPE), I(ITEMTYPE),
    I(KEYTYPE), I(KIND), I(LABEL), I(LANG), I(LANGUAGE), I(LEFTMARGIN), I(LINK), I(LIST), I(LOOP), I(LOW), I(MARGINHEIGHT),
    I(MARGINWIDTH), I(MAX), I(MAXLENGTH), I(METHOD), I(METHODS), I(MIN), I(MINLENGTH), I(MOZ_DO_NOT_SEND), I(MULTIPLE), I(MUTED),
    I(NOHREF), I(NOMODULE), I(NONCE), I(NORESIZE), I(NOSHADE), I(NOVALIDATE), I(NOWRAP), I(OPEN), I(OPTIMUM), I(PART),
    I(PATTERN), I(PLACEHOLDER), I(PLAYSINLINE), I(POPOVERTARGET), I(POPOVERTARGETACTION), I(PREFIX), I(PRELOAD), I(PROMPT),
    I(RADIOGROUP), I(READONLY), I(REQUIRED), I(RESOURCE), I(REV), I(REVERSED), I(RIGHTMARGIN), I(ROWS), I(ROWSPAN), I(RULES),
    I(SANDBOX), I(SCHEME), I(SCOPE), I(SCOPED), I(SCROLLAMOUNT), I(SCROLLDELAY), I(SCROLLING), I(SEAMLESS), I(SECURITY),
    I(SELECTED), I(SHADOWROOTCLONABLE), I(SHADOWROOTDELEGATESFOCUS), I(SHADOWROOTSERIALIZABLE), I(SHAPE), I(SHASH), I(SIZES),
    I(SLOT), I(SPAN), I(SPELLCHECK), I(STANDBY), I(START), I(STEP), I(SUMMARY), I(TABINDEX), I(TARGET), I(TEXT), I(TITLE),
    I(TOPMARGIN), I(TRANSLATE), I(TRUESPEED), I(TYPEOF), I(UNSELECTABLE), I(VALIGN), I(VALUETYPE), I(VLINK), I(VOCAB),
    I(VOLUME), I(VSPACE), I(WRAP), I(WRITINGSUGGESTIONS), I(XML_LANG), I(XML_SPACE), I(STATUSTEXT), I(EVENT),
    /* names of namespaces look like addresses and are none */
    I(XMLNS), I(XMLNS_M), I(XMLNS_O), I(XMLNS_V), I(XMLNS_W), I(XMLNS_X), I(XMLNS_XLINK), I(XLINK_ACTUATE), I(XLINK_ARCROLE),
    I(XLINK_ROLE), I(XLINK_SHOW), I(XLINK_TITLE), I(XLINK_TYPE),
    /* SVG, MathML */
    I(ACCUMULATE), I(ADDITIVE), I(ATTRIBUTETYPE), I(BASEPROFILE), I(BEGIN), I(CALCMODE), I(DUR),
    I(END), I(GRADIENTTRANSFORM), I(GRADIENTUNITS), I(IN), I(IN2), I(MODE),
    I(OPERATOR), I(ORIENT), I(PATTERNUNITS), I(PRESERVEASPECTRATIO), I(PRIMITIVEUNITS),
    I(REPEATCOUNT), I(REPEATDUR), I(REQUIREDEXTENSIONS), I(REQUIREDFEATURES), I(RESULT),
    I(SYSTEMLANGUAGE), I(VERSION), I(COLUMNALIGN),
    I(COLUMNSPAN), I(DISPLAY), I(DISPLAYSTYLE), I(MATHBACKGROUND), I(MATHCOLOR), I(MATHSIZE), I(MATHVARIANT), I(ROWALIGN),
    I(SCRIPTLEVEL),
    /* VML and Office */
    I(ADJ), I(ALIGNSHAPE), I(ARCSIZE), I(COORDORIGIN), I(COORDSIZE), I(FILLCOLOR), I(FILLCOLOR2), I(FILLED), I(INSET),
    I(MSO_WIDTH_PERCENT), I(O_ALLOWINCELL), I(O_ALLOWOVERLAP), I(O_BUTTON), I(O_CONNECTTYPE), I(O_GFXDATA), I(O_OLE), I(O_SPID),
    I(O_SPT), I(PATH), I(STROKECOLOR), I(STROKED), I(STROKEWEIGHT), I(V_EXT), I(V_SHAPES),

    /* scripts; unknown names that begin with "on" are, too */
    E(ONABORT), E(ONAFTERPRINT), E(ONBEFOREPRINT), E(ONBEFOREUNLOAD), E(ONBEGIN), E(ONBLUR), E(ONCANPLAY), E(ONCHANGE),
    E(ONCLICK), E(ONCONTEXTMENU), E(ONCOPY), E(ONCUT), E(ONDBLCLICK), E(ONDRAG), E(ONDRAGEND), E(ONDRAGENTER), E(ONDRAGLEAVE),
    E(ONDRAGOVER), E(ONDRAGSTART), E(ONDROP), E(ONEND), E(ONENDED), E(ONERROR), E(ONFOCUS), E(ONFOCUSIN), E(ONFOCUSOUT),
    E(ONHASHCHANGE), E(ONINPUT), E(ONINVALID), E(ONKEYDOWN), E(ONKEYPRESS), E(ONKEYUP), E(ONLOAD), E(ONLOADSTART), E(ONMESSAGE),
    E(ONMOUSEDOWN), E(ONMOUSEENTER), E(ONMOUSELEAVE), E(ONMOUSEMOVE), E(ONMOUSEOUT), E(ONMOUSEOVER), E(ONMOUSEUP),
    E(ONMOUSEWHEEL), E(ONPAGEHIDE), E(ONPAGESHOW), E(ONPASTE), E(ONPOINTERDOWN), E(ONPOPSTATE), E(ONREADYSTATECHANGE),
    E(ONREPEAT), E(ONRESET), E(ONRESIZE), E(ONSCROLL), E(ONSEARCH), E(ONSELECT), E(ONSUBMIT), E(ONTOGGLE), E(ONTOUCHSTART),
    E(ONUNLOAD), E(ONWHEEL),
#ifdef UB_WEAKEN
    [WEAK] = { ATTR_INERT, 0, 0, 0, 0 },
#endif
};

bool ub_find_plain_name(ub_str name)
{
    static const bool telling[256] = { ['<'] = 1, ['`'] = 1, ['\\'] = 1, [0] = 1, ['.'] = 1 };
    for (size_t i = 0; i < name.n; i++) {
        if (!telling[ub_str_at(name, i)]) continue;
        if (name.p[i] == '<' || name.p[i] == '`' || name.p[i] == '\\' || name.p[i] == 0) return false;
        /* What an unclosed quote swallowed: "https:" and "host.example". */
        if (name.p[i] == '.' && i > 0 && i + 1 < name.n && ub_is_alnum((unsigned char)name.p[i - 1]) && ub_is_alpha((unsigned char)name.p[i + 1]))
            return false;
    }
    /* One that begins with "=" becomes the value of what stands before it as soon as something between them goes. */
    return name.n > 0 && name.p[0] != '=';
}
