/* SPDX-License-Identifier: Apache-2.0 */
/* Named character references, sorted bytewise, written by tools/html-entities.  HTML 13.5. */
#include "inside.h"

const char ub_html_ref_names[] =
    "AEligAElig;AMPAMP;AacuteAacute;Abreve;AcircAcirc;Acy;Afr;AgraveAgrave;Alpha;Amacr;And;Aogon;Aopf;"
    "ApplyFunction;AringAring;Ascr;Assign;AtildeAtilde;AumlAuml;Backslash;Barv;Barwed;Bcy;Because;"
    "Bernoullis;Beta;Bfr;Bopf;Breve;Bscr;Bumpeq;CHcy;COPYCOPY;Cacute;Cap;CapitalDifferentialD;Cayleys;"
    "Ccaron;CcedilCcedil;Ccirc;Cconint;Cdot;Cedilla;CenterDot;Cfr;Chi;CircleDot;CircleMinus;CirclePlus;"
    "CircleTimes;ClockwiseContourIntegral;CloseCurlyDoubleQuote;CloseCurlyQuote;Colon;Colone;Congruent;"
    "Conint;ContourIntegral;Copf;Coproduct;CounterClockwiseContourIntegral;Cross;Cscr;Cup;CupCap;DD;"
    "DDotrahd;DJcy;DScy;DZcy;Dagger;Darr;Dashv;Dcaron;Dcy;Del;Delta;Dfr;DiacriticalAcute;DiacriticalDot;"
    "DiacriticalDoubleAcute;DiacriticalGrave;DiacriticalTilde;Diamond;DifferentialD;Dopf;Dot;DotDot;"
    "DotEqual;DoubleContourIntegral;DoubleDot;DoubleDownArrow;DoubleLeftArrow;DoubleLeftRightArrow;"
    "DoubleLeftTee;DoubleLongLeftArrow;DoubleLongLeftRightArrow;DoubleLongRightArrow;DoubleRightArrow;"
    "DoubleRightTee;DoubleUpArrow;DoubleUpDownArrow;DoubleVerticalBar;DownArrow;DownArrowBar;"
    "DownArrowUpArrow;DownBreve;DownLeftRightVector;DownLeftTeeVector;DownLeftVector;DownLeftVectorBar;"
    "DownRightTeeVector;DownRightVector;DownRightVectorBar;DownTee;DownTeeArrow;Downarrow;Dscr;Dstrok;"
    "ENG;ETHETH;EacuteEacute;Ecaron;EcircEcirc;Ecy;Edot;Efr;EgraveEgrave;Element;Emacr;EmptySmallSquare;"
    "EmptyVerySmallSquare;Eogon;Eopf;Epsilon;Equal;EqualTilde;Equilibrium;Escr;Esim;Eta;EumlEuml;Exists;"
    "ExponentialE;Fcy;Ffr;FilledSmallSquare;FilledVerySmallSquare;Fopf;ForAll;Fouriertrf;Fscr;GJcy;GTGT;"
    "Gamma;Gammad;Gbreve;Gcedil;Gcirc;Gcy;Gdot;Gfr;Gg;Gopf;GreaterEqual;GreaterEqualLess;"
    "GreaterFullEqual;GreaterGreater;GreaterLess;GreaterSlantEqual;GreaterTilde;Gscr;Gt;HARDcy;Hacek;Hat;"
    "Hcirc;Hfr;HilbertSpace;Hopf;HorizontalLine;Hscr;Hstrok;HumpDownHump;HumpEqual;IEcy;IJlig;IOcy;Iacute"
    "Iacute;IcircIcirc;Icy;Idot;Ifr;IgraveIgrave;Im;Imacr;ImaginaryI;Implies;Int;Integral;Intersection;"
    "InvisibleComma;InvisibleTimes;Iogon;Iopf;Iota;Iscr;Itilde;Iukcy;IumlIuml;Jcirc;Jcy;Jfr;Jopf;Jscr;"
    "Jsercy;Jukcy;KHcy;KJcy;Kappa;Kcedil;Kcy;Kfr;Kopf;Kscr;LJcy;LTLT;Lacute;Lambda;Lang;Laplacetrf;Larr;"
    "Lcaron;Lcedil;Lcy;LeftAngleBracket;LeftArrow;LeftArrowBar;LeftArrowRightArrow;LeftCeiling;"
    "LeftDoubleBracket;LeftDownTeeVector;LeftDownVector;LeftDownVectorBar;LeftFloor;LeftRightArrow;"
    "LeftRightVector;LeftTee;LeftTeeArrow;LeftTeeVector;LeftTriangle;LeftTriangleBar;LeftTriangleEqual;"
    "LeftUpDownVector;LeftUpTeeVector;LeftUpVector;LeftUpVectorBar;LeftVector;LeftVectorBar;Leftarrow;"
    "Leftrightarrow;LessEqualGreater;LessFullEqual;LessGreater;LessLess;LessSlantEqual;LessTilde;Lfr;Ll;"
    "Lleftarrow;Lmidot;LongLeftArrow;LongLeftRightArrow;LongRightArrow;Longleftarrow;Longleftrightarrow;"
    "Longrightarrow;Lopf;LowerLeftArrow;LowerRightArrow;Lscr;Lsh;Lstrok;Lt;Map;Mcy;MediumSpace;Mellintrf;"
    "Mfr;MinusPlus;Mopf;Mscr;Mu;NJcy;Nacute;Ncaron;Ncedil;Ncy;NegativeMediumSpace;NegativeThickSpace;"
    "NegativeThinSpace;NegativeVeryThinSpace;NestedGreaterGreater;NestedLessLess;NewLine;Nfr;NoBreak;"
    "NonBreakingSpace;Nopf;Not;NotCongruent;NotCupCap;NotDoubleVerticalBar;NotElement;NotEqual;"
    "NotEqualTilde;NotExists;NotGreater;NotGreaterEqual;NotGreaterFullEqual;NotGreaterGreater;"
    "NotGreaterLess;NotGreaterSlantEqual;NotGreaterTilde;NotHumpDownHump;NotHumpEqual;NotLeftTriangle;"
    "NotLeftTriangleBar;NotLeftTriangleEqual;NotLess;NotLessEqual;NotLessGreater;NotLessLess;"
    "NotLessSlantEqual;NotLessTilde;NotNestedGreaterGreater;NotNestedLessLess;NotPrecedes;"
    "NotPrecedesEqual;NotPrecedesSlantEqual;NotReverseElement;NotRightTriangle;NotRightTriangleBar;"
    "NotRightTriangleEqual;NotSquareSubset;NotSquareSubsetEqual;NotSquareSuperset;NotSquareSupersetEqual;"
    "NotSubset;NotSubsetEqual;NotSucceeds;NotSucceedsEqual;NotSucceedsSlantEqual;NotSucceedsTilde;"
    "NotSuperset;NotSupersetEqual;NotTilde;NotTildeEqual;NotTildeFullEqual;NotTildeTilde;NotVerticalBar;"
    "Nscr;NtildeNtilde;Nu;OElig;OacuteOacute;OcircOcirc;Ocy;Odblac;Ofr;OgraveOgrave;Omacr;Omega;Omicron;"
    "Oopf;OpenCurlyDoubleQuote;OpenCurlyQuote;Or;Oscr;OslashOslash;OtildeOtilde;Otimes;OumlOuml;OverBar;"
    "OverBrace;OverBracket;OverParenthesis;PartialD;Pcy;Pfr;Phi;Pi;PlusMinus;Poincareplane;Popf;Pr;"
    "Precedes;PrecedesEqual;PrecedesSlantEqual;PrecedesTilde;Prime;Product;Proportion;Proportional;Pscr;"
    "Psi;QUOTQUOT;Qfr;Qopf;Qscr;RBarr;REGREG;Racute;Rang;Rarr;Rarrtl;Rcaron;Rcedil;Rcy;Re;ReverseElement;"
    "ReverseEquilibrium;ReverseUpEquilibrium;Rfr;Rho;RightAngleBracket;RightArrow;RightArrowBar;"
    "RightArrowLeftArrow;RightCeiling;RightDoubleBracket;RightDownTeeVector;RightDownVector;"
    "RightDownVectorBar;RightFloor;RightTee;RightTeeArrow;RightTeeVector;RightTriangle;RightTriangleBar;"
    "RightTriangleEqual;RightUpDownVector;RightUpTeeVector;RightUpVector;RightUpVectorBar;RightVector;"
    "RightVectorBar;Rightarrow;Ropf;RoundImplies;Rrightarrow;Rscr;Rsh;RuleDelayed;SHCHcy;SHcy;SOFTcy;"
    "Sacute;Sc;Scaron;Scedil;Scirc;Scy;Sfr;ShortDownArrow;ShortLeftArrow;ShortRightArrow;ShortUpArrow;"
    "Sigma;SmallCircle;Sopf;Sqrt;Square;SquareIntersection;SquareSubset;SquareSubsetEqual;SquareSuperset;"
    "SquareSupersetEqual;SquareUnion;Sscr;Star;Sub;Subset;SubsetEqual;Succeeds;SucceedsEqual;"
    "SucceedsSlantEqual;SucceedsTilde;SuchThat;Sum;Sup;Superset;SupersetEqual;Supset;THORNTHORN;TRADE;"
    "TSHcy;TScy;Tab;Tau;Tcaron;Tcedil;Tcy;Tfr;Therefore;Theta;ThickSpace;ThinSpace;Tilde;TildeEqual;"
    "TildeFullEqual;TildeTilde;Topf;TripleDot;Tscr;Tstrok;UacuteUacute;Uarr;Uarrocir;Ubrcy;Ubreve;Ucirc"
    "Ucirc;Ucy;Udblac;Ufr;UgraveUgrave;Umacr;UnderBar;UnderBrace;UnderBracket;UnderParenthesis;Union;"
    "UnionPlus;Uogon;Uopf;UpArrow;UpArrowBar;UpArrowDownArrow;UpDownArrow;UpEquilibrium;UpTee;UpTeeArrow;"
    "Uparrow;Updownarrow;UpperLeftArrow;UpperRightArrow;Upsi;Upsilon;Uring;Uscr;Utilde;UumlUuml;VDash;"
    "Vbar;Vcy;Vdash;Vdashl;Vee;Verbar;Vert;VerticalBar;VerticalLine;VerticalSeparator;VerticalTilde;"
    "VeryThinSpace;Vfr;Vopf;Vscr;Vvdash;Wcirc;Wedge;Wfr;Wopf;Wscr;Xfr;Xi;Xopf;Xscr;YAcy;YIcy;YUcy;Yacute"
    "Yacute;Ycirc;Ycy;Yfr;Yopf;Yscr;Yuml;ZHcy;Zacute;Zcaron;Zcy;Zdot;ZeroWidthSpace;Zeta;Zfr;Zopf;Zscr;"
    "aacuteaacute;abreve;ac;acE;acd;acircacirc;acuteacute;acy;aeligaelig;af;afr;agraveagrave;alefsym;"
    "aleph;alpha;amacr;amalg;ampamp;and;andand;andd;andslope;andv;ang;ange;angle;angmsd;angmsdaa;"
    "angmsdab;angmsdac;angmsdad;angmsdae;angmsdaf;angmsdag;angmsdah;angrt;angrtvb;angrtvbd;angsph;angst;"
    "angzarr;aogon;aopf;ap;apE;apacir;ape;apid;apos;approx;approxeq;aringaring;ascr;ast;asymp;asympeq;"
    "atildeatilde;aumlauml;awconint;awint;bNot;backcong;backepsilon;backprime;backsim;backsimeq;barvee;"
    "barwed;barwedge;bbrk;bbrktbrk;bcong;bcy;bdquo;becaus;because;bemptyv;bepsi;bernou;beta;beth;between;"
    "bfr;bigcap;bigcirc;bigcup;bigodot;bigoplus;bigotimes;bigsqcup;bigstar;bigtriangledown;bigtriangleup;"
    "biguplus;bigvee;bigwedge;bkarow;blacklozenge;blacksquare;blacktriangle;blacktriangledown;"
    "blacktriangleleft;blacktriangleright;blank;blk12;blk14;blk34;block;bne;bnequiv;bnot;bopf;bot;bottom;"
    "bowtie;boxDL;boxDR;boxDl;boxDr;boxH;boxHD;boxHU;boxHd;boxHu;boxUL;boxUR;boxUl;boxUr;boxV;boxVH;"
    "boxVL;boxVR;boxVh;boxVl;boxVr;boxbox;boxdL;boxdR;boxdl;boxdr;boxh;boxhD;boxhU;boxhd;boxhu;boxminus;"
    "boxplus;boxtimes;boxuL;boxuR;boxul;boxur;boxv;boxvH;boxvL;boxvR;boxvh;boxvl;boxvr;bprime;breve;"
    "brvbarbrvbar;bscr;bsemi;bsim;bsime;bsol;bsolb;bsolhsub;bull;bullet;bump;bumpE;bumpe;bumpeq;cacute;"
    "cap;capand;capbrcup;capcap;capcup;capdot;caps;caret;caron;ccaps;ccaron;ccedilccedil;ccirc;ccups;"
    "ccupssm;cdot;cedilcedil;cemptyv;centcent;centerdot;cfr;chcy;check;checkmark;chi;cir;cirE;circ;"
    "circeq;circlearrowleft;circlearrowright;circledR;circledS;circledast;circledcirc;circleddash;cire;"
    "cirfnint;cirmid;cirscir;clubs;clubsuit;colon;colone;coloneq;comma;commat;comp;compfn;complement;"
    "complexes;cong;congdot;conint;copf;coprod;copycopy;copysr;crarr;cross;cscr;csub;csube;csup;csupe;"
    "ctdot;cudarrl;cudarrr;cuepr;cuesc;cularr;cularrp;cup;cupbrcap;cupcap;cupcup;cupdot;cupor;cups;"
    "curarr;curarrm;curlyeqprec;curlyeqsucc;curlyvee;curlywedge;currencurren;curvearrowleft;"
    "curvearrowright;cuvee;cuwed;cwconint;cwint;cylcty;dArr;dHar;dagger;daleth;darr;dash;dashv;dbkarow;"
    "dblac;dcaron;dcy;dd;ddagger;ddarr;ddotseq;degdeg;delta;demptyv;dfisht;dfr;dharl;dharr;diam;diamond;"
    "diamondsuit;diams;die;digamma;disin;div;dividedivide;divideontimes;divonx;djcy;dlcorn;dlcrop;dollar;"
    "dopf;dot;doteq;doteqdot;dotminus;dotplus;dotsquare;doublebarwedge;downarrow;downdownarrows;"
    "downharpoonleft;downharpoonright;drbkarow;drcorn;drcrop;dscr;dscy;dsol;dstrok;dtdot;dtri;dtrif;"
    "duarr;duhar;dwangle;dzcy;dzigrarr;eDDot;eDot;eacuteeacute;easter;ecaron;ecir;ecircecirc;ecolon;ecy;"
    "edot;ee;efDot;efr;eg;egraveegrave;egs;egsdot;el;elinters;ell;els;elsdot;emacr;empty;emptyset;emptyv;"
    "emsp13;emsp14;emsp;eng;ensp;eogon;eopf;epar;eparsl;eplus;epsi;epsilon;epsiv;eqcirc;eqcolon;eqsim;"
    "eqslantgtr;eqslantless;equals;equest;equiv;equivDD;eqvparsl;erDot;erarr;escr;esdot;esim;eta;etheth;"
    "eumleuml;euro;excl;exist;expectation;exponentiale;fallingdotseq;fcy;female;ffilig;fflig;ffllig;ffr;"
    "filig;fjlig;flat;fllig;fltns;fnof;fopf;forall;fork;forkv;fpartint;frac12frac12;frac13;frac14frac14;"
    "frac15;frac16;frac18;frac23;frac25;frac34frac34;frac35;frac38;frac45;frac56;frac58;frac78;frasl;"
    "frown;fscr;gE;gEl;gacute;gamma;gammad;gap;gbreve;gcirc;gcy;gdot;ge;gel;geq;geqq;geqslant;ges;gescc;"
    "gesdot;gesdoto;gesdotol;gesl;gesles;gfr;gg;ggg;gimel;gjcy;gl;glE;gla;glj;gnE;gnap;gnapprox;gne;gneq;"
    "gneqq;gnsim;gopf;grave;gscr;gsim;gsime;gsiml;gtgt;gtcc;gtcir;gtdot;gtlPar;gtquest;gtrapprox;gtrarr;"
    "gtrdot;gtreqless;gtreqqless;gtrless;gtrsim;gvertneqq;gvnE;hArr;hairsp;half;hamilt;hardcy;harr;"
    "harrcir;harrw;hbar;hcirc;hearts;heartsuit;hellip;hercon;hfr;hksearow;hkswarow;hoarr;homtht;"
    "hookleftarrow;hookrightarrow;hopf;horbar;hscr;hslash;hstrok;hybull;hyphen;iacuteiacute;ic;icirc"
    "icirc;icy;iecy;iexcliexcl;iff;ifr;igraveigrave;ii;iiiint;iiint;iinfin;iiota;ijlig;imacr;image;"
    "imagline;imagpart;imath;imof;imped;in;incare;infin;infintie;inodot;int;intcal;integers;intercal;"
    "intlarhk;intprod;iocy;iogon;iopf;iota;iprod;iquestiquest;iscr;isin;isinE;isindot;isins;isinsv;isinv;"
    "it;itilde;iukcy;iumliuml;jcirc;jcy;jfr;jmath;jopf;jscr;jsercy;jukcy;kappa;kappav;kcedil;kcy;kfr;"
    "kgreen;khcy;kjcy;kopf;kscr;lAarr;lArr;lAtail;lBarr;lE;lEg;lHar;lacute;laemptyv;lagran;lambda;lang;"
    "langd;langle;lap;laquolaquo;larr;larrb;larrbfs;larrfs;larrhk;larrlp;larrpl;larrsim;larrtl;lat;"
    "latail;late;lates;lbarr;lbbrk;lbrace;lbrack;lbrke;lbrksld;lbrkslu;lcaron;lcedil;lceil;lcub;lcy;ldca;"
    "ldquo;ldquor;ldrdhar;ldrushar;ldsh;le;leftarrow;leftarrowtail;leftharpoondown;leftharpoonup;"
    "leftleftarrows;leftrightarrow;leftrightarrows;leftrightharpoons;leftrightsquigarrow;leftthreetimes;"
    "leg;leq;leqq;leqslant;les;lescc;lesdot;lesdoto;lesdotor;lesg;lesges;lessapprox;lessdot;lesseqgtr;"
    "lesseqqgtr;lessgtr;lesssim;lfisht;lfloor;lfr;lg;lgE;lhard;lharu;lharul;lhblk;ljcy;ll;llarr;llcorner;"
    "llhard;lltri;lmidot;lmoust;lmoustache;lnE;lnap;lnapprox;lne;lneq;lneqq;lnsim;loang;loarr;lobrk;"
    "longleftarrow;longleftrightarrow;longmapsto;longrightarrow;looparrowleft;looparrowright;lopar;lopf;"
    "loplus;lotimes;lowast;lowbar;loz;lozenge;lozf;lpar;lparlt;lrarr;lrcorner;lrhar;lrhard;lrm;lrtri;"
    "lsaquo;lscr;lsh;lsim;lsime;lsimg;lsqb;lsquo;lsquor;lstrok;ltlt;ltcc;ltcir;ltdot;lthree;ltimes;"
    "ltlarr;ltquest;ltrPar;ltri;ltrie;ltrif;lurdshar;luruhar;lvertneqq;lvnE;mDDot;macrmacr;male;malt;"
    "maltese;map;mapsto;mapstodown;mapstoleft;mapstoup;marker;mcomma;mcy;mdash;measuredangle;mfr;mho;"
    "micromicro;mid;midast;midcir;middotmiddot;minus;minusb;minusd;minusdu;mlcp;mldr;mnplus;models;mopf;"
    "mp;mscr;mstpos;mu;multimap;mumap;nGg;nGt;nGtv;nLeftarrow;nLeftrightarrow;nLl;nLt;nLtv;nRightarrow;"
    "nVDash;nVdash;nabla;nacute;nang;nap;napE;napid;napos;napprox;natur;natural;naturals;nbspnbsp;nbump;"
    "nbumpe;ncap;ncaron;ncedil;ncong;ncongdot;ncup;ncy;ndash;ne;neArr;nearhk;nearr;nearrow;nedot;nequiv;"
    "nesear;nesim;nexist;nexists;nfr;ngE;nge;ngeq;ngeqq;ngeqslant;nges;ngsim;ngt;ngtr;nhArr;nharr;nhpar;"
    "ni;nis;nisd;niv;njcy;nlArr;nlE;nlarr;nldr;nle;nleftarrow;nleftrightarrow;nleq;nleqq;nleqslant;nles;"
    "nless;nlsim;nlt;nltri;nltrie;nmid;nopf;notnot;notin;notinE;notindot;notinva;notinvb;notinvc;notni;"
    "notniva;notnivb;notnivc;npar;nparallel;nparsl;npart;npolint;npr;nprcue;npre;nprec;npreceq;nrArr;"
    "nrarr;nrarrc;nrarrw;nrightarrow;nrtri;nrtrie;nsc;nsccue;nsce;nscr;nshortmid;nshortparallel;nsim;"
    "nsime;nsimeq;nsmid;nspar;nsqsube;nsqsupe;nsub;nsubE;nsube;nsubset;nsubseteq;nsubseteqq;nsucc;"
    "nsucceq;nsup;nsupE;nsupe;nsupset;nsupseteq;nsupseteqq;ntgl;ntildentilde;ntlg;ntriangleleft;"
    "ntrianglelefteq;ntriangleright;ntrianglerighteq;nu;num;numero;numsp;nvDash;nvHarr;nvap;nvdash;nvge;"
    "nvgt;nvinfin;nvlArr;nvle;nvlt;nvltrie;nvrArr;nvrtrie;nvsim;nwArr;nwarhk;nwarr;nwarrow;nwnear;oS;"
    "oacuteoacute;oast;ocir;ocircocirc;ocy;odash;odblac;odiv;odot;odsold;oelig;ofcir;ofr;ogon;ograve"
    "ograve;ogt;ohbar;ohm;oint;olarr;olcir;olcross;oline;olt;omacr;omega;omicron;omid;ominus;oopf;opar;"
    "operp;oplus;or;orarr;ord;order;orderof;ordfordf;ordmordm;origof;oror;orslope;orv;oscr;oslashoslash;"
    "osol;otildeotilde;otimes;otimesas;oumlouml;ovbar;par;parapara;parallel;parsim;parsl;part;pcy;percnt;"
    "period;permil;perp;pertenk;pfr;phi;phiv;phmmat;phone;pi;pitchfork;piv;planck;planckh;plankv;plus;"
    "plusacir;plusb;pluscir;plusdo;plusdu;pluse;plusmnplusmn;plussim;plustwo;pm;pointint;popf;poundpound;"
    "pr;prE;prap;prcue;pre;prec;precapprox;preccurlyeq;preceq;precnapprox;precneqq;precnsim;precsim;"
    "prime;primes;prnE;prnap;prnsim;prod;profalar;profline;profsurf;prop;propto;prsim;prurel;pscr;psi;"
    "puncsp;qfr;qint;qopf;qprime;qscr;quaternions;quatint;quest;questeq;quotquot;rAarr;rArr;rAtail;rBarr;"
    "rHar;race;racute;radic;raemptyv;rang;rangd;range;rangle;raquoraquo;rarr;rarrap;rarrb;rarrbfs;rarrc;"
    "rarrfs;rarrhk;rarrlp;rarrpl;rarrsim;rarrtl;rarrw;ratail;ratio;rationals;rbarr;rbbrk;rbrace;rbrack;"
    "rbrke;rbrksld;rbrkslu;rcaron;rcedil;rceil;rcub;rcy;rdca;rdldhar;rdquo;rdquor;rdsh;real;realine;"
    "realpart;reals;rect;regreg;rfisht;rfloor;rfr;rhard;rharu;rharul;rho;rhov;rightarrow;rightarrowtail;"
    "rightharpoondown;rightharpoonup;rightleftarrows;rightleftharpoons;rightrightarrows;rightsquigarrow;"
    "rightthreetimes;ring;risingdotseq;rlarr;rlhar;rlm;rmoust;rmoustache;rnmid;roang;roarr;robrk;ropar;"
    "ropf;roplus;rotimes;rpar;rpargt;rppolint;rrarr;rsaquo;rscr;rsh;rsqb;rsquo;rsquor;rthree;rtimes;rtri;"
    "rtrie;rtrif;rtriltri;ruluhar;rx;sacute;sbquo;sc;scE;scap;scaron;sccue;sce;scedil;scirc;scnE;scnap;"
    "scnsim;scpolint;scsim;scy;sdot;sdotb;sdote;seArr;searhk;searr;searrow;sectsect;semi;seswar;setminus;"
    "setmn;sext;sfr;sfrown;sharp;shchcy;shcy;shortmid;shortparallel;shyshy;sigma;sigmaf;sigmav;sim;"
    "simdot;sime;simeq;simg;simgE;siml;simlE;simne;simplus;simrarr;slarr;smallsetminus;smashp;smeparsl;"
    "smid;smile;smt;smte;smtes;softcy;sol;solb;solbar;sopf;spades;spadesuit;spar;sqcap;sqcaps;sqcup;"
    "sqcups;sqsub;sqsube;sqsubset;sqsubseteq;sqsup;sqsupe;sqsupset;sqsupseteq;squ;square;squarf;squf;"
    "srarr;sscr;ssetmn;ssmile;sstarf;star;starf;straightepsilon;straightphi;strns;sub;subE;subdot;sube;"
    "subedot;submult;subnE;subne;subplus;subrarr;subset;subseteq;subseteqq;subsetneq;subsetneqq;subsim;"
    "subsub;subsup;succ;succapprox;succcurlyeq;succeq;succnapprox;succneqq;succnsim;succsim;sum;sung;sup1"
    "sup1;sup2sup2;sup3sup3;sup;supE;supdot;supdsub;supe;supedot;suphsol;suphsub;suplarr;supmult;supnE;"
    "supne;supplus;supset;supseteq;supseteqq;supsetneq;supsetneqq;supsim;supsub;supsup;swArr;swarhk;"
    "swarr;swarrow;swnwar;szligszlig;target;tau;tbrk;tcaron;tcedil;tcy;tdot;telrec;tfr;there4;therefore;"
    "theta;thetasym;thetav;thickapprox;thicksim;thinsp;thkap;thksim;thornthorn;tilde;timestimes;timesb;"
    "timesbar;timesd;tint;toea;top;topbot;topcir;topf;topfork;tosa;tprime;trade;triangle;triangledown;"
    "triangleleft;trianglelefteq;triangleq;triangleright;trianglerighteq;tridot;trie;triminus;triplus;"
    "trisb;tritime;trpezium;tscr;tscy;tshcy;tstrok;twixt;twoheadleftarrow;twoheadrightarrow;uArr;uHar;"
    "uacuteuacute;uarr;ubrcy;ubreve;ucircucirc;ucy;udarr;udblac;udhar;ufisht;ufr;ugraveugrave;uharl;"
    "uharr;uhblk;ulcorn;ulcorner;ulcrop;ultri;umacr;umluml;uogon;uopf;uparrow;updownarrow;upharpoonleft;"
    "upharpoonright;uplus;upsi;upsih;upsilon;upuparrows;urcorn;urcorner;urcrop;uring;urtri;uscr;utdot;"
    "utilde;utri;utrif;uuarr;uumluuml;uwangle;vArr;vBar;vBarv;vDash;vangrt;varepsilon;varkappa;"
    "varnothing;varphi;varpi;varpropto;varr;varrho;varsigma;varsubsetneq;varsubsetneqq;varsupsetneq;"
    "varsupsetneqq;vartheta;vartriangleleft;vartriangleright;vcy;vdash;vee;veebar;veeeq;vellip;verbar;"
    "vert;vfr;vltri;vnsub;vnsup;vopf;vprop;vrtri;vscr;vsubnE;vsubne;vsupnE;vsupne;vzigzag;wcirc;wedbar;"
    "wedge;wedgeq;weierp;wfr;wopf;wp;wr;wreath;wscr;xcap;xcirc;xcup;xdtri;xfr;xhArr;xharr;xi;xlArr;xlarr;"
    "xmap;xnis;xodot;xopf;xoplus;xotime;xrArr;xrarr;xscr;xsqcup;xuplus;xutri;xvee;xwedge;yacuteyacute;"
    "yacy;ycirc;ycy;yenyen;yfr;yicy;yopf;yscr;yucy;yumlyuml;zacute;zcaron;zcy;zdot;zeetrf;zeta;zfr;zhcy;"
    "zigrarr;zopf;zscr;zwj;zwnj;";

