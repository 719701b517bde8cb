using System.Globalization;

namespace SmsBridge.Simulator.Events;

/// <summary>One event of a core, its record encoded.</summary>
/// <param name="Type">Such as <c>LoanTransactionMakeRepaymentPostBusinessEvent</c>.</param>
/// <param name="Schema">Full name of its record.</param>
/// <param name="Data">Its record as a single object.</param>
internal sealed record CoreEvent(string Type, string Schema, byte[] Data)
{
    private const string BulkSchema = "org.apache.fineract.avro.BulkMessagePayloadV1";
    private const string Category = "Loan";

    public static byte[] SingleObject(byte[] fingerprint, byte[] body) => [0xC3, 0x01, .. fingerprint, .. body];

    /// <summary>The message as a core publishes it.</summary>
    /// <param name="isOld">Of a core before 2025, whose ids had 32 bits: the bytes differ by the fingerprint alone.</param>
    public byte[] ToMessage(string tenant, string key, DateTimeOffset createdAt, bool isOld = false) =>
        Envelope(tenant, key, createdAt, isOld, Type, Schema, Data);

    /// <summary>Several events in one message, as the close of business sends them.</summary>
    public static byte[] ToBulk(IReadOnlyList<CoreEvent> events, string tenant, string key, DateTimeOffset createdAt, bool isOld = false)
    {
        var body = new AvroWriter();
        if (events.Count > 0)
        {
            body.Long(events.Count);
            for (var place = 0; place < events.Count; place++)
            {
                body.Long(place + 1).Text(events[place].Type).Text(Category).Text(events[place].Schema).Bytes(events[place].Data);
            }
        }

        var data = SingleObject(AvroFingerprint.OnWire(EventSchemas.Bulk(!isOld)), body.Long(0).ToArray());
        return Envelope(tenant, key, createdAt, isOld, "BulkBusinessEvent", BulkSchema, data);
    }

    private static byte[] Envelope(string tenant, string key, DateTimeOffset createdAt, bool isOld, string type, string schema, byte[] data)
    {
        var time = createdAt.UtcDateTime;
        return SingleObject(
            AvroFingerprint.OnWire(EventSchemas.Message(!isOld)),
            new AvroWriter().Long(7).Text("0b0fd3c5-6d0a-4b5a-8b1c-2d1d4f6c1a11").Text(type).Text(Category)
                .Text(time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture)).Text(time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                .Text(tenant).Text(key).Text(schema).Bytes(data).ToArray());
    }
}
