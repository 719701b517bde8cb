using System.Text.Json.Serialization;
using SmsBridge.Numbers;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Web;

namespace SmsBridge.TenantTexts;

/// <summary>A tenant's events and texts.</summary>
/// <param name="Language">What its clients are written in, where there is a text in it.</param>
/// <param name="QuietHours">By class, as in <c>19:00-07:00</c>: when its clients are not written to.</param>
/// <param name="TimeZone">Whose clock the quiet hours go by; null: there are none.</param>
internal sealed record TextListView(string TenantId, string Language, IReadOnlyDictionary<string, string> QuietHours, string? TimeZone, IReadOnlyList<TextEventView> Events);

/// <summary>One kind of event, for a tenant.</summary>
/// <param name="Event">As in addresses: <c>LOAN_DISBURSE</c>.</param>
/// <param name="Class"><c>transactional</c>, <c>service</c>, <c>collection</c> or <c>promotional</c>.</param>
/// <param name="Enabled">Clients are told of it.</param>
/// <param name="AmountFrom">Only of so much; null: of any.</param>
/// <param name="AmountTo">Of no more; null: of any.</param>
/// <param name="Variables">What its texts can name.</param>
/// <param name="Texts">In the tenant's language, and in those it has words of its own in.</param>
internal sealed record TextEventView(
    string Event, string Title, string Class, bool Enabled, decimal? AmountFrom, decimal? AmountTo, IReadOnlyList<string> Variables, IReadOnlyList<TextView> Texts)
{
    /// <summary>Of a group's loan or account: whose role in the group is told; null: nobody is.</summary>
    public string? GroupRole => Rules.GroupRole;

    /// <summary>Of a group's loan or account: <c>members</c>, each of whom is told; null: they are not.</summary>
    public string? GroupTo => GroupRecipients.NameOf(Rules);

    /// <summary>It stands in no catalogue: the tenant made it, and has words for it alone. Absent: it is no such event.</summary>
    public bool? Own { get; init; }

    /// <summary>Who gets a copy beside the client: <c>loanOfficer</c>; null: nobody does.</summary>
    public IReadOnlyList<string>? CopyTo => CopyRecipients.NamesOf(Rules);

    /// <summary>Names or ids; null: of any product.</summary>
    public IReadOnlyList<string>? Products => Rules.Products?.Listed;

    /// <summary>Names or ids; null: clients of any office.</summary>
    public IReadOnlyList<string>? Offices => Rules.Offices?.Listed;

    /// <summary>Names or ids; null: clients of any type, and of none.</summary>
    public IReadOnlyList<string>? ClientTypes => Rules.ClientTypes?.Listed;

    /// <summary>SMS of the event to one client in a day; null: as many as come about.</summary>
    public int? AtMost => Rules.AtMost;

    [JsonIgnore]
    public EventRules Rules { get; init; } = EventRules.None;
}

/// <summary>A text in one language: what is sent, and what is being written.</summary>
/// <param name="Source">Whose words are sent: <c>tenant</c>, <c>installation</c> or <c>product</c>; <c>none</c>: the event is the tenant's own, and has no words in this language.</param>
/// <param name="Text">What is sent.</param>
/// <param name="Version">Of the tenant's own; null: it has none in force.</param>
/// <param name="Cost">Of the draft where there is one, else of what is sent.</param>
internal sealed record TextView(string Language, string Source, string Text, long? Version, string? Draft, DateTimeOffset? DraftAt, string? DraftBy, CostView? Cost)
{
    /// <summary>The language the tenant's clients are written to in. Where it is another one, nobody gets this text.</summary>
    public required string WritesIn { get; init; }

    /// <summary>Other languages, which clients are written to in by a column of the core or by their office; absent: all are in the tenant's.</summary>
    public IReadOnlyList<string>? AlsoWritesIn { get; init; }

    /// <summary>Some clients are written to in the text's language.</summary>
    [JsonIgnore]
    public bool IsWritten => Language == WritesIn || AlsoWritesIn?.Contains(Language, StringComparer.Ordinal) == true;

    /// <summary>Clients are told of the event. Where they are not, nobody gets this text.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What the words that are sent are registered under with the operators; absent: nothing.</summary>
    public RegisteredTemplate? RegisteredTemplate { get; init; }

    /// <summary>The same of the draft.</summary>
    public RegisteredTemplate? DraftRegisteredTemplate { get; init; }

    /// <summary>The tenant's own that were published, newest first; only where one text is asked for.</summary>
    public IReadOnlyList<TextVersionView>? Versions { get; init; }
}

/// <summary>One text as it was published.</summary>
internal sealed record TextVersionView(long Version, string Text, string? Note, DateTimeOffset At, string Author)
{
    /// <summary>What it was registered under; absent: nothing.</summary>
    public RegisteredTemplate? RegisteredTemplate { get; init; }
}

