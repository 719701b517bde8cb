namespace SmsBridge.Simulator.Events;

/// <summary>Schemas of the messages in parsing canonical form, as the core's files have them (fineract-external-events.md 3).</summary>
internal static class EventSchemas
{
    public static string Message(bool isLong = true) => Record("org.apache.fineract.avro.MessageV1", Id(isLong), "source", "type", "category", "createdAt", "businessDate", "tenantId", "idempotencyKey", "dataschema");

    public static string Bulk(bool isLong = true) =>
        """{"name":"org.apache.fineract.avro.BulkMessagePayloadV1","type":"record","fields":[{"name":"datas","type":{"type":"array","items":"""
        + Record("org.apache.fineract.avro.BulkMessageItemV1", Id(isLong), "type", "category", "dataschema") + "}}]}";

    private static string Record(string name, string id, params string[] texts) =>
        $$"""{"name":"{{name}}","type":"record","fields":[{{id}},{{string.Concat(texts.Select(text => $$"""{"name":"{{text}}","type":"string"},"""))}}{"name":"data","type":"bytes"}]}""";

    private static string Id(bool isLong) => $$"""{"name":"id","type":"{{(isLong ? "long" : "int")}}"}""";
}
