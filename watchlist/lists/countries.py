"""English names of countries and of nationalities, as publishers write them, and their codes."""

# ISO 3166-1 alpha-2, lower case (xk, in common use, for Kosovo), then the names: those of the UN's list (M49) and the
# ones that OFAC, the UN and the United Kingdom use, adjectives and slips of theirs among them. "Congolese" is not here,
# for two countries have it.
_NAMES = """
ad Andorra
ae United Arab Emirates; UAE; Emirati
af Afghanistan; Afghan; Afgan
ag Antigua and Barbuda
al Albania; Albanian
am Armenia; Armenian
ao Angola; Angolan
ar Argentina
at Austria; Austrian
au Australia; Australian
aw Aruba
az Azerbaijan; Azerbaijani
ba Bosnia and Herzegovina; Bosnian
bb Barbados
bd Bangladesh; Bangladeshi
be Belgium; Belgian
bf Burkina Faso
bg Bulgaria; Bulgarian
bh Bahrain; Bahraini
bi Burundi; Burundian
bj Benin
bm Bermuda
bn Brunei; Brunei Darussalam
bo Bolivia; Bolivia (Plurinational State of)
br Brazil; Brazilian
bs Bahamas; Bahamas, The
bt Bhutan
bw Botswana
by Belarus; Belarusian
bz Belize
ca Canada; Canadian
cd Democratic Republic of the Congo; Congo, Democratic Republic of the; Congo (Democratic Republic); DRC
cf Central African Republic
cg Congo; Republic of the Congo; Congo, Republic of the
ch Switzerland; Swiss
ci Ivory Coast; Cote d'Ivoire; Cote d Ivoire; Côte d'Ivoire; Ivorian
cl Chile
cm Cameroon
cn China; Chinese
co Colombia
cr Costa Rica
cu Cuba; Cuban
cv Cape Verde; Cabo Verde
cy Cyprus; Cypriot
cz Czech Republic; Czechia
de Germany; German
dj Djibouti
dk Denmark; Danish
dm Dominica
do Dominican Republic
dz Algeria; Algerian
ec Ecuador
ee Estonia
eg Egypt; Egyptian
er Eritrea; Eritrean
es Spain; Spanish
et Ethiopia; Ethiopian
fi Finland; Finnish
fj Fiji
fm Micronesia
fr France; French
ga Gabon
gb United Kingdom; United Kingdom of Great Britain and Northern Ireland; British; UK
gd Grenada
ge Georgia; Georgian
gg Guernsey
gh Ghana
gi Gibraltar
gm Gambia; Gambia, The; The Gambia; Gambian
gn Guinea
gq Equatorial Guinea
gr Greece; Greek
gt Guatemala
gw Guinea-Bissau
gy Guyana
hk Hong Kong
hn Honduras
hr Croatia; Croatian
ht Haiti
hu Hungary; Hungarian
id Indonesia; Indonesian
ie Ireland; Irish
il Israel; Israeli
im Isle of Man; Man, Isle of
in India; Indian
iq Iraq; Iraqi
ir Iran; Iran (Islamic Republic of); Islamic Republic of Iran; Iranian
is Iceland
it Italy; Italian
je Jersey
jm Jamaica
jo Jordan; Jordanian
jp Japan; Japanese
ke Kenya; Kenyan
kg Kyrgyzstan; Kyrgyz
kh Cambodia
km Comoros
kn Saint Kitts and Nevis
kp North Korea; Korea, North; Democratic People's Republic of Korea; DPRK; North Korean
kr South Korea; Republic of Korea; Korea, South; South Korean
kw Kuwait; Kuwaiti
ky Cayman Islands
kz Kazakhstan; Kazakh
la Laos; Lao People's Democratic Republic
lb Lebanon; Lebanese
li Liechtenstein
lk Sri Lanka
lr Liberia
ls Lesotho
lt Lithuania; Lithuanian
lu Luxembourg
lv Latvia; Latvian
ly Libya; Libyan
ma Morocco; Moroccan
mc Monaco
md Moldova; Republic of Moldova; Moldovan
me Montenegro
mg Madagascar
mh Marshall Islands
mk North Macedonia; Macedonia; North Macedonia, The Republic of
ml Mali; Malian
mm Myanmar; Burma; Myanmar (Burma); Burmese
mn Mongolia
mo Macau; Macao
mr Mauritania; Mauritanian
mt Malta
mu Mauritius
mv Maldives
mw Malawi
mx Mexico
my Malaysia; Malaysian
mz Mozambique
na Namibia
ne Niger
ng Nigeria; Nigerian
ni Nicaragua; Nicaraguan
nl Netherlands; Dutch
no Norway; Norwegian
np Nepal
nz New Zealand
om Oman
pa Panama
pe Peru
pg Papua New Guinea
ph Philippines; Filipino
pk Pakistan; Pakistani
pl Poland; Polish
ps Palestine; State of Palestine; Palestinian; Palestinian Territories; Occupied Palestinian Territories; West Bank
ps Gaza
pt Portugal; Portuguese
pw Palau
py Paraguay
qa Qatar; Qatari; Qatarian
ro Romania; Romanian
rs Serbia; Serbian
ru Russia; Russian Federation; Russian
rw Rwanda; Rwandan
sa Saudi Arabia; Saudi Arabian; Saudi
sc Seychelles
sd Sudan; Sudanese
se Sweden; Swedish
sg Singapore
si Slovenia
sk Slovakia
sl Sierra Leone
sm San Marino
sn Senegal; Senegalese
so Somalia; Somali; Somalian
sr Suriname
ss South Sudan; Republic of South Sudan; South Sudanese
sv El Salvador
sy Syria; Syrian Arab Republic; Syrian
sz Eswatini; Swaziland
td Chad; Chadian
tg Togo
th Thailand
tj Tajikistan; Tajik
tl East Timor; Timor-Leste
tm Turkmenistan; Turkmen
tn Tunisia; Tunisian
tr Turkey; Türkiye; Turkish
tt Trinidad and Tobago
tw Taiwan
tz Tanzania; United Republic of Tanzania; Tanzanian
ua Ukraine; Ukrainian
ug Uganda; Ugandan
us United States; United States of America; American; US; USA
uy Uruguay
uz Uzbekistan; Uzbek
va Vatican; Holy See
vc Saint Vincent and the Grenadines
ve Venezuela; Venezuela (Bolivarian Republic of); Venezuelan
vg British Virgin Islands; Virgin Islands, British
vn Vietnam; Viet Nam; Vietnamese
vu Vanuatu
ws Samoa
xk Kosovo
ye Yemen; Yemeni
za South Africa; South African
zm Zambia
zw Zimbabwe; Zimbabwean
"""

