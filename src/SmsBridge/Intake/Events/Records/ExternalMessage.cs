namespace SmsBridge.Intake.Events.Records;

/// <summary>The envelope of one message of the core, with its one event or, in bulk, several (fineract-external-events.md 3).</summary>
/// <param name="Key">The same whenever the core sends it again.</param>
internal sealed record ExternalMessage(string Tenant, string Key, DateTimeOffset CreatedAt, IReadOnlyList<ExternalItem> Items);

/// <summary>One event: the record it is about is still encoded.</summary>
/// <param name="Index">0 of a message of its own; in bulk from 1.</param>
internal sealed record ExternalItem(int Index, string Type, string Schema, byte[] Data)
{
    /// <summary>What the core adds to the name of each.</summary>
    public const string Ending = "BusinessEvent";

    /// <summary>As the catalogue has it: without its ending.</summary>
    public string Name => Type.EndsWith(Ending, StringComparison.Ordinal) ? Type[..^Ending.Length] : Type;
}
