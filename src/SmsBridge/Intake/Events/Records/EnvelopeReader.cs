using System.Globalization;

namespace SmsBridge.Intake.Events.Records;

/// <summary>From the bytes of a broker to the events in them. What it can not read it says; it never guesses.</summary>
internal static class EnvelopeReader
{
    /// <summary>Characters of a key; the core's are of 36.</summary>
    public const int LongestKey = 100;

    private const int LongestTenant = 100; // as in a registration
    private const int MostItems = 10_000; // in bulk; a loan's close of business has a handful

    private const ulong BulkUntil2025 = 0xc4defed1e3cc0ac9;
    private const ulong Bulk = 0x7687991b5b8764f2;
    private const string BulkSchema = "org.apache.fineract.avro.BulkMessagePayloadV1";

    /// <summary>The two forms differ by an id of 32 and of 64 bits, which are the same bytes.</summary>
    private static readonly ulong[] Known = [0x1fd07bcc226c7826, 0xc11abf2966626748];

    private const ulong Before19 = 0xcdc27a01dd90cede; // had other fields

    /// <param name="problem">Null: it was read.</param>
    public static ExternalMessage? Read(ReadOnlySpan<byte> bytes, out string? problem)
    {
        if (!SingleObject.TryOpen(bytes, out var fingerprint, out var body))
        {
            problem = "It is no event of a core: it does not begin as one.";
            return null;
        }

        if (fingerprint == Before19)
        {
            problem = "It is of a core before 1.9, whose events had another form.";
            return null;
        }

        if (!Known.Contains(fingerprint))
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"Its envelope has a form that is not known: {fingerprint:x16}.");
            return null;
        }

        var reader = new AvroReader(body);
        reader.Long(); // its number in the tenant's database, which begins anew after a restore
        reader.Text(); // the process that wrote it
        var (type, _, createdAt) = (reader.Text(), reader.Text(), reader.Text());
        reader.Text(); // business date
        var (tenant, key, schema) = (reader.Text(), reader.Text(), reader.Text());
        var data = reader.Bytes();
        problem = reader.Problem is { } unread ? $"Its envelope can not be read: {unread}." : WhyNot(tenant, key, createdAt);
        if (problem is not null)
        {
            return null;
        }

        var items = schema == BulkSchema ? ItemsOf(data, out problem) : [new ExternalItem(0, type, schema, data.ToArray())];
        return problem is null ? new ExternalMessage(tenant, key, TimeOf(createdAt)!.Value, items) : null;
    }

    private static string? WhyNot(string tenant, string key, string createdAt) =>
        tenant.Length is 0 or > LongestTenant ? "Its tenant has no name, or none of a tenant's length."
        : key.Length is 0 or > LongestKey ? "Its idempotency key is missing, or longer than such keys are."
        : TimeOf(createdAt) is null ? "The time at which the core raised it can not be read."
        : null;

    private static List<ExternalItem> ItemsOf(ReadOnlySpan<byte> data, out string? problem)
    {
        var items = new List<ExternalItem>();
        if (!SingleObject.TryOpen(data, out var fingerprint, out var body) || fingerprint is not (Bulk or BulkUntil2025))
        {
            problem = "It says that it holds several events, and does not.";
            return items;
        }

        var reader = new AvroReader(body);
        for (var left = reader.Block(); left > 0 && !reader.Failed; left = reader.Block())
        {
            for (; left > 0 && !reader.Failed; left--)
            {
                if (items.Count == MostItems)
                {
                    reader.Fail("it holds more events than a core puts into one message");
                    break;
                }

                items.Add(ItemOf(ref reader, items.Count + 1));
            }
        }

        problem = reader.Problem is { } unread ? $"The events in it can not be read: {unread}." : null;
        return items;
    }

    /// <param name="place">In the message; what the core calls its id counts the same, but nobody promises that.</param>
    private static ExternalItem ItemOf(ref AvroReader reader, int place)
    {
        reader.Long(); // id
        var type = reader.Text();
        reader.Text(); // category
        return new ExternalItem(place, type, reader.Text(), reader.Bytes().ToArray());
    }

    /// <summary>UTC without saying so; seconds and their parts may be missing (fineract-external-events.md 3).</summary>
    private static DateTimeOffset? TimeOf(string text)
    {
        var seconds = text.Length > 27 ? text[..27] : text; // .NET reads seven places, the core writes up to nine
        return DateTimeOffset.TryParseExact(
            seconds, ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }
}
