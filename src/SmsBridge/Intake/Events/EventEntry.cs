using SmsBridge.Intake.Events.Records;
using SmsBridge.Ledger;

namespace SmsBridge.Intake.Events;

/// <summary>An event that belongs to us, on its way to the store.</summary>
/// <param name="Key">By which a repeat of it is known.</param>
internal sealed record EventEntry(long TenantId, DateTimeOffset CreatedAt, string Key, NewEvent Event)
{
    public static string KeyOf(ExternalMessage message, ExternalItem item) =>
        item.Index == 0 ? message.Key : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{message.Key} {item.Index}");
}

/// <summary>A message that can not be understood, or not all of it.</summary>
/// <param name="Tenant">Empty: not even that could be read.</param>
/// <param name="Problem">In a sentence.</param>
internal sealed record ParkedMessage(string Tenant, RawMessage Raw, string Problem)
{
    /// <summary>By it they are told from the others, also in the store.</summary>
    public const string NoTenant = "No tenant of this name is registered.";

    /// <summary>Of a tenant that is not known here: kept for when it is registered, as far as there is room, and never waited for.</summary>
    public bool IsOfNobody => Problem == NoTenant;
}

/// <summary>What one batch of a broker came to.</summary>
internal sealed record EventBatch
{
    /// <summary>Of the messages of one batch, but for its last one: they are in memory together, and in one transaction.</summary>
    internal const int MostBytes = 16 * 1024 * 1024;

    public List<EventEntry> Entries { get; } = [];

    public List<ParkedMessage> Parked { get; } = [];

    public HashSet<NewForm> Forms { get; } = [];

    /// <summary>Events that are nobody's business here, and those from before the start.</summary>
    public int PassedOver { get; set; }

    /// <summary>Of these, events of tenants that the broker does not bring by the settings.</summary>
    public int Barred { get; set; }
}

/// <summary>What became of a batch.</summary>
/// <param name="HasRoom">False: too much is parked already, and nothing of the batch was stored.</param>
/// <param name="Repeated">Taken before.</param>
/// <param name="NewForms">Not seen before.</param>
/// <param name="Dropped">Messages of unknown tenants for which there was no room.</param>
internal sealed record StoredBatch(bool HasRoom, int Accepted, int Repeated, IReadOnlyList<NewForm> NewForms, int Dropped = 0);
