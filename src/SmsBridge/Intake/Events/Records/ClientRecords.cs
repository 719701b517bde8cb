namespace SmsBridge.Intake.Events.Records;

/// <summary>ClientDataV1.</summary>
internal static class ClientRecords
{
    public static EventFacts? Read(ref AvroReader reader, bool isKnown)
    {
        var id = reader.Required(reader.OptionalLong(), "client");
        reader.SkipTexts(2); // account number, external id
        reader.OptionalEnum("clientStatusType.");
        return new EventFacts { ResourceId = id, ClientId = id };
    }
}