# ISO 3166-1: alpha-2, then alpha-3, of the same countries.
_LONG_CODES = """
ad and  ae are  af afg  ag atg  al alb  am arm  ao ago  ar arg  at aut  au aus  aw abw  az aze  ba bih  bb brb  bd bgd
be bel  bf bfa  bg bgr  bh bhr  bi bdi  bj ben  bm bmu  bn brn  bo bol  br bra  bs bhs  bt btn  bw bwa  by blr  bz blz
ca can  cd cod  cf caf  cg cog  ch che  ci civ  cl chl  cm cmr  cn chn  co col  cr cri  cu cub  cv cpv  cy cyp  cz cze
de deu  dj dji  dk dnk  dm dma  do dom  dz dza  ec ecu  ee est  eg egy  er eri  es esp  et eth  fi fin  fj fji  fm fsm
fr fra  ga gab  gb gbr  gd grd  ge geo  gg ggy  gh gha  gi gib  gm gmb  gn gin  gq gnq  gr grc  gt gtm  gw gnb  gy guy
hk hkg  hn hnd  hr hrv  ht hti  hu hun  id idn  ie irl  il isr  im imn  in ind  iq irq  ir irn  is isl  it ita  je jey
jm jam  jo jor  jp jpn  ke ken  kg kgz  kh khm  km com  kn kna  kp prk  kr kor  kw kwt  ky cym  kz kaz  la lao  lb lbn
li lie  lk lka  lr lbr  ls lso  lt ltu  lu lux  lv lva  ly lby  ma mar  mc mco  md mda  me mne  mg mdg  mh mhl  mk mkd
ml mli  mm mmr  mn mng  mo mac  mr mrt  mt mlt  mu mus  mv mdv  mw mwi  mx mex  my mys  mz moz  na nam  ne ner  ng nga
ni nic  nl nld  no nor  np npl  nz nzl  om omn  pa pan  pe per  pg png  ph phl  pk pak  pl pol  ps pse  pt prt  pw plw
py pry  qa qat  ro rou  rs srb  ru rus  rw rwa  sa sau  sc syc  sd sdn  se swe  sg sgp  si svn  sk svk  sl sle  sm smr
sn sen  so som  sr sur  ss ssd  sv slv  sy syr  sz swz  td tcd  tg tgo  th tha  tj tjk  tl tls  tm tkm  tn tun  tr tur
tt tto  tw twn  tz tza  ua ukr  ug uga  us usa  uy ury  uz uzb  va vat  vc vct  ve ven  vg vgb  vn vnm  vu vut  ws wsm
xk xkx  ye yem  za zaf  zm zmb  zw zwe
"""

_CODES = {name.casefold(): line[:2] for line in _NAMES.strip().splitlines() for name in line[3:].split("; ")}
_SHORT = dict(zip(_LONG_CODES.split()[1::2], _LONG_CODES.split()[::2], strict=True))


def code(name: str) -> str | None:
    """The code of a country's English name or adjective, whatever its case; None when it is not known.

    >>> code("Korea, North"), code("Tunisian"), code("Atlantis")
    ('kp', 'tn', None)
    """
    return _CODES.get(" ".join(name.replace("’", "'").split()).casefold())


def short(long: str) -> str | None:
    """The code of a country's code of three letters, whatever its case; None when it is not known.

    >>> short("IRQ"), short("UNK")
    ('iq', None)
    """
    return _SHORT.get(long.strip().lower())
