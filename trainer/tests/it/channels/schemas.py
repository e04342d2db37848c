"""Checks a file by what its receiver publishes: KIND SCHEMA FILE; prints what was valid, or fails with what is not."""
import json
import sys

kind, schema, path = sys.argv[1:]


def xsd():
    from lxml import etree

    checker = etree.XMLSchema(etree.parse(schema))
    document = etree.parse(path)
    checker.assertValid(document)
    return len(document.getroot())


def rss():
    from lxml import etree

    items = etree.parse(path).getroot().findall("channel/item")
    space = "{http://base.google.com/ns/1.0}"
    for item in items:
        assert item.findtext(space + "id"), "an item has no id"
        for related in item.findall(space + "related_product"):
            names = [child.tag.removeprefix(space) for child in related]
            assert names == ["relationship_type", "identifier_type", "identifier"], names
    return len(items)


def nullable(node):
    """OpenAPI 3.0 says `nullable` where JSON Schema says a list of types."""
    if isinstance(node, list):
        return [nullable(one) for one in node]
    if not isinstance(node, dict):
        return node
    node = {name: nullable(value) for name, value in node.items()}
    if node.pop("nullable", False):
        plain = "type" in node and "$ref" not in node
        node = {**node, "type": [node["type"], "null"]} if plain else {"anyOf": [node, {"type": "null"}]}
    return node


def klaviyo():
    import jsonschema

    api = nullable(json.load(open(schema, encoding="utf-8")))
    (operation,) = (operations["post"] for operations in api["paths"].values())
    body = operation["requestBody"]["content"]
    (media,) = body.values()
    checker = jsonschema.Draft202012Validator({**media["schema"], "components": api["components"]})
    checked = 0
    for line in open(path, encoding="utf-8"):
        checker.validate(json.loads(line))
        checked += 1
    return checked


def json_ld():
    from pyld import jsonld

    def loader(url, _options):
        assert url == "https://schema.org", url
        # Of schema.org's context what these documents use: its terms, and that addresses are nodes.
        links = {name: {"@type": "@id"} for name in ("url", "image")}
        context = {"@vocab": "http://schema.org/", **links}
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": {"@context": context}}

    jsonld.set_document_loader(loader)
    checked = 0
    for line in open(path, encoding="utf-8"):
        (node,) = jsonld.expand(json.loads(line))
        related = node["http://schema.org/isOftenBoughtWith"]
        for product in [node, *related]:
            assert product["@type"] == ["http://schema.org/Product"], product
            assert product["@id"].startswith("https://shop.example/products/"), product["@id"]
            assert product["http://schema.org/sku"][0]["@value"], product
        checked += 1
    return checked


def mcp():
    import jsonschema

    answer = json.load(open(path, encoding="utf-8"))
    published = json.load(open(schema, encoding="utf-8"))
    checker = jsonschema.Draft202012Validator({"$ref": "#/$defs/" + answer["definition"], "$defs": published["$defs"]})
    checker.validate(answer["value"])
    return 1


checked = {"mcp": mcp, "xsd": xsd, "rss": rss, "klaviyo": klaviyo, "json-ld": json_ld}[kind]()
assert checked, "the file is empty"
print(f"valid: {checked}")