const uint16_t ub_html_ref_at[2232] = {
    0, 5, 11, 14, 18, 24, 31, 38, 43, 49, 53, 57, 63, 70, 76, 82, 86, 92, 97, 111,
    116, 122, 127, 134, 140, 147, 151, 156, 166, 171, 178, 182, 190, 201, 206, 210, 215, 221, 226, 233,
    238, 242, 247, 254, 258, 279, 287, 294, 300, 307, 313, 321, 326, 334, 344, 348, 352, 362, 374, 385,
    397, 422, 444, 460, 466, 473, 483, 490, 506, 511, 521, 553, 559, 564, 568, 575, 578, 587, 592, 597,
    602, 609, 614, 620, 627, 631, 635, 641, 645, 662, 677, 700, 717, 734, 742, 756, 761, 765, 772, 781,
    803, 813, 829, 845, 866, 880, 900, 925, 946, 963, 978, 992, 1010, 1028, 1038, 1051, 1068, 1078, 1098, 1116,
    1131, 1149, 1168, 1184, 1203, 1211, 1224, 1234, 1239, 1246, 1250, 1253, 1257, 1263, 1270, 1277, 1282, 1288, 1292, 1297,
    1301, 1307, 1314, 1322, 1328, 1345, 1366, 1372, 1377, 1385, 1391, 1402, 1414, 1419, 1424, 1428, 1432, 1437, 1444, 1457,
    1461, 1465, 1483, 1505, 1510, 1517, 1528, 1533, 1538, 1540, 1543, 1549, 1556, 1563, 1570, 1576, 1580, 1585, 1589, 1592,
    1597, 1610, 1627, 1644, 1659, 1671, 1689, 1702, 1707, 1710, 1717, 1723, 1727, 1733, 1737, 1750, 1755, 1770, 1775, 1782,
    1795, 1805, 1810, 1816, 1821, 1827, 1834, 1839, 1845, 1849, 1854, 1858, 1864, 1871, 1874, 1880, 1891, 1899, 1903, 1912,
    1925, 1940, 1955, 1961, 1966, 1971, 1976, 1983, 1989, 1993, 1998, 2004, 2008, 2012, 2017, 2022, 2029, 2035, 2040, 2045,
    2051, 2058, 2062, 2066, 2071, 2076, 2081, 2083, 2086, 2093, 2100, 2105, 2116, 2121, 2128, 2135, 2139, 2156, 2166, 2179,
    2199, 2211, 2229, 2247, 2262, 2280, 2290, 2305, 2321, 2329, 2342, 2356, 2369, 2385, 2403, 2420, 2436, 2449, 2465, 2476,
    2490, 2500, 2515, 2532, 2546, 2558, 2567, 2582, 2592, 2596, 2599, 2610, 2617, 2631, 2650, 2665, 2679, 2698, 2713, 2718,
    2733, 2749, 2754, 2758, 2765, 2768, 2772, 2776, 2788, 2798, 2802, 2812, 2817, 2822, 2825, 2830, 2837, 2844, 2851, 2855,
    2875, 2894, 2912, 2934, 2955, 2970, 2978, 2982, 2990, 3007, 3012, 3016, 3029, 3039, 3060, 3071, 3080, 3094, 3104, 3115,
    3131, 3151, 3169, 3184, 3205, 3221, 3237, 3250, 3266, 3285, 3306, 3314, 3327, 3342, 3354, 3372, 3385, 3409, 3427, 3439,
    3456, 3478, 3496, 3513, 3533, 3555, 3571, 3592, 3610, 3633, 3643, 3658, 3670, 3687, 3709, 3726, 3738, 3755, 3764, 3778,
    3796, 3810, 3825, 3830, 3836, 3843, 3846, 3852, 3858, 3865, 3870, 3876, 3880, 3887, 3891, 3897, 3904, 3910, 3916, 3924,
    3929, 3950, 3965, 3968, 3973, 3979, 3986, 3992, 3999, 4006, 4010, 4015, 4023, 4033, 4045, 4061, 4070, 4074, 4078, 4082,
    4085, 4095, 4109, 4114, 4117, 4126, 4140, 4159, 4173, 4179, 4187, 4198, 4211, 4216, 4220, 4224, 4229, 4233, 4238, 4243,
    4249, 4252, 4256, 4263, 4268, 4273, 4280, 4287, 4294, 4298, 4301, 4316, 4335, 4356, 4360, 4364, 4382, 4393, 4407, 4427,
    4440, 4459, 4478, 4494, 4513, 4524, 4533, 4547, 4562, 4576, 4593, 4612, 4630, 4647, 4661, 4678, 4690, 4705, 4716, 4721,
    4734, 4746, 4751, 4755, 4767, 4774, 4779, 4786, 4793, 4796, 4803, 4810, 4816, 4820, 4824, 4839, 4854, 4870, 4883, 4889,
    4901, 4906, 4911, 4918, 4937, 4950, 4968, 4983, 5003, 5015, 5020, 5025, 5029, 5036, 5048, 5057, 5071, 5090, 5104, 5113,
    5117, 5121, 5130, 5144, 5151, 5156, 5162, 5168, 5174, 5179, 5183, 5187, 5194, 5201, 5205, 5209, 5219, 5225, 5236, 5246,
    5252, 5263, 5278, 5289, 5294, 5304, 5309, 5316, 5322, 5329, 5334, 5343, 5349, 5356, 5361, 5367, 5371, 5378, 5382, 5388,
    5395, 5401, 5410, 5421, 5434, 5451, 5457, 5467, 5473, 5478, 5486, 5497, 5514, 5526, 5540, 5546, 5557, 5565, 5577, 5592,
    5608, 5613, 5621, 5627, 5632, 5639, 5643, 5648, 5654, 5659, 5663, 5669, 5676, 5680, 5687, 5692, 5704, 5717, 5735, 5749,
    5763, 5767, 5772, 5777, 5784, 5790, 5796, 5800, 5805, 5810, 5814, 5817, 5822, 5827, 5832, 5837, 5842, 5848, 5855, 5861,
    5865, 5869, 5874, 5879, 5884, 5889, 5896, 5903, 5907, 5912, 5927, 5932, 5936, 5941, 5946, 5952, 5959, 5966, 5969, 5973,
    5977, 5982, 5988, 5993, 5999, 6003, 6008, 6014, 6017, 6021, 6027, 6034, 6042, 6048, 6054, 6060, 6066, 6069, 6073, 6077,
    6084, 6089, 6098, 6103, 6107, 6112, 6118, 6125, 6134, 6143, 6152, 6161, 6170, 6179, 6188, 6197, 6203, 6211, 6220, 6227,
    6233, 6241, 6247, 6252, 6255, 6259, 6266, 6270, 6275, 6280, 6287, 6296, 6301, 6307, 6312, 6316, 6322, 6330, 6336, 6343,
    6347, 6352, 6361, 6367, 6372, 6381, 6393, 6403, 6411, 6421, 6428, 6435, 6444, 6449, 6458, 6464, 6468, 6474, 6481, 6489,
    6497, 6503, 6510, 6515, 6520, 6528, 6532, 6539, 6547, 6554, 6562, 6571, 6581, 6590, 6598, 6614, 6628, 6637, 6644, 6653,
    6660, 6673, 6685, 6699, 6717, 6735, 6754, 6760, 6766, 6772, 6778, 6784, 6788, 6796, 6801, 6806, 6810, 6817, 6824, 6830,
    6836, 6842, 6848, 6853, 6859, 6865, 6871, 6877, 6883, 6889, 6895, 6901, 6906, 6912, 6918, 6924, 6930, 6936, 6942, 6949,
    6955, 6961, 6967, 6973, 6978, 6984, 6990, 6996, 7002, 7011, 7019, 7028, 7034, 7040, 7046, 7052, 7057, 7063, 7069, 7075,
    7081, 7087, 7093, 7100, 7106, 7112, 7119, 7124, 7130, 7135, 7141, 7146, 7152, 7161, 7166, 7173, 7178, 7184, 7190, 7197,
    7204, 7208, 7215, 7224, 7231, 7238, 7245, 7250, 7256, 7262, 7268, 7275, 7281, 7288, 7294, 7300, 7308, 7313, 7318, 7324,
    7332, 7336, 7341, 7351, 7355, 7360, 7366, 7376, 7380, 7384, 7389, 7394, 7401, 7417, 7434, 7443, 7452, 7463, 7475, 7487,
    7492, 7501, 7508, 7516, 7522, 7531, 7537, 7544, 7552, 7558, 7565, 7570, 7577, 7588, 7598, 7603, 7611, 7618, 7623, 7630,
    7634, 7639, 7646, 7652, 7658, 7663, 7668, 7674, 7679, 7685, 7691, 7699, 7707, 7713, 7719, 7726, 7734, 7738, 7747, 7754,
    7761, 7768, 7774, 7779, 7786, 7794, 7806, 7818, 7827, 7838, 7844, 7851, 7866, 7882, 7888, 7894, 7903, 7909, 7916, 7921,
    7926, 7933, 7940, 7945, 7950, 7956, 7964, 7970, 7977, 7981, 7984, 7992, 7998, 8006, 8009, 8013, 8019, 8027, 8034, 8038,
    8044, 8050, 8055, 8063, 8075, 8081, 8085, 8093, 8099, 8103, 8109, 8116, 8130, 8137, 8142, 8149, 8156, 8163, 8168, 8172,
    8178, 8187, 8196, 8204, 8214, 8229, 8239, 8254, 8270, 8287, 8296, 8303, 8310, 8315, 8320, 8325, 8332, 8338, 8343, 8349,
    8355, 8361, 8369, 8374, 8383, 8389, 8394, 8400, 8407, 8414, 8421, 8426, 8431, 8437, 8444, 8448, 8453, 8456, 8462, 8466,
    8469, 8475, 8482, 8486, 8493, 8496, 8505, 8509, 8513, 8520, 8526, 8532, 8541, 8548, 8555, 8562, 8567, 8571, 8576, 8582,
    8587, 8592, 8599, 8605, 8610, 8618, 8624, 8631, 8639, 8645, 8656, 8668, 8675, 8682, 8688, 8696, 8705, 8711, 8717, 8722,
    8728, 8733, 8737, 8740, 8744, 8748, 8753, 8758, 8763, 8769, 8781, 8794, 8808, 8812, 8819, 8826, 8832, 8839, 8843, 8849,
    8855, 8860, 8866, 8872, 8877, 8882, 8889, 8894, 8900, 8909, 8915, 8922, 8929, 8935, 8942, 8949, 8956, 8963, 8970, 8977,
    8983, 8990, 8997, 9004, 9011, 9018, 9025, 9032, 9038, 9044, 9049, 9052, 9056, 9063, 9069, 9076, 9080, 9087, 9093, 9097,
    9102, 9105, 9109, 9113, 9118, 9127, 9131, 9137, 9144, 9152, 9161, 9166, 9173, 9177, 9180, 9184, 9190, 9195, 9198, 9202,
    9206, 9210, 9214, 9219, 9228, 9232, 9237, 9243, 9249, 9254, 9260, 9265, 9270, 9276, 9282, 9284, 9287, 9292, 9298, 9304,
    9311, 9319, 9329, 9336, 9343, 9353, 9364, 9372, 9379, 9389, 9394, 9399, 9406, 9411, 9418, 9425, 9430, 9438, 9444, 9449,
    9455, 9462, 9472, 9479, 9486, 9490, 9499, 9508, 9514, 9521, 9535, 9550, 9555, 9562, 9567, 9574, 9581, 9588, 9595, 9601,
    9608, 9611, 9616, 9622, 9626, 9631, 9636, 9642, 9646, 9650, 9656, 9663, 9666, 9673, 9679, 9686, 9692, 9698, 9704, 9710,
    9719, 9728, 9734, 9739, 9745, 9748, 9755, 9761, 9770, 9777, 9781, 9788, 9797, 9806, 9815, 9823, 9828, 9834, 9839, 9844,
    9850, 9856, 9863, 9868, 9873, 9879, 9887, 9893, 9900, 9906, 9909, 9916, 9922, 9926, 9931, 9937, 9941, 9945, 9951, 9956,
    9961, 9968, 9974, 9980, 9987, 9994, 9998, 10002, 10009, 10014, 10019, 10024, 10029, 10035, 10040, 10047, 10053, 10056, 10060, 10065,
    10072, 10081, 10088, 10095, 10100, 10106, 10113, 10117, 10122, 10128, 10133, 10139, 10147, 10154, 10161, 10168, 10175, 10183, 10190, 10194,
    10201, 10206, 10212, 10218, 10224, 10231, 10238, 10244, 10252, 10260, 10267, 10274, 10280, 10285, 10289, 10294, 10300, 10307, 10315, 10324,
    10329, 10332, 10342, 10356, 10372, 10386, 10401, 10416, 10432, 10450, 10470, 10485, 10489, 10493, 10498, 10507, 10511, 10517, 10524, 10532,
    10541, 10546, 10553, 10564, 10572, 10582, 10593, 10601, 10609, 10616, 10623, 10627, 10630, 10634, 10640, 10646, 10653, 10659, 10664, 10667,
    10673, 10682, 10689, 10695, 10702, 10709, 10720, 10724, 10729, 10738, 10742, 10747, 10753, 10759, 10765, 10771, 10777, 10791, 10810, 10821,
    10836, 10850, 10865, 10871, 10876, 10883, 10891, 10898, 10905, 10909, 10917, 10922, 10927, 10934, 10940, 10949, 10955, 10962, 10966, 10972,
    10979, 10984, 10988, 10993, 10999, 11005, 11010, 11016, 11023, 11030, 11032, 11035, 11040, 11046, 11052, 11059, 11066, 11073, 11081, 11088,
    11093, 11099, 11105, 11114, 11122, 11132, 11137, 11143, 11147, 11152, 11157, 11162, 11170, 11174, 11181, 11192, 11203, 11212, 11219, 11226,
    11230, 11236, 11250, 11254, 11258, 11263, 11269, 11273, 11280, 11287, 11293, 11300, 11306, 11313, 11320, 11328, 11333, 11338, 11345, 11352,
    11357, 11360, 11365, 11372, 11375, 11384, 11390, 11394, 11398, 11403, 11414, 11430, 11434, 11438, 11443, 11455, 11462, 11469, 11475, 11482,
    11487, 11491, 11496, 11502, 11508, 11516, 11522, 11530, 11539, 11543, 11548, 11554, 11561, 11566, 11573, 11580, 11586, 11595, 11600, 11604,
    11610, 11613, 11619, 11626, 11632, 11640, 11646, 11653, 11660, 11666, 11673, 11681, 11685, 11689, 11693, 11698, 11704, 11714, 11719, 11725,
    11729, 11734, 11740, 11746, 11752, 11755, 11759, 11764, 11768, 11773, 11779, 11783, 11789, 11794, 11798, 11809, 11825, 11830, 11836, 11846,
    11851, 11857, 11863, 11867, 11873, 11880, 11885, 11890, 11893, 11897, 11903, 11910, 11919, 11927, 11935, 11943, 11949, 11957, 11965, 11973,
    11978, 11988, 11995, 12001, 12009, 12013, 12020, 12025, 12031, 12039, 12045, 12051, 12058, 12065, 12077, 12083, 12090, 12094, 12101, 12106,
    12111, 12121, 12136, 12141, 12147, 12154, 12160, 12166, 12174, 12182, 12187, 12193, 12199, 12207, 12217, 12228, 12234, 12242, 12247, 12253,
    12259, 12267, 12277, 12288, 12293, 12299, 12306, 12311, 12325, 12341, 12356, 12373, 12376, 12380, 12387, 12393, 12400, 12407, 12412, 12419,
    12424, 12429, 12437, 12444, 12449, 12454, 12462, 12469, 12477, 12483, 12489, 12496, 12502, 12510, 12517, 12520, 12526, 12533, 12538, 12543,
    12548, 12554, 12558, 12564, 12571, 12576, 12581, 12588, 12594, 12600, 12604, 12609, 12615, 12622, 12626, 12632, 12636, 12641, 12647, 12653,
    12661, 12667, 12671, 12677, 12683, 12691, 12696, 12703, 12708, 12713, 12719, 12725, 12728, 12734, 12738, 12744, 12752, 12756, 12761, 12765,
    12770, 12777, 12782, 12790, 12794, 12799, 12805, 12812, 12817, 12823, 12830, 12837, 12846, 12850, 12855, 12861, 12865, 12869, 12874, 12883,
    12890, 12896, 12901, 12905, 12912, 12919, 12926, 12931, 12939, 12943, 12947, 12952, 12959, 12965, 12968, 12978, 12982, 12989, 12997, 13004,
    13009, 13018, 13024, 13032, 13039, 13046, 13052, 13058, 13065, 13073, 13081, 13084, 13093, 13098, 13103, 13109, 13112, 13116, 13121, 13127,
    13131, 13136, 13147, 13159, 13166, 13178, 13187, 13196, 13204, 13210, 13217, 13222, 13228, 13235, 13240, 13249, 13258, 13267, 13272, 13279,
    13285, 13292, 13297, 13301, 13308, 13312, 13317, 13322, 13329, 13334, 13346, 13354, 13360, 13368, 13372, 13377, 13383, 13388, 13395, 13401,
    13406, 13411, 13418, 13424, 13433, 13438, 13444, 13450, 13457, 13462, 13468, 13473, 13480, 13486, 13494, 13500, 13507, 13514, 13521, 13528,
    13536, 13543, 13549, 13556, 13562, 13572, 13578, 13584, 13591, 13598, 13604, 13612, 13620, 13627, 13634, 13640, 13645, 13649, 13654, 13662,
    13668, 13675, 13680, 13685, 13693, 13702, 13708, 13713, 13716, 13720, 13727, 13734, 13738, 13744, 13750, 13757, 13761, 13766, 13777, 13792,
    13809, 13824, 13840, 13858, 13875, 13891, 13907, 13912, 13925, 13931, 13937, 13941, 13948, 13959, 13965, 13971, 13977, 13983, 13989, 13994,
    14001, 14009, 14014, 14021, 14030, 14036, 14043, 14048, 14052, 14057, 14063, 14070, 14077, 14084, 14089, 14095, 14101, 14110, 14118, 14121,
    14128, 14134, 14137, 14141, 14146, 14153, 14159, 14163, 14170, 14176, 14181, 14187, 14194, 14203, 14209, 14213, 14218, 14224, 14230, 14236,
    14243, 14249, 14257, 14261, 14266, 14271, 14278, 14287, 14293, 14298, 14302, 14309, 14315, 14322, 14327, 14336, 14350, 14353, 14357, 14363,
    14370, 14377, 14381, 14388, 14393, 14399, 14404, 14410, 14415, 14421, 14427, 14435, 14443, 14449, 14463, 14470, 14479, 14484, 14490, 14494,
    14499, 14505, 14512, 14516, 14521, 14528, 14533, 14540, 14550, 14555, 14561, 14568, 14574, 14581, 14587, 14594, 14603, 14614, 14620, 14627,
    14636, 14647, 14651, 14658, 14665, 14670, 14676, 14681, 14688, 14695, 14702, 14707, 14713, 14729, 14741, 14747, 14751, 14756, 14763, 14768,
    14776, 14784, 14790, 14796, 14804, 14812, 14819, 14828, 14838, 14848, 14859, 14866, 14873, 14880, 14885, 14896, 14908, 14915, 14927, 14936,
    14945, 14953, 14957, 14962, 14966, 14971, 14975, 14980, 14984, 14989, 14993, 14998, 15005, 15013, 15018, 15026, 15034, 15042, 15050, 15058,
    15064, 15070, 15078, 15085, 15094, 15104, 15114, 15125, 15132, 15139, 15146, 15152, 15159, 15165, 15173, 15180, 15185, 15191, 15198, 15202,
    15207, 15214, 15221, 15225, 15230, 15237, 15241, 15248, 15258, 15264, 15273, 15280, 15292, 15301, 15308, 15314, 15321, 15326, 15332, 15338,
    15343, 15349, 15356, 15365, 15372, 15377, 15382, 15386, 15393, 15400, 15405, 15413, 15418, 15425, 15431, 15440, 15453, 15466, 15481, 15491,
    15505, 15521, 15528, 15533, 15542, 15550, 15556, 15564, 15573, 15578, 15583, 15589, 15596, 15602, 15619, 15637, 15642, 15647, 15653, 15660,
    15665, 15671, 15678, 15683, 15689, 15693, 15699, 15706, 15712, 15719, 15723, 15729, 15736, 15742, 15748, 15754, 15761, 15770, 15777, 15783,
    15789, 15792, 15796, 15802, 15807, 15815, 15827, 15841, 15856, 15862, 15867, 15873, 15881, 15892, 15899, 15908, 15915, 15921, 15927, 15932,
    15938, 15945, 15950, 15956, 15962, 15966, 15971, 15979, 15984, 15989, 15995, 16001, 16008, 16019, 16028, 16039, 16046, 16052, 16062, 16067,
    16074, 16083, 16096, 16110, 16123, 16137, 16146, 16162, 16179, 16183, 16189, 16193, 16200, 16206, 16213, 16220, 16225, 16229, 16235, 16241,
    16247, 16252, 16258, 16264, 16269, 16276, 16283, 16290, 16297, 16305, 16311, 16318, 16324, 16331, 16338, 16342, 16347, 16350, 16353, 16360,
    16365, 16370, 16376, 16381, 16387, 16391, 16397, 16403, 16406, 16412, 16418, 16423, 16428, 16434, 16439, 16446, 16453, 16459, 16465, 16470,
    16477, 16484, 16490, 16495, 16502, 16508, 16515, 16520, 16526, 16530, 16533, 16537, 16541, 16546, 16551, 16556, 16561, 16565, 16570, 16577,
    16584, 16588, 16593, 16600, 16605, 16609, 16614, 16622, 16627, 16632, 16636, 16641,
};

