"""Questions as people type them find what they are about: no question is a title word for word."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient

from publisher.words import stem

HTML = {"Accept": "text/html"}
TILLSYN = "/nyckeltal/U07340 /nyckeltal/U07341 /nyckeltal/U21340 /nyckeltal/U21350"
NIGHT = "/nyckeltal/U07341 /nyckeltal/digital-tillsyn-natt"
DOSE = "/nyckeltal/U07345 /nyckeltal/U07354 /nyckeltal/U07355 /nyckeltal/U07358 /nyckeltal/U07359"
GPS = "/nyckeltal/U07342 /nyckeltal/U21341 /nyckeltal/U21351"
PASSIVE = "/nyckeltal/U07343 /nyckeltal/U21342 /nyckeltal/U21352"
LOCKS = "/nyckeltal/U07348 /nyckeltal/U21349 /nyckeltal/U21359"
SIP = "/nyckeltal/U07351 /nyckeltal/U21343 /nyckeltal/U21353"
TALK = "/nyckeltal/U21348 /nyckeltal/U21358"
SHOP = "/nyckeltal/U21347 /nyckeltal/U21357"
DAILY = "/nyckeltal/U21346 /nyckeltal/U21356"
TRAIN = "/nyckeltal/U07350 /nyckeltal/U21345 /nyckeltal/U21355"
AUTO = (
    "/nyckeltal/U07365 /nyckeltal/U20341 /nyckeltal/U26341 /nyckeltal/U28341 /nyckeltal/U30341 /nyckeltal/U31341 "
    "/nyckeltal/U33341 /nyckeltal/U35341 /nyckeltal/automatisering"
)
ESERVICE = "/nyckeltal/e-tjanst"
ALARM = "/nyckeltal/trygghetslarm"
NPO = "/nyckeltal/npo"
SECURE = "/nyckeltal/informationssakerhet"
GRANTS = "/stimulansmedel"
ROOM = "/nyckeltal/U23340 /nyckeltal/U25340 /nyckeltal/internet-i-"
NET = "/nyckeltal/N07900 /nyckeltal/N07918 /nyckeltal/N07919 /nyckeltal/N07920"

#: A question and what may come first: beginnings of addresses.
SWEDISH = {
    # what visitors looked for in vain, or were led astray by
    "trygghetslarm": ALARM,
    "NPÖ": NPO,
    "mobila dokumentationen": "/nyckeltal/U07356 /nyckeltal/mobil-dokumentation",
    "digital signering": "/nyckeltal/U07344",
    "kamera": TILLSYN,
    "läkemedelsrobot": DOSE,
    "Upplands-Väsby": "/kommun/0114",
    "Dalarna": "/lan/20",
    "1882": "/kommun/1882",
    "e-tjänster": ESERVICE,
    "VKP": SIP,
    "tillsynskamera": TILLSYN,
    "GDPR": SECURE,
    "AI": AUTO,
    "karta": "/jamfor",
    "API": "/schema",
    "Heby i Västmanland": "/kommun/0331",
    "stimulansbidrag": GRANTS,
    "videosamtal": f"{TALK} {SIP}",
    "licens": "/om",
    "hemtjänst": "/nyckeltal/U213 /nyckeltal/U214 /nyckeltal/aldre-med-pagaende-insats",
    "SÄBO": ROOM,
    "Landskronas": "/kommun/1282",
    "Malmo": "/kommun/1280",
    "Göteborgs stad": "/kommun/1480",
    "Gothenburg": "/kommun/1480",
    "Scania": "/lan/12",
    # stems, compounds and inflections
    "tillsynskameror": TILLSYN,
    "kamerorna på natten": TILLSYN + " " + NIGHT,
    "läkemedelsrobotar": DOSE,
    "medicinrobotarna": DOSE,
    "trygghetslarmen": ALARM,
    "e-tjänsten": ESERVICE,
    "etjänster": ESERVICE,
    "gpslarm": GPS,
    "gps larmen": GPS,
    "låsen": LOCKS,
    "låssystem": LOCKS,
    "larmmattor": PASSIVE,
    "fallolycka": PASSIVE,
    "stimulansmedlen": GRANTS,
    "bidragen till kommunerna": GRANTS,
    "automatiserade": AUTO,
    "inkontinensskydden": "/nyckeltal/U07349",
    "signeringslistor": "/nyckeltal/U07344",
    "riskanalyser": "/nyckeltal/U07362",
    "bredbandet": NET,
    "strategier för digitalisering": "/nyckeltal/styrande-dokument",
    # synonyms, abbreviations, spoken names
    "nyckelfri hemtjänst": LOCKS,
    "nyckelgömma": LOCKS,
    "medicindosett": DOSE,
    "spårsändare för dementa": GPS,
    "smarta blöjor": "/nyckeltal/U07349",
    "fallsensor": PASSIVE,
    "RPA": AUTO,
    "robot försörjningsstöd": "/nyckeltal/U31341",
    "SITHS-kort": "/nyckeltal/saker-roll-behorighet",
    "nationell patientöversikt": NPO,
    "sammanhållen journalföring": NPO,
    "kognitivt stöd": DAILY,
    "påminnelser i vardagen": DAILY,
    "handla mat på nätet": SHOP,
    "e-handel för äldre": "/nyckeltal/U21347",
    "ensamhet bland gamla": "/nyckeltal/U21348",
    "rehab på distans": TRAIN,
    "vårdplanering via video": SIP,
    "samordnad individuell plan": SIP,
    "wifi på äldreboende": ROOM,
    "wi-fi": ROOM,
    "fiber på landsbygden": "/nyckeltal/N07920",
    "5G": "/nyckeltal/N90004 /nyckeltal/N90005",
    "mobiltäckning": "/nyckeltal/N90004 /nyckeltal/N90005",
    "ruttplanering": "/nyckeltal/U07347",
    "läkemedelsskåp": "/nyckeltal/U07346",
    "socialbidrag på nätet": "/nyckeltal/e-tjanst-ansokan /nyckeltal/U31341",
    "CISO": "/nyckeltal/informationssakerhet-ciso",
    "dataintrång": "/nyckeltal/informationssakerhet-incident",
    "läsa sin journal på nätet": "/nyckeltal/N70560",
    "boka läkartid på nätet": "/nyckeltal/N70552",
    "1177": "/nyckeltal/N70465",
    "trygghetstelefon": ALARM,
    "återbetalning av stimulansbidrag": GRANTS,
    "pengar från staten 2013": GRANTS,
    # whole questions, places among them, misspellings
    "hur många kommuner har digitala lås?": LOCKS,
    "vilka kommuner använder gps-larm?": GPS,
    "hur många bor i kommunen": "/nyckeltal/befolkning",
    "digitala lås i Säffle": "/nyckeltal/U21349?kommun=1785 /nyckeltal/U07348?kommun=1785",
    "Säffle gps": "/nyckeltal/U07342?kommun=1785 /nyckeltal/U21341?kommun=1785 /nyckeltal/U21351?kommun=1785",
    "trygetslarm": ALARM,
    "läkemedelrobbot": DOSE,
    "ladda ner data": "/data",
    "goda förebilder": "/goda-exempel",
    "jämföra kommuner": "/jamfor",
    # as officials, journalists, politicians and relatives type them
    "larm som känner om någon ramlar": PASSIVE,
    "försvunna personer": GPS,
    "350 miljoner": f"{GRANTS}/2018",
    "kameraövervakning hemma hos gamla": TILLSYN,
    "kamera i stället för nattpatrull": TILLSYN + " " + NIGHT,
    "dement pappa går hemifrån": GPS,
    "bytet från analoga till digitala larm": ALARM,
    "surfplattor till hemtjänstpersonalen": "/nyckeltal/stimulans-2018-surf",
    "hackerattacker mot kommuner": SECURE,
    "långsamt internet": NET + " /nyckeltal/N9000",
    "äldre som är ensamma": TALK,
    "glömmer ta sin medicin": DOSE,
    "gps-sändare funktionshindrade": "/nyckeltal/U21351",
    "träna hemma med skärm": TRAIN,
    "hur stor är Kiruna": "/nyckeltal/landareal?kommun=2584 /nyckeltal/befolkning?kommun=2584 /kommun/2584",
    "invånare i Mora": "/nyckeltal/befolkning?kommun=2062",
    "digtala lås": LOCKS,
    "automatisk handläggning ekonomiskt bistånd": "/nyckeltal/U31341 /nyckeltal/U07365",
    "fiberutbyggnad landsbygd": "/nyckeltal/N07920",
    "vem står bakom sidan": "/om",
    "fel i siffrorna": "/andringar",
    "hur räknas medianen": "/metod",
    "jämför Säffle och Arvika": "/jamfor?kommun=1785,1784",
    "digital vårdplanering": SIP,
    "trygghetslarm natt": f"{ALARM} {NIGHT}",
    "e-legitimation biståndshandläggare": "/nyckeltal/saker-roll-behorighet",
    "läkemedelsgivare": DOSE,
    "medecinrobot": DOSE,
    "nattkamera": f"{TILLSYN} {NIGHT}",
    "bredbandsutbyggnad glesbygd": "/nyckeltal/N07920",
    "videomöte med biståndshandläggare": f"{TALK} {SIP}",
    "rörelsesensorer": PASSIVE,
    "automatiskt beslut ekonomiskt bistånd": "/nyckeltal/U31341",
    "informationsklassning": "/nyckeltal/informationssakerhet-klassning",
    "Ornskoldsvik": "/kommun/2284",
    "stadsbidrag 2018": f"{GRANTS}/2018",
    "matbeställning hemtjänst": SHOP,
    "journalen på nätet": "/nyckeltal/N70560",
    "svarsfrekvens": "/nyckeltal/svarsfrekvens",
}
ENGLISH = {
    "medication robots": DOSE,
    "keyless entry": LOCKS,
    "surveillance cameras at night": TILLSYN + " " + NIGHT,
    "panic buttons": ALARM,
    "state funding": GRANTS,
    "artificial intelligence": AUTO,
    "fall detectors": PASSIVE,
    "grocery shopping": SHOP,
    "discharge planning": SIP,
    "online services": ESERVICE,
    "how many people live there": "/nyckeltal/befolkning",
    "trygghetslarm": ALARM,
    "wandering dementia patients": GPS,
    "hacked municipalities": SECURE,
    "apply for welfare online": "/nyckeltal/e-tjanst-ansokan",
    "compare Lund and Umea": "/jamfor?kommun=1281,2480",
    "corrections": "/andringar",
    "digital lock home care": LOCKS,
    "gps tracker dementia": GPS,
    "medication dispenser": DOSE,
    "broadband rural": "/nyckeltal/N07920",
}


def first(pages: TestClient, question: str, before: str = "") -> str:  # type: ignore[type-arg]
    """The path that a search leads to, or has as its first hit, without the language."""
    answer = pages.get(f"{before}/sok", params={"q": question}, headers=HTML, follow_redirects=False)
    if answer.status_code == 303:
        return answer.headers["location"].removeprefix(before)
    found = re.search(r'<h3><a href="([^"]+)"', answer.text)
    return found[1].removeprefix(before) if found else ""


def right(found: str, wanted: str) -> bool:
    return any(found.startswith(beginning) for beginning in wanted.split())


def test_at_least_95_of_100_questions_have_the_right_first_hit(pages: TestClient) -> None:  # type: ignore[type-arg]
    asked = [("", *pair) for pair in SWEDISH.items()] + [("/en", *pair) for pair in ENGLISH.items()]
    assert len(asked) >= 100
    wrong = {
        f"{before} {question}": found
        for before, question, wanted in asked
        if not right(found := first(pages, question, before), wanted)
    }
    print(len(asked), "asked, wrong:", wrong)
    assert len(wrong) <= len(asked) * 5 // 100, wrong


@pytest.mark.parametrize("question", ["videosamtal", "licens", "hemtjänst", "SÄBO", "VKP", "inkontinens"])
def test_a_word_that_is_no_name_is_never_jumped_from(pages: TestClient, question: str) -> None:  # type: ignore[type-arg]
    assert pages.get("/sok", params={"q": question}, headers=HTML, follow_redirects=False).status_code == 200


def test_a_name_is_jumped_to(pages: TestClient) -> None:  # type: ignore[type-arg]
    for question in ("u21349", "Digitala lås, äldre i ordinärt boende"):
        answer = pages.get("/sok", params={"q": question}, headers=HTML, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/nyckeltal/U21349")


def test_results_say_whose_figures_and_of_when(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/sok", params={"q": "gps-larmen"}, headers=HTML).text
    assert ["Siffror per kommun", "Siffror för hela landet"] == re.findall(r"<h2[^>]*>(Siffror [^<]+?) *<", text)
    assert re.search(r'/nyckeltal/U21341">[^<]+</a></h3><p class="mute">Kommuner, 20\d\d–20\d\d', text)
    text = pages.get("/sok", params={"q": "andelen hybridlarm"}, headers=HTML).text
    assert re.search(r'/nyckeltal/trygghetslarm-hybrid-andel">[^<]+</a></h3><p class="mute">Riket, 2014', text)


def test_in_english_a_swedish_word_finds_english_titles(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/en/sok", params={"q": "läkemedelsrobot"}, headers=HTML).text
    assert "Medicine dispensers from the municipality" in text and "Läkemedelsfördelare från" not in text


def test_nothing_found_says_what_is_near(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/sok", params={"q": "sgnring"}, headers=HTML).text
    assert "signering" in text
    assert "Ingenting heter" in pages.get("/sok", params={"q": "qqqxzqwv"}, headers=HTML).text


def test_only_figures_that_a_place_has_are_offered_as_its_own(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/sok", params={"q": "digitala trygghetslarm i Säffle"}, headers=HTML).text
    assert "/nyckeltal/trygghetslarm-digitala-antal" in text and "/kommun/1785" in text
    assert "/nyckeltal/trygghetslarm-digitala-antal?kommun=" not in text


def test_near_words_are_of_the_language_of_the_page(pages: TestClient) -> None:  # type: ignore[type-arg]
    swedish = pages.get("/sok", params={"q": "surveilanxyz"}, headers=HTML).text
    english = pages.get("/en/sok", params={"q": "surveilanxyz"}, headers=HTML).text
    assert ">surveillance</a>" not in swedish and ("surveillance" in english or "Digital supervision" in english)


@pytest.mark.parametrize("question", ["vilken kommun är bäst på tillsyn", "pappa märkte ingenting av tillsynen"])
def test_a_place_is_not_guessed_at_among_other_words(pages: TestClient, question: str) -> None:  # type: ignore[type-arg]
    assert not first(pages, question).startswith(("/kommun", "/lan"))


def test_a_word_is_no_place_for_want_of_an_s(pages: TestClient) -> None:  # type: ignore[type-arg]
    for word in ("träna", "bora"):  # two towns have an s of their own at the end
        assert not first(pages, word).startswith("/kommun"), word
    assert first(pages, "Tranås") == "/kommun/0687"


def test_a_key_that_is_a_word_is_not_jumped_to(pages: TestClient) -> None:  # type: ignore[type-arg]
    for word in ("bredband", "automatisering"):
        answer = pages.get("/sok", params={"q": word}, headers=HTML, follow_redirects=False)
        assert answer.status_code == 200, word


def test_a_programme_is_found_by_its_sum_as_it_is_spoken_of(pages: TestClient) -> None:  # type: ignore[type-arg]
    assert first(pages, "200 miljoner") == "/stimulansmedel/2021"
    assert first(pages, "350 million", "/en") == "/stimulansmedel/2018"


@pytest.mark.parametrize(("named", "told"), [("kamera", "kameran"), ("trygghetskamera", "trygghetskamerans")])
def test_the_definite_form_in_an_finds_what_the_word_itself_finds(pages: TestClient, named: str, told: str) -> None:  # type: ignore[type-arg]
    hits = [
        re.findall(r'<h3><a href="([^"]+)"', pages.get("/sok", params={"q": word}, headers=HTML).text)
        for word in (named, told)
    ]
    assert len(hits[0]) > 5
    assert hits[0] == hits[1]


def test_stems_that_met_still_meet_and_only_swedish_loses_its_an() -> None:
    assert len({stem(word, "sv") for word in ("skola", "skolan", "skolans", "skolor", "skolornas")}) == 1
    assert len({stem(word, "sv") for word in ("organ", "organet", "organen", "organens")}) == 1
    assert len({stem(word, "sv") for word in ("plan", "planen", "planer")}) == 1
    assert stem("plan", "sv") == "plan"
    assert stem("human", "en") == "human"
