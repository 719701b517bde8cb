using SmsBridge.Ledger;

namespace SmsBridge.Restores;

/// <summary>Which SMS may have gone out already, between a backup and its return, and whether their tenant sends at all.</summary>
internal sealed class RestoreGate(RestoreDirectory restores, RestoreStore store)
{
    /// <summary>
    /// What nobody posted, but the bridge itself found or a broker brings again, may be of before although it is dated later: a core's clock is ahead by its zone, and
    /// what was told of this day is looked for once more.
    /// </summary>
    private static readonly TimeSpan FoundAgainFor = TimeSpan.FromHours(36);

    /// <inheritdoc cref="RestoreDirectory.Mark"/>
    public RestoreMark? Mark => restores.Mark;

    /// <inheritdoc cref="RestoreDirectory.IsClosed"/>
    public bool IsClosed(long tenantId) => restores.IsClosed(tenantId);

    /// <inheritdoc cref="RestoreDirectory.IsMatched"/>
    public bool IsMatched(long tenantId) => restores.IsMatched(tenantId);

    /// <summary>It was waiting, or came about, before the backup was put back. Not what a person has sent anew since.</summary>
    public async ValueTask<bool> MayHaveGoneAsync(ClaimedMessage claimed, RestoreMark mark) =>
        claimed.QueuedAt < mark.RestoredMs
        || (claimed.QueuedAt < mark.RestoredMs + (long)FoundAgainFor.TotalMilliseconds && !claimed.IsResent
            && await store.DialectOfAsync(claimed.EventId) is var dialect && (dialect == Dialect.External || dialect.IsMadeHere()));
}
