using SmsBridge.Messages;

namespace SmsBridge.Insight.Search;

/// <summary>A client as the core last told of it, and whether the number could be used.</summary>
internal sealed record KnownClient
{
    public const string Columns = """
        known_client.tenant_id AS TenantId, known_client.client_id AS ClientId, name AS Name, words AS Words, account AS Account, office AS Office, mobile_no AS MobileNo,
        trouble AS Trouble, trouble_detail AS TroubleDetail, trouble_event AS TroubleEvent, trouble_at AS TroubleAt
        """;

    public long TenantId { get; init; }

    public long ClientId { get; init; }

    public string? Name { get; init; }

    /// <summary>By <see cref="SearchWords.Joined"/>.</summary>
    public string Words { get; init; } = " ";

    public string? Account { get; init; }

    public string? Office { get; init; }

    /// <summary>As typed in the core.</summary>
    public string? MobileNo { get; init; }

    /// <summary>Why the number could not be used; null: it could, the last time.</summary>
    public string? Trouble { get; init; }

    public string? TroubleDetail { get; init; }

    public long? TroubleEvent { get; init; }

    public long? TroubleAt { get; init; }

    /// <summary>The same with what a message that has come to its end tells; also the one that had the trouble, when it was sent anew.</summary>
    public KnownClient After(SettledMessage message) => With(message.About) is var told && message.IsOfNumber
        ? told with { Trouble = message.Reason, TroubleDetail = message.Detail, TroubleEvent = message.EventId, TroubleAt = message.ReceivedAt }
        : message.WentOut && TroubleEvent <= message.EventId ? told with { Trouble = null, TroubleDetail = null, TroubleEvent = null, TroubleAt = null }
        : told;

    private KnownClient With(MessageAbout about) => this with
    {
        Name = about.Name, Words = SearchWords.Joined(SearchWords.OfName(about.Name)), Account = about.ClientAccount, Office = about.Office, MobileNo = about.MobileNo,
    };
}

/// <summary>A message the core was asked about, and which goes out or is given up.</summary>
internal sealed record SettledMessage(long TenantId, long EventId, long? LoanId, long ReceivedAt, MessageStatus Status, string? Reason, string? Detail, MessageAbout About)
{
    /// <summary>As the event names it; null: it names none.</summary>
    public long? ClientId { get; init; }

    /// <summary>A branch can mend it by correcting the number in the core.</summary>
    public bool IsOfNumber => Status == MessageStatus.DeadLettered && Reason is (Reasons.NoNumber or Reasons.InvalidNumber or Reasons.NotTextable);

    public bool WentOut => Status is MessageStatus.Sent or MessageStatus.Delivered;
}

/// <param name="Ref">Number of the client or loan, or id of the event.</param>
internal readonly record struct SearchWord(long TenantId, string Word, WordKind Kind, long Ref);

/// <summary>What is to be written so that messages that have come to their end are found.</summary>
internal sealed class KnownChanges
{
    public static KnownChanges None { get; } = new();

    /// <summary>New, or known otherwise.</summary>
    public Dictionary<(long TenantId, long ClientId), KnownClient> Clients { get; } = [];

    public HashSet<SearchWord> Words { get; } = [];

    /// <summary>Of names that changed.</summary>
    public HashSet<SearchWord> Gone { get; } = [];

    public bool IsEmpty => Clients.Count == 0 && Words.Count == 0 && Gone.Count == 0;

    /// <param name="before">As they are known; those that are not, are not in it.</param>
    public static KnownChanges Of(IEnumerable<SettledMessage> messages, IReadOnlyDictionary<(long TenantId, long ClientId), KnownClient> before)
    {
        var changes = new KnownChanges();
        foreach (var message in messages.OrderBy(message => message.EventId))
        {
            changes.Add(message, before);
        }

        return changes;
    }

    private void Add(SettledMessage message, IReadOnlyDictionary<(long TenantId, long ClientId), KnownClient> before)
    {
        var (about, key) = (message.About, (message.TenantId, message.About.ClientId));
        var known = Clients.GetValueOrDefault(key) ?? before.GetValueOrDefault(key);
        var now = (known ?? new KnownClient { TenantId = message.TenantId, ClientId = about.ClientId }).After(message);
        if (known is null || now != known)
        {
            Clients[key] = now;
            AddName(known?.Words ?? " ", now);
            Add(message.TenantId, WordKind.Client, about.ClientId, SearchWords.OfKey(about.ClientAccount, about.ClientId).Concat(SearchWords.OfKey(about.ClientExternalId, about.ClientId)));
        }

        var (kind, whose) = message.LoanId is { } loan ? (WordKind.Loan, loan) : (WordKind.Event, message.EventId);
        Add(message.TenantId, kind, whose, SearchWords.OfKey(about.Account, message.LoanId).Concat(SearchWords.OfKey(about.AccountExternalId, message.LoanId)));
        Add(message.TenantId, WordKind.Event, message.EventId, SearchWords.OfKey(about.Receipt).Concat(SearchWords.OfKey(about.ExternalId)));
        Add(message.TenantId, WordKind.About, message.EventId, message.ClientId == about.ClientId ? [] : [SearchWords.OfClient(about.ClientId)]);
    }

    private void AddName(string before, KnownClient now)
    {
        var (old, words) = (SearchWords.Parted(before), SearchWords.Parted(now.Words));
        Gone.UnionWith(old.Except(words, StringComparer.Ordinal).Select(Word));
        var fresh = words.Except(old, StringComparer.Ordinal).Select(Word).ToList();
        Gone.ExceptWith(fresh);
        Words.UnionWith(fresh);
        Words.ExceptWith(Gone);

        SearchWord Word(string word) => new(now.TenantId, word, WordKind.Name, now.ClientId);
    }

    private void Add(long tenantId, WordKind kind, long whose, IEnumerable<string> words) => Words.UnionWith(words.Select(word => new SearchWord(tenantId, word, kind, whose)));
}