/* What each stands for: offset in ub_html_ref_text and bytes. */
const uint16_t ub_html_ref_text_at[2231] = {
    0, 0, 2, 2, 3, 3, 5, 7, 7, 9, 11, 15, 15, 17, 19, 21, 24, 26, 30, 33,
    33, 35, 39, 42, 42, 44, 44, 46, 49, 52, 55, 57, 60, 63, 65, 69, 73, 60, 75, 78,
    80, 80, 82, 84, 87, 90, 93, 95, 95, 97, 99, 102, 104, 106, 90, 108, 110, 113, 116, 119,
    122, 125, 128, 131, 134, 137, 140, 143, 146, 149, 152, 155, 158, 162, 165, 87, 168, 171, 173, 175,
    177, 180, 183, 186, 188, 190, 193, 195, 199, 201, 203, 205, 206, 208, 211, 214, 218, 220, 223, 140,
    218, 226, 229, 232, 183, 235, 238, 241, 244, 247, 250, 253, 256, 259, 262, 265, 268, 270, 273, 276,
    279, 282, 285, 288, 291, 294, 226, 297, 301, 303, 305, 305, 307, 307, 309, 311, 311, 313, 315, 317,
    321, 321, 323, 326, 328, 331, 334, 336, 340, 342, 345, 348, 351, 354, 357, 359, 359, 361, 364, 367,
    369, 373, 376, 379, 383, 386, 386, 389, 391, 391, 392, 394, 396, 398, 400, 402, 404, 406, 410, 413,
    417, 420, 423, 426, 429, 432, 435, 438, 442, 445, 447, 449, 450, 452, 455, 458, 461, 455, 464, 75,
    466, 469, 471, 473, 475, 475, 477, 477, 479, 481, 483, 486, 486, 483, 488, 490, 244, 493, 496, 499,
    502, 505, 508, 510, 514, 516, 519, 521, 523, 523, 525, 527, 529, 533, 537, 541, 543, 545, 547, 549,
    551, 553, 555, 559, 563, 567, 569, 569, 570, 572, 574, 577, 580, 583, 585, 587, 589, 592, 595, 598,
    601, 604, 607, 610, 613, 616, 619, 622, 625, 628, 631, 634, 637, 640, 643, 646, 649, 652, 655, 658,
    229, 232, 661, 664, 667, 670, 673, 676, 679, 683, 686, 689, 691, 694, 697, 235, 238, 241, 700, 704,
    707, 577, 710, 713, 715, 718, 721, 723, 726, 729, 733, 736, 726, 740, 742, 744, 746, 748, 750, 752,
    752, 752, 752, 442, 715, 755, 756, 760, 763, 765, 768, 771, 774, 777, 780, 783, 786, 791, 794, 797,
    800, 805, 810, 813, 818, 821, 826, 831, 834, 839, 842, 845, 848, 851, 856, 861, 864, 869, 874, 877,
    882, 885, 888, 891, 896, 899, 904, 907, 912, 915, 921, 924, 927, 932, 935, 940, 946, 949, 952, 955,
    958, 961, 964, 968, 968, 970, 972, 974, 974, 976, 976, 978, 980, 982, 986, 986, 988, 990, 992, 994,
    998, 1001, 1004, 1007, 1011, 1011, 1013, 1013, 1015, 1018, 1018, 1020, 1023, 1026, 1029, 1032, 1035, 1037, 1041, 1043,
    1045, 452, 1047, 1050, 1053, 1056, 1059, 1062, 1065, 1068, 131, 1071, 1074, 1078, 1080, 1080, 1081, 1085, 1088, 1092,
    1095, 1095, 1097, 1099, 1102, 1105, 1108, 1110, 1112, 1114, 1117, 1120, 1123, 1114, 1126, 1128, 1131, 1134, 1137, 1140,
    1143, 1146, 1149, 1152, 1155, 1158, 1161, 1164, 1167, 1170, 1173, 1176, 1179, 1182, 1185, 1188, 1191, 244, 1194, 1197,
    1200, 1203, 1206, 1209, 1212, 1214, 1216, 1218, 1220, 1223, 1225, 1227, 1229, 1231, 259, 592, 1131, 1235, 1238, 1240,
    1243, 1247, 1250, 1253, 1256, 1259, 1262, 1265, 1268, 1271, 1275, 1278, 1278, 1281, 1284, 1287, 1290, 1293, 1117, 1296,
    1299, 1302, 1305, 1299, 1308, 1308, 1310, 1313, 1315, 1317, 1318, 1320, 1322, 1324, 1326, 1330, 1333, 1335, 1341, 1344,
    1347, 1350, 1353, 1356, 1360, 1363, 1367, 1369, 1369, 1371, 1374, 1377, 1379, 1381, 1381, 1383, 1385, 1387, 1391, 1391,
    1393, 1395, 1396, 1399, 1402, 1405, 1408, 1411, 1413, 1235, 1417, 1420, 1423, 1426, 1429, 1432, 250, 253, 1435, 1438,
    1441, 1443, 1445, 1447, 1451, 1453, 1453, 1455, 1458, 1461, 1463, 1466, 1469, 1472, 1472, 1475, 1478, 1479, 1482, 1485,
    1488, 1492, 1496, 1500, 1503, 1505, 1508, 1512, 1516, 1520, 1524, 1526, 1530, 1534, 1536, 1538, 1540, 1540, 1542, 1544,
    1546, 1550, 1554, 1558, 1560, 1562, 1564, 1566, 1568, 752, 1570, 1572, 1575, 1578, 1582, 1582, 1584, 1586, 1589, 1594,
    1597, 1597, 199, 199, 1599, 1601, 1601, 30, 1603, 1607, 1607, 1609, 1609, 1612, 1614, 1616, 2, 2, 1619, 1622,
    1625, 1628, 1631, 1634, 1637, 1634, 1640, 1643, 1646, 1649, 1652, 1655, 1658, 1661, 1664, 1667, 1670, 1673, 1676, 33,
    1679, 1682, 1684, 1353, 1688, 1691, 1694, 1697, 1700, 1353, 1694, 1701, 1701, 1703, 1707, 1353, 165, 1708, 1708, 1710,
    1710, 152, 1712, 1715, 1718, 1721, 1723, 1726, 1729, 1732, 1735, 1735, 1399, 1738, 1718, 1741, 1743, 57, 57, 1746,
    1721, 60, 1749, 1751, 1754, 1757, 499, 1761, 1405, 1764, 1767, 1770, 1773, 1776, 1779, 1782, 1785, 1469, 1505, 1788,
    1791, 376, 1794, 1797, 1800, 1803, 1806, 1809, 1812, 1815, 1818, 1821, 1825, 1831, 1834, 1429, 1429, 1838, 1841, 1844,
    1847, 1850, 1853, 1856, 1859, 1862, 1865, 1868, 1871, 1874, 1877, 1880, 1883, 1886, 1889, 1892, 1895, 1898, 1901, 1904,
    1907, 1910, 1913, 461, 1916, 1919, 1922, 1925, 1928, 1931, 1934, 1937, 1940, 1943, 1946, 1949, 1952, 1955, 1958, 1961,
    1964, 1967, 1723, 73, 1970, 1970, 1972, 1976, 1726, 1729, 1979, 1980, 1983, 1986, 1986, 75, 1989, 466, 466, 1992,
    1994, 1997, 2000, 2003, 2006, 2009, 2012, 2018, 447, 2021, 2024, 2026, 2026, 2028, 2030, 2033, 2036, 104, 104, 2038,
    2041, 2041, 106, 2043, 2047, 2049, 2049, 2052, 2054, 2057, 2060, 2062, 2065, 2068, 1095, 2071, 2074, 2077, 2080, 2062,
    2083, 2086, 2089, 2092, 2092, 2095, 39, 39, 2096, 2097, 2098, 1240, 2098, 146, 1350, 2101, 143, 2104, 149, 80,
    80, 2108, 2111, 2114, 2117, 2121, 2124, 2127, 2130, 2133, 2136, 2139, 2142, 2145, 2148, 2151, 2154, 2157, 2160, 2163,
    2166, 2169, 2172, 2178, 2181, 2142, 2145, 2184, 2187, 2190, 2190, 2148, 2178, 2184, 2187, 122, 2192, 2195, 226, 2198,
    2201, 2204, 259, 2207, 625, 2210, 203, 2213, 2215, 211, 177, 2217, 2220, 2223, 2223, 2225, 2227, 2230, 2233, 610,
    1149, 208, 208, 2237, 2237, 218, 2240, 2242, 2245, 2245, 2245, 2247, 2247, 2250, 2252, 2255, 2258, 2259, 201, 223,
    2263, 2266, 2269, 2272, 52, 259, 2217, 610, 1149, 1092, 2275, 2278, 2281, 2285, 2287, 2290, 2292, 2295, 1797, 265,
    1123, 2298, 2301, 2303, 2220, 2263, 2306, 2306, 2308, 2311, 2313, 2316, 2316, 2318, 2321, 2323, 364, 2325, 2328, 2332,
    2335, 2335, 2337, 2340, 2343, 2346, 2349, 2352, 2355, 2358, 2360, 2360, 2360, 2363, 2366, 2369, 2372, 2374, 2377, 2379,
    2383, 2386, 2389, 2392, 2392, 2394, 2313, 2318, 345, 2337, 2352, 2396, 2397, 137, 2400, 2403, 2406, 2409, 2412, 223,
    345, 2415, 2417, 2417, 2419, 2419, 2421, 2424, 361, 351, 364, 2325, 2425, 2427, 2430, 2433, 2436, 2439, 2443, 2446,
    2448, 2451, 2454, 2457, 2459, 383, 2463, 2466, 2469, 2472, 2472, 2474, 2477, 2477, 2479, 2482, 2485, 2488, 2491, 2494,
    2494, 2496, 2499, 2502, 2505, 2508, 2511, 2514, 2517, 2520, 423, 2524, 2527, 2529, 2240, 2531, 2534, 2536, 2538, 2540,
    417, 420, 417, 423, 432, 432, 2542, 2545, 2548, 2551, 2554, 2560, 2563, 442, 410, 2567, 2570, 429, 2572, 2575,
    2578, 2581, 2584, 2584, 2587, 2587, 2581, 2590, 2593, 205, 2597, 435, 2600, 2603, 391, 391, 2606, 2609, 2612, 2615,
    2618, 2531, 2621, 2612, 420, 2524, 429, 435, 2624, 2624, 232, 1485, 2472, 455, 2630, 619, 2632, 2635, 2638, 2641,
    2643, 2643, 2646, 2649, 2652, 2656, 2659, 2662, 2665, 2668, 2671, 2674, 2678, 2681, 2638, 2685, 2687, 2207, 2690, 2690,
    502, 2692, 2692, 2694, 2696, 2698, 2698, 232, 2700, 2704, 2704, 490, 2706, 2709, 2712, 2715, 2718, 2720, 483, 516,
    483, 2722, 2724, 2727, 323, 2729, 2732, 2735, 2722, 496, 2738, 1575, 2738, 2741, 2744, 2747, 2749, 2751, 2755, 2744,
    2757, 2757, 2759, 323, 2763, 2766, 2769, 2772, 323, 505, 2775, 2777, 2779, 2779, 2781, 2783, 2785, 2789, 2791, 2795,
    2799, 2801, 2803, 2805, 2807, 2809, 2811, 2815, 2817, 2819, 2821, 2825, 686, 229, 2829, 2832, 664, 2835, 2838, 2841,
    2843, 577, 2846, 589, 2848, 589, 2851, 2854, 2854, 592, 595, 2856, 2859, 2668, 2862, 2865, 2868, 2871, 2874, 2877,
    2880, 2883, 2889, 2892, 2895, 2896, 2897, 2900, 2903, 2906, 2908, 601, 2895, 2910, 2912, 998, 1743, 2915, 2918, 2921,
    2924, 592, 2871, 276, 655, 2927, 619, 598, 1120, 2635, 2930, 661, 2924, 664, 673, 673, 2933, 2936, 2939, 2942,
    2945, 2951, 2851, 2954, 661, 2835, 667, 676, 2957, 616, 2960, 667, 2964, 276, 655, 2967, 2970, 2973, 715, 2927,
    2252, 2975, 2978, 2981, 2983, 2983, 2986, 2989, 2989, 2992, 2992, 2986, 2995, 2998, 3001, 604, 691, 694, 3004, 697,
    2862, 3007, 3010, 3013, 3017, 3020, 3023, 1395, 3026, 3026, 1791, 3029, 3030, 598, 2275, 1120, 3033, 3036, 3039, 3042,
    3045, 710, 676, 3049, 3052, 2896, 1001, 3055, 3058, 569, 569, 3060, 3063, 2954, 2930, 3066, 3069, 3072, 3075, 3078,
    640, 1800, 3081, 3084, 3087, 3087, 3093, 3096, 3096, 3098, 3101, 3101, 1161, 1161, 294, 628, 1432, 3104, 3107, 3110,
    3112, 1640, 3115, 3119, 3122, 3122, 1475, 1707, 3124, 106, 106, 3127, 1928, 2266, 3130, 3133, 2646, 733, 3136, 3139,
    733, 3143, 1586, 3147, 3149, 3149, 3152, 3157, 805, 3163, 3166, 3169, 3174, 851, 3180, 3183, 3186, 190, 3189, 3191,
    958, 3197, 3202, 3207, 958, 3209, 3209, 765, 763, 763, 821, 826, 3212, 3215, 3217, 955, 3219, 3224, 3227, 3229,
    783, 3232, 3235, 1438, 1438, 3238, 771, 3243, 786, 791, 791, 3246, 800, 797, 797, 800, 813, 813, 818, 794,
    794, 3166, 3250, 3253, 1117, 3256, 3259, 1117, 3262, 3163, 3264, 3269, 3272, 845, 3269, 3250, 845, 3264, 856, 856,
    842, 861, 842, 831, 839, 961, 3275, 3279, 3279, 780, 3281, 3286, 780, 3291, 3294, 885, 885, 3297, 3300, 777,
    777, 3303, 3309, 3314, 874, 882, 877, 874, 877, 3180, 3317, 3320, 3325, 3317, 888, 896, 924, 932, 927, 3330,
    961, 777, 949, 952, 952, 961, 777, 904, 912, 3334, 3337, 921, 915, 921, 3337, 924, 927, 3342, 3345, 946,
    940, 946, 3345, 810, 3350, 3350, 848, 831, 839, 888, 896, 3352, 3354, 3355, 3358, 3361, 3364, 3367, 3373, 3376,
    3382, 3386, 3389, 3392, 3398, 3402, 3408, 3411, 3417, 3423, 3426, 1435, 1435, 3429, 2071, 3432, 3432, 2074, 2077, 3434,
    3434, 3436, 2080, 3438, 3440, 110, 3443, 3446, 3448, 3451, 3455, 3457, 3457, 3459, 3462, 990, 143, 2065, 3465, 3468,
    1020, 3471, 3474, 3476, 3478, 3480, 113, 3483, 3487, 3490, 116, 3493, 2068, 3496, 3499, 3499, 3502, 3502, 3504, 3504,
    3506, 3509, 3512, 3515, 3499, 3518, 3518, 3520, 3523, 3523, 119, 3525, 3528, 3528, 3530, 256, 3533, 3533, 256, 3535,
    3538, 1032, 3541, 3543, 3544, 3545, 1429, 3548, 3551, 3555, 3557, 726, 3559, 3562, 2463, 3564, 2638, 3566, 2638, 3569,
    3570, 1931, 3573, 2269, 3576, 3579, 1045, 1045, 3582, 3585, 1045, 3588, 3591, 3595, 3595, 1053, 3597, 3600, 1059, 1056,
    1053, 3600, 1059, 1056, 3603, 3606, 3609, 1062, 3612, 1047, 3606, 3603, 3609, 1068, 3615, 3618, 3621, 1071, 1071, 1062,
    3624, 3627, 3631, 3633, 3636, 2706, 3640, 3644, 3647, 458, 3651, 3654, 2397, 1080, 1080, 1200, 244, 3655, 2210, 3658,
    3661, 3666, 1247, 3668, 1128, 3671, 3674, 1128, 3677, 3677, 1131, 3679, 1134, 3682, 3685, 3688, 2671, 3007, 3691, 3694,
    3697, 3700, 3703, 3706, 1085, 1788, 3709, 3712, 3713, 3714, 3717, 3720, 3723, 3725, 1140, 3712, 3727, 3729, 3732, 125,
    125, 3735, 1114, 1203, 1114, 1194, 3738, 1095, 1095, 3741, 1155, 3744, 285, 1188, 3748, 3751, 3753, 1131, 3697, 285,
    1188, 1137, 348, 3755, 3700, 3758, 3761, 2406, 1137, 348, 3763, 3766, 3766, 3769, 3772, 3775, 1143, 3778, 3781, 3785,
    3788, 3791, 3792, 3795, 3755, 3798, 3801, 1206, 3713, 128, 128, 3758, 3805, 3808, 1173, 1803, 3811, 3814, 3817, 3820,
    3055, 1284, 3822, 3825, 3828, 1290, 1287, 3830, 3832, 3834, 3837, 3840, 3843, 1293, 3846, 3848, 2272, 3851, 3854, 2656,
    707, 707, 3857, 3857, 3859, 3860, 46, 46, 3863, 3866, 2517, 3870, 3873, 3875, 1475, 256, 3877, 3877, 3879, 3881,
    3881, 1344, 3883, 1347, 1347, 3886, 3889, 3892, 3895, 3898, 3901, 3904, 592, 46, 3907, 3910, 1475, 3913, 3916, 3919,
    3922, 3928, 3930, 3931, 3934, 3937, 3941, 3941, 256, 1253, 3944, 1268, 3950, 1256, 1259, 1256, 1259, 1262, 1265, 1262,
    1265, 1250, 1250, 376, 376, 1131, 3956, 46, 3913, 1275, 3960, 1776, 2394, 3557, 3096, 3963, 3966, 3969, 1281, 3972,
    3975, 3978, 3981, 3984, 3987, 3963, 1281, 3966, 3981, 3978, 3990, 3993, 3996, 1284, 3825, 1290, 1287, 3837, 3834, 3840,
    1293, 1296, 3999, 4002, 4002, 4004, 4004, 4006, 4006, 1302, 4008, 4011, 4014, 1305, 4017, 4020, 4023, 4026, 4029, 4032,
    4035, 4038, 1302, 1305, 4008, 4035, 4032, 4041, 4044, 4047, 4050, 2659, 704, 704, 4053, 4056, 4056, 4058, 4061, 1026,
    4063, 4065, 4067, 1360, 4069, 4072, 1330, 1330, 4076, 4078, 4078, 1353, 1344, 1341, 1353, 1344, 4080, 4080, 206, 4082,
    4082, 1934, 4084, 4087, 2709, 3243, 291, 4090, 4093, 4096, 4100, 3860, 4103, 1310, 4106, 2295, 3078, 640, 4109, 3808,
    1173, 4112, 4109, 4115, 4118, 4121, 4124, 4127, 4130, 4134, 4136, 4138, 1754, 580, 1102, 250, 4140, 4143, 4143, 1235,
    4145, 4147, 4149, 4149, 4151, 1420, 4153, 1426, 4155, 4158, 4162, 4162, 649, 1182, 4164, 4167, 4167, 4170, 4173, 4176,
    218, 218, 4178, 4180, 1235, 1423, 649, 1182, 1408, 4184, 1441, 4184, 4186, 4189, 4189, 4192, 4195, 4197, 4200, 4204,
    4207, 4106, 1794, 4186, 4209, 4209, 4211, 253, 4214, 4217, 247, 4220, 2394, 2805, 2360, 3557, 3564, 1071, 1423, 3753,
    3881, 4223, 4229, 4235, 4241, 4078, 634, 1167, 4247, 1158, 3493, 4249, 4252, 4255, 1478, 1478, 4258, 634, 915, 940,
    4262, 1071, 1167, 4266, 4229, 4223, 4241, 4235, 4270, 4273, 4275, 1619, 4278, 4281, 4284, 4288, 4281, 1482, 1482, 4292,
    499, 1761, 1405, 1779, 4296, 238, 694, 4300, 235, 691, 3004, 4302, 1764, 4305, 1767, 1770, 241, 697, 4309, 1773,
    1785, 1782, 1469, 1505, 4313, 4313, 4315, 4317, 4319, 4321, 4321, 4323, 4327, 4329, 4333, 4337, 4339, 4339, 4341, 4343,
    4345, 4347, 1572, 4349, 4351, 4355, 4357, 4360, 4364, 4368, 4371,
};

