namespace SmsBridge.Store;

/// <summary>Whose data they are.</summary>
/// <param name="TenantId">A registration; 0: none we know.</param>
/// <param name="Identifier">The tenant's name in the core; empty: none we know.</param>
internal readonly record struct DataOwner(long TenantId, string Identifier);

/// <summary>Data that go by their age and belong to no event of the record: by whoever writes their table.</summary>
internal interface IKeptByAge
{
    /// <summary>As the settings call the kind.</summary>
    string Kind { get; }

    /// <returns>How many went; fewer than asked for: there are no more.</returns>
    int Remove(WriteSession session, DataOwner owner, DateTimeOffset before, int most);

    /// <summary>How many would go, counted up to a bound.</summary>
    Task<long> CountAsync(DataOwner owner, DateTimeOffset before, int most, CancellationToken cancellationToken);
}
