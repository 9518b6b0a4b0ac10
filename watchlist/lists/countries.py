"""English names of countries, as publishers write them, and their codes."""

# ISO 3166-1 alpha-2, lower case (xk, in common use, for Kosovo), then the names: those of the UN's list (M49) and the
# ones that OFAC, the UN and the United Kingdom use.
_NAMES = """
ad Andorra
ae United Arab Emirates; UAE
af Afghanistan
ag Antigua and Barbuda
al Albania
am Armenia
ao Angola
ar Argentina
at Austria
au Australia
az Azerbaijan
ba Bosnia and Herzegovina
bb Barbados
bd Bangladesh
be Belgium
bf Burkina Faso
bg Bulgaria
bh Bahrain
bi Burundi
bj Benin
bn Brunei; Brunei Darussalam
bo Bolivia; Bolivia (Plurinational State of)
br Brazil
bs Bahamas; Bahamas, The
bt Bhutan
bw Botswana
by Belarus
bz Belize
ca Canada
cd Democratic Republic of the Congo; Congo, Democratic Republic of the; Congo (Democratic Republic)
cf Central African Republic
cg Congo; Republic of the Congo
ch Switzerland
ci Ivory Coast; Cote d'Ivoire; Cote d Ivoire; Côte d'Ivoire
cl Chile
cm Cameroon
cn China
co Colombia
cr Costa Rica
cu Cuba
cv Cape Verde; Cabo Verde
cy Cyprus
cz Czech Republic; Czechia
de Germany
dj Djibouti
dk Denmark
dm Dominica
do Dominican Republic
dz Algeria
ec Ecuador
ee Estonia
eg Egypt
er Eritrea
es Spain
et Ethiopia
fi Finland
fj Fiji
fm Micronesia
fr France
ga Gabon
gb United Kingdom; United Kingdom of Great Britain and Northern Ireland
gd Grenada
ge Georgia
gh Ghana
gm Gambia; Gambia, The
gn Guinea
gq Equatorial Guinea
gr Greece
gt Guatemala
gw Guinea-Bissau
gy Guyana
hk Hong Kong
hn Honduras
hr Croatia
ht Haiti
hu Hungary
id Indonesia
ie Ireland
il Israel
in India
iq Iraq
ir Iran; Iran (Islamic Republic of); Islamic Republic of Iran
is Iceland
it Italy
jm Jamaica
jo Jordan
jp Japan
ke Kenya
kg Kyrgyzstan
kh Cambodia
km Comoros
kp North Korea; Korea, North; Democratic People's Republic of Korea
kr South Korea; Republic of Korea; Korea, South
kw Kuwait
kz Kazakhstan
la Laos; Lao People's Democratic Republic
lb Lebanon
li Liechtenstein
lk Sri Lanka
lr Liberia
ls Lesotho
lt Lithuania
lu Luxembourg
lv Latvia
ly Libya
ma Morocco
mc Monaco
md Moldova; Republic of Moldova
me Montenegro
mg Madagascar
mh Marshall Islands
mk North Macedonia; Macedonia; North Macedonia, The Republic of
ml Mali
mm Myanmar; Burma; Myanmar (Burma)
mn Mongolia
mo Macau; Macao
mr Mauritania
mt Malta
mu Mauritius
mv Maldives
mw Malawi
mx Mexico
my Malaysia
mz Mozambique
na Namibia
ne Niger
ng Nigeria
ni Nicaragua
nl Netherlands
no Norway
np Nepal
nz New Zealand
om Oman
pa Panama
pe Peru
pg Papua New Guinea
ph Philippines
pk Pakistan
pl Poland
ps Palestine; State of Palestine; Palestinian; Palestinian Territories; Occupied Palestinian Territories
pt Portugal
py Paraguay
qa Qatar
ro Romania
rs Serbia
ru Russia; Russian Federation
rw Rwanda
sa Saudi Arabia
sc Seychelles
sd Sudan
se Sweden
sg Singapore
si Slovenia
sk Slovakia
sl Sierra Leone
sn Senegal
so Somalia
sr Suriname
ss South Sudan; Republic of South Sudan
sv El Salvador
sy Syria; Syrian Arab Republic
sz Eswatini; Swaziland
td Chad
tg Togo
th Thailand
tj Tajikistan
tl East Timor; Timor-Leste
tm Turkmenistan
tn Tunisia
tr Turkey; Türkiye
tt Trinidad and Tobago
tw Taiwan
tz Tanzania; United Republic of Tanzania
ua Ukraine
ug Uganda
us United States; United States of America
uy Uruguay
uz Uzbekistan
va Vatican; Holy See
ve Venezuela; Venezuela (Bolivarian Republic of)
vn Vietnam; Viet Nam
vu Vanuatu
xk Kosovo
ye Yemen
za South Africa
zm Zambia
zw Zimbabwe
"""

_CODES = {name.casefold(): line[:2] for line in _NAMES.strip().splitlines() for name in line[3:].split("; ")}


def code(name: str) -> str | None:
    """The code of a country's English name, whatever its case; None when it is not known.

    >>> code("Korea, North"), code("Atlantis")
    ('kp', None)
    """
    return _CODES.get(" ".join(name.replace("’", "'").split()).casefold())
