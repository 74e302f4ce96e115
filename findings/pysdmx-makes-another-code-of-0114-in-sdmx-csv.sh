#!/usr/bin/env bash
# pysdmx makes another code of 0114 in SDMX-CSV, though it is handed the structure that lists the codes.
#
# pysdmx 1.21.0, pandas 3.1.1, pyarrow 25.0.0, Python 3.11. An area's code is text: the structure that is handed over with the data says that
# REF_AREA is enumerated by a list in which 0114 stands and 114 does not. Of SDMX-CSV 2.0 `get_datasets(data, structure)` gives
# "114", as text, in a frame that looks right, with the structure attached; a quoted "0114" fares no better. Of SDMX-ML
# 2.1 with the same observation and the same structure it gives "0114". So whoever joins the frame to the list, or to a
# map, silently loses every area whose code begins with 0, and two files of one dataset disagree.
# Seen: csv 114 of list False | quoted 114 of list False | xml 0114 of list True
# Exits with 1 when any of this is no longer so.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "pysdmx[data,xml]==1.21.0" pandas==3.1.1 pyarrow==25.0.0
cd "$folder"

cat > structure.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<mes:Structure xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
  xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
  xmlns:str="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"><mes:Header><mes:ID>S</mes:ID>
  <mes:Test>false</mes:Test><mes:Prepared>2026-01-01T00:00:00Z</mes:Prepared><mes:Sender id="A"/></mes:Header>
<mes:Structures><str:Dataflows><str:Dataflow id="F" agencyID="A" version="1.0" isFinal="true"><com:Name>F</com:Name>
  <str:Structure><Ref id="D" agencyID="A" version="1.0" class="DataStructure" package="datastructure"/></str:Structure>
  </str:Dataflow></str:Dataflows>
<str:Codelists><str:Codelist id="CL_AREA" agencyID="A" version="1.0" isFinal="true"><com:Name>Areas</com:Name>
  <str:Code id="0114"><com:Name>Upplands Väsby</com:Name></str:Code>
  <str:Code id="1785"><com:Name>Säffle</com:Name></str:Code></str:Codelist></str:Codelists>
<str:Concepts><str:ConceptScheme id="C" agencyID="A" version="1.0" isFinal="true"><com:Name>C</com:Name>
  <str:Concept id="REF_AREA"><com:Name>Area</com:Name></str:Concept>
  <str:Concept id="TIME_PERIOD"><com:Name>Time</com:Name></str:Concept>
  <str:Concept id="OBS_VALUE"><com:Name>Value</com:Name></str:Concept></str:ConceptScheme></str:Concepts>
<str:DataStructures><str:DataStructure id="D" agencyID="A" version="1.0" isFinal="true"><com:Name>D</com:Name>
  <str:DataStructureComponents><str:DimensionList id="DimensionDescriptor">
  <str:Dimension id="REF_AREA" position="1"><str:ConceptIdentity><Ref id="REF_AREA" maintainableParentID="C"
    maintainableParentVersion="1.0" agencyID="A" class="Concept" package="conceptscheme"/></str:ConceptIdentity>
    <str:LocalRepresentation><str:Enumeration><Ref id="CL_AREA" agencyID="A" version="1.0" class="Codelist"
    package="codelist"/></str:Enumeration></str:LocalRepresentation></str:Dimension>
  <str:TimeDimension id="TIME_PERIOD" position="2"><str:ConceptIdentity><Ref id="TIME_PERIOD" maintainableParentID="C"
    maintainableParentVersion="1.0" agencyID="A" class="Concept" package="conceptscheme"/></str:ConceptIdentity>
    <str:LocalRepresentation><str:TextFormat textType="ObservationalTimePeriod"/></str:LocalRepresentation>
  </str:TimeDimension></str:DimensionList><str:MeasureList id="MeasureDescriptor"><str:PrimaryMeasure id="OBS_VALUE">
  <str:ConceptIdentity><Ref id="OBS_VALUE" maintainableParentID="C" maintainableParentVersion="1.0" agencyID="A"
    class="Concept" package="conceptscheme"/></str:ConceptIdentity><str:LocalRepresentation>
  <str:TextFormat textType="Double"/></str:LocalRepresentation></str:PrimaryMeasure></str:MeasureList>
  </str:DataStructureComponents></str:DataStructure></str:DataStructures></mes:Structures></mes:Structure>
XML
head="STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,OBS_VALUE"
printf '%s\ndataflow,A:F(1.0),I,0114,2022,2.5\ndataflow,A:F(1.0),I,1785,2022,3.5\n' "$head" > plain.csv
printf '%s\n"dataflow","A:F(1.0)","I","0114","2022",2.5\n"dataflow","A:F(1.0)","I","1785","2022",3.5\n' "$head" > quoted.csv
cat > data.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<mes:StructureSpecificData xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
  xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
  xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:f="urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=A:F(1.0):ObsLevelDim:AllDimensions"><mes:Header>
  <mes:ID>X</mes:ID><mes:Test>false</mes:Test><mes:Prepared>2026-01-01T00:00:00Z</mes:Prepared><mes:Sender id="A"/>
  <mes:Structure structureID="F" dimensionAtObservation="AllDimensions"
    namespace="urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=A:F(1.0):ObsLevelDim:AllDimensions">
  <com:StructureUsage><Ref agencyID="A" id="F" version="1.0" class="Dataflow"/></com:StructureUsage></mes:Structure>
  <mes:DataSetAction>Replace</mes:DataSetAction></mes:Header>
<mes:DataSet ss:structureRef="F" xsi:type="f:DataSetType" ss:dataScope="DataStructure" ss:action="Replace">
  <Obs REF_AREA="0114" TIME_PERIOD="2022" OBS_VALUE="2.5"/><Obs REF_AREA="1785" TIME_PERIOD="2022" OBS_VALUE="3.5"/>
</mes:DataSet></mes:StructureSpecificData>
XML
"$folder/venv/bin/python" - <<'PY'
from pysdmx.io import get_datasets

told = []
for name, file in (("csv", "plain.csv"), ("quoted", "quoted.csv"), ("xml", "data.xml")):
    dataset = get_datasets(file, "structure.xml")[0]
    area = list(dataset.data["REF_AREA"])[0]
    codes = {code.id for code in dataset.structure.components["REF_AREA"].local_codes}
    told.append(f"{name} {area} of list {area in codes}")
print(" | ".join(told))
assert told == ["csv 114 of list False", "quoted 114 of list False", "xml 0114 of list True"], "pysdmx has changed"
PY
