"""Names, signs and codes of currencies as people type them.

Tables only. The codes are ISO 4217; a name shared by several countries belongs to a family.
"""

from dataclasses import dataclass

from dialogs.reading.tokens import word_set


@dataclass(frozen=True, slots=True)
class Currency:
    """What a word says about the currency; `minor` means hundredths: копейка, cent.

    `sure` is False where the word has a second meaning (¥, пени).
    """

    code: str
    minor: bool = False
    sure: bool = True


def _names(code: str, words: str, *, minor: bool = False, sure: bool = True) -> dict[str, Currency]:
    return {word: Currency(code, minor, sure) for word in words.split()}


NAMES: dict[str, Currency] = {
    **_names("RUB", "₽ р руб рубль рубля рублю рублем рубле рубли рублей рублям рублями рублях"),
    **_names("RUB", "рублик рублика рубликов деревянных рубасов ruble rubles rouble roubles rur"),
    **_names("USD", "$ доллар доллара доллару долларом долларе доллары долларов долларам"),
    **_names("USD", "долларами долларах долл дол бакс бакса баксу баксы баксов баксами баксах"),
    **_names("USD", "dollar dollars buck bucks us$ $us юсд"),
    **_names("EUR", "€ евро euro euros eur €ur"),
    **_names("GBP", "£ фунт фунта фунты фунтов фунтами pound pounds quid"),
    **_names("KZT", "₸ тенге тг теңге tenge"),
    **_names("KGS", "сом сома сомов сомами сомах som soms"),
    **_names("UZS", "сум сума сумов сумами sum sums"),
    **_names("TJS", "сомони"),
    **_names("UAH", "₴ гривна гривны гривен гривень гривнам гривнами гривну грн hryvnia hryvnias"),
    **_names("GEL", "₾ лари"),
    **_names("AMD", "֏ драм драма драмов драмами"),
    **_names("AZN", "₼ манат маната манатов манатами"),
    **_names("MDL", "лей лея леев"),
    **_names("CNY", "юань юаня юани юаней юанями yuan renminbi rmb"),
    **_names("CNY", "¥", sure=False),
    **_names("JPY", "иена йена иены йены иен йен yen"),
    **_names("PLN", "злотый злотых злотого zloty"),
    **_names("TRY", "₺ лира лиры лир lira"),
    **_names("INR", "₹ rs рупия рупии рупий rupee rupees"),
    **_names("AED", "дирхам дирхама дирхамов dirham dirhams"),
    **_names("ILS", "₪ шекель шекеля шекели шекелей shekel shekels"),
    **_names("KRW", "₩ вон вона воны"),
    **_names("MYR", "rm ringgit"),
    **_names("VND", "₫ донг донга донгов"),
    **_names("THB", "฿ бат бата батов baht"),
    **_names("RUB", "копейка копейки копеек копейками копейку коп kopeck kopecks", minor=True),
    **_names("USD", "цент цента центы центов центам центами ц ¢ cent cents", minor=True),
    **_names("USD", "c", minor=True, sure=False),
    **_names("GBP", "пенс пенса пенсов пенсами pence penny", minor=True),
    **_names("GBP", "пени", minor=True, sure=False),
    **_names("UAH", "копийка копийок", minor=True),
    **_names("KZT", "тиын тиынов", minor=True),
}

# Adjective before the name: белорусских рублей, канадских долларов.
_ADJECTIVE_ENDINGS = ["ий", "ого", "ому", "им", "их", "ими"]
_ADJECTIVE_STEMS = {
    "белорусск": "BYN",
    "российск": "RUB",
    "американск": "USD",
    "канадск": "CAD",
    "австралийск": "AUD",
    "сингапурск": "SGD",
    "гонконгск": "HKD",
    "новозеландск": "NZD",
    "японск": "JPY",
    "китайск": "CNY",
}
ADJECTIVES: dict[str, str] = {
    stem + ending: code for stem, code in _ADJECTIVE_STEMS.items() for ending in _ADJECTIVE_ENDINGS
} | {"бел": "BYN", "canadian": "CAD", "australian": "AUD", "us": "USD", "singapore": "SGD"}

# A bare "рублей" means the local ruble, a bare "долларов" the local dollar.
FAMILIES: dict[str, frozenset[str]] = {
    "RUB": frozenset({"RUB", "BYN"}),
    "USD": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"}),
    "GBP": frozenset({"GBP", "EGP", "LBP"}),
    "INR": frozenset({"INR", "PKR", "LKR", "NPR"}),
}
# These name the national currency itself and never a cousin of it.
EXACT = frozenset({"бакс", "баксы", "бакса", "баксов", "₽", "us$", "$us", "£", "₹", "юсд", "rur"})

CODES = word_set(
    "AED AFN ALL AMD ARS AUD AZN BGN BHD BRL BYN CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GEL HKD "
    "HUF IDR ILS INR IQD IRR ISK JOD JPY KGS KRW KWD KZT LBP LKR MAD MDL MNT MXN MYR NGN NOK NPR "
    "NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TJS TMT TND TRY TWD UAH USD UZS VND "
    "XAF ZAR"
)
# Also English words: these count as codes in capitals only.
_WORDS_TOO = frozenset({"ALL", "COP", "MAD", "PEN", "TRY", "PHP"})
LOWER_CODES = frozenset(code.lower() for code in CODES - _WORDS_TOO)

UNKNOWN = word_set(
    "usdt usdc btc eth ton биткоин биткоина биткоинов биткойн биткоины юсдт тезер эфир эфира "
    "bitcoin bitcoins крипта крипты уе"
)


def currency_of(text: str, raw: str) -> Currency | None:
    """The currency a token names, by its folded and its raw form; None for any other word."""
    named = NAMES.get(text)
    if named:
        return named
    if text in LOWER_CODES or raw in CODES:
        return Currency(raw.upper())
    return None
