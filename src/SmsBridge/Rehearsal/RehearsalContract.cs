using System.Text.Json.Serialization;
using SmsBridge.Web;

namespace SmsBridge.Rehearsal;

/// <summary>What is to be rehearsed.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RehearsalRequest
{
    /// <summary>Absent: the draft, or what is sent where there is none.</summary>
    public string? Text { get; init; }

    /// <summary>Of so many events at most, the newest; absent: 50, and at most 200.</summary>
    public int? Limit { get; init; }
}

/// <summary>What the events of the last day would have come to. Nothing was sent.</summary>
/// <param name="Since">Events that came in from then on.</param>
/// <param name="Found">How many there are.</param>
/// <param name="Tried">The newest of them, which the core was asked about.</param>
/// <param name="WouldBeSent">How many of those would be told.</param>
/// <param name="Parts">What these are billed as.</param>
/// <param name="PartsNow">Those of all that were tried with what is sent now; 0 where the event is switched off.</param>
/// <param name="ReadDifferently">How many would read something else than now, or nothing any more, or something for the first time.</param>
/// <param name="NotTold">Why the others would not be, most frequent first.</param>
/// <param name="Examples">A few, with names and account numbers masked.</param>
internal sealed record RehearsalView(
    string Event, string Language, DateTimeOffset Since, long Found, int Tried, int WouldBeSent, int Parts, int PartsNow, int ReadDifferently,
    IReadOnlyList<NotToldView> NotTold, IReadOnlyList<ExampleView> Examples)
{
    /// <summary>Clients are told of the event now.</summary>
    public required bool Enabled { get; init; }

    /// <summary>SMS that those come to: of a group whose members are told, one for each of them.</summary>
    public required int Sms { get; init; }

    /// <summary>How many are told now and would not be.</summary>
    public required int NoLonger { get; init; }
}

/// <summary>Events that would not be told.</summary>
/// <param name="Reason">As in the list of reasons.</param>
/// <param name="Detail">Of the newest of them; null: the reason says it all.</param>
internal sealed record NotToldView(string Reason, int Count, string? Detail);

/// <summary>What one client would read.</summary>
internal sealed record ExampleView(long EventId, string Body, int Parts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RehearsalRequest))]
[JsonSerializable(typeof(RehearsalView))]
internal sealed partial class RehearsalJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static RehearsalJson Readable => field ??= new RehearsalJson(JsonAnswers.Readable(Default.Options));
}
