using SmsBridge.Insight.MessageList;

namespace SmsBridge.Insight.Search;

/// <summary>What the words of a search led to, and by what.</summary>
internal sealed class FoundByWords
{
    /// <summary>Ranks: what is one message's alone, an account, a name, whatever is left.</summary>
    public const int One = 1;
    public const int Account = 2;
    public const int Name = 3;
    public const int Last = 4;

    public static FoundByWords Nothing { get; } = new();

    public Dictionary<(long TenantId, long Id), string> ClientsByName { get; } = [];

    public Dictionary<(long TenantId, long Id), string> ClientsByAccount { get; } = [];

    public Dictionary<(long TenantId, long Id), string> Loans { get; } = [];

    public Dictionary<(long TenantId, long Id), string> Events { get; } = [];

    /// <summary>Messages that do not name the client they are about.</summary>
    public Dictionary<(long TenantId, long Id), (int Rank, string Why)> Abouts { get; } = [];

    /// <summary>More is called so than was looked up.</summary>
    public bool HasMore { get; set; }

    public bool IsEmpty => ClientsByName.Count + ClientsByAccount.Count + Loans.Count + Events.Count + Abouts.Count == 0;

    /// <summary>By what a row was found, the best first.</summary>
    public IEnumerable<string> Why(MessageRow row) => Senses(row).Select(sense => sense.Why);

    /// <summary>Null: not by words.</summary>
    public int? RankOf(MessageRow row) => Senses(row).Select(sense => (int?)sense.Rank).FirstOrDefault();

    private IEnumerable<(int Rank, string Why)> Senses(MessageRow row)
    {
        if (Events.TryGetValue((row.TenantId, row.EventId), out var ofEvent))
        {
            yield return (One, ofEvent);
        }

        if (row.LoanId is { } loan && Loans.TryGetValue((row.TenantId, loan), out var ofLoan))
        {
            yield return (Account, ofLoan);
        }

        if (row.ClientId is { } client)
        {
            if (ClientsByAccount.TryGetValue((row.TenantId, client), out var ofAccount))
            {
                yield return (Account, ofAccount);
            }

            if (ClientsByName.TryGetValue((row.TenantId, client), out var ofName))
            {
                yield return (Name, ofName);
            }
        }

        if (Abouts.TryGetValue((row.TenantId, row.EventId), out var ofAbout))
        {
            yield return ofAbout;
        }
    }
}