const uint8_t ub_html_ref_text_n[2231] = {
    2, 2, 1, 1, 2, 2, 2, 2, 2, 2, 4, 2, 2, 2, 2, 3, 2, 4, 3, 2, 2, 4, 3, 2, 2, 2, 2, 3, 3, 3, 2, 3, 3, 2, 4, 4, 2, 3, 3, 2,
    2, 2, 2, 3, 3, 3, 2, 2, 2, 2, 3, 2, 2, 2, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3, 2, 2, 2,
    3, 3, 3, 2, 2, 3, 2, 4, 2, 2, 2, 1, 2, 3, 3, 4, 2, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 4, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 2, 2, 3, 2, 3, 3, 2, 4, 2, 3, 3, 3, 3, 3, 2, 2, 2, 3, 3, 2,
    4, 3, 3, 4, 3, 3, 3, 2, 1, 1, 2, 2, 2, 2, 2, 2, 2, 4, 3, 4, 3, 3, 3, 3, 3, 3, 3, 4, 3, 2, 2, 1, 2, 3, 3, 3, 3, 3, 2, 3,
    3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 2, 3, 2, 3, 3, 3, 3, 3, 3, 3, 2, 4, 2, 3, 2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2,
    2, 2, 4, 4, 4, 2, 1, 1, 2, 2, 3, 3, 3, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 2, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3, 2, 3, 3, 2, 3, 3, 4, 3, 4, 3, 2, 2, 2, 2, 2, 2, 3,
    3, 3, 3, 3, 3, 1, 4, 3, 2, 3, 3, 3, 3, 3, 3, 3, 5, 3, 3, 3, 5, 5, 3, 5, 3, 5, 5, 3, 5, 3, 3, 3, 3, 5, 5, 3, 5, 5, 3, 5,
    3, 3, 3, 5, 3, 5, 3, 5, 3, 6, 3, 3, 5, 3, 5, 6, 3, 3, 3, 3, 3, 3, 4, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 2, 2, 2, 2, 2, 4,
    3, 3, 3, 4, 2, 2, 2, 2, 3, 2, 2, 3, 3, 3, 3, 3, 2, 4, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 2, 1, 1, 4, 3, 4, 3,
    2, 2, 2, 3, 3, 3, 2, 2, 2, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 2, 2, 2, 2, 3, 2, 2, 2, 2, 4, 3, 3, 3, 3, 2, 3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 2, 2, 3, 2, 2, 1, 2, 2, 2, 2, 4, 3, 2, 6, 3, 3, 3, 3, 3, 4, 3, 4, 2, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2, 4, 2, 2,
    2, 1, 3, 3, 3, 3, 3, 2, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 4, 2, 2, 2, 3, 3, 2, 3, 3, 3, 3, 3, 3, 1, 3, 3, 3,
    4, 4, 4, 3, 2, 3, 4, 4, 4, 4, 2, 4, 4, 2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 2, 3, 2, 3, 3, 4, 2, 2, 2, 3, 5, 3,
    2, 2, 2, 2, 2, 2, 2, 3, 4, 2, 2, 3, 3, 2, 2, 3, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2,
    3, 2, 4, 3, 3, 3, 3, 3, 1, 3, 3, 2, 2, 4, 1, 3, 3, 2, 2, 2, 2, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3,
    2, 3, 2, 3, 3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 6, 3, 4, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 2, 2, 2, 4, 3, 3, 3, 1, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 6, 3, 2, 3, 2, 2, 2, 2, 3, 3, 2, 2, 2, 3,
    2, 2, 2, 4, 2, 3, 3, 2, 3, 3, 2, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 3, 3, 1, 1, 3, 3, 3, 3, 3, 3, 3, 4, 3, 2,
    2, 3, 3, 3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 6, 3, 3, 3, 3, 3, 3, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 2, 2, 2, 3, 3, 3, 3, 2, 2, 2, 3, 3, 4, 3, 3, 3, 3, 3, 3, 2, 2, 3, 2, 2, 2, 3, 3, 2, 3, 3, 1, 4, 2, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 2, 3, 2, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3, 2, 2, 3, 2, 3, 2, 2, 3, 2, 2, 3, 3, 4, 3,
    2, 2, 3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 2, 3, 2, 4, 3, 3, 3, 2, 2, 2, 3, 3, 3, 3, 3, 1, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 2, 2, 2, 2, 2, 3, 1, 3, 3, 3, 3, 2, 3, 3, 3, 3, 4, 3, 2, 3, 3, 3, 2, 4, 3, 3, 3, 3, 2, 2, 3, 2, 2, 3, 3, 3, 3, 3, 2,
    2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 2, 2, 2, 3, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 6, 3, 4, 3, 3, 3, 2, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 4, 1, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 6, 6, 3, 3, 2, 3, 2, 3, 3, 3, 3, 2,
    3, 3, 3, 3, 4, 3, 3, 3, 3, 3, 3, 4, 3, 4, 3, 2, 3, 3, 2, 2, 3, 2, 2, 2, 2, 2, 2, 3, 4, 2, 2, 3, 3, 3, 3, 3, 2, 2, 3, 3,
    3, 2, 3, 2, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 2, 2, 4, 2, 3, 2, 2, 4, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 4, 2, 4, 4,
    2, 2, 2, 2, 2, 2, 4, 2, 2, 2, 4, 4, 3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 2, 3, 3, 3, 3, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 6, 3, 3, 1, 1, 3, 3, 3, 2, 2, 3, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    6, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 4, 3, 3, 3, 1, 3, 3, 3, 1, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3, 1, 3, 3, 2, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 6, 6, 3, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 4, 3, 2, 2, 3, 1, 3, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4,
    3, 4, 3, 2, 3, 3, 5, 6, 5, 3, 3, 5, 6, 5, 3, 3, 3, 3, 2, 6, 3, 5, 5, 2, 3, 3, 3, 3, 2, 2, 5, 5, 3, 2, 2, 3, 5, 3, 2, 3,
    3, 3, 3, 3, 3, 5, 3, 3, 5, 3, 3, 4, 5, 3, 3, 5, 5, 5, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 5, 3, 3, 3, 3, 3, 3, 5, 5, 5,
    3, 3, 3, 3, 3, 3, 4, 2, 2, 3, 5, 5, 3, 3, 3, 3, 3, 3, 3, 3, 3, 6, 5, 3, 3, 3, 5, 3, 5, 3, 3, 5, 5, 3, 3, 3, 3, 3, 5, 4,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 5, 3, 6, 3, 5, 3, 5, 3, 5, 3, 6, 3, 5, 3, 2, 2, 3, 3, 3, 3, 3, 2, 1, 3, 3, 3, 3, 6, 3, 6,
    4, 3, 3, 6, 4, 6, 3, 6, 6, 3, 3, 3, 3, 3, 3, 2, 2, 3, 3, 2, 2, 2, 3, 2, 3, 3, 3, 2, 3, 4, 2, 2, 2, 3, 3, 2, 3, 3, 3, 3,
    3, 3, 2, 2, 2, 3, 3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 3, 3, 3, 3, 3, 2, 2, 3, 2, 2, 3, 3, 2, 2, 3, 3, 2, 2, 3, 3,
    3, 3, 2, 1, 1, 3, 3, 3, 4, 2, 2, 3, 3, 2, 3, 2, 3, 3, 3, 1, 3, 3, 3, 3, 3, 3, 2, 2, 3, 3, 2, 3, 4, 2, 2, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 2, 3, 4, 3, 4, 3, 4, 3, 3, 1, 3, 1, 1, 3, 3, 3, 3, 3,
    5, 2, 3, 3, 3, 3, 3, 3, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 2, 2, 3, 1, 2, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 2, 2, 3, 3, 4, 3, 3, 3, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3,
    3, 1, 3, 3, 3, 3, 4, 3, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 2, 3, 3, 2, 2, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3,
    3, 3, 2, 2, 1, 3, 3, 3, 3, 4, 3, 3, 2, 2, 3, 3, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    6, 2, 1, 3, 3, 4, 3, 3, 3, 3, 6, 3, 6, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3, 3, 2, 2, 2, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 3, 2, 3, 2, 2, 2, 3, 3, 4, 3, 3, 2, 2, 2, 3, 3, 3, 3, 3, 2, 2, 2, 2,
    2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 2, 2, 2, 3, 3, 3, 3, 3, 2, 2, 3,
    2, 2, 2, 2, 2, 3, 2, 3, 3, 4, 2, 2, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 4, 3, 3, 3, 3, 3, 2, 2, 2, 3, 3, 3, 3, 2, 3, 4, 3,
    2, 3, 3, 3, 2, 2, 3, 3, 3, 3, 3, 3, 2, 2, 3, 2, 2, 3, 3, 2, 2, 6, 6, 6, 6, 2, 3, 3, 2, 3, 3, 3, 3, 3, 1, 1, 4, 3, 6, 6,
    4, 3, 3, 4, 6, 6, 6, 6, 3, 2, 3, 3, 3, 3, 4, 4, 3, 3, 3, 4, 3, 3, 3, 3, 4, 3, 3, 2, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3, 4, 3,
    3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 4, 2, 4, 4, 2, 2, 2, 2, 2, 2, 2, 3, 2, 4, 2, 3, 4, 4, 3, 3,
};

