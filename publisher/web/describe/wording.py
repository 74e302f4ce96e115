"""What the pages on catalogue and linked data say, in both languages."""

from __future__ import annotations

from publisher.model import Text, localised

TEXTS: dict[str, Text] = {
    "catalogue": {"sv": "Katalogen", "en": "The catalogue"},
    "catalogue-about": {
        "sv": "Alla datamängder, beskrivna enligt DCAT-AP-SE för dataportaler.",
        "en": "All datasets, described by DCAT-AP-SE for data portals.",
    },
    "catalogue-lead": {
        "sv": "Katalogen beskriver datamängderna så att portaler kan hämta dem utan handpåläggning, enligt DCAT-AP-SE "
        "3.0.1 och DCAT-AP 3.0.1 på en gång.",
        "en": "The catalogue describes the datasets so that portals can harvest them without help, by DCAT-AP-SE 3.0.1 "
        "and DCAT-AP 3.0.1 at once.",
    },
    "harvest": {"sv": "Adress för skördning", "en": "Harvest address"},
    "forms": {"sv": "Hela katalogen", "en": "The whole catalogue"},
    "datasets": {"sv": "Datamängder", "en": "Datasets"},
    "dataset": {"sv": "Datamängd", "en": "Dataset"},
    "version": {"sv": "Version", "en": "Version"},
    "changed": {"sv": "Ändrad", "en": "Changed"},
    "report": {"sv": "Katalogens kvitto", "en": "The catalogue's proof"},
    "report-about": {
        "sv": "SHACL-kontroll, poäng för metadatas kvalitet och länkkontroll, datamängd för datamängd.",
        "en": "SHACL validation, points for metadata quality and link checks, dataset by dataset.",
    },
    "report-lead": {
        "sv": "Vid varje bygge prövas katalogen mot profilens regler, poängsätts som på data.europa.eu och varje fil "
        "jämförs med sin beskrivning. Med ett fel publiceras ingenting.",
        "en": "At every build the catalogue is held to the profile's rules, scored as on data.europa.eu, and every "
        "file is compared with its description. With a fault nothing is published.",
    },
    "more": {"sv": "Läs mer", "en": "More"},
    "points": {"sv": "Poäng av 405", "en": "Points of 405"},
    "violations": {"sv": "Brott mot reglerna", "en": "Violations"},
    "warnings": {"sv": "Påpekanden", "en": "Warnings"},
    "links": {"sv": "Filer och länkar", "en": "Files and links"},
    "links-good": {"sv": "alla rätt", "en": "all right"},
    "links-bad": {"sv": "fel", "en": "faulty"},
    "metric": {"sv": "Mått", "en": "Metric"},
    "metrics": {"sv": "Mått för mått", "en": "Metric by metric"},
    "mean": {"sv": "Medel över datamängderna", "en": "Mean over the datasets"},
    "lost": {"sv": "Poäng som saknas", "en": "Points missing"},
    "lost-none": {"sv": "inga", "en": "none"},
    "findings": {"sv": "Vad reglerna påpekar", "en": "What the rules point out"},
    "findings-none": {"sv": "Ingenting.", "en": "Nothing."},
    "shared-part": {"sv": "det gemensamma", "en": "the shared part"},
    "licence-note": {
        "sv": "Datamängder på villkor som inte står på EU:s lista över kända licenser kan få högst 395 poäng. Vi anger "
        "hellre villkoren som de är.",
        "en": "Datasets on terms that are not on the EU's list of known licences can have at most 395 points. We would "
        "rather state the terms as they are.",
    },
    "asked-files": {
        "sv": "Filerna jämfördes vid bygget med katalogens uppgift om storlek och SHA-256.",
        "en": "At the build the files were compared with the sizes and SHA-256 the catalogue states.",
    },
    "asked-service": {
        "sv": "Adresserna frågades hos den körande tjänsten.",
        "en": "The addresses were asked of the running service.",
    },
    "rules": {"sv": "Reglerna (SHACL)", "en": "The rules (SHACL)"},
    "address": {"sv": "Beständig adress", "en": "Persistent address"},
    "said": {"sv": "Vad som är sagt", "en": "What is said"},
    "property": {"sv": "Egenskap", "en": "Property"},
    "value": {"sv": "Värde", "en": "Value"},
    "other-forms": {"sv": "Samma sak för program", "en": "The same for programs"},
    "sparql": {"sv": "Fråga länkade data", "en": "Query linked data"},
    "sparql-about": {
        "sv": "SPARQL-frågor till katalogen, orden och observationerna.",
        "en": "SPARQL queries of the catalogue, the words and the observations.",
    },
    "sparql-lead": {
        "sv": "Katalogen, orden och alla observationer som länkade data. Samma adress svarar program enligt SPARQL 1.1 "
        "Protocol, med GET och POST.",
        "en": "The catalogue, the words and all observations as linked data. The same address answers programs by the "
        "SPARQL 1.1 Protocol, with GET and POST.",
    },
    "sparql-bounds": {
        "sv": "En fråga får ta %s sekunder och ge %s rader. Frågor till andra tjänster (SERVICE), andra datamängder "
        "(FROM) och ändringar är avstängda.",
        "en": "A query may take %s seconds and give %s rows. Queries of other services (SERVICE), other datasets "
        "(FROM) and updates are off.",
    },
    "query": {"sv": "Fråga", "en": "Query"},
    "run": {"sv": "Kör frågan", "en": "Run the query"},
    "format": {"sv": "Svar som", "en": "Answer as"},
    "page": {"sv": "sida", "en": "page"},
    "examples": {"sv": "Exempel att börja med", "en": "Examples to start from"},
    "result": {"sv": "Svar", "en": "Answer"},
    "rows": {"sv": "%s rader", "en": "%s rows"},
    "rows-shown": {"sv": "De första %s av %s rader.", "en": "The first %s of %s rows."},
    "yes": {"sv": "Ja", "en": "Yes"},
    "no": {"sv": "Nej", "en": "No"},
    "refused": {"sv": "Frågan gav inget svar", "en": "The query gave no answer"},
}


