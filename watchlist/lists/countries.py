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
cg Congo; Republic of the Congo
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
gh Ghana
gm Gambia; Gambia, The; Gambian
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
in India; Indian
iq Iraq; Iraqi
ir Iran; Iran (Islamic Republic of); Islamic Republic of Iran; Iranian
is Iceland
it Italy; Italian
jm Jamaica
jo Jordan; Jordanian
jp Japan; Japanese
ke Kenya; Kenyan
kg Kyrgyzstan; Kyrgyz
kh Cambodia
km Comoros
kp North Korea; Korea, North; Democratic People's Republic of Korea; DPRK; North Korean
kr South Korea; Republic of Korea; Korea, South; South Korean
kw Kuwait; Kuwaiti
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
ps Palestine; State of Palestine; Palestinian; Palestinian Territories; Occupied Palestinian Territories
pt Portugal; Portuguese
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
ve Venezuela; Venezuela (Bolivarian Republic of); Venezuelan
vn Vietnam; Viet Nam; Vietnamese
vu Vanuatu
xk Kosovo
ye Yemen; Yemeni
za South Africa; South African
zm Zambia
zw Zimbabwe; Zimbabwean
"""

_CODES = {name.casefold(): line[:2] for line in _NAMES.strip().splitlines() for name in line[3:].split("; ")}


def code(name: str) -> str | None:
    """The code of a country's English name or adjective, whatever its case; None when it is not known.

    >>> code("Korea, North"), code("Tunisian"), code("Atlantis")
    ('kp', 'tn', None)
    """
    return _CODES.get(" ".join(name.replace("’", "'").split()).casefold())