/// <summary>What a text costs.</summary>
/// <param name="Encoding"><c>GSM-7</c> or <c>UCS-2</c>.</param>
/// <param name="ShortestParts">Parts with short values; values with letters of other alphabets take more.</param>
/// <param name="LongestParts">Parts with long ones.</param>
/// <param name="Remarks">What makes it dearer than need be, or asks in vain for a reply.</param>
internal sealed record CostView(string Encoding, int ShortestParts, int LongestParts, IReadOnlyList<string> Remarks)
{
    /// <summary>What one SMS of it costs by the prices of the settings, to numbers of the tenant's country by its registered account; null: no price is known.</summary>
    public string? Estimate { get; init; }

    public static CostView? Of(TextCost? cost) => cost is null ? null : new CostView(NameOf(cost.Encoding), cost.ShortestParts, cost.LongestParts, cost.Remarks);

    public static string NameOf(SmsEncoding encoding) => encoding == SmsEncoding.Gsm7 ? "GSM-7" : "UCS-2";
}

/// <summary>What a client would read, with made-up values.</summary>
internal sealed record PreviewView(string Body, string Encoding, int Parts, CostView Cost);

/// <summary>What holds for all texts of a tenant. What is absent stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TextSettingsRequest
{
    public string? Language { get; init; }

    /// <summary>By class (<c>transactional</c>, <c>service</c>, <c>collection</c>, <c>promotional</c>), as in <c>19:00-07:00</c>; an empty text ends them.</summary>
    public Dictionary<string, string>? QuietHours { get; init; }

    /// <summary>Whose clock the quiet hours go by, as in <c>Africa/Nairobi</c>.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>Whether clients hear of an event. What is absent of the rules does not hold any more.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EventRequest
{
    public bool? Enabled { get; init; }

    /// <summary>Only of so much or more.</summary>
    public decimal? AmountFrom { get; init; }

    /// <summary>Only of so much or less.</summary>
    public decimal? AmountTo { get; init; }

    /// <summary>Of a group's loan or account: who has this role in the group is told, as in <c>Leader</c>.</summary>
    public string? GroupRole { get; init; }

    /// <summary>Of a group's loan or account, in place of <c>groupRole</c>: <c>members</c>, so that each active member is told.</summary>
    public string? GroupTo { get; init; }

    /// <summary>Who gets a copy beside the client: <c>loanOfficer</c>, which is the loan's officer, else the client's.</summary>
    public IReadOnlyList<string>? CopyTo { get; init; }

    /// <summary>Only of loans and accounts of these products: names as the core has them, whatever their capitals, or ids in digits (<c>["Personal Loan","3"]</c>).</summary>
    public IReadOnlyList<string>? Products { get; init; }

    /// <summary>Only to clients of these offices: names or ids.</summary>
    public IReadOnlyList<string>? Offices { get; init; }

    /// <summary>Only to clients of these types, which are values of the core's code ClientType: names or ids.</summary>
    public IReadOnlyList<string>? ClientTypes { get; init; }

    /// <summary>Of the event at most so many SMS to one client in a day of the tenant's: 1 to 50. Others of that day are not told.</summary>
    public int? AtMost { get; init; }

    /// <summary>Of an event of the tenant's own: <c>transactional</c>, <c>service</c>, <c>collection</c> or <c>promotional</c>. Absent: as it is. What is on no list becomes the tenant's own by it.</summary>
    public string? Class { get; init; }

    /// <summary>Of a request in which nothing is wrong.</summary>
    [JsonIgnore]
    public EventRules Rules => new(AmountFrom, AmountTo)
    {
        GroupRole = GroupRole?.Trim(), TellsMembers = GroupRecipients.Read(GroupTo) == true, CopiesOfficer = CopyRecipients.Read(CopyTo) == true, AtMost = AtMost,
        Products = CoreNames.Of(Products), Offices = CoreNames.Of(Offices), ClientTypes = CoreNames.Of(ClientTypes),
    };
}

/// <summary>The words of a draft.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DraftRequest
{
    public string? Text { get; init; }

    /// <summary>What the words are registered under with the operators. Absent: what the draft before, or what is sent, is registered under; empty (<c>{}</c>): nothing any more.</summary>
    public RegisteredTemplate? RegisteredTemplate { get; init; }
}

/// <summary>What is to be published: the draft, or an earlier version.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PublishRequest
{
    /// <summary>Absent: the draft.</summary>
    public long? Version { get; init; }

    /// <summary>Why, for who looks later.</summary>
    public string? Note { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TextListView))]
[JsonSerializable(typeof(TextEventView))]
[JsonSerializable(typeof(TextView))]
[JsonSerializable(typeof(PreviewView))]
[JsonSerializable(typeof(TextSettingsRequest))]
[JsonSerializable(typeof(EventRequest))]
[JsonSerializable(typeof(DraftRequest))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(RegisteredTemplate))]
internal sealed partial class TextsJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static TextsJson Readable => field ??= new TextsJson(JsonAnswers.Readable(Default.Options));
}
