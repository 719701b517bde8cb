using System.Collections.Frozen;

namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>A status as partners are told it.</summary>
/// <param name="Code">MFS Africa's classes (mfs-webhooks.md 3): <c>MR101</c> success, <c>MR103</c> pending, <c>ER…</c> final failure.</param>
/// <param name="Message">Fixed words, in English.</param>
internal sealed record TransactionCode(string Code, string Message)
{
    /// <summary>A final code never changes.</summary>
    public bool IsFinal => Code != TransactionCodes.Pending.Code;
}

/// <summary>Every code the bridge tells. The ER codes are ours, documented in docs/partners-notifications.md; they never change their meaning.</summary>
internal static class TransactionCodes
{
    /// <summary>The core confirms it: looked up, of the right kind, not reversed.</summary>
    public static readonly TransactionCode Success = new("MR101", "success");

    /// <summary>The core could not be asked yet; a final code follows.</summary>
    public static readonly TransactionCode Pending = new("MR103", "pending: the core has not confirmed it yet");

    /// <summary>A failure event with <c>status: Exception</c> (Fineract 1.5 to 1.8).</summary>
    public static readonly TransactionCode Rejected = new("ER101", "rejected by the core");

    /// <summary>
    /// A failure event without a marker (Fineract 1.9 and later): a rejected command and, from 1.10, one that waits for approval look the same.
    /// No money has moved; an approval later is a new transaction with its own <c>mfsTransId</c>.
    /// </summary>
    public static readonly TransactionCode NotCarriedOut = new("ER102", "not carried out by the core: rejected, or not approved");

    /// <summary>Undone in the core before it was confirmed.</summary>
    public static readonly TransactionCode Reversed = new("ER103", "reversed in the core");

    /// <summary>The core does not know it, also after commits under way have had their time.</summary>
    public static readonly TransactionCode NotFound = new("ER104", "not found in the core");

    /// <summary>The core's record under this id is of another kind.</summary>
    public static readonly TransactionCode NotAsReported = new("ER105", "the core's record is another kind of transaction");

    /// <summary>All of them, good ones first.</summary>
    public static IReadOnlyList<TransactionCode> Known { get; } = [Success, Pending, Rejected, NotCarriedOut, Reversed, NotFound, NotAsReported];

    private static readonly FrozenDictionary<string, TransactionCode> All = Known.ToFrozenDictionary(code => code.Code, StringComparer.Ordinal);

    /// <summary>For who asks for another one.</summary>
    public static string UnknownWords { get; } = $"code must be one of {string.Join(", ", Known.Select(known => known.Code))}.";

    public static bool IsKnown(string code) => All.ContainsKey(code);

    /// <summary>A code of a newer version is shown as it is.</summary>
    public static TransactionCode Find(string code) => All.TryGetValue(code, out var known) ? known : new TransactionCode(code, code);
}
