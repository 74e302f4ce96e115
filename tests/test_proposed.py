"""New indicators without typing: what is known stands there, what is guessed is said to be, the rest is asked for."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from test_cli import run
from typer.testing import CliRunner, Result
from worlds import PROJECT, some

from publisher import cli, vocabulary
from publisher.new import make
from publisher.settings import Settings

KPIS = {
    "count": 5,
    "values": [
        {"id": "N1", "title": "Cykelvägar belagda under året, andel (%)", "description": "Text som är deras.",
         "operating_area": "Välfärdsteknik"},
        {"id": "N2", "title": "Kostnad cykelvägar, kr/inv (-2022)", "description": None},
        {"id": "N3", "title": "Kommunen har en cykelplan, (Ja=1, Nej=0)"},
        {"id": "N4", "title": "Lås till cykelrum, (Breddinfört=2, testverksamhet=1, Nej=0)"},
        {"id": "N5", "title": "Cyklar, förändring sedan året innan (%)"},
        {"id": "U21349", "title": "Finns redan, antal"},
    ],
}  # fmt: skip


def propose(world: Settings, *arguments: object) -> Result:
    folders = ["--packages", world.packages, "--vocab", world.vocab]
    return CliRunner().invoke(cli.app, ["vocabulary", "import", *map(str, [*arguments, *folders])])


def judge(world: Settings, *arguments: object) -> Result:
    folders = ["--packages", world.packages, "--vocab", world.vocab]
    return CliRunner().invoke(cli.app, ["vocabulary", "check", *map(str, [*arguments, *folders])])


def saved(folder: Path, content: object, name: str = "kpi.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def block(text: str, id: str) -> str:
    found = re.search(rf"((?:#[^\n]*\n)*)indicator:{id} a .*?\n\n?(?=#|indicator:|$)", text, re.S)
    assert found, text
    return found[0]


def test_names_stay_as_they_are_and_guesses_are_marked(small_world: Settings, tmp_path: Path) -> None:
    done = propose(small_world, saved(tmp_path, KPIS))
    assert done.exit_code == 0, done.output
    share = block(done.stdout, "N1")
    assert 'term:officialName "Cykelvägar belagda under året, andel (%)"@sv' in share
    assert "term:valueKind concept:value-kind.percent" in share and "term:maximum 100" in share
    assert "# guessed: value_kind percent, since “andel (%)” is a share" in share
    assert "# guessed: subject valfardsteknik, since the source's area is “Välfärdsteknik”" in share
    assert "<https://api.kolada.se/v3/kpi/N1>" in share
    cost = block(done.stdout, "N2")
    assert 'term:retired "2022-12-31"^^xsd:date' in cost and "value-kind.ratio" in cost and "unit.kr-inv" in cost
    assert "term:scale scheme:scale-ja-nej" in block(done.stdout, "N3")
    assert "term:scale scheme:scale-breddinforande" in block(done.stdout, "N4")
    assert "valueKind" not in block(done.stdout, "N5"), "a change may be below 0"
    assert "Text som är deras" not in done.stdout, "the source's own words are not published"


def test_the_list_says_what_a_person_must_write(small_world: Settings, tmp_path: Path) -> None:
    told = propose(small_world, saved(tmp_path, KPIS)).stderr.splitlines()
    assert "Left out: 1 that the vocabulary has already." in told
    assert {"To write: label_en, all 5.", "To write: definition_sv, all 5.", "To write: value_kind, 1 of 5."} <= set(
        told
    )
    assert "To read over: value_kind, guessed for 4 of 5." in told
    assert "To describe in terms.ttl: unit.kr-inv, 1 of 5." in told
    assert told[-1] == "5 indicators proposed."


def test_a_form_that_is_filled_in_gives_blocks_that_pass_the_check(small_world: Settings, tmp_path: Path) -> None:
    form, blocks = tmp_path / "form.csv", tmp_path / "nya.ttl"
    common = ["subject=valfardsteknik", "publisher=socialstyrelsen", "direction=neither"]
    sets = [word for text in common for word in ("--set", text)]
    assert propose(small_world, saved(tmp_path, KPIS), "--only", "N1,N3,N4", *sets, "--form", form).exit_code == 0
    with form.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["told"] for row in rows] == ["Text som är deras.", "", ""]
    for row in rows:
        for name in [
            name for name in row if re.fullmatch(r"(label|definition|direction_source|respondent)_\w\w", name)
        ]:
            row[name] = row[name] or 'Skrivet av en människa, "så här" \\ och\tså'
    with form.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    done = propose(small_world, form, "--output", blocks)
    assert done.exit_code == 0 and "To write" not in done.output, done.output
    judged = judge(small_world, blocks)
    assert (judged.exit_code, judged.stdout) == (0, ""), judged.output
    shutil.copy(blocks, small_world.vocab)
    known = vocabulary.load(small_world.vocab).indicators
    assert known["N1"].definition["sv"] == 'Skrivet av en människa, "så här" \\ och\tså'
    assert known["N4"].official_name == KPIS["values"][3]["title"]  # type: ignore[index]
    assert run(small_world, "check").exit_code == 0


def test_a_table_of_pxweb_tells_of_its_contents(small_world: Settings, tmp_path: Path) -> None:
    second = {
        "version": "2.0", "class": "dataset", "label": "Cyklar efter region", "role": {"metric": ["ContentsCode"]},
        "extension": {"px": {"language": "sv"}},
        "dimension": {"ContentsCode": {"category": {
            "index": {"A1": 0, "A2": 1}, "label": {"A1": "Cyklar", "A2": "Cyklande"},
            "unit": {"A1": {"base": "antal", "decimals": 0}, "A2": {"base": "procent", "decimals": 1}}}}},
    }  # fmt: skip
    done = propose(small_world, saved(tmp_path, second))
    assert 'term:officialName "Cyklar"@sv' in block(done.stdout, "A1") and "value-kind.count" in block(
        done.stdout, "A1"
    )
    assert "value-kind.percent" in block(done.stdout, "A2")
    first = {"title": "Bikes by region and year", "variables": [
        {"code": "Region", "text": "region", "values": ["00"], "valueTexts": ["Sweden"]},
        {"code": "ContentsCode", "text": "contents", "values": ["B1"], "valueTexts": ["Number of bikes"]},
    ]}  # fmt: skip
    done = propose(small_world, saved(tmp_path, first), "--language", "en")
    assert 'skos:prefLabel "Number of bikes"@en' in block(done.stdout, "B1")
    lone = {"title": "Bikes by region", "variables": first["variables"][:1]}
    assert "# guessed: id bikes-by-region, since made of the table's title" in propose(
        small_world, saved(tmp_path, lone), "--language", "en"
    ).stdout  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty. Save it again"),
        ("{", "the file is not JSON:"),
        ('{"a": 1}', "the file is JSON, but none that tells of indicators. These can be read: Kolada's"),
        ('{"values": []}', "there is no indicator in the file."),
        ('[{"id": "a b", "title": "x"}]', "the id 'a b' cannot stand in an address. Use letters"),
        ('[{"id": "A", "title": "x"}, {"id": "a", "title": "y"}]', "the id 'a' stands there twice."),
        ('{"variables": [{"code": "ContentsCode", "values": 3}]}', "the file is not built as such a file is."),
        ('{"dimension": {"ContentsCode": []}}', "the file is not built as such a file is."),
        ("kod,namn\n1,2\n", "there is no column 'id'."),
        ("id,labell_sv\nA,b\n", "the column 'labell_sv' is not known."),
        ("id,value_kind\nA,share\n", "row 2, column 'value_kind': 'share' is no value kind. Write one of boolean"),
        ("id,unit\nA,x;y> .\n", "row 2, column 'unit': 'x;y> .' is no code."),
        ("id,source\nA,<b>\n", "row 2, column 'source': '<b>' is no address."),
        ("id,label_sv\nA\n", "row 2: the row has more or fewer cells"),
    ],
)
def test_a_file_that_is_none_of_them_is_refused_in_a_sentence(
    small_world: Settings, tmp_path: Path, content: str, said: str
) -> None:
    path = saved(tmp_path, content, "fil.txt")
    done = propose(small_world, path, "--output", tmp_path / "out.ttl")
    assert done.exit_code == 1 and f"{path}: " in done.stderr and said in done.stderr, done.stderr
    assert not (tmp_path / "out.ttl").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "N11"], "--only: 'N11' is in none of the files. Meant N1"),
        (["--set", "subjekt=x"], "--set 'subjekt=x': write COLUMN=TEXT with one of official_name, subject"),
        (["--set", "subject"], "--set 'subject': write COLUMN=TEXT"),
        (["--only", "U21349"], "the vocabulary has all 1 indicators already."),
    ],
)
def test_an_option_that_does_not_fit_is_told_with_what_would(
    small_world: Settings, tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = propose(small_world, saved(tmp_path, KPIS), *arguments)
    assert done.exit_code in (1, 2) and said in done.stderr, done.stderr


def test_no_file_is_written_over(small_world: Settings, tmp_path: Path) -> None:
    mine = saved(tmp_path, "mine", "mine.ttl")
    done = propose(small_world, saved(tmp_path, KPIS), "--output", mine)
    assert done.exit_code == 1 and "there is such a file already" in done.stderr
    assert mine.read_text() == "mine"


def test_one_file_is_judged_in_the_words_of_the_check(small_world: Settings, tmp_path: Path) -> None:
    path = small_world.vocab / "indicators.ttl"
    assert judge(small_world, path).exit_code == 0
    broken = path.read_text().replace("concept:unit.step", "concept:unit.stepp", 1).replace("agent:", "agent:x", 1)
    path.write_text(broken)
    whole = [line for line in run(small_world, "check").stdout.splitlines() if "vocab/indicators.ttl" in line]
    alone = judge(small_world, path).stdout.replace(str(path), "vocab/indicators.ttl").splitlines()
    assert alone == some(whole)
    elsewhere = tmp_path / "indicators.ttl"
    elsewhere.write_text(broken)
    assert judge(small_world, elsewhere).stdout.replace(str(elsewhere), "vocab/indicators.ttl").splitlines() == whole


@pytest.mark.parametrize(("told", "given"), [("sv", "@sv"), ("en, de", "@de")])
def test_one_file_is_judged_in_the_languages_of_the_site(tmp_path: Path, told: str, given: str) -> None:
    """Neither is English asked for where none is told in it, nor a further language refused where it is."""
    site = tmp_path / "site"
    make(site, "2026-11-29")
    here = Settings(packages=site / "datapackages", vocab=site / "vocab")
    (site / "datapackages/catalog.yaml").write_text(f"languages: [{told}]\n", encoding="utf-8")
    for path in here.vocab.glob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        if "en" in told and path.name == "indicators.ttl":
            text = re.sub(r'(prefLabel|definition) ("[^"\n]*")@en', r"\1 \2@en, \2@de", text)
        path.write_text(text if "en" in told else text.replace('"@en', '"@sv'), encoding="utf-8")
    done = judge(here, here.vocab / "indicators.ttl")
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    made = propose(here, saved(tmp_path, KPIS), "--only", "N2", "--language", given[1:])
    assert made.exit_code == 0 and f'"Kostnad cykelvägar, kr/inv (-2022)"{given}' in made.stdout, made.output


def test_an_agent_that_is_not_in_the_catalogue_is_told_too(small_world: Settings) -> None:
    path = small_world.vocab / "indicators.ttl"
    path.write_text(path.read_text().replace("agent:socialstyrelsen", "agent:socialstyrelse"))
    done = judge(small_world, path)
    assert done.exit_code == 1 and "Meant 'socialstyrelsen'?" in done.stdout


@pytest.mark.parametrize(
    ("name", "said"), [("nothing.ttl", "there is no such file"), ("areas.txt", "Give one of those")]
)
def test_what_is_no_file_of_a_vocabulary_is_said_to_be_none(
    small_world: Settings, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "areas.txt").write_text("x")
    done = judge(small_world, tmp_path / name)
    assert done.exit_code in (1, 2) and said in done.stderr and str(tmp_path / name) in done.stderr


def test_what_the_documentation_says_to_write_passes_the_check(small_world: Settings) -> None:
    told = (PROJECT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    section = told.partition("## Add a subject, a unit")[2].partition("\n## ")[0]
    blocks = re.findall(r"```turtle\n(.*?)```", section, re.S)
    assert len(blocks) == 4
    head = (small_world.vocab / "areas.ttl").read_text().partition("\narea:")[0]
    mine = small_world.vocab / "mine.ttl"
    mine.write_text(head + "\n" + "\n".join(blocks))
    done = judge(small_world, mine)
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    words = vocabulary.load(small_world.vocab)
    assert words.concepts["subject"]["cykling"].label["en"] == "Cycling"
    assert words.concepts["unit"]["kilometres-per-inhabitant"].symbol["sv"] == "km/inv."
    assert list(words.concepts["scale-cykelvagar"]) == ["0", "1", "2"]
    assert words.members("arbetsmarknad-mitt") == ("0180", "0331")
    assert "arbetsmarknad" in words.concepts["division"]
