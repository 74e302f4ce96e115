"""Sixty questions that people put to an assistant, the call it would make, and what the answer must and must not hold.

Half are traps: the question as it is put has no sound answer, and the tool has to say so and what may be asked instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        put: as a person puts it.
        tool: the tool an assistant calls.
        given: its arguments.
        verdict: of the answer; ``error`` when it is none.
        codes: codes of what is refused or to be heeded, all of which must be there.
        has: texts that must stand in the answer.
        lacks: texts that must stand nowhere in a sentence that may be printed.
        trap: whether there is no sound answer as it is put.
    """

    put: str
    tool: str
    given: Mapping[str, Any]
    verdict: str = "care"
    codes: Sequence[str] = ()
    has: Sequence[str] = ()
    lacks: Sequence[str] = field(default=())
    trap: bool = False


def trap(put: str, tool: str, given: Mapping[str, Any], verdict: str = "refused", **rest: Any) -> Question:
    return Question(put, tool, given, verdict, trap=True, **rest)


LOCKS, BROADBAND, SAMPLE, COUNTRYSIDE = "U21349", "N07900", "N00563", "N07920"

QUESTIONS: Sequence[Question] = (
    # -- across a break --------------------------------------------------------------------------
    trap("How much has broadband grown in Knivsta since 2009?", "compare",
         {"municipality": "Knivsta", "indicator": BROADBAND, "period": "2022", "earlier": "2009"},
         codes=["broken"], has=["may not be compared", "2010..2022"], lacks=["The difference is"]),
    trap("Har bredbandet ökat i Gotland 2009–2010?", "compare",
         {"municipality": "Gotland", "indicator": BROADBAND, "period": "2010", "earlier": "2009", "lang": "sv"},
         codes=["broken"], has=["får inte jämföras"], lacks=["Skillnaden är"]),
    trap("Plot broadband in Habo 2009 to 2022", "values",
         {"indicator": BROADBAND, "area": "Habo", "period": "2009..2022"}, codes=["broken"], has=["0643"]),
    trap("Broadband 2009 against 2011, all of Uppsala County", "values",
         {"indicator": BROADBAND, "group": "03", "period": "2009,2011"}, codes=["broken"]),
    trap("By how many points did Knivsta rise 2014–2015?", "compare",
         {"municipality": "0330", "indicator": BROADBAND, "period": "2015", "earlier": "2014"}, "care",
         codes=["care"], has=["percentage points", "part of the rise may come of the switch"]),
    # -- means of steps, of shares ---------------------------------------------------------------
    trap("What is the mean of digital locks in Stockholm County?", "profile",
         {"area": "01", "indicator": LOCKS}, "care",
         codes=["steps", "unweighted"], has=["of the 26 municipalities that answered, 14"], lacks=["mean", "average"]),
    trap("Average answer on locks in the country?", "profile", {"area": "00", "indicator": LOCKS}, "care",
         codes=["steps"], has=["215 (75%)"], lacks=["average"]),
    trap("Give me all the answers so that I can average them", "values",
         {"indicator": LOCKS, "period": "2022", "limit": 290}, "care", codes=["steps", "missing.some"]),
    trap("Average the counties' broadband to get Sweden's", "values",
         {"indicator": BROADBAND, "area": "01,03,04", "period": "2022"}, "care", codes=["shares"]),
    trap("Ask for the mean outright", "values", {"indicator": LOCKS, "mean": "yes"}, "error", has=["'mean'"]),
    # -- a rank among ties -----------------------------------------------------------------------
    trap("Which place has Habo for digital locks?", "compare", {"municipality": "Habo", "indicator": LOCKS}, "care",
         has=["Place 1–215 of 288", "214 others"], lacks=["in place 1 of"]),
    trap("Who is best at digital locks?", "ranking", {"indicator": LOCKS}, "care",
         codes=["ties"], has=["215 of 288 municipalities"], lacks=["best"]),
    trap("Är Sundbyberg bäst i landet på bredband?", "ranking",
         {"indicator": BROADBAND, "limit": 3, "lang": "sv"}, "care", codes=["ties"], has=["för nära"],
         lacks=["ligger på plats 1 av"]),
    trap("Who has most broadband of at least 1 Gbit/s in built-up areas?", "ranking",
         {"indicator": "N07919", "limit": 2}, "care", codes=["ties"], lacks=["is in place 15"]),
    trap("Is Ekerö better than Sigtuna?", "compare",
         {"municipality": "0125,0191", "indicator": "U23340", "period": "2021"}, codes=["not-told-apart"],
         has=["Say that they are level"]),
    trap("Rank the country by automation", "ranking", {"indicator": "U31341"}, codes=["direction-contested"],
         has=["contested", "without place"]),
    trap("Fastest downloads in Sweden?", "ranking", {"indicator": "N90002"}, codes=["direction-neither"]),
    # -- missing as zero, other years ------------------------------------------------------------
    trap("How many have a dispenser in Upplands Väsby?", "values",
         {"indicator": "U07354", "area": "0114", "period": "2022"}, "care", codes=["missing.some"],
         has=["That is not zero"], lacks=["0 persons"]),
    trap("Österåker, Ekerö och Sigtuna har väl samma svar?", "compare",
         {"municipality": "0125,0117,0191", "indicator": "U23340", "period": "2021", "lang": "sv"},
         codes=["missing.some"], has=["Det är inte noll"]),
    trap("Digital locks in 2023?", "values", {"indicator": LOCKS, "period": "2023"}, "error",
         has=["2021, 2022", "no value for the period"]),
    trap("And in Habo, 2022 and 2023?", "values", {"indicator": LOCKS, "area": "Habo", "period": "2022,2023"}, "care",
         has=["nothing is published for 2023"], codes=["later-surveys"]),
    trap("What is it like today?", "values", {"indicator": LOCKS, "area": "Habo", "period": "latest"}, "care",
         codes=["later-surveys"], has=["2022"]),
    trap("Compare locks 2022 with 2019", "compare",
         {"municipality": "Habo", "indicator": LOCKS, "period": "2022", "earlier": "2019"}, "error", has=["2021"]),
    trap("How did Stockholm's home internet change?", "compare",
         {"municipality": "Stockholm", "indicator": SAMPLE, "period": "2022", "earlier": "2021"},
         has=["a value is missing"], codes=["sample"]),
    # -- conditional counts, samples, small denominators -----------------------------------------
    trap("What share of Sweden's municipalities has dispensers? 101 of 290?", "profile",
         {"area": "00", "indicator": "U07354"}, "care", codes=["asked-of-some"], has=["101 municipalities"],
         lacks=["of 290"]),
    trap("Which municipality has the most dispensers?", "ranking", {"indicator": "U07354"},
         codes=["direction-neither", "asked-of-some"]),
    trap("Did home internet improve in Upplands Väsby?", "compare",
         {"municipality": "0114", "indicator": SAMPLE, "period": "2022", "earlier": "2021"},
         codes=["sample", "sample-without-margin"], has=["it may be chance"], lacks=["improved"]),
    trap("Who is worst at home internet?", "ranking", {"indicator": SAMPLE}, codes=["sample-without-margin"]),
    trap("Best broadband in the countryside?", "ranking", {"indicator": COUNTRYSIDE}, codes=["thin-denominator"]),
    trap("What share in the County of Gotland say yes?", "profile",
         {"area": "Gotland County", "indicator": LOCKS}, "care",
         has=["a single municipality"], lacks=["100%"]),
    # -- straight questions ----------------------------------------------------------------------
    Question("What do you have on locks?", "find", {"text": "locks"}, "sound", has=[LOCKS]),
    Question("Finns något om trygghetslarm?", "find",
             {"text": "trygghetslarm", "lang": "sv"}, "sound", has=["indicator"]),
    Question("Which code has Habo?", "find", {"text": "Habo"}, "sound", has=['"0643"']),
    Question("Och Håbo?", "find", {"text": "Håbo", "lang": "sv"}, "sound", has=['"0305"']),
    Question("A word that nobody knows", "find", {"text": "zeppelin quux"}, "sound", has=["does not mean"]),
    Question("Ett felstavat ord", "find", {"text": "bredbnad", "lang": "sv"}, "sound", has=["Fråga vad som menas"]),
    Question("What does the locks indicator mean?", "indicator", {"indicator": LOCKS}, codes=["steps"],
             has=["How far the municipality has come"]),
    Question("By its name?", "indicator",
             {"indicator": "Digital locks, older people in ordinary housing"}, has=[LOCKS]),
    Question("Has the definition of broadband changed?", "indicator",
             {"indicator": BROADBAND}, codes=["broken", "care"],
             has=["2010..2022"]),
    Question("Does Habo have digital locks?", "values", {"indicator": LOCKS, "area": "Habo", "period": "2022"},
             has=["the answer is “Broadly introduced”"]),
    Question("A number for the year", "values", {"indicator": LOCKS, "area": "Habo", "period": 2022}, has=["2022"]),
    Question("Lists as lists", "values", {"indicator": [LOCKS], "area": ["0643", "0305"], "period": "2022"},
             has=["Habo", "Håbo"]),
    Question("Women alone", "values", {"indicator": SAMPLE, "area": "0114", "sex": "F", "period": "latest"},
             has=["For women."], codes=["sample"]),
    Question("The nation's own figure", "values",
             {"indicator": BROADBAND, "area": "00", "period": "2022"}, has=["90.7%"]),
    Question("Vad säger källan om Sverige?", "values",
             {"indicator": BROADBAND, "area": "Riket", "period": "2022", "lang": "sv"}, has=["90,7"]),
    Question("A county's municipalities", "values",
             {"indicator": LOCKS, "group": "01", "period": "2022"}, has=["Ekerö"]),
    Question("Second page", "values", {"indicator": LOCKS, "period": "2022", "limit": 10, "offset": 280},
             has=["offset=290"]),
    Question("A figure somebody has retold", "values",
             {"indicator": "digital-tillsyn-dag-funktionsnedsattning", "area": "00", "period": "2023"},
         has=["On the value"]),
    Question("Upplands Väsby against Ekerö", "compare",
             {"municipality": "0114,0125", "indicator": LOCKS, "period": "2022"},
             has=["“Broadly introduced”", "“No”"]),
    Question("Broadband in Habo since 2020", "compare",
             {"municipality": "Habo", "indicator": BROADBAND, "period": "2022", "earlier": "2020"}, has=["2020"],
             codes=["care"]),
    Question("Two things at once", "compare", {"municipality": "Habo", "indicator": f"{LOCKS},{BROADBAND}"},
             codes=["several-indicators"]),
    Question("The country's profile", "profile", {"area": "00"}, has=["288 of 290"], codes=["unweighted"]),
    Question("Hur ligger Habo till?", "profile", {"area": "Habo", "lang": "sv", "limit": 5}, has=["analysis"]),
    Question("County profile", "profile", {"area": "Stockholms län", "limit": 5}, has=["Stockholm County"]),
    Question("What was corrected?", "changes", {"limit": 3}, codes=["revisions"], has=["recorded"]),
    Question("Nothing new since 2040", "changes", {"since": "2040-01-01"}, has=["No changes"]),
    Question("A misspelt municipality", "values", {"indicator": LOCKS, "area": "Stokholm"}, "error",
             has=["0180", "Ask find"]),
    Question("A code out of use", "values", {"indicator": LOCKS, "area": "1917"}, "error", has=["0331"]),
    Question("A county among municipalities", "compare", {"municipality": "0114,01", "indicator": LOCKS}, "error",
             has=["no municipality", "profile"]),
    Question("An unknown indicator", "indicator", {"indicator": "U21399"}, "error", has=["nearest"]),
)  # fmt: skip
