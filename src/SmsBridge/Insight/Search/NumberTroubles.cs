using SmsBridge.Insight.Lists;
using SmsBridge.Messages;
using SmsBridge.Messages.Masking;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Insight.Search;

/// <summary>Which clients without a usable number to list, as the address says it.</summary>
/// <param name="Tenant">The core's name for it; null: all that may be seen.</param>
internal sealed record NumberTroubleFilter(string? Tenant, long? Before, long? After)
{
    public static NumberTroubleFilter None { get; } = new(null, null, null);

    /// <inheritdoc cref="ListAddress.Read"/>
    public static NumberTroubleFilter Parse(IQueryCollection query, out (string Field, string Detail)? problem) => ListAddress.Read(query, None, Read, Remedy, out problem);

    public string ToQuery() => ListAddress.Query(("tenant", Tenant), ("before", ListAddress.Of(Before)), ("after", ListAddress.Of(After)));

    private static NumberTroubleFilter? Read(NumberTroubleFilter filter, string name, string value) =>
        name switch
        {
            "TENANT" when value.Length <= 200 => filter with { Tenant = value },
            "BEFORE" when ListAddress.Id(value) is { } before => filter with { Before = before, After = null },
            "AFTER" when ListAddress.Id(value) is { } after => filter with { After = after, Before = null },
            _ => null,
        };

    private static string Remedy(string name) => name is "BEFORE" or "AFTER" ? $"{name.ToLowerInvariant()} must be the number of a row." : "Known parameters: tenant, before, after.";
}

/// <summary>Clients whose number could not be used the last time they should have been told something: each once, until an SMS to them goes out.</summary>
internal sealed class NumberTroubles(Database database)
{
    public const int PageSize = 100;

    private static readonly ListFilter HasTrouble = new("trouble IS NOT NULL", Index: "known_client_trouble");

    internal static readonly ListQuery List = new ListQuery(new ListTable("known_client", "id"), new ListRows("""
        k.id AS Id, k.tenant_id AS TenantId, k.client_id AS ClientId, k.name AS Name, k.account AS Account, k.office AS Office, k.mobile_no AS MobileNo,
        k.trouble AS Reason, k.trouble_detail AS Detail, k.trouble_event AS EventId, k.trouble_at AS ReceivedAt
        """, "known_client AS k", "k.id")).By(HasTrouble);

    /// <param name="tenants">All that may be seen; the filter chooses among them.</param>
    public async Task<ListPage<NumberTrouble>> ListAsync(NumberTroubleFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var chosen = tenants.Where(tenant => filter.Tenant is null || tenant.Identifier == filter.Tenant).Select(tenant => tenant.Id);
        var cursor = new ListCursor(filter.Before, filter.After);
        var (low, high) = await cursor.WithinAsync(connection, since: null, to: null, cancellationToken);
        return await ListPage<NumberTrouble>.ReadAsync(
            connection, database.Dialect, [List], new ListBounds(chosen, low, high, PageSize + 1), cursor, row => row.Id, cancellationToken);
    }
}

/// <summary>A client without a usable number.</summary>
internal sealed record NumberTrouble
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public long ClientId { get; init; }

    public string? Name { get; init; }

    public string? Account { get; init; }

    public string? Office { get; init; }

    public string? MobileNo { get; init; }

    public string Reason { get; init; } = "";

    public string? Detail { get; init; }

    /// <summary>The message that was not sent.</summary>
    public long EventId { get; init; }

    public long ReceivedAt { get; init; }

    public DateTimeOffset At => StoredTime.At(ReceivedAt);

    /// <summary>What is wrong, in words.</summary>
    public string Matter => $"{Reasons.Explain(Reason).Meaning} {Detail}".TrimEnd();

    /// <summary>Whole for who may see whole numbers.</summary>
    public string? NameFor(bool seesAll) => seesAll ? Name : NameMask.Of(Name);

    /// <inheritdoc cref="NameFor"/>
    public string? NumberFor(bool seesAll) => seesAll || MobileNo is null ? MobileNo : NumberMask.WithoutNumbers(MobileNo);
}