const char ub_html_ref_text[] =
    "\303\206\046\303\201\304\202\303\202\320\220\360\235\224\204\303\200\316\221\304\200\342\251\223"
    "\304\204\360\235\224\270\342\201\241\303\205\360\235\222\234\342\211\224\303\203\303\204\342\210"
    "\226\342\253\247\342\214\206\320\221\342\210\265\342\204\254\316\222\360\235\224\205\360\235\224"
    "\271\313\230\342\211\216\320\247\302\251\304\206\342\213\222\342\205\205\342\204\255\304\214\303"
    "\207\304\210\342\210\260\304\212\302\270\302\267\316\247\342\212\231\342\212\226\342\212\225\342"
    "\212\227\342\210\262\342\200\235\342\200\231\342\210\267\342\251\264\342\211\241\342\210\257\342"
    "\210\256\342\204\202\342\210\220\342\210\263\342\250\257\360\235\222\236\342\213\223\342\211\215"
    "\342\244\221\320\202\320\205\320\217\342\200\241\342\206\241\342\253\244\304\216\320\224\342\210"
    "\207\316\224\360\235\224\207\302\264\313\231\313\235\140\313\234\342\213\204\342\205\206\360\235"
    "\224\273\302\250\342\203\234\342\211\220\342\207\223\342\207\220\342\207\224\342\237\270\342\237"
    "\272\342\237\271\342\207\222\342\212\250\342\207\221\342\207\225\342\210\245\342\206\223\342\244"
    "\223\342\207\265\314\221\342\245\220\342\245\236\342\206\275\342\245\226\342\245\237\342\207\201"
    "\342\245\227\342\212\244\342\206\247\360\235\222\237\304\220\305\212\303\220\303\211\304\232\303"
    "\212\320\255\304\226\360\235\224\210\303\210\342\210\210\304\222\342\227\273\342\226\253\304\230"
    "\360\235\224\274\316\225\342\251\265\342\211\202\342\207\214\342\204\260\342\251\263\316\227\303"
    "\213\342\210\203\342\205\207\320\244\360\235\224\211\342\227\274\342\226\252\360\235\224\275\342"
    "\210\200\342\204\261\320\203\076\316\223\317\234\304\236\304\242\304\234\320\223\304\240\360\235"
    "\224\212\342\213\231\360\235\224\276\342\211\245\342\213\233\342\211\247\342\252\242\342\211\267"
    "\342\251\276\342\211\263\360\235\222\242\342\211\253\320\252\313\207\136\304\244\342\204\214\342"
    "\204\213\342\204\215\342\224\200\304\246\342\211\217\320\225\304\262\320\201\303\215\303\216\320"
    "\230\304\260\342\204\221\303\214\304\252\342\205\210\342\210\254\342\210\253\342\213\202\342\201"
    "\243\342\201\242\304\256\360\235\225\200\316\231\342\204\220\304\250\320\206\303\217\304\264\320"
    "\231\360\235\224\215\360\235\225\201\360\235\222\245\320\210\320\204\320\245\320\214\316\232\304"
    "\266\320\232\360\235\224\216\360\235\225\202\360\235\222\246\320\211\074\304\271\316\233\342\237"
    "\252\342\204\222\342\206\236\304\275\304\273\320\233\342\237\250\342\206\220\342\207\244\342\207"
    "\206\342\214\210\342\237\246\342\245\241\342\207\203\342\245\231\342\214\212\342\206\224\342\245"
    "\216\342\212\243\342\206\244\342\245\232\342\212\262\342\247\217\342\212\264\342\245\221\342\245"
    "\240\342\206\277\342\245\230\342\206\274\342\245\222\342\213\232\342\211\246\342\211\266\342\252"
    "\241\342\251\275\342\211\262\360\235\224\217\342\213\230\342\207\232\304\277\342\237\265\342\237"
    "\267\342\237\266\360\235\225\203\342\206\231\342\206\230\342\206\260\305\201\342\211\252\342\244"
    "\205\320\234\342\201\237\342\204\263\360\235\224\220\342\210\223\360\235\225\204\316\234\320\212"
    "\305\203\305\207\305\205\320\235\342\200\213\012\360\235\224\221\342\201\240\302\240\342\204\225"
    "\342\253\254\342\211\242\342\211\255\342\210\246\342\210\211\342\211\240\342\211\202\314\270\342"
    "\210\204\342\211\257\342\211\261\342\211\247\314\270\342\211\253\314\270\342\211\271\342\251\276"
    "\314\270\342\211\265\342\211\216\314\270\342\211\217\314\270\342\213\252\342\247\217\314\270\342"
    "\213\254\342\211\256\342\211\260\342\211\270\342\211\252\314\270\342\251\275\314\270\342\211\264"
    "\342\252\242\314\270\342\252\241\314\270\342\212\200\342\252\257\314\270\342\213\240\342\210\214"
    "\342\213\253\342\247\220\314\270\342\213\255\342\212\217\314\270\342\213\242\342\212\220\314\270"
    "\342\213\243\342\212\202\342\203\222\342\212\210\342\212\201\342\252\260\314\270\342\213\241\342"
    "\211\277\314\270\342\212\203\342\203\222\342\212\211\342\211\201\342\211\204\342\211\207\342\211"
    "\211\342\210\244\360\235\222\251\303\221\316\235\305\222\303\223\303\224\320\236\305\220\360\235"
    "\224\222\303\222\305\214\316\251\316\237\360\235\225\206\342\200\234\342\200\230\342\251\224\360"
    "\235\222\252\303\230\303\225\342\250\267\303\226\342\200\276\342\217\236\342\216\264\342\217\234"
    "\342\210\202\320\237\360\235\224\223\316\246\316\240\302\261\342\204\231\342\252\273\342\211\272"
    "\342\252\257\342\211\274\342\211\276\342\200\263\342\210\217\342\210\235\360\235\222\253\316\250"
    "\042\360\235\224\224\342\204\232\360\235\222\254\342\244\220\302\256\305\224\342\237\253\342\206"
    "\240\342\244\226\305\230\305\226\320\240\342\204\234\342\210\213\342\207\213\342\245\257\316\241"
    "\342\237\251\342\206\222\342\207\245\342\207\204\342\214\211\342\237\247\342\245\235\342\207\202"
    "\342\245\225\342\214\213\342\212\242\342\206\246\342\245\233\342\212\263\342\247\220\342\212\265"
    "\342\245\217\342\245\234\342\206\276\342\245\224\342\207\200\342\245\223\342\204\235\342\245\260"
    "\342\207\233\342\204\233\342\206\261\342\247\264\320\251\320\250\320\254\305\232\342\252\274\305"
    "\240\305\236\305\234\320\241\360\235\224\226\342\206\221\316\243\342\210\230\360\235\225\212\342"
    "\210\232\342\226\241\342\212\223\342\212\217\342\212\221\342\212\220\342\212\222\342\212\224\360"
    "\235\222\256\342\213\206\342\213\220\342\212\206\342\211\273\342\252\260\342\211\275\342\211\277"
    "\342\210\221\342\213\221\342\212\203\342\212\207\303\236\342\204\242\320\213\320\246\011\316\244"
    "\305\244\305\242\320\242\360\235\224\227\342\210\264\316\230\342\201\237\342\200\212\342\200\211"
    "\342\210\274\342\211\203\342\211\205\342\211\210\360\235\225\213\342\203\233\360\235\222\257\305"
    "\246\303\232\342\206\237\342\245\211\320\216\305\254\303\233\320\243\305\260\360\235\224\230\303"
    "\231\305\252\137\342\217\237\342\216\265\342\217\235\342\213\203\342\212\216\305\262\360\235\225"
    "\214\342\244\222\342\207\205\342\206\225\342\245\256\342\212\245\342\206\245\342\206\226\342\206"
    "\227\317\222\316\245\305\256\360\235\222\260\305\250\303\234\342\212\253\342\253\253\320\222\342"
    "\212\251\342\253\246\342\213\201\342\200\226\342\210\243\174\342\235\230\342\211\200\342\200\212"
    "\360\235\224\231\360\235\225\215\360\235\222\261\342\212\252\305\264\342\213\200\360\235\224\232"
    "\360\235\225\216\360\235\222\262\360\235\224\233\316\236\360\235\225\217\360\235\222\263\320\257"
    "\320\207\320\256\303\235\305\266\320\253\360\235\224\234\360\235\225\220\360\235\222\264\305\270"
    "\320\226\305\271\305\275\320\227\305\273\316\226\342\204\250\342\204\244\360\235\222\265\303\241"
    "\304\203\342\210\276\342\210\276\314\263\342\210\277\303\242\320\260\303\246\360\235\224\236\303"
    "\240\342\204\265\316\261\304\201\342\250\277\342\210\247\342\251\225\342\251\234\342\251\230\342"
    "\251\232\342\210\240\342\246\244\342\210\241\342\246\250\342\246\251\342\246\252\342\246\253\342"
    "\246\254\342\246\255\342\246\256\342\246\257\342\210\237\342\212\276\342\246\235\342\210\242\342"
    "\215\274\304\205\360\235\225\222\342\251\260\342\251\257\342\211\212\342\211\213\047\303\245\360"
    "\235\222\266\052\303\243\303\244\342\250\221\342\253\255\342\211\214\317\266\342\200\265\342\210"
    "\275\342\213\215\342\212\275\342\214\205\342\216\266\320\261\342\200\236\342\246\260\316\262\342"
    "\204\266\342\211\254\360\235\224\237\342\227\257\342\250\200\342\250\201\342\250\202\342\250\206"
    "\342\230\205\342\226\275\342\226\263\342\250\204\342\244\215\342\247\253\342\226\264\342\226\276"
    "\342\227\202\342\226\270\342\220\243\342\226\222\342\226\221\342\226\223\342\226\210\075\342\203"
    "\245\342\211\241\342\203\245\342\214\220\360\235\225\223\342\213\210\342\225\227\342\225\224\342"
    "\225\226\342\225\223\342\225\220\342\225\246\342\225\251\342\225\244\342\225\247\342\225\235\342"
    "\225\232\342\225\234\342\225\231\342\225\221\342\225\254\342\225\243\342\225\240\342\225\253\342"
    "\225\242\342\225\237\342\247\211\342\225\225\342\225\222\342\224\220\342\224\214\342\225\245\342"
    "\225\250\342\224\254\342\224\264\342\212\237\342\212\236\342\212\240\342\225\233\342\225\230\342"
    "\224\230\342\224\224\342\224\202\342\225\252\342\225\241\342\225\236\342\224\274\342\224\244\342"
    "\224\234\302\246\360\235\222\267\342\201\217\134\342\247\205\342\237\210\342\200\242\342\252\256"
    "\304\207\342\210\251\342\251\204\342\251\211\342\251\213\342\251\207\342\251\200\342\210\251\357"
    "\270\200\342\201\201\342\251\215\304\215\303\247\304\211\342\251\214\342\251\220\304\213\342\246"
    "\262\302\242\360\235\224\240\321\207\342\234\223\317\207\342\227\213\342\247\203\313\206\342\211"
    "\227\342\206\272\342\206\273\342\223\210\342\212\233\342\212\232\342\212\235\342\250\220\342\253"
    "\257\342\247\202\342\231\243\072\054\100\342\210\201\342\251\255\360\235\225\224\342\204\227\342"
    "\206\265\342\234\227\360\235\222\270\342\253\217\342\253\221\342\253\220\342\253\222\342\213\257"
    "\342\244\270\342\244\265\342\213\236\342\213\237\342\206\266\342\244\275\342\210\252\342\251\210"
    "\342\251\206\342\251\212\342\212\215\342\251\205\342\210\252\357\270\200\342\206\267\342\244\274"
    "\342\213\216\342\213\217\302\244\342\210\261\342\214\255\342\245\245\342\200\240\342\204\270\342"
    "\200\220\342\244\217\304\217\320\264\342\207\212\342\251\267\302\260\316\264\342\246\261\342\245"
    "\277\360\235\224\241\342\231\246\317\235\342\213\262\303\267\342\213\207\321\222\342\214\236\342"
    "\214\215\044\360\235\225\225\342\211\221\342\210\270\342\210\224\342\212\241\342\214\237\342\214"
    "\214\360\235\222\271\321\225\342\247\266\304\221\342\213\261\342\226\277\342\246\246\321\237\342"
    "\237\277\303\251\342\251\256\304\233\342\211\226\303\252\342\211\225\321\215\304\227\342\211\222"
    "\360\235\224\242\342\252\232\303\250\342\252\226\342\252\230\342\252\231\342\217\247\342\204\223"
    "\342\252\225\342\252\227\304\223\342\210\205\342\200\204\342\200\205\342\200\203\305\213\342\200"
    "\202\304\231\360\235\225\226\342\213\225\342\247\243\342\251\261\316\265\317\265\075\342\211\237"
    "\342\251\270\342\247\245\342\211\223\342\245\261\342\204\257\316\267\303\260\303\253\342\202\254"
    "\041\321\204\342\231\200\357\254\203\357\254\200\357\254\204\360\235\224\243\357\254\201\146\152"
    "\342\231\255\357\254\202\342\226\261\306\222\360\235\225\227\342\213\224\342\253\231\342\250\215"
    "\302\275\342\205\223\302\274\342\205\225\342\205\231\342\205\233\342\205\224\342\205\226\302\276"
    "\342\205\227\342\205\234\342\205\230\342\205\232\342\205\235\342\205\236\342\201\204\342\214\242"
    "\360\235\222\273\342\252\214\307\265\316\263\342\252\206\304\237\304\235\320\263\304\241\342\252"
    "\251\342\252\200\342\252\202\342\252\204\342\213\233\357\270\200\342\252\224\360\235\224\244\342"
    "\204\267\321\223\342\252\222\342\252\245\342\252\244\342\211\251\342\252\212\342\252\210\342\213"
    "\247\360\235\225\230\342\204\212\342\252\216\342\252\220\342\252\247\342\251\272\342\213\227\342"
    "\246\225\342\251\274\342\245\270\342\211\251\357\270\200\321\212\342\245\210\342\206\255\342\204"
    "\217\304\245\342\231\245\342\200\246\342\212\271\360\235\224\245\342\244\245\342\244\246\342\207"
    "\277\342\210\273\342\206\251\342\206\252\360\235\225\231\342\200\225\360\235\222\275\304\247\342"
    "\201\203\303\255\303\256\320\270\320\265\302\241\360\235\224\246\303\254\342\250\214\342\210\255"
    "\342\247\234\342\204\251\304\263\304\253\304\261\342\212\267\306\265\342\204\205\342\210\236\342"
    "\247\235\342\212\272\342\250\227\342\250\274\321\221\304\257\360\235\225\232\316\271\302\277\360"
    "\235\222\276\342\213\271\342\213\265\342\213\264\342\213\263\304\251\321\226\303\257\304\265\320"
    "\271\360\235\224\247\310\267\360\235\225\233\360\235\222\277\321\230\321\224\316\272\317\260\304"
    "\267\320\272\360\235\224\250\304\270\321\205\321\234\360\235\225\234\360\235\223\200\342\244\233"
    "\342\244\216\342\252\213\342\245\242\304\272\342\246\264\316\273\342\246\221\342\252\205\302\253"
    "\342\244\237\342\244\235\342\206\253\342\244\271\342\245\263\342\206\242\342\252\253\342\244\231"
    "\342\252\255\342\252\255\357\270\200\342\244\214\342\235\262\173\133\342\246\213\342\246\217\342"
    "\246\215\304\276\304\274\320\273\342\244\266\342\245\247\342\245\213\342\206\262\342\211\244\342"
    "\207\207\342\213\213\342\252\250\342\251\277\342\252\201\342\252\203\342\213\232\357\270\200\342"
    "\252\223\342\213\226\342\245\274\360\235\224\251\342\252\221\342\245\252\342\226\204\321\231\342"
    "\245\253\342\227\272\305\200\342\216\260\342\211\250\342\252\211\342\252\207\342\213\246\342\237"
    "\254\342\207\275\342\237\274\342\206\254\342\246\205\360\235\225\235\342\250\255\342\250\264\342"
    "\210\227\342\227\212\050\342\246\223\342\245\255\342\200\216\342\212\277\342\200\271\360\235\223"
    "\201\342\252\215\342\252\217\342\200\232\305\202\342\252\246\342\251\271\342\213\211\342\245\266"
    "\342\251\273\342\246\226\342\227\203\342\245\212\342\245\246\342\211\250\357\270\200\342\210\272"
    "\302\257\342\231\202\342\234\240\342\226\256\342\250\251\320\274\342\200\224\360\235\224\252\342"
    "\204\247\302\265\342\253\260\342\210\222\342\250\252\342\253\233\342\212\247\360\235\225\236\360"
    "\235\223\202\316\274\342\212\270\342\213\231\314\270\342\211\253\342\203\222\342\207\215\342\207"
    "\216\342\213\230\314\270\342\211\252\342\203\222\342\207\217\342\212\257\342\212\256\305\204\342"
    "\210\240\342\203\222\342\251\260\314\270\342\211\213\314\270\305\211\342\231\256\342\251\203\305"
    "\210\305\206\342\251\255\314\270\342\251\202\320\275\342\200\223\342\207\227\342\244\244\342\211"
    "\220\314\270\342\244\250\360\235\224\253\342\206\256\342\253\262\342\213\274\342\213\272\321\232"
    "\342\211\246\314\270\342\206\232\342\200\245\360\235\225\237\302\254\342\213\271\314\270\342\213"
    "\265\314\270\342\213\267\342\213\266\342\213\276\342\213\275\342\253\275\342\203\245\342\210\202"
    "\314\270\342\250\224\342\206\233\342\244\263\314\270\342\206\235\314\270\360\235\223\203\342\212"
    "\204\342\253\205\314\270\342\212\205\342\253\206\314\270\303\261\316\275\043\342\204\226\342\200"
    "\207\342\212\255\342\244\204\342\211\215\342\203\222\342\212\254\342\211\245\342\203\222\076\342"
    "\203\222\342\247\236\342\244\202\342\211\244\342\203\222\074\342\203\222\342\212\264\342\203\222"
    "\342\244\203\342\212\265\342\203\222\342\210\274\342\203\222\342\207\226\342\244\243\342\244\247"
    "\303\263\303\264\320\276\305\221\342\250\270\342\246\274\305\223\342\246\277\360\235\224\254\313"
    "\233\303\262\342\247\201\342\246\265\342\246\276\342\246\273\342\247\200\305\215\317\211\316\277"
    "\342\246\266\360\235\225\240\342\246\267\342\246\271\342\210\250\342\251\235\342\204\264\302\252"
    "\302\272\342\212\266\342\251\226\342\251\227\342\251\233\303\270\342\212\230\303\265\342\250\266"
    "\303\266\342\214\275\302\266\342\253\263\342\253\275\320\277\045\056\342\200\260\342\200\261\360"
    "\235\224\255\317\206\317\225\342\230\216\317\200\317\226\342\204\216\053\342\250\243\342\250\242"
    "\342\250\245\342\251\262\342\250\246\342\250\247\342\250\225\360\235\225\241\302\243\342\252\263"
    "\342\252\267\342\252\271\342\252\265\342\213\250\342\200\262\342\214\256\342\214\222\342\214\223"
    "\342\212\260\360\235\223\205\317\210\342\200\210\360\235\224\256\360\235\225\242\342\201\227\360"
    "\235\223\206\342\250\226\077\342\244\234\342\245\244\342\210\275\314\261\305\225\342\246\263\342"
    "\246\222\342\246\245\302\273\342\245\265\342\244\240\342\244\263\342\244\236\342\245\205\342\245"
    "\264\342\206\243\342\206\235\342\244\232\342\210\266\342\235\263\175\135\342\246\214\342\246\216"
    "\342\246\220\305\231\305\227\321\200\342\244\267\342\245\251\342\206\263\342\226\255\342\245\275"
    "\360\235\224\257\342\245\254\317\201\317\261\342\207\211\342\213\214\313\232\342\200\217\342\216"
    "\261\342\253\256\342\237\255\342\207\276\342\246\206\360\235\225\243\342\250\256\342\250\265\051"
    "\342\246\224\342\250\222\342\200\272\360\235\223\207\342\213\212\342\226\271\342\247\216\342\245"
    "\250\342\204\236\305\233\342\252\264\342\252\270\305\241\305\237\305\235\342\252\266\342\252\272"
    "\342\213\251\342\250\223\321\201\342\213\205\342\251\246\342\207\230\302\247\073\342\244\251\342"
    "\234\266\360\235\224\260\342\231\257\321\211\321\210\302\255\317\203\317\202\342\251\252\342\252"
    "\236\342\252\240\342\252\235\342\252\237\342\211\206\342\250\244\342\245\262\342\250\263\342\247"
    "\244\342\214\243\342\252\252\342\252\254\342\252\254\357\270\200\321\214\057\342\247\204\342\214"
    "\277\360\235\225\244\342\231\240\342\212\223\357\270\200\342\212\224\357\270\200\360\235\223\210"
    "\342\230\206\342\212\202\342\253\205\342\252\275\342\253\203\342\253\201\342\253\213\342\212\212"
    "\342\252\277\342\245\271\342\253\207\342\253\225\342\253\223\342\231\252\302\271\302\262\302\263"
    "\342\253\206\342\252\276\342\253\230\342\253\204\342\237\211\342\253\227\342\245\273\342\253\202"
    "\342\253\214\342\212\213\342\253\200\342\253\210\342\253\224\342\253\226\342\207\231\342\244\252"
    "\303\237\342\214\226\317\204\305\245\305\243\321\202\342\214\225\360\235\224\261\316\270\317\221"
    "\303\276\303\227\342\250\261\342\250\260\342\214\266\342\253\261\360\235\225\245\342\253\232\342"
    "\200\264\342\226\265\342\211\234\342\227\254\342\250\272\342\250\271\342\247\215\342\250\273\342"
    "\217\242\360\235\223\211\321\206\321\233\305\247\342\245\243\303\272\321\236\305\255\303\273\321"
    "\203\305\261\342\245\276\360\235\224\262\303\271\342\226\200\342\214\234\342\214\217\342\227\270"
    "\305\253\305\263\360\235\225\246\317\205\342\207\210\342\214\235\342\214\216\305\257\342\227\271"
    "\360\235\223\212\342\213\260\305\251\303\274\342\246\247\342\253\250\342\253\251\342\246\234\342"
    "\212\212\357\270\200\342\253\213\357\270\200\342\212\213\357\270\200\342\253\214\357\270\200\320"
    "\262\342\212\273\342\211\232\342\213\256\360\235\224\263\360\235\225\247\360\235\223\213\342\246"
    "\232\305\265\342\251\237\342\211\231\342\204\230\360\235\224\264\360\235\225\250\360\235\223\214"
    "\360\235\224\265\316\276\342\213\273\360\235\225\251\360\235\223\215\303\275\321\217\305\267\321"
    "\213\302\245\360\235\224\266\321\227\360\235\225\252\360\235\223\216\321\216\303\277\305\272\305"
    "\276\320\267\305\274\316\266\360\235\224\267\320\266\342\207\235\360\235\225\253\360\235\223\217"
    "\342\200\215\342\200\214";

/* First name that begins with 'A' + i or later. */
const uint16_t ub_html_ref_first[59] = {
    0, 27, 39, 75, 129, 159, 167, 189, 201, 230, 237, 245, 305, 314, 386, 415, 434, 439, 484, 524,
    547, 587, 604, 609, 613, 624, 634, 634, 634, 634, 634, 634, 634, 703, 819, 918, 984, 1051, 1090, 1150,
    1178, 1234, 1242, 1252, 1406, 1446, 1614, 1675, 1744, 1755, 1859, 2017, 2075, 2127, 2169, 2180, 2204, 2218, 2231,
};
