"""What a client of others makes of a door: a JSON object a line. Arguments: client, address of the site, series."""

import asyncio
import json
import sys


def pxwebpy(base: str, id: str, period: str) -> dict:
    from pxweb import PxApi

    api = PxApi(f"{base}/pxweb/api/v2", language="en")
    listed = {table["id"] for table in api.all_tables()}
    assert len(listed) == api.number_of_tables and id in listed
    assert api.search(query="broadband")["tables"] and api.get_paths() and api.tables_on_path("valfardsteknik")
    variables = api.get_table_variables(id)
    assert any(one["id"] == "vs_municipality" for one in variables["Region"]["codelists"])
    chosen = {"Region": ["*"], "ContentsCode": "*", "Tid": period}
    rows = api.get_table_data(id, chosen, show="code")
    within = api.get_table_data(id, chosen, code_list={"Region": "vs_01"}, show="code")
    assert 0 < len(within) < len(rows)
    assert len(api.get_table_data_all("befolkning")) > 20_000
    return {row["Area"]: row["value"] for row in rows}


def pxstatspy(base: str, id: str, period: str) -> dict:
    from pxstatspy import OutputFormat, PxAPI, PxAPIConfig

    api = PxAPI(PxAPIConfig(base_url=f"{base}/pxweb/api/v2", language="en"))
    assert api.find_tables_as_dataframe(all_pages=True)["id"].is_unique
    chosen = {"Region": ["*"], "ContentsCode": ["*"], "Tid": [period]}
    for form in (OutputFormat.CSV, OutputFormat.PX, OutputFormat.XLSX, OutputFormat.PARQUET):
        assert api.get_table_data(id, chosen, output_format=form)
    selection = {"selection": [{"variableCode": name, "valueCodes": codes} for name, codes in chosen.items()]}
    assert api.get_table_data_post(id, selection)["class"] == "dataset"
    frame = api.get_data_as_dataframe(id, chosen)
    return dict(zip(frame["region_code"], json.loads(frame.iloc[:, -1].to_json(orient="values")), strict=True))


def pyjstat(base: str, id: str, period: str) -> dict:
    import requests
    from pyjstat.pyjstat import Dataset

    chosen = f"valuecodes[Region]=*&valuecodes[ContentsCode]=*&valuecodes[Tid]={period}"
    place = f"{base}/pxweb/api/v2/tables/{id}/data?{chosen}&lang=en"
    codes = requests.get(place).json()["dimension"]["Region"]["category"]["index"]
    return dict(
        zip(codes, json.loads(Dataset.read(place).write("dataframe")["value"].to_json(orient="values")), strict=True)
    )


def pyaxis(base: str, id: str, period: str) -> dict:
    from pyaxis import pyaxis

    chosen = f"valuecodes[Region]=*&valuecodes[ContentsCode]=*&valuecodes[Tid]={period}&outputFormat=px"
    read = pyaxis.parse(uri=f"{base}/pxweb/api/v2/tables/{id}/data?{chosen}&lang=en", encoding="utf-8", timeout=30)
    codes = read["METADATA"]["CODES(Area)"]
    values = [None if str(cell) in ("", "nan") else float(cell) for cell in read["DATA"]["DATA"]]
    return dict(zip(codes, values, strict=True))


def koladapy(base: str, id: str, period: str) -> dict:
    from koladapy import KoladaAPI

    api = KoladaAPI(base_url=f"{base}/kolada/v3/", max_requests_per_second=1000)
    assert api.get_kpi(id)["id"] == id and api.get_kpis([id])[0]["id"] == id and api.search_kpis(query="bredband")
    areas = [one["id"] for one in api.get_municipalities()]
    assert len(areas) == 312 and api.get_municipality_groups() and api.get_kpi_groups()
    assert api.get_organizational_units() == [] == api.get_values(ou_id="V11E1")
    items = api.get_values(id, areas, int(period))
    assert len(api.get_data_as_dataframe(id, "0114", int(period), include_metadata=True)) > 0
    own = {"0000": "00"} | {code: code[2:] for code in areas if code[:2] == "00" and code != "0000"}
    values = {one["municipality"]: next(v["value"] for v in one["values"] if v["gender"] == "T") for one in items}
    return {own.get(code, code): value for code, value in values.items()}


def mcp(base: str, id: str, period: str) -> dict:
    """The official SDK before 2: it shakes hands, by the protocol of 2025."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def talk() -> dict:
        async with (
            streamablehttp_client(f"{base}/mcp") as (reading, writing, _),
            ClientSession(reading, writing) as one,
        ):
            await one.initialize()
            assert len((await one.list_tools()).tools) == 7
            [method] = (await one.list_resources()).resources
            assert (await one.read_resource(method.uri)).contents[0].text.startswith("# ")
            wrong = await one.call_tool("values", {"indicator": id, "period": "1899"})
            assert wrong.isError and "1899" in wrong.content[0].text
            given = {"indicator": id, "period": period, "sex": "T", "limit": "400"}
            return _told((await one.call_tool("values", given)).content[0].text)

    return asyncio.run(talk())


def fastmcp(base: str, id: str, period: str) -> dict:
    from fastmcp import Client
    from fastmcp.exceptions import ToolError

    async def talk() -> dict:
        async with Client(f"{base}/mcp") as one:
            assert len(await one.list_tools()) == 7
            [method] = await one.list_resources()
            assert (await one.read_resource(method.uri))[0].text.startswith("# ")
            try:
                await one.call_tool("values", {"indicator": id, "period": "1899"})
            except ToolError as wrong:
                assert "1899" in str(wrong)
            else:
                raise AssertionError("a year that is not published was answered")
            given = {"indicator": id, "period": period, "sex": "T", "limit": "400"}
            return _told((await one.call_tool("values", given)).content[0].text)

    return asyncio.run(talk())


def _told(text: str) -> dict:
    return {row["area"]: row["value"] for row in json.loads(text)["data"]}


if __name__ == "__main__":
    client, base, *series = sys.argv[1:]
    out, sys.stdout = sys.stdout, sys.stderr
    for one in series:
        print(json.dumps(globals()[client](base, *one.split("/"))), file=out)