def texts(language: str) -> dict[str, str]:
    """Every text in one language."""
    return {key: localised(text, language) for key, text in TEXTS.items()}


KINDS: dict[str, Text] = {
    "activity": {"sv": "Framställning", "en": "Activity"},
    "agent": {"sv": "Aktör", "en": "Agent"},
    "area": {"sv": "Område", "en": "Area"},
    "catalog": {"sv": "Katalog", "en": "Catalogue"},
    "change": {"sv": "Områdesändring", "en": "Change of an area"},
    "concept": {"sv": "Begrepp", "en": "Concept"},
    "contact": {"sv": "Kontakt", "en": "Contact"},
    "dataset": {"sv": "Datamängd", "en": "Dataset"},
    "distribution": {"sv": "Distribution", "en": "Distribution"},
    "edition": {"sv": "Utgåva", "en": "Edition"},
    "indicator": {"sv": "Nyckeltal", "en": "Indicator"},
    "licence": {"sv": "Villkor", "en": "Terms of use"},
    "annotation": {"sv": "Kvalitetsdeklaration", "en": "Quality declaration"},
    "measurement": {"sv": "Kvalitetsmätning", "en": "Quality measurement"},
    "membership": {"sv": "Tillhörighet", "en": "Membership"},
    "metric": {"sv": "Kvalitetsmått", "en": "Quality metric"},
    "observation": {"sv": "Observation", "en": "Observation"},
    "period": {"sv": "Period", "en": "Period"},
    "rights": {"sv": "Rättigheter", "en": "Rights"},
    "scheme": {"sv": "Kodlista", "en": "Code list"},
    "series": {"sv": "Serie", "en": "Series"},
    "service": {"sv": "Tjänst", "en": "Service"},
    "source": {"sv": "Källa", "en": "Source"},
    "standard": {"sv": "Tabellschema", "en": "Table schema"},
    "status": {"sv": "Värdets status", "en": "Status of a value"},
    "structure": {"sv": "Datastruktur", "en": "Data structure"},
    "term": {"sv": "Term", "en": "Term"},
    "version": {"sv": "Definitionsversion", "en": "Definition version"},
}


def kind_of(kind: str, language: str) -> str:
    """What a kind of thing is called."""
    return localised(KINDS.get(kind, {}), language) or kind


