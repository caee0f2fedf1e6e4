#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gen-ordinary-names NAMES.json LNAMES > src/names/ordinary_table.c

Writes the table of ordinary names: what people are called who are on no list.  Each group of names is one culture; within
a group the names stand in the order of how common they are.  NAME/W gives a weight, per thousand bearers, where one is
published; the rest share what is left by Zipf's law (weight 1 / (rank + 3)).

NAMES.json   the name lists of the npm package @faker-js/faker 10.6.0 (MIT): `person` of every locale, as JSON
LNAMES       family names of the United States census of 1990 in their order, as the Debian package rig has them
By hand      Chinese family names with the shares that the Ministry of Public Security publishes (2020, rounded); common
             Arabic, Persian and Pashto names in Latin spellings
"""
import json, sys, unicodedata

ZH_FAMILY = """王/72 李/70 张/66 刘/51 陈/45 杨/31 黄/22 赵/20 吴/19 周/19 徐/14 孙/13 马/13 朱/12 胡/11 郭/11 何/11 林/11 高/10 罗/10
郑/9 梁/8 谢/7 宋/7 唐/7 许/6 邓/6 韩/6 冯/6 曹/6 彭/6 曾/5 肖/5 田/5 董/5 潘/5 袁/5 蔡/5 蒋/5 余/4 于/4 杜/4 叶/4 程/4 魏/4 苏/4 吕/4 丁/4 任/4 卢/4
姚/4 沈/4 钟/4 姜/4 崔/4 谭/3 陆/3 范/3 汪/3 廖/3 石/3 金/3 韦/3 贾/3 夏/3 付/3 方/3 邹/3 熊/3 白/3 孟/3 秦/3 邱/3 侯/3 江/3 尹/3 薛/3 闫/3 段/3 雷/3
龙/2 黎/2 史/2 陶/2 贺/2 毛/2 郝/2 顾/2 龚/2 邵/2 万/2 覃/2 武/2 钱/2 戴/2 严/2 莫/2 孔/2 向/2 常/2 汤/2 康/2 易/2 乔/2 文/2 施/2 樊/2 葛/2 倪/2 翁/2 章/2 鲁/2 单/1 解/1 翟/1 区/1""".split()
ZH_GIVEN = """伟/12 芳/9 娜/6 秀英/9 敏/8 静/9 丽/9 强/8 磊/7 军/7 洋/5 勇/6 艳/6 杰/6 娟/5 涛/6 明/6 超/5 秀兰/5 霞/4 平/5 刚/4 桂英/4 玉兰/3 萍/3 鑫/3
玲/3 丹/3 红/3 玉梅/3 莉/3 玉珍/2 凤英/2 桂兰/2 宇/3 浩/4 凯/3 健/3 俊/3 帆/3 雪/3 帅/3 慧/3 旭/3 宁/2 龙/2 林/2 欢/2 阳/2 建华/3 亮/3 建国/3 建军/2 志强/3 志明/2 小红/2
晓明/2 海燕/2 丽娟/2 婷婷/3 雅婷/1 子涵/2 浩然/2 浩宇/2 子轩/2 欣怡/2 梓涵/2 诗涵/2 一诺/2 宇轩/2 雨桐/1 国强/2 国华/2 文斌/1 永强/1 学军/1 金龙/1 春梅/2 冬梅/2 晓东/2 卫东/2 海波/1 志刚/2
志伟/1 立新/1 光明/1 光荣/1 彬/2 斌/3 波/3 鹏/4 飞/4 辉/4 华/4 文/3 云/2 燕/3 梅/2 琴/2 英/2 兰/2 东/2 峰/4 博/2 毅/2 威/2 成/1 晨/2 瑞/1 佳/2 欣/2 悦/2 颖/2 洁/2 倩/2 晶/2 琳/2 璐/2 瑶/1 蕾/1 薇/1
家豪/1 俊杰/2 嘉豪/1 思远/1 天宇/1 晓华/1 晓燕/1 晓峰/1 小明/1 小军/1 小伟/1 大伟/1 新华/1 建平/2 建伟/1 建明/1 建新/1 国栋/1 国平/1 国庆/1 文华/1 文杰/1 文军/1 少华/1 宝玉/1 玉华/1 玉英/2 淑珍/2 淑芬/1 淑华/1 淑英/1""".split()
AR_GIVEN = """Mohammed/90 Ahmed/60 Ali/50 Mohamed/45 Muhammad/35 Mahmoud/25 Hassan/25 Ibrahim/25 Hussein/22 Khaled/20 Omar/20 Abdullah/20 Mustafa/18 Youssef/16
Mohammad/30 Fatima/14 Abdul/8 Saleh/10 Salem/9 Said/9 Hamza/9 Tariq/8 Tarek/6 Bilal/6 Karim/7 Samir/7 Nasser/6 Hasan/12 Hussain/10 Yusuf/8 Yousef/7 Khalid/12 Saeed/7 Faisal/6 Abdulrahman/9 Abdelrahman/4
Abdulaziz/5 Abdallah/6 Abdelkader/3 Abdelaziz/2 Abdulkarim/2 Osama/4 Usama/2 Walid/5 Waleed/4 Ziad/3 Ayman/4 Amr/4 Amir/5 Anas/4 Adel/5 Adnan/4 Alaa/4 Ammar/4 Anwar/3 Ashraf/4 Aziz/3 Badr/2 Bashar/2 Bashir/3 Basim/2
Bassam/3 Fadi/3 Fahad/4 Fahd/2 Farid/3 Farouk/2 Fawzi/2 Fayez/2 Fouad/3 Ghassan/2 Habib/3 Hadi/3 Haitham/3 Hakim/2 Hamad/3 Hamid/4 Hamdi/2 Hani/4 Haroun/1 Harun/1 Hatem/2 Haydar/2 Hazem/2 Hicham/2 Hisham/3 Hossam/3 Idris/2 Imad/3
Imran/3 Isa/2 Ismail/6 Issa/3 Jaber/2 Jafar/2 Jalal/2 Jamal/5 Jamil/3 Jasim/3 Jassim/2 Jawad/3 Kamal/5 Kamel/2 Kassem/2 Latif/1 Luay/1 Maher/3 Majed/3 Majid/3 Malik/3 Mansour/3 Marwan/3 Mazen/2 Mehdi/3 Mounir/2 Mourad/2 Mousa/3 Musa/3
Moussa/3 Munir/2 Murad/2 Nabil/4 Nader/2 Nadim/1 Naim/2 Nasir/3 Nidal/2 Nizar/2 Noor/2 Nour/3 Omran/1 Qasim/3 Qais/1 Rachid/3 Rafiq/2 Rami/3 Rashid/4 Raed/2 Reda/2 Riad/2 Riyad/1 Saad/4 Sabah/1 Sabri/1 Sadiq/2 Safwan/1 Salah/4 Salim/4 Salman/3
Sami/4 Sayed/4 Sherif/2 Sulaiman/3 Suleiman/4 Sultan/3 Taha/3 Taher/2 Talal/2 Tamer/2 Taufik/1 Wael/3 Wasim/2 Yahya/4 Yasin/2 Yasser/4 Yassin/2 Younes/2 Zaid/3 Zakaria/3 Zakariya/1 Zayed/1 Zuhair/1 Aisha/6 Amina/4 Amal/3 Asma/3 Dina/2 Farah/2 Hala/2
Hanan/3 Huda/3 Iman/3 Khadija/3 Laila/3 Layla/2 Leila/2 Lina/2 Maha/2 Mariam/5 Maryam/5 Mona/3 Muna/2 Nada/2 Nadia/3 Noura/3 Rania/2 Reem/2 Sara/5 Salma/3 Samira/2 Sana/2 Zahra/3 Zainab/4 Zeinab/2 Abu/3 Abdelhamid/2 Abdelmalek/1 Abdulhamid/1 Abdulmajid/1 Abdulqadir/1 Abdulwahab/1
Abderrahmane/2 Abdelhak/1 Abdellah/2 Boubaker/1 Djamel/1 Kader/1 Lotfi/1 Moncef/1 Nasreddine/1 Nourredine/1 Noureddine/2 Salaheddine/1 Shihab/1 Saifuddin/1 Nasiruddin/1 Nuruddin/1 Jamaluddin/1 Alauddin/1""".split()
AR_FAMILY = """Ali/20 Ahmed/18 Mohamed/14 Hassan/14 Ibrahim/14 Hussein/10 Khan/16 Mahmoud/8 Mohammed/10 Saleh/8 Salem/7 Omar/7 Abdullah/7 Khalil/6 Mansour/5 Mustafa/5 Nasser/5 Yousef/4 Youssef/4 Said/4 Hamad/3 Saad/3 Hamdan/3 Haddad/4 Khoury/3 Najjar/3
Al-Masri/3 Al-Shehri/2 Al-Ghamdi/3 Al-Zahrani/3 Al-Qahtani/3 Al-Otaibi/3 Al-Harbi/3 Al-Dosari/2 Al-Mutairi/2 Al-Shammari/2 Al-Anazi/2 Al-Rashid/2 Al-Saud/1 Al-Maliki/2 Al-Khatib/2 Al-Hashimi/2 Al-Tamimi/2 Al-Jubouri/2 Al-Dulaimi/2 Al-Obeidi/2 Al-Saadi/2
Al-Bakri/1 Al-Amiri/1 Al-Hakim/1 Al-Sayed/2 Al-Sharif/2 Al-Ahmad/2 Al-Ali/3 Al-Hassan/2 Al-Hussein/1 Al-Mansouri/2 Al-Maktoum/1 Al-Nahyan/1 Al-Thani/2 Al-Kuwari/1 Al-Marri/2 Al-Sabah/1 Al-Balushi/2 Al-Harthi/2 Al-Busaidi/1 Al-Hinai/1 Al-Houthi/1 Al-Ansari/2
Awad/3 Aziz/3 Bakr/2 Barakat/2 Bashir/2 Darwish/3 Daoud/2 Dawood/2 Eid/2 El-Sayed/5 El-Masry/3 El-Sherif/2 El-Amin/1 El-Khatib/1 Fahmy/2 Farouk/2 Fathi/2 Fawzy/2 Gamal/2 Ghanem/2 Habib/3 Hakimi/1 Halabi/2 Hamdi/2 Hamed/3 Hamid/3 Hamza/2 Hanna/2 Hariri/2 Hashem/2 Hijazi/2
Hosny/1 Husseini/2 Ismail/6 Issa/3 Jaber/3 Jabbar/1 Jassim/2 Kamel/2 Karim/3 Kassab/1 Kassem/2 Kazem/2 Malik/4 Masri/2 Mikati/1 Moussa/3 Mubarak/2 Nassar/2 Nasrallah/1 Obeid/2 Othman/3 Qasem/2 Qureshi/3 Rahman/6 Rashid/3 Saeed/4 Saleem/2 Salman/2 Sayed/2 Shaheen/2 Shahin/1 Shaikh/4
Siddiqui/4 Suleiman/3 Sultan/2 Taha/2 Tawfik/1 Yassin/2 Younis/2 Zaki/2 Zayed/1 Zidan/1 Benali/3 Benjelloun/1 Bennani/2 Bouazizi/1 Boukhari/1 Bouzid/2 Brahimi/2 Cherif/2 Chaoui/1 Djebbar/1 Fassi/1 Hamidi/2 Idrissi/2 Khelifi/2 Larbi/1 Mebarki/1 Meziane/1 Rahmani/3 Saidi/3 Slimani/2 Tahiri/1 Tazi/1 Trabelsi/3 Ziani/1 Zitouni/1
Gharbi/2 Jebali/1 Mejri/1 Ayari/1 Chebbi/1 Toure/2 Diallo/3 Traore/3 Keita/2 Cisse/2""".split()
FA_GIVEN = """Mohammad/60 Ali/45 Hossein/40 Reza/40 Mehdi/25 Hassan/20 Ahmad/16 Amir/18 Mohsen/9 Saeed/10 Hamid/10 Majid/9 Masoud/7 Mahmoud/8 Abbas/8 Ebrahim/7 Javad/7 Mostafa/7 Morteza/6 Mojtaba/6 Alireza/12 Mohammadreza/6 Amirhossein/6 Hamidreza/4 Gholamreza/3
Behrouz/3 Behnam/3 Babak/3 Bahram/3 Dariush/3 Ehsan/4 Farhad/4 Farshad/2 Farzad/2 Ghasem/3 Habib/2 Hadi/3 Hooman/1 Iraj/2 Jamshid/2 Kamran/3 Kaveh/2 Kourosh/2 Mansour/2 Mehran/2 Milad/3 Nader/2 Navid/2 Omid/3 Parviz/2 Peyman/2 Rahim/2 Ramin/2 Rasoul/2 Saman/2 Sasan/1 Shahram/2 Siamak/2 Soheil/2 Vahid/3 Yaser/2
Fatemeh/25 Zahra/20 Maryam/14 Zeinab/6 Masoumeh/5 Sara/5 Leila/5 Narges/4 Somayeh/4 Azadeh/2 Elham/4 Fereshteh/2 Mahsa/3 Mina/2 Nasrin/3 Neda/2 Niloufar/2 Parisa/3 Roya/2 Samaneh/2 Sepideh/2 Shirin/2 Simin/1 Soraya/1 Yasaman/1 Ahmad/6 Abdul/5 Ghulam/3 Gul/2 Najib/2 Hamed/3 Farid/2 Zalmay/1 Nasir/1 Ashraf/1""".split()
FA_FAMILY = """Mohammadi/30 Hosseini/28 Ahmadi/24 Karimi/18 Rezaei/18 Moradi/14 Jafari/13 Heidari/12 Rahimi/12 Hashemi/11 Ebrahimi/10 Akbari/9 Ghasemi/9 Mousavi/12 Sadeghi/9 Rostami/8 Alizadeh/7 Rahmani/7 Asadi/7 Salehi/7 Ghorbani/6 Soltani/6 Sharifi/6 Norouzi/5 Bagheri/6 Abbasi/6 Kazemi/6 Jalali/4
Hassanzadeh/3 Amiri/6 Khosravi/4 Azizi/5 Nazari/5 Mirzaei/6 Zarei/5 Maleki/5 Tavakoli/3 Farahani/3 Shirazi/2 Tehrani/2 Esfahani/2 Tabrizi/1 Kermani/1 Yazdi/1 Khorasani/1 Najafi/4 Nouri/4 Taheri/3 Samadi/3 Safari/3 Sohrabi/2 Yousefi/5 Fathi/2 Ghaffari/2 Habibi/3 Hamidi/3 Jahangiri/1 Khalili/2 Khani/2 Mahdavi/2 Mohseni/2
Naderi/3 Panahi/1 Parsa/1 Rajabi/2 Razavi/2 Saberi/2 Shahidi/1 Shams/1 Vaziri/1 Zand/1 Zamani/3 Daneshvar/1 Afshar/2 Bahrami/2 Darvishi/1 Ehsani/1 Fallah/2 Golzar/1 Noorzai/2 Stanikzai/1 Popal/1 Wardak/1 Ahmadzai/2 Karzai/1 Haidari/3 Sultani/2 Wahidi/1 Amini/5 Qaderi/2 Barakzai/1""".split()
EN_TOP_GIVEN = """James/33 John/33 Robert/31 Michael/26 William/24 David/24 Richard/17 Charles/15 Joseph/14 Thomas/14 Mary/26 Patricia/11 Linda/10 Barbara/10 Elizabeth/9 Jennifer/9 Maria/8 Susan/8 Margaret/8 Dorothy/7 Christopher/10 Daniel/10 Paul/9 Mark/9 Donald/9
George/9 Kenneth/8 Steven/8 Edward/8 Brian/7 Ronald/7 Anthony/7 Kevin/7 Jason/7 Lisa/7 Nancy/7 Karen/7 Betty/7 Helen/7 Sandra/6 Donna/6 Carol/6 Ruth/6 Sharon/5 Michelle/5 Laura/5 Sarah/5 Kimberly/5 Deborah/5 Jessica/5""".split()

def plain(names):
    seen, out = set(), []
    for n in names:
        n = unicodedata.normalize('NFC', n).strip()
        key = n.split('/')[0]
        if ' ' in n or '"' in n or '\\' in n or not key or key in seen or len(key.encode()) > 40: continue
        seen.add(key)
        out.append(n)
    return out

def group(name, script, part, names):
    text = plain(names)
    print(f'    {{ "{name}", {part},')
    line = '     "'
    for i, n in enumerate(text):
        word = n + (' ' if i + 1 < len(text) else '')
        if len((line + word).encode()) > 118:
            print(line + '"')
            line = '     "'
        line += word
    print(line + '" },')

def main():
    j = json.load(open(sys.argv[1]))
    lnames = [l.strip() for l in open(sys.argv[2])]
    def get(loc, part, *sexes):
        p = j[loc].get(part, {})
        return [n for s in (sexes or ('generic', 'male', 'female')) for n in (p.get(s) or []) if isinstance(n, str)]
    def mix(*lists):                                 # in turn, so that no list's tail stands before another's head
        out = []
        for i in range(max(map(len, lists))):
            out += [l[i] for l in lists if i < len(l)]
        return out
    print('/* SPDX-License-Identifier: Apache-2.0 */')
    print('/*\n * Ordinary names, by culture, the most common first.  Written by tools/gen-ordinary-names.py; sources and weights are\n * told there.  NAME/W: W bearers in a thousand.\n */')
    print('#include "ordinary.h"\n')
    print('const ub_ordinary_group ub_ordinary_groups[] = {')
    G = lambda loc, *s: mix(*[get(loc, 'first_name', x) for x in (s or ('male', 'female', 'generic')) if get(loc, 'first_name', x)])
    L = lambda loc, *s: get(loc, 'last_name', *s)
    group('han', 'han', 'UB_ORDINARY_GIVEN', ZH_GIVEN + G('zh_CN') + G('zh_TW'))
    group('han', 'han', 'UB_ORDINARY_FAMILY', ZH_FAMILY + L('zh_CN') + L('zh_TW'))
    group('arabic', 'latin', 'UB_ORDINARY_GIVEN', AR_GIVEN)
    group('arabic', 'latin', 'UB_ORDINARY_FAMILY', AR_FAMILY)
    group('persian', 'latin', 'UB_ORDINARY_GIVEN', FA_GIVEN)
    group('persian', 'latin', 'UB_ORDINARY_FAMILY', FA_FAMILY)
    group('arabic-script', 'arabic', 'UB_ORDINARY_GIVEN', G('ar'))
    group('arabic-script', 'arabic', 'UB_ORDINARY_FAMILY', L('ar'))
    group('persian-script', 'arabic', 'UB_ORDINARY_GIVEN', G('fa'))
    group('persian-script', 'arabic', 'UB_ORDINARY_FAMILY', L('fa'))
    group('russian-man', 'cyrillic', 'UB_ORDINARY_GIVEN', get('ru', 'first_name', 'male'))
    group('russian-man', 'cyrillic', 'UB_ORDINARY_MIDDLE', get('ru', 'middle_name', 'male'))
    group('russian-man', 'cyrillic', 'UB_ORDINARY_FAMILY', get('ru', 'last_name', 'male'))
    group('russian-woman', 'cyrillic', 'UB_ORDINARY_GIVEN', get('ru', 'first_name', 'female'))
    group('russian-woman', 'cyrillic', 'UB_ORDINARY_MIDDLE', get('ru', 'middle_name', 'female'))
    group('russian-woman', 'cyrillic', 'UB_ORDINARY_FAMILY', get('ru', 'last_name', 'female'))
    group('ukrainian', 'cyrillic', 'UB_ORDINARY_GIVEN', get('uk', 'first_name', 'male'))
    group('ukrainian', 'cyrillic', 'UB_ORDINARY_MIDDLE', get('uk', 'middle_name', 'male'))
    group('ukrainian', 'cyrillic', 'UB_ORDINARY_FAMILY', get('uk', 'last_name', 'generic', 'male'))
    group('english', 'latin', 'UB_ORDINARY_GIVEN', EN_TOP_GIVEN + G('en'))
    group('english', 'latin', 'UB_ORDINARY_FAMILY', lnames)
    group('german', 'latin', 'UB_ORDINARY_GIVEN', G('de'))
    group('german', 'latin', 'UB_ORDINARY_FAMILY', L('de')[:900])
    group('spanish', 'latin', 'UB_ORDINARY_GIVEN', mix(G('es'), G('es_MX')))
    group('spanish', 'latin', 'UB_ORDINARY_FAMILY', mix(L('es'), L('es_MX')))
    group('french', 'latin', 'UB_ORDINARY_GIVEN', mix(G('fr'), G('fr_BE')[:400]))
    group('french', 'latin', 'UB_ORDINARY_FAMILY', mix(L('fr'), L('fr_BE')[:400], L('fr_SN')))
    group('italian', 'latin', 'UB_ORDINARY_GIVEN', G('it')[:600])
    group('italian', 'latin', 'UB_ORDINARY_FAMILY', L('it')[:700])
    group('portuguese', 'latin', 'UB_ORDINARY_GIVEN', mix(G('pt_PT'), G('pt_BR')))
    group('portuguese', 'latin', 'UB_ORDINARY_FAMILY', mix(L('pt_PT'), L('pt_BR')))
    group('turkish', 'latin', 'UB_ORDINARY_GIVEN', G('tr')[:700])
    group('turkish', 'latin', 'UB_ORDINARY_FAMILY', L('tr'))
    group('indian', 'latin', 'UB_ORDINARY_GIVEN', G('en_IN'))
    group('indian', 'latin', 'UB_ORDINARY_FAMILY', L('en_IN'))
    group('indonesian', 'latin', 'UB_ORDINARY_GIVEN', G('id_ID')[:400])
    group('indonesian', 'latin', 'UB_ORDINARY_FAMILY', L('id_ID'))
    group('polish', 'latin', 'UB_ORDINARY_GIVEN', G('pl'))
    group('polish', 'latin', 'UB_ORDINARY_FAMILY', L('pl'))
    group('balkan', 'latin', 'UB_ORDINARY_GIVEN', mix(G('hr'), G('sr_RS_latin')))
    group('balkan', 'latin', 'UB_ORDINARY_FAMILY', mix(L('hr')[:400], L('sr_RS_latin')[:500]))
    group('romanian', 'latin', 'UB_ORDINARY_GIVEN', G('ro'))
    group('romanian', 'latin', 'UB_ORDINARY_FAMILY', L('ro'))
    group('dutch', 'latin', 'UB_ORDINARY_GIVEN', G('nl')[:400])
    group('dutch', 'latin', 'UB_ORDINARY_FAMILY', mix(L('nl'), L('af_ZA')))
    group('nordic', 'latin', 'UB_ORDINARY_GIVEN', mix(G('sv'), G('nb_NO'), G('da'), G('fi')))
    group('nordic', 'latin', 'UB_ORDINARY_FAMILY', mix(L('sv'), L('nb_NO'), L('da'), L('fi')))
    group('vietnamese', 'latin', 'UB_ORDINARY_GIVEN', [n for x in G('vi')[:800] for n in x.split()])
    group('vietnamese', 'latin', 'UB_ORDINARY_FAMILY', L('vi'))
    group('african', 'latin', 'UB_ORDINARY_GIVEN', mix(G('en_NG'), G('en_GH'), G('zu_ZA'), G('yo_NG'), G('fr_SN')))
    group('african', 'latin', 'UB_ORDINARY_FAMILY', mix(L('en_NG'), L('en_GH'), L('zu_ZA'), L('yo_NG')))
    group('korean', 'hangul', 'UB_ORDINARY_GIVEN', mix(get('ko', 'first_name', 'male'), get('ko', 'first_name', 'female')))
    group('korean', 'hangul', 'UB_ORDINARY_FAMILY', L('ko'))
    group('japanese', 'latin', 'UB_ORDINARY_GIVEN', "Hiroshi Takashi Kenji Akira Takeshi Yuki Kazuo Satoshi Makoto Naoki Haruto Sota Yuto Ren Daiki Taro Jiro Shinichi Yoko Keiko Michiko Yumi Akiko Kumiko Tomoko Hanako Sakura Aoi Hina Yui Mei Misaki Ayumi Kaori Megumi Naomi Emi Rie Masako Kazuko".split())
    group('japanese', 'latin', 'UB_ORDINARY_FAMILY', "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Yamaguchi Matsumoto Inoue Kimura Hayashi Shimizu Saito Yamazaki Mori Abe Ikeda Hashimoto Yamashita Ishikawa Nakajima Maeda Fujita Ogawa Goto Okada Hasegawa Murakami Kondo Ishii Sakamoto Endo Aoki Fujii Nishimura Fukuda Ota Miura Takeuchi Fujiwara Okamoto Matsuda Nakagawa".split())
    group('greek', 'greek', 'UB_ORDINARY_GIVEN', G('el'))
    group('greek', 'greek', 'UB_ORDINARY_FAMILY', L('el'))
    group('hebrew', 'hebrew', 'UB_ORDINARY_GIVEN', G('he')[:300])
    group('hebrew', 'hebrew', 'UB_ORDINARY_FAMILY', L('he')[:300])
    group('caucasian', 'other', 'UB_ORDINARY_GIVEN', mix(G('ka_GE')[:200], G('hy')))
    group('caucasian', 'other', 'UB_ORDINARY_FAMILY', mix(L('ka_GE'), L('hy')))
    group('central-asian', 'latin', 'UB_ORDINARY_GIVEN', mix(G('uz_UZ_latin'), G('az')))
    group('central-asian', 'latin', 'UB_ORDINARY_FAMILY', mix(L('uz_UZ_latin'), L('az')))
    print('};\nconst size_t ub_n_ordinary_groups = sizeof ub_ordinary_groups / sizeof ub_ordinary_groups[0];')

main()
