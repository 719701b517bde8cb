using System.Globalization;
using SmsBridge.Insight.Search;
using SmsBridge.Numbers;

namespace SmsBridge.Insight.MessageList;

/// <summary>
/// What somebody typed or pasted into the search box, in every sense it can have: <c>31</c> may be an event, a client or a loan; <c>5678</c> also the
/// end of a number; <c>Amina</c> is a name, or else part of a text. <c>client:31</c> and <c>client 31</c> say which. Whatever the pages show is found again: a
/// masked number too.
/// </summary>
internal sealed partial record SearchTerm
{
    private const int EndKept = 4; // of a number, in its index

    public long? EventId { get; private init; }

    public long? ClientId { get; private init; }

    public long? LoanId { get; private init; }

    /// <summary>Whole numbers, E.164: one for each region in which the text is a number.</summary>
    public IReadOnlyList<string> Numbers { get; private init; } = [];

    /// <summary>The last digits of a number: four, or three and more for who may see all of them.</summary>
    public string? Suffix { get; private init; }

    /// <summary>A number as the pages mask it; its last digits are the suffix. Found by everybody, for it tells no more than they see.</summary>
    public string? Mask { get; private init; }

    /// <summary>The provider's id of a message or attempt.</summary>
    public string? ProviderId { get; private init; }

    /// <summary>Words of a client's name.</summary>
    public IReadOnlyList<string> NameWords { get; private init; } = [];

    /// <summary>The last word of a name may be the beginning of one: for who may see all of it, others could guess a name letter by letter.</summary>
    public bool IsLastBeginning { get; private init; }

    /// <summary>An account number, an external id or a receipt, as <see cref="SearchWords.OfKey"/> has it.</summary>
    public IReadOnlyList<string> Keys { get; private init; } = [];

    /// <summary>The core's number of what happened: of a transaction, most often.</summary>
    public long? ResourceId { get; private init; }

    /// <summary>By which a partner knows a notification.</summary>
    public string? WebhookId { get; private init; }

    /// <summary>Part of a text: looked for where nothing else is found, for no index knows it.</summary>
    public string? Text { get; private init; }

    /// <summary>What kind of thing was typed, which tells nothing of it.</summary>
    public string Kind =>
        NameWords.Count > 0 ? "a name"
        : ProviderId is not null ? "a provider's id"
        : WebhookId is not null ? "a webhook-id"
        : IsTextLeft ? "a part of a text"
        : "a number";

    /// <summary>It can not be any of these.</summary>
    public bool IsNothing => HasNoNumber && !HasWords && Text is null;

    /// <summary>It can only be part of a text.</summary>
    public bool IsTextLeft => Text is not null && HasNoNumber;

    private bool HasNoNumber => EventId is null && ClientId is null && LoanId is null && Numbers.Count == 0 && Suffix is null && ProviderId is null;

    /// <summary>What it leads to has to be looked up first.</summary>
    public bool HasWords => NameWords.Count > 0 || Keys.Count > 0 || ResourceId is not null || WebhookId is not null;

    /// <summary>The ends a number with this suffix can have in the index, which keeps four digits: one, or ten of three.</summary>
    public IEnumerable<string> SuffixEnds =>
        Suffix is null ? [] : Suffix.Length >= EndKept ? [Suffix[^EndKept..]] : Enumerable.Range(0, 10).Select(digit => string.Create(CultureInfo.InvariantCulture, $"{digit}{Suffix}"));

    /// <summary>In which senses a row is what was looked for, the number first; empty: it is not.</summary>
    /// <param name="led">What its words led to.</param>
    public IReadOnlyList<string> Matches(MessageRow row, FoundByWords led)
    {
        var own = SensesOf(row).ToList();
        var first = IsByNumber(row) ? 1 : 0; // the number leads, a bare id comes last
        string[] senses = [.. own.Take(first), .. led.Why(row), .. own.Skip(first)];
        return senses.Length > 0 ? senses
            : ProviderId is not null ? ["provider's id"] // also of an earlier attempt
            : Text is not null ? ["text"]
            : [];
    }

    /// <summary>The best kind first: a number, then what is one message's alone, an account, a name, and last a bare number that may be anything.</summary>
    public int Rank(MessageRow row, FoundByWords led) =>
        IsByNumber(row) ? 0
        : led.RankOf(row) is { } rank ? rank
        : EventId == row.EventId || ProviderId is not null ? FoundByWords.One
        : FoundByWords.Last;

    /// <summary>Whether the number is what was found: those rows come first, for that is what people mostly mean.</summary>
    public bool IsByNumber(MessageRow row) =>
        row.Recipient is { } to && (Numbers.Contains(to, StringComparer.Ordinal) || (Mask is null ? Suffix is not null && to.EndsWith(Suffix, StringComparison.Ordinal) : Mask == Msisdn.Mask(to)));

    private IEnumerable<string> SensesOf(MessageRow row)
    {
        if (IsByNumber(row))
        {
            yield return Numbers.Contains(row.Recipient!, StringComparer.Ordinal) ? "number" : Mask is null ? $"number ends {Suffix}" : $"number {Mask}";
        }

        foreach (var (name, sought, own) in new[] { ("client", ClientId, row.ClientId), ("loan", LoanId, row.LoanId), ("event", EventId, (long?)row.EventId) })
        {
            if (sought is not null && sought == own)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name} {sought}");
            }
        }
    }
}