#: Properties of other vocabularies that pages show, by prefixed name; ours have labels of their own.
PREDICATES: dict[str, Text] = {
    "dcat:accessURL": {"sv": "Adress", "en": "Access address"},
    "dcat:byteSize": {"sv": "Storlek i byte", "en": "Size in bytes"},
    "dcat:contactPoint": {"sv": "Kontakt", "en": "Contact"},
    "dcat:distribution": {"sv": "Distribution", "en": "Distribution"},
    "dcat:downloadURL": {"sv": "Nedladdning", "en": "Download"},
    "dcat:endDate": {"sv": "Till och med", "en": "To"},
    "dcat:endpointURL": {"sv": "Adress", "en": "Endpoint"},
    "dcat:inSeries": {"sv": "I serien", "en": "In series"},
    "dcat:keyword": {"sv": "Nyckelord", "en": "Keyword"},
    "dcat:landingPage": {"sv": "Webbsida", "en": "Landing page"},
    "dcat:mediaType": {"sv": "Medietyp", "en": "Media type"},
    "dcat:servesDataset": {"sv": "Svarar om", "en": "Serves"},
    "dcat:startDate": {"sv": "Från och med", "en": "From"},
    "dcat:theme": {"sv": "Tema", "en": "Theme"},
    "dcat:version": {"sv": "Version", "en": "Version"},
    "dcterms:accessRights": {"sv": "Åtkomst", "en": "Access"},
    "dcterms:conformsTo": {"sv": "Följer", "en": "Conforms to"},
    "dcterms:creator": {"sv": "Skapare", "en": "Creator"},
    "dcterms:date": {"sv": "Datum", "en": "Date"},
    "dcterms:description": {"sv": "Beskrivning", "en": "Description"},
    "dcterms:format": {"sv": "Format", "en": "Format"},
    "dcterms:hasVersion": {"sv": "Har version", "en": "Has version"},
    "dcterms:identifier": {"sv": "Identifierare", "en": "Identifier"},
    "dcterms:isVersionOf": {"sv": "Version av", "en": "Version of"},
    "dcterms:issued": {"sv": "Publicerad", "en": "Issued"},
    "dcterms:language": {"sv": "Språk", "en": "Language"},
    "dcterms:license": {"sv": "Villkor", "en": "Licence"},
    "dcterms:modified": {"sv": "Ändrad", "en": "Modified"},
    "dcterms:publisher": {"sv": "Utgivare", "en": "Publisher"},
    "dcterms:rights": {"sv": "Rättigheter", "en": "Rights"},
    "dcterms:source": {"sv": "Källa", "en": "Source"},
    "dcterms:spatial": {"sv": "Område", "en": "Place"},
    "dcterms:temporal": {"sv": "Period", "en": "Period"},
    "dcterms:title": {"sv": "Titel", "en": "Title"},
    "dcterms:type": {"sv": "Typ", "en": "Type"},
    "dqv:computedOn": {"sv": "Gäller", "en": "Computed on"},
    "dqv:inDimension": {"sv": "Slag av kvalitet", "en": "Dimension of quality"},
    "dqv:isMeasurementOf": {"sv": "Mått", "en": "Metric"},
    "dqv:value": {"sv": "Värde", "en": "Value"},
    "oa:hasBody": {"sv": "Står på", "en": "Said at"},
    "oa:hasTarget": {"sv": "Gäller", "en": "About"},
    "foaf:homepage": {"sv": "Webbplats", "en": "Home page"},
    "foaf:name": {"sv": "Namn", "en": "Name"},
    "foaf:page": {"sv": "Sida", "en": "Page"},
    "prov:hadPrimarySource": {"sv": "Källa", "en": "Source"},
    "prov:used": {"sv": "Använde", "en": "Used"},
    "prov:wasAssociatedWith": {"sv": "Utförd av", "en": "Carried out by"},
    "prov:wasGeneratedBy": {"sv": "Framställd genom", "en": "Generated by"},
    "qb:dataSet": {"sv": "Datamängd", "en": "Dataset"},
    "rdf:type": {"sv": "Är en", "en": "Is a"},
    "rdfs:comment": {"sv": "Kommentar", "en": "Comment"},
    "rdfs:label": {"sv": "Namn", "en": "Label"},
    "rdfs:seeAlso": {"sv": "Se även", "en": "See also"},
    "sdmx-attribute:obsStatus": {"sv": "Status (SDMX)", "en": "Status (SDMX)"},
    "sdmx-attribute:unitMeasure": {"sv": "Enhet", "en": "Unit"},
    "sdmx-dimension:refArea": {"sv": "Område", "en": "Area"},
    "sdmx-dimension:refPeriod": {"sv": "Period", "en": "Period"},
    "sdmx-dimension:sex": {"sv": "Kön", "en": "Sex"},
    "sdmx-measure:obsValue": {"sv": "Värde", "en": "Value"},
    "skos:broader": {"sv": "Vidare begrepp", "en": "Broader"},
    "skos:changeNote": {"sv": "Vad som ändrades", "en": "What changed"},
    "skos:closeMatch": {"sv": "Liknar", "en": "Close match"},
    "skos:definition": {"sv": "Definition", "en": "Definition"},
    "skos:exactMatch": {"sv": "Samma som", "en": "Exact match"},
    "skos:inScheme": {"sv": "I kodlistan", "en": "In code list"},
    "skos:notation": {"sv": "Kod", "en": "Code"},
    "skos:note": {"sv": "Anmärkning", "en": "Note"},
    "skos:prefLabel": {"sv": "Namn", "en": "Label"},
}
