using System.Text.Json.Serialization;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Holding;

/// <summary>What a tenant's surge gate lets pass, and what it holds.</summary>
/// <param name="Enabled">The gate is on.</param>
/// <param name="Floor">So many events with a text in an hour pass in any case.</param>
/// <param name="Times">So many times of what is usual at that hour pass.</param>
/// <param name="Held">SMS that wait for a decision; counted up to ten thousand.</param>
/// <param name="HeldMore">There are more than were counted.</param>
/// <param name="Parts">About so many parts those that were counted would take, by the text of the event that was the first to be held.</param>
/// <param name="Events">The held ones by event, as far as they were counted.</param>
/// <param name="Sample">The first of them.</param>
/// <param name="Hours">In which something was held, newest first, at most 50.</param>
internal sealed record SurgeView(
    string TenantId, bool Enabled, long Floor, long Times, long Held, bool HeldMore, long Parts, IReadOnlyDictionary<string, long> Events, IReadOnlyList<HeldView> Sample,
    IReadOnlyList<SurgeHourView> Hours)
{
    /// <summary>What is held, in words.</summary>
    [JsonIgnore]
    public HeldAmount Amount { get; init; }

    /// <summary>After a release the gate holds nothing for an hour: until then. Absent: it stands open for nothing.</summary>
    public DateTimeOffset? OpenUntil { get; init; }

    /// <summary>Goes on "on: …".</summary>
    [JsonIgnore]
    public string? OpenWords { get; init; }

    /// <summary>What becomes of what is held when it is released now.</summary>
    [JsonIgnore]
    public string AfterRelease { get; init; } = "";

    /// <summary>What the tenant has said itself; null: nothing.</summary>
    [JsonIgnore]
    public SurgeRuleRow? Own { get; init; }

    [JsonIgnore]
    public long InstallationFloor { get; init; }

    [JsonIgnore]
    public long InstallationTimes { get; init; }
}

/// <summary>An SMS that is held.</summary>
/// <param name="EventId">Of its message.</param>
/// <param name="ResourceId">As the hook named it: the transaction, the client, the account.</param>
internal sealed record HeldView(long EventId, string Event, DateTimeOffset ReceivedAt, long? ClientId, long? ResourceId)
{
    public static HeldView Of(HeldMessage held) => new(held.EventId, held.Event, StoredTime.At(held.ReceivedAt), held.ClientId, held.ResourceId);
}

/// <summary>An hour in which far more than usual came.</summary>
/// <param name="State"><c>held</c>, <c>releasing</c>, <c>released</c>, <c>cancelling</c>, <c>cancelled</c>, or <c>over</c>: it became too late for all of it.</param>
/// <param name="Events">Events with a text that came in it, as far as they were counted.</param>
/// <param name="Usual">The most that went out at that hour of the day in the last five weeks.</param>
/// <param name="Allowed">So many were let pass by the rule when it was first held; what came beyond was held.</param>
internal sealed record SurgeHourView(DateTimeOffset From, string State, long Events, long Usual, long Allowed, DateTimeOffset? DecidedAt, string? DecidedBy)
{
    public static SurgeHourView Of(SurgeHour hour) => new(
        StoredTime.At(hour.StartsAt), NameOf(hour.State), hour.Events, hour.Usual, hour.Allowed, hour.IsDecided ? StoredTime.At(hour.DecidedAt) : null, hour.IsDecided ? hour.DecidedBy : null);

    private static string NameOf(SurgeState state) =>
        state switch
        {
            SurgeState.Held => "held",
            SurgeState.Releasing => "releasing",
            SurgeState.Released => "released",
            SurgeState.Cancelling => "cancelling",
            SurgeState.Cancelled => "cancelled",
            SurgeState.Over => "over",
            _ => "counted",
        };
}

/// <summary>A tenant's own rule.</summary>
/// <param name="Enabled">Whether the gate is on.</param>
/// <param name="Floor">So many events with a text in an hour pass in any case; absent: by the settings.</param>
/// <param name="Times">So many times of what is usual pass; absent: by the settings.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SurgeRuleRequest(bool? Enabled, long? Floor, long? Times);
