using System.Text.Json.Serialization;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Web;

namespace SmsBridge.Holding.Consents;

/// <summary>To whom each class of a tenant's texts goes.</summary>
internal sealed record ConsentView(string TenantId, IReadOnlyList<ConsentRuleView> Classes);

/// <summary>Of a class.</summary>
/// <param name="Class"><c>transactional</c>, <c>service</c>, <c>collection</c> or <c>promotional</c>.</param>
/// <param name="Mode"><c>optOut</c>: to everybody who has not taken consent back; <c>optIn</c>: only to who agreed.</param>
/// <param name="Source">Who says so: <c>tenant</c>, or <c>settings</c>.</param>
internal sealed record ConsentRuleView(string Class, string Mode, string Source);

/// <summary>What a number has said.</summary>
/// <param name="Number">Masked.</param>
/// <param name="History">Newest first, the last hundred.</param>
internal sealed record ConsentNumberView(string TenantId, string Number, IReadOnlyList<ConsentStandingView> Classes, IReadOnlyList<ConsentChangeView> History)
{
    /// <summary>Since when every SMS to it is blocked by a STOP, whatever was agreed to; absent: none is.</summary>
    public DateTimeOffset? StoppedSince { get; init; }
}

/// <summary>Of a class.</summary>
/// <param name="MayGo">Whether texts of the class go to the number, as far as consent goes.</param>
internal sealed record ConsentStandingView(string Class, string Mode, bool MayGo)
{
    /// <summary>What was said last: agreed, or taken back; absent: nothing was.</summary>
    public bool? Given { get; init; }

    /// <summary>When that was recorded.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>A consent that was given or taken back.</summary>
/// <param name="Given">False: taken back.</param>
/// <param name="Source">Where it comes from: <c>person</c>, <c>key</c> or <c>import</c>.</param>
/// <param name="By">Who recorded it.</param>
internal sealed record ConsentChangeView(string Class, bool Given, DateTimeOffset At, string Source, string By)
{
    /// <summary>How the client said so.</summary>
    public string? Note { get; init; }

    public static ConsentChangeView Of(ConsentRow row) => new(row.Class, row.IsGiven, StoredTime.At(row.At), row.Source, row.Actor) { Note = row.Note };
}

/// <summary>A tenant's own rules.</summary>
/// <param name="Classes">By class <c>optOut</c> or <c>optIn</c>; null or empty: by the settings. A class that is absent stays as it is.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ConsentRuleRequest(IReadOnlyDictionary<string, string?>? Classes);

/// <summary>A client agreed to a class of texts, or took it back.</summary>
/// <param name="Number">With its country code, or as the tenant's region writes it.</param>
/// <param name="Given">False: taken back.</param>
/// <param name="Note">How the client said so, at most 200 characters. Needed where it is given: it is the record of it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ConsentRequest(string? Number, string? Class, bool? Given, string? Note = null);

/// <summary>Whose consents are asked for.</summary>
/// <param name="Number">With its country code, or as the tenant's region writes it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ConsentFindRequest(string? Number);

/// <summary>What a number has said was looked up.</summary>
internal sealed record ConsentFound(string Words, ConsentNumberView View) : Outcome.Done(Words);

/// <summary>All that holds, with whole numbers.</summary>
internal sealed record ConsentExported(string Words, IReadOnlyList<ConsentRow> Rows) : Outcome.Done(Words);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConsentView))]
[JsonSerializable(typeof(ConsentNumberView))]
[JsonSerializable(typeof(ConsentRuleRequest))]
[JsonSerializable(typeof(ConsentRequest))]
[JsonSerializable(typeof(ConsentFindRequest))]
internal sealed partial class ConsentsJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static ConsentsJson Readable => field ??= new ConsentsJson(JsonAnswers.Readable(Default.Options));
}
